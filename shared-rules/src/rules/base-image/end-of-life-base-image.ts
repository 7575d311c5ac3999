import { canonicalName, imageFacts, type SystemPackageManager } from '../../facts/base-images.js';
import { type ImageReference, parseImageReference } from '../../facts/image-reference.js';
import { type EndOfLife, endOfLife } from '../../facts/image-tags.js';
import { replaceInBase, retagEdits } from '../../fixes/base-image.js';
import { type BasePlace, basePlaces, type ImageStage } from '../../model/base-image.js';
import { packageCalls } from '../../model/packages.js';
import { stagesBuiltOn } from '../../model/stages.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { type Span, span } from '../../text/span.js';

export default defineRule({
  id: 'end-of-life-base-image',
  title: 'Build on a release that still gets security fixes',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P33'],
  fixes: ['suggested'],
  why: `
    When a release reaches the end of its life, nobody mends it any more. Every hole that is found from that day on stays
    open in your image, and rebuilding does not help, for there is nothing new to fetch. Package servers go later: then
    \`apt-get update\` answers 404 and the build stops.
  `,
  how: `
    Move to a supported release, build, and run your tests. Databases need their data brought over: read how the product
    does that before you change its major version.
  `,
  references: [
    'https://endoflife.date/',
    'https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often',
  ],
  examples: [
    {
      bad: `
        FROM node:«16»-alpine
        CMD ["node", "--version"]
      `,
      good: `
        FROM node:24-alpine
        CMD ["node", "--version"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The distribution below it counts, too.',
      bad: `
        FROM python:3.12-slim-«bullseye»
        RUN apt-get update
      `,
      good: `
        FROM python:3.12-slim-trixie
        RUN apt-get update
      `,
      fix: 'suggested',
    },
    {
      title: 'A version in an ARG is changed there.',
      bad: `
        ARG NODE_VERSION=«18»
        FROM node:\${NODE_VERSION} AS build
        RUN npm --version

        FROM node:\${NODE_VERSION}-slim
        COPY --from=build /srv /srv
      `,
      good: `
        ARG NODE_VERSION=24
        FROM node:\${NODE_VERSION} AS build
        RUN npm --version

        FROM node:\${NODE_VERSION}-slim
        COPY --from=build /srv /srv
      `,
      fix: 'suggested',
    },
    {
      title: 'Some images are given up as a whole.',
      bad: `
        FROM «openjdk»:17-jdk
        RUN java -version
      `,
      good: `
        FROM eclipse-temurin:17-jdk
        RUN java -version
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'it is supported', text: 'FROM node:24-slim\n' },
    { because: 'the tag names no release that ends', text: 'FROM debian:stable-slim\n' },
    { because: 'a digest alone tells nothing', text: `FROM python@sha256:${'0'.repeat(64)}\n` },
    { because: 'the version is known at build time only', text: 'ARG VERSION\nFROM python:$VERSION\n' },
    { because: 'nobody knows this image', text: 'FROM registry.example.com/python:2.7\n' },
    { because: 'a stage may have that name', text: 'FROM alpine:3.22 AS centos\nRUN a\nFROM centos\n' },
    { because: 'early builds are still made', text: 'FROM openjdk:27-ea-slim\n' },
  ],
  on: { document: check },
});

function* check(file: Dockerfile): Iterable<Finding> {
  for (const place of basePlaces(file, endedPart)) {
    const { reference } = place.stage.base;
    const end = endOfLife(reference);
    if (end === undefined) continue;
    yield {
      span: place.span,
      message: messageFor(reference, end),
      ...(place.variable === undefined ? {} : { related: relatedTo(place) }),
      fixes: () => fixes(file, place.stage, end),
    };
  }
}

function relatedTo({ stage, others, variable }: BasePlace): NonNullable<Finding['related']> {
  return [stage, ...others].map(({ baseSpan, from }) => ({
    span: baseSpan ?? from.keywordSpan,
    message: `This FROM is built with ${variable}.`,
  }));
}

