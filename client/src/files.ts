import { type CancellationToken, FileSystemError, FileType, RelativePattern, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type FileContent,
  type FindFilesParams,
  type FolderEntry,
  findFilesRequest,
  isLinkRequest,
  listFolderRequest,
  readFileRequest,
} from './protocol.js';

async function readText(uri: Uri, limit: number): Promise<FileContent> {
  try {
    const { size, type } = await workspace.fs.stat(uri);
    if ((type & FileType.File) === 0) return { kind: 'missing' };
    if (size > limit) return { kind: 'unreadable', message: 'it is larger than 5 MB.' };
    const bytes = await workspace.fs.readFile(uri);
    if (bytes.includes(0)) return { kind: 'unreadable', message: 'it is binary, not text.' };
    // A byte order mark is left out, as in a document that VS Code opens.
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) {
      return { kind: 'unreadable', message: 'it is not UTF-8 text. Save it as UTF-8 to have it checked.' };
    }
    const isMissing = error instanceof FileSystemError && ['FileNotFound', 'FileNotADirectory'].includes(error.code);
    if (isMissing) return { kind: 'missing' };
    return { kind: 'unreadable', message: `it cannot be read: ${error instanceof Error ? error.message : error}` };
  }
}

/** Links are no folders, wherever they lead. */
async function listFolder(uri: Uri): Promise<readonly FolderEntry[] | null> {
  try {
    const entries = await workspace.fs.readDirectory(uri);
    return entries.map(([name, type]) => ({ name, isFolder: type === FileType.Directory }));
  } catch {
    return null;
  }
}

async function isLink(uri: Uri): Promise<boolean> {
  try {
    const { type } = await workspace.fs.stat(uri);
    return (type & FileType.SymbolicLink) !== 0;
  } catch {
    return false;
  }
}

/** File systems that VS Code can search at once. */
const SEARCHED_AT_ONCE: ReadonlySet<string> = new Set(['file', 'vscode-remote']);
/** Without an answer after this time, a folder is walked beside the search. */
const USUAL_SEARCH_MILLISECONDS = 2000;
const MOST_FOLDERS = 10_000;
const NEVER_ENTERED: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn']);

/** Lists the files below a folder, level by level; links to folders are not followed. */
async function walk(folder: Uri, token: CancellationToken): Promise<readonly Uri[]> {
  const found: Uri[] = [];
  const pending = [folder];
  let folders = 0;
  for (let next = pending.shift(); next !== undefined && folders < MOST_FOLDERS; next = pending.shift()) {
    if (token.isCancellationRequested) return [];
    folders += 1;
    const here = next;
    for (const { name, isFolder } of (await listFolder(here)) ?? []) {
      const uri = Uri.joinPath(here, name);
      if (!isFolder) found.push(uri);
      else if (!NEVER_ENTERED.has(name)) pending.push(uri);
    }
  }
  return found;
}

function answerWithin<T>(answer: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return Promise.race([answer, silence]).finally(() => clearTimeout(timer));
}

/**
 * Searches folders as VS Code does. Where nobody provides a search for a virtual file system, VS Code waits for somebody
 * who does, so the folder is walked instead; the server looks at the names again.
 */
function createSearch(): (params: FindFilesParams, token: CancellationToken) => Promise<readonly Uri[]> {
  /** File systems whose search did not answer in time; until it does, nobody waits for it again. */
  const silent = new Set<string>();
  return async ({ folder, include, exclude }, token) => {
    const uri = Uri.parse(folder, true);
    const search = Promise.resolve(workspace.findFiles(new RelativePattern(uri, include), exclude, undefined, token));
    if (SEARCHED_AT_ONCE.has(uri.scheme)) return search;
    const found: Promise<readonly Uri[]> = search.then(
      (uris) => {
        silent.delete(uri.scheme);
        return uris;
      },
      () => [],
    );
    const soon = silent.has(uri.scheme) ? undefined : await answerWithin(found, USUAL_SEARCH_MILLISECONDS);
    if (soon !== undefined && soon.length > 0) return soon;
    if (soon === undefined) silent.add(uri.scheme);
    const walked = walk(uri, token);
    return Promise.race([walked, found.then((uris) => (uris.length > 0 ? uris : walked))]);
  };
}

/** Lets the server see files as VS Code sees them: on a disk, on another machine, or in a repository on the web. */
export function serveFiles(client: BaseLanguageClient): void {
  const findFiles = createSearch();
  client.onRequest(findFilesRequest, async (params, token) => {
    const found = await findFiles(params, token);
    return found.map((uri) => uri.toString());
  });
  client.onRequest(listFolderRequest, ({ uri }) => listFolder(Uri.parse(uri, true)));
  client.onRequest(isLinkRequest, ({ uri }) => isLink(Uri.parse(uri, true)));
  client.onRequest(readFileRequest, ({ uri, limit }) => readText(Uri.parse(uri, true), limit));
}
