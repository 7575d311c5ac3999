// @ts-check
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MissingError } from './host.mjs';
import { run } from './process.mjs';
import { pythonIndexHost } from './python-index.mjs';
import { rpmPackages, rpmScript, writeRpmFiles } from './rpm-base.mjs';
import { buildah, buildahOrThrow, createStore, lastLines } from './store.mjs';

const suite = 'bookworm';

/** The local stand-ins for images of the world; each is one layer on top of its `from`. */
export const baseNames = /** @type {const} */ (['debian', 'python', 'node', 'distroless', 'busybox', 'rpm', 'conda']);

/** @typedef {(typeof baseNames)[number]} BaseName */

/** @param {BaseName} name */
export function baseTag(name) {
  return `localhost/dockwright-${name}:base`;
}

/** @type {Readonly<Record<BaseName, number>>} */
export const baseLayerCounts = {
  debian: 1,
  python: 2,
  node: 2,
  distroless: 3,
  busybox: 1,
  rpm: 2,
  conda: 2,
};

/**
 * Makes the base images where the cache does not have them as this file describes them.
 * @param {{ readonly folder: string, readonly driver: string, readonly proxy: string, readonly log: (line: string) => void }} options
 * @returns {Promise<import('./store.mjs').Store>} the store that holds them
 */
export async function prepareBases({ folder, driver, proxy, log }) {
  const recipe = createHash('sha256').update(process.version);
  for (const file of recipeFiles) recipe.update(readFileSync(file));
  // Runs of two versions of this file side by side do not meet.
  const storeFolder = join(folder, `${driver}-${recipe.digest('hex').slice(0, 12)}`);
  const stamp = join(storeFolder, 'finished');
  return withLock(`${storeFolder}.lock`, async () => {
    const isFinished = existsSync(stamp);
    if (!isFinished) rmSync(storeFolder, { recursive: true, force: true });
    const store = createStore({ folder: storeFolder, driver, env: { http_proxy: proxy } });
    if (isFinished) return store;
    log('Making base images: this happens once.');
    await makeDebian(store, await debianRoot(folder, log));
    await makePython(store, join(folder, 'wheels'));
    await makeNode(store, await fetchYarn(folder));
    await makeDistroless(store);
    await makeBusybox(store, await buildUserApplets(store, folder, log));
    await makeRpm(store);
    await makeConda(store);
    writeFileSync(stamp, '');
    return store;
  });
}

/**
 * Lets one process after the other do some work; one that died holds nobody up for longer than the work takes.
 * @template Result
 * @param {string} folder that stands for the lock
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function withLock(folder, work) {
  const longest = 900_000;
  while (!tryMake(folder)) {
    const since = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > longest) rmSync(folder, { recursive: true, force: true });
    else await sleep(1000);
  }
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function tryMake(folder) {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** What the base images are made from: they are made anew when one of these changes. */
const recipeFiles = ['bases.mjs', 'rpm-base.mjs', 'stand-ins/apk', 'stand-ins/conda'].map(
  (path) => new URL(path, import.meta.url),
);

/**
 * @param {'apk' | 'conda'} name
 * @param {string} place
 */
function addStandIn(name, place) {
  writeFileSync(place, readFileSync(new URL(`stand-ins/${name}`, import.meta.url)), { mode: 0o755 });
}

/** @param {import('./store.mjs').Store} store */
async function makeRpm(store) {
  const config = ['--cmd', 'bash'];
  await makeImage(store, { name: 'rpm', from: baseTag('debian'), config }, async (root, container) => {
    await aptInstall(store, container, rpmPackages);
    writeRpmFiles(root);
    await runIn(store, container, ['sh', '-c', rpmScript]);
  });
}

/** @param {import('./store.mjs').Store} store */
async function makeConda(store) {
  const config = ['--cmd', 'bash'];
  await makeImage(store, { name: 'conda', from: baseTag('debian'), config }, async (root) => {
    mkdirSync(join(root, 'opt/conda/pkgs'), { recursive: true });
    for (const name of ['conda', 'mamba', 'micromamba']) addStandIn('conda', join(root, 'usr/local/bin', name));
  });
}

