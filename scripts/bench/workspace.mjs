// @ts-check
// A whole workspace, checked while somebody types.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workspaceFiles } from '../../test/out/bench/workspace-files.js';
import { isCancelled, isScanned, startServer } from './client.mjs';
import { measurement, median, once, percentileRows } from './measurement.mjs';
import { processFigures } from './process-figures.mjs';
import { recordedSession, sessionText } from './texts.mjs';

/** @typedef {import('./client.mjs').Server} Server */

/** 125 words a minute. */
const keyEveryMilliseconds = 100;
const cancels = 6;

const small = { count: 1_000, scans: 3, aims: { start: 2_000, typing: 30, memory: 150 } };
const large = { count: 10_000, scans: 1, aims: { start: undefined, typing: 30, memory: undefined } };

const folderOf = once(writeWorkspace);
const scansOf = once(async (/** @type {typeof small | typeof large} */ { count, scans }) => {
  const all = [];
  for (let scan = 0; scan < scans; scan++) all.push(await measureScan(count));
  return all;
});

export const workspace = [
  scanRows(small),
  measurement(async () => {
    const scans = [];
    for (let scan = 0; scan < small.scans; scan++) scans.push(await measureScan(small.count, true));
    return medianOf(scans, ({ checked, started }) => checked - started);
  }, [
    {
      name: '1,000 files, found by the editor: start until all are checked',
      unit: 'ms',
      aim: small.aims.start,
      of: (milliseconds) => milliseconds,
    },
  ]),
  scanRows(large),
  measurement(
    async () => medianOf(await scansOf(large), sinceInitialized) / medianOf(await scansOf(small), sinceInitialized),
    [{ name: '10,000 files: growth from a tenth of them', unit: 'times', aim: 12, of: (times) => times }],
  ),
  measurement(
    () => measureCancels(large.count),
    percentileRows('10,000 files: cancel until the check has ended', (times) => times).filter(({ name }) =>
      /median|worst/.test(name),
    ),
  ),
];

/** @param {typeof small | typeof large} size */
function scanRows(size) {
  const files = `${size.count.toLocaleString('en')} files`;
  /** @param {number | undefined} aim */
  const atMost = (aim) => (aim === undefined ? {} : { aim });
  /** @typedef {Awaited<ReturnType<typeof scansOf>>} Scans */
  /** @type {import('./measurement.mjs').Row<Scans>[]} */
  const rows = [
    {
      name: `${files}: start until all are checked`,
      unit: 'ms',
      ...atMost(size.aims.start),
      of: (scans) => medianOf(scans, ({ checked, started }) => checked - started),
    },
    {
      name: `${files}: initialized until all are checked`,
      unit: 'ms',
      of: (scans) => medianOf(scans, sinceInitialized),
    },
    { name: `${files}: processor time`, unit: 'ms', of: (scans) => known(scans, ({ processor }) => processor) },
    {
      name: `${files}: server memory, at most`,
      unit: 'MB',
      ...atMost(size.aims.memory),
      of: (scans) => known(scans, ({ peak }) => peak),
    },
    {
      name: `${files}: server memory, afterwards`,
      unit: 'MB',
      ...atMost(size.aims.memory),
      of: (scans) => known(scans, ({ now }) => now),
    },
  ];
  const typing = percentileRows(
    `${files}: keystroke meanwhile`,
    (/** @type {Scans} */ scans) => scans.flatMap(({ keystrokes }) => keystrokes),
    { most: size.aims.typing },
  );
  return measurement(() => scansOf(size), [...rows, ...typing]);
}

/** @param {{ readonly checked: number, readonly initialized: number }} scan */
function sinceInitialized({ checked, initialized }) {
  return checked - initialized;
}

/**
 * @template Scan
 * @param {readonly Scan[]} scans
 * @param {(scan: Scan) => number} of
 */
function medianOf(scans, of) {
  return median(scans.map(of));
}

