/** What a path leads to, links followed. `stream` is a pipe or a device: it can be read once, and has no size. */
export type PathKind = 'file' | 'folder' | 'stream' | 'other';

/** What stands in a folder, links not followed. */
export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

export interface PathInfo {
  readonly kind: PathKind;
  /** Absolute, with `/`, every link resolved: one file has one real path. */
  readonly realPath: string;
}

export interface Failure {
  /** `exists`: a file that should have been new. `changed`: somebody wrote to the file since it was read. `no-file`: a pipe, a device or a folder. */
  readonly kind: 'missing' | 'denied' | 'read-only' | 'too-large' | 'no-file' | 'exists' | 'changed' | 'other';
  /** What the system says about it. */
  readonly message: string;
}

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

/** How a program ended. */
export type RunOutcome =
  | { readonly kind: 'done'; readonly output: string }
  /** It could not be started, took too long or printed too much: a sentence. */
  | { readonly kind: 'failed'; readonly message: string };

/** Programs of the machine. */
export interface Programs {
  /** The path of a program: an absolute path as it is, a name from the folders of PATH. `undefined` where there is none. */
  find(name: string): Promise<string | undefined>;
  /** Runs a program with an input, bounded in time and output. Never rejects. */
  run(path: string, words: readonly string[], input: string): Promise<RunOutcome>;
}

/**
 * All that the command line may ask of the machine. Paths are absolute and written with `/` on every system. No function
 * rejects: failures are values.
 */
export interface Host {
  /** Absolute, with `/`. */
  readonly workingFolder: string;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: { readonly isTerminal: boolean; readonly columns: number | undefined };
  /** `undefined` where no program can be started. */
  readonly programs: Programs | undefined;
  writeOutput(text: string): void;
  writeError(text: string): void;
  /** Follows links; a link that leads nowhere or in a circle is a failure. */
  inspect(path: string): Promise<Outcome<PathInfo>>;
  list(folder: string): Promise<Outcome<readonly Entry[]>>;
  /**
   * Gives `too-large` as soon as there are more than `limit` bytes, and reads no further. A pipe or a device may keep its
   * reader waiting for ever: it is `no-file` unless `mayWait`, which is for paths that a person named.
   */
  read(path: string, limit: number, mayWait?: boolean): Promise<Outcome<Uint8Array>>;
  readInput(limit: number): Promise<Outcome<Uint8Array>>;
  /**
   * Writes all or nothing, keeps the file's mode and writes through links. Fails with `changed` where the file no longer
   * holds `expected`, and with `read-only` where nobody may write to it.
   */
  replace(path: string, expected: Uint8Array, bytes: Uint8Array): Promise<Outcome<undefined>>;
  /** Writes a file, whether there is one or not. */
  write(path: string, bytes: Uint8Array): Promise<Outcome<undefined>>;
  /** Fails with `exists` where there is such a file. */
  create(path: string, bytes: Uint8Array): Promise<Outcome<undefined>>;
}
