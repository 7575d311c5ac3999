import { wordsOf } from '../text/words.js';

/** A subcommand that logs in and keeps what it was given for later. */
export interface CredentialTool {
  readonly program: string;
  /** How its arguments begin, options left out. */
  readonly subcommand: readonly string[];
  /** Only with one of these among its words. */
  readonly onlyWith?: RegExp;
  /** The folder in the home where it keeps them. */
  readonly keptIn: string;
  /** It is a file, not a folder. */
  readonly isFile?: boolean;
  /** Options, with their dashes, that take the credentials. */
  readonly secretOptions?: readonly string[];
  /** Options that name a file with them. */
  readonly fileOptions?: readonly string[];
}

/** Taken 2026-11, from each program's manual; those of aws, gcloud, az and doctl are what Trivy DS-0031 knows. */
const tools: readonly CredentialTool[] = [
  {
    program: 'aws',
    subcommand: ['configure', 'set'],
    onlyWith: /^aws_(?:access_key_id|secret_access_key|session_token)$/,
    keptIn: '.aws',
  },
  { program: 'aws', subcommand: ['configure', 'import'], keptIn: '.aws' },
  {
    program: 'gcloud',
    subcommand: ['auth', 'activate-service-account'],
    keptIn: '.config/gcloud',
    fileOptions: ['--key-file'],
  },
  { program: 'gcloud', subcommand: ['auth', 'login'], keptIn: '.config/gcloud', fileOptions: ['--cred-file'] },
  {
    program: 'az',
    subcommand: ['login'],
    onlyWith: /^(?:-p|--password|--service-principal|--certificate)(?:=|$)/,
    keptIn: '.azure',
    secretOptions: ['-p', '--password'],
    fileOptions: ['--certificate'],
  },
  {
    program: 'doctl',
    subcommand: ['auth', 'init'],
    keptIn: '.config/doctl',
    secretOptions: ['-t', '--access-token'],
  },
  { program: 'docker', subcommand: ['login'], keptIn: '.docker' },
  { program: 'podman', subcommand: ['login'], keptIn: '.config/containers' },
  { program: 'skopeo', subcommand: ['login'], keptIn: '.config/containers' },
  { program: 'helm', subcommand: ['registry', 'login'], keptIn: '.config/helm' },
  { program: 'gh', subcommand: ['auth', 'login'], keptIn: '.config/gh' },
  { program: 'glab', subcommand: ['auth', 'login'], keptIn: '.config/glab-cli', secretOptions: ['-t', '--token'] },
  { program: 'vault', subcommand: ['login'], keptIn: '.vault-token', isFile: true },
  { program: 'oc', subcommand: ['login'], keptIn: '.kube', secretOptions: ['-p', '--password', '--token'] },
  { program: 'kubectl', subcommand: ['config', 'set-credentials'], keptIn: '.kube', secretOptions: ['--token'] },
  { program: 'huggingface-cli', subcommand: ['login'], keptIn: '.cache/huggingface', secretOptions: ['--token'] },
  { program: 'hf', subcommand: ['auth', 'login'], keptIn: '.cache/huggingface', secretOptions: ['--token'] },
  { program: 'wandb', subcommand: ['login'], keptIn: '.netrc', isFile: true },
  { program: 'cargo', subcommand: ['login'], keptIn: '.cargo/credentials.toml', isFile: true },
  {
    program: 'sentry-cli',
    subcommand: ['login'],
    keptIn: '.sentryclirc',
    isFile: true,
    secretOptions: ['--auth-token'],
  },
  { program: 'snyk', subcommand: ['auth'], keptIn: '.config/configstore' },
];

/** Words for `mentions` of rules: one stands in every login of the table. */
export const loginWords: readonly string[] = wordsOf(
  tools.map(({ program, subcommand }) => (subcommand.includes('login') ? 'login' : program)),
);

/** The login that a command is: the program's name without directories, its operands, and all its words. */
export function credentialTool(
  program: string,
  operands: readonly (string | undefined)[],
  words: readonly string[],
): CredentialTool | undefined {
  return tools.find(
    (tool) =>
      tool.program === program &&
      tool.subcommand.every((word, index) => operands[index] === word) &&
      (tool.onlyWith === undefined || words.some((word) => tool.onlyWith?.test(word) === true)),
  );
}
