import { closeSync, constants, type Dirent, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { decode, SIZE_LIMIT, TOO_LARGE } from './decode.js';
import { type IgnoreFile, isIgnored, readIgnoreFile } from './gitignore.js';
import type { FileAccess, FileContent, FileFilter, FolderEntry } from './host.js';
import { limited } from './limited.js';
import { neverSearched } from './never-searched.js';
import { uriOfPath, uriParts } from './uri.js';
import { errorText } from './values.js';

const NO_FILE: FileContent = { kind: 'unreadable', message: 'it is no file, but a pipe, a device or a folder.' };
const CHUNK = 64 * 1024;
/** Folders of one folder that are entered at the same time. */
const ENTERED_AT_ONCE = 16;
/** Two for each of Node's threads: more would come back in bursts, and no message is heard while one of them is taken in. */
const LISTED_AT_ONCE = 8;
/** Does not wait for somebody who writes into a pipe, should one have come since it was looked at. Absent on Windows. */
const readingFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const oneOfAFew = limited(LISTED_AT_ONCE);

/** @param begun told of the listing when it begins */
function listFolder(path: string, begun?: (listing: Promise<Dirent[]>) => void): Promise<Dirent[]> {
  return oneOfAFew(() => {
    const listing = readdir(path, { withFileTypes: true });
    begun?.(listing);
    return listing;
  });
}

/** Reads a file, whether it says how large it is or not, as those of /proc; no more than a little beyond the limit. */
function readAtMost(path: string, limit: number): Uint8Array | 'too large' | 'no file' {
  const file = openSync(path, readingFlags);
  try {
    const info = fstatSync(file);
    if (!info.isFile()) return 'no file';
    if (info.size > limit) return 'too large';
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const chunk = new Uint8Array(info.size === 0 ? CHUNK : info.size + 1);
      const bytesRead = readSync(file, chunk, 0, chunk.length, null);
      chunks.push(chunk.subarray(0, bytesRead));
      length += bytesRead;
      if (length > limit) return 'too large';
      if (bytesRead === 0 || (info.size > 0 && bytesRead < chunk.length)) return Buffer.concat(chunks, length);
    }
  } finally {
    closeSync(file);
  }
}

/** Read at once: to have small files read in the background takes ten times the processor time, and thousands are read. */
async function read(uri: string): Promise<FileContent> {
  if (!uri.startsWith('file:')) return { kind: 'missing' };
  try {
    const path = fileURLToPath(uri);
    // To open a pipe or a device may itself have an effect.
    if (!statSync(path).isFile()) return NO_FILE;
    const bytes = readAtMost(path, SIZE_LIMIT);
    if (bytes === 'no file') return NO_FILE;
    return bytes === 'too large' ? { kind: 'unreadable', message: TOO_LARGE } : decode(bytes);
  } catch (error) {
    const isMissing =
      error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    return isMissing ? { kind: 'missing' } : { kind: 'unreadable', message: `it cannot be read: ${errorText(error)}` };
  }
}

async function isLink(uri: string): Promise<boolean> {
  try {
    return (await lstat(fileURLToPath(uri))).isSymbolicLink();
  } catch {
    return false;
  }
}

/** The links that lead to files which are not found without them, each such file once. */
async function linkedFiles(
  links: readonly string[],
  root: string,
  found: readonly string[],
): Promise<readonly string[]> {
  if (links.length === 0) return [];
  const realRoot = await realpath(root);
  // No linked folder is entered: what is found lies below the root where it seems to lie.
  const seen = new Set(found.map((path) => join(realRoot, path)));
  const kept: string[] = [];
  for (const link of links) {
    const target = await realpath(join(root, link)).catch(() => undefined);
    if (target === undefined || seen.has(target)) continue;
    seen.add(target);
    const info = await stat(target).catch(() => undefined);
    if (info?.isFile() === true) kept.push(link);
  }
  return kept;
}

/**
 * Walks a folder. Linked files are taken unless they are found by themselves, and linked folders are not entered, so no
 * circle of links is followed.
 */
async function list(
  folder: string,
  { wanted, excluded, mayRead, listed }: FileFilter,
  token: { readonly isCancellationRequested: boolean },
): Promise<readonly string[]> {
  const root = fileURLToPath(folder);
  const rootPath = uriParts(folder).path.replace(/\/$/, '');
  const found: string[] = [];
  const links: string[] = [];
  const walk = async (below: string, above: readonly IgnoreFile[]): Promise<void> => {
    const begun = (listing: Promise<Dirent[]>): void =>
      listed?.(uriOfPath(folder, `${rootPath}/${below}`.replace(/\/$/, '')), entriesOf(listing));
    const entries = await listFolder(join(root, below), begun).catch((error: unknown) => {
      // A folder that nobody may read hides its files from us; the folder that was asked for must be readable.
      if (below === '') throw error;
      return [];
    });
    // git follows no link to one either.
    const hasIgnoreFile = entries.some((entry) => entry.name === '.gitignore' && entry.isFile());
    const content = hasIgnoreFile ? await read(pathToFileURL(join(root, below, '.gitignore')).href) : undefined;
    const ignoreFiles = content?.kind === 'text' ? [...above, readIgnoreFile(below, content.text)] : above;
    const folders: string[] = [];
    for (const entry of entries) {
      const isFolder = entry.isDirectory();
      if (isFolder ? neverSearched.has(entry.name) : !wanted(entry.name)) continue;
      const path = `${below}${entry.name}${isFolder ? '/' : ''}`;
      if (excluded(path) || isIgnored(ignoreFiles, path)) continue;
      if (isFolder) folders.push(path);
      else if (entry.isFile()) found.push(path);
      else if (entry.isSymbolicLink() && mayRead === undefined) links.push(path);
    }
    for (let at = 0; at < folders.length && !token.isCancellationRequested; at += ENTERED_AT_ONCE)
      await Promise.all(folders.slice(at, at + ENTERED_AT_ONCE).map((path) => walk(path, ignoreFiles)));
  };
  await walk('', []);
  const all = [...found, ...(await linkedFiles(links, root, found))].sort();
  return all.map((path) => pathToFileURL(join(root, path)).href);
}

/** What is told of a listing; `undefined` where it failed. */
async function entriesOf(listing: Promise<Dirent[]>): Promise<readonly FolderEntry[] | undefined> {
  try {
    return (await listing).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  } catch {
    return undefined;
  }
}

async function entries(folder: string): Promise<readonly FolderEntry[] | undefined> {
  if (!folder.startsWith('file:')) return undefined;
  try {
    return await entriesOf(listFolder(fileURLToPath(folder)));
  } catch {
    return undefined;
  }
}

/** The files of the disk. */
export const disk: FileAccess = { list, entries, read, isLink };
