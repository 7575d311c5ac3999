import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

const LENGTH = 120;
/** A long path or a single long string cannot be wrapped well; a list of words can. */
const LEAST_WORDS = 7;

/** Text in quotes cannot be broken at its blanks. */
const LONG_TEXT = /"[^"]{60}|'[^']{60}/;

export default defineRule({
  id: 'file-too-long',
  title: 'Wrap long lines of a RUN',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['sonar:S7020'],
  practices: ['U38'],
  fixes: [],
  why: `
    What stands beyond the edge of the window is not read: not when the file is written, and not in reviews, where a long
    line shows as changed as a whole, whatever was changed in it. One command or one package on each line makes every change
    plain to see. The image stays the same.
  `,
  references: ['https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments'],
  options: {
    length: {
      type: 'integer',
      description: 'How many characters a line of a RUN may have.',
      default: LENGTH,
      minimum: 40,
    },
  },
  examples: [
    {
      bad: `
        FROM debian:13-slim
        «RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl git jq openssh-client unzip && rm -rf /var/lib/apt/lists/*»
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update \\
          && apt-get install -y --no-install-recommends \\
            ca-certificates \\
            curl \\
            git \\
            jq \\
            openssh-client \\
            unzip \\
          && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: 'A line of many, with a limit of your own.',
      options: { length: 60 },
      bad: `
        FROM alpine:3.22
        RUN apk add --no-cache curl \\
          «&& addgroup -S app && adduser -S -D -H -G app app && mkdir /app»
      `,
      good: `
        FROM alpine:3.22
        RUN apk add --no-cache curl \\
          && addgroup -S app \\
          && adduser -S -D -H -G app app \\
          && mkdir /app
      `,
    },
  ],
  silences: [
    {
      because: 'an address cannot be wrapped',
      text: `FROM alpine:3.22\nRUN a b c d e f g h https://example.com/${'x'.repeat(120)}\n`,
    },
    { because: 'a few long words', text: `FROM alpine:3.22\nRUN echo ${'x'.repeat(140)}\n` },
    { because: 'many short lines', text: `FROM alpine:3.22\nRUN echo ${'word \\\n  '.repeat(60)} end\n` },
    {
      because: 'a long text in quotes',
      text: `FROM alpine:3.22\nRUN echo "${'word '.repeat(20)}" > /a/b/c/d && echo a b c d e f\n`,
    },
    { because: 'not a RUN', text: `FROM alpine:3.22\nLABEL a="${'word '.repeat(40)}"\n` },
    { because: 'a comment between the lines', text: `FROM alpine:3.22\nRUN a \\\n  # ${'word '.repeat(40)}\n  b\n` },
  ],
  on: { RUN: check },
});

function* check({ line: first, endLine }: InstructionNode, { dockerfile, options }: RuleContext): Iterable<Finding> {
  const { length: wanted } = options;
  const most = typeof wanted === 'number' ? wanted : LENGTH;
  const { text, syntax } = dockerfile;
  for (let line = first; line <= endLine; line++) {
    const { start, end } = syntax.lines.lineSpan(line);
    if (end - start <= most) continue;
    const written = text.slice(start, end);
    const content = written
      .trim()
      .replace(/[\\`]$/, '')
      .trimEnd();
    const at = start + written.length - written.trimStart().length;
    const length = at - start + content.length;
    if (length <= most || content.startsWith('#') || content.includes('://')) continue;
    if (LONG_TEXT.test(content)) continue;
    if (content.split(/\s+/, LEAST_WORDS).length < LEAST_WORDS) continue;
    yield {
      span: { start: at, end: at + content.length },
      message: `This line has ${length} characters, more than ${most}. Break it after a command, an option or a package.`,
    };
    return;
  }
}
