import { type PackageManager, packageManagers } from '../../facts/package-managers.js';
import { isPlainCommand } from '../../facts/plain-commands.js';
import { removeOption } from '../../fixes/remove-words.js';
import { mountsOf } from '../../model/mounts.js';
import { callName, type PackageCall, packageCall, packageCalls } from '../../model/packages.js';
import { coversPath, joinPath, lastPart } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import { shellVariable } from '../../model/shell-values.js';
import { stageChain } from '../../model/stages.js';
import { transferOf } from '../../model/transfer.js';
import type { EffectiveUser, InstructionNode, Mount } from '../../model/types.js';
import { expandAt, resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';

export default defineRule({
  id: 'cache-mount-unused',
  title: 'Mount the cache that the command uses',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P16'],
  fixes: ['suggested'],
  why: `
    A cache mount saves you the downloads of the last build, if the command reads and writes there. It does nothing where
    the command is told to keep no cache, where it keeps its cache in another directory, or where the mount belongs to root
    and the command runs as somebody else. Nobody tells you: the build works, and each one fetches everything again.
  `,
  how: `
    Mount the directory of that package manager, leave options such as \`--no-cache-dir\` away, and give the mount to the
    user of the RUN: \`--mount=type=cache,target=/home/app/.cache/pip,uid=1000,gid=1000\`.
  `,
  references: [
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypecache',
  ],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        RUN --mount=type=cache,target=/root/.cache/pip \\
            pip install «--no-cache-dir» flask
      `,
      good: `
        FROM python:3.13-slim
        RUN --mount=type=cache,target=/root/.cache/pip \\
            pip install flask
      `,
      fix: 'suggested',
    },
    {
      title: 'The mount belongs to root, and npm runs as somebody else.',
      bad: `
        FROM node:22-slim
        USER node
        WORKDIR /home/node
        COPY package.json package-lock.json ./
        RUN «--mount=type=cache,target=/home/node/.npm» npm ci
      `,
      good: `
        FROM node:22-slim
        USER node
        WORKDIR /home/node
        COPY package.json package-lock.json ./
        RUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci
      `,
      fix: 'suggested',
    },
    {
      title: 'The cache of another package manager.',
      bad: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN «--mount=type=cache,target=/root/.cache/pip» <<EOF
        npm ci
        EOF
      `,
      good: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN --mount=type=cache,target=/root/.npm <<EOF
        npm ci
        EOF
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'these are used',
      text: `
        FROM python:3.13-slim
        RUN --mount=type=cache,target=/root/.cache pip install flask
        RUN --mount=type=cache,target=/root/.cache/pip,sharing=locked pip install flask
        RUN --mount=type=cache,target=/root/.cache/pip pip install uv && uv pip install --no-cache flask
        FROM golang:1.25
        RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache go mod download
        FROM debian:12-slim
        RUN --mount=type=cache,target=/root/go/pkg/mod go install example.com/a@v1
      `,
    },
    {
      because: 'the variable says where the cache is',
      text: `
        FROM python:3.13-slim
        ENV PIP_CACHE_DIR=/pip
        RUN --mount=type=cache,target=/pip pip install flask
        ENV XDG_CACHE_HOME=/caches
        RUN --mount=type=cache,target=/caches/pip pip install flask
        RUN --mount=type=cache,target=/p export PIP_CACHE_DIR=/p && pip install flask
      `,
    },
    {
      because: 'an option or a setting says where',
      text: `
        FROM node:22-slim
        RUN npm config set cache /npm
        RUN --mount=type=cache,target=/npm npm install -g semver
        RUN --mount=type=cache,target=/yarn yarn install --cache-folder /yarn
      `,
    },
    {
      because: 'a file with settings may say where',
      text: 'FROM node:22-slim\nWORKDIR /a\nCOPY package.json .npmrc ./\nRUN --mount=type=cache,target=/npm npm install\n',
    },
    {
      because: 'the mount is given to the user, or open to all',
      text: `
        FROM node:22-slim
        USER node
        RUN --mount=type=cache,target=/home/node/.npm,uid=1000 npm ci
        RUN --mount=type=cache,target=/home/node/.npm,mode=0777 npm ci
      `,
    },
    {
      because: 'sudo makes it root',
      text: 'FROM debian:12-slim\nUSER app\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked sudo apt-get install -y less\n',
    },
    {
      because: 'what the script does is not known',
      text: 'FROM debian:12-slim\nUSER app\nRUN --mount=type=cache,target=/root/.cache/pip ./build.sh\n',
    },
    {
      because: 'a build keeps things in the working directory',
      text: 'FROM rust:1\nWORKDIR /src\nRUN --mount=type=cache,target=/src/target --mount=type=cache,target=target cargo build\n',
    },
    {
      because: 'npm builds what keeps caches of its own',
      text: 'FROM node:22\nRUN --mount=type=cache,target=/root/.cache npm ci\nRUN --mount=type=cache,target=/root/.cache/Cypress npm ci\n',
    },
    {
      because: 'nothing is known of the image: it may say where the cache is',
      text: 'FROM registry.example.com/node:1\nRUN --mount=type=cache,target=/cache npm ci\n',
    },
    {
      because: 'the mount only lends a file',
      text: 'FROM python:3.13-slim\nRUN --mount=type=bind,source=r.txt,target=/r.txt pip install --no-cache-dir -r /r.txt\n',
    },
  ],
  mentions: ['mount'],
  on: { RUN: check },
});

