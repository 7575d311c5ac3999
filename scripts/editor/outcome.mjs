// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { failureFolder } from './paths.mjs';

/** A suite takes one or two minutes; one that takes this long hangs. */
export const suiteLimitSeconds = 400;

/** @typedef {{ title: string, state: 'passed' | 'failed' | 'skipped', milliseconds: number, error?: string }} TestOutcome */

/**
 * What a suite gave. Without tests, or with a reason in `broken`, it failed, whatever else it said.
 * @typedef {object} SuiteOutcome
 * @property {string} version of VS Code
 * @property {readonly TestOutcome[]} tests
 * @property {string} [broken] why the run as a whole cannot be trusted
 */

/**
 * Reads what the suite in the editor wrote into the folder it had opened.
 * @param {string} workspace
 * @param {'node' | 'web'} expectedHost VS Code runs a suite in another host than asked for without a word
 * @returns {SuiteOutcome}
 */
export function readOutcome(workspace, expectedHost) {
  const file = path.join(workspace, 'test-results.json');
  if (!fs.existsSync(file)) return { version: 'unknown', tests: [], broken: 'the suite wrote no results' };
  const { vscode, host, ended, tests } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const outcome = { version: vscode, tests };
  if (host !== expectedHost)
    return { ...outcome, broken: `the suite ran in the "${host}" host, not in "${expectedHost}"` };
  return ended
    ? outcome
    : { ...outcome, broken: `the suite did not come to its end, only to the ${tests.length}. test` };
}

/** @param {SuiteOutcome} outcome */
export function count(outcome) {
  const of = (/** @type {string} */ state) => outcome.tests.filter((test) => test.state === state).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

/**
 * Whether a suite counts as passed: something ran, nothing failed, and the run itself was sound.
 * @param {SuiteOutcome} outcome
 */
export function isGood(outcome) {
  const { passed, failed } = count(outcome);
  return outcome.broken === undefined && passed > 0 && failed === 0;
}

/**
 * Prints a suite's tests, one line each, the errors of those that failed, and why the run is broken.
 * @param {string} name
 * @param {SuiteOutcome} outcome
 */
export function print(name, outcome) {
  for (const test of outcome.tests) {
    const word = { passed: 'ok', failed: 'FAILED', skipped: 'skipped' }[test.state];
    console.log(`  ${word} ${name}: ${test.title}${test.state === 'passed' ? ` (${test.milliseconds} ms)` : ''}`);
    if (test.error !== undefined) console.log(withoutDeepStack(test.error).replace(/^/gm, '      '));
  }
  if (outcome.broken !== undefined) console.log(`  FAILED ${name}: ${outcome.broken}`);
  if (outcome.tests.length === 0) console.log(`  FAILED ${name}: no test ran`);
}

/**
 * A message may have many lines, but of the stack only the top is worth reading.
 * @param {string} error
 */
function withoutDeepStack(error) {
  const lines = error.trimEnd().split('\n');
  const stack = lines.findIndex((line) => /^\s+at /.test(line));
  return lines.slice(0, stack === -1 ? undefined : stack + 4).join('\n');
}

/**
 * Keeps the logs of a suite that failed, and a screenshot where there is a page.
 * @param {string} name
 * @param {readonly string[]} logFiles
 * @param {import('playwright-core').Page} [page]
 */
export async function keepEvidence(name, logFiles, page) {
  fs.mkdirSync(failureFolder, { recursive: true });
  for (const file of logFiles) {
    if (fs.existsSync(file)) fs.copyFileSync(file, path.join(failureFolder, `${name}-${path.basename(file)}`));
  }
  await page?.screenshot({ path: path.join(failureFolder, `${name}.png`), timeout: 5000 }).catch(() => undefined);
  console.log(`  Logs and a screenshot: ${path.relative(process.cwd(), failureFolder) || '.'}`);
}
