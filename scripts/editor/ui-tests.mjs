// @ts-check
// What a person does: opens a file, presses Ctrl+., chooses a fix, saves.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { keepEvidence } from './outcome.mjs';
import { codeServerFolder } from './paths.mjs';
import { clickLine, menuEntry, openQuickFixMenu, openWindow } from './window.mjs';

/**
 * `line` and `key`: where the person clicks, and goes from there; `fix`: the menu's first entry; `fixed`: the file on disk after saving.
 * @type {readonly { name: string, file: string, line: string, key: 'Home' | 'End', fix: string, fixed: string }[]}
 */
const fixes = [
  {
    name: 'a shell form command becomes exec form',
    file: 'exec-form/Dockerfile',
    line: 'CMD node server.js',
    key: 'End',
    fix: 'Use the exec form',
    fixed: 'FROM node:22-slim\nUSER node\nCMD ["node", "server.js"]\n',
  },
  {
    name: 'two RUN instructions become one',
    file: 'merge-runs/Dockerfile',
    line: 'RUN mkdir -p /srv/cache',
    key: 'Home',
    fix: 'Merge these 2 RUN steps into one',
    fixed:
      'FROM debian:12-slim\nRUN mkdir -p /srv/data && \\\n    mkdir -p /srv/cache\nUSER nobody\nCMD ["sleep", "infinity"]\n',
  },
  {
    name: 'an image that runs as root gets a USER',
    file: 'non-root/Dockerfile',
    line: 'FROM node:22-slim',
    key: 'Home',
    fix: 'Run as the user "node"',
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
  const window = await openWindow({ extension, workspace, chromium, file: fixes[0]?.file });
  /** @type {import('./outcome.mjs').TestOutcome[]} */
  const tests = [];
  for (const fix of fixes) {
    const started = performance.now();
    const error = await applyThroughMenu(window, fix).catch((/** @type {unknown} */ reason) =>
      stripVTControlCharacters(String(reason)),
    );
    const milliseconds = Math.round(performance.now() - started);
    if (error === undefined) tests.push({ title: fix.name, state: 'passed', milliseconds });
    else tests.push({ title: fix.name, state: 'failed', milliseconds, error });
    if (error !== undefined) await keepEvidence(`ui-${path.dirname(fix.file)}`, [window.server.logFile], window.page);
  }
  await window.page.context().close();
  await window.server.stop();
  return { version: serverVersion(), tests };
}

/**
 * @param {import('./window.mjs').EditorWindow} window
 * @param {(typeof fixes)[number]} fix
 * @returns {Promise<string | undefined>} what is wrong
 */
async function applyThroughMenu(window, fix) {
  const { page, folder } = window;
  await window.open(fix.file);
  await page.locator('.editor-group-container.active [class*="squiggly-"]').first().waitFor();
  await clickLine(page, fix.line);
  await page.keyboard.press(fix.key);
  const entries = await openQuickFixMenu(page, fix.fix);
  if (entries[0] !== fix.fix && entries[1] !== fix.fix)
    return `"${fix.fix}" is not first in the menu: ${entries.join(' | ')}`;
  await menuEntry(page, fix.fix).click();
  await page.locator('.tab.active.dirty').waitFor();
  await page.keyboard.press('Control+S');
  await page.locator('.tab.active:not(.dirty)').waitFor();
  const text = fs.readFileSync(path.join(folder, fix.file), 'utf8');
  return text === fix.fixed ? undefined : `the saved file is\n${text}\ninstead of\n${fix.fixed}`;
}

/** @returns {string} of the VS Code in code-server */
function serverVersion() {
  const manifest = path.join(codeServerFolder, 'lib', 'vscode', 'package.json');
  return JSON.parse(fs.readFileSync(manifest, 'utf8')).version;
}
