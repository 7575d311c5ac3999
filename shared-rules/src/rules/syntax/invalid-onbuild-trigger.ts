import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'invalid-onbuild-trigger',
  title: 'Put only instructions behind ONBUILD that may run there',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3043'],
  fixes: [],
  why: `
    ONBUILD keeps an instruction for builds that start FROM this image. There it runs in the middle of a stage, so it can
    neither begin a stage (FROM) nor wait once more (ONBUILD), and MAINTAINER is not taken either. Docker refuses the file.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#onbuild-limitations'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        ONBUILD «FROM» node:24-slim
        ONBUILD COPY . /app
      `,
      good: `
        FROM node:24-slim
        ONBUILD COPY . /app
      `,
    },
    {
      title: 'ONBUILD reaches the next build only, not the one after it.',
      bad: `
        FROM node:24-slim
        ONBUILD \\
          «onbuild» RUN npm ci
      `,
      good: `
        FROM node:24-slim
        ONBUILD RUN npm ci
      `,
    },
  ],
  silences: [
    {
      because: 'all others may stand there',
      text: 'FROM alpine:3.22\nONBUILD USER app\nONBUILD ARG FROM\nONBUILD CMD ["a"]\n',
    },
    { because: 'an unknown word is a problem of its own', text: 'FROM alpine:3.22\nONBUILD FORM alpine\n' },
  ],
  on: { ONBUILD: check },
});

const REASONS: ReadonlyMap<string, string> = new Map([
  ['FROM', 'cannot begin a stage. Write FROM in the Dockerfile that builds on this image'],
  ['MAINTAINER', 'cannot hold MAINTAINER. Use a LABEL'],
  ['ONBUILD', 'cannot hold another ONBUILD. Write the instruction itself behind one ONBUILD'],
]);

function* check({ onbuildTrigger }: InstructionNode): Iterable<Finding> {
  const reason = onbuildTrigger === undefined ? undefined : REASONS.get(onbuildTrigger.keyword);
  if (onbuildTrigger === undefined || reason === undefined) return;
  yield { span: onbuildTrigger.keywordSpan, message: `ONBUILD ${reason}.` };
}