interface CacheMount {
  readonly mount: Mount;
  /** Absolute. */
  readonly target: string;
}

function* check(run: InstructionNode): Iterable<Finding> {
  if (!run.flags.some(({ name }) => name === 'mount')) return;
  const mounts = cacheMounts(run);
  if (mounts.length === 0) return;
  const calls = packageCalls(run).filter(({ action }) => action !== 'remove' && action !== 'clean');
  for (const place of mounts) {
    const users = calls.filter(({ manager }) => manager.caches.some((path) => isRelated(place.target, path)));
    const findings = [...switchedOff(run, place, users)];
    if (findings.length > 0) yield* findings;
    else yield* ownedByRoot(run, place, calls) ?? otherPlace(run, place, calls) ?? [];
  }
}

function cacheMounts(run: InstructionNode): readonly CacheMount[] {
  return mountsOf(run).flatMap((mount) => {
    const written = mount.type !== 'cache' || mount.target === undefined ? undefined : expandAt(run, mount.target);
    if (written === undefined) return [];
    const { workdir } = run.before;
    const target = written.startsWith('/') ? written : workdir === undefined ? undefined : joinPath(workdir, written);
    return target === undefined || target === '/' ? [] : [{ mount, target: joinPath('/', target) }];
  });
}

/** Whether one of them lies in the other. A home may be any directory. */
function isRelated(target: string, cache: string): boolean {
  return coversPath(target, cache) || coversPath(cache, target) || target.endsWith(cache.replace(/^~/, ''));
}

const ON = /^(?:1|true|yes|on)$/i;

