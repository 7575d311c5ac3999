import { isIgnored } from '../../context/dockerignore.js';
import { isPresent } from '../../context/presence.js';
import type { BuildContext } from '../../context/types.js';
import { installWords } from '../../facts/ecosystems.js';
import { isFileName } from '../../facts/file-names.js';
import { insertAt } from '../../fixes/edits.js';
import { insertOption, isExecElement } from '../../fixes/insert-option.js';
import { contextPath } from '../../model/context-paths.js';
import { type ManifestInstall, manifestInstalls, placeOf } from '../../model/dependency-installs.js';
import { mountsOf } from '../../model/mounts.js';
import { callHasOption, callName, callSpan } from '../../model/packages.js';
import { joinPath } from '../../model/paths.js';
import { createPlacedFiles, fileAt, mayBeThere, type PlacedFile, type PlacedFiles } from '../../model/placed-files.js';
import { shellVariable } from '../../model/shell-values.js';
import { stageChain } from '../../model/stages.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import type { TextEdit } from '../../text/edit.js';
import { slice } from '../../text/span.js';

export default defineRule({
  id: 'use-lockfile',
  title: 'Install what the lock file says',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P21'],
  fixes: ['suggested'],
  why: `
    A lock file names the exact version of every package that you tested. A plain install may take others: where the manifest
    and the lock file do not agree, it works out new versions and writes a new lock file, inside the image, where nobody sees
    it. The same Dockerfile then gives another image tomorrow. An install from the lock file takes those versions or stops.
  `,
  how: `
    \`npm ci\`, \`yarn install --frozen-lockfile\` (\`--immutable\` from Yarn 2 on), \`pnpm install --frozen-lockfile\`,
    \`uv sync --locked\`, \`pipenv install --deploy\`, \`BUNDLE_FROZEN=true bundle install\`. Copy the lock file together with the
    manifest.
  `,
  references: [
    'https://docs.npmjs.com/cli/v11/commands/npm-ci',
    'https://classic.yarnpkg.com/en/docs/cli/install#toc-yarn-install-frozen-lockfile',
    'https://docs.astral.sh/uv/concepts/projects/sync/#automatic-lock-and-sync',
  ],
  examples: [
    {
      bad: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN «npm install» --omit=dev
        COPY . .
      `,
      good: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci --omit=dev
        COPY . .
      `,
      fix: 'suggested',
    },
    {
      title: 'In a heredoc, and with the lock file of an earlier stage.',
      bad: `
        FROM node:22-slim AS base
        WORKDIR /app
        COPY package.json yarn.lock ./

        FROM base
        RUN <<EOF
        set -e
        «yarn»
        EOF
      `,
      good: `
        FROM node:22-slim AS base
        WORKDIR /app
        COPY package.json yarn.lock ./

        FROM base
        RUN <<EOF
        set -e
        yarn install --frozen-lockfile
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'A lock file that does not get into the image.',
      bad: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json .
        RUN «npm ci»
      `,
      good: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci
      `,
      fix: 'suggested',
      context: { paths: ['package.json', 'package-lock.json', 'server.js'] },
    },
    {
      title: 'A lock file that npm does not even see.',
      bad: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json ./
        RUN «npm install» --omit=dev
      `,
      good: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci --omit=dev
      `,
      fix: 'suggested',
      context: { paths: ['package.json', 'package-lock.json', 'server.js'] },
    },
  ],
  silences: [
    {
      because: 'these install from the lock file',
      text: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json yarn.lock pnpm-lock.yaml bun.lock ./
        RUN npm ci && yarn install --immutable && pnpm install --frozen-lockfile && bun ci
      `,
    },
    {
      because: 'a pattern may match a lock file, or none',
      text: 'FROM node:22-slim\nWORKDIR /app\nCOPY package*.json yarn.lock* ./\nRUN npm install\nRUN yarn install\n',
    },
    {
      because: 'nobody knows whether there is a lock file',
      text: 'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm install\n',
    },
    {
      because: 'there is none',
      text: 'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm install\n',
      context: { paths: ['package.json', 'server.js'] },
    },
    {
      because: 'the lock file is left out of the build context',
      text: 'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm install\n',
      context: { paths: ['package.json', 'package-lock.json'], dockerignore: 'package-lock.json\n' },
    },
    {
      because: 'named packages are installed',
      text: 'FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install -g serve && npm install express\n',
    },
    {
      because: 'a variable says so, for these managers',
      text: 'FROM node:22-slim\nENV CI=true\nWORKDIR /app\nCOPY package.json pnpm-lock.yaml yarn.lock ./\nRUN pnpm install && yarn\n',
    },
    {
      because: 'the author chose to go without',
      text: 'FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json pnpm-lock.yaml ./\nRUN npm install --no-package-lock\nRUN pnpm install --no-frozen-lockfile\n',
    },
    {
      because: 'the lock file belongs to another directory',
      text: 'FROM node:22-slim\nWORKDIR /app\nCOPY web/package.json web/package-lock.json web/\nCOPY package.json ./\nRUN npm install\n',
    },
    {
      because: 'npm makes the lock file itself',
      text: 'FROM node:22-slim\nWORKDIR /app\nCOPY package.json ./\nRUN npm install && npm ci --omit=dev\n',
    },
    {
      because: 'the lock file is mounted',
      text: 'FROM node:22-slim\nWORKDIR /app\nCOPY package.json ./\nRUN --mount=type=bind,source=package-lock.json,target=package-lock.json npm ci\nRUN --mount=type=bind,target=/app npm ci\n',
    },
    {
      because: 'Composer and Poetry take what the lock file says by themselves',
      text: 'FROM composer:2\nWORKDIR /app\nCOPY composer.json composer.lock ./\nRUN composer install --no-scripts\n',
    },
    {
      because: 'Bundler was told before',
      text: 'FROM ruby:3.4\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle config set --local deployment true\nRUN bundle install\n',
    },
    {
      because: 'a stage for developers may follow the manifest',
      text: 'FROM node:22-slim AS dev\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install\n',
    },
  ],
  mentions: installWords(({ lockFiles }) => lockFiles.length > 0),
  on: { document: check },
});

