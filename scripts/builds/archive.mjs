// @ts-check
import { gzipSync } from 'node:zlib';

/**
 * A `.tar.gz` of small files, the same bytes each time
 * (https://www.gnu.org/software/tar/manual/html_node/Standard.html).
 * @param {readonly { readonly path: string, readonly text: string, readonly mode: number }[]} files
 * @returns {Buffer}
 */
export function tarball(files) {
  const blocks = files.flatMap(({ path, text, mode }) => {
    const data = Buffer.from(text);
    const padding = Buffer.alloc((512 - (data.length % 512)) % 512);
    return [header(path, data.length, mode), data, padding];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** What archives in examples hold. */
export const exampleArchive = tarball([
  { path: 'app/bin/app', text: '#!/bin/sh\necho app\n', mode: 0o755 },
  { path: 'app/README', text: 'An application.\n', mode: 0o644 },
]);

/**
 * @param {string} path
 * @param {number} size
 * @param {number} mode
 */
function header(path, size, mode) {
  const block = Buffer.alloc(512);
  const octal = (/** @type {number} */ value, /** @type {number} */ width) =>
    value.toString(8).padStart(width - 1, '0');
  block.write(path, 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 7)}\0 `, 148);
  return block;
}
