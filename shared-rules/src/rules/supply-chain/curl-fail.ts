import { curlOptionsWithValue } from '../../facts/downloaders.js';
import { insertAt } from '../../fixes/edits.js';
import { insertOption } from '../../fixes/insert-option.js';
import { comparesFiles, isLocalAddress } from '../../model/download-checks.js';
import { rememberLatest } from '../../model/memo.js';
import { scriptOf } from '../../model/script.js';
import { shellText } from '../../model/shell-values.js';
import type { CommandNode, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { type Argument, type EffectiveCommand, effectiveCommand, readArguments } from '../../shell/commands.js';
import type { ShellCommand, ShellScript, ShellWord } from '../../shell/types.js';
import { slice } from '../../text/span.js';

/** With these it fails at an error, the answer is looked at in another way, or nothing is saved. */
const NOT_NEEDED: ReadonlySet<string> = new Set([
  ...['-f', '--fail', '--fail-with-body', '-w', '--write-out', '-I', '--head', '-K', '--config'],
  ...['-T', '--upload-file', '-D', '--dump-header'],
]);

export default defineRule({
  id: 'curl-fail',
  title: 'Let curl fail when the server says no',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: ['suggested'],
  why: `
    For curl, "404 Not Found" is a download like any other: it saves the error page under the name of your file and reports
    success. The build goes on, and the image holds a page of HTML where a program should be; you notice when it runs, or
    in a later step with an error that speaks of something else. With \`-f\` curl fails at once, with exit code 22.
  `,
  how: 'A good start for scripts is `curl -fsSL`: fail at errors, no progress bar, but error messages, and follow redirects.',
  references: ['https://curl.se/docs/manpage.html#-f'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN «curl» -sSLo /usr/local/bin/tool https://example.com/app.tar.gz && chmod +x /usr/local/bin/tool
      `,
      good: `
        FROM debian:12-slim
        RUN curl -fsSLo /usr/local/bin/tool https://example.com/app.tar.gz && chmod +x /usr/local/bin/tool
      `,
      fix: 'suggested',
    },
    {
      title: 'However the answer gets into a file.',
      bad: `
        FROM debian:12-slim
        RUN <<EOF
        set -e
        «curl» https://example.com/app.tar.gz > /srv/app.tar.gz
        «curl» --silent --location https://example.com/app.tar.gz | tee /srv/copy.tar.gz > /dev/null
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN <<EOF
        set -e
        curl -f https://example.com/app.tar.gz > /srv/app.tar.gz
        curl -f --silent --location https://example.com/app.tar.gz | tee /srv/copy.tar.gz > /dev/null
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'In exec form.',
      bad: `
        FROM debian:12-slim
        RUN [«"curl"», "-o", "/srv/app.tar.gz", "https://example.com/app.tar.gz"]
      `,
      good: `
        FROM debian:12-slim
        RUN ["curl", "-f", "-o", "/srv/app.tar.gz", "https://example.com/app.tar.gz"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it fails already',
      text: 'FROM debian:13\nRUN curl -fsSLO https://example.com/a && curl --fail -o b https://example.com/b && curl -sSfL https://example.com/c > c && curl --fail-with-body -O https://example.com/d\n',
    },
    {
      because: 'a checksum notices the error page',
      text: 'FROM debian:13\nRUN curl -sSLO https://example.com/a.tgz && echo "0  a.tgz" | sha256sum -c -\n',
    },
    {
      because: 'a later step compares it',
      text: 'FROM debian:13\nRUN curl -sSLO https://example.com/a.zip\nRUN echo "0  a.zip" > sums\nRUN sha256sum -c sums\n',
    },
    {
      because: 'nothing is saved',
      text: 'FROM debian:13\nRUN curl -s https://example.com/ping && curl -sI https://example.com/ > head && curl -so /dev/null https://example.com/ && curl -s https://example.com/x > /dev/null\n',
    },
    {
      because: 'the script looks at the status itself',
      text: 'FROM debian:13\nRUN test "$(curl -s -o page -w "%{http_code}" https://example.com/)" = 200\n',
    },
    {
      because: 'what a shell runs is reported as that',
      text: 'FROM debian:13\nRUN curl -sSL https://example.com/install.sh | sh\n',
    },
    {
      because: 'other protocols and the machine itself',
      text: 'FROM debian:13\nRUN curl -o a file:///b && curl -o c ftp://example.com/c && curl -o d http://localhost:8080/d\n',
    },
    {
      because: 'options come from a variable or a configuration',
      text: 'FROM debian:13\nRUN curl $CURL_OPTIONS -o a https://example.com/a\nFROM debian:13\nRUN echo fail >> ~/.curlrc && curl -o a https://example.com/a\n',
    },
    {
      because: 'a file that is unpacked, or installed, in the same step',
      text: 'FROM debian:13\nRUN curl -sSLO https://example.com/a.tgz && tar -xzf a.tgz\nRUN curl -sSLo /tmp/a.deb https://example.com/a.deb && dpkg -i /tmp/a.deb\n',
    },
    {
      because: 'the same, with variables in its name',
      text: 'FROM debian:13\nARG V=1\nRUN case "$(uname -m)" in aarch64) A=arm64 ;; *) A=amd64 ;; esac; curl -LO "https://example.com/a-$V-$A.tgz" && tar -xzf a-$V-$A.tgz\nRUN curl -Lo "/tmp/b-$V.tgz" https://example.com/b && tar -xzf "/tmp/b-$V.tgz"\n',
    },
  ],
  mentions: ['curl'],
  on: { command: check },
});

function* check(node: CommandNode): Iterable<Finding> {
  const program = effectiveCommand(node.command);
  if (program?.name !== 'curl') return;
  const words = readArguments(program.arguments, curlOptionsWithValue);
  const options = words.filter((argument) => argument.kind === 'option');
  if (options.some(({ names }) => names.some((name) => NOT_NEEDED.has(name)))) return;
  const file = savedFile(node, words);
  if (file === undefined || !mayAnswerWithError(words) || mayHoldMore(program, words)) return;
  if (
    comparesFiles(node.script) ||
    isComparedLater(node) ||
    isOpened(file, node) ||
    node.instruction.file.text.includes('curlrc')
  )
    return;
  const { instruction } = node;
  yield {
    span: program.nameWord.span,
    message: `Where the server answers with an error, curl saves the error page as ${file.name} and reports success. Add \`-f\`.`,
    fixes: () => [{ title: 'Add -f', safety: 'suggested', edits: [addFail(instruction, program)] }],
  };
}

/** The last RUN of a stage that compares checksums; -1 where none does. */
const lastComparison = rememberLatest((stage: Stage): number =>
  stage.instructions.reduce((last, run) => {
    const script = run.keyword === 'RUN' ? scriptOf(run) : undefined;
    return script !== undefined && comparesFiles(script) ? run.index : last;
  }, -1),
);

function isComparedLater({ instruction }: CommandNode): boolean {
  return instruction.stage !== undefined && lastComparison(instruction.stage) > instruction.index;
}

interface SavedFile {
  /** As a message names it. */
  readonly name: string;
  /** The last part of its path, as written and as it is when its variables are known. */
  readonly baseNames: readonly string[];
}

const NOWHERE = /^["']?(?:-|\/dev\/\S*)["']?$/;

/** What the answer is saved as; `undefined` where it is not saved. */
function savedFile({ command, script, instruction }: CommandNode, words: readonly Argument[]): SavedFile | undefined {
  const options = words.filter((argument) => argument.kind === 'option');
  const output = options.find(({ names }) => /^(?:-o|--output)$/.test(names.at(-1) ?? ''));
  if (output?.valueWord !== undefined) return fileOf(instruction, output.valueWord, output.value);
  if (options.some(({ names }) => names.some((name) => /^(?:-O|--remote-name|--remote-name-all)$/.test(name)))) {
    const address = words.find((argument) => argument.kind === 'operand')?.word;
    const texts = address === undefined ? [] : [shellText(instruction, address) ?? [], address.text].flat();
    const baseNames = texts.flatMap((text) => lastPart(text.replace(/["']/g, '').replace(/[?#].*$/, '')));
    return { name: baseNames[0] ?? 'the file', baseNames };
  }
  const target = redirectTarget(command) ?? (command.operatorAfter === '|' ? teeTarget(command, script) : undefined);
  return target && fileOf(instruction, target, target.value);
}

function fileOf(instruction: InstructionNode, word: ShellWord, value: string | undefined): SavedFile | undefined {
  const text = value ?? shellText(instruction, word) ?? word.text.replaceAll('"', '');
  if (NOWHERE.test(text)) return undefined;
  return { name: text, baseNames: [text, word.text.replace(/["']/g, '')].flatMap(lastPart) };
}

function lastPart(path: string): readonly string[] {
  const name = path.replace(/\/$/, '').split('/').at(-1);
  return name === undefined || name === '' ? [] : [name];
}

function redirectTarget({ redirects }: ShellCommand): ShellWord | undefined {
  return redirects.find(
    ({ operator, fileDescriptor }) => /^(?:>|>>|>\|)$/.test(operator) && (fileDescriptor ?? 1) === 1,
  )?.target;
}

function teeTarget(command: ShellCommand, { commands }: ShellScript): ShellWord | undefined {
  const next = commands[commands.indexOf(command) + 1];
  const program = next && effectiveCommand(next);
  return program?.name === 'tee' ? program.arguments.find(({ text }) => !text.startsWith('-')) : undefined;
}

function mayAnswerWithError(words: readonly Argument[]): boolean {
  const addresses = words.flatMap((argument) => {
    if (argument.kind === 'operand') return [argument.word.text];
    return argument.names.includes('--url') && argument.valueWord !== undefined ? [argument.valueWord.text] : [];
  });
  return addresses.some((address) => !/^["']?(?:file|ftps?|sftp|scp):/i.test(address) && !isLocalAddress(address));
}

/** A word that may hold options: `$OPTIONS`; one that begins like an address, or is the only operand, is the address. */
function mayHoldMore(program: EffectiveCommand, words: readonly Argument[]): boolean {
  const unknown = program.arguments.filter(({ value, text }) => value === undefined && /^[$`]/.test(text));
  const values = words.flatMap((argument) => (argument.kind === 'option' ? (argument.valueWord ?? []) : []));
  const operandWords = words.filter((argument) => argument.kind === 'operand');
  return unknown.some((word) => !values.includes(word)) && operandWords.length > 1;
}

const OPENERS =
  /^(?:tar|bsdtar|unzip|gunzip|gzip|bunzip2|xz|unxz|zstd|7z|jar|dpkg|apt|apt-get|rpm|dnf|yum|zypper|apk|pip3?|gpg|cpio|unsquashfs|java)$/;

/** Names of files that programs read which stop at anything but their own format. */
const openedNames = rememberLatest(({ commands }: ShellScript): ReadonlySet<string> => {
  const openers = commands.filter((command) => OPENERS.test(effectiveCommand(command)?.name ?? ''));
  return new Set(openers.flatMap((command) => command.arguments.flatMap(({ text }) => text.split(/[/="']/))));
});

function isOpened({ baseNames }: SavedFile, { script }: CommandNode): boolean {
  return baseNames.some((name) => openedNames(script).has(name));
}

/** Into the letters that are there already, as in `-sSL`, else as an option of its own. */
function addFail(instruction: InstructionNode, { arguments: words, nameWord }: EffectiveCommand) {
  const [first] = words;
  const written = first === undefined ? '' : slice(instruction.file.text, first.span);
  const letters = /^"?-(?=[sSLOJk][A-Za-z]*"?$)/.exec(written)?.[0];
  if (first === undefined || letters === undefined) return insertOption(instruction, nameWord, '-f');
  return insertAt(first.span.start + letters.length, 'f');
}
