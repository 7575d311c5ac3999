// @ts-check
// A person at the keyboard: one VS Code window in a headless browser, with the extension installed.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startBrowser } from './browser.mjs';
import { temporaryFolder } from './cleanup.mjs';
import { installPackage, linkExtension, quietSettings, startServer } from './server.mjs';

/**
 * @typedef {object} EditorWindow
 * @property {import('playwright-core').Page} page
 * @property {string} folder the opened folder: a copy
 * @property {import('./server.mjs').Server} server
 * @property {(file: string) => Promise<void>} open opens a file in a folder of the folder and waits until its text is there
 * @property {(title: string) => Promise<void>} command runs a command by its title in the command palette
 */

/**
 * Opens a copy of a folder in a VS Code with the extension installed.
 * @param {object} options
 * @param {string} options.extension folder of the extension, or its .vsix
 * @param {string} options.workspace
 * @param {string} options.chromium
 * @param {readonly string[]} [options.beside] folders of other extensions
 * @param {string | undefined} [options.file] the first file to open, relative to the workspace
 * @returns {Promise<EditorWindow>}
 */
export async function openWindow({ extension, workspace, chromium, beside = [], file }) {
  const home = temporaryFolder();
  const folder = path.join(home, 'workspace');
  fs.cpSync(workspace, folder, { recursive: true });
  if (extension.endsWith('.vsix')) await installPackage(home, extension);
  else linkExtension(home, extension);
  for (const other of beside) linkExtension(home, other);
  const settings = { ...quietSettings, 'editor.minimap.enabled': false, 'files.autoSave': 'off' };
  const server = await startServer({ home, driver: false, settings });
  const page = await startBrowser(chromium, path.join(home, 'profile'));
  page.setDefaultTimeout(20_000);
  const openFile = file === undefined ? [] : [/** @type {const} */ (['openFile', server.uri(path.join(folder, file))])];
  await page.goto(server.address(folder, openFile));
  await page.locator('.monaco-workbench .statusbar').waitFor();
  if (file !== undefined) await page.locator('.monaco-editor .view-line').first().waitFor();
  return { page, folder, server, open, command };

  /** @param {string} name */
  async function open(name) {
    const inFolder = path.basename(path.dirname(name));
    await pick(page, 'Control+P', name, inFolder);
    await page.locator('.editor-group-container.active .monaco-breadcrumbs', { hasText: inFolder }).waitFor();
    await page.locator('.editor-group-container.active .monaco-editor .view-line').first().waitFor();
  }

  /** @param {string} title */
  async function command(title) {
    await pick(page, 'F1', `>${title}`, title);
  }
}

/**
 * Opens a quick pick with a shortcut, types into it and takes the first entry, once that is the one meant.
 * @param {import('playwright-core').Page} page
 * @param {string} shortcut
 * @param {string} text
 * @param {string} entry some of its text
 */
async function pick(page, shortcut, text, entry) {
  const input = page.locator('.quick-input-widget input[type="text"]');
  await pressUntil(page, shortcut, input);
  await input.fill(text);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: entry }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/**
 * Puts the cursor into a line of the editor.
 * @param {import('playwright-core').Page} page
 * @param {string} text some of the line
 */
export async function clickLine(page, text) {
  const line = page.locator('.editor-group-container.active .view-line', { hasText: asShown(text) }).first();
  await line.locator('span span').first().click();
}

/**
 * Opens the quick fix menu for the cursor's line with Ctrl+. and gives its entries. VS Code drops the request when an
 * extension registers something meanwhile, so it may have to ask again.
 * @param {import('playwright-core').Page} page
 * @param {string} expected an entry that must be there
 * @returns {Promise<readonly string[]>}
 */
export async function openQuickFixMenu(page, expected) {
  // Away from the text, so that no hover pops up over the menu.
  await page.mouse.move(1000, 60);
  await pressUntil(page, 'Control+.', menuEntry(page, expected));
  const texts = await page.locator('.action-widget .monaco-list-row').allInnerTexts();
  return texts.map((text) => text.replace(/\u00a0/g, ' ').trim());
}

/**
 * Presses a shortcut and waits for what it brings up. A window that has just been opened may miss it, so it asks again.
 * @param {import('playwright-core').Page} page
 * @param {string} shortcut
 * @param {import('playwright-core').Locator} expected
 */
async function pressUntil(page, shortcut, expected) {
  for (let attempt = 1; attempt <= 5; attempt++) {
    await page.keyboard.press(shortcut);
    const isThere = await expected.waitFor({ timeout: 4000 }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await page.keyboard.press('Escape');
  }
  throw new Error(`${shortcut} did not bring up ${expected}.`);
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} title
 */
export function menuEntry(page, title) {
  return page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
}

/**
 * VS Code shows the spaces of an editor's text as no-break spaces.
 * @param {string} text
 */
export function asShown(text) {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '[ \\u00a0]'));
}
