// @ts-check
// npm run bench: what a lint, a keystroke and a workspace cost on this machine, beside what we aim for.
// Everything must be built (npm run build). Other work on the machine makes all figures worse.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { analyze } from '../shared-rules/out/index.js';
import { longDockerfile } from '../test/out/architecture/long-dockerfile.js';
import { projectRoot } from './generated.mjs';

/** The linear share: 20,000 lines may cost forty times what 500 lines cost, and a half more. */
const growthAim = 1.5;

const lint25 = medianLint(25, 400);
const lint500 = medianLint(500, 150);
const lint20000 = medianLint(20_000, 7);
const growth = lint20000 / (40 * lint500);
const huge = { small: coldLint(10_000), large: coldLint(100_000) };
const server = await measureServer();
const workspaces = [await measureWorkspace(1_000), await measureWorkspace(10_000)];

print([
  ['lint of 25 lines', milliseconds(lint25), '0.3 ms', lint25 <= 0.3],
  ['lint of 500 lines', milliseconds(lint500), '5 ms', lint500 <= 5],
  ['lint of 20,000 lines', milliseconds(lint20000), '', true],
  ['growth from 500 to 20,000 lines', `${growth.toFixed(2)} of linear`, `${growthAim}`, growth <= growthAim],
  ['lint of 100,000 lines', milliseconds(huge.large), '2000 ms', huge.large <= 2_000],
  [
    'growth from 10,000 to 100,000 lines',
    `${(huge.large / huge.small).toFixed(1)} times`,
    '12',
    huge.large <= 12 * huge.small,
  ],
  ['keystroke to problems, 500 lines', milliseconds(server.keystroke), '15 ms', server.keystroke <= 15],
  ['server memory, 200 open files', `${server.megabytes.toFixed(0)} MB`, '90 MB', server.megabytes <= 90],
  ...workspaces.flatMap(workspaceRows),
]);

/**
 * The first lines of a long Dockerfile.
 * @param {number} lines
 */
function dockerfile(lines) {
  return `${longDockerfile(lines).split('\n').slice(0, lines).join('\n')}\n`;
}

/**
 * The median time of a lint, each of a text that was not seen before, as while typing.
 * @param {number} lines
 * @param {number} runs
 */
function medianLint(lines, runs) {
  const text = dockerfile(lines);
  const times = [];
  for (let run = 0; run < runs * 2; run++) {
    const typed = text.replace('npm ci', `npm ci --loglevel=${run}`);
    const start = performance.now();
    analyze(typed);
    // The first half warms up.
    if (run >= runs) times.push(performance.now() - start);
  }
  return median(times);
}

/**
 * The time of the second lint of a text: that of one who opens it in a server that has been at work.
 * @param {number} lines
 */
function coldLint(lines) {
  const text = dockerfile(lines);
  analyze(text);
  const start = performance.now();
  analyze(`${text}# end\n`);
  return performance.now() - start;
}

