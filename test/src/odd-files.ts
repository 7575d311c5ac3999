import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Pipes, links to devices and such names are not for Windows. */
export const skipOddFiles: string | false = process.platform === 'win32' ? 'there are no such files on Windows' : false;

const deepest = 1000;
const longest = `${'l'.repeat(240)}.Dockerfile`;

/** Files that are to be found, however odd their names and places. */
const found: readonly string[] = [
  'Dockerfile',
  'Dockerfile.out',
  'one/Dockerfile',
  'two/Dockerfile',
  'folder/Dockerfile/Dockerfile',
  'odd/-rf.Dockerfile',
  'odd/--fix/Dockerfile',
  'odd/line\nbreak.Dockerfile',
  'odd/100%25.Dockerfile',
  'odd/%2e%2e/Dockerfile',
  'odd/hash#and?query.Dockerfile',
  'odd/back\\slash.Dockerfile',
  'odd/"quotes\'.Dockerfile',
  'odd/🐳 blank.Dockerfile',
  'odd/e\u0301.Dockerfile',
  'odd/$(touch pwned)`id`.Dockerfile',
  'odd/<img src=x>.Dockerfile',
  'odd/[x](command:y).Dockerfile',
  'odd/::error::.Dockerfile',
  'odd/\u202egnp.Dockerfile',
  'odd/\u001b[2J.Dockerfile',
  'odd/.../Dockerfile',
  `odd/${longest}`,
  `${'d/'.repeat(deepest)}Dockerfile`,
  'piped/Dockerfile',
  'ignored/Dockerfile',
];

const links: Readonly<Record<string, string>> = {
  'one/up': '..',
  'one/other': '../two',
  'two/other': '../one',
  'root-of-all': '/',
  itself: 'itself',
  linked: 'one',
  'Dockerfile.again': 'Dockerfile',
  'one/Dockerfile.again': '../Dockerfile',
  'Dockerfile.dangling': 'nowhere',
  'Dockerfile.ring': 'Dockerfile.ring',
  'Dockerfile.tofolder': 'folder',
  'Dockerfile.topipe': 'pipe',
  'Dockerfile.zero': '/dev/zero',
  'Dockerfile.stdin': '/dev/stdin',
  'two/.dockerignore': '/dev/zero',
};

const pipes = ['pipe', 'Dockerfile.pipe', 'piped/dockwright.yaml', 'piped/.dockerignore', 'ignored/.gitignore'];

export interface OddFiles {
  /** Paths of the Dockerfiles that are to be found, sorted. */
  readonly dockerfiles: readonly string[];
  /** One of them that lies outside of the folder: a link leads to it. */
  readonly outside: string;
}

/**
 * Fills a folder with what a walk may stumble over: circles of links, links to everything, pipes, devices, folders that
 * cannot be listed, a very deep tree, names of all kinds.
 * @param folder an empty one
 * @param other another one, for a file outside of it
 * @param text of every Dockerfile
 */
export function writeOddFiles(folder: string, other: string, text: string): OddFiles {
  const write = (path: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const path of found) if (path !== 'Dockerfile.out') write(path);
  writeFileSync(join(other, 'base'), text);
  symlinkSync(join(other, 'base'), join(folder, 'Dockerfile.out'));
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(folder, path));
  const made = spawnSync('mkfifo', pipes, { cwd: folder });
  if (made.status !== 0) throw new Error(`mkfifo: ${made.stderr}`);
  if (process.getuid?.() !== 0) {
    write('closed/Dockerfile');
    chmodSync(join(folder, 'closed'), 0);
  }
  // The disk of a Mac has no such names.
  if (process.platform === 'linux') {
    const name = Buffer.concat([
      Buffer.from(join(folder, 'odd/')),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('.Dockerfile'),
    ]);
    writeFileSync(name, text);
  }
  return { dockerfiles: [...found].sort(), outside: 'Dockerfile.out' };
}
