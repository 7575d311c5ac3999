import { frontendVersion } from '../../facts/instruction-flags.js';
import { newestFrontendFix } from '../../fixes/frontend.js';
import { frontendGaps } from '../../model/frontend.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'syntax-directive-version',
  title: 'Follow version 1 of the Dockerfile frontend',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: [],
  practices: ['S14'],
  fixes: ['suggested'],
  why: `
    A frontend that is pinned to \`1.4\`, or to the \`experimental\` channel that ended with 1.2, never gets another
    correction, and each newer flag needs an edit here first. \`docker/dockerfile:1\` is the newest of version 1, so a build
    gets corrections without a new Docker. Who needs the same bytes each time pins a digest.
  `,
  references: ['https://docs.docker.com/build/buildkit/frontend/'],
  examples: [
    {
      bad: `
        # syntax=«docker/dockerfile:1.4»
        FROM debian:12-slim
        RUN touch /app
      `,
      good: `
        # syntax=docker/dockerfile:1
        FROM debian:12-slim
        RUN touch /app
      `,
      fix: 'suggested',
    },
    {
      title: 'The old channel for things that were tried out.',
      bad: `
        # escape=\\
        # syntax = «docker/dockerfile:1.0-experimental»
        FROM debian:12-slim
        RUN --mount=type=tmpfs,target=/scratch \\
            touch /app
      `,
      good: `
        # escape=\\
        # syntax = docker/dockerfile:1
        FROM debian:12-slim
        RUN --mount=type=tmpfs,target=/scratch \\
            touch /app
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'version 1', text: '# syntax=docker/dockerfile:1\nFROM debian:12-slim\nRUN true\n' },
    { because: 'the newest of the labs channel', text: '# syntax=docker/dockerfile:1-labs\nFROM debian:12-slim\n' },
    {
      because: 'a digest is pinned on purpose',
      text: `# syntax=docker/dockerfile:1.7.0@sha256:${'0'.repeat(64)}\nFROM debian:12-slim\n`,
    },
    { because: 'a frontend of somebody else', text: '# syntax=ghcr.io/example/dockerfile:1.2\nFROM debian:12-slim\n' },
    {
      because: 'too old for this file, which is said elsewhere',
      text: '# syntax=docker/dockerfile:1.3\nFROM debian:12-slim\nRUN <<EOF\nls\nEOF\n',
    },
  ],
  mentions: ['syntax'],
  on: { document: check },
});

function* check(file: Dockerfile): Iterable<Finding> {
  const directive = file.syntax.directives.find(({ name }) => name === 'syntax');
  if (directive === undefined) return;
  const { channel, version } = frontendVersion(directive.value);
  const isOutdated = channel === 'experimental' || channel === 'upstream';
  if (!isOutdated && (version === undefined || (channel !== 'stable' && channel !== 'labs'))) return;
  const fix = newestFrontendFix(directive);
  if (fix === undefined || frontendGaps(file).length > 0) return;
  yield {
    span: directive.valueSpan,
    message: isOutdated
      ? 'This frontend is for trying things out, and not what Docker advises to build with. Use docker/dockerfile:1.'
      : `A frontend pinned to ${version?.join('.')} gets no corrections. docker/dockerfile:1 is always the newest of version 1.`,
    fixes: () => [fix],
  };
}
