import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import type { Comment } from '../../syntax/types.js';
import { nearest } from '../../text/nearest.js';

const DIRECTIVES = ['syntax', 'escape', 'check'] as const;
const SHAPE = /^([a-zA-Z]+)\s*=\s*\S/;

export default defineRule({
  id: 'invalid-directive',
  title: 'Put parser directives first, spelled right and once each',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: ['suggested'],
  why: `
    \`# syntax=\`, \`# escape=\` and \`# check=\` only count at the very top of the file, before any comment, blank line or
    instruction. Anywhere else, or misspelt, Docker reads them as comments and says nothing: the build goes on with another
    frontend or another escape character than you asked for. A directive that stands twice stops the build.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#parser-directives'],
  examples: [
    {
      bad: `
        # «sintax»=docker/dockerfile:1
        FROM alpine:3.22
      `,
      good: `
        # syntax=docker/dockerfile:1
        FROM alpine:3.22
      `,
      fix: 'suggested',
    },
    {
      title: 'A comment above it makes it a comment, too.',
      bad: `
        # Our web server
        «# syntax=docker/dockerfile:1»
        FROM alpine:3.22
      `,
      good: `
        # syntax=docker/dockerfile:1
        # Our web server
        FROM alpine:3.22
      `,
      fix: 'suggested',
    },
    {
      bad: `
        # escape=«x»
        FROM alpine:3.22
      `,
      good: `
        # escape=\\
        FROM alpine:3.22
      `,
    },
  ],
  silences: [
    {
      because: 'directives in any case and with blanks',
      text: '#  Syntax = docker/dockerfile:1\n# ESCAPE=\\\nFROM alpine:3.22\n',
    },
    { because: 'a suppression is a comment', text: '# hadolint ignore=DL3006\nFROM alpine:3.22\n' },
    {
      because: 'check=skip also works in front of an instruction',
      text: 'FROM alpine:3.22\n# check=skip=JSONArgsRecommended\nCMD a\n',
    },
    { because: 'prose with an equals sign', text: '# This sets x=1\n# checks = 3\nFROM alpine:3.22\n' },
  ],
  on: { document: check },
});

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  const { syntax } = dockerfile;
  for (const { kind, span, message } of syntax.problems) if (kind === 'directive') yield { span, message };
  const firstInstruction = syntax.instructions[0]?.line ?? syntax.lines.count;
  for (const comment of syntax.comments) {
    if (comment.line >= firstInstruction) return;
    const name = SHAPE.exec(comment.text)?.[1];
    if (name === undefined) continue;
    const finding = misplaced(dockerfile, comment, name) ?? misspelt(dockerfile, comment, name);
    if (finding !== undefined) yield finding;
  }
}

function misplaced({ text, syntax }: Dockerfile, comment: Comment, name: string): Finding | undefined {
  const lower = name.toLowerCase();
  if (lower !== 'syntax' && lower !== 'escape') return undefined;
  if (syntax.directives.some((directive) => directive.name === lower)) return undefined;
  const line = syntax.lines.lineSpan(comment.line);
  const next = comment.line + 1 < syntax.lines.count ? syntax.lines.lineSpan(comment.line + 1).start : line.end;
  const top = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const written = text.slice(comment.span.start, comment.span.end);
  return {
    span: comment.span,
    message: `Docker reads "${lower}" only in the first lines of the file, above comments and blank lines. Here it is a comment.`,
    fixes: () => [
      {
        title: 'Move the directive to the top of the file',
        safety: 'suggested',
        edits: [
          { span: { start: top, end: top }, text: `${written}${syntax.lineEnding}` },
          { span: { start: line.start, end: next }, text: '' },
        ],
      },
    ],
  };
}

function misspelt({ text, syntax }: Dockerfile, comment: Comment, name: string): Finding | undefined {
  if (comment.line > syntax.directives.length) return undefined;
  const meant = nearest(name.toLowerCase(), DIRECTIVES);
  if (meant === undefined || meant === name.toLowerCase() || Math.abs(meant.length - name.length) > 1) return undefined;
  const value = comment.text.slice(comment.text.indexOf('=') + 1).trim();
  if (
    meant === 'syntax' ? !value.includes('/') : meant === 'check' ? !/^(?:skip|error)=/.test(value) : value.length > 1
  )
    return undefined;
  const start = text.indexOf(name, comment.span.start);
  const span = { start, end: start + name.length };
  return {
    span,
    message: `"${name}" is no parser directive, so Docker takes this line for a comment. Did you mean "${meant}"?`,
    fixes: () => [{ title: `Write "${meant}"`, safety: 'suggested', edits: [{ span, text: meant }] }],
  };
}
