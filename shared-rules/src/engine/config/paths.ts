/** `/`, `C:/` or `scheme://host/`; nothing for a relative path. */
const rootOf = /^(?:[a-z][a-z0-9+.-]+:\/\/[^/]*\/|[a-z]:\/|\/)?/i;

function split(path: string): { readonly root: string; readonly parts: readonly string[] } {
  const root = rootOf.exec(path)?.[0] ?? '';
  const parts: string[] = [];
  for (const part of path.slice(root.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || root === '') parts.push(part);
  }
  return { root, parts };
}

/** The folders of a file, its own first, up to the root. Each ends with `/`; that of a bare file name is empty. */
export function foldersUpwards(filePath: string): readonly string[] {
  const { root, parts } = split(filePath);
  let folder = root;
  const folders = [folder];
  for (const part of parts.slice(0, -1)) {
    folder += `${part}/`;
    folders.push(folder);
  }
  return folders.reverse();
}

/** The folder of a file, with `/` at its end. */
export function folderOf(filePath: string): string {
  const { root, parts } = split(filePath);
  return parts.slice(0, -1).reduce((folder, part) => `${folder}${part}/`, root);
}

/** A path as seen from a folder (which ends with `/` or is empty), `.` and `..` resolved. */
export function resolvePath(folder: string, path: string): string {
  const isAbsolute = rootOf.exec(path)?.[0] !== '';
  const { root, parts } = split(isAbsolute ? path : folder + path);
  return root + parts.join('/');
}

/** The path of a file below a folder; `undefined` where it is elsewhere. */
export function pathBelow(folder: string, filePath: string): string | undefined {
  const path = resolvePath('', filePath);
  return path.startsWith(folder) ? path.slice(folder.length) : undefined;
}
