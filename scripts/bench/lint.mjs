// @ts-check
// What a lint costs, by itself.
import { analyze } from '../../shared-rules/out/index.js';
import { measurement, median } from './measurement.mjs';
import { dockerfile } from './texts.mjs';

export const lint = [
  { lines: 25, runs: 400, aim: 0.3 },
  { lines: 500, runs: 150, aim: 5 },
].map(({ lines, runs, aim }) =>
  measurement(
    () => medianLint(lines, runs),
    [{ name: `lint of ${lines} lines`, unit: 'ms', aim, of: (milliseconds) => milliseconds }],
  ),
);

/**
 * The median time of a lint, each of a text that was not seen before, as while typing.
 * @param {number} lines
 * @param {number} runs
 */
function medianLint(lines, runs) {
  const text = dockerfile(lines);
  const times = [];
  for (let run = 0; run < runs * 2; run++) {
    const typed = text.replace('npm ci', `npm ci --loglevel=${run}`);
    const start = performance.now();
    analyze(typed);
    // The first half warms up.
    if (run >= runs) times.push(performance.now() - start);
  }
  return median(times);
}
