// @ts-check
// Writes shared-rules/src/rules/index.ts from the files in the folders beside it: node scripts/registry.mjs [--check]
// It reads names and looks for the export, so it runs before the first compile.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMain, lineWidth, projectRoot, writeOrCheck } from './generated.mjs';

export const rulesFolder = 'shared-rules/src/rules';
const kebabCase = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** @typedef {{ readonly topic: string, readonly id: string }} RuleFile */

/**
 * Whether a text can be the id of a rule: lower-case words joined by single hyphens.
 * @param {string} text
 */
export function isRuleId(text) {
  return kebabCase.test(text);
}

/**
 * The topics that `shared-rules/src/rule.ts` names, in its order.
 * @returns {Promise<string[]>}
 */
export async function readTopics() {
  const source = await readFile(join(projectRoot, 'shared-rules/src/rule.ts'), 'utf8');
  const union = /export type Topic =([^;]*);/.exec(source)?.[1] ?? '';
  return [...union.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
}

/**
 * A rule that is not yet written must not keep the others from running; a test finds the ones left out.
 * @param {string} path
 */
async function isRule(path) {
  return /^export default defineRule\(/m.test(await readFile(path, 'utf8'));
}

/**
 * Every rule file, sorted by topic and id. Throws with the list of all misplaced files where there are any.
 * @returns {Promise<RuleFile[]>}
 */
export async function findRules() {
  const topics = new Set(await readTopics());
  /** @type {RuleFile[]} */
  const found = [];
  /** @type {string[]} */
  const wrong = [];
  /** @type {Map<string, string>} */
  const topicOf = new Map();
  const root = join(projectRoot, rulesFolder);
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.name === 'index.ts') continue;
    if (!entry.isDirectory() || !topics.has(entry.name)) {
      wrong.push(`${rulesFolder}/${entry.name}: only index.ts and folders named after a topic belong here`);
      continue;
    }
    for (const file of await readdir(join(root, entry.name))) {
      const id = file.replace(/\.ts$/, '');
      const other = topicOf.get(id);
      if (!file.endsWith('.ts') || !isRuleId(id)) wrong.push(`${rulesFolder}/${entry.name}/${file}: no rule id`);
      else if (other !== undefined) wrong.push(`${id} stands in ${other} and in ${entry.name}`);
      else if (!(await isRule(join(root, entry.name, file)))) {
        console.error(`left out: ${rulesFolder}/${entry.name}/${file} has no "export default defineRule(" yet`);
      } else {
        topicOf.set(id, entry.name);
        found.push({ topic: entry.name, id });
      }
    }
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return sortRules(found);
}

/**
 * Sorted by topic and id.
 * @param {readonly RuleFile[]} rules
 * @returns {RuleFile[]}
 */
export function sortRules(rules) {
  return [...rules].sort((a, b) => compare(a.topic, b.topic) || compare(a.id, b.id));
}

/**
 * The text of the index for these rules, formatted as Biome does.
 * @param {readonly RuleFile[]} rules sorted
 */
export function registrySource(rules) {
  const imports = rules.map(({ topic, id }) => `import ${variableName(id)} from './${topic}/${id}.js';\n`);
  return [
    '// Made by scripts/registry.mjs from the files in these folders. Do not edit: npm run generate\n',
    "import type { Rule } from '../rule.js';\n",
    ...imports,
    '\n/** Every rule, sorted by topic and id. The topic of a rule is its folder. */\n',
    `export const rules: readonly Rule[] = ${listSource(rules)};\n`,
  ].join('');
}

/** @returns {Promise<import('./generated.mjs').GeneratedFiles>} */
export async function registryFiles() {
  return new Map([[`${rulesFolder}/index.ts`, registrySource(await findRules())]]);
}

/** @param {readonly RuleFile[]} rules */
function listSource(rules) {
  const items = rules.map(({ topic, id }) => `{ topic: '${topic}', ...${variableName(id)} }`);
  const oneLine = `[${items.join(', ')}]`;
  const fits = `export const rules: readonly Rule[] = ${oneLine};`.length <= lineWidth;
  // Biome keeps a list of two or more objects on lines of their own, however short.
  if (items.length === 0 || (items.length === 1 && fits)) return oneLine;
  return `[\n${items.map((item) => `  ${item},\n`).join('')}]`;
}

/** @param {string} id */
function variableName(id) {
  return id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/**
 * Order by code unit, but runs of digits by their number, as Biome sorts imports.
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  const left = a.match(/\d+|\D/g) ?? [];
  const right = b.match(/\d+|\D/g) ?? [];
  for (const [index, piece] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (piece === other) continue;
    const difference = Number(piece) - Number(other);
    return Number.isNaN(difference) ? (piece < other ? -1 : 1) : difference;
  }
  return left.length - right.length;
}

if (isMain(import.meta.url)) await writeOrCheck('rule index', await registryFiles());