/**
 * A Debian root as it comes, kept in the cache.
 * @param {string} folder
 * @param {(line: string) => void} log
 */
async function debianRoot(folder, log) {
  const root = join(folder, `debootstrap-${suite}`);
  if (existsSync(root)) return root;
  log(`Fetching a Debian ${suite} root with debootstrap …`);
  const unfinished = `${root}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const { code, stdout, stderr } = await run('debootstrap', ['--variant=minbase', suite, unfinished], {
    timeoutSeconds: 900,
  });
  if (code !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new MissingError(
      `debootstrap could not fetch Debian ${suite}; builds need a network: ${lastLines(`${stdout}\n${stderr}`, 1)}`,
    );
  }
  await run('mv', [unfinished, root]);
  return root;
}

/**
 * Makes an image from another one by changing its mounted file system.
 * @param {import('./store.mjs').Store} store
 * @param {{ readonly name: BaseName, readonly from: string, readonly config: readonly string[] }} image
 * @param {(root: string, container: string) => Promise<void>} change
 */
async function makeImage(store, { name, from, config }, change) {
  const container = await buildahOrThrow(store, ['from', '--pull-never', from]);
  await change(await buildahOrThrow(store, ['mount', container]), container);
  await buildahOrThrow(store, ['umount', container]);
  await buildahOrThrow(store, ['config', ...config, container]);
  await buildahOrThrow(store, ['commit', '-q', '--format', 'docker', container, baseTag(name)], {
    timeoutSeconds: 600,
  });
  await buildah(store, ['rm', container]);
}

/**
 * @param {import('./store.mjs').Store} store
 * @param {string} source
 */
async function makeDebian(store, source) {
  const config = ['--cmd', 'bash', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];
  await makeImage(store, { name: 'debian', from: 'scratch', config }, async (root) => {
    await run('cp', ['-a', `${source}/.`, root], { timeoutSeconds: 300 });
    for (const path of ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man', 'usr/share/locale']) {
      emptyFolder(join(root, path));
    }
    for (const path of ['var/cache/apt/archives/partial', 'var/lib/apt/lists/partial']) {
      mkdirSync(join(root, path), { recursive: true });
    }
    for (const path of readdirSync(join(root, 'var/log'))) rmSync(join(root, 'var/log', path), { recursive: true });
    // As in the images that Debian publishes: downloaded packages go at once, services do not start, no translations.
    writeFileSync(
      join(root, 'etc/apt/apt.conf.d/container'),
      [
        'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };',
        'APT::Update::Post-Invoke { "rm -f /var/cache/apt/*.bin || true"; };',
        'Dir::Cache::pkgcache "";',
        'Dir::Cache::srcpkgcache "";',
        'Acquire::Languages "none";',
        'Acquire::GzipIndexes "true";',
        '',
      ].join('\n'),
    );
    writeFileSync(
      join(root, 'etc/dpkg/dpkg.cfg.d/container'),
      ['doc', 'man', 'locale', 'info', 'lintian'].map((name) => `path-exclude /usr/share/${name}/*\n`).join(''),
    );
    addEmptyNetworkFiles(root);
    writeFileSync(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    rmSync(join(root, 'etc/machine-id'), { force: true });
    writeFileSync(join(root, 'etc/machine-id'), '');
  });
}

/**
 * @param {import('./store.mjs').Store} store
 * @param {string} wheels a folder for the wheels that Debian has
 */
async function makePython(store, wheels) {
  await makeImage(
    store,
    { name: 'python', from: baseTag('debian'), config: ['--cmd', 'python3'] },
    async (root, container) => {
      await aptInstall(store, container, ['python3', 'python3-venv', 'python3-pip']);
      cpSync(join(root, 'usr/share/python-wheels'), wheels, { recursive: true, dereference: true });
      symlinkSync('/usr/bin/python3', join(root, 'usr/local/bin/python'));
      // The python images have a Python of their own that pip may change.
      for (const folder of readdirSync(join(root, 'usr/lib')).filter((name) => name.startsWith('python3.'))) {
        rmSync(join(root, 'usr/lib', folder, 'EXTERNALLY-MANAGED'), { force: true });
      }
      const index = `http://${pythonIndexHost}/simple`;
      writeFileSync(
        join(root, 'etc/pip.conf'),
        `[global]\nindex-url = ${index}\ntrusted-host = ${pythonIndexHost}\ndisable-pip-version-check = true\nroot-user-action = ignore\n`,
      );
    },
  );
}

/**
 * The package manager that the node images have beside npm; npm of this machine fetches it.
 * @param {string} folder
 * @returns {Promise<string>} the path of its archive
 */
async function fetchYarn(folder) {
  const version = '1.22.22';
  const archive = join(folder, `yarn-${version}.tgz`);
  if (existsSync(archive)) return archive;
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder, `yarn@${version}`]);
  if (packed.code !== 0)
    throw new MissingError(`npm could not fetch yarn; builds need a network: ${lastLines(packed.stderr, 1)}`);
  return archive;
}

