// @ts-check
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';

/**
 * Answers for hosts that exist nowhere but here; `undefined` for all others.
 * @typedef {(url: URL) => { readonly type: string, readonly body: Buffer, readonly headers?: Readonly<Record<string, string>> } | undefined} OwnPages
 */

/**
 * A proxy for plain HTTP on a port of its own. It answers each address once per run from the network and then from disk,
 * so that the build before a fix and the one behind it see the same packages. What never changes (packages, lists named by
 * their hash) stays on disk for the next run.
 * @param {{ readonly lasting: string, readonly passing: string, readonly ownPages: OwnPages }} options the two folders
 * @returns {Promise<{ readonly url: string, readonly close: () => void }>}
 */
export async function startProxy({ lasting, passing, ownPages }) {
  mkdirSync(lasting, { recursive: true });
  mkdirSync(passing, { recursive: true });
  /** @type {Map<string, Promise<Stored>>} */
  const underWay = new Map();
  const server = createServer(async (incoming, answer) => {
    const url = incoming.url ?? '';
    try {
      if (incoming.method !== 'GET' && incoming.method !== 'HEAD') throw new Error(`no ${incoming.method} here`);
      const own = ownPages(new URL(url));
      if (own !== undefined) {
        answer.writeHead(200, { 'content-type': own.type, 'content-length': own.body.length, ...own.headers });
        answer.end(own.body);
        return;
      }
      let stored = underWay.get(url);
      if (stored === undefined) {
        stored = fetchOnce(url, isImmutable(url) ? lasting : passing);
        underWay.set(url, stored);
      }
      const { status, path, size } = await stored;
      answer.writeHead(status, { 'content-length': size });
      createReadStream(path).pipe(answer);
    } catch (error) {
      underWay.delete(url);
      answer.writeHead(502);
      answer.end(String(error));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @typedef {{ readonly status: number, readonly path: string, readonly size: number }} Stored */

/** @param {string} url */
function isImmutable(url) {
  return url.endsWith('.deb') || url.includes('/by-hash/');
}

/**
 * @param {string} url
 * @param {string} folder
 * @returns {Promise<Stored>}
 */
async function fetchOnce(url, folder) {
  const path = join(folder, createHash('sha256').update(url).digest('hex'));
  if (existsSync(path)) return { status: 200, path, size: statSync(path).size };
  const { status, body } = await fetchFrom(url);
  const temporary = `${path}.part`;
  writeFileSync(temporary, body);
  // Only what was found is worth keeping.
  const kept = status === 200 ? path : `${path}.${status}`;
  renameSync(temporary, kept);
  return { status, path: kept, size: body.length };
}

/**
 * @param {string} url
 * @returns {Promise<{ readonly status: number, readonly body: Buffer }>}
 */
function fetchFrom(url) {
  const upstream = process.env['http_proxy'] ?? process.env['HTTP_PROXY'];
  return new Promise((resolve, reject) => {
    const target = new URL(upstream ?? url);
    const options = { host: target.hostname, port: target.port || 80, timeout: 30_000 };
    const path = upstream === undefined ? `${target.pathname}${target.search}` : url;
    const outgoing = request({ ...options, path, headers: { host: new URL(url).host } }, (answer) => {
      readAll(answer).then((body) => resolve({ status: answer.statusCode ?? 502, body }), reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer from ${target.hostname}`)));
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** @param {AsyncIterable<Buffer>} stream */
async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
