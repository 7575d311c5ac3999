import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { analyze, createBuildContexts, type Problem, roleOf, ruleSummaries } from '@dockwright/shared-rules';

const samples = fileURLToPath(new URL('../../../samples/', import.meta.url)).replace(/[\\/]$/, '');

/** The files as they lie on the disk, as an editor and the command line see them. */
const contexts = createBuildContexts(samples.replaceAll('\\', '/'), {
  list: async (folder) =>
    readdirSync(folder, { withFileTypes: true }).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })),
  readText: async (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
});

async function problemsOf(path: string): Promise<readonly Problem[]> {
  const whole = `${samples.replaceAll('\\', '/')}/${path}`;
  const text = readFileSync(join(samples, path), 'utf8');
  if (roleOf(path.split('/').at(-1) ?? '') !== 'dockerignore') {
    return analyze(text, { path, possibleContexts: await contexts.possibleFor(whole) }).problems;
  }
  const buildContext = await contexts.ofIgnoreFile(whole);
  return analyze(text, { kind: 'dockerignore', path, ...(buildContext === undefined ? {} : { buildContext }) })
    .problems;
}

/** The rows of the table in the samples' README: a file, and the rules that it shows. */
function rows(): ReadonlyMap<string, readonly string[]> {
  const readme = readFileSync(join(samples, 'README.md'), 'utf8');
  const found = new Map<string, readonly string[]>();
  for (const [, path = '', shown = ''] of readme.matchAll(/^\| \[`([^`]+)`\][^|]*\|[^|]*\|([^|]*)\|$/gm)) {
    found.set(
      path,
      [...shown.matchAll(/`([^`]+)`/g)].map(([, rule = '']) => rule),
    );
  }
  return found;
}

const table = rows();

for (const [path, shown] of table) {
  test(`samples: ${path} shows what its README says`, async () => {
    const reported = new Set((await problemsOf(path)).map(({ rule }) => rule));
    if (shown.length === 0) assert.deepEqual([...reported], []);
    for (const rule of shown) assert.ok(reported.has(rule), `${rule} is not reported`);
  });
}

test('samples: every recommended rule with a practice of its own is shown somewhere', () => {
  const shown = new Set([...table.values()].flat());
  const missing = ruleSummaries.filter(({ id, recommended }) => recommended && !shown.has(id)).map(({ id }) => id);
  assert.deepEqual(missing, []);
});
