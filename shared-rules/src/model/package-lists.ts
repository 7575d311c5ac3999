import type { PackageAction } from '../facts/package-managers.js';
import { isPlainCommand } from '../facts/plain-commands.js';
import { effectiveCommand } from '../shell/commands.js';
import type { ShellCommand } from '../shell/types.js';
import { baseName } from '../shell/wrappers.js';
import { deletionsOf } from './deletions.js';
import { rememberLatest } from './memo.js';
import { isMounted } from './mounts.js';
import { type PackageCall, packageCall, packageCalls } from './packages.js';
import { deletesPath } from './paths.js';
import { scriptOf } from './script.js';
import type { Dockerfile, InstructionNode, Stage } from './types.js';

/** A call of a package manager, with its RUN. */
export interface PlacedCall {
  readonly call: PackageCall;
  readonly run: InstructionNode;
}

/** A RUN refreshes the list of packages, and neither it nor a script in it makes any use of that. */
export interface LoneRefresh extends PlacedCall {
  /** The installs in later RUNs (stages built on this one included) that work from this list. */
  readonly installs: readonly PlacedCall[];
  /** The next RUN that runs something of which nothing is known: it may install from this list. */
  readonly mayBeUsedBy: InstructionNode | undefined;
}

/** An install works from the list that an earlier RUN refreshed for its own use. */
export interface LateInstall extends PlacedCall {
  readonly refresh: PlacedCall;
  /** That RUN deletes the list in the end, or had it in a mount: the install finds none. */
  readonly listIsGone: boolean;
}

export interface PackageListUse {
  readonly loneRefreshes: readonly LoneRefresh[];
  /** The RUNs of these. */
  readonly loneRuns: ReadonlySet<InstructionNode>;
  readonly lateInstalls: readonly LateInstall[];
  /** The RUNs whose list an install in a later RUN works from. */
  readonly sharedRuns: ReadonlySet<InstructionNode>;
  /** All RUNs that a lone refresh or a late install concerns. */
  readonly concernedRuns: ReadonlySet<InstructionNode>;
}

const PACKAGE_LISTS = '/var/lib/apt/lists';
const USES_LIST: ReadonlySet<PackageAction> = new Set(['install', 'download', 'upgrade', 'upgrade-distribution']);

/** A lone refresh while the RUNs below it are read. */
interface LoneUse extends LoneRefresh {
  readonly installs: PlacedCall[];
  mayBeUsedBy: InstructionNode | undefined;
}

/** What of a list is left behind the instructions so far. */
interface Refreshed extends PlacedCall {
  readonly lone: LoneUse | undefined;
  readonly listIsGone: boolean;
}

type State = ReadonlyMap<string, Refreshed>;

/** How the RUNs of a file share the lists of packages that they refresh. Linear in the size of the file. */
export const packageListUse: (dockerfile: Dockerfile) => PackageListUse = rememberLatest((dockerfile) => {
  const loneRefreshes: LoneRefresh[] = [];
  const lateInstalls: LateInstall[] = [];
  const ends = new Map<Stage, State>();
  for (const stage of dockerfile.stages) {
    const state = new Map(stage.parent === undefined ? [] : ends.get(stage.parent));
    for (const run of stage.instructions) {
      if (run.keyword === 'RUN') readRun(run, state, loneRefreshes, lateInstalls);
    }
    ends.set(stage, state);
  }
  const together = loneRefreshes.flatMap(({ run, installs }) => [run, ...installs.map((install) => install.run)]);
  return {
    loneRefreshes,
    loneRuns: new Set(loneRefreshes.map(({ run }) => run)),
    lateInstalls,
    sharedRuns: new Set([
      ...lateInstalls.map(({ refresh }) => refresh.run),
      ...loneRefreshes.flatMap(({ run, installs }) => (installs.length === 0 ? [] : [run])),
    ]),
    concernedRuns: new Set([...together, ...lateInstalls.map(({ run }) => run)]),
  };
});

/** Whether a RUN refreshes a list of packages for others only; see `LoneRefresh`. */
export function isLoneRefresh(dockerfile: Dockerfile, run: InstructionNode): boolean {
  return packageListUse(dockerfile).loneRuns.has(run);
}