/** The commands that would use the mount are told to keep no cache. */
function* switchedOff(run: InstructionNode, { mount }: CacheMount, users: readonly PackageCall[]): Iterable<Finding> {
  for (const call of users) {
    const { manager, options, command } = call;
    const names = [
      ...[...(manager.noCache?.short ?? '')].map((letter) => `-${letter}`),
      ...(manager.noCache?.long ?? []).map((long) => `--${long}`),
    ];
    const option = options.find((given) => given.names.some((name) => names.includes(name)));
    const name = option?.names.find((each) => names.includes(each));
    if (option === undefined || name === undefined) continue;
    yield {
      span: option.word.span,
      message: `With ${name}, ${manager.name} does not use the cache mount of this RUN and fetches everything anew. Leave the option out: what is in the mount never gets into the image.`,
      related: [{ span: mount.span, message: 'This mount stays empty.' }],
      fixes: (): readonly Fix[] => {
        const edit = removeOption(run, command, option.word, name);
        return edit === undefined ? [] : [{ title: `Remove ${name}`, safety: 'suggested', edits: [edit] }];
      },
    };
  }
  const variable = users.find(
    ({ manager }) =>
      manager.noCacheEnvironment !== undefined && ON.test(shellVariable(run, manager.noCacheEnvironment) ?? ''),
  )?.manager;
  if (variable?.noCacheEnvironment === undefined) return;
  const setting = resolveVariable(run, variable.noCacheEnvironment).instruction;
  yield {
    span: mount.span,
    message: `${variable.noCacheEnvironment} is set, so ${variable.name} does not use this mount and fetches everything anew. Remove the variable, or the mount.`,
    ...(setting === undefined ? {} : { related: [{ span: setting.span, message: 'It is set here.' }] }),
  };
}

/** A mount that nobody was given belongs to root, with mode 0755: https://docs.docker.com/reference/dockerfile/#run---mounttypecache */
function ownedByRoot(
  run: InstructionNode,
  { mount, target }: CacheMount,
  calls: readonly PackageCall[],
): readonly Finding[] | undefined {
  const { user } = run.before;
  if (user.isRoot !== false || ['uid', 'gid', 'mode', 'from'].some((option) => mount.options.has(option)))
    return undefined;
  const [call] = calls;
  if (call === undefined || !allIsKnown(run) || changesUser(run)) return undefined;
  const isRootsHome = target.startsWith('/root/');
  const who = user.name === undefined ? 'another user' : `user ${user.name}`;
  const message = isRootsHome
    ? `This RUN runs as ${who}, who cannot write to the home of root: ${callName(call)} keeps its cache elsewhere. Mount that place, with uid= and gid= of that user.`
    : `This mount belongs to root, and the RUN runs as ${who}: ${callName(call)} cannot write to it. Add uid= and gid= of that user.`;
  const id = isRootsHome ? undefined : userId(run, user);
  const { end } = mount.span;
  return [
    {
      span: mount.span,
      message,
      fixes: () =>
        id === undefined
          ? []
          : [
              {
                title: 'Give the mount to the user of this RUN',
                safety: 'suggested',
                edits: [{ span: { start: end, end }, text: `,uid=${id},gid=${id}` }],
              },
            ],
    },
  ];
}

function userId({ stage }: InstructionNode, { name }: EffectiveUser): string | undefined {
  if (name !== undefined && /^\d+$/.test(name)) return name;
  const known = stage?.image?.nonRootUser;
  return known?.uid !== undefined && known.name === name ? String(known.uid) : undefined;
}

function changesUser(run: InstructionNode): boolean {
  return (scriptOf(run)?.commands ?? []).some(
    (command) => command.name?.value === 'su' || (effectiveCommand(command)?.wrappers.length ?? 0) > 0,
  );
}

/** Whether every command of a RUN is a call of a package manager, or one that surely uses no cache. */
function allIsKnown(run: InstructionNode): boolean {
  const script = scriptOf(run);
  if (script?.complete !== true) return false;
  return script.commands.every((command) => {
    if (command.name === undefined || packageCall(command, run) !== undefined) return true;
    const program = effectiveCommand(command);
    return program !== undefined && isPlainCommand(program.name);
  });
}

