import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { ShellCommand, ShellScript } from '../../shell/types.js';
import { cover, type Span } from '../../text/span.js';

const DOWNLOADERS: ReadonlySet<string> = new Set(['curl', 'wget', 'fetch', 'aria2c']);
const INTERPRETERS = /^(?:sh|bash|ash|dash|zsh|ksh|fish|python\d?(?:\.\d+)?|perl|ruby|node|php)$/;

export default defineRule({
  id: 'no-pipe-to-shell',
  title: 'Do not run a download before you have looked at it',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: [],
  why: `
    Whoever controls that address, or stands between, runs commands as root in your build, and the next build may get
    another script than this one. A download that breaks off halfway is run all the same, and the pipe hides the failure
    of the download: the step is green and nothing is installed.
  `,
  how: `
    Use the package of the distribution, or \`COPY --from\` the vendor's image. Otherwise download a fixed version, compare
    its checksum, then run it: \`ADD --checksum=sha256:… https://… /tmp/install.sh\`.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#add---checksum'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN «curl -fsSL https://example.com/install.sh | sh»
      `,
      good: `
        FROM debian:13-slim
        ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/v1/install.sh /tmp/install.sh
        RUN sh /tmp/install.sh
      `,
    },
    {
      title: 'The same by a substitution, and with options.',
      bad: `
        FROM debian:13-slim
        RUN «bash -c "$(curl -fsSL https://example.com/a.sh)"» \\
            && «wget -qO- https://example.com/b.sh | bash -s -- --yes»
      `,
      good: `
        FROM debian:13-slim
        COPY a.sh b.sh /tmp/
        RUN bash /tmp/a.sh && bash /tmp/b.sh --yes
      `,
    },
  ],
  silences: [
    {
      because: 'an archive is unpacked, not run',
      text: 'FROM debian:13-slim\nRUN curl -fsSL https://example.com/a.tgz | tar -xz\n',
    },
    {
      because: 'a program reads the text as data',
      text: 'FROM debian:13-slim\nRUN curl -s https://example.com/a.json | python3 -m json.tool\nRUN curl -s https://example.com/a | node -e "x" | perl -ne "y"\n',
    },
    {
      because: 'a key goes into a keyring',
      text: 'FROM debian:13-slim\nRUN curl -fsSL https://example.com/key | gpg --dearmor -o /k\n',
    },
    { because: 'no download', text: 'FROM debian:13-slim\nRUN cat install.sh | sh\n' },
    { because: 'text in quotes', text: 'FROM debian:13-slim\nRUN echo "curl x | sh"\n' },
  ],
  mentions: [...DOWNLOADERS],
  on: { command: check },
});

function* check({ command, script }: CommandNode): Iterable<Finding> {
  const program = effectiveCommand(command);
  if (program === undefined) return;
  if (INTERPRETERS.test(program.name)) {
    const download = readsStandardInput(program.arguments.map(({ value }) => value))
      ? downloadBefore(command, script)
      : undefined;
    const inner = download === undefined ? downloadInside(command, script) : undefined;
    const place: Span | undefined = download === undefined ? inner && command.span : cover(download.span, command.span);
    if (place !== undefined) yield { span: place, message: message(program.name) };
  }
}

function message(interpreter: string): string {
  return `${interpreter} runs whatever this address sends, unseen and unchecked. Download a fixed version, compare its checksum, then run it.`;
}

/** Without a script of its own, as in `sh`, `bash -s -- --yes` or `python3 -`. */
function readsStandardInput(values: readonly (string | undefined)[]): boolean {
  for (const value of values) {
    if (value === undefined) return false;
    if (value === '-' || value === '/dev/stdin' || /^-[a-z]*s[a-z]*$/.test(value)) return true;
    if (!/^[-+][a-z]+$/.test(value) || /[cme]/.test(value.replace(/^-(?:e|ex|xe|euo|eu|x)$/, ''))) return false;
  }
  return true;
}

/** The download at the head of the pipe that ends in this command. */
function downloadBefore(command: ShellCommand, script: ShellScript): ShellCommand | undefined {
  let current = command;
  while (current.operatorBefore === '|' || current.operatorBefore === '|&') {
    const at = script.commands.indexOf(current);
    const depth = current.nesting.length;
    const previous = script.commands
      .slice(0, at)
      .filter((candidate) => candidate.nesting.length === depth)
      .at(-1);
    if (previous === undefined) return undefined;
    if (isDownload(previous)) return previous;
    current = previous;
  }
  return undefined;
}

/** A download in a substitution that is the script: `sh -c "$(curl …)"`. */
function downloadInside(command: ShellCommand, script: ShellScript): ShellCommand | undefined {
  const argument = command.arguments.find(
    ({ hasSubstitution, text }) => hasSubstitution && /^"?(?:\$\(|`|<\()/.test(text),
  );
  if (argument === undefined) return undefined;
  return script.commands.find(
    (inner) =>
      inner !== command &&
      inner.span.start >= argument.span.start &&
      inner.span.end <= argument.span.end &&
      isDownload(inner),
  );
}

function isDownload(command: ShellCommand): boolean {
  const program = effectiveCommand(command);
  if (program === undefined || !DOWNLOADERS.has(program.name)) return false;
  return program.arguments.some(({ text }) => /:\/\/|\$/.test(text));
}
