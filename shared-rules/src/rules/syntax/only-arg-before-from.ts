import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'only-arg-before-from',
  title: 'Begin with FROM; only ARG may stand before it',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3061'],
  fixes: [],
  why: `
    Every instruction but ARG works on an image, and before the first FROM there is none. Docker stops with "no build stage
    in current context". An ARG may stand there to choose the base image.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#from'],
  examples: [
    {
      bad: `
        ARG VERSION=3.22
        «LABEL» org.opencontainers.image.title=web
        FROM alpine:$VERSION
      `,
      good: `
        ARG VERSION=3.22
        FROM alpine:$VERSION
        LABEL org.opencontainers.image.title=web
      `,
    },
  ],
  silences: [{ because: 'a file without FROM has one problem, not many', text: 'RUN a\nRUN b\n' }],
  on: { document: check },
});

function* check({ preamble, stages }: Dockerfile): Iterable<Finding> {
  if (stages.length === 0) return;
  for (const { keyword, keywordSpan } of preamble) {
    if (keyword === 'ARG' || keyword === 'UNKNOWN') continue;
    yield {
      span: keywordSpan,
      message: `${keyword} stands before the first FROM, where there is no image to work on. Move it behind FROM.`,
    };
  }
}