/** The cache of a package manager that this RUN does not call, or a directory that none of those that it calls uses. */
function otherPlace(
  run: InstructionNode,
  { mount, target }: CacheMount,
  calls: readonly PackageCall[],
): readonly Finding[] | undefined {
  const [first] = calls;
  const isUsed = calls.some(({ manager }) => manager.caches.some((path) => isRelated(target, path)));
  if (first === undefined || isUsed || calls.some(runsAnything) || !allIsKnown(run)) return undefined;
  if (run.stage?.image?.role === undefined || isNamedElsewhere(run, target) || isConfigured(run, target))
    return undefined;
  const owner = packageManagers.find(({ caches }) => caches.some((path) => coversPath(path, target)));
  const isHidden = /^\/root\/|^\/home\/|^~/.test(target) || coversPath(run.before.workdir ?? '/', target);
  if (owner === undefined && (isHidden || mayBringSettings(run))) return undefined;
  const place = placeFor(run, calls);
  const isOwners = owner === undefined ? '' : `, the cache of ${owner.name}`;
  const span = run.flags
    .find((flag) => flag.span === mount.span)
    ?.options.find(
      ({ valueSpan, name }) => valueSpan !== undefined && /^(?:target|dst|destination)$/i.test(name),
    )?.valueSpan;
  return [
    {
      span: mount.span,
      message: `${callName(first)} does not use ${target}${isOwners}, so this mount saves nothing.${place === undefined ? '' : ` Its cache is in ${place}.`}`,
      fixes: () =>
        place === undefined || span === undefined
          ? []
          : [{ title: `Mount ${place}`, safety: 'suggested', edits: [{ span, text: place }] }],
    },
  ];
}

/** What builds a program may call other package managers. */
function runsAnything({ action, manager }: PackageCall): boolean {
  return action === 'build' || manager.caches.length === 0;
}

function placeFor({ before }: InstructionNode, calls: readonly PackageCall[]): string | undefined {
  const managers = new Set<PackageManager>(calls.map(({ manager }) => manager));
  const [only] = managers;
  const [recipe, ...others] = only?.cacheMounts ?? [];
  if (managers.size > 1 || recipe === undefined || others.length > 0 || recipe.sharing !== undefined) return undefined;
  if (!recipe.target.startsWith('~')) return recipe.target;
  return before.user.isRoot === true ? recipe.target.replace('~', '/root') : undefined;
}

/** Whether the path stands anywhere but in mounts: in an option, a setting, a link. */
function isNamedElsewhere({ file }: InstructionNode, target: string): boolean {
  for (let at = file.text.indexOf(target); at !== -1; at = file.text.indexOf(target, at + target.length)) {
    if (!/(?:target|dst|destination)=["']?$/i.test(file.text.slice(Math.max(0, at - 13), at))) return true;
  }
  return false;
}

/** Whether an ENV or ARG names the directory, one above it or one in it. */
function isConfigured(run: InstructionNode, target: string): boolean {
  for (let scope: typeof run.scope | undefined = run.scope; scope !== undefined; scope = scope.parent) {
    for (const [name, definitions] of scope.definitions) {
      const isNear = definitions.some(({ value }) =>
        value === undefined
          ? /cache|home|dir|path|root|store/i.test(name)
          : value.startsWith('/') && (coversPath(value, target) || coversPath(target, value)),
      );
      if (isNear) return true;
    }
  }
  return false;
}

/** Names of files that tell package managers where their caches are. */
const SETTINGS =
  /^(?:\.npmrc|\.yarnrc.*|pip\.conf|pip\.ini|\.condarc|bunfig\.toml|uv\.toml|pyproject\.toml|poetry\.toml|settings\.xml|nuget\.config|auth\.json|config\.json)$/i;

/** Whether a COPY may have brought such a file: it names one, or a directory. */
function mayBringSettings({ stage, index }: InstructionNode): boolean {
  if (stage === undefined) return true;
  for (const { instructions } of stageChain(stage)) {
    const brings = instructions.some((instruction) => {
      if (instruction.index >= index || (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD')) return false;
      return transferOf(instruction).sources.some(({ text }) => {
        const name = lastPart(text);
        return SETTINGS.test(name) || !/[^.]\.\w+$/.test(name);
      });
    });
    if (brings) return true;
  }
  return false;
}
