// @ts-check
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { analyze, applyEdits, fixAll, roleOf } from '../../shared-rules/out/index.js';
import { CannotLowerError, lower } from './lower.mjs';
import { inParallel } from './process.mjs';
import { buildah } from './store.mjs';

/** @typedef {import('./store.mjs').Store} Store */
/** @typedef {import('./table.mjs').Row} Row */

/** A stage that no file has: the builder reads the whole file, then stops. */
const nowhere = 'dockwright-nowhere';

/** What cannot be carried out in an empty image without files; all else can. */
const needsFiles = new Set(['RUN', 'COPY', 'ADD']);

/**
 * Texts that the second parser must refuse, or it judges nothing.
 * @type {readonly string[]}
 */
const broken = [
  '',
  'FROM scratch\nENV\n',
  'FROM scratch\nHEALTHCHECK --often CMD true\n',
  'FROM scratch\nWROKDIR /app\n',
];

/**
 * Shows every file and its fixed forms to the builder's own parser, which shares no code with ours. What it read before it
 * must read afterwards. Two looks: the whole file, and all instructions that can be carried out in an empty image.
 * @param {Store} store
 * @param {string} folder
 * @param {string} title
 * @param {number} workers
 * @returns {Promise<readonly Row[]>}
 */
export async function judgeSyntax(store, folder, title, workers) {
  const work = join(store.folder, 'work', `syntax-${title.replaceAll(/\W/g, '-')}`);
  mkdirSync(join(work, 'empty'), { recursive: true });
  const paths = dockerfilesOf(folder);
  const results = await inParallel(paths, workers, async (path, index) => {
    const text = readFileSync(path, 'utf8');
    const fixed = fixAll(text, {}, { include: 'safe' }).text;
    const all = fixAll(text, {}, { include: 'suggested' }).text;
    /** @type {Map<string, Look>} */
    const looks = new Map();
    for (const [side, one] of Object.entries({ text, fixed, all })) {
      if (!looks.has(one))
        looks.set(one, await lookAt(store, one, join(work, `${index}-${side}`), join(work, 'empty')));
    }
    const at = (/** @type {string} */ one) => looks.get(one) ?? { parses: false, isCarriedOut: false };
    return { path: relative(folder, path), before: at(text), fixed: at(fixed), all: at(all) };
  });
  const rows = /** @type {const} */ (['parses', 'isCarriedOut']).map((key) => {
    const count = (/** @type {'before' | 'fixed' | 'all'} */ side) =>
      results.filter((result) => result[side][key]).length;
    const lost = results.filter(({ before, fixed, all }) => before[key] && !(fixed[key] && all[key]));
    const what = key === 'parses' ? 'the builder reads the file' : 'the builder carries out what needs no files';
    return {
      rule: title,
      example: `${what} (${results.length} files)`,
      before: `${count('before')} files`,
      after: `${count('fixed')} with --fix, ${count('all')} with --fix=suggested`,
      difference: lost.length === 0 ? 'no loss' : `lost: ${lost.map(({ path }) => path).join(', ')}`,
      verdict: /** @type {const} */ (results.length > 0 && lost.length === 0 ? 'passed' : 'failed'),
    };
  });
  return [...rows, await judgeParser(store, title, work)];
}

/**
 * Shows that the second parser refuses what is broken.
 * @param {Store} store
 * @param {string} title
 * @param {string} work a folder
 * @returns {Promise<Row>}
 */
async function judgeParser(store, title, work) {
  const accepted = [];
  for (const text of broken) {
    const { parses, isCarriedOut } = await lookAt(store, text, join(work, 'broken'), join(work, 'empty'));
    if (parses && isCarriedOut) accepted.push(JSON.stringify(text));
  }
  return {
    rule: title,
    example: `broken files are refused (${broken.length})`,
    before: '-',
    after: '-',
    difference: accepted.length === 0 ? 'all refused' : `accepted: ${accepted.join(', ')}`,
    verdict: accepted.length === 0 ? 'passed' : 'failed',
  };
}

/** @typedef {{ readonly parses: boolean, readonly isCarriedOut: boolean }} Look */

/**
 * @param {Store} store
 * @param {string} text
 * @param {string} path to write it to
 * @param {string} context
 * @returns {Promise<Look>}
 */
async function lookAt(store, text, path, context) {
  const { readable, empty } = inBuildersWords(text);
  writeFileSync(path, readable);
  const read = await buildah(store, ['bud', '--pull-never', '--target', nowhere, '-f', path, context]);
  const parses = read.stderr.includes(`"${nowhere}" was not found`);
  if (!parses || empty === undefined) return { parses, isCarriedOut: false };
  writeFileSync(path, empty);
  const done = await buildah(store, ['bud', '--pull-never', '--format', 'docker', '-f', path, context]);
  return { parses, isCarriedOut: done.code === 0 };
}

/**
 * The text as the builder knows it, and the same on empty images without what needs files or programs.
 * @param {string} text
 * @returns {{ readonly readable: string, readonly empty: string | undefined }}
 */
function inBuildersWords(text) {
  try {
    const readable = lower(
      text,
      () => 'debian',
      () => 0,
    ).text;
    const { dockerfile } = analyze(readable).internals;
    const edits = dockerfile.instructions.flatMap((instruction) => {
      if (instruction.keyword === 'FROM') {
        const { baseSpan } = dockerfile.stages.find(({ from }) => from === instruction) ?? {};
        return baseSpan === undefined ? [] : [{ span: baseSpan, text: 'scratch' }];
      }
      return needsFiles.has(instruction.keyword) ? [{ span: instruction.span, text: '' }] : [];
    });
    return { readable, empty: applyEdits(readable, edits) };
  } catch (error) {
    if (!(error instanceof CannotLowerError)) throw error;
    return { readable: text, empty: undefined };
  }
}

/**
 * @param {string} folder
 * @returns {readonly string[]}
 */
function dockerfilesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && roleOf(entry.name) === 'dockerfile')
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
