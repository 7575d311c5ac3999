// @ts-check
// npm test: sets up what is missing, builds, and runs every check and test that the project has.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { dependenciesAreFresh, installArguments } from './dependencies.mjs';
import { projectRoot } from './generated.mjs';

/** @typedef {{ readonly passed: number, readonly failed: number }} Counts */

const editorRunner = 'scripts/editor/run-tests.mjs';
/** What takes this long hangs: on a busy machine, each set of tests takes half of it. */
const hangSeconds = 900;
const isWindows = process.platform === 'win32';
const total = { passed: 0, failed: 0 };
/** @type {import('node:child_process').ChildProcess | undefined} */
let running;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    stop(running, 'SIGTERM');
    process.exit(130);
  });
}

await runAll();
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Everything in order. Without packages or a build there is nothing to test. */
async function runAll() {
  if (!dependenciesAreFresh() && !(await step('install', 'npm', installArguments))) return;
  await step('generated files are fresh', process.execPath, ['scripts/generate.mjs', '--check']);
  if (!(await step('compile', process.execPath, ['node_modules/typescript/bin/tsc', '-b']))) return;
  const editorTypes = ['node_modules/typescript/bin/tsc', '-p', 'test/tsconfig.editor.json'];
  await step('types of the editor tests', process.execPath, editorTypes);
  if (!(await step('bundle', process.execPath, ['scripts/bundle.mjs']))) return;
  await step('format and lint', process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'ci']);
  await tests('unit tests', unitTests);
  if (existsSync(join(projectRoot, editorRunner))) await tests('editor tests', editorTests);
}

/**
 * Runs a command; what it prints is shown only when it fails, which counts as one failure.
 * @param {string} what
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<boolean>} whether it ended well
 */
async function step(what, command, args) {
  const { code, output, seconds } = await run(command, args);
  if (code === 0) {
    console.log(`ok      ${what} (${seconds} s)`);
    return true;
  }
  total.failed++;
  console.log(`${output.trimEnd()}\nFAILED  ${what} (${seconds} s)`);
  return false;
}

/**
 * Runs a set of tests and adds up what it counts. One that ran no test has failed, and so has one that ends with an error
 * although it counted no failure.
 * @param {string} what
 * @param {() => Promise<{ readonly code: number, readonly output: string, readonly seconds: string, readonly counts: Counts, readonly isShown?: boolean }>} runner
 */
async function tests(what, runner) {
  const { code, output, seconds, counts, isShown } = await runner();
  const isGood = code === 0 && counts.failed === 0 && counts.passed > 0;
  const failed = isGood ? 0 : Math.max(1, counts.failed);
  total.passed += counts.passed;
  total.failed += failed;
  if (!isGood && !isShown) console.log(output.trimEnd());
  if (counts.passed + counts.failed === 0) console.log(`No test ran: ${what}`);
  console.log(`${isGood ? 'ok    ' : 'FAILED'}  ${what}: ${counts.passed} passed, ${failed} failed (${seconds} s)`);
}

/** Every compiled `*.test.ts` except those that run inside an editor. */
async function unitTests() {
  const files = testFiles('test/src')
    .filter((path) => !path.startsWith('test/src/editor/'))
    .map((path) => path.replace(/^test\/src/, 'test/out').replace(/\.ts$/, '.js'));
  const folder = mkdtempSync(join(tmpdir(), 'dockwright-tests-'));
  const report = join(folder, 'report.tap');
  try {
    const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
    const counter = ['--test-reporter=tap', `--test-reporter-destination=${report}`];
    const parallel = `--test-concurrency=${availableParallelism()}`;
    const result = await run(process.execPath, ['--test', parallel, ...reporters, ...counter, ...files], hangSeconds);
    const summary = existsSync(report) ? readFileSync(report, 'utf8') : '';
    const failures = result.output.lastIndexOf('failing tests:');
    return {
      ...result,
      output: failures === -1 ? result.output : result.output.slice(failures),
      counts: {
        passed: numberBehind(summary, /^# pass (\d+)$/m),
        failed: numberBehind(summary, /^# fail (\d+)$/m) + numberBehind(summary, /^# cancelled (\d+)$/m),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function editorTests() {
  // The runner has a limit of its own, after which it still cleans up.
  // It says which editor it found and how far it is: that is shown as it comes.
  const result = await run(process.execPath, [editorRunner], hangSeconds, true);
  return {
    ...result,
    isShown: true,
    counts: {
      passed: numberBehind(result.output, /^editor tests: (\d+) passed/m),
      failed: numberBehind(result.output, /^editor tests: \d+ passed, (\d+) failed/m),
    },
  };
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 */
function numberBehind(text, pattern) {
  return Number(pattern.exec(text)?.[1] ?? 0);
}

/**
 * @param {string} folder below the project folder
 * @returns {string[]} paths below the project folder, with `/`
 */
function testFiles(folder) {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return testFiles(path);
    return entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

/**
 * Runs a command in the project folder and gives all that it printed. One that does not end is stopped.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {number} [limitSeconds]
 * @param {boolean} [isShown] whether what it prints is shown as it comes
 * @returns {Promise<{ readonly code: number, readonly output: string, readonly seconds: string }>}
 */
function run(command, args, limitSeconds = 180, isShown = false) {
  const start = performance.now();
  return new Promise((resolve) => {
    // A group of its own, so that what it starts is stopped with it.
    const child = spawn(command, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'], detached: !isWindows });
    running = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        if (isShown) process.stdout.write(chunk);
      });
    }
    const timer = setTimeout(() => {
      output += `\nStopped: it did not end within ${limitSeconds} seconds.\n`;
      stop(child, 'SIGTERM');
      setTimeout(() => stop(child, 'SIGKILL'), 5_000).unref();
    }, limitSeconds * 1_000);
    const end = (/** @type {number} */ code) => {
      clearTimeout(timer);
      running = undefined;
      resolve({ code, output, seconds: ((performance.now() - start) / 1_000).toFixed(1) });
    };
    child.on('error', (error) => {
      output += error.message;
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/**
 * Ends a command and what it started.
 * @param {import('node:child_process').ChildProcess | undefined} child
 * @param {NodeJS.Signals} signal
 */
function stop(child, signal) {
  if (child?.pid === undefined) return;
  try {
    if (isWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself meanwhile.
  }
}
