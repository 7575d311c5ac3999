import type { Failure, Host } from './host.js';
import { visible } from './reporters/visible.js';

/** Something to say beside the problems; goes to standard error. */
export interface Note {
  readonly path: string;
  /** From 1, columns in UTF-16 units. */
  readonly place?: { readonly line: number; readonly column: number };
  readonly message: string;
  /**
   * fatal: what was asked for could not be done, and the run ends with exit code 2. failure: something that was found on
   * the way was left out. remark: good to know.
   */
  readonly level: 'fatal' | 'failure' | 'remark';
}

export function printNote({ path, place, message }: Note, host: Pick<Host, 'writeError'>): void {
  const where = place === undefined ? path : `${path}:${place.line}:${place.column}`;
  host.writeError(`dockwright: ${visible(where)}: ${visible(message)}\n`);
}

/** Says in our words why a path cannot be used, and what to do. */
export function explainFailure(failure: Failure): string {
  switch (failure.kind) {
    case 'missing':
      return 'There is no such file or folder. Check the path.';
    case 'denied':
      return 'Access was denied. Change the permissions, or leave it out.';
    case 'read-only':
      return 'The file is write-protected, so its fixes were not applied. Make it writable and run again.';
    case 'too-large':
      return 'The file is larger than 5 MB, which no Dockerfile is. Name another file.';
    case 'no-file':
      return 'This is no file, but a pipe, a device or a folder. Name a file.';
    case 'exists':
      return 'There is such a file already.';
    case 'changed':
      return 'The file changed while it was being fixed, so it was left as it is. Run again.';
    case 'other':
      return `The system says: ${failure.message}`;
  }
}
