// @ts-check
// A real VS Code: code-server's build of it, which needs no download from outside the package registry.
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { temporaryFolder, UserError } from './cleanup.mjs';
import { outsideNpm } from './install.mjs';
import { cacheFolder, codeServerFolder, serverNode } from './paths.mjs';
import { run, start } from './processes.mjs';

/**
 * @typedef {object} Server
 * @property {string} origin such as http://127.0.0.1:8080
 * @property {string} logFile what the server prints
 * @property {(file: string) => string} uri the address of a file of this machine, as the editor in the browser knows it
 * @property {(folder: string, payload?: readonly (readonly [string, string])[]) => string} address opens a folder or a workspace file
 * @property {() => Promise<void>} stop
 * @property {() => boolean} isRunning
 */

/** Settings for tests: nothing opens by itself and nothing is fetched. */
export const quietSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
};

/** Settings for tests in a workspace that nobody trusts; nobody is asked to. */
export const restrictedSettings = {
  ...quietSettings,
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.untrustedFiles': 'open',
};

/**
 * Starts the server on a free port of 127.0.0.1 and waits until it answers.
 * @param {object} options
 * @param {string} options.home an empty folder for everything that the server keeps; its path must be short
 * @param {boolean} options.driver lets the page load an extension and a test suite by its address; hides notifications
 * @param {Readonly<Record<string, unknown>>} [options.settings] the person's settings.json
 * @returns {Promise<Server>}
 */
