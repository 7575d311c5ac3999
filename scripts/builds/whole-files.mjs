// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze, applyEdits, fixAll, fixesFor } from '../../shared-rules/out/index.js';
import { copiedPaths } from './context.mjs';

/** @typedef {import('./pairs.mjs').Pair} Pair */

/** Every rule is on. */
const settings = { profile: /** @type {const} */ ('strict'), rules: new Map(), source: undefined };

/**
 * A whole Dockerfile of ours before and after its fixes: all safe ones, then each suggested one alone, then all together.
 * @param {string} folder with a folder for each file
 * @returns {readonly Pair[]}
 */
export function wholeFilePairs(folder) {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => pairsOf(name, join(folder, name)));
}

/**
 * @param {string} name
 * @param {string} folder
 * @returns {readonly Pair[]}
 */
function pairsOf(name, folder) {
  const text = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  const options = { settings, buildContext: contextOf(folder, text) };
  const safe = fixAll(text, options, { include: 'safe' });
  const all = fixAll(text, options, { include: 'suggested' });
  const common = { name, folder, notes: [] };
  const whole = (/** @type {string} */ title, /** @type {typeof safe} */ result) => {
    if (result.text === text) return [];
    const declares = [...new Set(result.applied.map(({ rule }) => rule))];
    return [{ ...common, rule: title, safety: 'safe', before: text, after: result.text, declares }];
  };
  const pairs = [
    ...whole('fix all that is safe', safe),
    ...suggestedPairs(common, safe.text, options),
    ...whole('fix all, suggested ones too', all),
  ];
  const texts = [...new Set(pairs.flatMap(({ before, after }) => [before, after]))];
  return pairs.map((pair) => ({ ...pair, texts }));
}

/**
 * @param {{ readonly name: string, readonly folder: string, readonly notes: readonly string[] }} common
 * @param {string} text
 * @param {import('../../shared-rules/out/engine/types.js').LintOptions} options
 * @returns {readonly Pair[]}
 */
function suggestedPairs(common, text, options) {
  const analysis = analyze(text, options);
  const fixes = analysis.problems
    .flatMap((problem) => fixesFor(analysis, problem).fixes)
    .filter(({ safety }) => safety === 'suggested');
  const seen = new Set();
  return fixes.flatMap((fix) => {
    const after = applyEdits(text, fix.edits) ?? text;
    // Two problems may have one fix.
    if (seen.has(after)) return [];
    seen.add(after);
    return [
      {
        ...common,
        name: `${common.name}: ${fix.title}`,
        rule: fix.rule,
        safety: fix.safety,
        before: text,
        after,
        declares: [fix.rule],
      },
    ];
  });
}

/**
 * What a host would tell of the build context: the files of the folder and those that are made for the build.
 * @param {string} folder
 * @param {string} text
 */
function contextOf(folder, text) {
  const paths = /** @type {string[]} */ (readdirSync(folder, { recursive: true, encoding: 'utf8' }));
  const made = copiedPaths(text).filter((path) => !/[*?[$]|^\.?\/?$/.test(path));
  return { paths: new Set([...paths, ...made.map((path) => path.replace(/^\.?\//, ''))]), dockerignore: undefined };
}
