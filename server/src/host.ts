import type { FolderEntry } from '@dockwright/shared-rules';
import type { CancellationToken } from 'vscode-languageserver';

export type { FolderEntry };

/** A file as text, or why there is none. */
export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  /** What is the matter, and what to do: a sentence or two. */
  | { readonly kind: 'unreadable'; readonly message: string };

export interface FileFilter {
  /** Whether files of this name are looked for. */
  readonly wanted: (name: string) => boolean;
  /** Whether a path below the folder is left out; paths of folders end with `/`. */
  readonly excluded: (path: string) => boolean;
}

/** How files are listed and read: on the server's own disk, or by asking the editor. */
export interface FileAccess {
  /** URIs of files below a folder, in the order of their paths; rejects where the folder cannot be listed. */
  list(folder: string, filter: FileFilter, token: CancellationToken): Promise<readonly string[]>;
  /** What stands in a folder; `undefined` where it cannot be listed. Never rejects. */
  entries(folder: string): Promise<readonly FolderEntry[] | undefined>;
  /** Never rejects. */
  read(uri: string): Promise<FileContent>;
}

/** What the machine that the server runs on can do. */
export interface Host {
  /** `undefined` in a browser. */
  readonly disk: FileAccess | undefined;
}
