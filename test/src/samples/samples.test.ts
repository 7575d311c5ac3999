import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { analyze, ruleSummaries } from '@dockwright/shared-rules';

const samples = fileURLToPath(new URL('../../../samples/', import.meta.url));

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
  test(`samples: ${path} shows what its README says`, () => {
    const { problems } = analyze(readFileSync(join(samples, path), 'utf8'));
    const reported = new Set(problems.map(({ rule }) => rule));
    if (shown.length === 0) assert.deepEqual([...reported], []);
    for (const rule of shown) assert.ok(reported.has(rule), `${rule} is not reported`);
  });
}

test('samples: every recommended rule with a practice of its own is shown somewhere', () => {
  const shown = new Set([...table.values()].flat());
  const missing = ruleSummaries.filter(({ id, recommended }) => recommended && !shown.has(id)).map(({ id }) => id);
  // That one asks what .dockerignore leaves out, which only a host with a build context can say.
  assert.deepEqual(missing, ['copy-ignored-file']);
});
