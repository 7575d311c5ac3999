import type { ImageTool } from '../../facts/base-images.js';
import { rememberLatest } from '../../model/memo.js';
import { packageCalls } from '../../model/packages.js';
import { scriptOf } from '../../model/script.js';
import { stagesFrom } from '../../model/stages.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand, operands } from '../../shell/commands.js';
import type { ShellCommand } from '../../shell/types.js';
import { cover } from '../../text/span.js';

const TOOLS: readonly ImageTool[] = ['curl', 'wget', 'nc', 'node', 'python', 'python3', 'bash', 'php', 'ruby', 'perl'];

export default defineRule({
  id: 'healthcheck-tool-missing',
  title: 'Check health with a tool that the image has',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P82'],
  fixes: ['suggested'],
  why: `
    The health check runs inside the container. Slim images have no curl, Alpine has BusyBox's wget only, distroless images
    have not even a shell. The check then fails every time with "not found": the container is marked unhealthy for ever,
    \`depends_on: service_healthy\` never lets anybody start, and Swarm kills a server that works.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        COPY app.py /srv/
        HEALTHCHECK --interval=30s CMD «curl» --fail http://127.0.0.1:8000/ || exit 1
        CMD ["python", "/srv/app.py"]
      `,
      good: `
        FROM python:3.13-slim
        COPY app.py /srv/
        HEALTHCHECK --interval=30s CMD python3 -c "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/', timeout=3)" || exit 1
        CMD ["python", "/srv/app.py"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Exec form, and an image that has node.',
      bad: `
        FROM node:24-slim
        HEALTHCHECK CMD [«"curl"», "-fsS", "http://127.0.0.1:3000/health"]
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:24-slim
        HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Alpine has wget.',
      bad: `
        FROM alpine:3.22
        HEALTHCHECK CMD «curl» -f http://127.0.0.1/ || exit 1
      `,
      good: `
        FROM alpine:3.22
        HEALTHCHECK CMD wget -qO /dev/null http://127.0.0.1/ || exit 1
      `,
      fix: 'suggested',
    },
    {
      title: 'Without a shell only the exec form works.',
      bad: `
        FROM gcr.io/distroless/static-debian12:nonroot
        COPY server /server
        HEALTHCHECK CMD «/server --check || exit 1»
        ENTRYPOINT ["/server"]
      `,
      good: `
        FROM gcr.io/distroless/static-debian12:nonroot
        COPY server /server
        HEALTHCHECK CMD ["/server", "--check"]
        ENTRYPOINT ["/server"]
      `,
    },
  ],
  silences: [
    {
      because: 'it is installed',
      text: 'FROM python:3.13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\nHEALTHCHECK CMD curl -f http://127.0.0.1/\n',
    },
    {
      because: 'it is installed in the parent stage',
      text: 'FROM alpine:3.22 AS base\nRUN apk add --no-cache curl\nFROM base\nHEALTHCHECK CMD curl -f http://127.0.0.1/\n',
    },
    {
      because: 'it is copied in',
      text: 'FROM gcr.io/distroless/static-debian12\nCOPY --from=tools /curl /usr/bin/curl\nHEALTHCHECK CMD ["/usr/bin/curl", "-f", "http://127.0.0.1/"]\n',
    },
    {
      because: 'packages come from a variable',
      text: 'FROM python:3.13-slim\nARG PACKAGES\nRUN apt-get install -y $PACKAGES\nHEALTHCHECK CMD curl -f http://127.0.0.1/\n',
    },
    {
      because: 'a script may install it',
      text: 'FROM python:3.13-slim\nCOPY setup.sh /\nRUN /setup.sh\nHEALTHCHECK CMD curl -f http://127.0.0.1/\n',
    },
    { because: 'the full image has it', text: 'FROM python:3.13\nHEALTHCHECK CMD curl -f http://127.0.0.1/\n' },
    {
      because: 'nobody knows this image',
      text: 'FROM registry.example.com/a:1\nHEALTHCHECK CMD curl -f http://127.0.0.1/\n',
    },
    { because: 'BusyBox has wget', text: 'FROM alpine:3.22\nHEALTHCHECK CMD wget -qO- http://127.0.0.1/ || exit 1\n' },
    { because: 'none', text: 'FROM python:3.13-slim\nHEALTHCHECK NONE\n' },
  ],
  on: { HEALTHCHECK: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { stage, form, isTrigger } = instruction;
  const script = scriptOf(instruction);
  if (stage?.image === undefined || script === undefined || isTrigger) return;
  if (form.kind === 'shell' && stage.image.hasShell === false && !mayBring(stage, 'sh')) {
    const [first, last] = [script.commands[0], script.commands.at(-1)];
    if (first === undefined || last === undefined) return;
    yield {
      span: cover(first.span, last.span),
      message:
        'This image has no shell, so a check in shell form cannot start. Write it as a JSON array: CMD ["program", "argument"].',
    };
    return;
  }
  for (const command of script.commands) {
    const program = effectiveCommand(command);
    const tool = TOOLS.find((name) => name === program?.name);
    if (program === undefined || tool === undefined || stage.image.tools[tool] !== false) continue;
    if (mayBring(stage, tool)) continue;
    yield {
      span: program.nameWord.span,
      message: `${tool} is not in this image and nothing here installs it, so the check always fails.`,
      fixes: () => fixes(stage, instruction, command),
    };
  }
}

