import type { PackageManager } from '../facts/package-managers.js';
import type { ShellCommand } from '../shell/types.js';
import type { Span } from '../text/span.js';
import { type Deletion, deletionsOf } from './deletions.js';
import { createFileTree, type FileTree } from './file-tree.js';
import { madeByCommand, madeByTransfer } from './made-files.js';
import { rememberLatest } from './memo.js';
import { isMounted } from './mounts.js';
import { callSpan, type PackageCall, packageCall } from './packages.js';
import { joinPath } from './paths.js';
import { scriptOf } from './script.js';
import { shellText } from './shell-values.js';
import type { Dockerfile, InstructionNode, Stage } from './types.js';
import { startDirectory, workingDirectory } from './working-directory.js';

/** Something that an instruction left in its layer. */
export interface Leftover {
  readonly kind: 'file' | 'packages' | 'cache';
  readonly instruction: InstructionNode;
  readonly span: Span;
  /** A path, the name of a package, the name of a package manager. */
  readonly name: string;
}

/** A later RUN deletes what an earlier instruction left in its layer, where it stays. */
export interface LateDeletion {
  readonly run: InstructionNode;
  /** The word that says what is deleted; the call for packages and caches. */
  readonly span: Span;
  readonly leftovers: readonly [Leftover, ...Leftover[]];
}

export interface LateDeletions {
  readonly all: readonly LateDeletion[];
  /** The RUNs that make and those that delete. */
  readonly runs: ReadonlySet<InstructionNode>;
  /** What of an instruction's layer is deleted too late: the names of its leftovers. */
  readonly names: ReadonlyMap<InstructionNode, ReadonlySet<string>>;
}

/**
 * Managers whose caches other rules look after where they are filled: those rules also see that a later RUN cleans them.
 * Their groups.
 */
const CLEANED_ELSEWHERE: ReadonlySet<string> = new Set([
  ...['apt', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'pip', 'conda', 'yarn'],
]);

interface FileLeftover extends Leftover {
  readonly isDirectory: boolean;
}

/** What is in the layers so far. */
interface Layers {
  readonly files: FileTree<FileLeftover>;
  /** By group of managers and name. */
  readonly packages: Map<string, Leftover>;
  /** By group of managers. */
  readonly caches: Map<string, Leftover>;
}

/** What the shipped stages of a file delete too late. */
export const lateDeletions: (dockerfile: Dockerfile) => LateDeletions = rememberLatest((dockerfile) => {
  const all = dockerfile.stages.flatMap((stage) => (stage.ships ? lateDeletionsOf(stage) : []));
  const runs = new Set(all.flatMap(({ run, leftovers }) => [run, ...leftovers.map(({ instruction }) => instruction)]));
  return { all, runs, names: namesOf(all) };
});

function namesOf(all: readonly LateDeletion[]): ReadonlyMap<InstructionNode, ReadonlySet<string>> {
  const names = new Map<InstructionNode, Set<string>>();
  for (const { instruction, name } of all.flatMap(({ leftovers }) => leftovers)) {
    const known = names.get(instruction);
    if (known === undefined) names.set(instruction, new Set([name]));
    else known.add(name);
  }
  return names;
}

function lateDeletionsOf(stage: Stage): readonly LateDeletion[] {
  const layers: Layers = { files: createFileTree(), packages: new Map(), caches: new Map() };
  const late: LateDeletion[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.keyword === 'RUN') readRun(instruction, layers, late);
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') readTransfer(instruction, layers);
  }
  return late;
}

function readTransfer(instruction: InstructionNode, { files }: Layers): void {
  for (const { path, isDirectory, span } of madeByTransfer(instruction)) {
    const workdir = startDirectory(instruction);
    if (workdir !== undefined || /^[/~]/.test(path)) {
      const place = joinPath(workdir ?? '/', path);
      files.add(place, { kind: 'file', instruction, span, name: place, isDirectory });
    }
  }
}

