import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allFixes, analyze, fixAll } from '@dockwright/shared-rules';

test('one fix with eighty thousand edits is listed and applied', () => {
  const text = `FROM alpine:3.22\n${'RUN true\n'.repeat(80_000)}`;
  const analysis = analyze(text);
  const [problem] = analysis.problems;
  assert.equal(problem?.rule, 'merge-consecutive-runs');
  const fixes = problem === undefined ? [] : (allFixes(analysis).get(problem)?.fixes ?? []);
  assert.equal(fixes.length, 1);
  assert.equal(analyze(fixAll(text, {}, { include: 'suggested' }).text).problems.length, 0);
});
