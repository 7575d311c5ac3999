// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { runMain, UserError } from './cleanup.mjs';
import { ensureChromium, ensureServer } from './install.mjs';
import { root } from './paths.mjs';
import { say } from './progress.mjs';
import { checkBuilt, readManifest } from './server.mjs';
import { asShown, clickLine, menuEntry, openQuickFixMenu, openWindow } from './window.mjs';

const usage = `Usage: node scripts/editor/screenshots.mjs [folder] [--file <name>] [--extension <folder or .vsix>] [--out <folder>]

Opens a copy of a folder (samples/) in a real VS Code with Dockwright, looks at a Dockerfile as a person would, and writes
pictures: the problems, a hover, the quick fix menu, a fix applied. Fails when one of them does not come up.

--file       the Dockerfile to look at; it needs a CMD in shell form (web-node/Dockerfile)
--extension  what to install (this repository)
--out        where the pictures go (test-results/screenshots)`;

await runMain(async () => {
  const options = readOptions();
  if (options === undefined) {
    console.log(usage);
    return 0;
  }
  await ensureServer();
  await takePictures({ ...options, chromium: await ensureChromium() });
  return 0;
});

function readOptions() {
  const { values, positionals } = parse();
  if (values.help) return undefined;
  const folder = path.resolve(positionals[0] ?? path.join(root, 'samples'));
  const file = values.file ?? path.join('web-node', 'Dockerfile');
  if (!fs.existsSync(path.join(folder, file))) throw new UserError(`${path.join(folder, file)} does not exist.`, 2);
  const extension = path.resolve(values.extension ?? root);
  if (!fs.existsSync(extension)) throw new UserError(`${extension} does not exist.`, 2);
  if (!extension.endsWith('.vsix')) checkBuilt(extension, readManifest(extension));
  return { folder, file, extension, out: path.resolve(values.out ?? path.join(root, 'test-results', 'screenshots')) };
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        file: { type: 'string' },
        extension: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : error}\n\n${usage}`, 2);
  }
}

/** @param {{ folder: string, file: string, extension: string, out: string, chromium: string }} options */
async function takePictures({ folder, file, extension, out, chromium }) {
  fs.mkdirSync(out, { recursive: true });
  const { page } = await openWindow({ extension, workspace: folder, chromium, file });
  let taken = 0;
  const picture = async (/** @type {string} */ name) => {
    taken += 1;
    const target = path.join(out, `${taken}-${name}.png`);
    await page.screenshot({ path: target });
    say(path.relative(process.cwd(), target));
  };
  const command = /^CMD [^[\n].*$/m.exec(fs.readFileSync(path.join(folder, file), 'utf8'))?.[0];
  if (command === undefined) throw new UserError(`${file} has no CMD in shell form to fix.`, 2);
  const marks = page.locator('.monaco-editor [class*="squiggly-"]');
  await marks.first().waitFor();
  await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel .monaco-list-row', { hasText: 'dockwright' }).first().waitFor();
  await picture('problems');

  const line = page.locator('.view-line', { hasText: asShown(command) }).first();
  await line.scrollIntoViewIfNeeded();
  await line.locator('span span').last().hover();
  await page.locator('.monaco-hover:visible', { hasText: 'exec form' }).waitFor();
  await picture('hover');
  await page.keyboard.press('Escape');

  await clickLine(page, command);
  await page.keyboard.press('End');
  await openQuickFixMenu(page, 'Use the exec form');
  await picture('quick-fix-menu');
  const before = await marks.count();
  await menuEntry(page, 'Use the exec form').click();
  await page
    .locator('.view-line', { hasText: asShown('CMD ["') })
    .first()
    .waitFor();
  await page.locator('.view-line', { hasText: asShown(command) }).waitFor({ state: 'detached' });
  // The problems follow the text by a moment.
  for (let tries = 0; tries < 50 && (await marks.count()) >= before; tries++) await page.waitForTimeout(100);
  await picture('fixed');
}
