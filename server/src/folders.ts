import type { InitializeParams, WorkspaceFoldersChangeEvent } from 'vscode-languageserver';
import { isWithin, normalizeUri, uriParts } from './uri.js';

/** The folders that are open, as normalized URIs. */
export interface Folders {
  all(): readonly string[];
  /** The innermost folder that holds a file; `undefined` for files outside. */
  of(uri: string): string | undefined;
  change(event: WorkspaceFoldersChangeEvent): void;
  /**
   * Whether documents with such a URI are checked: those of disks and of the open folders' file systems. Others are views
   * of something else, an older version for instance, and would bring every problem twice.
   */
  isOwn(uri: string): boolean;
}

const OWN_SCHEMES: ReadonlySet<string> = new Set(['file', 'untitled', 'vscode-vfs', '']);

function initialFolders({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return typeof rootUri === 'string' ? [rootUri] : [];
}

/** Keeps account of the open folders. */
export function createFolders(params: InitializeParams): Folders {
  let folders = initialFolders(params).map(normalizeUri);
  return {
    all: () => folders,
    of: (uri) => {
      const normal = normalizeUri(uri);
      return folders.filter((folder) => isWithin(normal, folder)).sort((a, b) => b.length - a.length)[0];
    },
    change: ({ added, removed }) => {
      const gone = new Set(removed.map(({ uri }) => normalizeUri(uri)));
      folders = [
        ...new Set([...folders.filter((folder) => !gone.has(folder)), ...added.map(({ uri }) => normalizeUri(uri))]),
      ];
    },
    isOwn: (uri) => {
      const { scheme } = uriParts(uri);
      return OWN_SCHEMES.has(scheme) || folders.some((folder) => uriParts(folder).scheme === scheme);
    },
  };
}
