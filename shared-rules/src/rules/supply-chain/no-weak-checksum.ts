import { rememberLatest } from '../../model/memo.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { type EffectiveCommand, effectiveCommand, hasOption, optionValues } from '../../shell/commands.js';
import type { ShellCommand, ShellScript } from '../../shell/types.js';
import { cover, type Span } from '../../text/span.js';

interface WeakSum {
  readonly name: 'MD5' | 'SHA-1';
  readonly span: Span;
}

const STRONG = /^(?:sha(?:224|256|384|512)sum|b2sum|gpgv?|cosign|minisign|signify)$/;

export default defineRule({
  id: 'no-weak-checksum',
  title: 'Verify downloads with SHA-256 or better',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S4790'],
  practices: ['U22'],
  fixes: [],
  why: `
    Two different files with the same MD5 sum can be made on a laptop in seconds, and for SHA-1 it has been done since 2017.
    Whoever makes the download can have a harmless and a harmful file of one checksum, and swap them after you looked.
    Against a broken transfer both still help.
  `,
  how: 'Where the vendor publishes no better checksum, make one from the file you have looked at: `sha256sum file`.',
  references: ['https://csrc.nist.gov/projects/hash-functions', 'https://shattered.io/'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN curl -fsSLo /tmp/tool.tgz https://example.com/tool-1.2.tgz \\
            && echo "9e107d9d372bb6826bd81d3542a419d6  /tmp/tool.tgz" | «md5sum» -c -
      `,
      good: `
        FROM debian:13-slim
        RUN curl -fsSLo /tmp/tool.tgz https://example.com/tool-1.2.tgz \\
            && echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /tmp/tool.tgz" | sha256sum -c -
      `,
    },
    {
      title: 'Without `-c`, but compared all the same.',
      bad: `
        FROM debian:13-slim
        ARG TOOL_SHA1=2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
        ADD tool.tgz /tmp/
        RUN test "$(«openssl dgst -sha1» -r /tmp/tool.tgz | cut -d' ' -f1)" = "$TOOL_SHA1"
      `,
      good: `
        FROM debian:13-slim
        ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/tool-1.2.tgz /tmp/
      `,
    },
  ],
  silences: [
    {
      because: 'a stronger check of the same step',
      text: 'FROM debian:13-slim\nRUN echo "0 a" | sha256sum -c && echo "0 a" | md5sum -c\n',
    },
    {
      because: 'the sum is no check, but a name for a cache',
      text: 'FROM debian:13-slim\nRUN KEY=$(md5sum package-lock.json | cut -d" " -f1) && mkdir "/cache/$KEY"\n',
    },
    { because: 'shasum with a strong hash', text: 'FROM debian:13-slim\nRUN echo "0  a" | shasum -a 256 -c\n' },
    { because: 'a list of sums is made', text: 'FROM debian:13-slim\nRUN md5sum /app/* > /app/MD5SUMS\n' },
  ],
  mentions: ['md5sum', 'sha1sum', 'shasum', 'openssl'],
  on: { command: check },
});

function* check({ command, script, instruction }: CommandNode): Iterable<Finding> {
  const program = effectiveCommand(command);
  const weak = program && weakSum(program);
  if (program === undefined || weak === undefined) return;
  if (!isCheck(program) && !isCompared(command, script, weak.name)) return;
  if (sumsOf(script).strong) return;
  if (instruction.stage?.image?.windows === true) return;
  yield {
    span: weak.span,
    message: `${weak.name} does not protect against a swapped file: two files of one sum can be made. Compare a SHA-256 sum.`,
  };
}

function weakSum({ name, nameWord, arguments: words }: EffectiveCommand): WeakSum | undefined {
  const { span } = nameWord;
  if (name === 'md5sum') return { name: 'MD5', span };
  if (name === 'sha1sum') return { name: 'SHA-1', span };
  if (name === 'shasum') {
    const [bits] = optionValues(words, { short: 'a', long: ['algorithm'] });
    return bits === undefined || bits.value === '1' ? { name: 'SHA-1', span } : undefined;
  }
  if (name !== 'openssl') return undefined;
  const [subcommand, ...rest] = words;
  if (subcommand === undefined) return undefined;
  if (subcommand.value === 'md5' || subcommand.value === 'sha1') {
    return { name: subcommand.value === 'md5' ? 'MD5' : 'SHA-1', span: cover(span, subcommand.span) };
  }
  const hash =
    subcommand.value === 'dgst' ? rest.find(({ value }) => value === '-md5' || value === '-sha1') : undefined;
  return hash && { name: hash.value === '-md5' ? 'MD5' : 'SHA-1', span: cover(span, hash.span) };
}

function isCheck({ name, arguments: words }: EffectiveCommand): boolean {
  return name !== 'openssl' && hasOption(words, { short: 'c', long: ['check'] }, ['-a']);
}

interface Sums {
  /** The script also checks in a better way. */
  readonly strong: boolean;
  /** A sum of this kind is written in it, or in a variable that it reads. */
  readonly atHand: Readonly<Record<WeakSum['name'], boolean>>;
}

const sumsOf = rememberLatest(
  ({ commands, source, variables }: ShellScript): Sums => ({
    strong: commands.some((command) => STRONG.test(effectiveCommand(command)?.name ?? '')),
    atHand: {
      MD5: /\b[0-9a-f]{32}\b/i.test(source.text) || variables.some(({ name }) => /md5/i.test(name)),
      'SHA-1': /\b[0-9a-f]{40}\b/i.test(source.text) || variables.some(({ name }) => /sha_?1(?!\d)/i.test(name)),
    },
  }),
);

/** Its output goes into a comparison, and a sum of its kind is at hand to compare it with. */
function isCompared(command: ShellCommand, script: ShellScript, name: WeakSum['name']): boolean {
  if (!command.nesting.includes('substitution') && command.operatorAfter !== '|') return false;
  return sumsOf(script).atHand[name];
}
