// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { format } from 'node:util';
import { startBrowser } from './browser.mjs';
import { buildSuite } from './build-suite.mjs';
import { isInterrupted, temporaryFolder } from './cleanup.mjs';
import { isGood, keepEvidence, readOutcome, suiteLimitSeconds } from './outcome.mjs';
import { quietSettings, restrictedSettings, startServer } from './server.mjs';
import { serveFiles } from './static-files.mjs';
import { writeWorkspaceFile } from './workspace-file.mjs';

/**
 * Runs the mocha suite in the VS Code server, with a headless browser as its window.
 * @param {object} options
 * @param {'node' | 'web'} options.host the extension host to use: a Node process or a web worker
 * @param {string} options.extension folder
 * @param {string} options.workspace fixture folder; the run works on a copy
 * @param {string} options.chromium
 * @param {boolean} [options.restricted] in a workspace that nobody trusts
 * @param {string} [options.only] part of the names of test files
 * @returns {Promise<import('./outcome.mjs').SuiteOutcome>}
 */
export async function runSuiteInServer({ host, extension, workspace, chromium, restricted = false, only }) {
  const suite = await buildSuite(host === 'node' ? 'node' : 'browser', only);
  const home = temporaryFolder();
  const folder = path.join(home, 'workspace');
  fs.cpSync(workspace, folder, { recursive: true });
  const server = await startServer({ home, driver: true, settings: restricted ? restrictedSettings : quietSettings });
  const page = await startBrowser(chromium, path.join(home, 'profile'));
  const consoleLog = path.join(home, 'console.log');
  const { exited } = await listen(page, consoleLog);
  if (host === 'web') await loadOverHttp(page, server, extension, suite);
  await page.goto(
    server.address(
      writeWorkspaceFile(home, folder),
      host === 'web'
        ? []
        : [
            ['extensionDevelopmentPath', server.uri(extension)],
            ['extensionTestsPath', server.uri(suite)],
          ],
    ),
  );
  const ending = await Promise.race([exited, tooLong()]);
  // VS Code's own exit code is 0 even when the extension host died: only the results count.
  const outcome = { ...readOutcome(folder, host), ...(ending === undefined ? {} : { broken: ending }) };
  if (!isGood(outcome) && !isInterrupted()) await keepEvidence(host, [consoleLog, server.logFile], page);
  await page.context().close();
  await server.stop();
  return outcome;
}

/** @returns {Promise<string>} */
function tooLong() {
  return new Promise((resolve) => {
    const reason = `the suite did not end within ${suiteLimitSeconds} seconds`;
    setTimeout(() => resolve(reason), suiteLimitSeconds * 1000).unref();
  });
}

/**
 * Listens for what VS Code tells its smoke test driver.
 * @param {import('playwright-core').Page} page
 * @param {string} logFile gets every line of the window's and the extension host's consoles
 * @returns {Promise<{ exited: Promise<string | undefined> }>} `exited` gives why the page ended without VS Code's word, if it did
 */
async function listen(page, logFile) {
  const log = fs.createWriteStream(logFile);
  page.on('pageerror', (error) => log.write(`page error: ${error.stack}\n`));
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
    log.write(`${type}: ${format(...args)}\n`);
  });
  /** @type {(reason: string | undefined) => void} */
  let end = () => undefined;
  /** @type {Promise<string | undefined>} */
  const exited = new Promise((resolve) => {
    end = resolve;
  });
  await page.exposeFunction('codeAutomationExit', () => end(undefined));
  page.on('crash', () => end('the page crashed'));
  page.on('close', () => end('the page was closed'));
  return { exited };
}

/**
 * Gives VS Code the extension and the suite as http addresses, which is what makes it choose its web worker host. The
 * addresses are of the same origin, for VS Code lets nothing else in: the server passes them on.
 * @param {import('playwright-core').Page} page
 * @param {import('./server.mjs').Server} server
 * @param {string} extension
 * @param {string} suite
 */
async function loadOverHttp(page, server, extension, suite) {
  // VS Code runs a suite in the host of the extension below whose address it lies.
  const suiteMount = '/extension/.editor-suite';
  const port = await serveFiles({ [suiteMount]: path.dirname(suite), '/extension': extension });
  const authority = new URL(server.origin).host;
  const at = (/** @type {string} */ file) => ({ scheme: 'http', authority, path: `/proxy/${port}${file}` });
  const options = {
    extensions: [at('/extension')],
    extensionTestsPath: at(`${suiteMount}/${path.basename(suite, '.js')}`),
  };
  await page.addInitScript((developmentOptions) => {
    const observer = new MutationObserver(() => {
      const configuration = document.getElementById('vscode-workbench-web-configuration');
      const text = configuration?.getAttribute('data-settings');
      if (!configuration || !text) return;
      observer.disconnect();
      const settings = JSON.parse(text);
      settings.developmentOptions = { ...settings.developmentOptions, ...developmentOptions };
      configuration.setAttribute('data-settings', JSON.stringify(settings));
    });
    observer.observe(document, { childList: true, subtree: true });
  }, options);
}
