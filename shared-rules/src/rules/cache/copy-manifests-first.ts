import { installWords } from '../../facts/ecosystems.js';
import { copyManifestsFirst } from '../../fixes/manifests-first.js';
import { type EarlySources, earlySources } from '../../model/dependency-installs.js';
import { manifestLookup } from '../../model/manifest-lookup.js';
import { callName, callSpan } from '../../model/packages.js';
import { sourceBesideBuild } from '../../model/source-beside-build.js';
import type { Dockerfile, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { cover } from '../../text/span.js';

export default defineRule({
  id: 'copy-manifests-first',
  title: 'Copy manifests and install before you copy the source',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P10'],
  fixes: ['suggested'],
  why: `
    Docker keeps the result of each step and uses it again while nothing above has changed. A COPY of your source is new
    after every edit, so an install below it starts from nothing each time: all packages are fetched again because of one
    changed line. With the manifests copied first, the install runs only when they change, and a build after an
    edit takes seconds instead of minutes.
  `,
  how: `
    Copy the files that list your dependencies (\`package.json\` and the lock file, \`requirements.txt\`, \`go.mod\` and
    \`go.sum\`), install, then copy the rest. Put \`node_modules\` and the like in \`.dockerignore\`, so that the second COPY
    does not bring yours. Composer needs \`--no-scripts --no-autoloader\` and later \`composer dump-autoload\`; Poetry
    \`--no-root\`; uv \`--no-install-project\`.
  `,
  references: [
    'https://docs.docker.com/build/cache/optimize/#order-your-layers',
    'https://docs.docker.com/build/building/best-practices/#leverage-build-cache',
  ],
  examples: [
    {
      bad: `
        FROM node:24-slim
        WORKDIR /srv
        «COPY . .»
        RUN npm ci
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:24-slim
        WORKDIR /srv
        COPY package*.json ./
        RUN npm ci
        COPY . .
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The files have the wrong order; comments move with them.',
      bad: `
        FROM python:3.13-slim
        WORKDIR /app

        # the program
        «COPY sample.py .»
        COPY requirements.txt .
        RUN pip install --no-cache-dir \\
            -r requirements.txt

        CMD ["python", "sample.py"]
      `,
      good: `
        FROM python:3.13-slim
        WORKDIR /app

        COPY requirements.txt .
        RUN pip install --no-cache-dir \\
            -r requirements.txt
        # the program
        COPY sample.py .

        CMD ["python", "sample.py"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The build context tells which manifests there are. What builds the source stays below it.',
      bad: `
        FROM node:24 AS build
        WORKDIR /srv
        «COPY --chown=node . .»
        RUN yarn install --immutable && \\
            yarn build

        FROM nginx:1.30
        COPY --from=build /srv/dist /usr/share/nginx/html
      `,
      good: `
        FROM node:24 AS build
        WORKDIR /srv
        COPY --chown=node package.json .yarnrc.yml yarn.lock ./
        RUN yarn install --immutable
        COPY --chown=node . .
        RUN yarn build

        FROM nginx:1.30
        COPY --from=build /srv/dist /usr/share/nginx/html
      `,
      fix: 'suggested',
      context: { paths: ['.yarnrc.yml', 'package.json', 'src/', 'src/main.ts', 'yarn.lock'] },
    },
  ],
  silences: [
    {
      because: 'this is the right order',
      text: 'FROM node:24-slim\nWORKDIR /srv\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n',
    },
    {
      because: 'the project itself is installed',
      text: 'FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nRUN pip install .\n',
    },
    {
      because: 'an editable install needs the source',
      text: 'FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt -e .\n',
    },
    {
      because: 'the packages are named in the file',
      text: 'FROM node:24-slim\nWORKDIR /srv\nCOPY . .\nRUN npm install -g serve\nRUN npm install express\n',
    },
    {
      because: 'the second install finds the first one in the cache',
      text: 'FROM node:24 AS b\nWORKDIR /a\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build && npm ci --omit=dev\n',
    },
    {
      because: 'a script that the install needs',
      text: 'FROM node:24-slim\nWORKDIR /srv\nCOPY package*.json ./\nCOPY prisma ./prisma\nCOPY scripts/postinstall.sh scripts/\nRUN npm ci\n',
    },
    {
      because: 'manifests of several projects',
      text: 'FROM node:24-slim\nWORKDIR /srv\nCOPY package*.json ./\nCOPY packages/a/package.json packages/a/\nRUN npm ci\nCOPY . .\n',
    },
    {
      because: 'the manifest is mounted',
      text: 'FROM python:3.13-slim\nCOPY . /app\nRUN --mount=type=bind,source=requirements.txt,target=/tmp/r.txt pip install -r /tmp/r.txt\n',
    },
    {
      because: 'what is copied comes from another stage',
      text: 'FROM node:24 AS b\nWORKDIR /a\nFROM node:24-slim\nWORKDIR /a\nCOPY --from=b /a .\nRUN npm ci --omit=dev\n',
    },
    {
      because: 'the install reads another directory',
      text: 'FROM python:3.13-slim\nCOPY . /app\nRUN pip install -r /tmp/requirements.txt\n',
    },
    {
      because: 'a stage for tests is rebuilt for its source',
      text: 'FROM node:24 AS test\nWORKDIR /srv\nCOPY . .\nRUN npm ci\n',
    },
    { because: 'no install at all', text: 'FROM node:24\nWORKDIR /srv\nCOPY . .\nRUN yarn --version\n' },
    {
      because: 'settings may be needed',
      text: 'FROM python:3.13-slim\nWORKDIR /app\nCOPY pip.conf /etc/\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
    },
  ],
  mentions: installWords(() => true),
  on: { document: check },
});

function* check(file: Dockerfile, { buildContext }: RuleContext): Iterable<Finding> {
  for (const [stage, early] of earlySources(file)) {
    if (stage.forDevelopment || holdsWorkspaces(early, buildContext)) continue;
    const { keywordSpan, bodySpan } = early.sources[0].instruction;
    // Rule no-source-beside-build says to leave that copy out.
    if (sourceBesideBuild(file)?.copies.some(({ copy }) => copy === early.sources[0].instruction) === true) continue;
    yield {
      span: cover(keywordSpan, bodySpan),
      message: messageFor(early),
      related: early.installs.map(({ call }) => ({
        span: callSpan(call),
        message: 'This install runs again after every change.',
      })),
      fixes: () => fixes(file, stage, early, buildContext),
    };
  }
}

function fixes(
  file: Dockerfile,
  stage: Stage,
  early: EarlySources,
  buildContext: RuleContext['buildContext'],
): readonly Fix[] {
  const edits = copyManifestsFirst(file, stage, early, manifestLookup(file, buildContext));
  return edits === undefined ? [] : [{ title: 'Install before the source is copied', safety: 'suggested', edits }];
}

/** pnpm installs all projects of a workspace: it needs the manifests of all of them. */
function holdsWorkspaces({ installs }: EarlySources, buildContext: RuleContext['buildContext']): boolean {
  return (
    buildContext?.paths.has('pnpm-workspace.yaml') === true && installs.some(({ kind }) => kind.manager === 'pnpm')
  );
}

function messageFor({ sources: [first], installs: [install], manifestsAreCopied }: EarlySources): string {
  const name = callName(install.call);
  const what = first.tree === undefined ? first.sources.map(({ text }) => text).join(', ') : 'your source';
  const fact = `After every change of ${what}, "${name}" below runs all over again.`;
  if (manifestsAreCopied) return `${fact} Move this ${first.instruction.keyword} below the install.`;
  const option = install.kind.withoutProject?.long?.[0];
  const alone = install.needsProject && option !== undefined ? `install with --${option}` : 'install';
  return `${fact} Copy the manifests first, ${alone}, then copy the rest.`;
}