function readRun(
  run: InstructionNode,
  state: Map<string, Refreshed>,
  loneRefreshes: LoneRefresh[],
  lateInstalls: LateInstall[],
): void {
  const script = scriptOf(run);
  if (script === undefined) {
    forget(state, run);
    return;
  }
  const unused = new Map<string, PackageCall>();
  const own = new Map<string, PackageCall>();
  let unknownFrom = -1;
  for (const command of script.commands) {
    const call = packageCall(command, run);
    if (call === undefined || call.manager.kind === 'language') {
      if (isHarmless(command, call)) continue;
      // A script may refresh the list, and it may install.
      forget(state, run);
      unused.clear();
      unknownFrom = command.span.start;
      continue;
    }
    const { group } = call.manager;
    if (call.action === 'update-index') {
      own.set(group, call);
      unused.set(group, call);
    } else if (USES_LIST.has(call.action)) {
      unused.delete(group);
      if (!own.has(group)) noteInstall({ call, run }, state.get(group), lateInstalls);
    }
  }
  for (const [group, call] of own) {
    const mounted = isMounted(run, call.manager.lists?.[0] ?? call.manager.caches[0] ?? PACKAGE_LISTS);
    const isLone = unused.get(group) === call && !mounted;
    const lone: LoneUse | undefined = isLone ? { call, run, installs: [], mayBeUsedBy: undefined } : undefined;
    if (lone !== undefined) loneRefreshes.push(lone);
    const isDeleted = listsAreDeleted(run, call);
    if (isDeleted && !deletesListsBehind(run, call, unknownFrom)) {
      // Something of which nothing is known ran behind the deletion.
      state.delete(group);
      continue;
    }
    const listIsGone = mounted || isDeleted;
    state.set(group, { call, run, lone, listIsGone });
  }
}

/** From here on nothing is known of the lists. */
function forget(state: Map<string, Refreshed>, run: InstructionNode): void {
  for (const { lone } of state.values()) if (lone !== undefined) lone.mayBeUsedBy ??= run;
  state.clear();
}

function noteInstall(install: PlacedCall, refresh: Refreshed | undefined, lateInstalls: LateInstall[]): void {
  if (refresh === undefined || isMounted(install.run, PACKAGE_LISTS) || !needsList(install.call)) return;
  if (refresh.lone !== undefined) {
    refresh.lone.installs.push(install);
    return;
  }
  // The others refresh an old list themselves.
  if (install.call.manager.group === 'apt') lateInstalls.push({ ...install, refresh, listIsGone: refresh.listIsGone });
}

/** `install -f` and packages that are files may do without. */
function needsList({ action, operands }: PackageCall): boolean {
  return (
    action !== 'install' || operands.some(({ value }) => value === undefined || !/^[./]|\.(?:deb|rpm)$/.test(value))
  );
}

/** Whether a command surely makes no use of lists of packages, and refreshes none. */
function isHarmless(command: ShellCommand, call: PackageCall | undefined): boolean {
  if (call !== undefined || command.name === undefined) return true;
  const program = effectiveCommand(command);
  return program !== undefined && isPlainCommand(program.name);
}

/** Whether a RUN deletes the lists of packages that a call in it refreshes, behind that call; also where it may well do so. */
export function listsAreDeleted(run: InstructionNode, refresh: PackageCall): boolean {
  return deletesListsBehind(run, refresh, refresh.command.span.end) || mayCleanUp(run);
}

/** Whether a script or a program that by its name cleans up runs in a RUN: what it deletes cannot be seen. */
export function mayCleanUp(run: InstructionNode): boolean {
  return (scriptOf(run)?.commands ?? []).some((command) => isCleanUp(command, run));
}

function deletesListsBehind(run: InstructionNode, { manager }: PackageCall, from: number): boolean {
  const lists = manager.lists ?? manager.caches;
  const isBehind = (command: ShellCommand): boolean =>
    command.span.start >= from || command.nesting.includes('function');
  return (
    deletionsOf(run).some(
      ({ command, pattern }) =>
        isBehind(command) && pattern !== undefined && lists.some((list) => deletesPath(pattern, list)),
    ) || packageCalls(run).some((call) => isBehind(call.command) && deletesLists(call))
  );
}

/** Whether all that a RUN does is to delete the lists of packages that a call refreshes, or what else its manager keeps. */
export function onlyCleansUp(run: InstructionNode, { manager }: PackageCall): boolean {
  const commands = scriptOf(run)?.commands ?? [];
  const lists = manager.lists ?? manager.caches;
  const deletions = deletionsOf(run).filter(
    ({ pattern }) => pattern !== undefined && lists.some((list) => deletesPath(pattern, list)),
  );
  const deleting = new Set(deletions.map(({ command }) => command));
  const cleans = (call: PackageCall | undefined): boolean =>
    call?.action === 'clean' && call.manager.group === manager.group;
  return commands.length > 0 && commands.every((each) => deleting.has(each) || cleans(packageCall(each, run)));
}

/** https://manpages.debian.org/trixie/apt/apt-get.8.en.html */
function deletesLists({ subcommand }: PackageCall): boolean {
  return /^dist-?clean$/.test(subcommand[0]?.value ?? '');
}

/** A script or a program that by its name cleans up, or `trap 'rm …' EXIT`: what it deletes cannot be seen. */
function isCleanUp(command: ShellCommand, run: InstructionNode): boolean {
  const name = baseName(command.name?.value ?? command.name?.text ?? '');
  if (name === 'trap') return /\brm\b/.test(command.arguments[0]?.text ?? '');
  if (packageCall(command, run) !== undefined) return false;
  const isShell = /^(?:\.|source|sh|bash|dash|ash)$/.test(name);
  return (
    /clean/i.test(name) ||
    command.arguments.some(
      ({ text }, index) => /clean[^/]*\.sh\b/i.test(text) || (isShell && index === 0 && /clean/i.test(baseName(text))),
    )
  );
}
