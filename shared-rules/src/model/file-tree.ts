import { fitsGlob, joinPath, normalPath } from './paths.js';

interface Directory<Entry> {
  readonly entries: Map<string, Directory<Entry>>;
  readonly values: Entry[];
}

/** What was put at which absolute path, so that a deletion finds all that it hits without asking each. */
export interface FileTree<Entry> {
  add(path: string, entry: Entry): void;
  /** Takes out what `rm -rf <pattern>` deletes, and gives it back. Paths that begin with `~` are in every home. */
  remove(pattern: string): readonly Entry[];
}

const GLOB = /[*?[]/;

/** An empty tree. */
export function createFileTree<Entry>(): FileTree<Entry> {
  const root: Directory<Entry> = { entries: new Map(), values: [] };
  return {
    add: (path, entry) => {
      let directory = root;
      for (const part of partsOf(path)) directory = childOf(directory, part);
      directory.values.push(entry);
    },
    remove: (pattern) => {
      if (!/^[/~]/.test(pattern)) return [];
      const removed: Entry[] = [];
      removeBelow(root, partsOf(pattern), 0, removed);
      const atHome = normalPath(pattern);
      if (atHome.startsWith('~') && !pattern.startsWith('~')) removeBelow(root, partsOf(atHome), 0, removed);
      return removed;
    },
  };
}

function partsOf(path: string): readonly string[] {
  return joinPath('/', path)
    .split('/')
    .filter((part) => part !== '');
}

function childOf<Entry>(directory: Directory<Entry>, name: string): Directory<Entry> {
  const known = directory.entries.get(name);
  if (known !== undefined) return known;
  const child: Directory<Entry> = { entries: new Map(), values: [] };
  directory.entries.set(name, child);
  return child;
}

function removeBelow<Entry>(directory: Directory<Entry>, parts: readonly string[], at: number, removed: Entry[]): void {
  const part = parts[at];
  if (part === undefined) {
    takeAll(directory, removed);
    return;
  }
  // All that is in a directory: what was said to fill it is gone with it.
  if (part === '*' && at === parts.length - 1) {
    takeAll(directory, removed);
    return;
  }
  if (!GLOB.test(part)) {
    const child = directory.entries.get(part);
    if (child !== undefined) removeBelow(child, parts, at + 1, removed);
    return;
  }
  for (const [name, child] of directory.entries) {
    if (fitsGlob(part, name)) removeBelow(child, parts, at + 1, removed);
  }
}

function takeAll<Entry>(directory: Directory<Entry>, removed: Entry[]): void {
  const waiting = [directory];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const value of next.values.splice(0)) removed.push(value);
    for (const entry of next.entries.values()) waiting.push(entry);
    next.entries.clear();
  }
}