/** What is known of a stage so far. */
interface StageSoFar {
  readonly files: PlacedFiles;
  /** Those that have installed: they wrote a lock file where there was none. */
  readonly managers: Set<string>;
  /** Those of the stages below first. */
  readonly trees: CopiedTree[];
}

/** A quick look: programs that install by a lock file. */
const INSTALLERS = /\b(?:npm|yarn|yarnpkg|pnpm|bun|uv|poetry|pipenv|bundler?|composer|dotnet|mix|go mod)\b/;

function* check({ stages, text }: Dockerfile, { buildContext }: RuleContext): Iterable<Finding> {
  if (!INSTALLERS.test(text)) return;
  const known = new Map<Stage, StageSoFar>();
  for (const stage of stages) {
    const below = stage.parent === undefined ? undefined : known.get(stage.parent);
    const soFar = {
      files: createPlacedFiles(below?.files),
      managers: new Set(below?.managers),
      trees: [...(below?.trees ?? [])],
    };
    known.set(stage, soFar);
    for (const instruction of stage.instructions) yield* checkInstruction(instruction, soFar, buildContext);
  }
}

function checkInstruction(
  instruction: InstructionNode,
  soFar: StageSoFar,
  buildContext: BuildContext | undefined,
): readonly Finding[] {
  const { files, managers, trees } = soFar;
  const tree = buildContext === undefined ? undefined : copiedTree(instruction);
  if (tree !== undefined) trees.push(tree);
  const installs = manifestInstalls(instruction).filter(
    ({ kind, directory }) => kind.lockFiles.length > 0 && !directory.startsWith('/?'),
  );
  const findings: Finding[] = [];
  files.pass(instruction, (command) => {
    const install = installs.find(({ call }) => call.command === command);
    if (install === undefined || instruction.stage?.forDevelopment !== false) return;
    const { manager } = install.kind;
    const missing = managers.has(manager) ? undefined : missingLock(install, files, buildContext);
    const finding = ignoredLock(install, soFar, buildContext) ?? missing;
    if (finding !== undefined) findings.push(finding);
    managers.add(manager);
  });
  return findings;
}

/** An install that may take other versions than the lock file that is there says. */
function ignoredLock(
  install: ManifestInstall,
  soFar: StageSoFar,
  buildContext: BuildContext | undefined,
): Finding | undefined {
  const { kind, call } = install;
  if (kind.locked === undefined || isLocked(install)) return undefined;
  const lock = kind.lockFiles.find((name) => isThere(install, name, soFar, buildContext));
  if (lock === undefined) return undefined;
  const copied = fileAt(soFar.files, joinPath(install.directory, lock));
  return {
    span: callSpan(call),
    message: `\`${callName(call)}\` may take other versions than ${lock} says, and nobody sees it. ${adviceFor(install)}`,
    fixes: () => {
      const edits = lockEdits(install);
      return edits === undefined ? [] : [{ title: `Install what ${lock} says`, safety: 'suggested', edits }];
    },
    ...(copied === undefined
      ? {}
      : { related: [{ span: copied.instruction.span, message: `${lock} is copied here.` }] }),
  };
}

