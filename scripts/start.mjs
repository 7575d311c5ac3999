// @ts-check
// npm start [folder]: sets everything up and opens the folder in VS Code with Dockwright under development.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { dependenciesAreFresh, installArguments } from './dependencies.mjs';
import { isInterrupted, runMain, temporaryFolder, UserError } from './editor/cleanup.mjs';
import { ensureServer, outsideNpm, serverIsSupported } from './editor/install.mjs';
import { root } from './editor/paths.mjs';
import { findOnPath, run } from './editor/processes.mjs';
import { during, say } from './editor/progress.mjs';
import { linkExtension, startServerForPerson } from './editor/server.mjs';

const usage = `Usage: npm start [folder]

Installs what is missing, builds Dockwright and opens the folder (samples/ without one) in VS Code with it:
in desktop VS Code where the command "code" is there, otherwise in a VS Code for your browser on this machine.

DOCKWRIGHT_EDITOR=server  use the one for the browser in any case`;

await runMain(async () => {
  const folder = readFolder();
  if (folder === undefined) {
    console.log(usage);
    return 0;
  }
  if (!dependenciesAreFresh()) await runNpm('Installing the dependencies', installArguments);
  await runNpm('Building Dockwright', ['run', 'build']);
  const code = process.env['DOCKWRIGHT_EDITOR'] === 'server' ? undefined : findOnPath('code');
  if (code !== undefined && (await openInDesktop(code, folder))) return 0;
  return await openInBrowser(folder);
});

/** @returns {string | undefined} the folder to open; undefined where the person asked for help */
function readFolder() {
  const { values, positionals } = parse();
  if (values.help) return undefined;
  if (positionals.length > 1) throw new UserError(`One folder can be opened at a time.\n\n${usage}`, 2);
  const folder = path.resolve(process.env['INIT_CWD'] ?? '.', positionals[0] ?? path.join(root, 'samples'));
  const stats = fs.statSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return fs.realpathSync(folder);
  throw new UserError(
    stats ? `${folder} is a file; give the folder it is in.` : `The folder ${folder} does not exist.`,
    2,
  );
}

function parse() {
  try {
    return parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } });
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : error}\n\n${usage}`, 2);
  }
}

/**
 * @param {string} what
 * @param {readonly string[]} args
 */
async function runNpm(what, args) {
  await during(what, async () => {
    const { code, output } = await run('npm', args, { cwd: root, env: outsideNpm(process.env), limitSeconds: 600 });
    if (code !== 0) throw new UserError(`${output.trimEnd()}\n\n${what} failed: see above.`);
  });
}

/**
 * The first file to look at: a folder that opens empty shows nobody what to expect.
 * @param {string} folder
 * @returns {string | undefined}
 */
function fileToShow(folder) {
  return ['Dockerfile', path.join('web-node', 'Dockerfile')]
    .map((name) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
}

/**
 * @param {string} code
 * @param {string} folder
 * @returns {Promise<boolean>} whether VS Code took it
 */
async function openInDesktop(code, folder) {
  const args = [`--extensionDevelopmentPath=${root}`, '--new-window', folder];
  const file = fileToShow(folder);
  if (file !== undefined) args.push(file);
  const { code: exitCode, output } = await run(code, args, { limitSeconds: 60 });
  if (exitCode === 0) {
    say(`Opened ${folder} in VS Code, with Dockwright as it is in this repository.`);
    return true;
  }
  say(`"code" did not open it: ${output.trim()}`);
  return false;
}

/**
 * @param {string} folder
 * @returns {Promise<number>} exit code, when the server ends by itself
 */
async function openInBrowser(folder) {
  if (!serverIsSupported) {
    throw new UserError(
      'The command "code" was not found. Install VS Code, run "Shell Command: Install \'code\' command in PATH" in it, and try again.',
    );
  }
  await ensureServer();
  const home = temporaryFolder();
  linkExtension(home, root);
  const server = await during('Starting VS Code', () => startServerForPerson(home, randomBytes(16).toString('hex')));
  console.log(`
Open this address in a browser on this machine:

  ${server.address(folder, fileToShow(folder))}

Dockwright is loaded from this repository: after another build, run "Developer: Reload Window" there.
Press Ctrl-C here to end it.
`);
  const code = await server.exited;
  if (!isInterrupted()) console.error('The VS Code server ended by itself.');
  return code === 0 ? 1 : code;
}
