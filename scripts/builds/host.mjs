// @ts-check
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { run } from './process.mjs';

/** What builds need beside Node.js, by the Debian package that brings it. */
const packages = new Map([
  ['buildah', 'buildah'],
  ['debootstrap', 'debootstrap'],
  ['busybox-static', 'busybox'],
]);

/** Set in the environment of the process that lives in namespaces of its own: the folder of this run. */
const insideMark = 'DOCKWRIGHT_BUILDS_INSIDE';

/** Something that builds need is missing: one line for the person, exit code 2. */
export class MissingError extends Error {}

/**
 * Sees to it that images can be built on this machine, and installs what is missing where apt-get can.
 * @throws {MissingError} where that is not possible
 */
export async function prepareHost() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new MissingError('Building images needs root on Linux: run `sudo npm run test:builds`.');
  }
  const missing = [];
  for (const [name, program] of packages) if (!(await exists(program))) missing.push(name);
  if (missing.length > 0) await install(missing);
  for (const [name, program] of packages) {
    if (!(await exists(program))) throw new MissingError(`${program} is missing: install the Debian package ${name}.`);
  }
}

/**
 * Sees to it that packages can be had. What the cache holds hides a missing network until some build needs more.
 * @param {string} sourcesList the path of apt's list of sources
 * @param {string} proxy its address
 * @throws {MissingError} where no source answers
 */
export async function demandNetwork(sourcesList, proxy) {
  const [, address = '', suite = ''] = /^deb (\S+) (\S+)/m.exec(readFileSync(sourcesList, 'utf8')) ?? [];
  const path = `${address.replace(/\/$/, '')}/dists/${suite}/InRelease`;
  const status = await new Promise((resolve) => {
    const outgoing = request(proxy, { path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    outgoing.on('error', () => resolve(undefined));
    outgoing.end();
  });
  if (status === 200) return;
  throw new MissingError(
    `No network: builds fetch Debian packages from ${address}, which does not answer. Connect, or set http_proxy.`,
  );
}

/** The folder of this run where this process is the one that lives in namespaces of its own, else `undefined`. */
export function insideFolder() {
  return process.env[insideMark];
}

/**
 * Runs a script of ours in mount and process namespaces of its own: whatever it mounts or starts is gone when it ends,
 * however it ends.
 * @param {string} script
 * @param {readonly string[]} args
 * @param {string} folder of this run
 * @returns {Promise<number>} its exit code
 */
export async function runInside(script, args, folder) {
  const probe = await run('unshare', [...namespaces, 'true']);
  if (probe.code !== 0) {
    throw new MissingError(
      'Namespaces cannot be made here (unshare was refused): run on a machine or in a container with CAP_SYS_ADMIN.',
    );
  }
  const child = spawn('unshare', [...namespaces, process.execPath, script, ...args], {
    stdio: 'inherit',
    env: { ...process.env, [insideMark]: folder },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill('SIGKILL'));
  }
  return new Promise((resolve) => {
    child.on('error', () => resolve(2));
    child.on('close', (code) => resolve(code ?? 130));
  });
}

const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** @param {string} program */
async function exists(program) {
  return (await run('sh', ['-c', `command -v ${program}`])).code === 0;
}

/** @param {readonly string[]} names */
async function install(names) {
  const advice = `apt-get install ${names.join(' ')}`;
  if (!(await exists('apt-get'))) throw new MissingError(`Missing: ${names.join(', ')}. Install with: ${advice}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env, timeoutSeconds: 300 });
  const { code } = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], {
    env,
    timeoutSeconds: 600,
  });
  if (code !== 0) {
    throw new MissingError(`${names.join(', ')} could not be installed (is there a network?): ${advice}`);
  }
}