export async function startServer({ home, driver, settings = quietSettings }) {
  writeSettings(home, settings);
  const port = await freePort();
  const logFile = path.join(home, 'server.log');
  const server = start(
    serverNode,
    [
      path.join(codeServerFolder, 'out', 'node', 'entry.js'),
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...folders(home),
      '--disable-telemetry',
      '--disable-update-check',
      ...(settings['security.workspace.trust.enabled'] === true ? [] : ['--disable-workspace-trust']),
      '--disable-getting-started-override',
      // Should this program be killed, the server goes by itself.
      ...['--idle-timeout-seconds', '120'],
      // Without this, VS Code ignores an extension or a test suite that the page's address names, and says nothing.
      ...(driver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    { cwd: home, env: serverEnvironment(home), logFile },
  );
  const origin = `http://127.0.0.1:${port}`;
  await answers(`${origin}/healthz`, server.isRunning, logFile);
  const uri = (/** @type {string} */ file) => `vscode-remote://127.0.0.1:${port}${file}`;
  return {
    origin,
    logFile,
    uri,
    address: (folder, payload = []) => {
      const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
      const query = new URLSearchParams({
        [kind]: folder,
        payload: JSON.stringify([...payload, ['skipWelcome', 'true']]),
      });
      return `${origin}/?${query}`;
    },
    stop: server.stop,
    isRunning: server.isRunning,
  };
}

/**
 * Starts the server for a person's own browser. Only who knows the address with its token gets in, for the editor has a
 * terminal, and other people or web pages may reach a port of this machine.
 * @param {string} home as for `startServer`
 * @param {string} token
 * @returns {Promise<{ address: (folder: string, file?: string) => string, exited: Promise<number> }>}
 */
export async function startServerForPerson(home, token) {
  writeSettings(home, { ...quietSettings, 'git.enabled': true });
  const port = await freePort();
  const logFile = path.join(home, 'server.log');
  const server = start(
    serverNode,
    [
      path.join(codeServerFolder, 'lib', 'vscode', 'out', 'server-main.js'),
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
      ...['--server-data-dir', path.join(home, 'server'), '--user-data-dir', path.join(home, 'user')],
      ...['--extensions-dir', extensionsFolder(home)],
      ...['--telemetry-level', 'off', '--accept-server-license-terms', '--disable-workspace-trust'],
    ],
    // The terminal in the editor is a person's own: it gets their home folder.
    { cwd: home, env: { ...serverEnvironment(home), HOME: process.env['HOME'] }, logFile },
  );
  const origin = `http://127.0.0.1:${port}`;
  await answers(`${origin}/version`, server.isRunning, logFile);
  return {
    address: (folder, file) => {
      const uri = `vscode-remote://127.0.0.1:${port}${file}`;
      const payload = file === undefined ? {} : { payload: JSON.stringify([['openFile', uri]]) };
      return `${origin}/?${new URLSearchParams({ tkn: token, folder, ...payload })}`;
    },
    exited: server.exited,
  };
}

/**
 * Installs an extension for the server of that home folder; it may be running already.
 * @param {string} home
 * @param {string} vsix path of the package
 */
export async function installPackage(home, vsix) {
  const args = [path.join(codeServerFolder, 'out', 'node', 'entry.js'), ...folders(home), '--install-extension', vsix];
  const { code, output } = await run(serverNode, args, { cwd: home, env: serverEnvironment(home), limitSeconds: 60 });
  if (code !== 0) throw new UserError(`${vsix} could not be installed:\n${output}`);
}

/**
 * Unpacks an extension's package as VS Code does, to test what is shipped.
 * @param {string} vsix path of the package
 * @returns {Promise<string>} the extension's folder
 */
export async function unpackPackage(vsix) {
  const home = temporaryFolder();
  await installPackage(home, vsix);
  const [name] = fs.readdirSync(extensionsFolder(home)).filter((entry) => !entry.startsWith('extensions.json'));
  if (name === undefined) throw new UserError(`${vsix} holds no extension.`);
  const folder = path.join(cacheFolder, 'unpacked');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.cpSync(path.join(extensionsFolder(home), name), folder, { recursive: true });
  return folder;
}

/**
 * Makes a folder an installed extension of the server of that home folder, which must not be running. The server reads
 * the folder itself, so a new build is there after "Reload Window".
 * @param {string} home
 * @param {string} extension folder with a package.json
 */
export function linkExtension(home, extension) {
  const { publisher, name, version } = readManifest(extension);
  const link = path.join(extensionsFolder(home), `${publisher}.${name}-${version}`);
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.symlinkSync(extension, link, 'dir');
}

/**
 * @param {string} home
 * @returns {string} where the server keeps its extensions
 */
export function extensionsFolder(home) {
  return path.join(home, 'extensions');
}

/**
 * @param {string} extension folder
 * @returns {{ publisher: string, name: string, version: string, main?: string, browser?: string }}
 * @throws {UserError} when the folder is no VS Code extension
 */
export function readManifest(extension) {
  const file = path.join(extension, 'package.json');
  if (!fs.existsSync(file)) throw new UserError(`${extension} is no VS Code extension: it has no package.json.`, 2);
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (manifest.engines?.vscode === undefined)
    throw new UserError(`${file} is not the manifest of a VS Code extension.`, 2);
  return manifest;
}

/**
 * @param {string} extension folder
 * @param {{ main?: string, browser?: string }} manifest
 * @throws {UserError} when a program that the manifest names is not there
 */
export function checkBuilt(extension, { main, browser }) {
  for (const file of [main, browser]) {
    if (file !== undefined && !fs.existsSync(path.join(extension, file))) {
      throw new UserError(`${path.join(extension, file)} is not there. Build the extension first: npm run build`);
    }
  }
}

/**
 * Waits until an address answers.
 * @param {string} address
 * @param {() => boolean} isRunning
 * @param {string} logFile shown when it never does
 */
export async function answers(address, isRunning, logFile) {
  const end = performance.now() + 30_000;
  while (performance.now() < end && isRunning()) {
    const response = await fetch(address, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const log = fs.existsSync(logFile)
    ? fs.readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
    : '';
  throw new UserError(`The VS Code server did not start. It said:\n${log}`);
}

/** @returns {Promise<number>} a port of 127.0.0.1 that nobody listens on */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('The system gave no free port.'));
      });
    });
  });
}

/**
 * The environment of the server: everything it writes goes below its home folder, it asks no extension marketplace, and
 * nothing of an editor in whose terminal this may run is passed on.
 * @param {string} home
 * @returns {NodeJS.ProcessEnv}
 */
export function serverEnvironment(home) {
  const inherited = Object.entries(outsideNpm(process.env)).filter(([name]) => !/^(VSCODE_|NODE_OPTIONS$)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    TMPDIR: home,
    XDG_CACHE_HOME: path.join(home, 'cache'),
    XDG_CONFIG_HOME: path.join(home, 'config'),
    XDG_DATA_HOME: path.join(home, 'data'),
    XDG_RUNTIME_DIR: home,
    EXTENSIONS_GALLERY: '{}',
  };
}

/**
 * Writes the person's settings.json below a home folder.
 * @param {string} home
 * @param {Readonly<Record<string, unknown>>} settings
 */
export function writeSettings(home, settings) {
  const folder = path.join(home, 'user', 'User');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

/** @param {string} home */
function folders(home) {
  return [
    ...['--config', path.join(home, 'config.yaml')],
    ...['--user-data-dir', path.join(home, 'user')],
    ...['--extensions-dir', extensionsFolder(home)],
  ];
}
