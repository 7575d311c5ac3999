import type { ImageReference } from '../../facts/image-reference.js';
import { currentTag, hasVersionTags } from '../../facts/image-tags.js';
import { currentDistroless } from '../../facts/images/distroless.js';
import { replaceInBase, retagEdits } from '../../fixes/base-image.js';
import { basePlaces, type ImageStage, isComposed, namingConcern } from '../../model/base-image.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { span } from '../../text/span.js';

const CODES = ['hadolint:DL3006', 'checkov:CKV_DOCKER_7', 'sonar:S6596'] as const;

export default defineRule({
  id: 'pin-base-image-tag',
  title: 'Give the base image a tag',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: CODES,
  practices: ['P32'],
  fixes: ['suggested'],
  why: `
    Without a tag Docker takes \`latest\`, and that name moves on with every release of the image. The file that builds today
    can fail tomorrow without a change of yours, two machines can build different images from it, and you cannot go back to
    the base that worked.
  `,
  how: `
    Write the version that you test with. \`24\` gets fixes by itself and stays with major version 24; \`24.9\` moves less; a
    digest after it (\`@sha256:…\`) never moves. Renovate and Dependabot raise all of them for you.
  `,
  references: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://docs.docker.com/reference/dockerfile/#from',
  ],
  examples: [
    {
      bad: `
        FROM «node»
        CMD ["node", "--version"]
      `,
      good: `
        FROM node:24
        CMD ["node", "--version"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Stages have no tags; images do, with a platform and a registry, too.',
      bad: `
        FROM --platform=$BUILDPLATFORM «docker.io/library/golang» AS build
        RUN go version

        FROM build AS test
        RUN go vet ./...
      `,
      good: `
        FROM --platform=$BUILDPLATFORM docker.io/library/golang:1.27 AS build
        RUN go version

        FROM build AS test
        RUN go vet ./...
      `,
      fix: 'suggested',
    },
    {
      title: 'The image comes from an ARG: its default is the place to change.',
      bad: `
        ARG BASE=«alpine»
        FROM \${BASE}
        CMD ["date"]
      `,
      good: `
        ARG BASE=alpine:3.24
        FROM \${BASE}
        CMD ["date"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Distroless images have the release in their name.',
      bad: `
        FROM «gcr.io/distroless/static»
        COPY server /
      `,
      good: `
        FROM gcr.io/distroless/static-debian13
        COPY server /
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'a digest says which image it is', text: `FROM node@sha256:${'0'.repeat(64)}\n` },
    { because: 'scratch has no tags', text: 'FROM scratch\n' },
    { because: 'this is a stage, and case does not matter', text: 'FROM alpine:3.22 AS Base\nFROM base\n' },
    { because: 'the image is known at build time only', text: 'ARG BASE\nFROM $BASE\n' },
    { because: 'the registry is known at build time only', text: 'ARG REGISTRY\nFROM ${REGISTRY}/debian\n' },
    {
      because: 'a default that is made of other variables is there to be replaced',
      text: 'ARG OWNER=team\nARG BASE=$OWNER/base\nFROM $BASE\n',
    },
    { because: 'the ARG gives the tag', text: 'ARG BASE=alpine:3.22\nFROM $BASE\n' },
    { because: 'the port is no tag, but there is one', text: 'FROM localhost:5000/app:1\n' },
    { because: 'its release is in its name', text: 'FROM gcr.io/distroless/static-debian13\n' },
    { because: 'it has no other tags', text: 'FROM cgr.dev/chainguard/static\n' },
    { because: 'this image gets no updates at all, which is said elsewhere', text: 'FROM openjdk\n' },
  ],
  on: { document: check },
});

function* check(file: Dockerfile, context: RuleContext): Iterable<Finding> {
  const places = basePlaces(file, (reference, stage) =>
    isUntagged(reference, context) && !isComposed(stage) ? span(0, reference.text.length) : undefined,
  );
  for (const { span: place, variable, stage, others } of places) {
    const { reference } = stage.base;
    yield {
      span: place,
      message: messageFor(reference, variable),
      ...(variable === undefined
        ? {}
        : {
            codes: CODES.filter((code) => !code.startsWith('hadolint:')),
            related: [stage, ...others].map(({ baseSpan, from }) => ({
              span: baseSpan ?? from.keywordSpan,
              message: `This FROM takes its image from ${variable}.`,
            })),
          }),
      fixes: () => fixes(file, stage, context),
    };
  }
}

function isUntagged(reference: ImageReference, { eachCodeAlone }: RuleContext): boolean {
  if (reference.tag !== undefined || reference.digest !== undefined) return false;
  return eachCodeAlone || (namingConcern(reference) === 'no-tag' && hasVersionTags(reference));
}

function messageFor(reference: ImageReference, variable: string | undefined): string {
  const { name } = reference;
  const distroless = currentDistroless(reference);
  if (distroless !== undefined) {
    return `${name} moves on to each new release of Debian. Name the release that you test with, such as ${distroless}.`;
  }
  const tag = currentTag(reference);
  const subject = variable === undefined ? name : `${variable} makes this ${name}, which`;
  const advice = tag === undefined ? 'Add the version that you test with.' : `Add a version, such as ${name}:${tag}.`;
  return `${subject} has no tag, so Docker takes latest, which changes with every release. ${advice}`;
}

function fixes(file: Dockerfile, stage: ImageStage, context: RuleContext): readonly Fix[] {
  const { reference } = stage.base;
  const wanted = (each: ImageReference): string | undefined =>
    isUntagged(each, context) ? currentTag(each) : undefined;
  const distroless = currentDistroless(reference);
  const edits =
    distroless === undefined
      ? retagEdits(file, stage, wanted)
      : replaceInBase(file, stage, (each) => {
          const name = currentDistroless(each);
          return name === undefined ? undefined : { part: span(0, each.text.length), text: name };
        });
  const image = distroless ?? `${reference.name}:${wanted(reference)}`;
  return edits === undefined ? [] : [{ title: `Use ${image}`, safety: 'suggested', edits }];
}
