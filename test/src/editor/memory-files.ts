import * as vscode from 'vscode';

/** A file system that is on no disk and that nobody searches, as an extension for remote repositories provides it. */
export class MemoryFiles implements vscode.FileSystemProvider {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #files = new Map<string, Uint8Array>();
  readonly #folders = new Set<string>();
  readonly onDidChangeFile = this.#changed.event;

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const file = this.#files.get(uri.path);
    if (file !== undefined) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: file.length };
    if (this.#folders.has(uri.path) || this.readDirectory(uri).length > 0) {
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    throw vscode.FileSystemError.FileNotFound(uri);
  }

  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
    const folder = path.endsWith('/') ? path : `${path}/`;
    const entries = new Map<string, vscode.FileType>();
    for (const known of [...this.#files.keys(), ...this.#folders]) {
      if (!known.startsWith(folder)) continue;
      const [name = '', ...below] = known.slice(folder.length).split('/');
      const isFile = below.length === 0 && this.#files.has(known);
      entries.set(name, isFile ? vscode.FileType.File : vscode.FileType.Directory);
    }
    return [...entries];
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const file = this.#files.get(uri.path);
    if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const type = this.#files.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    this.#files.set(uri.path, content);
    this.#changed.fire([{ type, uri }]);
  }

  delete(uri: vscode.Uri): void {
    for (const path of this.#below(uri.path)) this.#files.delete(path);
    this.#folders.delete(uri.path);
    this.#changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  createDirectory(uri: vscode.Uri): void {
    this.#folders.add(uri.path);
    this.#changed.fire([{ type: vscode.FileChangeType.Created, uri }]);
  }

  rename(from: vscode.Uri, to: vscode.Uri): void {
    for (const path of this.#below(from.path)) {
      this.#files.set(to.path + path.slice(from.path.length), this.#files.get(path) ?? new Uint8Array());
      this.#files.delete(path);
    }
    // Of a folder no more than its name is told.
    this.#changed.fire([
      { type: vscode.FileChangeType.Deleted, uri: from },
      { type: vscode.FileChangeType.Created, uri: to },
    ]);
  }

  /** The file of a path, or all files below a folder. */
  #below(path: string): readonly string[] {
    return [...this.#files.keys()].filter((file) => file === path || file.startsWith(`${path}/`));
  }
}