function readRun(run: InstructionNode, layers: Layers, late: LateDeletion[]): void {
  const script = scriptOf(run);
  if (script === undefined) return;
  const deletions = new Map<ShellCommand, Deletion[]>();
  for (const deletion of deletionsOf(run)) {
    const known = deletions.get(deletion.command);
    if (known === undefined) deletions.set(deletion.command, [deletion]);
    else known.push(deletion);
  }
  const directory = workingDirectory(run, startDirectory(run));
  const report = (span: Span, leftovers: readonly Leftover[]): void => {
    const [first, ...rest] = leftovers.filter(({ instruction }) => instruction !== run);
    if (first !== undefined) late.push({ run, span, leftovers: [first, ...rest] });
  };
  for (const command of script.commands) {
    directory.pass(command);
    for (const { pattern, word, recursive } of deletions.get(command) ?? []) {
      if (pattern === undefined || isMounted(run, pattern)) continue;
      const removed = layers.files.remove(pattern);
      report(
        word.span,
        removed.filter(({ isDirectory }) => recursive || !isDirectory),
      );
    }
    takeMoved(run, command, layers, directory);
    for (const { path, isDirectory, span } of madeByCommand(run, command)) {
      const place = directory.resolve(command, path);
      if (place === undefined || isMounted(run, place)) continue;
      layers.files.add(place, {
        kind: 'file',
        instruction: run,
        span,
        name: /^\.\.?\/*$/.test(path) ? place : path,
        isDirectory,
      });
    }
    const call = packageCall(command, run);
    if (call !== undefined) readCall(run, call, layers, report);
  }
}

/** `mv` takes a file along; where to does not matter here. */
function takeMoved(
  run: InstructionNode,
  command: ShellCommand,
  { files }: Layers,
  directory: ReturnType<typeof workingDirectory>,
): void {
  if (command.name?.value !== 'mv') return;
  for (const word of command.arguments.slice(0, -1)) {
    const text = shellText(run, word);
    const path = text === undefined || text.startsWith('-') ? undefined : directory.resolve(command, text);
    if (path !== undefined) files.remove(path);
  }
}

function readCall(
  run: InstructionNode,
  call: PackageCall,
  { packages, caches, files }: Layers,
  report: (span: Span, leftovers: readonly Leftover[]) => void,
): void {
  const { manager, action } = call;
  const span = callSpan(call);
  const shared = { instruction: run, span };
  if (action === 'install') {
    for (const name of packageNames(call)) {
      packages.set(`${manager.group} ${name}`, { kind: 'packages', name, ...shared });
    }
    if (CLEANED_ELSEWHERE.has(manager.group) || manager.caches.some((path) => isMounted(run, path))) return;
    caches.set(manager.group, { kind: 'cache', name: manager.name, ...shared });
    for (const path of manager.caches) {
      files.add(path, { kind: 'cache', name: manager.name, isDirectory: true, ...shared });
    }
  }
  if (action === 'remove') report(span, takePackages(call, packages));
  if (action === 'clean') report(span, takeCache(manager, caches, files));
}

function takePackages(call: PackageCall, packages: Map<string, Leftover>): readonly Leftover[] {
  return packageNames(call).flatMap((name) => {
    const key = `${call.manager.group} ${name}`;
    const leftover = packages.get(key);
    packages.delete(key);
    return leftover ?? [];
  });
}

function takeCache(
  manager: PackageManager,
  caches: Map<string, Leftover>,
  files: FileTree<FileLeftover>,
): readonly Leftover[] {
  const leftover = caches.get(manager.group);
  caches.delete(manager.group);
  for (const path of manager.caches) files.remove(path);
  return leftover === undefined ? [] : [leftover];
}

/** Names as written, versions cut; the name that `apk add --virtual` gives to all of them. */
function packageNames({ operands, options, manager }: PackageCall): readonly string[] {
  const virtual = options.flatMap(({ names, value }) =>
    manager.name === 'apk' && (names.includes('-t') || names.includes('--virtual')) && value !== undefined
      ? [value]
      : [],
  );
  const named = operands.flatMap(({ value, text }) => {
    const name = (value ?? text).replace(/(?:[=~<>]|==|@).*$/, '');
    return name === '' || (/^[./-]/.test(value ?? text) && !/^\.[\w-]+$/.test(value ?? text)) ? [] : [name];
  });
  return [...virtual, ...named];
}