/** The word of the tag that says the release; else the tag, or the name where the image as a whole has ended. */
function endedPart(reference: ImageReference): Span | undefined {
  const end = endOfLife(reference);
  if (end === undefined) return undefined;
  const { tag, tagAt } = reference;
  if (end.release === '' || end.replacement !== undefined || tag === undefined || tagAt === undefined) {
    return namePart(reference);
  }
  let start = tagAt.start;
  for (const word of tag.split('-')) {
    if (word.includes(end.release)) return span(start, start + word.length);
    start += word.length + 1;
  }
  return tagAt;
}

function namePart({ text, tagAt, digestAt }: ImageReference): Span {
  return span(0, (tagAt ?? digestAt ?? { start: text.length + 1 }).start - 1);
}

function messageFor(reference: ImageReference, end: EndOfLife): string {
  const { product, release, ended } = end;
  const name = `${product.charAt(0).toUpperCase()}${product.slice(1)}`;
  const fact =
    release === ''
      ? `${name} has had no updates since ${ended}.`
      : `${name} ${release} has had no security fixes since ${ended}.`;
  return `${fact} ${adviceFor(reference, end)}`;
}

function adviceFor({ name }: ImageReference, { successorTag, replacement, alternative }: EndOfLife): string {
  if (successorTag !== undefined) return `Move to a supported release, such as ${name}:${successorTag}.`;
  if (replacement !== undefined) return `Use ${replacement} instead.`;
  if (alternative !== undefined) return `Move to ${alternative}.`;
  return 'Move to a supported release.';
}

function fixes(file: Dockerfile, stage: ImageStage, end: EndOfLife): readonly Fix[] {
  const { reference } = stage.base;
  const image = newImage(reference, end);
  if (image === undefined) return [];
  const edits =
    end.replacement === undefined
      ? retagEdits(file, stage, (each, itsStage) => successorOf(file, each, itsStage))
      : replaceInBase(file, stage, (each, itsStage) => replacementOf(file, each, itsStage));
  return edits === undefined ? [] : [{ title: `Use ${image}`, safety: 'suggested', edits }];
}

function newImage(reference: ImageReference, { successorTag, replacement }: EndOfLife): string | undefined {
  return successorTag === undefined ? replacement : `${reference.name}:${successorTag}`;
}

function successorOf(file: Dockerfile, reference: ImageReference, stage: ImageStage): string | undefined {
  const end = endOfLife(reference);
  if (end?.successorTag === undefined || isOtherLanguage(end)) return undefined;
  return keepsPackageManager(file, stage, `${reference.name}:${end.successorTag}`) ? end.successorTag : undefined;
}

/** Programs for Python 2 do not run with Python 3. */
function isOtherLanguage({ product, release }: EndOfLife): boolean {
  return product === 'Python' && release.startsWith('2');
}

function replacementOf(
  file: Dockerfile,
  reference: ImageReference,
  stage: ImageStage,
): { readonly part: Span; readonly text: string } | undefined {
  const replacement = endOfLife(reference)?.replacement;
  const next = replacement === undefined ? undefined : parseImageReference(replacement);
  if (next === undefined || reference.digest !== undefined) return undefined;
  if (next.tag === undefined && reference.tag !== undefined) return undefined;
  if (next.tag === undefined && !next.text.includes('/')) return undefined;
  if (!keepsPackageManager(file, stage, next.text)) return undefined;
  const { end } = namePart(reference);
  const start = Math.max(0, end - canonicalName(reference).length);
  if (next.tag === reference.tag) return { part: span(start, end), text: next.text.slice(0, namePart(next).end) };
  return { part: span(start, reference.text.length), text: next.text };
}

const COMPATIBLE: Readonly<Partial<Record<SystemPackageManager, readonly string[]>>> = {
  dnf: ['dnf', 'yum'],
  microdnf: ['microdnf'],
  yum: ['yum'],
};

/** Whether another image has the package manager that the stages built on this one call. */
function keepsPackageManager({ stages }: Dockerfile, stage: ImageStage, image: string): boolean {
  const next = parseImageReference(image);
  const manager = next === undefined ? undefined : imageFacts(next).packageManager;
  if (manager === undefined) return true;
  const allowed: readonly string[] = COMPATIBLE[manager] ?? [manager];
  return stagesBuiltOn(stages, stage)
    .flatMap(({ instructions }) => instructions)
    .flatMap(packageCalls)
    .every(({ manager: { kind, group } }) => kind === 'language' || allowed.includes(group));
}
