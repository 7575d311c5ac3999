// @ts-check
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { atEnd } from './cleanup.mjs';

/**
 * @typedef {object} StartOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [logFile] gets the output; otherwise it is kept as text
 * @property {(line: string) => void} [onLine] gets every line of the output as it comes
 */

/**
 * @typedef {object} RunningProcess
 * @property {Promise<number>} exited the exit code, 1 if a signal ended it or it could not be started
 * @property {() => boolean} isRunning
 * @property {() => string} output what it printed so far; empty with a log file
 * @property {() => Promise<void>} stop ends it and everything that it started
 */

/**
 * Starts a program as the leader of a process group of its own, so that whatever it starts can be ended with it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StartOptions} options
 * @returns {RunningProcess}
 */
export function start(command, args, options = {}) {
  const child = spawn(command, [...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    // npm and code are .cmd files on Windows, which only a shell can start.
    shell: process.platform === 'win32',
  });
  const log = options.logFile === undefined ? undefined : fs.createWriteStream(options.logFile);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (/** @type {string} */ text) => {
      if (log) log.write(text);
      else output += text;
    });
    if (options.onLine) createInterface({ input: stream }).on('line', options.onLine);
  }
  /** @type {Promise<number>} */
  const exited = new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const running = {
    exited,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    output: () => output,
    stop,
  };
  atEnd(stop);
  return running;

  async function stop() {
    if (child.pid === undefined) return;
    signalGroup(child.pid, 'SIGTERM');
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 5000))]);
    signalGroup(child.pid, 'SIGKILL');
    log?.end();
  }
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StartOptions & { limitSeconds: number }} options
 * @returns {Promise<{ code: number, output: string }>} a program that takes too long is ended and gives code 1
 */
export async function run(command, args, options) {
  const child = start(command, args, options);
  const tooLong = Symbol('too long');
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const limit = new Promise((resolve) => {
    timer = setTimeout(() => resolve(tooLong), options.limitSeconds * 1000);
  });
  const code = await Promise.race([child.exited, limit]);
  clearTimeout(timer);
  await child.stop();
  if (typeof code === 'number') return { code, output: child.output() };
  return { code: 1, output: `${child.output()}\n${command} did not end within ${options.limitSeconds} seconds` };
}

/**
 * The full path of a program on the PATH.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findOnPath(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (folder !== '' && isExecutable(file)) return file;
    }
  }
  return undefined;
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {number} leader process id of the group's leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, signal);
  } catch {
    // The whole group is gone already.
  }
}
