import { fileOf } from '../model/build.js';
import { deletionsOf } from '../model/deletions.js';
import { packageListUse } from '../model/package-lists.js';
import { callName, type PackageCall, packageCall } from '../model/packages.js';
import { deletesPath } from '../model/paths.js';
import { scriptOf } from '../model/script.js';
import type { InstructionNode } from '../model/types.js';
import type { Fix } from '../rule.js';
import type { ShellCommand } from '../shell/types.js';
import { removeInstruction } from './edits.js';
import { removeCommand } from './script-edits.js';

/**
 * Takes an upgrade of all packages out of a RUN; the whole RUN where nothing else in it makes sense then: a refresh of the
 * list that no install works from, the deletion of that list. None where that would change what the rest of it does.
 */
export function removeUpgradeFixes(run: InstructionNode, call: PackageCall): readonly Fix[] {
  const file = fileOf(run);
  const commands = scriptOf(run)?.commands ?? [];
  if (file === undefined || run.isTrigger) return [];
  const title = `Remove ${callName(call)}`;
  const hasUse = packageListUse(file).sharedRuns.has(run) || run.flags.length > 0;
  const rest = commands.filter((command) => command !== call.command);
  if (run.heredocs.length === 0 && rest.every((command) => !hasUse && servesUpgrade(run, call, command))) {
    return [{ title, safety: 'suggested', edits: [removeInstruction(file, run)] }];
  }
  const edit = removeCommand(run, call.command);
  return edit === undefined ? [] : [{ title, safety: 'suggested', edits: [edit] }];
}

/** Whether a command only refreshes, cleans or deletes what the upgrade works from. */
function servesUpgrade(run: InstructionNode, { manager }: PackageCall, command: ShellCommand): boolean {
  if (command.nesting.length > 0 || command.operatorBefore === '|' || command.operatorAfter === '|') return false;
  if (command.name?.value === 'set') return true;
  const call = packageCall(command, run);
  if (call !== undefined) {
    return call.manager.group === manager.group && (call.action === 'update-index' || call.action === 'clean');
  }
  const deletions = deletionsOf(run).filter((deletion) => deletion.command === command);
  const paths = [...manager.caches, ...(manager.lists ?? [])];
  return (
    deletions.length > 0 &&
    deletions.every(({ pattern }) => pattern !== undefined && paths.some((path) => deletesPath(pattern, path)))
  );
}
