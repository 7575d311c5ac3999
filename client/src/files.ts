import { FileSystemError, FileType, RelativePattern, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type FileContent,
  type FolderEntry,
  findFilesRequest,
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

/** Lets the server see files as VS Code sees them: on a disk, on another machine, or in a repository on the web. */
export function serveFiles(client: BaseLanguageClient): void {
  client.onRequest(findFilesRequest, async ({ folder, include, exclude }, token) => {
    const pattern = new RelativePattern(Uri.parse(folder, true), include);
    const found = await workspace.findFiles(pattern, exclude, undefined, token);
    return found.map((uri) => uri.toString());
  });
  client.onRequest(listFolderRequest, ({ uri }) => listFolder(Uri.parse(uri, true)));
  client.onRequest(readFileRequest, ({ uri, limit }) => readText(Uri.parse(uri, true), limit));
}
