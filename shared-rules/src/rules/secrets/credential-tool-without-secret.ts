import { type CredentialTool, credentialTool, loginWords } from '../../facts/credential-tools.js';
import { addFlag, removeInstruction } from '../../fixes/edits.js';
import { removeProperty, secretId } from '../../fixes/secret-mount.js';
import { frontendAllows } from '../../model/frontend.js';
import { rememberLatest } from '../../model/memo.js';
import { mountsOf } from '../../model/mounts.js';
import { scriptOf } from '../../model/script.js';
import { copiedSecretFiles } from '../../model/secret-files.js';
import { secretsOf } from '../../model/secrets.js';
import { tokenWritings } from '../../model/token-files.js';
import { transferOf } from '../../model/transfer.js';
import type { CommandNode, Dockerfile, InstructionNode } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { type EffectiveCommand, effectiveCommand, operands, optionValues } from '../../shell/commands.js';
import type { TextEdit } from '../../text/edit.js';
import { cover, slice } from '../../text/span.js';

export default defineRule({
  id: 'credential-tool-without-secret',
  title: 'Log in with a mounted secret, and not into the image',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['trivy:DS-0031'],
  practices: ['U7'],
  fixes: ['suggested'],
  why: `
    Programs such as \`gcloud\`, \`az\` and \`docker\` keep what you log in with in a file of the home folder. In a RUN that file
    goes into the layer, and whoever can pull the image is logged in as you. The key or password must also have come into
    the build somehow: from COPY or ARG it stays in another layer or in the history as well.
  `,
  how: `
    Log in and do the work in one step. Mount the key as a secret, and lay a \`tmpfs\` over the folder where the program keeps
    the login: it is in memory and gone when the step ends.
  `,
  references: ['https://docs.docker.com/build/building/secrets/'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        COPY gcp.json /gcp.json
        RUN «gcloud auth activate-service-account» --key-file=/gcp.json && touch /done
      `,
      good: `
        FROM debian:12-slim
        RUN --mount=type=secret,id=gcp_json,target=/gcp.json --mount=type=tmpfs,target=/root/.config/gcloud gcloud auth activate-service-account --key-file=/gcp.json && touch /done
      `,
      fix: 'suggested',
    },
    {
      title: 'A build argument that does not look like a secret by its name.',
      bad: `
        FROM debian:12-slim AS fetch
        ARG DO
        ARG REGION=fra1
        RUN «doctl auth init» -t "$DO" \\
            && touch /$REGION
        FROM debian:12-slim
        COPY --from=fetch /fra1 /
      `,
      good: `
        FROM debian:12-slim AS fetch
        ARG REGION=fra1
        RUN --mount=type=secret,id=do,env=DO --mount=type=tmpfs,target=/root/.config/doctl doctl auth init -t "$DO" \\
            && touch /$REGION
        FROM debian:12-slim
        COPY --from=fetch /fra1 /
      `,
      fix: 'suggested',
    },
    {
      title: 'The password is read from somewhere; the login is kept all the same.',
      bad: `
        FROM docker:29-cli
        RUN <<EOF
        cat /password | «docker login» --username ada --password-stdin registry.example.com
        docker pull registry.example.com/shop
        EOF
      `,
      good: `
        FROM docker:29-cli
        RUN --mount=type=secret,id=password --mount=type=tmpfs,target=/root/.docker <<EOF
        cat /run/secrets/password | docker login --username ada --password-stdin registry.example.com
        docker pull registry.example.com/shop
        EOF
      `,
    },
  ],
  silences: [
    {
      because: 'it comes from a secret mount',
      text: 'FROM a\nRUN --mount=type=secret,id=k,target=/k gcloud auth activate-service-account --key-file=/k\n',
    },
    {
      because: 'no credentials are given',
      text: 'FROM a\nRUN gcloud auth configure-docker && aws configure set region eu\n',
    },
    { because: 'a managed identity has no password', text: 'FROM a\nRUN az login --identity\n' },
    {
      because: 'a declared secret is reported by its own rule',
      text: 'FROM a\nARG DO_TOKEN\nRUN doctl auth init -t $DO_TOKEN && echo "$DO_TOKEN" | docker login --password-stdin\n',
    },
    {
      because: 'a token in a file is reported by its own rule',
      text: 'FROM a\nRUN docker login -u a -p $P && aws configure set aws_secret_access_key $K\n',
    },
    {
      because: 'a copied secret file is reported at its COPY',
      text: 'FROM a\nCOPY credentials.json /\nRUN gcloud auth activate-service-account --key-file /credentials.json\n',
    },
    { because: 'a question', text: 'FROM a\nRUN docker login --help && docker logout\n' },
  ],
  mentions: loginWords,
  on: { command: check },
});

function* check({ command, instruction }: CommandNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const program = effectiveCommand(command);
  if (program === undefined) return;
  const tool = loginOf(program);
  if (tool === undefined || mountsOf(instruction).some(({ type }) => type === 'secret')) return;
  if (!eachCodeAlone && isReportedElsewhere(instruction)) return;
  const name = [tool.program, ...tool.subcommand].join(' ');
  const last = program.arguments.find(({ value }) => value === tool.subcommand.at(-1)) ?? program.nameWord;
  yield {
    span: cover(program.nameWord.span, last.span),
    message: `\`${name}\` keeps the login in ~/${tool.keptIn}, and so in this layer of the image. Use a mounted secret, and a tmpfs over that place.`,
    fixes: () => fixes(instruction, program, tool),
  };
}

function loginOf({ name, arguments: words }: EffectiveCommand): CredentialTool | undefined {
  const plain = operands(words, []).map(({ value }) => value);
  const texts = words.map(({ text, value }) => value ?? text);
  const tool = credentialTool(name, plain, texts);
  return tool === undefined || texts.some((text) => /^(?:--help|-h|--identity)$/.test(text)) ? undefined : tool;
}

/** The step reads a declared secret, or a copied secret file, or writes a token: then that is the cause. */
function isReportedElsewhere(instruction: InstructionNode): boolean {
  if (tokenWritings(instruction).length > 0) return true;
  if (secretsOf(instruction.file).some(({ uses }) => uses.some((use) => use.instruction === instruction))) return true;
  return copiedNames(instruction.file).some((name) => instruction.body.text.includes(name));
}

const copiedNames = rememberLatest((file: Dockerfile): readonly string[] =>
  copiedSecretFiles(file).map(({ name }) => name),
);

function fixes(instruction: InstructionNode, program: EffectiveCommand, tool: CredentialTool): readonly Fix[] {
  const { stage, before, isTrigger } = instruction;
  if (stage === undefined || isTrigger || before.user.isRoot !== true || tool.isFile === true) return [];
  const usesItLater = stage.instructions.some(
    (later) =>
      later.index > instruction.index &&
      later.keyword === 'RUN' &&
      (scriptOf(later)?.commands ?? []).some((command) => effectiveCommand(command)?.name === tool.program),
  );
  const mounted = usesItLater
    ? undefined
    : (fileMount(instruction, program, tool) ?? variableMount(instruction, program, tool));
  if (mounted === undefined) return [];
  return [
    {
      title: 'Mount the secret, and keep the login in memory',
      safety: 'suggested',
      edits: [mounted.removal, addFlag(instruction, `${mounted.flag} --mount=type=tmpfs,target=/root/${tool.keptIn}`)],
    },
  ];
}

interface SecretGiven {
  readonly flag: string;
  /** Takes out what has brought the secret so far. */
  readonly removal: TextEdit;
}

/** A key file that one COPY brings to the very place where the command reads it. */
function fileMount(
  instruction: InstructionNode,
  program: EffectiveCommand,
  tool: CredentialTool,
): SecretGiven | undefined {
  const path = optionValueOf(program, tool.fileOptions)?.value;
  if (path === undefined || !/^\/[\w./-]+$/.test(path)) return undefined;
  const { stage, file } = instruction;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const mentions = (stage?.instructions ?? []).filter((other) => slice(file.text, other.span).includes(name));
  const [copy, run, another] = mentions;
  if (copy?.keyword !== 'COPY' || run !== instruction || another !== undefined) return undefined;
  const { sources, destination, from } = transferOf(copy);
  const lands = destination?.path?.endsWith('/') === true ? `${destination.path}${name}` : destination?.path;
  if (sources.length !== 1 || from !== undefined || lands !== path) return undefined;
  return {
    flag: `--mount=type=secret,id=${secretId(name)},target=${path}`,
    removal: removeInstruction(file, copy),
  };
}

/** A build argument that nothing else reads. */
function variableMount(
  instruction: InstructionNode,
  program: EffectiveCommand,
  tool: CredentialTool,
): SecretGiven | undefined {
  const { file } = instruction;
  const [variable, another] = optionValueOf(program, tool.secretOptions)?.word.variables ?? [];
  if (variable === undefined || another !== undefined || !frontendAllows(file, [1, 10])) return undefined;
  const { name } = variable;
  const { kind, instruction: declared } = resolveVariable(instruction, name);
  const property = declared?.properties.find(({ key }) => key === name);
  if (
    kind !== 'arg' ||
    declared === undefined ||
    declared.stage !== instruction.stage ||
    property === undefined ||
    property.value !== undefined
  )
    return undefined;
  const pattern = new RegExp(`\\b${name}\\b`);
  const others = file.instructions.filter((other) => other !== instruction && other !== declared);
  if (others.some(({ span }) => pattern.test(slice(file.text, span)))) return undefined;
  return {
    flag: `--mount=type=secret,id=${secretId(name)},env=${name}`,
    removal: removeProperty(file, declared, property),
  };
}

function optionValueOf(
  { arguments: words }: EffectiveCommand,
  options: readonly string[] = [],
): ReturnType<typeof optionValues>[number] | undefined {
  const short = options.flatMap((option) => (option.startsWith('--') ? [] : [option.slice(1)])).join('');
  const long = options.flatMap((option) => (option.startsWith('--') ? [option.slice(2)] : []));
  return optionValues(words, { short, long })[0];
}
