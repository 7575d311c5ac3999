// @ts-check
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './process.mjs';

/** How long `docker stop` waits before it kills: https://docs.docker.com/reference/cli/docker/container/stop/ */
export const stopGraceSeconds = 10;

/**
 * An image to run: its mounted root and its config.
 * @typedef {{ readonly root: string, readonly config: Readonly<Record<string, any>> }} Runnable
 */

/**
 * A running container: process and network namespaces of its own, the loopback network up, its program process 1.
 * @typedef {object} Container
 * @property {number} pid of its process 1, as this process sees it
 * @property {() => string} output so far
 * @property {Promise<number>} ended the exit code
 * @property {() => void} kill
 */

/**
 * Starts what an image says, as Docker would: ENTRYPOINT and CMD as process 1, with its ENV, USER and WORKDIR.
 * @param {Runnable} image
 * @param {readonly string[]} [command] instead of the image's own
 * @returns {Promise<Container>}
 */
export async function start(image, command) {
  const argv = command ?? [...(image.config['Entrypoint'] ?? []), ...(image.config['Cmd'] ?? [])];
  const { uid, gid } = userOf(image);
  const workdir = image.config['WorkingDir'] || '/';
  // The inner unshare only enters the root: it becomes the program, which stays process 1.
  const enter = ['unshare', `--root=${image.root}`, `--wd=${workdir}`, `--setgid=${gid}`, `--setuid=${uid}`];
  const program = [...enter, 'env', '-i', ...environmentOf(image), ...argv];
  const network = 'busybox ip link set lo up && mount -t proc proc "$1/proc" && shift && exec "$@"';
  const child = spawn(
    'unshare',
    ['--mount', '--pid', '--net', '--fork', '--kill-child', 'sh', '-c', network, 'sh', image.root, ...program],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 137));
  });
  const pid = await firstChild(child.pid ?? 0);
  return { pid, output: () => output, ended, kill: () => signal(pid, 'SIGKILL') };
}

/**
 * Waits until a container has printed something, at most ten seconds.
 * @param {Container} container
 * @param {RegExp} pattern
 */
export async function untilPrinted(container, pattern) {
  for (let tries = 0; tries < 200; tries++) {
    if (pattern.test(container.output())) return true;
    await sleep(50);
  }
  return false;
}

/**
 * Stops a container as `docker stop` does and says how long that took.
 * @param {Container} container
 * @returns {Promise<{ readonly seconds: number, readonly killed: boolean, readonly code: number }>}
 */
export async function stop(container) {
  const begin = performance.now();
  let killed = false;
  signal(container.pid, 'SIGTERM');
  const timer = setTimeout(() => {
    killed = true;
    signal(container.pid, 'SIGKILL');
  }, stopGraceSeconds * 1_000);
  const code = await container.ended;
  clearTimeout(timer);
  return { seconds: (performance.now() - begin) / 1_000, killed, code };
}

/**
 * What process 1 of a container is: its command line.
 * @param {Container} container
 * @returns {readonly string[]}
 */
export function processOne(container) {
  try {
    return readFileSync(`/proc/${container.pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

/**
 * Runs a command in a running container, as its user: what HEALTHCHECK does.
 * @param {Container} container
 * @param {Runnable} image
 * @param {readonly string[]} command
 */
export function execute(container, image, command) {
  const { uid, gid } = userOf(image);
  const enter = ['--target', String(container.pid), '--mount', '--net', '--pid', '--root', '--wd'];
  const identity = ['--setgid', String(gid), '--setuid', String(uid)];
  return run('nsenter', [...enter, ...identity, 'env', '-i', ...environmentOf(image), ...command], {
    timeoutSeconds: 20,
  });
}

/** @param {Runnable} image */
function environmentOf(image) {
  const variables = /** @type {readonly string[]} */ (image.config['Env'] ?? []);
  const path = variables.some((entry) => entry.startsWith('PATH='))
    ? []
    : ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];
  return [...path, ...variables];
}

/**
 * The numbers behind USER, looked up in the image.
 * @param {Runnable} image
 */
export function userOf({ root, config }) {
  const [name = '', group] = String(config['User'] || '0').split(':');
  const account = entryOf(join(root, 'etc/passwd'), name);
  const uid = account?.[2] ?? name;
  const gid = group === undefined ? (account?.[3] ?? '0') : (entryOf(join(root, 'etc/group'), group)?.[2] ?? group);
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * @param {string} path
 * @param {string} name
 */
function entryOf(path, name) {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.map((line) => line.split(':')).find((fields) => fields[0] === name || fields[2] === name);
  } catch {
    return undefined;
  }
}

/**
 * @param {number} pid
 * @returns {Promise<number>}
 */
async function firstChild(pid) {
  for (let tries = 0; tries < 100; tries++) {
    try {
      const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
      if (first) return Number(first);
    } catch {
      return 0;
    }
    await sleep(20);
  }
  return 0;
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  if (pid === 0) return;
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself meanwhile.
  }
}