const ON = /^(?:1|true|yes|on)$/i;

function isLocked({ kind: { locked, manager }, call, run }: ManifestInstall): boolean {
  const { subcommand, insteadOf, option, environment = [] } = locked ?? {};
  const words = call.subcommand.map(({ value = '' }) => value).join(' ');
  if (insteadOf !== undefined && !insteadOf.includes(words)) return true;
  if (subcommand === undefined && /^(?:ci|clean-install|ic|install-clean|fetch|sync)$/.test(words) && manager !== 'uv')
    return true;
  if (option !== undefined && callHasOption(call, option)) return true;
  // The author has a mind about it.
  if (call.options.some(({ names }) => names.some((name) => /lock|frozen|dry-run/.test(name))) || call.mayHoldMore)
    return true;
  const assigned = (name: string): string | undefined =>
    call.command.assignments.find((assignment) => assignment.name === name)?.value?.value ?? shellVariable(run, name);
  return environment.some((name) => ON.test(assigned(name) ?? '')) || (manager === 'bundle' && isConfigured(run));
}

/** `bundle config set --local deployment true` */
function isConfigured({ stage, index }: InstructionNode): boolean {
  if (stage === undefined) return true;
  for (const { instructions } of stageChain(stage)) {
    const sets = (instruction: InstructionNode): boolean =>
      instruction.index <= index &&
      instruction.keyword === 'RUN' &&
      /bundle config [^&;]*(?:frozen|deployment)/.test(instruction.body.text);
    if (instructions.some(sets)) return true;
  }
  return false;
}

function isThere(
  { directory, run }: ManifestInstall,
  lock: string,
  { files, trees }: StageSoFar,
  buildContext: BuildContext | undefined,
): boolean {
  const path = joinPath(directory, lock);
  if (fileAt(files, path) !== undefined) return true;
  const isMountedHere = mountsOf(run).some(
    ({ type, target }) => type === 'bind' && target !== undefined && placeOf(run.before, target) === path,
  );
  return isMountedHere || (buildContext !== undefined && trees.some((tree) => bringsFile(tree, path, buildContext)));
}

/** A directory of the build context that a COPY brings, with all that is in it. */
interface CopiedTree {
  /** As in `BuildContext`, without a slash at its end; empty for the whole context. */
  readonly from: string;
  /** Absolute. */
  readonly target: string;
}

function copiedTree(instruction: InstructionNode): CopiedTree | undefined {
  const { keyword, flags } = instruction;
  if (keyword !== 'COPY' && keyword !== 'ADD') return undefined;
  if (flags.some(({ name }) => name === 'from' || name === 'exclude' || name === 'parents')) return undefined;
  const { sources, destination } = transferOf(instruction);
  const [source, ...others] = sources;
  const from = source?.path === undefined ? undefined : contextPath(source.path);
  if (from === undefined || others.length > 0 || destination?.path === undefined || isFileName(from)) return undefined;
  return { from, target: placeOf(instruction.before, destination.path) };
}