/** Whether anything in the chain of stages may put a program of that name into the image. */
function mayBring(stage: Stage, tool: string): boolean {
  const { file } = stage.from;
  const known = bringersOf(file);
  const stages =
    known.get(tool) ??
    stagesFrom(file.stages, ({ instructions }) => instructions.some((each) => instructionMayBring(each, tool)));
  known.set(tool, stages);
  return stages.has(stage);
}

const bringersOf = rememberLatest((_file: Dockerfile) => new Map<string, ReadonlySet<Stage>>());

function instructionMayBring(instruction: InstructionNode, tool: string): boolean {
  const { keyword, body } = instruction;
  if (keyword === 'COPY' || keyword === 'ADD') {
    const { sources, destination } = transferOf(instruction);
    const names = [...sources, ...(destination === undefined ? [] : [destination])].map(({ text }) => text);
    return names.some((name) => name.split('/').at(-1)?.includes(tool) === true) || isWholeTree(names, instruction);
  }
  if (keyword !== 'RUN') return false;
  if (new RegExp(`(?:^|[^\\w.-])${tool}(?:$|[^\\w.-])`).test(body.text) || instruction.heredocs.length > 0) return true;
  if (packageCalls(instruction).some(({ mayHoldMore }) => mayHoldMore)) return true;
  const script = scriptOf(instruction);
  return script === undefined || script.commands.some(runsUnknownScript);
}

/** `COPY --from=x / /` or a whole `/usr`: anything may be among it. */
function isWholeTree(names: readonly string[], { flags }: InstructionNode): boolean {
  return (
    flags.some(({ name }) => name === 'from') &&
    names.some((name) => /^\/(?:usr|bin|usr\/bin|usr\/local|usr\/local\/bin|opt)?\/?$/.test(name))
  );
}

function runsUnknownScript(command: ShellCommand): boolean {
  const name = command.name?.value;
  return name === undefined
    ? command.name !== undefined
    : /\.sh$|^\.{0,2}\/(?!usr\/(?:local\/)?s?bin\/|s?bin\/)/.test(name) ||
        (/^(?:ba|da|a)?sh$/.test(name) &&
          command.arguments.some(({ value }) => value === undefined || !value.startsWith('-')));
}

/** Options of curl and wget that a check with another tool does not need. */
const PLAIN_OPTION =
  /^(?:-[fsSLqkI]+|--(?:fail|silent|show-error|location|quiet|spider|head)|-[qsfSL]*[oO]|\/dev\/null|-|-qO-)$/;
const TIMED = /^(?:-m|--max-time|--connect-timeout|-T|--timeout|-t|--tries|--retry)(?:=?\d+)?$/;

function addressOf({ arguments: words }: ShellCommand): string | undefined {
  const rest = operands(words, [
    '-m',
    '--max-time',
    '--connect-timeout',
    '-T',
    '--timeout',
    '-t',
    '--tries',
    '--retry',
    '-o',
    '-O',
  ]);
  const [address, ...more] = rest;
  if (address?.value === undefined || more.length > 0 || !/^(?:https?:\/\/)?[\w.:/?=&%-]+$/.test(address.value))
    return undefined;
  const others = words
    .filter((word) => word !== address)
    .every(
      ({ value }) => value !== undefined && (PLAIN_OPTION.test(value) || TIMED.test(value) || /^\d+$/.test(value)),
    );
  if (!others) return undefined;
  return /^https?:/.test(address.value) ? address.value : `http://${address.value}`;
}

interface Replacement {
  readonly tool: ImageTool;
  readonly words: readonly string[];
}

function replacements(address: string): readonly Replacement[] {
  const script = `fetch('${address}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  const python = `import urllib.request as r; r.urlopen('${address}', timeout=3)`;
  return [
    { tool: 'curl', words: ['curl', '-fsS', '-o', '/dev/null', address] },
    { tool: 'wget', words: ['wget', '-qO', '/dev/null', address] },
    { tool: 'node', words: ['node', '-e', script] },
    { tool: 'python3', words: ['python3', '-c', python] },
    { tool: 'python', words: ['python', '-c', python] },
  ];
}

function fixes({ image }: Stage, { form }: InstructionNode, command: ShellCommand): readonly Fix[] {
  const name = effectiveCommand(command)?.name;
  if (name !== 'curl' && name !== 'wget') return [];
  const address = addressOf(command);
  const [last] = [command.arguments.at(-1)];
  if (address === undefined || command.name === undefined || last === undefined || command.redirects.length > 0)
    return [];
  const replacement = replacements(address).find(({ tool }) => tool !== name && image?.tools[tool] === true);
  if (replacement === undefined) return [];
  const isJson = form.kind === 'exec' && !command.nesting.includes('script-argument');
  if (form.kind === 'exec' && !isJson) return [];
  const text = isJson
    ? replacement.words.map((word) => JSON.stringify(word)).join(', ')
    : replacement.words.map((word) => (/[ ()]/.test(word) ? `"${word}"` : word)).join(' ');
  return [
    {
      title: `Check with ${replacement.tool}, which the image has`,
      safety: 'suggested',
      edits: [{ span: cover(command.name.span, last.span), text }],
    },
  ];
}
