import { managerWords } from '../../facts/package-managers.js';
import { cleanCacheFixes } from '../../fixes/clean-cache.js';
import { type CacheHabit, type KeptCache, keptCaches } from '../../model/kept-caches.js';
import { rememberLatest } from '../../model/memo.js';
import { callName, callSpan, type PackageCall, packageCalls, packageProgram } from '../../model/packages.js';
import { shellVariable } from '../../model/shell-values.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import { slice } from '../../text/span.js';

export default defineRule({
  id: 'clean-yarn-cache',
  title: 'Empty the cache of yarn in the RUN that fills it',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3060'],
  practices: ['P50'],
  fixes: ['suggested'],
  why: `
    Yarn 1 unpacks every package into its cache and copies it from there to \`node_modules\`. In an image nobody installs a
    second time, so each package is in the layer twice. The cache leaves the image only if the same RUN empties it: what a
    later RUN deletes stays in the layer below it.
  `,
  how: `
    End the RUN with \`yarn cache clean\`. To have the cache between builds, and still not in the image, mount it:
    \`RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install …\` (that is where root has it; others have it in
    \`~/.cache/yarn\`). Yarn 2 and later may run programs right from the cache: there it has to stay.
  `,
  references: ['https://classic.yarnpkg.com/en/docs/cli/cache'],
  examples: [
    {
      bad: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json yarn.lock ./
        RUN «yarn install» --frozen-lockfile
        COPY . .
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json yarn.lock ./
        RUN yarn install --frozen-lockfile && yarn cache clean
        COPY . .
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Without a subcommand yarn installs, too. Cleaning in another RUN comes too late.',
      bad: `
        FROM node:22-slim AS build
        COPY package.json yarn.lock ./
        RUN yarn
        FROM node:22-slim
        COPY package.json yarn.lock ./
        RUN set -e; \\
            «yarn» \\
              --production \\
              --non-interactive; \\
            ls node_modules
        RUN yarn cache clean
      `,
      good: `
        FROM node:22-slim AS build
        COPY package.json yarn.lock ./
        RUN yarn
        FROM node:22-slim
        COPY package.json yarn.lock ./
        RUN set -e; \\
            yarn \\
              --production \\
              --non-interactive; \\
            ls node_modules; \\
            yarn cache clean
        RUN yarn cache clean
      `,
      fix: 'suggested',
    },
    {
      title: 'In a script that stops at the first failure, a line more.',
      bad: `
        FROM node:22-slim
        COPY package.json yarn.lock ./
        RUN <<EOF
          set -e
          «yarn install» --production
        EOF
      `,
      good: `
        FROM node:22-slim
        COPY package.json yarn.lock ./
        RUN <<EOF
          set -e
          yarn install --production
          yarn cache clean
        EOF
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it is cleaned, whatever the spelling',
      text: `
        FROM node:22-slim
        RUN yarn install && yarn cache clean
        RUN yarn install && yarn cache clean --all
        RUN yarn install && rm -rf /usr/local/share/.cache
        RUN yarn install && rm -rf ~/.cache/yarn
        RUN yarn install && rm -rf "$(yarn cache dir)"
        ENV YARN_CACHE_FOLDER=/tmp/yarn
        RUN yarn install && rm -rf /tmp/*
      `,
    },
    {
      because: 'layers of a build stage are not shipped',
      text: 'FROM node:22 AS build\nRUN yarn install\nFROM node:22-slim\nCOPY --from=build /app /app\n',
    },
    {
      because: 'the cache is in a mount',
      text: `
        FROM node:22-slim
        RUN --mount=type=cache,target=/root/.cache/yarn yarn install
        RUN --mount=type=cache,target=/usr/local/share/.cache yarn install
        RUN --mount=type=cache,target=/yarn yarn install --cache-folder /yarn
        RUN --mount=type=cache,target=/yarn YARN_CACHE_FOLDER=/yarn yarn install
      `,
    },
    {
      because: 'Yarn 2 and later may need its cache when the program runs',
      text: `
        FROM node:22-slim
        COPY package.json yarn.lock .yarnrc.yml ./
        RUN yarn install
      `,
    },
    { because: 'an option that only Yarn 2 and later has', text: 'FROM node:22-slim\nRUN yarn install --immutable\n' },
    { because: 'corepack may bring any Yarn', text: 'FROM node:22-slim\nRUN corepack enable && yarn install\n' },
    {
      because: 'the build context is that of Yarn 2 or later',
      text: 'FROM node:22-slim\nCOPY . .\nRUN yarn install\n',
      context: { paths: ['package.json', 'yarn.lock', '.yarnrc.yml'] },
    },
    {
      because: 'nothing is installed',
      text: 'FROM node:22-slim\nRUN yarn build && yarn --version && yarn run install\n',
    },
    {
      because: 'an image for development',
      text: 'FROM node:22-slim AS development\nRUN yarn install\nCMD ["yarn", "dev"]\n',
    },
  ],
  mentions: managerWords('yarn'),
  on: { stage: check },
});

const HABIT: CacheHabit = {
  fills: ({ manager, action, options }) =>
    manager.name === 'yarn' &&
    (action === 'install' || action === 'upgrade') &&
    !options.some(({ names }) => names.some((name) => OTHER_ACTIONS.has(name))),
  empties: ({ manager, action }) => manager.name === 'yarn' && action === 'clean',
  paths: cachePaths,
};

/** With these, yarn without a subcommand installs nothing, or keeps its cache elsewhere. */
const OTHER_ACTIONS: ReadonlySet<string> = new Set(['-v', '--version', '-h', '--help', '--cache-folder', '--offline']);

/** https://classic.yarnpkg.com/en/docs/cli/cache#toc-change-the-cache-path-for-yarn */
function cachePaths(run: InstructionNode): readonly string[] {
  const own = shellVariable(run, 'YARN_CACHE_FOLDER');
  const shared = shellVariable(run, 'XDG_CACHE_HOME');
  return [
    ...['/usr/local/share/.cache/yarn', '~/.cache/yarn', '/usr/local/yarn-cache'],
    ...(own === undefined ? [] : [own]),
    ...(shared === undefined ? [] : [`${shared}/yarn`]),
  ];
}

function* check(stage: Stage, { buildContext, dockerfile }: RuleContext): Iterable<Finding> {
  if (!stage.ships || stage.forDevelopment) return;
  const kept = keptCaches(stage, HABIT).filter(({ call }) => !movesCache(call));
  if (kept.length === 0 || mayBeModern(dockerfile) || buildContext?.paths.has('.yarnrc.yml') === true) return;
  for (const cache of kept) yield finding(cache);
}

function movesCache({ command }: PackageCall): boolean {
  return command.assignments.some(({ name }) => name === 'YARN_CACHE_FOLDER');
}

function finding(cache: KeptCache): Finding {
  const { call, late } = cache;
  const program = packageProgram(call);
  return {
    span: callSpan(call),
    message: `What \`${callName(call)}\` downloads stays in its cache, so this layer has each package twice. Run \`${program} cache clean\` at the end of this RUN.`,
    ...(isReportedByHadolint(cache) ? {} : { codes: [] }),
    related:
      late === undefined ? [] : [{ span: late, message: 'This cleans too late: the cache stays in the layer below.' }],
    fixes: () => cleanCacheFixes(cache, 'cache clean'),
  };
}

function isReportedByHadolint({ filling }: KeptCache): boolean {
  return filling.some(({ subcommand }) => subcommand[0]?.value === 'install');
}

/** What only Yarn 2 and later knows: https://yarnpkg.com/cli */
const MODERN_OPTIONS: ReadonlySet<string> = new Set([
  '--immutable',
  '--immutable-cache',
  '--check-cache',
  '--inline-builds',
]);

/**
 * Whether a Yarn later than 1 may be in use. Its cache is all there is of a package where it installs no `node_modules`:
 * https://yarnpkg.com/features/pnp
 */
const mayBeModern: (dockerfile: Dockerfile) => boolean = rememberLatest((file) =>
  file.instructions.some((each) => {
    const instruction = each.onbuildTrigger ?? each;
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
      const { sources, destination } = transferOf(instruction);
      return [...sources, destination].some((path) =>
        /(?:^|\/)\.yarn(?:rc\.yml)?(?:\/|$)|\.pnp\./.test(path?.text ?? ''),
      );
    }
    if (instruction.keyword !== 'RUN') return false;
    if (
      /\bcorepack\b|\byarn set version\b|\byarn policies\b|@yarnpkg\/|\.pnp\.|\byarn workspaces focus\b/.test(
        slice(file.text, instruction.span),
      )
    )
      return true;
    return packageCalls(instruction).some(
      ({ manager, options }) =>
        manager.name === 'yarn' && options.some(({ names }) => names.some((name) => MODERN_OPTIONS.has(name))),
    );
  }),
);
