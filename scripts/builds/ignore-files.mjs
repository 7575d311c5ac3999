// @ts-check
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isIgnored } from '../../shared-rules/out/context/dockerignore.js';
import { analyze, applyEdits, fixesFor } from '../../shared-rules/out/index.js';
import { rules } from '../../shared-rules/out/rules/index.js';
import { dedent } from '../../shared-rules/out/text/dedent.js';
import { readMarks } from '../../shared-rules/out/text/marks.js';
import { buildah, buildahOrThrow } from './store.mjs';

/** @typedef {import('../../shared-rules/out/rule.js').Example} Example */
/** @typedef {import('../../shared-rules/out/rule.js').Rule} Rule */

/**
 * A `.dockerignore`, with a fix or without one.
 * @typedef {object} IgnoreCase
 * @property {string} rule
 * @property {string} name
 * @property {string} before
 * @property {string} [after] as the fix makes it
 * @property {boolean} keepsAll the fix must not change what is left out
 * @property {readonly string[]} files that the context holds beside ours
 */

/** Files that patterns are tried on. */
const files = [
  ...['a', 'b', 'abc', 'a.md', 'README.md', 'docs/README.md', 'docs/a/b.md', 'docs/x.txt', '.git/HEAD', '.env'],
  ...['.env.example', '.env.production', 'web/.env', 'web/.git/HEAD', 'node_modules/x/y.js', 'web/node_modules/z.js'],
  ...['web/src/a.ts', 'web/deep/er/node_modules/q.js', 'src/a.ts', 'src/deep/er/c.log', 'top.log', 'my docs/a', '# d'],
  ...['dist/app.js', 'dist/lib/x.js', '[x]', '!bang', 'app/a.pyc', 'b.pyc', 'tmp/t', 'x.c', 'x.o', 'designs/logo.svg'],
];

/** What the reader of `.dockerignore` must read as the builder does. */
const patterns = [
  ...['node_modules', '**/node_modules', '*/node_modules', '**/.env*\n!**/.env.example', '*.md', '**/*.md', 'docs/**'],
  ...['docs/**/*.md', '*\n!src', '*\n!src/a.ts', '*\n!docs/a/b.md', '**\n!src', '**\n!src/**', '/dist/', './dist'],
  ...[
    'dist/../web',
    'docs/*\n!docs/README.md',
    ' # d',
    '# d',
    'my docs',
    'a b',
    '!README.md\n*.md',
    '*.md\n!README.md',
  ],
  ...[
    '[ab]',
    '[^ab]',
    '[!b]ang',
    '[!ab]',
    'a?c',
    '\\[x]',
    '\\!bang',
    '**/a*',
    '**/src/*.ts',
    '**/',
    '.',
    '*/*',
    '*/*/*',
  ],
  ...['**/*', 'web/**\n!web/src', 'd*', 'do?s', '**/deep', 'src/**/c.log', 'src/*/c.log', '[a-c]', 'a**'],
  ...['dist/**/\n!dist/app.js', '\ufeffnode_modules\n  .git  \r\nweb\r'],
];

/**
 * Every example with a fix of the rules for `.dockerignore`, and the patterns above.
 * @returns {readonly IgnoreCase[]}
 */
export function ignoreCases() {
  const examples = rules
    .filter(({ topic }) => topic === 'dockerignore')
    .flatMap((rule) =>
      rule.examples.flatMap((example, index) =>
        example.fix === undefined ? [] : [exampleCase(rule, example, index + 1)],
      ),
    );
  const read = patterns.map((before) => ({
    rule: '.dockerignore',
    name: JSON.stringify(before),
    before,
    keepsAll: true,
    files: [],
  }));
  return [...examples, ...read];
}

/**
 * @param {Rule} rule
 * @param {Example} example
 * @param {number} number
 * @returns {IgnoreCase}
 */
