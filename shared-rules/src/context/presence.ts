import type { BuildContext } from './types.js';

/** Whether a path (without slash at its end) is in a context, as a file or a folder; `undefined` inside folders that nobody looked into. */
export function isPresent({ paths, unlisted }: BuildContext, path: string): boolean | undefined {
  if (paths.has(path) || paths.has(`${path}/`)) return true;
  return unlisted !== undefined && isInside(path, unlisted) ? undefined : false;
}

function isInside(path: string, folders: ReadonlySet<string>): boolean {
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    if (folders.has(path.slice(0, slash + 1))) return true;
  }
  return false;
}
