import { fileOf } from '../../model/build.js';
import type { InstructionNode, Keyword } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { nearest } from '../../text/nearest.js';
import { slice } from '../../text/span.js';

const KEYWORDS: readonly Keyword[] = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

export default defineRule({
  id: 'unknown-instruction',
  title: 'Use instructions that Docker knows',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: ['suggested'],
  why: `
    A line begins with one of Docker's 18 instructions; any other word stops the build. Two causes are common: a typo, and a
    line above that lost the backslash at its end, so that the rest of its command looks like a new instruction.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#overview'],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        «WROKDIR» /app
      `,
      good: `
        FROM alpine:3.22
        WORKDIR /app
      `,
      fix: 'suggested',
    },
    {
      title: 'A lost backslash.',
      bad: `
        FROM alpine:3.22
        RUN apk add --no-cache curl
            «&&» curl --version
      `,
      good: `
        FROM alpine:3.22
        RUN apk add --no-cache curl \\
            && curl --version
      `,
      fix: 'suggested',
    },
    {
      title: 'The line above waits for a command.',
      bad: `
        FROM debian:13-slim
        RUN apt-get update &&
            «apt-get» install -y --no-install-recommends less
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && \\
            apt-get install -y --no-install-recommends less
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'instructions may be in lower case', text: 'from alpine:3.22\nrun true\n' },
    { because: 'the lines of a heredoc are no instructions', text: 'FROM alpine:3.22\nRUN <<EOF\nfoo bar\nEOF\n' },
    { because: 'comments between continued lines', text: 'FROM alpine:3.22\nRUN a \\\n# foo\n  b\n' },
  ],
  on: { UNKNOWN: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { written, keywordSpan } = instruction;
  if (/^(?:&&|\|\|?|;|-)/.test(written) || isAwaited(instruction)) {
    yield {
      span: keywordSpan,
      message: `"${written}" is no instruction. It looks like the rest of the line above, which does not end with a backslash.`,
      fixes: () => continueFixes(instruction),
    };
    return;
  }
  const meant = nearest(written.toUpperCase(), KEYWORDS);
  const hint = meant === undefined ? 'A shell command belongs behind RUN.' : `Did you mean ${meant}?`;
  yield {
    span: keywordSpan,
    message: `Docker knows no instruction "${written}". ${hint}`,
    ...(meant === undefined ? {} : { fixes: () => [renameFix(instruction, meant)] }),
  };
}

/** The instruction above ends with an operator that needs a command behind it. */
function isAwaited(instruction: InstructionNode): boolean {
  const previous = fileOf(instruction)?.instructions[instruction.index - 1];
  return previous?.keyword === 'RUN' && previous.heredocs.length === 0 && /(?:&&|\|)\s*$/.test(previous.logical.text);
}

function renameFix({ written, keywordSpan }: InstructionNode, meant: string): Fix {
  const text = written === written.toLowerCase() ? meant.toLowerCase() : meant;
  return { title: `Write ${text}`, safety: 'suggested', edits: [{ span: keywordSpan, text }] };
}

function continueFixes(instruction: InstructionNode): readonly Fix[] {
  const file = fileOf(instruction);
  const previous = file?.instructions[instruction.index - 1];
  if (file === undefined || previous === undefined || previous.heredocs.length > 0) return [];
  if (previous.keyword !== 'RUN' && previous.keyword !== 'CMD' && previous.keyword !== 'ENTRYPOINT') return [];
  const between = { start: previous.span.end, end: instruction.keywordSpan.end };
  return [
    {
      title: 'Continue the line above',
      safety: 'suggested',
      edits: [{ span: between, text: ` ${file.syntax.escapeCharacter}${slice(file.text, between)}` }],
    },
  ];
}
