import { isIgnored } from '../../context/dockerignore.js';
import { candidatesFor } from '../../context/glob-candidates.js';
import type { BuildContext } from '../../context/types.js';
import { contextPath } from '../../model/context-paths.js';
import { fitsGlob } from '../../model/paths.js';
import { transferOf } from '../../model/transfer.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'copy-ignored-file',
  title: 'Copy only what .dockerignore lets through',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['buildkit:CopyIgnoredFile'],
  fixes: [],
  why: `
    What \`.dockerignore\` names is never sent to the builder. A COPY of it fails with "not found", although the file is
    there on disk and looks right; a pattern such as \`*.json\` copies the other files and leaves this one out without a
    word.
  `,
  how: `
    Take the line out of \`.dockerignore\`, or write an exception below it: \`!dist/app.js\`. Where the file is meant to stay
    out, take it out of the COPY.
  `,
  references: [
    'https://docs.docker.com/reference/build-checks/copy-ignored-file/',
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  ],
  examples: [
    {
      bad: `
        FROM nginx:1.30
        COPY «dist/» /usr/share/nginx/html/
      `,
      good: `
        FROM nginx:1.30
        COPY public/ /usr/share/nginx/html/
      `,
      context: { paths: ['dist/', 'dist/index.html', 'public/', 'public/index.html'], dockerignore: 'dist\n.git\n' },
    },
    {
      title: 'One of several files, and a pattern of which nothing is left.',
      bad: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY requirements.txt \\
             «./.env» \\
             «docs/*.md» \\
             ./
      `,
      good: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY requirements.txt \\
             ./
      `,
      context: { paths: ['requirements.txt', '.env', 'docs/', 'docs/a.md'], dockerignore: '**/.env*\n**/*.md\n' },
    },
    {
      title: 'Everything is left out, so nothing is copied.',
      bad: `
        FROM nginx:1.30
        COPY «.» /usr/share/nginx/html/
      `,
      good: `
        FROM nginx:1.30
        RUN touch /usr/share/nginx/html/index.html
      `,
      context: { paths: ['index.html', '.dockerignore'], dockerignore: '**\n' },
    },
    {
      title: 'Exceptions count, and a stage has what was made in it.',
      bad: `
        FROM node:24-slim AS build
        WORKDIR /app
        COPY . .
        RUN npm run build

        FROM nginx:1.30
        COPY --from=build /app/dist /usr/share/nginx/html/
        COPY config/nginx.conf /etc/nginx/nginx.conf
        COPY «config/local.conf» /etc/nginx/conf.d/
      `,
      good: `
        FROM node:24-slim AS build
        WORKDIR /app
        COPY . .
        RUN npm run build

        FROM nginx:1.30
        COPY --from=build /app/dist /usr/share/nginx/html/
        COPY config/nginx.conf /etc/nginx/nginx.conf
      `,
      context: {
        paths: ['src/', 'src/a.ts', 'config/', 'config/nginx.conf', 'config/local.conf', 'dist/'],
        dockerignore: 'dist\nconfig\n!config/nginx.conf\n',
      },
    },
  ],
  silences: [
    {
      because: 'an exception lets something through',
      text: 'FROM nginx:1.30\nCOPY . /srv/\n',
      context: { paths: ['index.html', 'a.md'], dockerignore: '*\n!index.html\n' },
    },
    { because: 'nobody knows the build context', text: 'FROM nginx:1.30\nCOPY dist /usr/share/nginx/html\n' },
    {
      because: 'all but some of the folder is ignored',
      text: 'FROM nginx:1.30\nCOPY dist /usr/share/nginx/html\n',
      context: { paths: ['dist/', 'dist/a.js', 'dist/b.js'], dockerignore: '*\n!dist/a.js\n' },
    },
    {
      because: 'an exception may let through what is built later',
      text: 'FROM nginx:1.30\nCOPY dist/app /app\n',
      context: { paths: ['src/', 'src/a.ts'], dockerignore: '*\n!dist/*/*.js\n' },
    },
    {
      because: 'something of the pattern is left',
      text: 'FROM node:24-slim\nCOPY *.json /app/\n',
      context: { paths: ['package.json', 'tsconfig.json'], dockerignore: 'tsconfig.json\n' },
    },
    {
      because: 'the whole context, without what is ignored, is what is meant',
      text: 'FROM node:24-slim\nCOPY . /app/\n',
      context: { paths: ['package.json', 'dist/'], dockerignore: 'dist\n' },
    },
    {
      because: 'an address is no file',
      text: 'FROM node:24-slim\nADD https://example.com/a.md /app/\n',
      context: { paths: [], dockerignore: '**/*.md\n' },
    },
    {
      because: 'what is copied is written here',
      text: 'FROM node:24-slim\nCOPY <<a.md /app/\ntext\na.md\n',
      context: { paths: [], dockerignore: '**/*.md\n' },
    },
    {
      because: 'the name is known at build time only',
      text: 'FROM node:24-slim\nARG NAME\nCOPY $NAME.md /app/\n',
      context: { paths: ['a.md'], dockerignore: '*.md\n' },
    },
  ],
  on: { COPY: check, ADD: check },
});

function* check(instruction: InstructionNode, { buildContext }: RuleContext): Iterable<Finding> {
  if (buildContext?.dockerignore === undefined || instruction.isTrigger) return;
  const { sources, from } = transferOf(instruction);
  if (from !== undefined) return;
  for (const { path: written, text, span } of sources) {
    const path = written === undefined ? undefined : contextPath(written);
    if (path === '' && leavesOutAll(buildContext.dockerignore)) {
      yield {
        span,
        message: '.dockerignore leaves out everything, so this copies nothing. Let through there what the image needs.',
      };
    }
    if (path === undefined || path === '' || !isLeftOut(path, buildContext, buildContext.dockerignore)) continue;
    yield {
      span,
      message: `.dockerignore leaves out "${text}", so the build does not find it. Let it through there, or do not copy it.`,
    };
  }
}

function leavesOutAll(dockerignore: string): boolean {
  return !/^[ \t]*!/m.test(dockerignore) && /^[ \t]*(?:\*\*\/)?\*\*?[ \t]*$/m.test(dockerignore);
}

/** Whether nothing of a path of a COPY reaches the builder. */
function isLeftOut(path: string, { paths }: BuildContext, dockerignore: string): boolean {
  if (/[*?[]/.test(path)) {
    const parts = path.split('/');
    const found = [...candidatesFor(path, paths)].filter((each) => fitsPattern(parts, each));
    return found.length > 0 && found.every((each) => isEmptied(each.replace(/\/$/, ''), paths, dockerignore));
  }
  return isEmptied(path, paths, dockerignore);
}

function fitsPattern(parts: readonly string[], path: string): boolean {
  const names = path.replace(/\/$/, '').split('/');
  return names.length === parts.length && names.every((name, index) => fitsGlob(parts[index] ?? '', name));
}

/** Whether a file, or a folder with all that is in it, is ignored. */
function isEmptied(path: string, paths: ReadonlySet<string>, dockerignore: string): boolean {
  if (!isIgnored(dockerignore, path)) return false;
  if (!/^[ \t]*!/m.test(dockerignore) || paths.has(path)) return true;
  if (!paths.has(`${path}/`)) return false;
  return [...paths].every((each) => !each.startsWith(`${path}/`) || isIgnored(dockerignore, each));
}