/** Starts the language server as editors do. */
function startServer() {
  const bundle = join(projectRoot, 'server/dist/dockwright-language-server.mjs');
  const program = existsSync(bundle) ? bundle : join(projectRoot, 'server/out/node.js');
  return spawn(process.execPath, ['--optimize-for-size', program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Talks to a server over its standard input and output. */
async function measureServer() {
  const child = startServer();
  const connection = connect(child);
  try {
    await connection.request('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    connection.notify('initialized', {});
    const keystroke = await medianKeystroke(connection);
    const opened = [];
    for (let file = 0; file < 200; file++)
      opened.push(connection.open(`file:///bench/${file}/Dockerfile`, dockerfile(60)));
    await Promise.all(opened);
    return { keystroke, megabytes: residentMegabytes(child.pid ?? 0) };
  } finally {
    child.kill();
  }
}

/**
 * A workspace of so many files: from the start of the server until all are checked, while somebody types.
 * @param {number} count
 */
async function measureWorkspace(count) {
  const folder = mkdtempSync(join(tmpdir(), 'dockwright-bench-'));
  const child = startServer();
  try {
    for (let file = 0; file < count; file++) {
      mkdirSync(join(folder, `service-${file}`));
      writeFileSync(join(folder, `service-${file}`, 'Dockerfile'), dockerfile(20 + (file % 40)));
    }
    const start = performance.now();
    const connection = connect(child);
    const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'bench' }];
    const initializationOptions = { workspace: { limit: count } };
    await connection.request('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      workspaceFolders,
      initializationOptions,
    });
    const scan = { isDone: false };
    const scanned = connection.logged(/^Checked \d+ files/).then(() => {
      scan.isDone = true;
      return performance.now() - start;
    });
    connection.notify('initialized', {});
    const keystrokes = await keystrokesUntil(connection, () => scan.isDone);
    return { count, time: await scanned, keystrokes, megabytes: residentMegabytes(child.pid ?? 0) };
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Types into a document of 500 lines every 30 ms, until something is done.
 * @param {ReturnType<typeof connect>} connection
 * @param {() => boolean} isDone
 */
async function keystrokesUntil(connection, isDone) {
  const uri = 'file:///typed/Dockerfile';
  await connection.open(uri, dockerfile(500));
  const times = [];
  for (let version = 2; !isDone(); version++) {
    const start = performance.now();
    await connection.type(uri, version, { line: 10, character: 0 });
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return times;
}

/**
 * @param {Awaited<ReturnType<typeof measureWorkspace>>} measured
 * @returns {readonly (readonly [string, string, string, boolean])[]}
 */
function workspaceRows({ count, time, keystrokes, megabytes }) {
  const files = `${count.toLocaleString('en')} files`;
  const isUsual = count <= 1_000;
  const slow = percentile(keystrokes, 0.95);
  return [
    [
      `${files}: from the start until all are checked`,
      milliseconds(time),
      isUsual ? '2000 ms' : '',
      time <= 2_000 || !isUsual,
    ],
    [`${files}: keystroke meanwhile, 95 of 100`, milliseconds(slow), '30 ms', slow <= 30],
    [`${files}: server memory`, `${megabytes.toFixed(0)} MB`, isUsual ? '150 MB' : '', megabytes <= 150 || !isUsual],
  ];
}

/** @param {ReturnType<typeof connect>} connection */
async function medianKeystroke(connection) {
  const uri = 'file:///bench/Dockerfile';
  const text = dockerfile(500);
  await connection.open(uri, text);
  const line = 10;
  const character = text.split('\n')[line]?.length ?? 0;
  const times = [];
  for (let version = 2; version < 120; version++) {
    const start = performance.now();
    await connection.type(uri, version, { line, character });
    if (version > 20) times.push(performance.now() - start);
  }
  return median(times);
}

/**
 * A client of the language server protocol, as small as this script needs it.
 * @param {import('node:child_process').ChildProcessByStdio<import('node:stream').Writable, import('node:stream').Readable, null>} child
 */
function connect(child) {
  /** @type {Map<string, (value: unknown) => void>} */
  const waiting = new Map();
  let buffer = Buffer.alloc(0);
  let lastId = 0;
  /** @type {Map<string, RegExp>} */
  const logged = new Map();

  const send = (/** @type {object} */ message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin.write(body);
  };
  const wait = (/** @type {string} */ key) => new Promise((resolve) => waiting.set(key, resolve));
  const finish = (/** @type {string} */ key, /** @type {unknown} */ value) => {
    waiting.get(key)?.(value);
    waiting.delete(key);
  };
  const receive = (/** @type {any} */ message) => {
    if (message.method === 'window/logMessage') {
      for (const [key, pattern] of logged) if (pattern.test(message.params.message)) finish(key, undefined);
    } else if (message.method === 'textDocument/publishDiagnostics') {
      finish(`${message.params.uri} ${message.params.version}`, message.params.diagnostics);
    } else if (message.method !== undefined && message.id !== undefined) {
      const isConfiguration = message.method === 'workspace/configuration';
      send({ id: message.id, result: isConfiguration ? message.params.items.map(() => null) : null });
    } else if (message.id !== undefined) finish(`request ${message.id}`, message.result);
  };
  child.stdout.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const headerEnd = buffer.indexOf('\r\n\r\n');
      if (headerEnd === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.toString('latin1', 0, headerEnd))?.[1]);
      const end = headerEnd + 4 + length;
      if (buffer.length < end) return;
      const body = buffer.toString('utf8', headerEnd + 4, end);
      buffer = buffer.subarray(end);
      receive(JSON.parse(body));
    }
  });

  const notify = (/** @type {string} */ method, /** @type {object} */ params) => send({ method, params });
  return {
    notify,
    /** Waits for a line of the log. */
    logged: (/** @type {RegExp} */ pattern) => {
      const key = `log ${pattern.source}`;
      logged.set(key, pattern);
      return wait(key);
    },
    request: (/** @type {string} */ method, /** @type {object} */ params) => {
      lastId++;
      const answer = wait(`request ${lastId}`);
      send({ id: lastId, method, params });
      return answer;
    },
    /** Opens a document and waits for its problems. */
    open: (/** @type {string} */ uri, /** @type {string} */ text) => {
      const published = wait(`${uri} 1`);
      notify('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version: 1, text } });
      return published;
    },
    /** Types a character and waits for the problems of that version. */
    type: (/** @type {string} */ uri, /** @type {number} */ version, /** @type {object} */ position) => {
      const published = wait(`${uri} ${version}`);
      const range = { start: position, end: position };
      notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ range, text: 'x' }] });
      return published;
    },
  };
}

/**
 * What a process holds in memory.
 * @param {number} pid
 */
function residentMegabytes(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(stdout.trim()) / 1024;
}

/** @param {readonly number[]} values */
function median(values) {
  return percentile(values, 0.5);
}

/**
 * @param {readonly number[]} values
 * @param {number} part from 0 to 1
 */
function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}

/** @param {number} value */
function milliseconds(value) {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}

/** @param {readonly (readonly [what: string, measured: string, aim: string, isReached: boolean])[]} rows */
function print(rows) {
  const width = Math.max(...rows.map(([what]) => what.length));
  const measuredWidth = Math.max(...rows.map(([, measured]) => measured.length));
  console.log(`Node ${process.version}, medians\n`);
  for (const [what, measured, aim, isReached] of rows) {
    const verdict = aim === '' ? '' : `aim ${aim}${isReached ? '' : ', missed'}`;
    console.log(`${what.padEnd(width)}  ${measured.padStart(measuredWidth)}  ${verdict}`.trimEnd());
  }
}