/**
 * The median of what a machine may not tell.
 * @template Scan
 * @param {readonly Scan[]} scans
 * @param {(scan: Scan) => number | undefined} of
 */
function known(scans, of) {
  const values = scans.map(of).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : median(values);
}

/**
 * The folder of a workspace with so many files to check; it is there until the bench ends.
 * @param {number} count
 */
async function writeWorkspace(count) {
  const folder = mkdtempSync(join(tmpdir(), 'dockwright-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const { path, text } of workspaceFiles(count)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/**
 * Opens a workspace of so many files in a new server, and types in one of them until all are checked.
 * @param {number} count
 * @param {boolean} [findsFiles] the server asks the client which files there are
 */
async function measureScan(count, findsFiles = false) {
  const folder = await folderOf(count);
  const server = startServer();
  try {
    const whenScanned = server.until(isScanned).then((message) => ({ message, checked: performance.now() }));
    const { initialized } = await server.initialize({ folder: pathToFileURL(folder).href, limit: count, findsFiles });
    const keystrokes = await typeUntil(server, openedIn(folder), whenScanned);
    const { message, checked } = await whenScanned;
    const text = message.params.message;
    if (!text.startsWith(`Checked ${count} files`)) throw new Error(`${count} files were to be checked: ${text}`);
    return { started: server.started, initialized, checked, keystrokes, ...processFigures(server.pid) };
  } finally {
    server.stop();
  }
}

/**
 * The URI of a file of the workspace.
 * @param {string} folder
 */
function openedIn(folder) {
  return pathToFileURL(join(folder, 'apps/team-0/opened/Dockerfile')).href;
}

/**
 * Types the recorded session, a key every 100 ms whether the last one was answered or not, until something has happened.
 * @param {Server} server
 * @param {string} uri
 * @param {Promise<unknown>} end
 * @returns {Promise<number[]>} how long the problems of each version took, or of one that came soon after
 */
async function typeUntil(server, uri, end) {
  const session = recordedSession();
  /** @type {number[]} */
  const times = [];
  const whenShown = [server.open(uri, sessionText)];
  await whenShown[0];
  let isOver = false;
  end.then(() => {
    isOver = true;
  });
  const start = performance.now();
  for (let key = 0; !isOver; key++) {
    await new Promise((resolve) => setTimeout(resolve, start + key * keyEveryMilliseconds - performance.now()));
    const at = key % (session.length + 1);
    // At its end the session begins anew.
    const change = at === session.length ? { text: sessionText } : session[at]?.change;
    if (change === undefined) break;
    const sent = performance.now();
    whenShown.push(
      server.change(uri, key + 2, change).then((diagnostics) => {
        times.push(performance.now() - sent);
        return diagnostics;
      }),
    );
  }
  await Promise.all(whenShown);
  return times;
}

/**
 * Times from the cancel of a check to the line of the log that says so: cancelled as soon as it has begun, while files are
 * looked for, and in the midst of the checks, by turns.
 * @param {number} count
 */
async function measureCancels(count) {
  const folder = await folderOf(count);
  const server = startServer();
  /** @param {string} kind */
  const untilProgress = (kind) =>
    server.until(({ method, params }) => method === '$/progress' && params.value.kind === kind);
  try {
    let began = untilProgress('begin');
    await server.initialize({ folder: pathToFileURL(folder).href, limit: count });
    const times = [];
    for (let cancel = 0; cancel < cancels; cancel++) {
      const { token } = (await began).params;
      if (cancel % 2 === 1) await untilProgress('report');
      const whenCancelled = server.until(isCancelled);
      const start = performance.now();
      server.notify('window/workDoneProgress/cancel', { token });
      await whenCancelled;
      times.push(performance.now() - start);
      if (cancel === cancels - 1) break;
      began = untilProgress('begin');
      void server.request('workspace/executeCommand', { command: 'dockwright.lintWorkspace' });
    }
    return times;
  } finally {
    server.stop();
  }
}
