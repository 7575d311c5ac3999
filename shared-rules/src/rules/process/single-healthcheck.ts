import { removeInstruction } from '../../fixes/edits.js';
import type { Stage } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'single-healthcheck',
  title: 'Have one HEALTHCHECK in a stage',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3012', 'buildkit:MultipleInstructionsDisallowed', 'trivy:DS-0023'],
  fixes: ['suggested'],
  why: `
    An image has one health check. Docker keeps the last HEALTHCHECK of the stage, with its options, and forgets the others
    without a word: what they look at may be dead, and the container is called healthy all the same.
  `,
  how: 'To look at several things, chain them in one command: `HEALTHCHECK CMD curl -fsS http://127.0.0.1:8080/ && pgrep worker || exit 1`.',
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        «HEALTHCHECK CMD ["python", "check.py", "--database"]»
        HEALTHCHECK --interval=10s CMD ["python", "check.py"]
        CMD ["python", "main.py"]
      `,
      good: `
        FROM python:3.13-slim
        HEALTHCHECK --interval=10s CMD ["python", "check.py"]
        CMD ["python", "main.py"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The last one switches the check off.',
      bad: `
        FROM python:3.13-slim
        EXPOSE 8000
        «HEALTHCHECK --interval=30s \\
          # the server and its database
          CMD ["python", "check.py"]»
        CMD ["python", "main.py"]
        HEALTHCHECK NONE
      `,
      good: `
        FROM python:3.13-slim
        EXPOSE 8000
        CMD ["python", "main.py"]
        HEALTHCHECK NONE
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'one in each stage, the later in the place of the inherited one',
      text: 'FROM alpine:3.22 AS a\nHEALTHCHECK CMD ["a"]\nFROM a\nHEALTHCHECK CMD ["b"]\n',
    },
    {
      because: 'ONBUILD HEALTHCHECK acts in another build',
      text: 'FROM alpine:3.22\nONBUILD HEALTHCHECK CMD ["a"]\nHEALTHCHECK CMD ["b"]\n',
    },
  ],
  mentions: ['healthcheck'],
  on: { stage: check },
});

function* check({ instructions }: Stage, { dockerfile }: RuleContext): Iterable<Finding> {
  const checks = instructions.filter(({ keyword }) => keyword === 'HEALTHCHECK');
  const last = checks.at(-1);
  if (last === undefined) return;
  for (const instruction of checks.slice(0, -1)) {
    yield {
      span: instruction.span,
      message:
        'Only the last HEALTHCHECK of a stage counts, and this one is not: it never runs. Remove it, or put both checks into one command.',
      related: [{ span: last.span, message: 'This HEALTHCHECK is the one that runs.' }],
      tags: ['unnecessary'],
      fixes: () => [
        {
          title: 'Remove the HEALTHCHECK without effect',
          safety: 'suggested',
          edits: [removeInstruction(dockerfile, instruction)],
        },
      ],
    };
  }
}
