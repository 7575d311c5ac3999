import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createConnection } from 'vscode-languageserver/node';
import { decode, SIZE_LIMIT, TOO_LARGE } from './decode.js';
import { type IgnoreFile, isIgnored, readIgnoreFile } from './gitignore.js';
import type { FileAccess, FileContent, FileFilter, FolderEntry } from './host.js';
import { programs } from './node-programs.js';
import { startServer } from './server.js';
import { errorText } from './values.js';

const NEVER_ENTERED: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn']);

async function read(uri: string): Promise<FileContent> {
  if (!uri.startsWith('file:')) return { kind: 'missing' };
  try {
    const path = fileURLToPath(uri);
    const { size } = await stat(path);
    return size > SIZE_LIMIT ? { kind: 'unreadable', message: TOO_LARGE } : decode(await readFile(path));
  } catch (error) {
    const isMissing =
      error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    return isMissing ? { kind: 'missing' } : { kind: 'unreadable', message: `it cannot be read: ${errorText(error)}` };
  }
}

/** Walks a folder. Linked files are taken and linked folders are not entered, so no circle of links is followed. */
async function list(
  folder: string,
  { wanted, excluded }: FileFilter,
  token: { readonly isCancellationRequested: boolean },
) {
  const root = fileURLToPath(folder);
  const found: string[] = [];
  const walk = async (below: string, above: readonly IgnoreFile[]): Promise<void> => {
    const entries = await readdir(join(root, below), { withFileTypes: true }).catch((error: unknown) => {
      // A folder that nobody may read hides its files from us; the folder that was asked for must be readable.
      if (below === '') throw error;
      return [];
    });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const hasIgnoreFile = entries.some(({ name }) => name === '.gitignore');
    const content = hasIgnoreFile ? await read(pathToFileURL(join(root, below, '.gitignore')).href) : undefined;
    const ignoreFiles = content?.kind === 'text' ? [...above, readIgnoreFile(below, content.text)] : above;
    for (const entry of entries) {
      if (token.isCancellationRequested) return;
      const isFolder = entry.isDirectory();
      if (isFolder ? NEVER_ENTERED.has(entry.name) : !wanted(entry.name)) continue;
      const path = `${below}${entry.name}${isFolder ? '/' : ''}`;
      if (excluded(path) || isIgnored(ignoreFiles, path)) continue;
      if (isFolder) await walk(path, ignoreFiles);
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(pathToFileURL(join(root, path)).href);
    }
  };
  await walk('', []);
  return found;
}

async function entries(folder: string): Promise<readonly FolderEntry[] | undefined> {
  if (!folder.startsWith('file:')) return undefined;
  try {
    const found = await readdir(fileURLToPath(folder), { withFileTypes: true });
    return found.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  } catch {
    return undefined;
  }
}

const disk: FileAccess = { list, entries, read };

const connection = createConnection();
// A message that cannot be delivered must not end the server; whoever waits for an answer has its own handler.
process.on('unhandledRejection', (reason) =>
  connection.console.error(`An error was not expected: ${errorText(reason)}`),
);
startServer(connection, { disk, programs });
