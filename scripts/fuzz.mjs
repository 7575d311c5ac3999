// @ts-check
// npm run fuzz [-- --minutes 20] [--seed 1]: mutated files, until the time is over; what goes wrong is kept.
// With a seed that it printed, it begins with that very input.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { examine, timeLimit } from '../test/out/fuzz/examine.js';
import { makeInput } from '../test/out/fuzz/inputs.js';
import { createRandom } from '../test/out/fuzz/random.js';
import { fuzzSeeds } from '../test/out/fuzz/seeds.js';
import { projectRoot } from './generated.mjs';

/** @typedef {import('../test/out/fuzz/inputs.js').FuzzInput} FuzzInput */
/** @typedef {import('../test/out/fuzz/examine.js').Timing} Timing */

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes ?? 1);
const first = Number(values.seed ?? Date.now() % 2 ** 31);
if (!(minutes > 0) || !Number.isInteger(first)) {
  console.error('--minutes takes a number above 0, --seed a whole number.');
  process.exit(2);
}

/** A slow input is tried at most so often again: what takes long only now and then is a pause of the machine. */
const mostTries = 10;
const folder = join(projectRoot, '.cache/fuzz');
const endings = { dockerfile: '.Dockerfile', dockerignore: '.dockerignore', config: '.yaml' };
const seeds = fuzzSeeds();
const start = performance.now();
/** One finding of a kind is enough to mend it. */
const seen = new Set();
const inputs = { dockerfile: 0, dockerignore: 0, config: 0 };
let count = 0;
let characters = 0;
let slowest = { what: '', milliseconds: 0, characters: 0, limit: 1, seed: first };

const all = Object.values(seeds).reduce((sum, texts) => sum + texts.length, 0);
console.log(`${all} files to begin with, seed ${first}, ${minutes} minutes`);
// What comes first is slow, because nothing is compiled yet.
for (let seed = 0; seed < 50; seed++) examine(makeInput(seed, seeds), createRandom(seed));
while (performance.now() < start + minutes * 60_000) {
  const seed = (first + count) >>> 0;
  const input = makeInput(seed, seeds);
  count++;
  inputs[input.kind]++;
  characters += input.text.length;
  const { wrong, timings } = examine(input, createRandom(seed), processorTime);
  for (const finding of [...wrong, ...slowFindings(input, seed, timings)]) report(finding, input, seed);
}

const kinds = Object.entries(inputs).map(([kind, number]) => `${number} ${kind}`);
const part = (100 * slowest.milliseconds) / slowest.limit;
const kilobytes = slowest.characters / 1024;
console.log(`${count} inputs (${kinds.join(', ')}), ${(characters / 1024).toFixed(0)} KB`);
console.log(
  `slowest: ${slowest.what}, ${slowest.milliseconds.toFixed(0)} ms for ${kilobytes.toFixed(1)} KB, ` +
    `${(slowest.milliseconds / kilobytes).toFixed(0)} ms per KB, ${part.toFixed(0)} % of what it may take, seed ${slowest.seed}`,
);
console.log(`${seen.size} kinds of findings`);
process.exitCode = seen.size === 0 ? 0 : 1;

/** Milliseconds of processor time of this process: other work on the machine does not count. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * What takes too long, whenever it is tried; keeps account of the slowest.
 * @param {FuzzInput} input
 * @param {number} seed
 * @param {readonly Timing[]} timings
 */
function slowFindings(input, seed, timings) {
  const { text } = input;
  const limit = timeLimit(text);
  // What is no record and keeps to its limit tells nothing.
  const telling = Math.min(limit, (limit * slowest.milliseconds) / slowest.limit);
  if (!isSlow(timings, telling)) return [];
  const surest = fastestOf(input, seed, timings);
  const longest = surest.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
  if (longest.milliseconds / limit > slowest.milliseconds / slowest.limit)
    slowest = { ...longest, characters: text.length, limit, seed };
  return surest
    .filter(({ milliseconds }) => milliseconds > limit)
    .map(({ what, milliseconds }) => `${what} took ${milliseconds.toFixed(0)} ms for ${text.length} characters`);
}

/**
 * The shortest that each thing took, of some tries; of many where something takes too long.
 * @param {FuzzInput} input
 * @param {number} seed
 * @param {readonly Timing[]} timings of the first try
 */
function fastestOf(input, seed, timings) {
  const limit = timeLimit(input.text);
  let fastest = timings;
  for (let tries = 1; tries < 3 || (tries < mostTries && isSlow(fastest, limit)); tries++) {
    const again = examine(input, createRandom(seed), processorTime).timings;
    fastest = fastest.map(({ what, milliseconds }, index) => ({
      what,
      milliseconds: Math.min(milliseconds, again[index]?.milliseconds ?? milliseconds),
    }));
  }
  return fastest;
}

/**
 * @param {readonly Timing[]} timings
 * @param {number} limit
 */
function isSlow(timings, limit) {
  return timings.some(({ milliseconds }) => milliseconds > limit);
}

/**
 * Prints the first finding of a kind, and keeps its input.
 * @param {string} finding
 * @param {FuzzInput} input
 * @param {number} seed
 */
function report(finding, { kind, text, neighbour }, seed) {
  const sort = `${kind} ${finding.split('\n', 2).join(' ').replaceAll(/\d+/g, 'N')}`;
  if (seen.has(sort)) return;
  seen.add(sort);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${seed}${endings[kind]}`);
  writeFileSync(path, text);
  if (neighbour !== undefined) writeFileSync(join(folder, `${seed}.neighbour.dockerignore`), neighbour);
  console.log(`seed ${seed}: ${finding}\n  ${path}`);
}
