import { startsInRoot } from '../facts/working-directories.js';
import type { ShellCommand } from '../shell/types.js';
import { rememberLatest } from './memo.js';
import { joinPath } from './paths.js';
import { shellText } from './shell-values.js';
import type { Dockerfile, InstructionNode, Stage } from './types.js';

/** Follows `cd` through the commands of a RUN; ask for each command in source order. */
export interface WorkingDirectory {
  /** An absolute path (or one that begins with `~`) of what a command calls a file; `undefined` where that is not known. */
  resolve(command: ShellCommand, path: string): string | undefined;
  /** Takes note of a command that may change the directory. */
  pass(command: ShellCommand): void;
}

/**
 * Begins at WORKDIR; where the base image's own is not known, with an unknown directory. `start` is where it begins instead,
 * see `startDirectory`.
 */
export function workingDirectory(run: InstructionNode, start = run.before.workdir): WorkingDirectory {
  let outer: string | undefined = start;
  let nestedChange = false;
  return {
    resolve: (command, path) => {
      if (/^[/~]/.test(path)) return path;
      const directory = nestedChange && command.nesting.length > 0 ? undefined : outer;
      return directory === undefined ? undefined : joinPath(directory, path);
    },
    pass: (command) => {
      const name = command.name?.value;
      if (name === 'popd') outer = undefined;
      if (name !== 'cd' && name !== 'pushd') return;
      const [word] = command.arguments;
      const path = word === undefined ? '~' : shellText(run, word);
      const target = path === undefined || path === '-' ? undefined : absolute(outer, path);
      if (command.nesting.length === 0) outer = target;
      else nestedChange = true;
      if (command.nesting.some((kind) => kind === 'if' || kind === 'loop' || kind === 'case' || kind === 'group'))
        outer = undefined;
    },
  };
}

/** Where an instruction works: its WORKDIR, or the root folder, where the base image is known to have none of its own. */
export function startDirectory({ before, stage, file }: InstructionNode): string | undefined {
  if (before.workdir !== undefined || before.workdirInstruction !== undefined || stage === undefined) {
    return before.workdir;
  }
  return rootStages(file).has(stage) ? '/' : undefined;
}

/** The stages whose base image is known to have no WORKDIR. */
export const rootStages = rememberLatest(({ stages }: Dockerfile): ReadonlySet<Stage> => {
  const found = new Set<Stage>();
  for (const stage of stages) {
    const { parent, base, image } = stage;
    const isOne =
      parent === undefined ? base.kind === 'image' && startsInRoot(base.reference, image?.role) : found.has(parent);
    if (isOne) found.add(stage);
  }
  return found;
});

function absolute(directory: string | undefined, path: string): string | undefined {
  if (/^[/~]/.test(path)) return path;
  return directory === undefined ? undefined : joinPath(directory, path);
}
