import type { ImageReference } from '../../facts/image-reference.js';
import { hasVersionTags } from '../../facts/image-tags.js';
import { basePlaces, isComposed, namingConcern } from '../../model/base-image.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { span } from '../../text/span.js';

const DIGEST = `@sha256:${'0123456789abcdef'.repeat(4)}`;

export default defineRule({
  id: 'pin-base-image-digest',
  title: 'Pin base images by their digest',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['sonar:S7023'],
  practices: ['P34', 'U37'],
  fixes: [],
  why: `
    A tag can be moved to another image at any time, by its maintainers or by somebody who stole their account; then your
    next build takes what nobody has looked at. A digest is the hash of the image itself: it names that image and no other,
    for ever.
  `,
  how: `
    Keep the tag in front of it, for people to read. \`docker buildx imagetools inspect node:24\` prints the digest. A pinned
    image gets no security fixes by itself: let Renovate or Dependabot raise tag and digest together.
  `,
  references: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://docs.docker.com/dhi/core-concepts/digests/',
  ],
  examples: [
    {
      bad: `
        FROM «node:24-slim»
        CMD ["node", "--version"]
      `,
      good: `
        FROM node:24-slim${DIGEST}
        CMD ["node", "--version"]
      `,
    },
    {
      title: 'An ARG that holds the image is the place to pin; a stage needs no digest.',
      bad: `
        ARG BASE=«python:3.13-slim»
        FROM \${BASE} AS base
        FROM base
        COPY --from=base /srv /srv
      `,
      good: `
        ARG BASE=python:3.13-slim${DIGEST}
        FROM \${BASE} AS base
        FROM base
        COPY --from=base /srv /srv
      `,
    },
    {
      title: 'A digest that is cut off names no image.',
      bad: `
        FROM alpine:3.22@«sha256:0123456789abcdef»
        CMD ["true"]
      `,
      good: `
        FROM alpine:3.22${DIGEST}
        CMD ["true"]
      `,
    },
  ],
  silences: [
    { because: 'a digest without a tag', text: `FROM node${DIGEST}\n` },
    { because: 'scratch is no image', text: 'FROM scratch\n' },
    { because: 'this is a stage', text: `FROM alpine${DIGEST} AS Base\nFROM base\n` },
    { because: 'it has no tag yet, which is said elsewhere', text: 'FROM node\n' },
    { because: 'latest is said elsewhere', text: 'FROM node:latest\n' },
    { because: 'the image is known at build time only', text: 'ARG BASE\nFROM $BASE\n' },
    { because: 'the digest is known at build time only', text: 'ARG DIGEST\nFROM alpine@$DIGEST\n' },
    {
      because: 'a default that is made of other variables is there to be replaced',
      text: 'ARG TAG=1\nARG BASE=team/base:$TAG\nFROM $BASE\n',
    },
  ],
  on: { document: check },
});

function* check(file: Dockerfile): Iterable<Finding> {
  const places = basePlaces(file, (reference, stage) =>
    needsDigest(reference) && !isComposed(stage) ? span(0, reference.text.length) : undefined,
  );
  for (const { span: place, stage } of places) {
    const { text } = stage.base.reference;
    yield {
      span: place,
      message: `${text} can become another image at any time. Add the digest of the one you tested.`,
    };
  }
  for (const { base, from } of file.stages) {
    const [word] = from.words;
    const at = word?.text.indexOf('@') ?? -1;
    if (word === undefined || base.kind !== 'unknown' || at === -1 || /[$"'\\`]/.test(word.text)) continue;
    if (word.span.end - word.span.start !== word.text.length) continue;
    yield {
      span: span(word.span.start + at + 1, word.span.end),
      message: 'This is no digest, so Docker refuses the image. Write sha256: and 64 digits of 0-9 and a-f.',
    };
  }
}

/** Where there is more to say about its tag, that comes first. */
function needsDigest(reference: ImageReference): boolean {
  if (reference.digest !== undefined) return false;
  return namingConcern(reference) === undefined || !hasVersionTags(reference);
}
