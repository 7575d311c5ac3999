import ignore from 'ignore';

/** The .gitignore file of one folder. */
export interface IgnoreFile {
  /** The folder's path below the workspace folder; empty, or ends with `/`. */
  readonly folder: string;
  /** Whether it leaves out a path (below its own folder, folders end with `/`), takes it in again, or says nothing. */
  readonly verdict: (path: string) => 'out' | 'in' | undefined;
}

/** Reads a .gitignore file, or a list of patterns of the same kind. */
export function readIgnoreFile(folder: string, patterns: string | readonly string[]): IgnoreFile {
  const matcher = ignore({ ignorecase: false }).add(typeof patterns === 'string' ? patterns : [...patterns]);
  return {
    folder,
    verdict: (path) => {
      if (!ignore.isPathValid(path)) return undefined;
      const { ignored, unignored } = matcher.test(path);
      return ignored ? 'out' : unignored ? 'in' : undefined;
    },
  };
}

/** Whether a path below the workspace folder is left out. The deepest file that has something to say decides. */
export function isIgnored(files: readonly IgnoreFile[], path: string): boolean {
  let depth = -1;
  let ignored = false;
  for (const { folder, verdict } of files) {
    if (folder.length <= depth || !path.startsWith(folder) || path === folder) continue;
    const answer = verdict(path.slice(folder.length));
    if (answer === undefined) continue;
    depth = folder.length;
    ignored = answer === 'out';
  }
  return ignored;
}
