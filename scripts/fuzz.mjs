// @ts-check
// npm run fuzz [-- --minutes 20] [--seed 1]: mutated Dockerfiles, until the time is over; what goes wrong is kept.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { examine } from '../test/out/fuzz/examine.js';
import { mutate } from '../test/out/fuzz/mutate.js';
import { createRandom } from '../test/out/fuzz/random.js';
import { fuzzSeeds } from '../test/out/fuzz/seeds.js';
import { projectRoot } from './generated.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes ?? 1);
const first = Number(values.seed ?? Date.now() % 2 ** 31);
if (!(minutes > 0) || !Number.isInteger(first)) {
  console.error('--minutes takes a number above 0, --seed a whole number.');
  process.exit(2);
}

const folder = join(projectRoot, '.cache/fuzz');
const seeds = fuzzSeeds();
const end = performance.now() + minutes * 60_000;
/** One finding of a kind is enough to mend it. */
const seen = new Set();
let inputs = 0;
let characters = 0;
console.log(`${seeds.length} files to begin with, seed ${first}`);
while (performance.now() < end) {
  const seed = (first + inputs) >>> 0;
  const random = createRandom(seed);
  const text = mutate(random.pick(seeds) ?? '', random, seeds);
  inputs++;
  characters += text.length;
  for (const finding of confirmed(text, seed)) {
    const kind = finding.split('\n', 2).join(' ').replaceAll(/\d+/g, 'N');
    if (seen.has(kind)) continue;
    seen.add(kind);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${seed}.Dockerfile`);
    writeFileSync(path, text);
    console.log(`seed ${seed}: ${finding}\n  ${path}`);
  }
}
console.log(`${inputs} inputs, ${(characters / 1e6).toFixed(1)} million characters, ${seen.size} kinds of findings`);
process.exitCode = seen.size === 0 ? 0 : 1;

/**
 * What goes wrong, and does so again: a pause of the machine is no slowness of ours.
 * @param {string} text
 * @param {number} seed
 */
function confirmed(text, seed) {
  const findings = examine(text, createRandom(seed));
  return findings.length === 0 ? findings : examine(text, createRandom(seed));
}
