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
  /** Whether a file may be read, if only to see what it leaves out; all may where this is absent. */
  readonly mayRead?: (uri: string) => Promise<boolean>;
  /** Told of each folder that is listed on the way, when that begins; `undefined` where it cannot be listed. */
  readonly listed?: (folder: string, entries: Promise<readonly FolderEntry[] | undefined>) => void;
}

/** How files are listed and read: on the server's own disk, or by asking the editor. */
export interface FileAccess {
  /** URIs of files below a folder, in the order of their paths; rejects where the folder cannot be listed. */
  list(folder: string, filter: FileFilter, token: CancellationToken): Promise<readonly string[]>;
  /** What stands in a folder; `undefined` where it cannot be listed. Never rejects. */
  entries(folder: string): Promise<readonly FolderEntry[] | undefined>;
  /** Reads a regular file. Never rejects, and never waits for a pipe or a device. */
  read(uri: string): Promise<FileContent>;
  /** Whether a link stands there; not where nothing does. Never rejects. */
  isLink(uri: string): Promise<boolean>;
}

/** How a program ended. */
export type RunOutcome =
  | { readonly kind: 'done'; readonly output: string }
  | { readonly kind: 'stopped' }
  /** It could not be started, took too long or printed too much: a sentence. */
  | { readonly kind: 'failed'; readonly message: string };

/** Programs of the machine; never those of a workspace. */
export interface Programs {
  /** The path of a program: an absolute path as it is, a name from the folders of PATH. `undefined` where there is none. */
  find(name: string): Promise<string | undefined>;
  /** Runs a program with an input, bounded in time and output. Never rejects. */
  run(path: string, words: readonly string[], input: string, signal: AbortSignal): Promise<RunOutcome>;
}

/** What the machine that the server runs on can do. */
export interface Host {
  /** `undefined` in a browser. */
  readonly disk: FileAccess | undefined;
  /** `undefined` in a browser. */
  readonly programs: Programs | undefined;
  /** Calls back in another turn of the event loop, as soon as it can. */
  readonly later: (callback: () => void) => void;
}
