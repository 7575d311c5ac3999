// @ts-check
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { atEnd } from './cleanup.mjs';

/** @type {Readonly<Record<string, string>>} */
const types = { '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png' };

/**
 * Serves folders of this machine to the web extension host, which loads extensions over http.
 * @param {Readonly<Record<string, string>>} mounts first part of the path, such as "/extension", to folder
 * @returns {Promise<number>} the port of 127.0.0.1
 */
export function serveFiles(mounts) {
  const server = http.createServer((request, response) => {
    const file = fileOf(mounts, decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const body = file === undefined ? undefined : readFile(file);
    if (file === undefined || body === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream' }).end(body);
  });
  atEnd(() => {
    server.close();
    server.closeAllConnections();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
}

/**
 * @param {Readonly<Record<string, string>>} mounts
 * @param {string} pathname
 */
function fileOf(mounts, pathname) {
  for (const [prefix, folder] of Object.entries(mounts)) {
    if (!pathname.startsWith(`${prefix}/`)) continue;
    const file = path.join(folder, pathname.slice(prefix.length));
    return file.startsWith(folder + path.sep) ? file : undefined;
  }
  return undefined;
}

/** @param {string} file */
function readFile(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}
