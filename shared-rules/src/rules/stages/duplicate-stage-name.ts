import { freeStageName, renameStage } from '../../fixes/rename-stage.js';
import type { Dockerfile, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';

export default defineRule({
  id: 'duplicate-stage-name',
  title: 'Give each stage a name of its own',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3024', 'buildkit:DuplicateStageName', 'trivy:DS-0012', 'checkov:CKV_DOCKER_11'],
  practices: ['P06d'],
  fixes: ['suggested'],
  why: `
    \`COPY --from\` and \`--target\` take the last stage of a name, \`FROM\` the nearest one above. With two of a name, a line
    that was right copies from another stage as soon as somebody adds the second, or waits for itself and stops the build.
    Older builders refuse the file. Upper and lower case count as the same name.
  `,
  references: [
    'https://docs.docker.com/reference/build-checks/duplicate-stage-name/',
    'https://docs.docker.com/build/building/multi-stage/#name-your-build-stages',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim AS build
        RUN echo one > /one
        FROM node:22-slim AS «build»
        RUN echo two > /two
        FROM debian:12-slim
        COPY --from=build /two /two
      `,
      good: `
        FROM debian:12-slim AS build
        RUN echo one > /one
        FROM node:22-slim AS build-2
        RUN echo two > /two
        FROM debian:12-slim
        COPY --from=build-2 /two /two
      `,
      fix: 'suggested',
    },
    {
      title: 'Case is no difference. A stage that is built on the second goes with it.',
      bad: `
        FROM debian:12-slim AS base
        FROM debian:12-slim AS \\
            «Base»
        FROM base
        CMD ["date"]
      `,
      good: `
        FROM debian:12-slim AS base
        FROM debian:12-slim AS \\
            base-2
        FROM base-2
        CMD ["date"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'a base image of that name', text: 'FROM nginx:1.29 AS nginx\nFROM nginx AS web\nFROM debian:13\n' },
    { because: 'a part of another name', text: 'FROM debian:13 AS build\nFROM debian:13 AS build-web\nFROM build\n' },
    { because: 'platforms', text: 'FROM --platform=$BUILDPLATFORM debian:13 AS a\nFROM debian:13 AS b\n' },
  ],
  mentions: ['as'],
  on: { document: check },
});

function* check(file: Dockerfile): Iterable<Finding> {
  const known = new Map<string, Stage>();
  const spellings = new Set<string>();
  for (const stage of file.stages) {
    const { name, nameSpan } = stage;
    if (name === undefined || nameSpan === undefined) continue;
    const first = known.get(name.toLowerCase());
    if (first === undefined) {
      known.set(name.toLowerCase(), stage);
      spellings.add(name);
      continue;
    }
    yield {
      span: nameSpan,
      message: `Line ${first.from.line + 1} has a stage called "${first.name ?? name}" already, so COPY --from=${name} means this one wherever it stands. Give this stage another name.`,
      related: first.nameSpan === undefined ? [] : [{ span: first.nameSpan, message: 'The first stage of that name.' }],
      ...(spellings.has(name) ? {} : { codes: ['buildkit:DuplicateStageName'] }),
      fixes: () => rename(file, stage, name),
    };
    spellings.add(name);
  }
}

function rename(file: Dockerfile, stage: Stage, name: string): readonly Fix[] {
  const free = freeStageName(file, name);
  const edits = renameStage(file, stage, free);
  return edits === undefined ? [] : [{ title: `Call this stage "${free}"`, safety: 'suggested', edits }];
}
