// @ts-check
// npm run bench [-- words] [--json]: what a lint, a keystroke, a start and a workspace cost on this machine, beside what we
// aim for. With words, only what has all of them in its name. Everything must be built (npm run build). Other work on the
// machine makes all figures worse.
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { editing } from './bench/editing.mjs';
import { growth } from './bench/growth.mjs';
import { lint } from './bench/lint.mjs';
import { openFiles } from './bench/open-files.mjs';
import { createPrinter } from './bench/print.mjs';
import { start } from './bench/start.mjs';
import { workspace } from './bench/workspace.mjs';

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
const words = positionals.flatMap(wordsOf);
const wanted = [...lint, ...growth, start, ...editing, openFiles, ...workspace]
  .map(({ names, measure }) => ({ measure, names: names.filter(isWanted) }))
  .filter(({ names }) => names.length > 0);

const machine = {
  node: process.version,
  system: `${process.platform} ${process.arch}`,
  processors: availableParallelism(),
  /** How many programs wanted a processor in the last minute; Windows does not tell. */
  load: loadavg()[0] ?? 0,
};
// What is written for the bench is taken away when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

const rows = [];
const printer = createPrinter(wanted.flatMap(({ names }) => names));
if (!values.json) {
  console.log(`Node ${machine.node}, ${machine.system}, ${machine.processors} processors`);
  console.log(machine.load > 0.5 ? 'Other programs are at work: times are longer than they should be.\n' : '');
}
for (const { names, measure } of wanted) {
  for (const row of await measure(names)) {
    rows.push(row);
    if (!values.json) console.log(printer(row));
  }
}
if (values.json) console.log(JSON.stringify({ ...machine, rows }, undefined, 2));
else if (rows.length === 0) console.log(`No row has ${words.join(' and ')} in its name.`);

/** @param {string} name */
function isWanted(name) {
  const parts = wordsOf(name);
  // 1000 is not meant by 10000, but "key" is by "keystroke".
  return words.every((word) => parts.some((part) => (/^\d/.test(word) ? part === word : part.startsWith(word))));
}

/**
 * Capitals do not matter, nor whether somebody writes 1,000 or 1000.
 * @param {string} text
 */
function wordsOf(text) {
  const plain = text.toLowerCase().replaceAll(/(?<=\d),(?=\d)/g, '');
  return plain.match(/[a-z\d]+/g) ?? [];
}
