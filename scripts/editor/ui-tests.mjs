// @ts-check
// What a person does: opens a file, presses Ctrl+., chooses a fix, saves.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { keepEvidence } from './outcome.mjs';
import { codeServerFolder, root } from './paths.mjs';
import { clickLine, menuEntry, openQuickFixMenu, openWindow } from './window.mjs';

const activationLimit = 150;

/**
 * `line` and `key`: where the person clicks, and goes from there; `fix`: what the menu offers first; `fixed`: the file on disk after saving.
 * @type {readonly { name: string, rule: string, file: string, line: string, key: 'Home' | 'End', fix: string, fixed: string }[]}
 */
const fixes = [
  {
    name: 'a shell form command becomes exec form',
    rule: 'use-exec-form',
    file: 'exec-form/Dockerfile',
    line: 'CMD node server.js',
    key: 'End',
    fix: 'Use the exec form',
    fixed: 'FROM node:22-slim\nUSER node\nCMD ["node", "server.js"]\n',
  },
  {
    name: 'two RUN instructions become one',
    rule: 'merge-consecutive-runs',
    file: 'merge-runs/Dockerfile',
    line: 'RUN mkdir -p /srv/cache',
    key: 'Home',
    fix: 'Merge these 2 RUN steps into one',
    fixed:
      'FROM debian:12-slim\nRUN mkdir -p /srv/data && \\\n    mkdir -p /srv/cache\nUSER nobody\nCMD ["sleep", "infinity"]\n',
  },
  {
    name: 'an image that runs as root gets a USER',
    rule: 'run-as-non-root',
    file: 'non-root/Dockerfile',
    line: 'FROM node:22-slim',
    key: 'Home',
    fix: 'Run as "node", the user that the image has ready',
    fixed: 'FROM node:22-slim\nUSER node\nCMD ["node", "server.js"]\n',
  },
];

/**
 * @param {object} options
 * @param {string} options.extension folder or .vsix
 * @param {string} options.workspace fixture folder; the run works on a copy
 * @param {string} options.chromium
 * @returns {Promise<import('./outcome.mjs').SuiteOutcome>}
 */
export async function runUiTests({ extension, workspace, chromium }) {
  const beside = [path.join(root, 'test', 'editor-extensions', 'hadolint')];
  const window = await openWindow({ extension, workspace, chromium, beside, file: 'exec-form/Dockerfile' });
  /** @type {import('./outcome.mjs').TestOutcome[]} */
  const tests = [];
  const checks = [
    { title: `the extension starts in less than ${activationLimit} ms`, check: () => startsFast(window) },
    ...fixes.map((fix) => ({ title: fix.name, check: () => applyThroughMenu(window, fix) })),
    { title: 'what another extension reports, too, is hidden on demand', check: () => hideDuplicates(window) },
    { title: 'the view lists problems by rule', check: () => showView(window) },
  ];
  for (const { title, check } of checks) {
    const started = performance.now();
    const verdict = await check().catch((/** @type {unknown} */ error) =>
      failed(stripVTControlCharacters(String(error))),
    );
    tests.push({ title, milliseconds: Math.round(performance.now() - started), ...verdict });
    if (verdict.state === 'failed') await keepEvidence(`ui-${tests.length}`, [window.server.logFile], window.page);
  }
  await window.page.context().close();
  await window.server.stop();
  return { version: serverVersion(), tests };
}

/** @typedef {Pick<import('./outcome.mjs').TestOutcome, 'state' | 'error'>} Verdict */

/** @type {Verdict} */
const passed = { state: 'passed' };

/**
 * @param {string} error
 * @returns {Verdict}
 */
function failed(error) {
  return { state: 'failed', error };
}

/**
 * @param {import('./window.mjs').EditorWindow} window
 * @param {(typeof fixes)[number]} fix
 * @returns {Promise<Verdict>}
 */
