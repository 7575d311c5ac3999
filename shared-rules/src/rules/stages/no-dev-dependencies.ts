import { type DependencyInstall, dependencyInstalls } from '../../facts/ecosystems.js';
import { managerWords } from '../../facts/package-managers.js';
import { insertOption, isExecElement } from '../../fixes/insert-option.js';
import { type ManifestInstall, manifestInstalls } from '../../model/dependency-installs.js';
import { rememberLatest } from '../../model/memo.js';
import { callHasOption, callName, callSpan, flagPlace, mayHoldOptions } from '../../model/packages.js';
import { scriptOf } from '../../model/script.js';
import { stageChain, stagesBuiltOn } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { declaredLater, resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { ShellCommand } from '../../shell/types.js';

type Production = NonNullable<DependencyInstall['production']>;

export default defineRule({
  id: 'no-dev-dependencies',
  title: 'Ship only the dependencies that the program needs to run',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P04'],
  fixes: ['suggested'],
  why: `
    Test runners, bundlers and linters are often the larger part of what a project installs: they double \`node_modules\` and
    more. In a shipped image nobody runs them, but everybody pulls them, and scanners report the flaws of each as yours.
  `,
  how: `
    Install everything in the stage that builds and tests, and only the rest in the one that ships: \`npm ci --omit=dev\`,
    \`yarn install --production\`, \`pnpm install --prod\`, \`composer install --no-dev\`, \`uv sync --no-dev\`,
    \`poetry install --only main\`, \`ENV BUNDLE_WITHOUT=development:test\`.
  `,
  references: [
    'https://docs.npmjs.com/cli/v11/commands/npm-ci#omit',
    'https://docs.docker.com/build/building/multi-stage/',
  ],
  examples: [
    {
      bad: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN «npm ci»
        COPY . .
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci --omit=dev
        COPY . .
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The stage that builds may have them, the one that ships need not.',
      bad: `
        FROM node:22-slim AS build
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci
        RUN mkdir dist

        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN <<EOF
        «npm ci» --no-audit
        EOF
        COPY --from=build /app/dist ./dist
        CMD ["node", "dist/server.js"]
      `,
      good: `
        FROM node:22-slim AS build
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci
        RUN mkdir dist

        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN <<EOF
        npm ci --no-audit --omit=dev
        EOF
        COPY --from=build /app/dist ./dist
        CMD ["node", "dist/server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'NODE_ENV is set too late to leave them out.',
      bad: `
        FROM node:22-slim
        COPY package.json package-lock.json ./
        RUN «npm install»
        ENV NODE_ENV=production
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:22-slim
        COPY package.json package-lock.json ./
        ENV NODE_ENV=production
        RUN npm install
        CMD ["node", "server.js"]
      `,
    },
    {
      title: 'Requirements for developers.',
      bad: `
        FROM python:3.13-slim
        COPY requirements.txt requirements-dev.txt ./
        RUN «pip install» -r requirements.txt -r requirements-dev.txt
        CMD ["python", "-m", "app"]
      `,
      good: `
        FROM python:3.13-slim
        COPY requirements.txt ./
        RUN pip install -r requirements.txt
        CMD ["python", "-m", "app"]
      `,
    },
  ],
  silences: [
    {
      because: 'they are left out, by an option or by a variable',
      text: 'FROM node:22\nRUN npm ci --omit=dev\nRUN npm install --production\nRUN yarn install --prod\nRUN NODE_ENV=production npm ci\nENV NODE_ENV=production\nRUN npm ci\nCMD ["node", "a.js"]\n',
    },
    {
      because: 'the one who builds chooses',
      text: 'FROM node:22\nARG NODE_ENV\nENV NODE_ENV=$NODE_ENV\nRUN npm ci $NPM_FLAGS\nRUN npm ci\nCMD ["node", "a.js"]\n',
    },
    {
      because: 'a stage that does not ship',
      text: 'FROM node:22 AS build\nRUN npm ci\nFROM nginx:1.30\nCOPY --from=build /d /d\n',
    },
    { because: 'a stage for development', text: 'FROM node:22 AS dev\nRUN npm ci\nCMD ["node", "a.js"]\n' },
    { because: 'it starts a tool for development', text: 'FROM node:22\nRUN npm ci\nCMD ["npm", "run", "dev"]\n' },
    {
      because: 'it builds here, and removes them then',
      text: 'FROM node:22\nRUN npm ci\nRUN npm run build && npm prune --omit=dev\nCMD ["node", "a.js"]\n',
    },
    {
      because: 'the build of this stage needs them',
      text: 'FROM node:22\nRUN npm ci\nRUN npm run build\nCMD ["node", "a.js"]\n',
    },
    {
      because: 'packages by name',
      text: 'FROM node:22\nRUN npm install -g pm2\nRUN npm install express\nCMD ["pm2", "start", "a.js"]\n',
    },
    {
      because: 'groups are left out by configuration',
      text: 'FROM ruby:3.4\nRUN bundle config set without \'development test\' && bundle install\nENV BUNDLE_WITHOUT=test\nRUN bundle install\nCMD ["puma"]\n',
    },
  ],
  mentions: managerWords(...dependencyInstalls.map(({ manager }) => manager)),
  on: { stage: check },
});

function* check(stage: Stage, { dockerfile }: { readonly dockerfile: Dockerfile }): Iterable<Finding> {
  const { finalStage } = dockerfile;
  if (!stage.ships || finalStage === undefined) return;
  const installs = stage.instructions.flatMap((run) => (run.keyword === 'RUN' ? manifestInstalls(run) : []));
  if (installs.length === 0) return;
  if (isForDevelopers(finalStage)) return;
  for (const install of installs) {
    const problem = problemOf(install);
    if (problem === undefined) continue;
    yield { span: callSpan(install.call), message: problem, fixes: () => fixes(dockerfile, stage, install) };
  }
}

function problemOf(install: ManifestInstall): string | undefined {
  const { run, call, kind, files } = install;
  const forDevelopers = files.find((file) =>
    /(?:^|[-_./])(?:dev|test|tests|lint|docs)(?:elopment)?\.(?:txt|in)$/.test(file),
  );
  if (forDevelopers !== undefined) {
    return `"${forDevelopers}" is for developers, but what it lists stays in the shipped image. Install it in a stage for tests.`;
  }
  const { production } = kind;
  if (production === undefined || call.subcommand.some(({ value }) => value === 'fetch')) return undefined;
  if (isProduction(production, call) || mayHoldOptions(call, run) || isSet(production, call.command, run))
    return undefined;
  const name = production.environment?.name;
  const later = name === undefined ? undefined : declaredLater(run, name);
  const advice = adviceFor(install, production);
  const start = `\`${callName(call)}\` also installs what only developers need, and this stage ships.`;
  return later === undefined
    ? `${start} Leave that out with ${advice}.`
    : `${start} ${name} is set below, in line ${later.line + 1}, which is too late; use ${advice}.`;
}

function adviceFor({ run, call, kind: { manager } }: ManifestInstall, { written }: Production): string {
  if (manager === 'bundler' || manager === 'bundle') return 'ENV BUNDLE_WITHOUT=development:test';
  // https://yarnpkg.com/cli/workspaces/focus
  return manager === 'yarn' && mayBeModern(run.file, call) ? '`yarn workspaces focus --all --production`' : written;
}

function isProduction({ option, values }: Production, call: ManifestInstall['call']): boolean {
  if (values === undefined) return callHasOption(call, option);
  return call.options.some(
    ({ names, value }) =>
      names.some((name) => option.long?.includes(name.replace(/^--/, '')) === true) &&
      (value === undefined || values.includes(value)),
  );
}

/** Whether a variable decides: any value that is not known to be another counts. */
function isSet({ environment }: Production, command: ShellCommand, run: InstructionNode): boolean {
  if (environment === undefined) return false;
  const { name } = environment;
  const commands = scriptOf(run)?.commands ?? [];
  const isAssigned = commands.some(
    (each) =>
      (each === command || each.name === undefined || each.name.value === 'export') &&
      (each.assignments.some((assignment) => assignment.name === name) ||
        each.arguments.some(({ text }) => text.startsWith(`${name}=`))),
  );
  return isAssigned || resolveVariable(run, name).kind !== 'undeclared';
}

/** Programs that projects list among the dependencies for development. */
const DEVELOPMENT_TOOLS: ReadonlySet<string> = new Set([
  ...[
    'npx',
    'bunx',
    'tsc',
    'vite',
    'webpack',
    'ng',
    'nest',
    'next',
    'nuxt',
    'nodemon',
    'ts-node',
    'ts-node-dev',
    'tsx',
  ],
  ...['jest', 'vitest', 'mocha', 'eslint', 'prettier', 'gulp', 'grunt', 'babel', 'rollup', 'parcel', 'turbo', 'nx'],
  ...[
    'phpunit',
    'phpstan',
    'pytest',
    'tox',
    'nox',
    'mypy',
    'ruff',
    'rspec',
    'rubocop',
    'make',
    'mix',
    'lerna',
    'esbuild',
  ],
]);

const SCRIPT_RUNNERS: ReadonlySet<string> = new Set([
  'npm',
  'yarn',
  'pnpm',
  'bun',
  'composer',
  'poetry',
  'uv',
  'bundle',
]);

/** What a script runner does without the tools of developers. */
const HARMLESS =
  /^(?:install|ci|i|add|cache|config|set|global|start|prod|production|serve|server|start[:-]?prod\w*|clean-install|sync|lock|dump-autoload|init|version|node|python\d?|gunicorn|uvicorn|puma|rails|rake|--.*|-\w)$/;

/** Whether the shipped image is for developers, or needs what they need. Asked for by every stage of a file. */
const isForDevelopers = rememberLatest((finalStage: Stage): boolean => {
  const chain = [...stageChain(finalStage)];
  return chain.some(({ forDevelopment }) => forDevelopment) || usesDevelopmentTools(chain);
});

/** Whether the stages build or test something here, start a tool of developers, or remove what those need. */
function usesDevelopmentTools(chain: readonly Stage[]): boolean {
  return chain.some(({ instructions }) =>
    instructions.some((instruction) => (scriptOf(instruction)?.commands ?? []).some(isDevelopmentTool)),
  );
}

function isDevelopmentTool(command: ShellCommand): boolean {
  const program = effectiveCommand(command);
  if (program === undefined) return false;
  const words = program.arguments.flatMap(({ value }) => value ?? []);
  if (program.name === 'bundle' && words.includes('config')) return words.some((word) => /without$/i.test(word));
  if (program.name === 'rm') return words.some((word) => /node_modules/.test(word));
  if (program.name === 'node') return words.includes('--watch');
  if (!SCRIPT_RUNNERS.has(program.name)) return DEVELOPMENT_TOOLS.has(program.name);
  const script = words.find((word) => !/^(?:run|run-script|exec|-.*)$/.test(word));
  return script !== undefined && !HARMLESS.test(script);
}

function fixes(file: Dockerfile, stage: Stage, { run, call, kind }: ManifestInstall): readonly Fix[] {
  const { production, manager } = kind;
  if (production === undefined || /^(?:bundler?|mix|pip|uv-pip)$/.test(manager)) return [];
  if (stagesBuiltOn(file.stages, stage).some(({ ships }) => !ships)) return [];
  if (manager === 'yarn' && mayBeModern(file, call)) return [];
  const place = flagPlace(call);
  if (production.written.includes(' ') && isExecElement(run, place)) return [];
  const edits = [insertOption(run, place, production.written)];
  return [{ title: `Add ${production.written}`, safety: 'suggested', edits }];
}

/** Yarn from version 2 on has no such option. */
function mayBeModern({ text }: Dockerfile, { options }: ManifestInstall['call']): boolean {
  return (
    /corepack|\.yarn\b|\.yarnrc\.yml|yarn set version/.test(text) ||
    options.some(({ names }) => names.includes('--immutable'))
  );
}
