import { removeInstruction } from '../../fixes/edits.js';
import type { Stage } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'single-entrypoint',
  title: 'Have one ENTRYPOINT in a stage',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [
    'hadolint:DL4004',
    'buildkit:MultipleInstructionsDisallowed',
    'trivy:DS-0007',
    'kics:6938958b',
    'sonar:S6589',
  ],
  practices: ['P78'],
  fixes: ['suggested'],
  why: `
    An image has one ENTRYPOINT. Docker keeps the last one of the stage and forgets the others without a word. A start
    script that was to run before the server, such as a migration or a wait for the database, never runs.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#entrypoint'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        «ENTRYPOINT ["/docker-entrypoint.sh"]»
        ENTRYPOINT ["node", "server.js"]
      `,
      good: `
        FROM node:24-slim
        ENTRYPOINT ["node", "server.js"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'one in each stage',
      text: 'FROM alpine:3.22 AS a\nENTRYPOINT ["a"]\nFROM alpine:3.22\nENTRYPOINT ["b"]\n',
    },
    {
      because: 'a child stage may set its own',
      text: 'FROM alpine:3.22 AS a\nENTRYPOINT ["a"]\nFROM a\nENTRYPOINT ["b"]\n',
    },
    {
      because: 'ONBUILD ENTRYPOINT acts in another build',
      text: 'FROM alpine:3.22\nONBUILD ENTRYPOINT ["a"]\nENTRYPOINT ["b"]\n',
    },
  ],
  mentions: ['entrypoint'],
  on: { stage: check },
});

function* check({ instructions }: Stage, { dockerfile }: RuleContext): Iterable<Finding> {
  const entrypoints = instructions.filter(({ keyword }) => keyword === 'ENTRYPOINT');
  const last = entrypoints.at(-1);
  if (last === undefined) return;
  for (const instruction of entrypoints.slice(0, -1)) {
    yield {
      span: instruction.span,
      message:
        'Only the last ENTRYPOINT of a stage counts, and this one is not: it never runs. Keep one, and let it call the other.',
      related: [{ span: last.span, message: 'This ENTRYPOINT is the one that runs.' }],
      tags: ['unnecessary'],
      fixes: () => [
        {
          title: 'Remove the ENTRYPOINT without effect',
          safety: 'suggested',
          edits: [removeInstruction(dockerfile, instruction)],
        },
      ],
    };
  }
}
