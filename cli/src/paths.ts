/** Whether a path (with `/`) begins at a root: `/…`, `C:/…` or `//server/share/…`. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}

/** Resolves `.`, `..`, doubled and trailing slashes; `''` for a relative path that leads nowhere else. */
export function normalize(path: string): string {
  const root = /^(?:\/\/(?=[^/])|\/|[A-Za-z]:\/)/.exec(path)?.[0] ?? '';
  const parts: string[] = [];
  for (const part of path.slice(root.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (root === '') parts.push('..');
  }
  return root + parts.join('/');
}

/** The path of `name` in `folder`, normalized; `folder` may be `''`. An absolute `name` is taken as it is. */
export function join(folder: string, name: string): string {
  if (folder === '' || isAbsolute(name)) return normalize(name);
  return normalize(folder.endsWith('/') ? folder + name : `${folder}/${name}`);
}

/** The folder that holds a path: `''` for a name without folder, the root itself for a root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '';
  const folder = path.slice(0, slash);
  return folder === '' || /^[A-Za-z]:$/.test(folder) ? path.slice(0, slash + 1) : folder;
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A folder and all folders above it, nearest first; takes an absolute, normalized path. */
export function foldersUpwards(folder: string): readonly string[] {
  const folders = [folder];
  for (let parent = folderOf(folder); parent !== folders.at(-1); parent = folderOf(parent)) folders.push(parent);
  return folders;
}

/** The way from `folder` to `path` below it, both absolute and normalized; `undefined` where it is not below. */
export function pathBelow(folder: string, path: string): string | undefined {
  if (path === folder) return '';
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}
