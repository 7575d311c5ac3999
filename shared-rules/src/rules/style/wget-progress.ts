import { wgetOptionsWithValue } from '../../facts/downloaders.js';
import { insertOption } from '../../fixes/insert-option.js';
import { rememberLatest } from '../../model/memo.js';
import { packageCalls } from '../../model/packages.js';
import { stageChain } from '../../model/stages.js';
import type { CommandNode, Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand, mayHoldOptions, readArguments } from '../../shell/commands.js';
import type { ShellCommand, ShellWord } from '../../shell/types.js';

export default defineRule({
  id: 'wget-progress',
  title: 'Keep the progress of wget out of the build log',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3047'],
  fixes: ['suggested'],
  why: `
    In a build log wget cannot redraw its bar, so it prints a line for every 50 KB: thousands of lines for a download of
    100 MB. What you look for when a build fails drowns in them, and log storage of a build server is not free.
  `,
  how: `
    \`--progress=dot:giga\` prints one line for every 32 MB, but only the wget of GNU knows it. The one of BusyBox, which Alpine
    has, knows \`-q\`, as all of them do; with GNU's, \`-nv\` is better than that: it still says what went wrong.
  `,
  references: ['https://www.gnu.org/software/wget/manual/wget.html#Download-Options'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates wget \\
            && «wget» -O /tmp/app.tar.gz https://example.com/app.tar.gz
      `,
      good: `
        FROM debian:12-slim
        RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates wget \\
            && wget --progress=dot:giga -O /tmp/app.tar.gz https://example.com/app.tar.gz
      `,
      fix: 'suggested',
    },
    {
      title: 'Quiet, for any wget, in all stages.',
      bad: `
        FROM alpine:3.22 AS download
        RUN <<EOF
          «wget» https://example.com/app.tar.gz
        EOF
        FROM alpine:3.22
        RUN busybox «wget» \\
              -O - https://example.com/app.tar.gz > /tmp/app.tar.gz
      `,
      good: `
        FROM alpine:3.22 AS download
        RUN <<EOF
          wget -q https://example.com/app.tar.gz
        EOF
        FROM alpine:3.22
        RUN busybox wget -q \\
              -O - https://example.com/app.tar.gz > /tmp/app.tar.gz
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it says little, or says it elsewhere',
      text: `
        FROM debian:12-slim
        RUN wget -q https://example.com/a
        RUN wget -nv https://example.com/a && wget --no-verbose https://example.com/a
        RUN wget -qO- https://example.com/a && wget --quiet https://example.com/a
        RUN wget --progress=dot:giga https://example.com/a
        RUN wget -o /tmp/log https://example.com/a && wget -a /tmp/log https://example.com/a
        RUN wget https://example.com/a 2> /dev/null
        RUN wget https://example.com/a &> /tmp/log
      `,
    },
    {
      because: 'nothing is downloaded',
      text: 'FROM debian:12-slim\nRUN wget --help && wget -V && wget --spider https://example.com && echo wget\n',
    },
    {
      because: 'it is configured',
      text: 'FROM debian:12-slim\nRUN echo "verbose = off" >> /etc/wgetrc\nRUN wget https://example.com/a\n',
    },
    {
      because: 'options may come from a variable',
      text: 'FROM debian:12-slim\nARG OPTIONS\nRUN wget $OPTIONS https://example.com/a\n',
    },
  ],
  mentions: ['wget'],
  on: { command: check },
});

const SAYS_LITTLE: ReadonlySet<string> = new Set([
  ...['-q', '--quiet', '--no-verbose', '--progress', '-o', '--output-file', '-a', '--append-output'],
  ...['-h', '--help', '-V', '--version', '--spider', '-b', '--background'],
]);

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const program = effectiveCommand(command);
  if (program?.name !== 'wget' || program.arguments.length === 0) return;
  if (saysLittle(program.arguments) || hidesErrors(command) || mayHoldOptions(program.arguments)) return;
  if (isConfigured(instruction.file)) return;
  const isBusyBox = program.wrappers.includes('busybox');
  yield {
    span: program.nameWord.span,
    message: 'This wget fills the build log with the progress of its download. Make it quiet.',
    fixes: () => fixes(instruction, program.nameWord, !isBusyBox && isGnuWget(instruction)),
  };
}

function saysLittle(words: readonly ShellWord[]): boolean {
  return readArguments(words, wgetOptionsWithValue).some(
    (argument) =>
      argument.kind === 'option' &&
      (argument.word.value === '-nv' || argument.names.some((name) => SAYS_LITTLE.has(name))),
  );
}

function hidesErrors({ redirects }: ShellCommand): boolean {
  return redirects.some(
    ({ operator, fileDescriptor }) => operator.startsWith('&>') || (fileDescriptor === 2 && operator.startsWith('>')),
  );
}

/** A start-up file of wget may say it: https://www.gnu.org/software/wget/manual/wget.html#Startup-File */
const isConfigured: (file: Dockerfile) => boolean = rememberLatest(({ text }) => /wgetrc/i.test(text));

/** Those of which wget is GNU's; that of Fedora is another one since release 40. */
const HAS_GNU_WGET: ReadonlySet<string> = new Set(['debian', 'ubuntu', 'rhel', 'amazonlinux', 'suse']);

const installsOfFile = rememberLatest((_file: Dockerfile) => new Map<Stage, boolean>());

function isGnuWget({ stage, file }: InstructionNode): boolean {
  if (stage === undefined) return false;
  if (HAS_GNU_WGET.has(stage.image?.distribution ?? '')) return true;
  return [...stageChain(stage)].some((each) => {
    const known = installsOfFile(file).get(each);
    if (known !== undefined) return known;
    const installs = each.instructions.some((run) =>
      packageCalls(run).some(
        ({ manager, action, operands }) =>
          (manager.group === 'apt' || manager.group === 'apk') &&
          action === 'install' &&
          operands.some(({ value }) => value === 'wget'),
      ),
    );
    installsOfFile(file).set(each, installs);
    return installs;
  });
}

function fixes(instruction: InstructionNode, word: ShellWord, isGnu: boolean): readonly Fix[] {
  const options = isGnu ? ['--progress=dot:giga', '-nv'] : ['-q'];
  return options.map((option) => ({
    title: `Add ${option}`,
    safety: 'suggested',
    edits: [insertOption(instruction, word, option)],
  }));
}
