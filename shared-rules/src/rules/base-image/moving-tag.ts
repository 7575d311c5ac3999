import { imageFacts } from '../../facts/base-images.js';
import type { ImageReference } from '../../facts/image-reference.js';
import { currentTag, hasVersionTags } from '../../facts/image-tags.js';
import { nodeCodenames } from '../../facts/images/end-of-life.js';
import { basePlaces, isComposed, namingConcern } from '../../model/base-image.js';
import { imageSources } from '../../model/image-sources.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { span } from '../../text/span.js';

/** Words of tags that name a channel, and so another release every time. */
const CHANNELS: ReadonlySet<string> = new Set([
  ...['stable', 'oldstable', 'unstable', 'testing', 'sid', 'edge', 'rolling', 'rawhide', 'devel', 'nightly'],
  ...['lts', 'current', 'mainline', 'latest', 'beta', 'alpha', 'canary', 'preview', 'next', 'snapshot', 'insiders'],
  ...['dev', 'develop', 'development', 'main', 'master', 'trunk', 'head', 'staging', 'prod', 'production', 'release'],
]);

export default defineRule({
  id: 'moving-tag',
  title: 'Name a version instead of a channel',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: [],
  practices: ['P32'],
  fixes: [],
  why: `
    \`stable\`, \`lts\` or \`edge\` names whatever is current on the day of the build. When the next release comes out, the
    same file builds an image with another major version, and a failure shows up in a change that has nothing to do with
    it. A tag of a flavour alone, such as \`alpine\` or \`slim\`, moves in the same way.
  `,
  how: 'Write the version that you test with, and keep the flavour: `24-alpine` instead of `lts-alpine`.',
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  examples: [
    {
      bad: `
        FROM node:«lts-alpine»
        CMD ["node", "--version"]
      `,
      good: `
        FROM node:24-alpine
        CMD ["node", "--version"]
      `,
    },
    {
      title: 'Only a flavour, from an ARG; and an image to copy from.',
      bad: `
        ARG TAG=«slim»
        FROM python:\${TAG}
        COPY --from=nginx:«stable» \\
          /etc/nginx/mime.types /app/
      `,
      good: `
        ARG TAG=3.14-slim
        FROM python:\${TAG}
        COPY --from=nginx:1.30 \\
          /etc/nginx/mime.types /app/
      `,
    },
  ],
  silences: [
    { because: 'a version, whatever stands behind it', text: 'FROM debian:13-slim\n' },
    { because: 'the release of a distribution by its name', text: 'FROM debian:trixie-slim\n' },
    { because: 'the code name of a major version', text: 'FROM node:krypton-slim\n' },
    { because: 'a digest says which image it is', text: `FROM debian:stable@sha256:${'0'.repeat(64)}\n` },
    { because: 'latest is said elsewhere', text: 'FROM node:latest\n' },
    { because: 'a build of a branch, by its number', text: 'FROM registry.example.com/app:main-4711\n' },
    { because: 'a stage may have that name', text: 'FROM alpine:3.22 AS stable\nRUN a\nFROM stable\n' },
    { because: 'the tag is known at build time only', text: 'ARG TAG\nFROM node:$TAG\n' },
    { because: 'it has no tags with a version', text: 'FROM cgr.dev/chainguard/node:latest-dev\n' },
    { because: 'its release is in its name', text: 'FROM gcr.io/distroless/static-debian13:nonroot\n' },
  ],
  on: { document: checkBases, COPY: checkSources, RUN: checkSources },
});

function* checkBases(file: Dockerfile): Iterable<Finding> {
  const places = basePlaces(file, (reference, stage) =>
    isMoving(reference) && !isComposed(stage) ? reference.tagAt : undefined,
  );
  for (const { span: place, stage } of places) {
    yield { span: place, message: messageFor(stage.base.reference) };
  }
}

function* checkSources(instruction: InstructionNode): Iterable<Finding> {
  if (instruction.flags.length === 0) return;
  for (const { reference, span: place } of imageSources(instruction)) {
    const { tagAt } = reference;
    if (tagAt === undefined || !isMoving(reference)) continue;
    yield { span: span(place.start + tagAt.start, place.start + tagAt.end), message: messageFor(reference) };
  }
}

function isMoving(reference: ImageReference): boolean {
  const { tag, digest } = reference;
  if (tag === undefined || digest !== undefined || /\d/.test(tag)) return false;
  if (namingConcern(reference) !== undefined || !hasVersionTags(reference)) return false;
  const words = tag.toLowerCase().split(/[-_.]/);
  return words.some((word) => CHANNELS.has(word)) || isFlavourAlone(reference, words);
}

/** `node:alpine`, `ruby:slim-trixie`: images whose versions are those of a program, and a tag that names none. */
function isFlavourAlone(reference: ImageReference, words: readonly string[]): boolean {
  const { role, family, variant } = imageFacts(reference);
  if (family === undefined || role === 'system' || role === undefined || variant === 'distroless') return false;
  return currentTag(reference) !== undefined || (hasProgramVersions(family) && !words.some(isCodename));
}

/** Families whose tags name the version of a program, and perhaps the distribution below it. */
function hasProgramVersions(family: string): boolean {
  return /^(?:node|python|golang|ruby|php|perl|rust|nginx|httpd|postgres|redis|mariadb|maven|gradle|elixir)$/.test(
    family,
  );
}

function isCodename(word: string): boolean {
  return Object.hasOwn(nodeCodenames, word);
}

function messageFor(reference: ImageReference): string {
  const tag = currentTag(reference);
  const advice = tag === undefined ? 'Name the version that you test with.' : `Name a version, such as ${tag}.`;
  return `${reference.name}:${reference.tag} names another release after every update of the image. ${advice}`;
}
