import { rememberLatest } from '../../model/memo.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { type EffectiveCommand, effectiveCommand, optionValues, readArguments } from '../../shell/commands.js';
import type { ShellCommand, ShellScript, ShellWord } from '../../shell/types.js';

const DOWNLOADERS: ReadonlySet<string> = new Set(['aria2c', 'curl', 'fetch', 'wget']);
const INTERPRETERS = /^(?:sh|bash|ash|dash|zsh|ksh|python\d?(?:\.\d+)?|perl|ruby|node|php)$/;
const SUMS = /^(?:sha\d+sum|shasum|md5sum|b2sum|gpgv?|cosign|minisign)$/;

/** Parts of an address that name whatever is newest. */
const MOVING_PART =
  /\/(?:latest|nightly|master|main|HEAD|trunk|develop|tip)(?=[/?#]|$)|\/refs\/heads\/|[-_.]latest(?=[-_./?#]|$)|@latest(?=[/?#]|$)/i;
const MOVING_BRANCH = /^(?:refs\/heads\/)?(?:main|master|develop|dev|trunk|HEAD|next|nightly|edge)$/;

export default defineRule({
  id: 'no-volatile-download',
  title: 'Download a fixed version',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: [],
  practices: ['P20'],
  fixes: [],
  why: `
    A RUN is taken from the cache as long as its text stays the same. A step that fetches "the newest" therefore gives what
    was newest when the cache was filled: on your machine last month's, on a fresh build server today's. Two builds of one
    commit differ, and an update arrives when nobody asked for it, or not at all.
  `,
  how: `
    Name the version, best in an ARG that is easy to raise. \`ADD https://github.com/example/tool.git#v1.2.3 /src\` clones a
    fixed tag, and with a branch after \`#\` it at least notices when the branch moves.
  `,
  references: [
    'https://docs.docker.com/build/cache/invalidation/',
    'https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository',
  ],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        RUN «git clone» https://github.com/example/shop.git /src
      `,
      good: `
        FROM alpine:3.22
        RUN git clone --depth 1 --branch v1.2.3 https://github.com/example/shop.git /src
      `,
    },
    {
      title: 'Addresses that follow a branch or the newest release.',
      bad: `
        FROM debian:13-slim
        RUN curl -fsSLO «https://github.com/example/tool/releases/latest/download/tool-linux-amd64» \\
            && wget -q «https://raw.githubusercontent.com/example/tool/main/tool.conf»
      `,
      good: `
        FROM debian:13-slim
        ARG TOOL_VERSION=1.2.3
        RUN curl -fsSLO https://github.com/example/tool/releases/download/v\${TOOL_VERSION}/tool-linux-amd64 \\
            && wget -q https://raw.githubusercontent.com/example/tool/v\${TOOL_VERSION}/tool.conf
      `,
    },
  ],
  silences: [
    {
      because: 'a commit or a tag is checked out',
      text: 'FROM alpine:3.22\nRUN git clone https://example.com/a.git && cd a && git checkout 1a2b3c4d\nRUN git clone https://example.com/b.git && git -C b reset --hard v2\n',
    },
    {
      because: 'the branch comes from outside',
      text: 'FROM alpine:3.22\nARG REF\nRUN git clone -b "$REF" https://example.com/a.git\n',
    },
    {
      because: 'a checksum fails when it changes',
      text: 'FROM alpine:3.22\nRUN wget https://example.com/latest/a.tgz && echo "0  a.tgz" | sha256sum -c\n',
    },
    {
      because: 'what is run unseen is reported as that',
      text: 'FROM debian:13\nRUN curl -fsSL https://example.com/main/install.sh | sh\n',
    },
    {
      because: 'words that only look like it',
      text: 'FROM alpine:3.22\nRUN curl -O https://example.com/maintenance/v1/latest-news-2.tgz -O https://example.com/mainline/1.0.tgz\n',
    },
  ],
  mentions: ['git', ...DOWNLOADERS],
  on: { command: check },
});

function* check({ command, script }: CommandNode): Iterable<Finding> {
  const program = effectiveCommand(command);
  if (program === undefined) return;
  if (program.name === 'git') yield* checkClone(program, script);
  if (DOWNLOADERS.has(program.name)) yield* checkAddresses(program, command, script);
}

/** https://git-scm.com/docs/git-clone */
const CLONE_OPTIONS = [
  '-b',
  '--branch',
  '--revision',
  '-c',
  '--config',
  '--depth',
  '-j',
  '--jobs',
  '-o',
  '--origin',
  '--filter',
];

function* checkClone({ arguments: words, nameWord }: EffectiveCommand, script: ShellScript): Iterable<Finding> {
  const at = words.findIndex(({ value }) => value === 'clone');
  const subcommand = words[at];
  if (subcommand === undefined || words.slice(0, at).some(({ value }) => value !== undefined && !value.startsWith('-')))
    return;
  const rest = words.slice(at + 1);
  const [branch] = [
    ...optionValues(rest, { short: 'b', long: ['branch'] }, CLONE_OPTIONS),
    ...optionValues(rest, { long: ['revision'] }, CLONE_OPTIONS),
  ];
  if (branch !== undefined && (branch.value === undefined || !MOVING_BRANCH.test(branch.value))) return;
  const hasAddress = readArguments(rest, CLONE_OPTIONS).some(({ kind }) => kind === 'operand');
  if (!hasAddress || worksOf(script).choosesCommit) return;
  yield {
    span: { start: nameWord.span.start, end: subcommand.span.end },
    message: `This clones whatever ${branch === undefined ? 'the default branch' : `branch ${branch.value}`} holds when the step is not in the cache. Name a tag: \`--branch v1.2.3\`.`,
  };
}

const worksOf = rememberLatest(({ commands }: ShellScript) => ({
  choosesCommit: commands.some(choosesCommit),
  comparesSums: commands.some((command) => SUMS.test(effectiveCommand(command)?.name ?? '')),
}));

function choosesCommit(command: ShellCommand): boolean {
  const program = effectiveCommand(command);
  return (
    program?.name === 'git' && program.arguments.some(({ value }) => /^(?:checkout|reset|switch)$/.test(value ?? ''))
  );
}

function* checkAddresses(program: EffectiveCommand, command: ShellCommand, script: ShellScript): Iterable<Finding> {
  const moving = program.arguments.filter(isMoving);
  if (moving.length === 0 || goesToInterpreter(command, script)) return;
  if (worksOf(script).comparesSums) return;
  for (const { span } of moving) {
    yield {
      span,
      message:
        'What this address sends changes, and the cache does not notice. Name a version, so that every build gets the same file.',
    };
  }
}

function isMoving({ text }: ShellWord): boolean {
  const address = /^["']?https?:\/\/(.*?)["']?$/.exec(text)?.[1];
  return address !== undefined && MOVING_PART.test(address);
}

function goesToInterpreter(command: ShellCommand, { commands }: ShellScript): boolean {
  if (command.operatorAfter !== '|') return false;
  const next = commands[commands.indexOf(command) + 1];
  return next !== undefined && INTERPRETERS.test(effectiveCommand(next)?.name ?? '');
}
