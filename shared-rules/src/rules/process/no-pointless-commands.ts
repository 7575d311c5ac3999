import { rememberLatest } from '../../model/memo.js';
import { mountsOf } from '../../model/mounts.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import { type EffectiveCommand, effectiveCommand } from '../../shell/commands.js';
import type { ShellCommand, ShellScript } from '../../shell/types.js';

/** Why a program is of no use in a build, as the end of a sentence. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ...['vim', 'vi', 'nano'].map((name) => [name, 'waits for somebody to type, and nobody is there'] as const),
  ...['top', 'htop', 'free', 'ps'].map(
    (name) => [name, 'tells about the machine that builds, not about the image'] as const,
  ),
  ['ifconfig', 'is about the network of this one build step, which is gone afterwards'],
  ['kill', 'has nothing to end: no process outlives its RUN'],
  ['mount', 'is not allowed in a build, and a mount would not be kept'],
  ['service', 'starts something that ends with this RUN: an image holds files, no running processes'],
  ['systemctl', 'needs systemd to be running, which it is not in a build'],
  ['ssh', 'opens a session for which the build has no key'],
  ...['shutdown', 'reboot', 'halt', 'poweroff'].map((name) => [name, 'has no machine to switch off'] as const),
]);

/** hadolint and the others know these only. */
const CODES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['free', 'kill', 'mount', 'ps', 'service', 'shutdown', 'top', 'vim'].map((name): [string, readonly string[]] => [
    name,
    ['hadolint:DL3001', 'kics:9b6b0f38', 'semgrep:nonsensical-command'],
  ]),
  ['ssh', ['hadolint:DL3001', 'semgrep:nonsensical-command']],
  ['ifconfig', ['kics:9b6b0f38', 'semgrep:nonsensical-command']],
  ['nano', ['kics:9b6b0f38']],
]);

export default defineRule({
  id: 'no-pointless-commands',
  title: 'Leave out commands that have no effect on an image',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3001', 'kics:9b6b0f38', 'semgrep:nonsensical-command'],
  fixes: [],
  why: `
    A RUN starts a container, waits for its command to end and keeps the files that changed. No process, mount or network
    setting is kept. So a service that is started here is not running in your container, \`top\` and \`free\` describe the
    machine that builds, and an editor waits for keys that never come. Such a line makes readers believe in something that
    does not happen.
  `,
  how: 'What must run in the container belongs into CMD or ENTRYPOINT; what must be mounted, into `docker run` or compose.',
  references: ['https://docs.docker.com/reference/dockerfile/#run'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends nginx && rm -rf /var/lib/apt/lists/*
        RUN «service» nginx start
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends nginx && rm -rf /var/lib/apt/lists/*
        CMD ["nginx", "-g", "daemon off;"]
      `,
    },
    {
      title: 'What looks at the machine looks at the one that builds.',
      bad: `
        FROM alpine:3.22
        RUN «free» -m \\
          && apk add --no-cache curl \\
          && «ps» aux
      `,
      good: `
        FROM alpine:3.22
        RUN apk add --no-cache curl
      `,
    },
  ],
  silences: [
    {
      because: 'the service is needed by the next command of the same RUN',
      text: 'FROM debian:13\nRUN service postgresql start && su postgres -c "createdb app"\nRUN /etc/init.d/mysql start; mysql < /schema.sql\n',
    },
    {
      because: 'the process that ends was started in the same RUN',
      text: 'FROM debian:13\nRUN mysqld & sleep 5; mysql < /schema.sql; kill $!\nRUN set -e; server --daemon; kill $(cat /run/server.pid)\n',
    },
    {
      because: 'an ssh mount brings the key',
      text: 'FROM debian:13\nRUN --mount=type=ssh ssh -T git@example.com || true\n',
    },
    { because: 'a version is asked for', text: 'FROM debian:13\nRUN ssh -V && vim --version\n' },
    {
      because: 'the editor is told what to do',
      text: 'FROM debian:13\nRUN vim +PlugInstall +qall\nRUN vim -es -c q\n',
    },
    { because: 'insecure builds may mount', text: 'FROM debian:13\nRUN --security=insecure mount -t tmpfs none /x\n' },
    { because: 'enabling a unit writes a link', text: 'FROM fedora:42\nRUN systemctl enable nginx\n' },
    {
      because: 'words that are no commands',
      text: 'FROM debian:13\nRUN apt-get install -y ssh vim top\nRUN echo service start > /ps && command -v ps\nRUN which ssh\n',
    },
  ],
  mentions: [...REASONS.keys()],
  on: { command: check },
});

function* check({ command, script, instruction }: CommandNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const program = effectiveCommand(command);
  const reason = program === undefined ? undefined : REASONS.get(program.name);
  if (program === undefined || reason === undefined) return;
  if (!eachCodeAlone && hasPurpose(program, command, script, instruction)) return;
  yield {
    span: program.nameWord.span,
    message: `\`${program.name}\` ${reason}. Remove it.`,
    codes: CODES.get(program.name) ?? [],
  };
}

function hasPurpose(
  { name, arguments: words }: EffectiveCommand,
  command: ShellCommand,
  script: ShellScript,
  instruction: InstructionNode,
): boolean {
  if (words.some(({ value }) => /^(?:--version|-V|--help|--status-all)$/.test(value ?? ''))) return true;
  switch (name) {
    case 'vim':
    case 'vi':
    case 'nano':
      return words.some(({ text }) => /^["']?[-+]/.test(text)) || command.redirects.length > 0;
    case 'ssh':
      return mountsOf(instruction).length > 0;
    case 'mount':
      return words.length === 0 || instruction.flags.some(({ name: flag }) => flag === 'security');
    case 'service':
      return !isStart(words.at(-1)?.value) || lastInNeed(script) > command.span.start;
    case 'systemctl':
      return (
        !words.some(({ value }) => isStart(value)) || instruction.flags.some(({ name: flag }) => flag === 'security')
      );
    case 'kill':
    case 'ps':
    case 'free':
      return command.nesting.length > 0 || isPiped(command) || (name === 'kill' && script.commands[0] !== command);
    default:
      return false;
  }
}

function isStart(word: string | undefined): boolean {
  return word === 'start' || word === 'restart';
}

/** What it prints is read by another command. */
function isPiped({ operatorAfter }: ShellCommand): boolean {
  return operatorAfter === '|' || operatorAfter === '|&';
}

const HELPERS = /^(?:service|echo|sleep|true|rm|exit)$/;

/** Where the last command of a script begins that may need what was started before it; -1 where there is none. */
const lastInNeed = rememberLatest(({ commands }: ShellScript): number => {
  const inNeed = commands.filter((command) => !HELPERS.test(effectiveCommand(command)?.name ?? ''));
  return inNeed.at(-1)?.span.start ?? -1;
});
