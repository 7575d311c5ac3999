// @ts-check
// The part of an editor that the server asks which files there are, as our VS Code extension does it: without what VS Code
// itself takes. The server reads them from the disk.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What the server asks for, more or less: it looks at the names again. */
const candidate =
  /dockerfile|containerfile|\.(?:docker|container)ignore$|^\.gitignore$|^\.?(?:dockwright|hadolint)\.ya?ml$/i;

/**
 * The URIs of the files below a folder that may be ours.
 * @param {string} folder a URI
 */
export async function findFiles(folder) {
  const root = fileURLToPath(folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && candidate.test(entry.name))
    .map((entry) => pathToFileURL(join(entry.parentPath ?? entry.path, entry.name)).href);
}
