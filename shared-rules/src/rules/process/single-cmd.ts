import { removeInstruction } from '../../fixes/edits.js';
import type { Stage } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'single-cmd',
  title: 'Have one CMD in a stage',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL4003', 'buildkit:MultipleInstructionsDisallowed', 'kics:41c195f4', 'sonar:S6589'],
  practices: ['P78'],
  fixes: ['suggested'],
  why: `
    An image has one CMD. Docker keeps the last one of the stage and forgets the others without a word, so a command that
    somebody counts on never runs.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#cmd'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        «CMD ["npm", "run", "migrate"]»
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:24-slim
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'one in each stage', text: 'FROM alpine:3.22 AS a\nCMD ["a"]\nFROM alpine:3.22\nCMD ["b"]\n' },
    {
      because: 'the CMD of a health check is another thing',
      text: 'FROM alpine:3.22\nHEALTHCHECK CMD ["a"]\nCMD ["b"]\n',
    },
    { because: 'ONBUILD CMD acts in another build', text: 'FROM alpine:3.22\nONBUILD CMD ["a"]\nCMD ["b"]\n' },
  ],
  mentions: ['cmd'],
  on: { stage: check },
});

function* check({ instructions }: Stage, { dockerfile }: RuleContext): Iterable<Finding> {
  const commands = instructions.filter(({ keyword }) => keyword === 'CMD');
  const last = commands.at(-1);
  if (last === undefined) return;
  for (const instruction of commands.slice(0, -1)) {
    yield {
      span: instruction.span,
      message: `Only the last CMD of a stage counts, and this one is not: it never runs. Remove it, or chain both commands.`,
      related: [{ span: last.span, message: 'This CMD is the one that runs.' }],
      tags: ['unnecessary'],
      fixes: () => [
        {
          title: 'Remove the CMD without effect',
          safety: 'suggested',
          edits: [removeInstruction(dockerfile, instruction)],
        },
      ],
    };
  }
}
