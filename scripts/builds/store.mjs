// @ts-check
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.mjs';

/**
 * Where images are built: a store of this run on top of the cached store of base images, which it only reads.
 * @typedef {object} Store
 * @property {string} folder of this run; nothing is anywhere else
 * @property {NodeJS.ProcessEnv} env for buildah
 */

/**
 * An image as `buildah inspect` says it. `layers` and `size` (bytes, uncompressed) count what lies above the base image.
 * @typedef {object} BuiltImage
 * @property {string} tag
 * @property {Readonly<Record<string, unknown>>} config
 * @property {string} author
 * @property {number} layers
 * @property {number} size
 * @property {number} seconds that the build took
 * @property {string} log
 * @property {string} context that it was built in
 */

/**
 * A build that did not end well.
 * @typedef {{ readonly failed: true, readonly log: string, readonly timedOut: boolean }} FailedBuild
 */

/**
 * @typedef {object} BuildRequest
 * @property {string} tag
 * @property {string} dockerfile the path of the text to build
 * @property {string} context a folder
 * @property {ReadonlyMap<string, string>} [secrets] paths by id
 * @property {number} [timeoutSeconds]
 * @property {number} [baseLayers] how many layers the base image has
 * @property {readonly string[]} [flags]
 */

/**
 * @param {{ readonly folder: string, readonly driver: string, readonly below?: string, readonly env?: NodeJS.ProcessEnv }} options
 * `below`: a store that is read, too
 * @returns {Store}
 */
export function createStore({ folder, driver, below, env = {} }) {
  mkdirSync(folder, { recursive: true });
  const lines = [
    '[storage]',
    `driver = "${driver}"`,
    `graphroot = "${join(folder, 'images')}"`,
    `runroot = "${join(folder, 'running')}"`,
    '[storage.options]',
    ...(below === undefined ? [] : [`additionalimagestores = ["${join(below, 'images')}"]`]),
  ];
  const conf = join(folder, 'storage.conf');
  writeFileSync(conf, `${lines.join('\n')}\n`);
  const registries = join(folder, 'registries.conf');
  // Nothing is ever pulled.
  writeFileSync(registries, 'unqualified-search-registries = []\n');
  const policy = join(folder, 'policy.json');
  writeFileSync(policy, '{ "default": [{ "type": "insecureAcceptAnything" }] }\n');
  return {
    folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      TMPDIR: folder,
      BUILDAH_ISOLATION: 'chroot',
      CONTAINERS_STORAGE_CONF: conf,
      CONTAINERS_REGISTRIES_CONF: registries,
      ...env,
    },
  };
}

/**
 * The fastest driver that works here: `vfs` copies the whole image for every step.
 * @param {string} folder for the trial
 */
export async function chooseDriver(folder) {
  const store = createStore({ folder, driver: 'overlay' });
  const made = await buildah(store, ['from', '--name', 'trial', 'scratch']);
  const mounted = made.code === 0 && (await buildah(store, ['mount', 'trial'])).code === 0;
  await buildah(store, ['umount', 'trial']);
  await buildah(store, ['rm', 'trial']);
  return mounted ? 'overlay' : 'vfs';
}

/**
 * @param {Store} store
 * @param {readonly string[]} args
 * @param {import('./process.mjs').RunOptions} [options]
 */
export function buildah(store, args, options = {}) {
  const [command = '', ...rest] = args;
  const policy = ['from', 'commit'].includes(command) ? ['--signature-policy', join(store.folder, 'policy.json')] : [];
  return run('buildah', [command, ...policy, ...rest], { env: store.env, ...options });
}

/**
 * Like `buildah`, but throws where it fails: for steps that have no reason to.
 * @param {Store} store
 * @param {readonly string[]} args
 * @param {import('./process.mjs').RunOptions} [options]
 * @returns {Promise<string>} what it printed, blanks cut
 */
export async function buildahOrThrow(store, args, options = {}) {
  const { code, stdout, stderr } = await buildah(store, args, options);
  if (code !== 0) throw new Error(`buildah ${args.join(' ')}: ${lastLines(`${stdout}\n${stderr}`, 5)}`);
  return stdout.trim();
}

/**
 * Builds a Dockerfile. A build that hangs is killed with all that it started: it lives in namespaces of its own.
 * @param {Store} store
 * @param {BuildRequest} request
 * @returns {Promise<BuiltImage | FailedBuild>}
 */
export async function buildImage(store, request) {
  const { tag, dockerfile, context, secrets = new Map(), timeoutSeconds = 300, baseLayers = 0, flags = [] } = request;
  const secretFlags = [...secrets].flatMap(([id, path]) => ['--secret', `id=${id},src=${path}`]);
  const policy = ['--signature-policy', join(store.folder, 'policy.json')];
  // This release mounts the base image in the place of a stage that it takes from its cache.
  const cache = /--mount=\S*\bfrom=/.test(readFileSync(dockerfile, 'utf8')) ? ['--no-cache'] : [];
  const build = [
    'bud',
    ...policy,
    '--pull-never',
    '--format',
    'docker',
    '--layers',
    ...cache,
    ...secretFlags,
    ...flags,
  ];
  const inside = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const outcome = await run('unshare', [...inside, 'buildah', ...build, '-t', tag, '-f', dockerfile, context], {
    env: store.env,
    timeoutSeconds,
  });
  const log = `${outcome.stdout}\n${outcome.stderr}`;
  if (outcome.timedOut) return { failed: true, timedOut: true, log: `${log}\nended after ${timeoutSeconds} s` };
  if (outcome.code !== 0) return { failed: true, timedOut: false, log };
  const image = await inspectImage(store, tag, baseLayers);
  return { ...image, seconds: outcome.seconds, log, context };
}

/**
 * @param {Store} store
 * @param {string} tag
 * @param {number} baseLayers
 * @returns {Promise<BuiltImage>}
 */
export async function inspectImage(store, tag, baseLayers) {
  const inspected = JSON.parse(await buildahOrThrow(store, ['inspect', '--type', 'image', tag]));
  const config = JSON.parse(inspected.Config);
  const own = JSON.parse(inspected.Manifest).layers.slice(baseLayers);
  const size = own.reduce((/** @type {number} */ sum, /** @type {{ size: number }} */ layer) => sum + layer.size, 0);
  return {
    tag,
    config: config.config ?? {},
    author: config.author ?? '',
    layers: own.length,
    size,
    seconds: 0,
    log: '',
    context: '',
  };
}

/**
 * Lends the file system of an image to some work; changes made there are lost. ONBUILD triggers have run: what counts is
 * what an image built from it gets.
 * @template Result
 * @param {Store} store
 * @param {Pick<BuiltImage, 'tag' | 'context'>} image
 * @param {(root: string) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withMounted(store, { tag, context }, work) {
  const made = await buildahOrThrow(store, ['from', '--pull-never', tag], context === '' ? {} : { cwd: context });
  // Triggers print, too.
  const container = lastLines(made, 1);
  try {
    return await work(await buildahOrThrow(store, ['mount', container]));
  } finally {
    await buildah(store, ['umount', container]);
    await buildah(store, ['rm', container]);
  }
}

/**
 * The last lines that say anything.
 * @param {string} text
 * @param {number} count
 */
export function lastLines(text, count) {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}
