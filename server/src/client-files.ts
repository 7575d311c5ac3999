import type { FolderEntry } from '@dockwright/shared-rules';
import type { Connection } from 'vscode-languageserver';
import { SIZE_LIMIT } from './decode.js';
import { type IgnoreFile, isIgnored, readIgnoreFile } from './gitignore.js';
import type { FileAccess, FileContent } from './host.js';
import { neverSearchedPattern } from './never-searched.js';
import { findFilesRequest, isLinkRequest, listFolderRequest, readFileRequest } from './protocol.js';
import { nameOf, pathWithin } from './uri.js';
import { member, readText } from './values.js';

/** Every spelling of a Dockerfile, some more, .dockerignore files, configurations and .gitignore files; the names are looked at closely later. */
const CANDIDATES =
  '**/{*[dD][oO][cC][kK][eE][rR][fF][iI][lL][eE]*,*[cC]ontainerfile*,*.dockerignore,.containerignore,dockwright.yaml,.dockwright.yaml,.hadolint.yaml,.hadolint.yml,.gitignore}';

/** What the client says of a file, of which nothing is known for sure. */
function readContent(answer: unknown): FileContent {
  const kind = member(answer, 'kind');
  const text = member(answer, 'text');
  if (kind === 'text' && typeof text === 'string') return { kind, text };
  if (kind === 'missing') return { kind };
  return { kind: 'unreadable', message: readText(member(answer, 'message')) ?? 'the editor cannot read it.' };
}

/** What the client says of a folder; `undefined` where that cannot be read. */
function readEntries(answer: unknown): readonly FolderEntry[] | undefined {
  if (!Array.isArray(answer)) return undefined;
  return answer.flatMap((entry: unknown) => {
    const name = readText(member(entry, 'name'));
    return name === undefined ? [] : [{ name, isFolder: member(entry, 'isFolder') === true }];
  });
}

/** Files as the editor sees them: on a disk, on another machine or in a repository that was never cloned. */
export function createClientFiles(connection: Pick<Connection, 'sendRequest'>): FileAccess {
  const read = async (uri: string): Promise<FileContent> => {
    try {
      return readContent(await connection.sendRequest(readFileRequest, { uri, limit: SIZE_LIMIT }));
    } catch {
      return { kind: 'unreadable', message: 'the editor did not answer.' };
    }
  };

  const readIgnoreFiles = async (folder: string, uris: readonly string[]): Promise<readonly IgnoreFile[]> => {
    const files = await Promise.all(
      uris.map(async (uri): Promise<readonly IgnoreFile[]> => {
        const path = pathWithin(uri, folder);
        const content = await read(uri);
        if (path === undefined || content.kind !== 'text') return [];
        return [readIgnoreFile(path.slice(0, path.length - nameOf(path).length), content.text)];
      }),
    );
    return files.flat();
  };

  const entries = async (folder: string): Promise<readonly FolderEntry[] | undefined> => {
    try {
      return readEntries(await connection.sendRequest(listFolderRequest, { uri: folder }));
    } catch {
      return undefined;
    }
  };

  const isLink = async (uri: string): Promise<boolean> => {
    try {
      return (await connection.sendRequest(isLinkRequest, { uri })) === true;
    } catch {
      return true;
    }
  };

  return {
    read,
    entries,
    isLink,
    list: async (folder, { wanted, excluded, mayRead }, token) => {
      const params = { folder, include: CANDIDATES, exclude: neverSearchedPattern };
      const found = await connection.sendRequest(findFilesRequest, params, token);
      const isReadable = mayRead === undefined ? undefined : await Promise.all(found.map(mayRead));
      const uris = isReadable === undefined ? found : found.filter((_, index) => isReadable[index] === true);
      const isIgnoreFile = (uri: string): boolean => nameOf(uri) === '.gitignore';
      const ignoreFiles = await readIgnoreFiles(folder, uris.filter(isIgnoreFile));
      return uris
        .flatMap((uri) => {
          const path = pathWithin(uri, folder);
          return path === undefined ? [] : [{ uri, path }];
        })
        .filter(({ path }) => wanted(nameOf(path)) && !excluded(path) && !isIgnored(ignoreFiles, path))
        .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
        .map(({ uri }) => uri);
    },
  };
}
