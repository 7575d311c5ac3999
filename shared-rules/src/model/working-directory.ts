import type { ShellCommand } from '../shell/types.js';
import { joinPath } from './paths.js';
import { shellText } from './shell-values.js';
import type { InstructionNode } from './types.js';

/** Follows `cd` through the commands of a RUN; ask for each command in source order. */
export interface WorkingDirectory {
  /** An absolute path (or one that begins with `~`) of what a command calls a file; `undefined` where that is not known. */
  resolve(command: ShellCommand, path: string): string | undefined;
  /** Takes note of a command that may change the directory. */
  pass(command: ShellCommand): void;
}

/** Begins at WORKDIR; where the base image's own is not known, with an unknown directory. */
export function workingDirectory(run: InstructionNode): WorkingDirectory {
  let outer: string | undefined = run.before.workdir;
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

function absolute(directory: string | undefined, path: string): string | undefined {
  if (/^[/~]/.test(path)) return path;
  return directory === undefined ? undefined : joinPath(directory, path);
}
