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
    {
      title: 'a folder with more files than the limit says so, and leads to the settings',
      check: () => tellLimit(window),
    },
    { title: 'the check of the workspace shows how far it is, and can be cancelled', check: () => cancelCheck(window) },
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
 * Lowers the limit as a project does, and takes the way that the notice offers.
 * @param {import('./window.mjs').EditorWindow} window
 * @returns {Promise<Verdict>}
 */
async function tellLimit({ page, folder }) {
  const settings = path.join(folder, '.vscode');
  fs.mkdirSync(settings);
  fs.writeFileSync(path.join(settings, 'settings.json'), '{ "dockwright.workspace.limit": 3 }');
  const toast = page.locator('.notification-toast', { hasText: 'files to check' });
  await toast.waitFor();
  const text = (await toast.innerText()).replace(/\s+/g, ' ');
  const expected = /workspace has \d+ files to check\. Dockwright checks 3 of them, and all that you open\./;
  if (!expected.test(text)) return failed(`the notice is ${text}`);
  await toast.locator('.monaco-button', { hasText: 'Open settings' }).click();
  await page.locator('.settings-editor .setting-item-contents', { hasText: 'Workspace: Limit' }).first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.settings-editor').waitFor({ state: 'hidden' });
  fs.rmSync(settings, { recursive: true });
  return passed;
}

/** Many files with many problems: a check of them takes seconds. */
const manyFiles = 1500;
const manyProblems = `FROM node:22-slim\nUSER node\n${'RUN cd /tmp && curl http://example.com | sh\n'.repeat(40)}`;

/**
 * Starts VS Code on a folder with many files, and cancels their check.
 * @param {import('./window.mjs').EditorWindow} window
 * @returns {Promise<Verdict>}
 */
async function cancelCheck({ page, folder, command }) {
  for (let index = 0; index < manyFiles; index++) {
    fs.mkdirSync(path.join(folder, 'many', String(index)), { recursive: true });
    fs.writeFileSync(path.join(folder, 'many', String(index), 'Dockerfile'), manyProblems);
  }
  await page.reload();
  const progress = page.locator('.statusbar-item', { hasText: 'Checking Dockerfiles' });
  await progress.click();
  const notice = page.locator('.notifications-center .monaco-list-row', {
    hasText: /Checking Dockerfiles: \d+ of \d+/,
  });
  await notice.waitFor();
  await notice.locator('.monaco-button', { hasText: 'Cancel' }).click();
  await progress.waitFor({ state: 'hidden' });
  await page.keyboard.press('Escape');
  await command('Dockwright: Show the problems of the workspace by rule or by file');
  const row = page.locator('.monaco-list-row', { hasText: /no-pipe-to-shell.*problems? in \d+ files?/ }).first();
  const filesNow = async () => Number(/in (\d+) file/.exec(await row.innerText())?.[1]);
  // The editor still works off what it got before.
  await page.waitForTimeout(2000);
  const checked = await filesNow();
  await page.waitForTimeout(1000);
  const later = await filesNow();
  return checked < manyFiles && checked === later ? passed : failed(`${checked} files were checked, and then ${later}`);
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
