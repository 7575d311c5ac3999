// @ts-check
// What long files cost: as in a server that has been at work for little time.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../generated.mjs';
import { measurement, median, once } from './measurement.mjs';

/** @typedef {{ readonly time: number, readonly processor: number }} Cost */

const processes = 3;
const secondLint = once(async (/** @type {number} */ lines) => {
  const costs = Array.from({ length: processes }, () => secondLintOfProcess(lines));
  return {
    time: median(costs.map(({ time }) => time)),
    processor: median(costs.map(({ processor }) => processor)),
  };
});

export const growth = [
  lintOf(1_000, {}),
  lintOf(10_000, {}),
  growthBetween(1_000, 10_000),
  lintOf(100_000, { aim: 2_000 }),
  growthBetween(10_000, 100_000),
];

/**
 * @param {number} lines
 * @param {{ readonly aim?: number }} aim
 */
function lintOf(lines, aim) {
  const name = `lint of ${lines.toLocaleString('en')} lines`;
  return measurement(
    () => secondLint(lines),
    [
      { name, unit: 'ms', ...aim, of: ({ time }) => time },
      { name: `${name}, processor time`, unit: 'ms', of: ({ processor }) => processor },
    ],
  );
}

/**
 * Ten times the lines may cost twelve times as much, in processor time.
 * @param {number} few
 * @param {number} many
 */
function growthBetween(few, many) {
  const name = `growth from ${few.toLocaleString('en')} to ${many.toLocaleString('en')} lines`;
  return measurement(
    async () => (await secondLint(many)).processor / (await secondLint(few)).processor,
    [{ name, unit: 'times', aim: 12, of: (times) => times }],
  );
}

/**
 * @param {number} lines
 * @returns {Cost}
 */
function secondLintOfProcess(lines) {
  const script = join(projectRoot, 'scripts/bench/second-lint.mjs');
  return JSON.parse(execFileSync(process.execPath, [script, String(lines)], { encoding: 'utf8' }));
}
