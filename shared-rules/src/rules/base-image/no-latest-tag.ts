import { type ImageReference, parseImageReference } from '../../facts/image-reference.js';
import { currentTag, hasVersionTags } from '../../facts/image-tags.js';
import { retagEdits } from '../../fixes/base-image.js';
import { basePlaces, isComposed, namingConcern } from '../../model/base-image.js';
import { findStage } from '../../model/stages.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import { type Span, span } from '../../text/span.js';

const CODES = ['hadolint:DL3007', 'trivy:DS-0001', 'checkov:CKV_DOCKER_7', 'sonar:S6596'] as const;

export default defineRule({
  id: 'no-latest-tag',
  title: 'Name a version instead of latest',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: CODES,
  practices: ['P32'],
  fixes: ['suggested'],
  why: `
    \`latest\` is only the name that Docker takes when you give none. With every release of the image it means something
    else, so the same file builds today and fails tomorrow, two machines build different images from it, and nobody can
    tell afterwards what yesterday's image was made of. A version keeps builds repeatable and makes going back possible.
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
        FROM node:«latest»
        CMD ["node", "--version"]
      `,
      good: `
        FROM node:24
        CMD ["node", "--version"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The tag comes from an ARG, which two stages use: its default is the place to change.',
      bad: `
        ARG NODE_VERSION=«latest»
        FROM node:\${NODE_VERSION} AS build
        RUN npm --version

        FROM node:\${NODE_VERSION}
        COPY --from=build /srv /srv
      `,
      good: `
        ARG NODE_VERSION=24
        FROM node:\${NODE_VERSION} AS build
        RUN npm --version

        FROM node:\${NODE_VERSION}
        COPY --from=build /srv /srv
      `,
      fix: 'suggested',
    },
    {
      title: 'An image to copy from moves in the same way.',
      bad: `
        FROM python:3.13-slim
        COPY --from=ghcr.io/astral-sh/uv:«latest» /uv /bin/
      `,
      good: `
        FROM python:3.13-slim
        COPY --from=ghcr.io/astral-sh/uv:0.9.26 /uv /bin/
      `,
    },
  ],
  silences: [
    { because: 'a digest says which image it is', text: `FROM node:latest@sha256:${'0'.repeat(64)}\n` },
    { because: 'a stage may have that name', text: 'FROM alpine:3.22 AS latest\nRUN a\nFROM latest\n' },
    { because: 'the tag is known at build time only', text: 'ARG TAG\nFROM node:$TAG\n' },
    {
      because: 'a default that is made of other variables is there to be replaced',
      text: 'ARG TAG=latest\nARG BASE=team/base:$TAG\nFROM $BASE\n',
    },
    { because: 'this is another tag', text: 'FROM registry.example.com/tool:latest-stable\n' },
    { because: 'without a tag there is no version to change', text: 'FROM node\n' },
    { because: 'this image gets no updates at all, which is said elsewhere', text: 'FROM centos:latest\n' },
    { because: 'its release is in its name', text: 'FROM gcr.io/distroless/static-debian13:latest\n' },
    { because: 'there is no other tag', text: 'FROM cgr.dev/chainguard/static:latest\n' },
    { because: 'copies from a stage', text: 'FROM alpine:3.22 AS a\nFROM alpine:3.22\nCOPY --from=a /x /x\n' },
  ],
  mentions: ['latest'],
  on: { document: checkBases, COPY: checkSource, RUN: checkSource },
});

function* checkBases(file: Dockerfile, context: RuleContext): Iterable<Finding> {
  const places = basePlaces(file, (reference, stage) =>
    isLatest(reference, context) && !isComposed(stage) ? reference.tagAt : undefined,
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
              message: `This FROM takes its tag from ${variable}.`,
            })),
          }),
      fixes: () => {
        const edits = retagEdits(file, stage, (each) => (isLatest(each, context) ? currentTag(each) : undefined));
        const tag = currentTag(reference);
        if (edits === undefined || tag === undefined) return [];
        return [{ title: `Use ${reference.name}:${tag}`, safety: 'suggested', edits }];
      },
    };
  }
}

/** Only the tag `latest` itself: `LATEST` and `latest-alpine` are others. */
function isLatest(reference: ImageReference, { eachCodeAlone }: RuleContext): boolean {
  if (reference.tag !== 'latest' || reference.digest !== undefined) return false;
  return eachCodeAlone || (namingConcern(reference) === 'latest' && hasVersionTags(reference));
}

function messageFor(reference: ImageReference, variable: string | undefined): string {
  const image = `${reference.name}:latest`;
  const tag = currentTag(reference);
  const subject = variable === undefined ? image : `${variable} makes this ${image}, which`;
  const advice = tag === undefined ? 'Name the version that you test with.' : `Name a version, such as ${tag}.`;
  return `${subject} changes with every release, so this file can build another image tomorrow. ${advice}`;
}

/** `COPY --from=image:latest` and `RUN --mount=from=image:latest`. */
function* checkSource(instruction: InstructionNode, context: RuleContext): Iterable<Finding> {
  if (context.eachCodeAlone) return;
  for (const { value, place } of sourcesOf(instruction)) {
    const reference = /\$/.test(value) ? undefined : parseImageReference(value);
    if (reference?.tagAt === undefined || !isLatest(reference, context)) continue;
    if (place.end - place.start !== value.length) continue;
    if (findStage(context.dockerfile.stages, value, context.dockerfile.stages.length) !== undefined) continue;
    const tagSpan = span(place.start + reference.tagAt.start, place.start + reference.tagAt.end);
    const tag = currentTag(reference);
    yield {
      span: tagSpan,
      message: messageFor(reference, undefined),
      codes: [],
      fixes: () =>
        tag === undefined
          ? []
          : [
              {
                title: `Use ${reference.name}:${tag}`,
                safety: 'suggested',
                edits: [{ span: tagSpan, text: tag }],
              },
            ],
    };
  }
}

function sourcesOf({ flags }: InstructionNode): readonly { readonly value: string; readonly place: Span }[] {
  return flags.flatMap(({ name, value, valueSpan, options }) => {
    if (name === 'from') return value === undefined || valueSpan === undefined ? [] : [{ value, place: valueSpan }];
    if (name !== 'mount') return [];
    return options.flatMap((option) =>
      option.name.toLowerCase() === 'from' && option.value !== undefined && option.valueSpan !== undefined
        ? [{ value: option.value, place: option.valueSpan }]
        : [],
    );
  });
}
