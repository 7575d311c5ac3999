// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { cleanUp, isInterrupted, runMain, UserError } from './cleanup.mjs';
import { findDesktop, runSuiteInDesktop } from './desktop.mjs';
import { ensureChromium, ensureServer, serverIsSupported } from './install.mjs';
import { count, isGood, print } from './outcome.mjs';
import { failureFolder, root } from './paths.mjs';
import { say } from './progress.mjs';
import { checkBuilt, readManifest, unpackPackage } from './server.mjs';
import { runSuiteInServer } from './suite-in-server.mjs';
import { runUiTests } from './ui-tests.mjs';

const usage = `Usage: node scripts/editor/run-tests.mjs [--suite node|web|restricted|restricted-node|ui]... [--extension <folder or .vsix>] [--only <part of the names of test files>]

Runs the editor tests in a real VS Code:
  node  the mocha suite in an extension host that is a Node process
  web   the same suite in an extension host that is a web worker
  restricted  what works in a workspace that nobody trusts, in a web worker
  restricted-node  the same in a Node process, and that no program is started there
  ui    the three named fixes through the menus, with a browser at the keyboard
Without --suite all of them.

DOCKWRIGHT_EDITOR=electron|server  desktop VS Code (downloaded) or the VS Code server of tools/editor, for the suite "node";
                                   by default desktop VS Code where it can be downloaded
DOCKWRIGHT_VSCODE=<file>           a desktop VS Code that is there already
CHROME_PATH=<file>                 the browser to use`;

/** For all suites together, without what has to be installed. */
const limitSeconds = 850;
const suites = /** @type {const} */ (['node', 'web', 'restricted', 'restricted-node', 'ui']);

await runMain(async () => {
  const options = readOptions();
  if (options === undefined) {
    console.log(usage);
    return 0;
  }
  const desktop = options.suites.includes('node') ? await findDesktop() : undefined;
  const runnable = options.suites.filter((suite) => serverIsSupported || (suite === 'node' && desktop !== undefined));
  for (const suite of options.suites.filter((name) => !runnable.includes(name))) {
    if (options.chosen || suite === 'node')
      throw new UserError(`The suite "${suite}" needs the VS Code server, which is for Linux on x64.`);
    say(`Left out: the suite "${suite}" needs the VS Code server, which is for Linux on x64.`);
  }
  const isPackage = options.extension.endsWith('.vsix');
  const needsServer = isPackage || runnable.some((suite) => suite !== 'node' || desktop === undefined);
  fs.rmSync(failureFolder, { recursive: true, force: true });
  if (needsServer) await ensureServer();
  const chromium = needsServer ? await ensureChromium() : '';
  const extension = isPackage ? await unpackPackage(options.extension) : options.extension;
  return await withinLimit(runAll(runnable, extension, desktop, chromium, options.only));
});

function readOptions() {
  const { values } = parse();
  if (values.help) return undefined;
  const unknown = (values.suite ?? []).filter((name) => !suites.some((suite) => suite === name));
  if (unknown.length > 0) throw new UserError(`There is no suite "${unknown[0]}".\n\n${usage}`, 2);
  const extension = path.resolve(values.extension ?? root);
  if (!fs.existsSync(extension)) throw new UserError(`${extension} does not exist.`, 2);
  if (!extension.endsWith('.vsix')) checkBuilt(extension, readManifest(extension));
  return {
    suites: suites.filter((suite) => values.suite === undefined || values.suite.includes(suite)),
    chosen: values.suite !== undefined,
    extension,
    only: values.only,
  };
}

function parse() {
  try {
    return parseArgs({
      options: {
        suite: { type: 'string', multiple: true },
        extension: { type: 'string' },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : error}\n\n${usage}`, 2);
  }
}

/**
 * @param {readonly (typeof suites)[number][]} names
 * @param {string} extension
 * @param {import('./desktop.mjs').Desktop | undefined} desktop
 * @param {string} chromium
 * @param {string | undefined} only
 * @returns {Promise<number>} exit code
 */
async function runAll(names, extension, desktop, chromium, only) {
  const workspace = path.join(root, 'test', 'editor-workspace');
  const total = { passed: 0, failed: 0, good: true };
  /** @type {Set<string>} */
  const editors = new Set();
  for (const name of names) {
    const inDesktop = name === 'node' && desktop !== undefined;
    say(
      `Suite "${name}" in ${inDesktop ? `desktop VS Code (${desktop.executable})` : 'the VS Code server (code-server)'}`,
    );
    const outcome = inDesktop
      ? await runSuiteInDesktop({ desktop, extension, workspace, ...(only === undefined ? {} : { only }) })
      : name === 'ui'
        ? await runUiTests({ extension, workspace, chromium })
        : name === 'restricted' || name === 'restricted-node'
          ? await runSuiteInServer({
              host: name === 'restricted' ? 'web' : 'node',
              extension,
              workspace,
              chromium,
              restricted: true,
              only: '.restricted.',
            })
          : await runSuiteInServer({
              host: name,
              extension,
              workspace,
              chromium,
              ...(only === undefined ? {} : { only }),
            });
    if (isInterrupted()) return 1;
    print(name, outcome);
    const { passed, failed } = count(outcome);
    total.passed += passed;
    total.failed += failed + (failed === 0 && !isGood(outcome) ? 1 : 0);
    total.good &&= isGood(outcome);
    editors.add(`VS Code ${outcome.version}, ${inDesktop ? 'desktop' : 'code-server'}`);
    await cleanUp();
  }
  console.log(`editor tests: ${total.passed} passed, ${total.failed} failed (${[...editors].join('; ')})`);
  return total.good ? 0 : 1;
}

/**
 * @param {Promise<number>} work
 * @returns {Promise<number>}
 */
async function withinLimit(work) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const limit = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new UserError(`The editor tests did not end within ${limitSeconds} seconds and were stopped.`)),
      limitSeconds * 1000,
    );
  });
  return await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
