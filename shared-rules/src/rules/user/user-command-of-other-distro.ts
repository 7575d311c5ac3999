import {
  type AccountDialect,
  accountDialect,
  accountOptionsWithValue,
  failingOptions,
} from '../../facts/account-options.js';
import { translateAccount } from '../../fixes/account-translation.js';
import { rememberLatest } from '../../model/memo.js';
import { packageCalls } from '../../model/packages.js';
import { commandsMentioning } from '../../model/script.js';
import type { CommandNode, Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { readArguments } from '../../shell/commands.js';
import type { ShellCommand, ShellWord } from '../../shell/types.js';
import { cover } from '../../text/span.js';

const TOOLS = ['useradd', 'adduser', 'groupadd', 'addgroup'] as const;
type Tool = (typeof TOOLS)[number];

export default defineRule({
  id: 'user-command-of-other-distro',
  title: 'Create users with the commands of your distribution',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P56'],
  fixes: ['suggested'],
  why: `
    Debian's \`adduser\` and Alpine's are different programs of one name. \`adduser --system --group app\`, copied from a Debian
    image, ends on Alpine with \`unrecognized option '--group'\`; \`adduser -S -D app\`, the other way round, with
    \`Option s is ambiguous\`; with \`-H\` it prints its help, creates nobody, and the build goes on. And Alpine has no \`useradd\` at all until its package \`shadow\` is installed.
  `,
  how: `
    On Debian, Ubuntu and Red Hat: \`groupadd --system app && useradd --system --gid app --no-create-home app\`.
    On Alpine: \`addgroup -S app && adduser -S -D -H -G app app\`.
  `,
  references: [
    'https://wiki.alpinelinux.org/wiki/Setting_up_a_new_user',
    'https://manpages.debian.org/bookworm/adduser/adduser.8.en.html',
    'https://manpages.debian.org/bookworm/passwd/useradd.8.en.html',
  ],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        RUN adduser --system «--group» app
        USER app
      `,
      good: `
        FROM alpine:3.22
        RUN addgroup -S app && adduser -S -D -H -G app app
        USER app
      `,
      fix: 'suggested',
    },
    {
      title: 'Commands that Alpine does not have.',
      bad: `
        FROM alpine:3.22
        RUN «groupadd» --system --gid 1001 app && \\
            «useradd» --system --uid 1001 --gid app --no-create-home \\
              --shell /usr/sbin/nologin app
      `,
      good: `
        FROM alpine:3.22
        RUN addgroup -S -g 1001 app && \\
            adduser -S -D -H -u 1001 -G app -s /sbin/nologin app
      `,
      fix: 'suggested',
    },
    {
      title: 'Commands from an Alpine image on Debian.',
      bad: `
        FROM debian:12-slim AS build
        RUN <<EOF
        set -e
        addgroup «-g» 1001 -S app
        adduser «-S» -D -H -u 1001 -G app -s /sbin/nologin app
        EOF
      `,
      good: `
        FROM debian:12-slim AS build
        RUN <<EOF
        set -e
        groupadd --system --gid 1001 app
        useradd --system --uid 1001 --gid app --no-create-home --shell /usr/sbin/nologin app
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'An account with a home; the group has the same name by itself.',
      bad: `
        FROM debian:12-slim
        RUN adduser «-D» -u 1001 -s /bin/bash app
      `,
      good: `
        FROM debian:12-slim
        RUN useradd --uid 1001 --create-home --shell /bin/bash app
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'options that both know',
      text: 'FROM alpine:3.22\nRUN addgroup --system --gid 1001 app && adduser --system --disabled-password --no-create-home --ingroup app --uid 1001 --gecos "" app\nFROM debian:12-slim\nRUN adduser --disabled-password --gecos "" -u 1001 app && adduser app staff\n',
    },
    {
      because: 'each on its own distribution',
      text: 'FROM alpine:3.22\nRUN adduser -S -D -H app\nFROM debian:12-slim\nRUN adduser --system --group app && useradd b\nFROM fedora:42\nRUN useradd -r a && adduser -r -M b\n',
    },
    {
      because: 'the package that brings useradd is installed',
      text: 'FROM alpine:3.22\nRUN apk add --no-cache shadow && useradd app\nFROM alpine:3.22 AS base\nRUN apk add --no-cache shadow\nFROM base\nRUN useradd app\n',
    },
    {
      because: 'a script that knows more than one distribution',
      text: 'FROM alpine:3.22\nRUN useradd app || adduser -D app\nRUN if command -v useradd; then useradd app; else adduser -D app; fi\n',
    },
    {
      because: 'nobody knows the distribution',
      text: 'FROM example.com/base:1\nRUN adduser --group app && adduser -S -D b && useradd c\n',
    },
  ],
  mentions: TOOLS,
  on: { RUN: checkRun },
});

function* checkRun(run: InstructionNode): Iterable<Finding> {
  for (const node of commandsMentioning(run, /\b(?:user|group)add\b|\badd(?:user|group)\b/)) yield* check(node);
}

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const { name: word } = command;
  const tool = word && toolOf(word);
  const distribution = instruction.stage?.image?.distribution;
  if (word === undefined || tool === undefined || instruction.stage === undefined || distribution === undefined) return;
  const dialect = accountDialect(distribution);
  if (dialect === undefined || mayBeOneOfSeveral(command)) return;
  const { stage } = instruction;
  const fault = missingTool(tool, dialect, stage, instruction, word) ?? failingOption(tool, dialect, command);
  if (fault === undefined) return;
  const system = NAMES[distribution] ?? 'This distribution';
  yield {
    span: fault.span,
    message:
      fault.option === undefined
        ? `${system} has no ${tool}, so this step fails. Use ${dialect === 'busybox' ? 'addgroup and adduser' : 'groupadd and useradd'}.`
        : `${tool} of ${system} does not know the option ${fault.option}, and creates nobody. Use the commands of the distribution.`,
    fixes: () => fixes(tool, command, dialect, instruction),
  };
}

const NAMES: Readonly<Record<string, string>> = {
  alpine: 'Alpine',
  wolfi: 'Wolfi',
  busybox: 'BusyBox',
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  rhel: 'Red Hat',
  fedora: 'Fedora',
  amazonlinux: 'Amazon Linux',
};

function toolOf({ value }: ShellWord): Tool | undefined {
  const written = value?.split('/').at(-1);
  return TOOLS.find((tool) => tool === written);
}

/** Inside \`if\`, or with another command for its failure. */
function mayBeOneOfSeveral({ nesting, operatorAfter, operatorBefore }: ShellCommand): boolean {
  return (
    operatorAfter === '||' || operatorBefore === '||' || nesting.some((kind) => kind !== 'group' && kind !== 'subshell')
  );
}

interface Fault {
  readonly span: ShellWord['span'];
  readonly option?: string;
}

function missingTool(
  tool: Tool,
  dialect: AccountDialect,
  stage: Stage,
  run: InstructionNode,
  word: ShellWord,
): Fault | undefined {
  const { span } = word;
  if (dialect === 'redhat') return tool === 'addgroup' ? { span } : undefined;
  if (dialect !== 'busybox' || (tool !== 'useradd' && tool !== 'groupadd')) return undefined;
  return stage.image?.tools.useradd !== false || (shadowOfFile(run.file).get(stage) ?? 0) <= run.index
    ? undefined
    : { span };
}

const shadowOfFile = rememberLatest((file: Dockerfile): ReadonlyMap<Stage, number> => {
  const first = new Map<Stage, number>();
  for (const stage of file.stages) {
    const own = stage.instructions.find(mayBringShadow)?.index ?? Number.POSITIVE_INFINITY;
    first.set(stage, Math.min(own, (stage.parent && first.get(stage.parent)) ?? own));
  }
  return first;
});

/** Whether a step may install the package, or copy a system over. */
function mayBringShadow(instruction: InstructionNode): boolean {
  const { keyword, body } = instruction;
  if (keyword === 'COPY') return /\s\/(?:usr\/?(?:sbin\/?)?)?$/.test(body.text);
  if (keyword !== 'RUN') return false;
  return /\bshadow\b/.test(body.text) || packageCalls(instruction).some(({ mayHoldMore }) => mayHoldMore);
}

function failingOption(tool: Tool, dialect: AccountDialect, command: ShellCommand): Fault | undefined {
  if (tool !== 'adduser' && tool !== 'addgroup') return undefined;
  const failing = failingOptions(tool, dialect);
  const words = readArguments(
    command.arguments,
    tool === 'adduser' ? accountOptionsWithValue.adduser : ['-g', '--gid'],
  );
  for (const word of words) {
    const option = word.kind === 'option' ? word.names.find((name) => failing.has(name)) : undefined;
    if (option !== undefined) return { span: word.word.span, option };
  }
  return undefined;
}

function fixes(
  tool: Tool,
  command: ShellCommand,
  dialect: AccountDialect,
  instruction: InstructionNode,
): readonly Fix[] {
  const { stage } = instruction;
  const last = command.arguments.at(-1);
  if (stage === undefined || last === undefined || command.name === undefined) return [];
  // Two commands in the place of one must not tear a list of others apart.
  if (instruction.form.kind === 'exec' || command.operatorBefore === '|' || command.operatorAfter === '|') return [];
  const commands = translateAccount(tool, command.arguments, dialect, stage);
  if (commands === undefined) return [];
  return [
    {
      title: `Use ${[...new Set(commands.map((text) => text.split(' ', 1)[0]))].join(' and ')}`,
      safety: 'suggested',
      edits: [{ span: cover(command.name.span, last.span), text: commands.join(' && ') }],
    },
  ];
}