async function applyThroughMenu(window, fix) {
  const { page, folder } = window;
  await window.open(fix.file);
  await page.locator('.editor-group-container.active [class*="squiggly-"]').first().waitFor();
  await clickLine(page, fix.line);
  await page.keyboard.press(fix.key);
  const menu = await openQuickFixMenu(page, fix.fix);
  const expected = [
    'Quick Fix',
    fix.fix,
    `Ignore ${fix.rule} for this instruction`,
    `Ignore ${fix.rule} in this file`,
    `Turn off ${fix.rule} in dockwright.yaml`,
    `Explain ${fix.rule}`,
  ];
  if (menu.join('|') !== expected.join('|')) return failed(`the menu is ${menu.join(' | ')}`);
  await menuEntry(page, fix.fix).click();
  await page.locator('.tab.active.dirty').waitFor();
  await page.keyboard.press('Control+S');
  await page.locator('.tab.active:not(.dirty)').waitFor();
  const text = fs.readFileSync(path.join(folder, fix.file), 'utf8');
  return text === fix.fixed ? passed : failed(`the saved file is\n${text}\ninstead of\n${fix.fixed}`);
}

/**
 * Takes the offer that comes where another extension says the same.
 * @param {import('./window.mjs').EditorWindow} window
 * @returns {Promise<Verdict>}
 */
async function hideDuplicates({ page, folder, open }) {
  const settings = path.join(folder, '..', 'user', 'User', 'settings.json');
  const before = JSON.parse(fs.readFileSync(settings, 'utf8'));
  await open('closed/worker.Dockerfile');
  const toast = page.locator('.notification-toast', { hasText: 'Some problems are here twice' });
  await toast.waitFor();
  const text = await toast.innerText();
  if (!text.includes('from hadolint')) return failed(`the offer is ${text}`);
  await toast.locator('.monaco-button', { hasText: 'Hide duplicates' }).click();
  await toast.waitFor({ state: 'hidden' });
  for (let wait = 0; wait < 50; wait++) {
    const after = JSON.parse(fs.readFileSync(settings, 'utf8'));
    if (after['dockwright.hideDuplicates'] === true) {
      const others = { ...after };
      delete others['dockwright.hideDuplicates'];
      const isSame = JSON.stringify(others) === JSON.stringify(before);
      return isSame ? passed : failed(`other settings changed, too: ${JSON.stringify(after)}`);
    }
    await page.waitForTimeout(100);
  }
  return failed('the setting was not made');
}

/**
 * Opens the view of problems and reads it.
 * @param {import('./window.mjs').EditorWindow} window
 * @returns {Promise<Verdict>}
 */
async function showView({ page, command }) {
  await command('Dockwright: Show the problems of the workspace by rule or by file');
  const view = page.locator('.pane', { hasText: 'Dockerfile problems' });
  const text = await view
    .locator('.monaco-list-row', { hasText: /problems? in \d+ files?/ })
    .first()
    .innerText();
  return text.includes('use-exec-form') ? passed : failed(`the first row is ${text}`);
}

/**
 * Reads what VS Code measured: loading the code and `activate()`. The machine is busy with the start of the editor itself,
 * so the best of three counts; with other work on it besides, too long a time says nothing.
 * @param {import('./window.mjs').EditorWindow} window
 * @returns {Promise<Verdict>}
 */
async function startsFast({ page, command }) {
  /** @type {number[]} */
  const measured = [];
  for (let attempt = 1; attempt <= 3; attempt++) {
    if (attempt > 1) await page.reload();
    await page.locator('.monaco-editor [class*="squiggly-"]').first().waitFor();
    await command('Developer: Show Running Extensions');
    const row = page.locator('.monaco-list-row', { hasText: /Dockwright.*Activation: \d+ms/s });
    const milliseconds = Number(/Activation: (\d+)ms/.exec(await row.innerText())?.[1]);
    await page.keyboard.press('Escape');
    if (milliseconds < activationLimit) return passed;
    measured.push(milliseconds);
  }
  const error = `it took ${measured.join(', ')} ms`;
  return isBusy()
    ? { state: 'skipped', error: `${error}, but this machine does too much else to tell` }
    : failed(error);
}

/** More programs want to run than the editor, its server and the browser. */
function isBusy() {
  const [load = 0] = os.loadavg();
  return load > 2 * os.availableParallelism();
}

/** @returns {string} of the VS Code in code-server */
function serverVersion() {
  const manifest = path.join(codeServerFolder, 'lib', 'vscode', 'package.json');
  return JSON.parse(fs.readFileSync(manifest, 'utf8')).version;
}
