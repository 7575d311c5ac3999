// @ts-check
// Desktop VS Code, downloaded by @vscode/test-electron where the machine may do that.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, runTests, SilentReporter } from '@vscode/test-electron';
import { buildSuite } from './build-suite.mjs';
import { temporaryFolder, UserError } from './cleanup.mjs';
import { isGood, keepEvidence, readOutcome, suiteLimitSeconds } from './outcome.mjs';
import { cacheFolder } from './paths.mjs';
import { findOnPath, run } from './processes.mjs';
import { during, say } from './progress.mjs';
import { quietSettings, writeSettings } from './server.mjs';
import { writeWorkspaceFile } from './workspace-file.mjs';

/** @typedef {{ executable: string, display: string | undefined }} Desktop `display`: the program that makes one */

/**
 * Finds a desktop VS Code to test in, or says why the server is used.
 * @returns {Promise<Desktop | undefined>}
 * @throws {UserError} when the person asked for desktop VS Code and there is none
 */
export async function findDesktop() {
  const wanted = process.env['DOCKWRIGHT_EDITOR'];
  if (wanted === 'server') return undefined;
  if (wanted !== undefined && wanted !== '' && wanted !== 'electron') {
    throw new UserError(`DOCKWRIGHT_EDITOR is "${wanted}"; it can be "electron" or "server".`, 2);
  }
  const found = await look();
  if (typeof found !== 'string') return found;
  if (wanted === 'electron') throw new UserError(`Desktop VS Code cannot be used: ${found}`);
  say(`No desktop VS Code (${found}): using the VS Code server.`);
  return undefined;
}

/** @returns {Promise<Desktop | string>} or why there is none */
async function look() {
  const needsDisplay = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];
  const display = needsDisplay ? findOnPath('xvfb-run') : undefined;
  const own = process.env['DOCKWRIGHT_VSCODE'];
  if (own !== undefined && own !== '') return { executable: own, display };
  if (needsDisplay && display === undefined) return 'this machine has neither a display nor xvfb-run';
  const cachePath = path.join(cacheFolder, 'vscode');
  fs.mkdirSync(cachePath, { recursive: true });
  try {
    const executable = await during('Downloading VS Code', () =>
      downloadAndUnzipVSCode({ version: 'stable', timeout: 5000, cachePath, reporter: new SilentReporter() }),
    );
    return { executable, display };
  } catch (error) {
    return `it cannot be downloaded: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * Runs the mocha suite in desktop VS Code.
 * @param {object} options
 * @param {Desktop} options.desktop
 * @param {string} options.extension folder
 * @param {string} options.workspace fixture folder; the run works on a copy
 * @param {string} [options.only] part of the names of test files
 * @returns {Promise<import('./outcome.mjs').SuiteOutcome>}
 */
export async function runSuiteInDesktop({ desktop, extension, workspace, only }) {
  const suite = await buildSuite('node', only);
  const home = temporaryFolder();
  const folder = path.join(home, 'workspace');
  fs.cpSync(workspace, folder, { recursive: true });
  writeWorkspaceFile(home, folder);
  writeSettings(home, quietSettings);
  const launcher = [process.execPath, fileURLToPath(import.meta.url), desktop.executable, extension, suite, home];
  const [command, ...args] = desktop.display === undefined ? launcher : [desktop.display, '-a', ...launcher];
  const logFile = path.join(home, 'desktop.log');
  // In a process of its own, so that a VS Code that hangs can be ended with everything that it started.
  const { code } = await run(command ?? process.execPath, args, { logFile, limitSeconds: suiteLimitSeconds });
  const outcome = readOutcome(folder, 'node');
  const broken = outcome.broken ?? (code === 0 ? undefined : `VS Code ended with code ${code}`);
  const result = broken === undefined ? outcome : { ...outcome, broken };
  if (!isGood(result)) await keepEvidence('desktop', [logFile]);
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [vscodeExecutablePath = '', extensionDevelopmentPath = '', extensionTestsPath = '', home = ''] =
    process.argv.slice(2);
  const launchArgs = [
    path.join(home, 'tests.code-workspace'),
    `--user-data-dir=${path.join(home, 'user')}`,
    `--extensions-dir=${path.join(home, 'extensions')}`,
  ];
  process.exitCode = await runTests({ vscodeExecutablePath, extensionDevelopmentPath, extensionTestsPath, launchArgs });
}
