const names: readonly string[] = ['node_modules', '.git', '.hg', '.svn'];

/** Folders that are never searched for Dockerfiles, so that changes in them need no search either. */
export const neverSearched: ReadonlySet<string> = new Set(names);

/** The same as a pattern for VS Code. */
export const neverSearchedPattern = `**/{${names.join(',')}}/**`;

/** Whether something lies in a folder that is never searched. */
export function isNeverSearched(uri: string): boolean {
  return uri
    .split('/')
    .slice(0, -1)
    .some((part) => neverSearched.has(part));
}
