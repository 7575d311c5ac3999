import type { ShellWord } from '../shell/types.js';
import type { Span } from '../text/span.js';
import { deletionsOf } from './deletions.js';
import { isMounted } from './mounts.js';
import { mayCleanUp } from './package-lists.js';
import { callSpan, type PackageCall, packageCalls } from './packages.js';
import { deletesPath } from './paths.js';
import type { InstructionNode, Stage } from './types.js';

/** How a package manager fills its cache, and what empties it. */
export interface CacheHabit {
  readonly fills: (call: PackageCall, run: InstructionNode) => boolean;
  readonly empties: (call: PackageCall) => boolean;
  /** Where the cache may be: deleting one of these deletes it, a mount over one of these keeps it out of the layer. */
  readonly paths: (run: InstructionNode) => readonly string[];
}

/** A RUN leaves the cache of a package manager in its layer. */
export interface KeptCache {
  readonly run: InstructionNode;
  /** The last call that fills the cache. */
  readonly call: PackageCall;
  /** All that fill it in this RUN, those before a clean-up included. */
  readonly filling: readonly PackageCall[];
  /** The cache was emptied behind an earlier call of this RUN. */
  readonly emptiedBefore: boolean;
  /** Where a later RUN deletes it, in vain. */
  readonly late: Span | undefined;
}

/** The RUNs of a stage, ONBUILD ones included, that leave the cache of a package manager in their layer. */
export function keptCaches(stage: Stage, habit: CacheHabit): readonly KeptCache[] {
  const runs = stage.instructions
    .map((instruction) => instruction.onbuildTrigger ?? instruction)
    .filter(({ keyword }) => keyword === 'RUN');
  const kept = runs.flatMap((run) => keptBy(run, habit) ?? []);
  if (kept.length === 0) return [];
  const cleanUps = runs.flatMap((run) => lateCleanUp(run, habit) ?? []);
  return kept.map((cache) => ({ ...cache, late: cleanUps.find(({ start }) => start > cache.run.span.end) }));
}

function keptBy(run: InstructionNode, habit: CacheHabit): Omit<KeptCache, 'late'> | undefined {
  const filling = packageCalls(run).filter((call) => habit.fills(call, run));
  const [first] = filling;
  const call = filling.at(-1);
  if (first === undefined || call === undefined || habit.paths(run).some((path) => isMounted(run, path)))
    return undefined;
  const cleanUps = cleanUpsOf(run, habit);
  const last = cleanUps.at(-1)?.start ?? -1;
  if (last > call.command.span.start || mayCleanUp(run)) return undefined;
  return { run, call, filling, emptiedBefore: last > first.command.span.start };
}

function cleanUpsOf(run: InstructionNode, habit: CacheHabit): readonly Span[] {
  const calls = packageCalls(run).filter(habit.empties).map(callSpan);
  const paths = habit.paths(run);
  const deletions = deletionsOf(run)
    .filter(({ pattern, word }) =>
      pattern === undefined ? asksForCache(word) : paths.some((path) => deletesPath(pattern, path)),
    )
    .map(({ word }) => word.span);
  return [...calls, ...deletions].sort((one, other) => one.start - other.start);
}

/** The package manager itself says where its cache is: `rm -rf "$(yarn cache dir)"`. */
function asksForCache({ text }: ShellWord): boolean {
  return /^"?(?:\$\(|`)[^)`]*\bcache\b/.test(text);
}

/** What a RUN deletes that did not fill the cache itself. */
function lateCleanUp(run: InstructionNode, habit: CacheHabit): Span | undefined {
  return packageCalls(run).some((call) => habit.fills(call, run)) ? undefined : cleanUpsOf(run, habit)[0];
}
