// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** A host name that exists nowhere: only the proxy of a run answers for it. */
export const pythonIndexHost = 'packages.python.test';

/**
 * A package index for pip (https://peps.python.org/pep-0503/). The wheels of a folder are served as they are: real ones, to
 * measure with. Every other name gives a package of a few lines with a command of the same name, so that files which
 * install a framework can be built without the internet.
 * @param {string} wheelFolder
 * @returns {import('./proxy.mjs').OwnPages}
 */
export function pythonIndex(wheelFolder) {
  return (url) => {
    if (url.hostname !== pythonIndexHost) return undefined;
    const [folder, name = '', file] = url.pathname.split('/').filter((part) => part !== '');
    if (folder !== 'simple') return { type: 'text/plain', body: Buffer.from('no such page') };
    const real = readdirSync(wheelFolder).find((wheel) => normalize(wheel.split('-')[0] ?? '') === name);
    const wheelName = real ?? `${moduleName(name)}-1.0-py3-none-any.whl`;
    if (file === undefined) {
      const page = `<!DOCTYPE html><html><body><a href="/simple/${name}/${wheelName}">${wheelName}</a></body></html>`;
      return { type: 'text/html', body: Buffer.from(page) };
    }
    const body = real === undefined ? standInWheel(name) : readFileSync(join(wheelFolder, real));
    // Said so that pip keeps the file in its cache, as it does with those of the real index.
    return { type: 'application/zip', body, headers: { 'cache-control': 'max-age=31536000, public, immutable' } };
  };
}

/** @param {string} name */
function normalize(name) {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

/** @param {string} name */
function moduleName(name) {
  return name.replaceAll('-', '_');
}

/**
 * A wheel (https://packaging.python.org/en/latest/specifications/binary-distribution-format/) with a command that prints
 * its arguments.
 * @param {string} name
 */
function standInWheel(name) {
  const module = moduleName(name);
  const info = `${module}-1.0.dist-info`;
  const files = [
    [`${module}/__init__.py`, 'import sys\n\n\ndef main():\n    print(sys.argv[1:])\n'],
    [`${info}/METADATA`, `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`],
    [`${info}/WHEEL`, 'Wheel-Version: 1.0\nGenerator: dockwright\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
    [`${info}/entry_points.txt`, `[console_scripts]\n${name} = ${module}:main\n`],
  ];
  const record = [...files.map(([path]) => `${path},,`), `${info}/RECORD,,`].join('\n');
  return zip([...files, [`${info}/RECORD`, `${record}\n`]].map(([path = '', text = '']) => ({ path, text })));
}

/**
 * A zip archive without compression (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT).
 * @param {readonly { readonly path: string, readonly text: string }[]} files
 */
function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { path, text } of files) {
    const name = Buffer.from(path);
    const data = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    // 1 January 1980, the earliest date there is.
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((0o100644 << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, rest, name]));
    parts.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, entries, end]);
}
