import { cacheMountUse, cacheMountWords } from '../../facts/cache-mounts.js';
import type { CacheMountRecipe, PackageManager } from '../../facts/package-managers.js';
import { addMounts } from '../../fixes/mount-cache.js';
import { deletionsOf } from '../../model/deletions.js';
import { frontendAllows } from '../../model/frontend.js';
import { rememberLatest } from '../../model/memo.js';
import { isMounted, mountsOf } from '../../model/mounts.js';
import { callHasOption, callName, callSpan, type PackageCall, packageCalls } from '../../model/packages.js';
import { deletesPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import { shellVariable } from '../../model/shell-values.js';
import { stagesBuiltOn, stagesFrom } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';

export default defineRule({
  id: 'cache-mount',
  title: 'Keep the downloads of a package manager in a cache mount',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: [],
  practices: ['P16', 'P23'],
  fixes: ['suggested'],
  why: `
    When a manifest changes, its install runs again and fetches every package, the unchanged ones included. A cache
    mount outlives the step: the next build on this machine finds in it what it fetched before, and only the new packages
    are downloaded. What is in the mount never gets into the image, so there is nothing to clean up.
  `,
  how: `
    The mount belongs to the builder. A build server that starts with a new builder each time has an empty one: there, \`--no-cache-dir\`
    and the like do as well. Do not combine the two. For apt add \`sharing=locked\`.
  `,
  references: [
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypecache',
  ],
  examples: [
    {
      bad: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN «npm ci» --omit=dev
      `,
      good: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN --mount=type=cache,target=/root/.npm \\
            npm ci --omit=dev
      `,
      fix: 'suggested',
    },
    {
      title: 'Each step of the stage that installs, heredocs included.',
      bad: `
        FROM python:3.13-slim AS build
        COPY requirements.txt .
        RUN «pip install» --prefix /install -r requirements.txt
        RUN <<EOF
        set -e
        pip install --prefix /install gunicorn
        EOF

        FROM python:3.13-slim
        COPY --from=build /install /usr/local
      `,
      good: `
        FROM python:3.13-slim AS build
        COPY requirements.txt .
        RUN --mount=type=cache,target=/root/.cache/pip \\
            pip install --prefix /install -r requirements.txt
        RUN --mount=type=cache,target=/root/.cache/pip <<EOF
        set -e
        pip install --prefix /install gunicorn
        EOF

        FROM python:3.13-slim
        COPY --from=build /install /usr/local
      `,
      fix: 'suggested',
    },
    {
      title: 'Go builds from the packages in its cache: every step that calls it gets the mounts.',
      bad: `
        FROM golang:1.25 AS build
        WORKDIR /src
        COPY go.mod go.sum ./
        RUN «go mod download»
        COPY . .
        RUN go build -o /server .

        FROM scratch
        COPY --from=build /server /server
      `,
      good: `
        FROM golang:1.25 AS build
        WORKDIR /src
        COPY go.mod go.sum ./
        RUN --mount=type=cache,target=/go/pkg/mod \\
            --mount=type=cache,target=/root/.cache/go-build \\
            go mod download
        COPY . .
        RUN --mount=type=cache,target=/go/pkg/mod \\
            --mount=type=cache,target=/root/.cache/go-build \\
            go build -o /server .

        FROM scratch
        COPY --from=build /server /server
      `,
    },
  ],
  silences: [
    {
      because: 'the cache is mounted',
      text: 'FROM node:22-slim\nRUN --mount=type=cache,target=/root/.npm npm ci\nRUN --mount=type=cache,target=/root npm ci\n',
    },
    {
      because: 'the author chose to keep no cache',
      text: `
        FROM python:3.13-slim AS a
        RUN pip install --no-cache-dir flask
        ENV PIP_NO_CACHE_DIR=1
        RUN pip install flask
        FROM node:22-slim
        RUN npm ci && npm cache clean --force
        RUN npm ci && rm -rf /root/.npm
      `,
    },
    {
      because: 'other rules tell what to do about these caches in an image that ships',
      text: 'FROM python:3.13-slim AS base\nRUN pip install flask\nFROM base\nRUN yarn install\n',
    },
    {
      because: 'the mount would belong to root, and npm runs as somebody else',
      text: 'FROM node:22-slim\nUSER node\nRUN npm ci\n',
    },
    {
      because: 'a variable says where the cache is',
      text: 'FROM node:22-slim\nENV NPM_CONFIG_CACHE=/cache\nRUN npm ci\n',
    },
    {
      because: 'this frontend has no mounts',
      text: '# syntax=docker/dockerfile:1.0\nFROM node:22-slim\nRUN npm ci\n',
    },
    {
      because: 'nothing is fetched',
      text: 'FROM node:22-slim\nRUN npm run build && npm --version\n',
    },
    {
      because: 'another step takes the packages from there',
      text: 'FROM maven:3 AS a\nRUN mvn dependency:go-offline\nFROM maven:3\nCOPY --from=a /root/.m2 /root/.m2\n',
    },
    {
      because: 'the container itself needs the packages',
      text: 'FROM golang:1.25\nRUN go mod download\nCMD ["go", "run", "."]\n',
    },
    {
      because: 'Yarn 2 and later keep it elsewhere',
      text: 'FROM node:22 AS a\nCOPY package.json .yarnrc.yml yarn.lock ./\nRUN yarn install --immutable\nFROM node:22-slim\n',
    },
    {
      because: 'the mount would hide what the stage below fetched',
      text: 'FROM mcr.microsoft.com/dotnet/sdk:9.0 AS a\nRUN --mount=type=cache,target=/x dotnet restore\nFROM a AS b\nRUN dotnet publish --no-restore\nFROM b AS c\nRUN dotnet publish\nFROM scratch\n',
    },
    { because: 'nothing is known of the image', text: 'FROM registry.example.com/node:1\nRUN npm ci\n' },
  ],
  mentions: cacheMountWords,
  on: { stage: check },
});

function* check(stage: Stage): Iterable<Finding> {
  const { image, instructions, from, ships } = stage;
  if (image?.role === undefined || !frontendAllows(from.file, [1, 2])) return;
  const managers = new Map<PackageManager, PackageCall>();
  const runs = new Map<PackageManager, InstructionNode[]>();
  for (const run of instructions) {
    if (run.keyword !== 'RUN') continue;
    for (const call of packageCalls(run)) {
      const use = cacheMountUse(call.manager.name, image.family);
      if (use === undefined || (ships && (use.holdsPackages || CLEANED.has(call.manager.name)))) continue;
      if (fetches(call) && !isCared(run, call)) managers.set(call.manager, managers.get(call.manager) ?? call);
      const known = runs.get(call.manager) ?? [];
      if (known.at(-1) !== run) runs.set(call.manager, [...known, run]);
    }
  }
  for (const [manager, call] of managers) {
    const targets = manager.cacheMounts.map((recipe) => ({ ...recipe, target: recipe.target.replace(/^~/, '/root') }));
    if (targets.length === 0 || hasPackagesBelow(stage, manager) || isSpecial(stage, manager, targets)) continue;
    yield report(stage, call, runs.get(manager) ?? [], targets);
  }
}

/** Whether a stage that this one is built FROM left packages that a mount would hide. */
function hasPackagesBelow({ parent, image }: Stage, manager: PackageManager): boolean {
  if (parent === undefined || cacheMountUse(manager.name, image?.family)?.holdsPackages !== true) return false;
  const known = stagesWithPackages(parent.from.file);
  const stages = known.get(manager) ?? stagesFrom(parent.from.file.stages, callsOf(manager));
  known.set(manager, stages);
  return stages.has(parent);
}

const stagesWithPackages = rememberLatest((_file: Dockerfile) => new Map<PackageManager, ReadonlySet<Stage>>());

function callsOf(manager: PackageManager): (stage: Stage) => boolean {
  return ({ instructions }) => instructions.some((run) => calls(run, manager));
}

/** In an image that ships, rules of their own say how to leave these caches out. */
const CLEANED: ReadonlySet<string> = new Set(['pip', 'yarn']);

function fetches({ action, options, subcommand }: PackageCall): boolean {
  // https://docs.astral.sh/uv/concepts/cache/: interpreters are kept elsewhere.
  if (subcommand[0]?.value === 'python') return false;
  if (options.some(({ names }) => names.some((name) => /^--?(?:offline|no-restore|version|help)$/.test(name))))
    return false;
  return action === 'install' || action === 'download' || action === 'build';
}

/** Whether the cache is in a mount already, or is kept out of the layer in another way. */
function isCared(run: InstructionNode, call: PackageCall): boolean {
  const { manager } = call;
  const { noCache, noCacheEnvironment, caches } = manager;
  if (run.before.user.isRoot !== true || run.isTrigger) return true;
  if (mountsOf(run).some(({ type }) => type === 'cache') || caches.some((path) => isMounted(run, path))) return true;
  if (noCache !== undefined && callHasOption(call, noCache)) return true;
  if (noCacheEnvironment !== undefined && shellVariable(run, noCacheEnvironment) !== undefined) return true;
  if (packageCalls(run).some((other) => other.manager === manager && other.action === 'clean')) return true;
  return deletionsOf(run).some(
    ({ pattern }) => pattern === undefined || caches.some((path) => deletesPath(pattern, path)),
  );
}

/** Names of variables that move caches or homes. */
const MOVES = /cache|store|^xdg_|^home$|gopath|goflags|gomod|cargo_|gradle_|nuget|pnpm_|maven|npm_config/i;

/** Whether the cache is somewhere else, or something else takes what is in it. */
function isSpecial(stage: Stage, manager: PackageManager, targets: readonly CacheMountRecipe[]): boolean {
  const { file } = stage.from;
  if (isOffline(file) || (manager.name === 'yarn' && hasModernYarn(file))) return true;
  if (stagesThatMoveCaches(file).has(stage)) return true;
  return targets.some(({ target }) => namedPaths(file)(target.replace(/^\/root\/|\/repository$/g, '')));
}

const isOffline = rememberLatest(({ text }: Dockerfile) => /--offline\b|--network=none|GOPROXY=off/.test(text));
const hasModernYarn = rememberLatest(({ text }: Dockerfile) =>
  /\.yarnrc\.yml|\.yarn\b|\.pnp\b|\bcorepack\b/.test(text),
);

/** The stages of which a variable moves caches, their own or one of those that they are built FROM. */
const stagesThatMoveCaches = rememberLatest(
  ({ stages }: Dockerfile): ReadonlySet<Stage> =>
    stagesFrom(stages, ({ instructions }) =>
      [...(instructions[0]?.scope.definitions.keys() ?? [])].some((name) => MOVES.test(name)),
    ),
);

const namedPaths = rememberLatest(({ text }: Dockerfile) => {
  const known = new Map<string, boolean>();
  return (path: string): boolean => {
    const answer = known.get(path) ?? isNamed(text, path);
    known.set(path, answer);
    return answer;
  };
});

/** Whether a path, or the directory of a tool in a home, stands anywhere but in a mount. */
function isNamed(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + path.length)) {
    if (!/(?:target|dst|destination)=[\w/~.]*$/i.test(text.slice(Math.max(0, at - 40), at))) return true;
  }
  return false;
}

