// @ts-check
// npm run test:builds: builds images before and after fixes, for real, and compares them.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../generated.mjs';
import { exampleArchive } from './archive.mjs';
import { prepareBases } from './bases.mjs';
import { behaviours, judgeBehaviour } from './behaviour.mjs';
import { demandNetwork, insideFolder, MissingError, prepareHost, runInside } from './host.mjs';
import { ignoreCases, judgeIgnoreFile } from './ignore-files.mjs';
import { judgePair } from './judge.mjs';
import { catchLie, lies } from './lies.mjs';
import { examplePairs } from './pairs.mjs';
import { inParallel } from './process.mjs';
import { startProxy } from './proxy.mjs';
import { pythonIndex } from './python-index.mjs';
import { judgeSyntax } from './second-parser.mjs';
import { chooseDriver, createStore } from './store.mjs';
import { closingLine, renderTable } from './table.mjs';
import { wholeFilePairs } from './whole-files.mjs';

/** @typedef {import('./table.mjs').Row} Row */

/** No build and no container of ours takes nearly as long. */
const workLimitMilliseconds = 15 * 60_000;

/** @type {Row} */
const hungRow = { rule: '-', example: '-', before: '-', after: '-', difference: 'it did not end', verdict: 'failed' };

const cache = join(projectRoot, '.cache/builds');
const runsFolder = join(cache, 'runs');
/** Runs side by side do not meet. */
const runFolder = insideFolder() ?? join(runsFolder, String(process.pid));
const ownFiles = join(projectRoot, 'test/builds/files');
/** One more than there are processors: builds wait for the network, and containers for their end. */
const workers = availableParallelism() + 1;
const only = process.argv.slice(2);
const pythonPages = pythonIndex(join(cache, 'wheels'));

process.exitCode = await main();

async function main() {
  try {
    if (insideFolder() !== undefined) return await runAll();
    if (!existsSync(join(projectRoot, 'shared-rules/out/index.js'))) {
      throw new MissingError('Nothing is compiled yet: run `npm run build` first.');
    }
    await prepareHost();
    cleanUp();
    try {
      return await runInside(fileURLToPath(import.meta.url), only, runFolder);
    } finally {
      // Here, outside its namespaces, nothing of the run is mounted any more.
      cleanUp();
    }
  } catch (error) {
    if (!(error instanceof MissingError)) throw error;
    console.error(error.message);
    return 2;
  }
}

async function runAll() {
  const start = performance.now();
  mkdirSync(runFolder, { recursive: true });
  const driver = await chooseDriver(join(runFolder, 'trial'));
  const proxy = await startProxy({
    lasting: join(cache, 'downloads'),
    passing: join(runFolder, 'downloads'),
    ownPages: ownPages,
  });
  try {
    const bases = await prepareBases({ folder: cache, driver, proxy: proxy.url, log: console.log });
    const debian = readdirSync(cache).find((name) => name.startsWith('debootstrap-')) ?? '';
    await demandNetwork(join(cache, debian, 'etc/apt/sources.list'), proxy.url);
    const store = createStore({
      folder: runFolder,
      driver,
      below: bases.folder,
      env: { http_proxy: proxy.url },
    });
    const rows = await inParallel(allWork(store), workers, report);
    rows.push(...(await judgeParsers(store)));
    if (rows.length === 0) throw new MissingError(`No rule, example or file is called ${only.join(' or ')}.`);
    console.log(renderTable(rows));
    const failed = rows.filter((row) => row.verdict === 'failed');
    if (failed.length > 0) console.log(`\nFailed:\n${renderTable(failed)}`);
    console.log(`\n${((performance.now() - start) / 60_000).toFixed(1)} minutes, storage driver ${driver}`);
    console.log(closingLine(rows));
    return failed.length === 0 ? 0 : 1;
  } finally {
    proxy.close();
  }
}

/**
 * What hosts of our own have to say.
 * @param {URL} url
 */
function ownPages(url) {
  if (url.hostname === 'downloads.test') {
    const isLarge = url.pathname.endsWith('.bin');
    return { type: 'application/octet-stream', body: isLarge ? Buffer.alloc(50_000_000, 'data') : exampleArchive };
  }
  return pythonPages(url);
}

/**
 * Everything there is to show, in the order of the table.
 * @param {import('./store.mjs').Store} store
 * @returns {readonly (() => Promise<Row>)[]}
 */
function allWork(store) {
  const pairs = [...examplePairs(), ...wholeFilePairs(ownFiles)];
  const isAsked = (/** @type {readonly string[]} */ names) =>
    only.length === 0 || only.some((word) => names.some((name) => name.includes(word)));
  return [
    ...pairs
      .filter(({ rule, name }) => isAsked([rule, name]))
      .map((pair, number) => () => judgePair(store, pair, `pair-${number}`)),
    ...behaviours
      .filter(({ rule, what }) => isAsked([rule, what]))
      .map((behaviour, number) => () => judgeBehaviour(store, behaviour, number)),
    ...ignoreCases()
      .filter(({ rule, name }) => isAsked([rule, name]))
      .map((ignoreCase, number) => () => judgeIgnoreFile(store, ignoreCase, number)),
    ...lies.filter(({ what }) => isAsked(['lie', what])).map((lie, number) => () => catchLie(store, lie, number)),
  ];
}

/**
 * Does a piece of work and says at once how it went.
 * @param {() => Promise<Row>} work
 */
async function report(work) {
  const late = sleep(workLimitMilliseconds, undefined, { ref: false });
  const row = (await Promise.race([work(), late])) ?? hungRow;
  const end = row.verdict === 'passed' ? '' : `: ${row.difference}`;
  console.log(`${row.verdict.padEnd(8)} ${row.rule} ${row.example}${end}`);
  return row;
}

/**
 * What another parser says of fixed files: of a collection of the world's Dockerfiles where there is one, else of ours.
 * @param {import('./store.mjs').Store} store
 * @returns {Promise<readonly Row[]>}
 */
function judgeParsers(store) {
  if (only.length > 0 && !only.includes('syntax')) return Promise.resolve([]);
  const corpus = process.env['DOCKWRIGHT_CORPUS'] ?? join(projectRoot, '..', 'shared', 'corpus', 'files');
  return existsSync(corpus)
    ? judgeSyntax(store, corpus, 'syntax of the corpus', workers)
    : judgeSyntax(store, ownFiles, 'syntax of our files', workers);
}

/** Nothing of a run stays, also of one that was killed; the cache does. */
function cleanUp() {
  rmSync(runFolder, { recursive: true, force: true });
  if (!existsSync(runsFolder)) return;
  for (const name of readdirSync(runsFolder)) {
    if (!isRunning(Number(name))) rmSync(join(runsFolder, name), { recursive: true, force: true });
  }
}

/** @param {number} processId */
function isRunning(processId) {
  return existsSync(`/proc/${processId}`);
}