/** Whether such a COPY surely brings a file to that path. */
function bringsFile({ from, target }: CopiedTree, path: string, context: BuildContext): boolean {
  const isBelow = path.startsWith(target === '/' ? '/' : `${target}/`);
  const rest = isBelow ? path.slice(target.length).replace(/^\//, '') : '';
  return rest !== '' && isInContext(context, from === '' ? rest : `${from}/${rest}`);
}

function isInContext(context: BuildContext, path: string): boolean {
  return isPresent(context, path) === true && !isIgnored(context.dockerignore ?? '', path);
}

function adviceFor({ kind: { locked, manager }, run }: ManifestInstall): string {
  const { subcommand, environment } = locked ?? {};
  if (subcommand !== undefined) return `\`${manager} ${subcommand}\` takes exactly those.`;
  if (locked?.byEnvironment === true) return `Set ${environment?.[0]}=true for it.`;
  return `Add \`${optionFor(run, manager, locked?.option?.long)}\`.`;
}

function optionFor({ file }: InstructionNode, manager: string, names: readonly string[] = []): string {
  // https://yarnpkg.com/cli/install: Yarn 2 and later call it so.
  const isNewYarn = manager === 'yarn' && /\.yarnrc\.yml|\.yarn\b|\.pnp\b/.test(file.text);
  return `--${isNewYarn ? 'immutable' : names[0]}`;
}

function lockEdits({ kind: { locked, manager }, call, run }: ManifestInstall): readonly TextEdit[] | undefined {
  const { subcommand, byEnvironment, environment, option } = locked ?? {};
  const word = call.subcommand[0];
  if (subcommand !== undefined) {
    if (word === undefined || call.subcommand.length > 1) return undefined;
    return [{ span: word.span, text: isExecElement(run, word) ? JSON.stringify(subcommand) : subcommand }];
  }
  const start = call.command.name;
  if (byEnvironment === true) {
    const isPlain = start !== undefined && start === call.program && !isExecElement(run, start);
    return isPlain && environment?.[0] !== undefined
      ? [insertAt(start.span.start, `${environment[0]}=true `)]
      : undefined;
  }
  const name = optionFor(run, manager, option?.long);
  if (word !== undefined) return [insertOption(run, call.subcommand.at(-1) ?? word, name)];
  return isExecElement(run, call.program) ? undefined : [insertOption(run, call.program, `install ${name}`)];
}

/** The manifest is copied by its name, and nothing brings the lock file that the install needs, or that lies beside it. */
function missingLock(
  install: ManifestInstall,
  files: PlacedFiles,
  buildContext: BuildContext | undefined,
): Finding | undefined {
  const { kind, call, directory, run, isMounted } = install;
  const [manifest] = kind.manifests;
  const isNeeded = call.manager.name === 'npm' && call.subcommand[0]?.value === 'ci';
  if (manifest === undefined || isMounted) return undefined;
  const copied = fileAt(files, joinPath(directory, manifest));
  if (copied === undefined || call.options.some(({ names }) => names.some((name) => /lock/.test(name))))
    return undefined;
  const paths = kind.lockFiles.map((name) => joinPath(directory, name));
  if (paths.some((path) => mayBeThere(files, path))) return undefined;
  const lock = buildContext === undefined ? undefined : lockBeside(copied, manifest, kind.lockFiles, buildContext);
  if (lock === undefined && (!isNeeded || run.stage?.image?.role === undefined)) return undefined;
  const name = lock ?? kind.lockFiles[0] ?? '';
  const what = `No COPY brings ${name}`;
  return {
    span: callSpan(call),
    message: isNeeded
      ? `${what}, and \`npm ci\` stops without it. Copy it together with ${manifest}.`
      : `${what}, which lies beside ${manifest}, so \`${callName(call)}\` takes the newest versions there are. Copy both.`,
    related: [{ span: copied.instruction.span, message: `Only ${manifest} is copied here.` }],
    fixes: () => (lock === undefined ? [] : copyToo(copied, manifest, lock, install)),
  };
}

function lockBeside(
  { instruction }: PlacedFile,
  manifest: string,
  lockFiles: readonly string[],
  context: BuildContext,
): string | undefined {
  const { sources, from } = transferOf(instruction);
  const source = sources.find(({ path }) => path?.split('/').at(-1) === manifest)?.path;
  const path = from === undefined && source !== undefined ? contextPath(source) : undefined;
  const folder = path?.slice(0, -manifest.length);
  return folder === undefined ? undefined : lockFiles.find((name) => isInContext(context, folder + name));
}

/** Copies the lock file beside the manifest, and lets the install go by it. */
function copyToo(
  { instruction }: PlacedFile,
  manifest: string,
  lock: string,
  install: ManifestInstall,
): readonly Fix[] {
  const { form, file, isTrigger } = instruction;
  const { sources, destination } = transferOf(instruction);
  const source = sources.find(({ path }) => path?.split('/').at(-1) === manifest);
  if (source === undefined || destination === undefined || form.kind !== 'shell' || isTrigger) return [];
  const written = slice(file.text, source.span);
  const target = slice(file.text, destination.span);
  if (!written.endsWith(manifest) || !/(?:^|\/)\.{0,2}$/.test(target)) return [];
  const locked = install.kind.locked === undefined || isLocked(install) ? [] : (lockEdits(install) ?? []);
  const edits = [insertAt(source.span.end, ` ${written.slice(0, -manifest.length)}${lock}`)];
  if (!target.endsWith('/')) edits.push(insertAt(destination.span.end, '/'));
  return [{ title: `Copy ${lock}, too`, safety: 'suggested', edits: [...edits, ...locked] }];
}
