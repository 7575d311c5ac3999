import { effectiveCommand } from '../shell/commands.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';
import { type Span, slice } from '../text/span.js';
import { mountsOf } from './mounts.js';
import { scriptOf } from './script.js';
import type { InstructionNode } from './types.js';

/** A command that puts a token into a file where a tool looks for it. */
export interface TokenWriting {
  readonly command: ShellCommand;
  /** The file: `.npmrc`, `.netrc`; as written where the command names it. */
  readonly file: string;
  /** What to show: the name of the file, or the words that say it. */
  readonly span: Span;
  /** The same RUN deletes the file again. */
  readonly isDeleted: boolean;
  /** The RUN has a secret mount, so that the token is most likely not in its command. */
  readonly fromMount: boolean;
}

type TokenPlace = Pick<TokenWriting, 'command' | 'file' | 'span'>;

/** Files in which tools keep their credentials. */
const TOKEN_FILE =
  /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pypirc|pip\.conf|\.netrc|_netrc|\.git-credentials|auth\.json|nuget\.config|settings\.xml|\.docker\/config\.json|\.aws\/credentials|\.cargo\/credentials(?:\.toml)?|\.condarc|\.pgpass|id_(?:rsa|dsa|ecdsa|ed25519))$/i;
const TOKEN_TEXT =
  /_auth(?:Token)?\b|_password\b|\bpassword\b|\bpasswd\b|\btoken\b|"auth"|:\/\/[^\s/@]+@|PRIVATE KEY|secret_access_key/i;

const HINT = /token|auth|passw|secret|insteadof|:\/\/[^\s/@]+@|login|id_(?:rsa|dsa|ecdsa|ed25519)/i;

interface TokenCommand {
  readonly program: string;
  readonly words: RegExp;
  readonly file: string;
}

/** Subcommands that write a token into such a file; the words of the command line, joined by blanks. */
const COMMANDS: readonly TokenCommand[] = [
  { program: 'npm', words: /^(?:config )?set .*(?:_auth(?:Token)?|_password)\b/i, file: '.npmrc' },
  { program: 'pnpm', words: /^(?:config )?set .*(?:_auth(?:Token)?|_password)\b/i, file: '.npmrc' },
  { program: 'yarn', words: /^config set .*(?:npmAuthToken|_auth(?:Token)?)\b/i, file: '.yarnrc.yml' },
  { program: 'git', words: /^config .*:\/\/[^\s/@]*[$:][^\s/@]*@.*insteadof/i, file: '.gitconfig' },
  { program: 'pip', words: /^config set .*:\/\/[^\s/@]+@/i, file: 'pip.conf' },
  { program: 'pip3', words: /^config set .*:\/\/[^\s/@]+@/i, file: 'pip.conf' },
  { program: 'poetry', words: /^config (?:http-basic|pypi-token)\./i, file: 'auth.toml' },
  { program: 'composer', words: /^config .*(?:http-basic|github-oauth|gitlab-token|bearer)\b/i, file: 'auth.json' },
  { program: 'docker', words: /^login .*(?:-p|--password)(?:[ =]|$)/i, file: '.docker/config.json' },
  { program: 'aws', words: /^configure set (?:aws_secret_access_key|aws_session_token)\b/i, file: '.aws/credentials' },
];

/** For `mentions` of rules: one of these stands in every RUN that writes a token. */
export const tokenWords: readonly string[] = [
  ...['config', 'conf', 'auth', 'authtoken', 'password', 'login', 'secret', 'session', 'npmrc', 'yarnrc', 'pypirc'],
  ...['netrc', 'credentials', 'settings', 'condarc', 'pgpass', 'rsa', 'dsa', 'ecdsa', 'ed'],
];

function textOf(words: readonly ShellWord[]): string {
  return words.map(({ text }) => text.replace(/["']/g, '')).join(' ');
}

function redirectedFile({ redirects }: ShellCommand): ShellWord | undefined {
  return redirects.find(({ operator, target }) => /^(?:&?>{1,2}|>\|)$/.test(operator) && target !== undefined)?.target;
}

/** `'_authToken=${NPM_TOKEN}'`, which the shell leaves alone: the tool looks the token up when it runs. */
function isPlaceholder(words: readonly ShellWord[]): boolean {
  return (
    words.every(({ value }) => value !== undefined) && words.some(({ value = '' }) => /\$(?:\{|[A-Za-z_])/.test(value))
  );
}

function writingOf(command: ShellCommand, pipeTarget: ShellWord | undefined): TokenPlace | undefined {
  const program = effectiveCommand(command);
  if (program === undefined || isPlaceholder(program.arguments)) return undefined;
  const text = textOf(program.arguments);
  const target = redirectedFile(command) ?? pipeTarget;
  const file = target?.text.replace(/["']/g, '');
  if (target !== undefined && file !== undefined && TOKEN_FILE.test(file)) {
    const isKey = /id_(?:rsa|dsa|ecdsa|ed25519)$/.test(file) && /\$/.test(text);
    if (TOKEN_TEXT.test(text) || isKey) return { command, file, span: target.span };
  }
  const row = COMMANDS.find(({ program: name, words }) => name === program.name && words.test(text));
  return row === undefined ? undefined : { command, file: row.file, span: command.span };
}

/** `… | tee file` */
function teeTarget(command: ShellCommand): ShellWord | undefined {
  if (effectiveCommand(command)?.name !== 'tee') return undefined;
  return command.arguments.find(({ text }) => !text.startsWith('-'));
}

/**
 * The commands of a RUN that write a token to where a tool looks for it. Not those of a RUN that takes the token from a
 * secret mount and deletes the file again.
 */
export function tokenWritings(instruction: InstructionNode): readonly TokenWriting[] {
  if (!mayWriteToken(instruction)) return [];
  const script = instruction.keyword === 'RUN' ? scriptOf(instruction) : undefined;
  if (script === undefined) return [];
  const { commands } = script;
  const writings = commands.flatMap((command, index) => {
    const next = commands[index + 1];
    const piped = command.operatorAfter === '|' && next !== undefined ? teeTarget(next) : undefined;
    return writingOf(command, piped) ?? [];
  });
  const fromMount = mountsOf(instruction).some(({ type }) => type === 'secret');
  return writings
    .map((place) => ({ ...place, isDeleted: isDeleted(commands, place), fromMount }))
    .filter((writing) => !(writing.fromMount && writing.isDeleted));
}

/** A quick look at the text, since most RUNs have nothing to do with tokens. */
function mayWriteToken({ body, heredocs, file }: InstructionNode): boolean {
  return (
    TOKEN_TEXT.test(body.text) ||
    HINT.test(body.text) ||
    heredocs.some((heredoc) => HINT.test(slice(file.text, heredoc.body)))
  );
}

function isDeleted(commands: readonly ShellCommand[], { file }: TokenPlace): boolean {
  const name = file.split('/').at(-1) ?? file;
  return commands.some(
    (command) => effectiveCommand(command)?.name === 'rm' && command.arguments.some(({ text }) => text.includes(name)),
  );
}
