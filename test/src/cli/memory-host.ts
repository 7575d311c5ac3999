import type { Entry, Failure, Host, Outcome, PathInfo, Programs } from '@dockwright/cli/host';
import { folderOf, join, nameOf } from '@dockwright/cli/paths';

/** What stands at a path; a text is a file. */
export type MemoryNode =
  | string
  | Uint8Array
  | { readonly link: string }
  | { readonly fails: Failure['kind'] }
  /** A folder that cannot be listed. */
  | { readonly closed: Failure['kind'] }
  | { readonly readOnly: string }
  | { readonly stream: string };

export interface MemoryHost extends Host {
  readonly output: { readonly isTerminal: boolean; readonly columns: number | undefined };
  readonly printed: () => { readonly output: string; readonly error: string };
  readonly textOf: (path: string) => string | undefined;
  /** Every path that was written to, in order. */
  readonly writes: readonly string[];
}

export interface MemoryOptions {
  readonly input?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly programs?: Programs;
  /** Called before each write, to play somebody else at the same disk. */
  readonly beforeReplace?: (path: string, nodes: Map<string, MemoryNode>) => void;
}

function failed(kind: Failure['kind'], message = 'E'): Outcome<never> {
  return { ok: false, failure: { kind, message } };
}

function bytesOf(node: string | Uint8Array): Uint8Array {
  return typeof node === 'string' ? new TextEncoder().encode(node) : node;
}

/** A disk and a terminal in memory; the working folder is `/project`, and paths are given relative to it or absolute. */
export function memoryHost(files: Readonly<Record<string, MemoryNode>>, options: MemoryOptions = {}): MemoryHost {
  const nodes = new Map(Object.entries(files).map(([path, node]) => [join('/project', path), node]));
  let output = '';
  let error = '';
  const writes: string[] = [];

  const isFolder = (path: string): boolean =>
    path === '/' || path === '/project' || [...nodes.keys()].some((other) => other.startsWith(`${path}/`));

  /** Follows links, those of folders on the way included. */
  const resolve = (path: string, depth = 0): string | undefined => {
    if (depth > 20) return undefined;
    if (path === '/') return path;
    const folder = resolve(folderOf(path), depth);
    if (folder === undefined) return undefined;
    const place = join(folder, nameOf(path));
    const node = nodes.get(place);
    return typeof node === 'object' && 'link' in node ? resolve(join(folder, node.link), depth + 1) : place;
  };

  const inspect = async (path: string): Promise<Outcome<PathInfo>> => {
    const realPath = resolve(path);
    if (realPath === undefined) return failed('other', 'ELOOP: too many symbolic links');
    const node = nodes.get(realPath);
    if (node === undefined)
      return isFolder(realPath) ? { ok: true, value: { kind: 'folder', realPath } } : failed('missing');
    const kind = typeof node !== 'object' ? 'file' : 'closed' in node ? 'folder' : 'stream' in node ? 'stream' : 'file';
    return { ok: true, value: { kind, realPath } };
  };

  const read = async (path: string, limit: number, mayWait = false): Promise<Outcome<Uint8Array>> => {
    const realPath = resolve(path);
    const node = realPath === undefined ? undefined : nodes.get(realPath);
    if (node === undefined) return failed('missing');
    if (typeof node === 'object' && 'fails' in node) return failed(node.fails);
    if (typeof node === 'object' && ('link' in node || 'closed' in node)) return failed('missing');
    if (typeof node === 'object' && 'stream' in node && !mayWait) return failed('no-file');
    const content =
      typeof node === 'string' || node instanceof Uint8Array ? node : 'stream' in node ? node.stream : node.readOnly;
    const bytes = bytesOf(content);
    return bytes.length > limit ? failed('too-large') : { ok: true, value: bytes };
  };

  const list = async (folder: string): Promise<Outcome<readonly Entry[]>> => {
    const realPath = resolve(folder);
    if (realPath === undefined) return failed('missing');
    const node = nodes.get(realPath);
    if (typeof node === 'object' && 'closed' in node) return failed(node.closed);
    if (!isFolder(realPath)) return failed('missing');
    const start = realPath === '/' ? '/' : `${realPath}/`;
    const entries = new Map<string, Entry>();
    for (const [path, node] of nodes) {
      if (!path.startsWith(start)) continue;
      const [name = '', ...rest] = path.slice(start.length).split('/');
      const isClosed = typeof node === 'object' && 'closed' in node;
      const isLink = typeof node === 'object' && 'link' in node;
      const kind = rest.length > 0 || isClosed ? 'folder' : isLink ? 'link' : 'file';
      entries.set(name, { name, kind });
    }
    return { ok: true, value: [...entries.values()].reverse() };
  };

  return {
    workingFolder: '/project',
    programs: options.programs,
    version: '9.8.7',
    environment: options.environment ?? {},
    output: { isTerminal: options.isTerminal ?? false, columns: options.columns },
    writeOutput: (text) => {
      output += text;
    },
    writeError: (text) => {
      error += text;
    },
    inspect,
    list,
    read,
    readInput: async (limit) => {
      const bytes = bytesOf(options.input ?? '');
      return bytes.length > limit ? failed('too-large') : { ok: true, value: bytes };
    },
    replace: async (path, expected, bytes) => {
      options.beforeReplace?.(path, nodes);
      const realPath = resolve(path) ?? path;
      const node = nodes.get(realPath);
      if (typeof node === 'object' && 'readOnly' in node) return failed('read-only');
      const current = await read(path, Number.MAX_SAFE_INTEGER);
      if (!current.ok) return current;
      if (new TextDecoder().decode(current.value) !== new TextDecoder().decode(expected)) return failed('changed');
      nodes.set(realPath, bytes);
      writes.push(realPath);
      return { ok: true, value: undefined };
    },
    write: async (path, bytes) => {
      if (!isFolder(folderOf(path))) return failed('missing');
      nodes.set(path, bytes);
      writes.push(path);
      return { ok: true, value: undefined };
    },
    create: async (path, bytes) => {
      if (nodes.has(path)) return failed('exists');
      nodes.set(path, bytes);
      writes.push(path);
      return { ok: true, value: undefined };
    },
    printed: () => ({ output, error }),
    textOf: (path) => {
      const node = nodes.get(join('/project', path));
      return typeof node === 'string'
        ? node
        : node instanceof Uint8Array
          ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(node)
          : undefined;
    },
    writes,
  };
}