function report(
  stage: Stage,
  call: PackageCall,
  runs: readonly InstructionNode[],
  targets: readonly CacheMountRecipe[],
): Finding {
  const name = callName(call);
  const mounts = targets.map(
    ({ target, sharing }) => `--mount=type=cache,target=${target}${sharing === undefined ? '' : `,sharing=${sharing}`}`,
  );
  return {
    span: callSpan(call),
    message: `Whenever this step runs, \`${name}\` fetches every package anew. Keep its cache in a mount: ${mounts.join(' ')}.`,
    fixes: (): readonly Fix[] => {
      const users = runs.filter((run) =>
        packageCalls(run).some((other) => other.manager === call.manager && !isCared(run, other)),
      );
      const holdsPackages = cacheMountUse(call.manager.name, stage.image?.family)?.holdsPackages === true;
      const built = holdsPackages ? stagesBuiltOn(stage.from.file.stages, stage) : [];
      const all = holdsPackages
        ? built.flatMap(({ instructions }) => instructions.filter((run) => calls(run, call.manager)))
        : users;
      if (all.some((run) => run.before.user.isRoot !== true || (holdsPackages && run.flags.length > 0))) return [];
      return [
        {
          title: `Keep the cache of ${call.manager.name} in a mount`,
          safety: 'suggested',
          edits: all.map((run) => addMounts(run, mounts)),
        },
      ];
    },
  };
}

/** Whether a RUN calls the program of a package manager, for whatever it does. */
function calls(run: InstructionNode, { commands }: PackageManager): boolean {
  if (run.keyword !== 'RUN') return false;
  return (scriptOf(run)?.commands ?? []).some((command) => commands.includes(effectiveCommand(command)?.name ?? ''));
}
