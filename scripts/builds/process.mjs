// @ts-check
import { spawn } from 'node:child_process';

/**
 * How a program ended. `code` is 128 + the signal's number where a signal ended it, and 127 where it could not be started.
 * @typedef {{ readonly code: number, readonly stdout: string, readonly stderr: string, readonly timedOut: boolean, readonly seconds: number }} Outcome
 */

/**
 * @typedef {object} RunOptions
 * @property {number} [timeoutSeconds] two minutes where absent
 * @property {string} [input] what it reads
 * @property {NodeJS.ProcessEnv} [env] the harness's own where absent
 * @property {string} [cwd]
 */

/**
 * Runs a program to its end. One that takes too long is killed with everything in its process group; never throws.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { timeoutSeconds = 120, input, env = process.env, cwd } = {}) {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, ...(cwd === undefined ? {} : { cwd }), detached: true });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child.pid);
    }, timeoutSeconds * 1_000);
    const end = (/** @type {number} */ code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr, timedOut, seconds: (performance.now() - start) / 1_000 });
    };
    child.on('error', (error) => {
      stderr += error.message;
      end(127);
    });
    child.on('close', (code) => end(code ?? 137));
  });
}

/**
 * Works through a list with so many workers at a time; the results are in the order of the list.
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {number} workers
 * @param {(item: Item, index: number) => Promise<Result>} work
 * @returns {Promise<Result[]>}
 */
export async function inParallel(items, workers, work) {
  /** @type {Result[]} */
  const results = [];
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      results[next[0]] = await work(next[1], next[0]);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return results;
}

/** @param {number | undefined} pid */
function killGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}
