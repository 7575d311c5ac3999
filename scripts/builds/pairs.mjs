// @ts-check
import { analyze, applyEdits, fixAll, fixesFor } from '../../shared-rules/out/index.js';
import { rules } from '../../shared-rules/out/rules/index.js';
import { dedent } from '../../shared-rules/out/text/dedent.js';
import { readMarks } from '../../shared-rules/out/text/marks.js';
import { whyNotBuilt, withEquivalents } from './equivalents.mjs';

/** @typedef {import('../../shared-rules/out/rule.js').Example} Example */
/** @typedef {import('../../shared-rules/out/rule.js').Rule} Rule */

/**
 * A text before and after a fix.
 * @typedef {object} Pair
 * @property {string} rule
 * @property {string} name
 * @property {string} safety
 * @property {string} before
 * @property {string} after
 * @property {readonly string[]} declares the rules whose declarations hold
 * @property {Example['context']} [context]
 * @property {string} [folder] of files that the context holds
 * @property {readonly string[]} [texts] all whose files the context holds, too, where there are more than these two
 * @property {readonly string[]} notes
 * @property {string} [skipped] why nothing is built
 */

/**
 * Every example with a fix, of every rule for Dockerfiles. Where steps of an example cannot run here, equivalent ones take their
 * place before the fix is made: it is the engine that fixes, never this harness.
 * @returns {readonly Pair[]}
 */
export function examplePairs() {
  const forDockerfiles = rules.filter(({ topic }) => topic !== 'dockerignore');
  return forDockerfiles.flatMap((rule) =>
    rule.examples.flatMap((example, index) =>
      example.fix === undefined ? [] : [examplePair(rule, example, index + 1)],
    ),
  );
}

/**
 * @param {Rule} rule
 * @param {Example} example
 * @param {number} number
 * @returns {Pair}
 */
function examplePair(rule, example, number) {
  const original = readMarks(dedent(example.bad));
  const { text, notes } = withEquivalents(rule.id, original.text);
  const common = {
    rule: rule.id,
    name: `${number}${example.title === undefined ? '' : `: ${example.title}`}`,
    safety: example.fix ?? 'safe',
    before: text,
    declares: [rule.id],
    notes,
    ...(example.context === undefined ? {} : { context: example.context }),
  };
  const skipped = whyNotBuilt(text);
  if (skipped !== undefined) return { ...common, after: text, skipped };
  const after = applyExampleFixes(rule, example, text, original.marked.length);
  return { ...common, after };
}

/**
 * The first fix of the example's class for each of its marks, one after the other.
 * @param {Rule} rule
 * @param {Example} example
 * @param {string} text
 * @param {number} count
 */
function applyExampleFixes(rule, example, text, count) {
  const { fix: safety, fixTitle, options = {}, context } = example;
  const settings = {
    profile: /** @type {const} */ ('recommended'),
    rules: new Map([[rule.id, { severity: rule.severity, options }]]),
    source: undefined,
  };
  const buildContext = context && { paths: new Set(context.paths), dockerignore: context.dockerignore };
  const lintOptions = buildContext === undefined ? { settings } : { settings, buildContext };
  let current = text;
  for (let applied = 0; applied < count; applied++) {
    const analysis = analyze(current, lintOptions);
    const fix = analysis.problems
      .filter((problem) => problem.rule === rule.id)
      .flatMap((problem) => fixesFor(analysis, problem).fixes)
      .find((one) => one.safety === safety && (fixTitle === undefined || one.title === fixTitle));
    // Two marks may go with one fix.
    if (fix === undefined) break;
    current = applyEdits(current, fix.edits) ?? current;
  }
  return current;
}

/**
 * Every fix of one rule in a text, one after the other.
 * @param {string} rule
 * @param {string} text
 * @returns {string}
 */
export function fixedBy(rule, text) {
  const settings = { profile: /** @type {const} */ ('strict'), rules: new Map(), source: undefined };
  return fixAll(text, { settings }, { include: 'suggested', rule }).text;
}
