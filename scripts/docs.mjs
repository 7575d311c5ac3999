// @ts-check
// The page of every rule and the rule table of the README, from the compiled rules: node scripts/docs.mjs [--check]
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { practicesMarkdown, ruleMarkdown, ruleTable } from '../shared-rules/out/docs.js';
import { practices } from '../shared-rules/out/practices.js';
import { rules } from '../shared-rules/out/rules/index.js';
import { markdownCell } from '../shared-rules/out/text/markdown.js';
import { compatibilityMarkdown, compatibilityPage } from './compatibility.mjs';
import { isMain, projectRoot, readProjectFile, writeOrCheck } from './generated.mjs';

const pagesFolder = 'docs/rules';

/**
 * Puts a text between the markers of a page. Throws where the page has none.
 * @param {string} page
 * @param {string} name of the markers
 * @param {string} text
 */
export function replaceBetweenMarkers(page, name, text) {
  const begin = `<!-- ${name}: made by npm run generate -->`;
  const end = `<!-- end of ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`The page has no markers ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${page.slice(to)}`;
}

/**
 * The settings that the extension's manifest declares, as a table.
 * @param {string} manifest the text of package.json
 */
export function settingsTable(manifest) {
  const properties = JSON.parse(manifest).contributes?.configuration?.properties ?? {};
  const rows = Object.entries(properties).map(([name, { default: value, description, markdownDescription }]) => {
    const cells = [`\`${name}\``, `\`${JSON.stringify(value)}\``, markdownDescription ?? description];
    return `| ${cells.map(markdownCell).join(' | ')} |`;
  });
  return `| Setting | Default | Meaning |\n| --- | --- | --- |\n${rows.join('\n')}`;
}

/** @returns {Promise<import('./generated.mjs').GeneratedFiles>} */
export async function docsFiles() {
  /** @type {Map<string, string | undefined>} */
  const files = new Map();
  const existing = await readdir(join(projectRoot, pagesFolder)).catch(() => []);
  for (const name of existing) files.set(`${pagesFolder}/${name}`, undefined);
  for (const rule of rules) files.set(`${pagesFolder}/${rule.id}.md`, ruleMarkdown(rule));
  files.set('docs/practices.md', practicesMarkdown(practices, rules, 'rules'));
  const compatibility = (await readProjectFile(compatibilityPage)) ?? '';
  files.set(compatibilityPage, replaceBetweenMarkers(compatibility, 'differences', await compatibilityMarkdown()));
  const readme = (await readProjectFile('README.md')) ?? '';
  const manifest = (await readProjectFile('package.json')) ?? '{}';
  const count = `${rules.length} rules, ${rules.filter((rule) => rule.fixes.length > 0).length} of them with a fix.`;
  const withSettings = replaceBetweenMarkers(readme, 'settings', settingsTable(manifest));
  const table = `${count}\n\n${ruleTable(rules, pagesFolder)}`;
  files.set('README.md', replaceBetweenMarkers(withSettings, 'rules', table));
  return files;
}

if (isMain(import.meta.url)) await writeOrCheck('pages', await docsFiles());
