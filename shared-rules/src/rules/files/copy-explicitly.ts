import { isIgnored } from '../../context/dockerignore.js';
import type { BuildContext } from '../../context/types.js';
import { isSecretFile } from '../../facts/secret-values.js';
import { contextPath } from '../../model/context-paths.js';
import { rememberLatest } from '../../model/memo.js';
import { transferOf } from '../../model/transfer.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'copy-explicitly',
  title: 'Copy the files that you need by name',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['sonar:S6470'],
  practices: ['P67', 'U30'],
  fixes: [],
  why: `
    \`COPY . .\` takes along whatever lies in the folder on the day of the build: \`.git\` with its whole history, \`.env\`
    with passwords, a colleague's notes. Everybody who pulls the image can read them. Every change to any of them also
    throws away the cache of this step and of all that follow.
  `,
  how: `
    Name the folders and files: \`COPY src/ ./src/\`. Or list in \`.dockerignore\` what is to stay out; one that begins with
    \`*\` and lets through what you need (\`!src\`) is the safest.
  `,
  references: [
    'https://docs.docker.com/build/building/best-practices/#exclude-with-dockerignore',
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  ],
  examples: [
    {
      bad: `
        FROM node:24-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci
        COPY «.» .
      `,
      good: `
        FROM node:24-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci
        COPY src/ ./src/
      `,
      context: { paths: ['package.json', 'src/', 'src/a.js', '.env'], dockerignore: '.git\n' },
    },
    {
      title: 'A .dockerignore that lets a key through; patterns for everything count, too.',
      bad: `
        FROM golang:1.27 AS build
        COPY . /src
        RUN go build -o /server /src

        FROM gcr.io/distroless/static-debian13:nonroot
        COPY --from=build /server /server
        COPY \\
          «./*» /site/
      `,
      good: `
        FROM golang:1.27 AS build
        COPY . /src
        RUN go build -o /server /src

        FROM gcr.io/distroless/static-debian13:nonroot
        COPY --from=build /server /server
        COPY \\
          ./public /site/
      `,
      context: { paths: ['main.go', 'tls/', 'tls/server.key', 'public/'], dockerignore: '.git\n.env\n' },
    },
  ],
  silences: [
    { because: 'nobody knows the build context', text: 'FROM node:24-slim\nCOPY . /app/\n' },
    {
      because: 'that there is no .dockerignore is a problem of its own',
      text: 'FROM node:24-slim\nCOPY . /app/\n',
      context: { paths: ['.git/', '.env', 'a.js'] },
    },
    {
      because: 'what must stay out is ignored',
      text: 'FROM node:24-slim\nCOPY . /app/\n',
      context: { paths: ['.git/', '.env', 'a.js', 'a.key'], dockerignore: '.git\n**/.env*\n*.key\n' },
    },
    {
      because: 'only what is listed is let through',
      text: 'FROM node:24-slim\nCOPY . /app/\n',
      context: { paths: ['.git/', '.env', 'src/', 'src/a.js'], dockerignore: '**\n!src\n' },
    },
    {
      because: 'a build stage is not shipped',
      text: 'FROM node:24 AS build\nCOPY . .\nFROM nginx:1.30\nCOPY --from=build /dist /dist\n',
      context: { paths: ['.env'] },
    },
    {
      because: 'it copies from another stage',
      text: 'FROM node:24 AS build\nFROM scratch\nCOPY --from=build . .\n',
      context: { paths: ['.env'] },
    },
    {
      because: 'a stage for tests takes everything',
      text: 'FROM node:24 AS test\nCOPY . .\n',
      context: { paths: ['.env'] },
    },
    { because: 'a folder is named', text: 'FROM node:24-slim\nCOPY ./src/. /app\n', context: { paths: ['.env'] } },
  ],
  on: { COPY: check, ADD: check },
});

function* check(instruction: InstructionNode, { buildContext, eachCodeAlone }: RuleContext): Iterable<Finding> {
  const { stage, isTrigger } = instruction;
  // Where there is no .dockerignore at all, `missing-dockerignore` says so.
  if (buildContext?.dockerignore === undefined && !eachCodeAlone) return;
  if (buildContext === undefined || isTrigger || stage?.ships !== true || stage.forDevelopment) return;
  const { sources, from } = transferOf(instruction);
  if (from !== undefined) return;
  for (const { path: written, text, span } of sources) {
    const path = written === undefined ? undefined : contextPath(written);
    if (path === undefined || !/^(?:\*\*?)?$/.test(path)) continue;
    const reason = concern(buildContext);
    if (reason === undefined) return;
    yield { span, message: `"${text}" copies all that lies here, and ${reason}. Name the files that the image needs.` };
  }
}

/** What is wrong with copying the whole of a build context; `undefined` where its `.dockerignore` keeps out what must stay out. */
const concern = rememberLatest(({ paths, dockerignore }: BuildContext): string | undefined => {
  if (dockerignore === undefined) return 'there is no .dockerignore to leave anything out';
  if (/^[ \t]*(?:\*|\*\*|\*\*\/\*)[ \t]*\r?$/m.test(dockerignore)) return undefined;
  for (const path of paths) {
    if ((path === '.git/' || isSecretFile(path)) && !isIgnored(dockerignore, path)) {
      return `.dockerignore lets ${path} through`;
    }
  }
  const open = ['.git', '.env'].find((name) => !isIgnored(dockerignore, name));
  return open === undefined ? undefined : `.dockerignore would let ${open} through`;
});
