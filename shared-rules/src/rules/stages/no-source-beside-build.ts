import { removeInstruction } from '../../fixes/edits.js';
import { manifestInstalls } from '../../model/dependency-installs.js';
import { manifestLookup } from '../../model/manifest-lookup.js';
import { scriptOf } from '../../model/script.js';
import { sourceBesideBuild, startedPaths, type WholeContext } from '../../model/source-beside-build.js';
import { sourceStage } from '../../model/stage-references.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'no-source-beside-build',
  title: 'Leave the source out of an image that runs the build of it',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P05'],
  fixes: ['suggested'],
  why: `
    The program that runs was built in another stage, but the source, its tests and whatever else lies in the build context
    are copied in beside it. The image is larger for it, everybody who gets it can read the source, and each edit of any file
    runs all steps after this COPY again.
  `,
  how: 'Copy what the running program reads: its manifests for the install, the build output, its configuration.',
  references: [
    'https://docs.docker.com/build/building/multi-stage/',
    'https://docs.docker.com/build/building/best-practices/#add-or-copy',
  ],
  examples: [
    {
      bad: `
        FROM node:22-slim AS build
        WORKDIR /app
        COPY . .
        RUN npm ci
        RUN mkdir dist

        FROM node:22-slim
        WORKDIR /app
        COPY «.» .
        RUN npm ci --omit=dev
        COPY --from=build /app/dist ./dist
        CMD ["node", "dist/server.js"]
      `,
      good: `
        FROM node:22-slim AS build
        WORKDIR /app
        COPY . .
        RUN npm ci
        RUN mkdir dist

        FROM node:22-slim
        WORKDIR /app
        COPY package*.json ./
        RUN npm ci --omit=dev
        COPY --from=build /app/dist ./dist
        CMD ["node", "dist/server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A program that needs nothing beside itself.',
      bad: `
        FROM debian:12-slim AS build
        WORKDIR /src
        COPY . .
        RUN cp /bin/date /usr/local/bin/app

        FROM debian:12-slim
        WORKDIR /src
        COPY \\
            «./» ./
        COPY --from=build /usr/local/bin/app /usr/local/bin/app
        ENTRYPOINT ["/usr/local/bin/app"]
      `,
      good: `
        FROM debian:12-slim AS build
        WORKDIR /src
        COPY . .
        RUN cp /bin/date /usr/local/bin/app

        FROM debian:12-slim
        WORKDIR /src
        COPY --from=build /usr/local/bin/app /usr/local/bin/app
        ENTRYPOINT ["/usr/local/bin/app"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'the program runs from the source; only its web pages are built',
      text: 'FROM node:22 AS build\nCOPY . .\nRUN npm run build\nFROM node:22\nWORKDIR /app\nCOPY . .\nCOPY --from=build /dist ./public\nCMD ["node", "server.js"]\n',
    },
    {
      because: 'manifests and a folder of its own',
      text: 'FROM node:22 AS build\nCOPY . .\nFROM node:22\nWORKDIR /app\nCOPY package.json ./\nCOPY config ./config\nCOPY --from=build /dist ./dist\nCMD ["node", "dist/server.js"]\n',
    },
    {
      because: 'the other stage does not build this source',
      text: 'FROM debian:13 AS tools\nRUN curl -fo /tool https://example.com/tool\nFROM debian:13\nCOPY . /app\nCOPY --from=tools /tool /usr/bin/tool\nENTRYPOINT ["/usr/bin/tool"]\n',
    },
    {
      because: 'it builds here, too',
      text: 'FROM node:22 AS build\nCOPY . .\nFROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm run build\nCOPY --from=build /dist ./dist\nCMD ["node", "dist/server.js"]\n',
    },
    {
      because: 'it is for development',
      text: 'FROM golang:1.25 AS build\nCOPY . .\nFROM golang:1.25 AS dev\nCOPY . .\nCOPY --from=build /a /a\nCMD ["/a"]\n',
    },
    {
      because: 'the output lies where the source does, so nobody can tell which of them runs',
      text: 'FROM node:22 AS build\nCOPY . .\nFROM node:22\nWORKDIR /app\nCOPY . .\nCOPY --from=build /dist .\nCMD ["node", "server.js"]\n',
    },
  ],
  on: { document: check },
});

function* check(file: Dockerfile, context: RuleContext): Iterable<Finding> {
  const found = sourceBesideBuild(file);
  if (found === undefined) return;
  const stage = sourceStage(found.output);
  const name = stage?.name === undefined ? String(stage?.index ?? 0) : `"${stage.name}"`;
  for (const whole of found.copies) {
    yield {
      span: whole.source.span,
      message: `What runs here comes from stage ${name}, but this brings the whole source tree, too. Copy only what the running program reads.`,
      related: [{ span: found.output.head, message: 'What runs.' }],
      fixes: () => fixes(file, context, whole, found.runs),
    };
  }
}

function fixes(
  file: Dockerfile,
  { buildContext }: RuleContext,
  { copy, source, place }: WholeContext,
  runs: readonly InstructionNode[],
): readonly Fix[] {
  const { sources, destination } = transferOf(copy);
  if (sources.length !== 1 || destination === undefined || copy.form.kind === 'exec') return [];
  const start = file.finalStage?.end.entrypoint ?? file.finalStage?.end.cmd;
  const installs = runs.flatMap((run) => [...manifestInstalls(run)]);
  const [install] = installs;
  if (install === undefined) {
    if (start === undefined) return [];
    const isAlone =
      startedPaths(start).length > 0 && scriptOf(start)?.commands[0]?.name?.value?.startsWith('/') === true;
    if (!isAlone || runs.length > 0) return [];
    return [{ title: 'Remove this COPY', safety: 'suggested', edits: [removeInstruction(file, copy)] }];
  }
  if (installs.length > 1 || install.needsProject || install.directory !== place) return [];
  const names = manifestLookup(file, buildContext).names(install, '');
  if (names === undefined) return [];
  const edits = [{ span: source.span, text: names.join(' ') }];
  if (!destination.text.endsWith('/'))
    edits.push({ span: { start: destination.span.end, end: destination.span.end }, text: '/' });
  return [{ title: `Copy ${names.join(' and ')} only`, safety: 'suggested', edits }];
}
