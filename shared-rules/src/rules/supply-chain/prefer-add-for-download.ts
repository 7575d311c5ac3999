import { curlOptionsWithValue, wgetOptionsWithValue } from '../../facts/downloaders.js';
import { keywordLike } from '../../fixes/edits.js';
import { isLocalAddress } from '../../model/download-checks.js';
import { frontendAllows } from '../../model/frontend.js';
import { joinPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { type Argument, type EffectiveCommand, effectiveCommand, readArguments } from '../../shell/commands.js';
import type { ShellCommand } from '../../shell/types.js';
import type { Span } from '../../text/span.js';

/** Options that ADD has no need of, because it does the same or shows nothing. */
const PLAIN_OPTIONS: ReadonlySet<string> = new Set([
  ...['-f', '-s', '-S', '-L', '-o', '-O', '-q', '-N', '-nv', '-v', '-#', '--fail', '--silent', '--show-error'],
  ...['--location', '--output', '--output-document', '--remote-name', '--quiet', '--no-verbose', '--progress'],
  ...['--progress-bar', '--retry', '--retry-delay', '--tries', '-t', '--timeout', '-T', '--connect-timeout'],
  ...['--proto', '--tlsv1.2', '--tlsv1.3', '--compressed', '--retry-connrefused', '--show-progress', '--create-dirs'],
  ...['--no-progress-meter', '-n', '-P', '--directory-prefix', '--max-time', '-m'],
]);
const SUM = /\b([0-9a-f]{64})\b/;

export default defineRule({
  id: 'prefer-add-for-download',
  title: 'Let ADD download files',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['sonar:S7026'],
  practices: ['U35'],
  fixes: ['suggested'],
  why: `
    A RUN that downloads is taken from the cache for as long as its text stays the same, however old the file is by then,
    and it needs curl or wget in the image: some 10 MB with what they bring. ADD downloads by itself, side by side with
    other steps, and with \`--checksum\` the build stops when the file is not the one you looked at.
  `,
  how: 'Needs `# syntax=docker/dockerfile:1.6` or newer for `--checksum`. ADD does not unpack what it downloads.',
  references: [
    'https://docs.docker.com/reference/dockerfile/#add---checksum',
    'https://docs.docker.com/build/building/best-practices/#add-or-copy',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN «curl» -fsSLo /srv/app.tar.gz https://example.com/app.tar.gz \\
            && echo "def5d0c886a6dbb379aed4f2dddae2f096b1b15dc2f398e3fccde664a77366c0  /srv/app.tar.gz" | sha256sum -c -
      `,
      good: `
        FROM debian:12-slim
        ADD --checksum=sha256:def5d0c886a6dbb379aed4f2dddae2f096b1b15dc2f398e3fccde664a77366c0 --chmod=644 https://example.com/app.tar.gz /srv/app.tar.gz
      `,
      fix: 'suggested',
    },
    {
      title: 'A program: the right to run it comes along.',
      bad: `
        FROM debian:12-slim
        WORKDIR /usr/local/bin
        RUN <<EOF
        set -e
        «wget» -q -O tool https://example.com/app.tar.gz
        echo "def5d0c886a6dbb379aed4f2dddae2f096b1b15dc2f398e3fccde664a77366c0  tool" | sha256sum -c
        chmod +x tool
        EOF
      `,
      good: `
        FROM debian:12-slim
        WORKDIR /usr/local/bin
        ADD --checksum=sha256:def5d0c886a6dbb379aed4f2dddae2f096b1b15dc2f398e3fccde664a77366c0 --chmod=755 https://example.com/app.tar.gz tool
      `,
      fix: 'suggested',
    },
    {
      title: 'Without a checksum there is none to write down: take it from the vendor.',
      bad: `
        FROM debian:12-slim
        RUN «curl» -fsSLO https://example.com/v1.2/tool.jar
      `,
      good: `
        FROM debian:12-slim
        ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/v1.2/tool.jar ./
      `,
    },
  ],
  silences: [
    {
      because: 'the step does more with the file, which would stay in a layer',
      text: 'FROM debian:13\nRUN curl -fsSLO https://example.com/a.tgz && tar -xzf a.tgz && rm a.tgz\nRUN curl -fsSL https://example.com/b.tgz | tar -xz\n',
    },
    {
      because: 'ADD cannot send headers, passwords or data',
      text: 'FROM debian:13\nRUN curl -fH "Authorization: x" -o a https://example.com/a\nRUN curl -fu "a:b" -o b https://example.com/b\nRUN curl -fd x=y -o c https://example.com/c\n',
    },
    {
      because: 'the shell knows the address, Docker does not',
      text: 'FROM debian:13\nRUN curl -fsSLo /a "https://example.com/$(uname -m)/a"\nRUN V=1 && curl -fsSLo /a https://example.com/$V/a\n',
    },
    {
      because: 'no download, or none from the internet',
      text: 'FROM debian:13\nRUN curl -fsS https://example.com/ping\nRUN curl -fo /dev/null https://example.com/ping\nRUN curl -fo /a http://localhost/a\n',
    },
    {
      because: 'secrets of this step',
      text: 'FROM debian:13\nRUN --mount=type=secret,id=netrc,target=/root/.netrc curl -fo /a https://example.com/a\n',
    },
  ],
  mentions: ['curl', 'wget'],
  on: { RUN: check },
});

function* check(run: InstructionNode): Iterable<Finding> {
  if (run.flags.length > 0) return;
  const script = scriptOf(run);
  if (script === undefined || !script.complete || script.commands.length > 6) return;
  const commands = script.commands.filter(({ name }) => name?.value !== 'set');
  const download = readDownload(commands[0]);
  if (download === undefined || !commands.slice(1).every((command) => isAboutFile(command, download))) return;
  if (script.compounds.length > 0 || script.operators.some(({ text }) => text === '||' || text === '&')) return;
  yield {
    span: download.place,
    message:
      'ADD can download this by itself, without a program in the image, and notices with `--checksum` when the file is another one.',
    fixes: () => fixesOf(run, commands, download),
  };
}

interface Download {
  readonly place: Span;
  readonly address: string;
  /** As written. */
  readonly file: string;
}

/** A download of one file from the internet that stays where it is saved; all of it without variables. */
function readDownload(command: ShellCommand | undefined): Download | undefined {
  const program = command && effectiveCommand(command);
  if (command === undefined || program === undefined || !/^(?:curl|wget)$/.test(program.name)) return undefined;
  if (command.nesting.length > 0 || command.assignments.length > 0 || program.wrappers.length > 0) return undefined;
  if (command.operatorAfter === '|' || program.arguments.some(({ value }) => value === undefined)) return undefined;
  const words = readArguments(program.arguments, program.name === 'curl' ? curlOptionsWithValue : wgetOptionsWithValue);
  const options = words.filter((argument) => argument.kind === 'option');
  if (!options.every(({ names }) => names.every((name) => PLAIN_OPTIONS.has(name)))) return undefined;
  const addresses = words.flatMap((argument) => (argument.kind === 'operand' ? [argument.word.value ?? ''] : []));
  const [address = ''] = addresses;
  if (addresses.length !== 1 || !/^https?:\/\/[^@\s]+$/.test(address) || isLocalAddress(address)) return undefined;
  const file = savedFile(program, command, options, address);
  if (file === undefined || !/^[\w./+-]+$/.test(file) || file.startsWith('/dev/') || file === '-') return undefined;
  return { place: program.nameWord.span, address, file };
}

function savedFile(
  { name }: EffectiveCommand,
  { redirects }: ShellCommand,
  options: readonly Extract<Argument, { readonly kind: 'option' }>[],
  address: string,
): string | undefined {
  const value = (...names: readonly string[]) =>
    options.find((option) => option.names.some((each) => names.includes(each)));
  const [redirect, ...others] = redirects;
  if (redirect !== undefined) {
    const isFile = name === 'curl' && redirect.operator === '>' && redirect.fileDescriptor === undefined;
    return isFile && others.length === 0 ? redirect.target?.value : undefined;
  }
  const own = address
    .replace(/[?#].*$/, '')
    .split('/')
    .at(-1);
  if (name === 'curl') return value('-o', '--output')?.value ?? (value('-O', '--remote-name') && own);
  const directory = value('-P', '--directory-prefix');
  const output = value('-O', '--output-document');
  if (output !== undefined || own === undefined) return directory === undefined ? output?.value : undefined;
  return directory === undefined ? own : directory.value && joinPath(directory.value, own);
}

/** Whether a command only compares the file with a checksum, or lets it be run. */
function isAboutFile(command: ShellCommand, { file }: Download): boolean {
  const program = effectiveCommand(command);
  if (program === undefined || command.redirects.length > 0) return false;
  if (program.name === 'chmod') return modeOf(program, file) !== undefined;
  if (/^(?:echo|printf)$/.test(program.name)) return command.operatorAfter === '|';
  return program.name === 'sha256sum' && command.operatorBefore === '|' && command.operatorAfter !== '|';
}

/** The mode that a chmod gives to the file, which had 644. */
function modeOf({ arguments: words }: EffectiveCommand, file: string): string | undefined {
  const [mode, target, ...others] = words.map(({ value }) => value);
  if (mode === undefined || target !== file || others.length > 0) return undefined;
  if (/^(?:a|ugo)?\+x$|^0?755$/.test(mode)) return '755';
  return /^0?644$/.test(mode) ? '644' : undefined;
}

/** None without a checksum in the step, and where another user than root would own the file. */
function fixesOf(run: InstructionNode, commands: readonly ShellCommand[], { address, file }: Download): readonly Fix[] {
  const sum = SUM.exec(
    commands
      .find(({ name }) => /^(?:echo|printf)$/.test(name?.value ?? ''))
      ?.arguments.map(({ text }) => text)
      .join(' ') ?? '',
  )?.[1];
  const compares = commands.some(({ name }) => name?.value === 'sha256sum');
  if (sum === undefined || !compares || run.before.user.isRoot !== true || run.isTrigger) return [];
  if (!frontendAllows(run.file, [1, 6])) return [];
  if (run.file.syntax.comments.some(({ span }) => span.start > run.span.start && span.end < run.span.end)) return [];
  const modes = commands.flatMap((command) => {
    const program = effectiveCommand(command);
    return program?.name === 'chmod' ? [modeOf(program, file) ?? ''] : [];
  });
  const text = `${keywordLike(run.written, 'ADD')} --checksum=sha256:${sum} --chmod=${modes.at(-1) ?? '644'} ${address} ${file}`;
  return [{ title: 'Let ADD download and check it', safety: 'suggested', edits: [{ span: run.span, text }] }];
}
