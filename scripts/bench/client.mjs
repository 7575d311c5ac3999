// @ts-check
// A client of the language server protocol, as small as the bench needs it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../generated.mjs';
import { findFiles } from './editor-files.mjs';

/** @typedef {{ readonly line: number, readonly character: number }} Position */
/** @typedef {{ readonly start: Position, readonly end: Position }} Range */
/** @typedef {ReturnType<typeof startServer>} Server */
/**
 * A message of the server, as it comes: only the bench, which knows what it has asked for, says what is in it.
 * @typedef {any} Message
 */

/** Those with which VS Code and the program for other editors start it. */
const serverFlags =
  readFileSync(join(projectRoot, 'server/bin/dockwright-language-server.mjs'), 'utf8')
    .split('\n', 1)[0]
    ?.split(' ')
    .filter((word) => word.startsWith('--')) ?? [];

/** Starts the language server the way VS Code does, but for the connection. */
export function startServer() {
  const started = performance.now();
  const bundle = join(projectRoot, 'server/dist/dockwright-language-server.mjs');
  const program = existsSync(bundle) ? bundle : join(projectRoot, 'server/out/node.js');
  const child = spawn(process.execPath, [...serverFlags, program, '--stdio'], {
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let lastId = 0;
  /** @type {Map<number, (result: Message) => void>} */
  const requests = new Map();
  /** @type {Set<{ readonly uri: string, readonly version: number, readonly shown: (diagnostics: readonly object[]) => void }>} */
  const versions = new Set();
  /** @type {Set<(message: Message) => boolean>} */
  const listeners = new Set();

  const send = (/** @type {object} */ message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    child.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  };
  const receive = (/** @type {Message} */ message) => {
    if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, version, diagnostics } = message.params;
      for (const waiting of versions) {
        // A version that was typed over at once is never shown by itself.
        if (waiting.uri !== uri || version === undefined || version < waiting.version) continue;
        versions.delete(waiting);
        waiting.shown(diagnostics);
      }
    } else if (message.method !== undefined && message.id !== undefined) {
      void answer(message).then((result) => send({ id: message.id, result }));
    } else if (message.id !== undefined) {
      requests.get(message.id)?.(message.result);
      requests.delete(message.id);
    }
    for (const listener of listeners) if (listener(message)) listeners.delete(listener);
  };
  child.stdout.on('data', messageReader(receive));

  const notify = (/** @type {string} */ method, /** @type {object} */ params) => send({ method, params });
  const request = (/** @type {string} */ method, /** @type {object} */ params) => {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      requests.set(id, resolve);
      send({ id, method, params });
    });
  };
  const shown = (/** @type {string} */ uri, /** @type {number} */ version) =>
    new Promise((resolve) => versions.add({ uri, version, shown: resolve }));

  return {
    /** When it was started, on the clock of `performance.now()`. */
    started,
    pid: child.pid,
    notify,
    request,
    /**
     * Says hello; gives the times of that.
     * @param {{ readonly folder?: string, readonly limit?: number, readonly findsFiles?: boolean }} [options] `findsFiles`:
     *   the server asks the client which files there are, as in VS Code
     */
    initialize: async ({ folder, limit, findsFiles = false } = {}) => {
      await request('initialize', {
        processId: process.pid,
        rootUri: folder ?? null,
        workspaceFolders: folder === undefined ? null : [{ uri: folder, name: 'bench' }],
        capabilities: { window: { workDoneProgress: true } },
        initializationOptions: {
          ...(findsFiles ? { client: 'dockwright' } : {}),
          shellcheck: { enable: false },
          workspace: limit === undefined ? {} : { limit },
        },
      });
      const answered = performance.now();
      notify('initialized', {});
      return { answered, initialized: performance.now() };
    },
    /**
     * Waits for a message that satisfies a condition.
     * @param {(message: Message) => boolean} condition
     * @returns {Promise<Message>}
     */
    until: (condition) =>
      new Promise((resolve) => {
        listeners.add((message) => {
          const isIt = condition(message);
          if (isIt) resolve(message);
          return isIt;
        });
      }),
    /**
     * Opens a document and waits for its problems.
     * @param {string} uri
     * @param {string} text
     * @returns {Promise<readonly object[]>}
     */
    open: (uri, text) => {
      const published = shown(uri, 1);
      notify('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version: 1, text } });
      return published;
    },
    /**
     * Changes a document and waits for the problems of that version, or of one that came soon after.
     * @param {string} uri
     * @param {number} version
     * @param {{ readonly range?: Range, readonly text: string }} change without a range: the whole text
     * @returns {Promise<readonly object[]>}
     */
    change: (uri, version, change) => {
      const published = shown(uri, version);
      notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
      return published;
    },
    stop: () => child.kill(),
  };
}

/**
 * What an editor answers to a request of the server.
 * @param {Message} request
 */
async function answer({ method, params }) {
  if (method === 'workspace/configuration') return params.items.map(() => null);
  return method === 'dockwright/findFiles' ? findFiles(params.folder) : null;
}

/**
 * Puts messages together out of what arrives.
 * @param {(message: object) => void} receive
 * @returns {(chunk: Buffer) => void}
 */
function messageReader(receive) {
  /** @type {Buffer[]} */
  let chunks = [];
  let size = 0;
  let needed = 0;
  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    // Large messages come in many pieces: they are joined when they are whole.
    if (size < needed) return;
    let buffer = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    needed = 0;
    for (;;) {
      const headerEnd = buffer.indexOf('\r\n\r\n');
      if (headerEnd === -1) break;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.toString('latin1', 0, headerEnd))?.[1]);
      const end = headerEnd + 4 + length;
      if (buffer.length < end) {
        needed = end;
        break;
      }
      const body = buffer.toString('utf8', headerEnd + 4, end);
      buffer = buffer.subarray(end);
      receive(JSON.parse(body));
    }
    chunks = [buffer];
    size = buffer.length;
  };
}

/** @param {Message} message */
export function isScanned(message) {
  return message.method === 'window/logMessage' && /^Checked \d+ files/.test(message.params.message);
}

/** @param {Message} message */
export function isCancelled(message) {
  return message.method === 'window/logMessage' && /was cancelled after \d+ files/.test(message.params.message);
}