function exampleCase(rule, example, number) {
  const paths = example.context?.paths ?? [];
  const { text, marked } = readMarks(dedent(example.bad));
  return {
    rule: rule.id,
    name: `${number}${example.title === undefined ? '' : `: ${example.title}`}`,
    before: text,
    after: fixed(rule, example, text, marked.length),
    keepsAll: rule.id === 'dockerignore-pattern-unused',
    files: paths.filter((path) => !path.endsWith('/')),
  };
}

/**
 * The first fix of the rule for each of its marks, one after the other.
 * @param {Rule} rule
 * @param {Example} example
 * @param {string} text
 * @param {number} count
 */
function fixed(rule, example, text, count) {
  const { context, options = {} } = example;
  const settings = {
    profile: /** @type {const} */ ('recommended'),
    rules: new Map([[rule.id, { severity: rule.severity, options }]]),
    source: undefined,
  };
  const known = context && { paths: new Set(context.paths), dockerignore: undefined };
  const kind = /** @type {const} */ ('dockerignore');
  const lintOptions = known === undefined ? { kind, settings } : { kind, settings, buildContext: known };
  let current = text;
  for (let applied = 0; applied < count; applied++) {
    const analysis = analyze(current, lintOptions);
    const problem = analysis.problems.find((candidate) => candidate.rule === rule.id);
    const [fix] = problem === undefined ? [] : fixesFor(analysis, problem).fixes;
    if (fix === undefined) break;
    current = applyEdits(current, fix.edits) ?? current;
  }
  return current;
}

/**
 * Lets the builder copy everything by a `.dockerignore`, before and after its fix, and compares what arrives with what we
 * say that it lets through.
 * @param {import('./store.mjs').Store} store
 * @param {IgnoreCase} ignoreCase
 * @param {number} number
 * @returns {Promise<import('./table.mjs').Row>}
 */
export async function judgeIgnoreFile(store, ignoreCase, number) {
  const { rule, name, before, after, keepsAll } = ignoreCase;
  const all = [...new Set([...files, ...ignoreCase.files])];
  const context = join(store.folder, `ignore-${number}`);
  for (const path of all) {
    mkdirSync(dirname(join(context, path)), { recursive: true });
    writeFileSync(join(context, path), path);
  }
  const texts = after === undefined ? [before] : [before, after];
  const arrived = [];
  for (const text of texts) arrived.push(await copyBy(store, context, text));
  const wrong = texts.flatMap((text, at) =>
    differences(
      arrived[at] ?? [],
      all.filter((path) => !isIgnored(text, path)),
    ),
  );
  const change = differences(arrived[0] ?? [], arrived.at(-1) ?? []);
  const isSound = wrong.length === 0 && (after === undefined || keepsAll === (change.length === 0));
  return {
    rule,
    example: name,
    before: `${arrived[0]?.length} of ${all.length} files`,
    after: after === undefined ? '' : `${arrived[1]?.length} files`,
    difference: wrong.length > 0 ? `not as we read it: ${wrong.join(' ')}` : change.join(' '),
    verdict: isSound ? 'passed' : 'failed',
  };
}

/**
 * What arrives of a context.
 * @param {import('./store.mjs').Store} store
 * @param {string} context
 * @param {string} text of the `.dockerignore`
 */
async function copyBy(store, context, text) {
  const ignoreFile = `${context}.dockerignore`;
  writeFileSync(ignoreFile, text);
  const container = await buildahOrThrow(store, ['from', 'scratch']);
  try {
    await buildahOrThrow(store, [
      'copy',
      '--ignorefile',
      ignoreFile,
      '--contextdir',
      context,
      container,
      context,
      '/all',
    ]);
    return filesBelow(join(await buildahOrThrow(store, ['mount', container]), 'all'));
  } finally {
    await buildah(store, ['umount', container]);
    await buildah(store, ['rm', container]);
  }
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));
}

/**
 * `-path` for what is only in the first list, `+path` for what is only in the second.
 * @param {readonly string[]} first
 * @param {readonly string[]} second
 */
function differences(first, second) {
  return [
    ...first.filter((path) => !second.includes(path)).map((path) => `-${path}`),
    ...second.filter((path) => !first.includes(path)).map((path) => `+${path}`),
  ].sort();
}