/**
 * @param {import('./store.mjs').Store} store
 * @param {string} yarn
 */
async function makeNode(store, yarn) {
  const config = ['--cmd', 'node', '--entrypoint', '["docker-entrypoint.sh"]'];
  await makeImage(store, { name: 'node', from: baseTag('debian'), config }, async (root, container) => {
    const npm = await findNpm();
    mkdirSync(join(root, 'usr/local/lib/node_modules'), { recursive: true });
    cpSync(realpathSync(process.execPath), join(root, 'usr/local/bin/node'));
    cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true, dereference: true });
    for (const name of ['npm', 'npx']) {
      symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name));
    }
    mkdirSync(join(root, 'opt/yarn'));
    await run('tar', ['-xzf', yarn, '-C', join(root, 'opt/yarn'), '--strip-components=1', '--no-same-owner']);
    symlinkSync('/opt/yarn/bin/yarn', join(root, 'usr/local/bin/yarn'));
    // Programs with an entrypoint of their own: a command that is not in the image is a script for node.
    writeFileSync(
      join(root, 'usr/local/bin/docker-entrypoint.sh'),
      '#!/bin/sh\nset -e\nif ! command -v "$1" > /dev/null; then set -- node "$@"; fi\nexec "$@"\n',
      { mode: 0o755 },
    );
    await runIn(store, container, ['groupadd', '--gid', '1000', 'node']);
    await runIn(store, container, ['useradd', '--uid', '1000', '--gid', 'node', '--create-home', 'node']);
    const version = await run('chroot', [root, 'node', '--version']);
    if (version.code !== 0) throw new Error(`node does not run on Debian ${suite}: ${version.stderr}`);
  });
}

/** @param {import('./store.mjs').Store} store */
async function makeDistroless(store) {
  const config = ['--user', '65532'];
  await makeImage(store, { name: 'distroless', from: baseTag('python'), config }, async (_root, container) => {
    await runIn(store, container, ['groupadd', '--gid', '65532', 'nonroot']);
    await runIn(store, container, ['useradd', '--uid', '65532', '--gid', 'nonroot', '--create-home', 'nonroot']);
  });
}

/**
 * The applets for users that Alpine has and Debian's busybox lacks, compiled from Debian's source package.
 * @param {import('./store.mjs').Store} store
 * @param {string} folder
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the program's path
 */
async function buildUserApplets(store, folder, log) {
  const options = ['STATIC', 'ADDUSER', 'ADDGROUP', 'FEATURE_ADDUSER_TO_GROUP', 'DELUSER', 'DELGROUP', 'LONG_OPTS'];
  const numbers = ['FIRST_SYSTEM_ID=100', 'LAST_SYSTEM_ID=999', 'LAST_ID=256000'];
  const script = `set -e
    sed -i 's/^deb /deb-src /' /etc/apt/sources.list
    apt-get update -q
    cd /tmp && apt-get source -q busybox
    cd busybox-*/ && make allnoconfig
    for option in ${options.join(' ')}; do sed -i "s/^# CONFIG_$option is not set/CONFIG_$option=y/" .config; done
    for number in ${numbers.join(' ')}; do sed -i "s/^CONFIG_\${number%=*}=.*/CONFIG_$number/" .config; done
    yes '' | make oldconfig
    make -j2
    cp busybox /busybox-users`;
  const program = join(folder, `busybox-users-${createHash('sha256').update(script).digest('hex').slice(0, 8)}`);
  if (existsSync(program)) return program;
  log('Compiling adduser and addgroup of busybox …');
  const container = await buildahOrThrow(store, ['from', '--pull-never', baseTag('debian')]);
  const root = await buildahOrThrow(store, ['mount', container]);
  await aptInstall(store, container, ['gcc', 'libc6-dev', 'make', 'dpkg-dev', 'bzip2', 'xz-utils']);
  await runIn(store, container, ['sh', '-c', script]);
  cpSync(join(root, 'busybox-users'), program);
  await buildahOrThrow(store, ['umount', container]);
  await buildah(store, ['rm', container]);
  return program;
}

