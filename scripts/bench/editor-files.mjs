// @ts-check
// The part of an editor that the server asks for files, as our VS Code extension does it: without what VS Code itself takes.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What the server asks for, more or less: it looks at the names again. */
const candidate =
  /dockerfile|containerfile|\.(?:docker|container)ignore$|^\.gitignore$|^\.?(?:dockwright|hadolint)\.ya?ml$/i;

/** @type {Readonly<Record<string, (params: any) => Promise<unknown>>>} */
export const editorFiles = {
  'dockwright/findFiles': async ({ folder }) => {
    const root = fileURLToPath(folder);
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && candidate.test(entry.name))
      .map((entry) => pathToFileURL(join(entry.parentPath ?? entry.path, entry.name)).href);
  },
  'dockwright/listFolder': async ({ uri }) => {
    const entries = await readdir(fileURLToPath(uri), { withFileTypes: true }).catch(() => undefined);
    return entries?.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })) ?? null;
  },
  'dockwright/readFile': async ({ uri }) => {
    const text = await readFile(fileURLToPath(uri), 'utf8').catch(() => undefined);
    return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
  },
};
