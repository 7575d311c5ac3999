import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  createReadStream,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { access, chmod, chown, open, readFile, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Entry, Failure, Host, Outcome, PathInfo } from './host.js';
import { programs } from './programs.js';
import { run } from './run.js';

const isWindows = process.platform === 'win32';
const CHUNK = 64 * 1024;

function portable(path: string): string {
  return isWindows ? path.replaceAll('\\', '/') : path;
}

/** https://nodejs.org/docs/latest-v20.x/api/errors.html#common-system-errors */
const failureKinds: ReadonlyMap<string, Failure['kind']> = new Map([
  ['ENOENT', 'missing'],
  ['ENOTDIR', 'missing'],
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
  ['EROFS', 'read-only'],
  ['EEXIST', 'exists'],
]);

function failed(kind: Failure['kind'], message: string): Outcome<never> {
  return { ok: false, failure: { kind, message } };
}

/** Runs what may fail and gives its value or what the system said. */
async function attempt<Value>(action: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof Error)) return failed('other', String(error));
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    return failed(failureKinds.get(code) ?? 'other', error.message);
  }
}

// Many small files are read, nothing else goes on meanwhile, and waiting for each takes longer than reading it: so what
// only looks at the disk does not wait.

function inspect(path: string): Promise<Outcome<PathInfo>> {
  return attempt(async () => {
    const info = statSync(path);
    const isStream = info.isFIFO() || info.isCharacterDevice();
    // A pipe that a shell made (`<(…)`) has no path of its own.
    const realPath = isStream ? path : portable(realpathSync.native(path));
    const kind = info.isFile() ? 'file' : info.isDirectory() ? 'folder' : isStream ? 'stream' : 'other';
    return { ok: true, value: { kind, realPath } };
  });
}

function list(folder: string): Promise<Outcome<readonly Entry[]>> {
  return attempt(async () => {
    const entries = readdirSync(folder, { withFileTypes: true });
    const value = entries.map((entry): Entry => {
      const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other';
      return { name: entry.name, kind };
    });
    return { ok: true, value };
  });
}

async function readStream(stream: Readable, limit: number): Promise<Outcome<Uint8Array>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    if (!(bytes instanceof Uint8Array)) continue;
    size += bytes.length;
    if (size > limit) return failed('too-large', '');
    chunks.push(bytes);
  }
  return { ok: true, value: Buffer.concat(chunks) };
}

/** Files of /proc are files, but do not say how large they are, and some of them would wait for more to come. */
function readSilent(path: string, limit: number): Outcome<Uint8Array> {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const chunks: Uint8Array[] = [];
    for (let length = 0; length <= limit; ) {
      const chunk = new Uint8Array(CHUNK);
      const more = readSync(file, chunk);
      if (more === 0) return { ok: true, value: Buffer.concat(chunks, length) };
      chunks.push(chunk.subarray(0, more));
      length += more;
    }
    return failed('too-large', '');
  } finally {
    closeSync(file);
  }
}

function read(path: string, limit: number, mayWait = false): Promise<Outcome<Uint8Array>> {
  return attempt(async () => {
    const info = statSync(path);
    if (!info.isFile()) {
      return mayWait ? await readStream(createReadStream(path), limit) : failed('no-file', '');
    }
    if (info.size > limit) return failed('too-large', '');
    return info.size === 0 ? readSilent(path, limit) : { ok: true, value: readFileSync(path) };
  });
}

/** Writes beside the file and then renames, so that no reader and no power cut ever sees half of it. */
function replace(path: string, expected: Uint8Array, bytes: Uint8Array): Promise<Outcome<undefined>> {
  return attempt<undefined>(async () => {
    const target = await realpath(path);
    const info = await stat(target);
    if (!info.isFile()) return failed('other', 'this is no regular file, so nothing can be written to it.');
    const isWritable = await access(target, constants.W_OK).then(
      () => true,
      () => false,
    );
    // The superuser may write to every file, but who protects a file means it.
    if (!isWritable || (info.mode & 0o222) === 0) return failed('read-only', '');
    const temporary = join(dirname(target), `.dockwright-${randomUUID()}.tmp`);
    try {
      const file = await open(temporary, 'wx', info.mode);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await chmod(temporary, info.mode & 0o7777);
      // Only the superuser can give files away; for everybody else the owner is right already.
      await chown(temporary, info.uid, info.gid).catch(() => undefined);
      if (Buffer.compare(await readFile(target), expected) !== 0) {
        await unlink(temporary);
        return failed('changed', '');
      }
      await rename(temporary, target);
      return { ok: true, value: undefined };
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
  });
}

function create(path: string, bytes: Uint8Array): Promise<Outcome<undefined>> {
  return attempt(async () => {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    return { ok: true, value: undefined };
  });
}

function write(path: string, bytes: Uint8Array): Promise<Outcome<undefined>> {
  return attempt(async () => {
    await writeFile(path, bytes);
    return { ok: true, value: undefined };
  });
}

async function ownVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}

/** A reader that has seen enough (`dockwright lint | head`) is no failure. */
function leaveQuietlyOnBrokenPipe(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
}

async function main(): Promise<number> {
  process.stdout.on('error', leaveQuietlyOnBrokenPipe);
  process.stderr.on('error', leaveQuietlyOnBrokenPipe);
  const host: Host = {
    workingFolder: portable(process.cwd()),
    version: await ownVersion(),
    environment: process.env,
    output: { isTerminal: process.stdout.isTTY === true, columns: process.stdout.columns },
    programs,
    writeOutput: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    inspect,
    list,
    read,
    readInput: (limit) => attempt(() => readStream(process.stdin, limit)),
    replace,
    write,
    create,
  };
  return run(process.argv.slice(2).map(portable), host);
}

try {
  process.exitCode = await main();
} catch (error) {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`dockwright: this is a mistake in Dockwright itself; please report it.\n${detail}\n`);
  process.exitCode = 2;
}
