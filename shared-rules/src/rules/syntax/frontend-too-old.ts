import { newestFrontendFix } from '../../fixes/frontend.js';
import { frontendGaps } from '../../model/frontend.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

const SHOWN = 10;

export default defineRule({
  id: 'frontend-too-old',
  title: 'Pin a Dockerfile frontend that knows what the file uses',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['S14'],
  fixes: ['suggested'],
  why: `
    \`# syntax=\` chooses the program that reads this file, whatever version of Docker you have. An old one does not know
    newer flags and stops with "unknown flag"; one from before 1.4 takes the lines of a heredoc for instructions.
    \`docker/dockerfile:1\` is always the newest of version 1, and new releases of it keep building old files.
  `,
  references: [
    'https://docs.docker.com/build/buildkit/frontend/',
    'https://docs.docker.com/build/buildkit/dockerfile-release-notes/',
  ],
  examples: [
    {
      bad: `
        # syntax=«docker/dockerfile:1.3»
        FROM debian:12-slim
        RUN <<EOF
        touch /first
        touch /second
        EOF
      `,
      good: `
        # syntax=docker/dockerfile:1
        FROM debian:12-slim
        RUN <<EOF
        touch /first
        touch /second
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'A flag and an option of a mount.',
      bad: `
        # syntax=«docker/dockerfile:1.2.1»
        FROM debian:12-slim AS build
        RUN touch /app

        FROM debian:12-slim
        COPY --link --from=build \\
            /app /app
        RUN --mount=type=tmpfs,target=/scratch touch /scratch/file
      `,
      good: `
        # syntax=docker/dockerfile:1
        FROM debian:12-slim AS build
        RUN touch /app

        FROM debian:12-slim
        COPY --link --from=build \\
            /app /app
        RUN --mount=type=tmpfs,target=/scratch touch /scratch/file
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'version 1 is always the newest',
      text: '# syntax=docker/dockerfile:1\nFROM debian:12-slim\nCOPY --exclude=*.md . /app\n',
    },
    { because: 'no frontend is pinned', text: 'FROM debian:12-slim\nCOPY --exclude=*.md . /app\n' },
    {
      because: 'the labs channel had it earlier',
      text: '# syntax=docker/dockerfile:1.7-labs\nFROM debian:12-slim\nCOPY --exclude=*.md . /app\n',
    },
    {
      because: 'it came with this version',
      text: '# syntax=docker/dockerfile:1.4\nFROM debian:12-slim\nCOPY --link a /app\nRUN <<EOF\nls\nEOF\n',
    },
    {
      because: 'a frontend of somebody else',
      text: '# syntax=ghcr.io/example/dockerfile:1.0\nFROM debian:12-slim\nCOPY --exclude=*.md . /app\n',
    },
    { because: 'an old one that is enough', text: '# syntax=docker/dockerfile:1.2\nFROM debian:12-slim\nRUN true\n' },
  ],
  mentions: ['syntax'],
  on: { document: check },
});

function* check(file: Dockerfile): Iterable<Finding> {
  const directive = file.syntax.directives.find(({ name }) => name === 'syntax');
  if (directive === undefined) return;
  const gaps = frontendGaps(file);
  const [first] = gaps;
  if (first === undefined) return;
  const newest = gaps.reduce((found, gap) => (isNewer(gap.since, found.since) ? gap : found), first);
  const fix = newestFrontendFix(directive);
  yield {
    span: directive.valueSpan,
    message: `This frontend is too old for this file: ${newest.what} came with ${newest.since.join('.')}. Use docker/dockerfile:1, which is always the newest.`,
    related: gaps.slice(0, SHOWN).map(({ span, what, since }) => {
      return { span, message: `This needs docker/dockerfile:${since.join('.')} (${what}).` };
    }),
    fixes: () => (fix === undefined ? [] : [fix]),
  };
}

function isNewer([major, minor]: readonly [number, number], than: readonly [number, number]): boolean {
  return major > than[0] || (major === than[0] && minor > than[1]);
}