/**
 * @param {import('./store.mjs').Store} store
 * @param {string} userApplets
 */
async function makeBusybox(store, userApplets) {
  const config = ['--cmd', '/bin/sh', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];
  await makeImage(store, { name: 'busybox', from: 'scratch', config }, async (root) => {
    const busybox = (await run('sh', ['-c', 'command -v busybox'])).stdout.trim();
    for (const path of [
      'bin',
      'sbin',
      'etc',
      'dev',
      'home',
      'proc',
      'run',
      'sys',
      'usr/bin',
      'usr/sbin',
      'usr/local/bin',
      'var/cache/apk',
      'lib/apk/db',
      'srv',
    ]) {
      mkdirSync(join(root, path), { recursive: true });
    }
    mkdirSync(join(root, 'root'), { mode: 0o700 });
    await run('install', ['-d', '-m', '1777', join(root, 'tmp'), join(root, 'var/tmp')]);
    cpSync(busybox, join(root, 'bin/busybox'));
    const applets = (await run('busybox', ['--list-full'])).stdout.split('\n').filter((line) => line !== '');
    for (const path of applets) {
      const place = join(root, path);
      mkdirSync(dirname(place), { recursive: true });
      if (!existsSync(place)) symlinkSync('/bin/busybox', place);
    }
    cpSync(userApplets, join(root, 'bin/busybox-users'));
    for (const name of ['adduser', 'addgroup', 'deluser', 'delgroup']) {
      symlinkSync('/bin/busybox-users', join(root, 'usr/sbin', name));
    }
    writeFileSync(
      join(root, 'etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n',
    );
    writeFileSync(join(root, 'etc/group'), 'root:x:0:root\nnobody:x:65534:\n');
    writeFileSync(join(root, 'etc/shadow'), 'root:*::0:::::\nnobody:!::0:::::\n', { mode: 0o640 });
    writeFileSync(join(root, 'etc/shells'), '/bin/sh\n/bin/ash\n');
    addEmptyNetworkFiles(root);
    addStandIn('apk', join(root, 'sbin/apk'));
  });
}

/**
 * @param {import('./store.mjs').Store} store
 * @param {string} container
 * @param {readonly string[]} names
 */
async function aptInstall(store, container, names) {
  const install = `apt-get update -q && apt-get install -y -q --no-install-recommends ${names.join(' ')}`;
  const clean = 'rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/ldconfig/*';
  await runIn(store, container, ['sh', '-c', `export DEBIAN_FRONTEND=noninteractive; ${install} && ${clean}`]);
}

/**
 * @param {import('./store.mjs').Store} store
 * @param {string} container
 * @param {readonly string[]} command
 */
async function runIn(store, container, command) {
  await buildahOrThrow(store, ['run', container, '--', ...command], { timeoutSeconds: 600 });
}

async function findNpm() {
  const program = (await run('sh', ['-c', 'command -v npm'])).stdout.trim();
  if (program === '') throw new MissingError('npm is missing: it goes into the stand-in for the node images.');
  return dirname(dirname(realpathSync(program)));
}

/**
 * Builders lay files of their own over these, and leave empty ones where there are none.
 * @param {string} root
 */
function addEmptyNetworkFiles(root) {
  for (const name of ['hostname', 'hosts', 'resolv.conf']) writeFileSync(join(root, 'etc', name), '');
}

/** @param {string} folder */
function emptyFolder(folder) {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}
