import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem } from '@dockwright/shared-rules/engine/types';
import type { Example, Rule } from '@dockwright/shared-rules/rule';
import { rules } from '@dockwright/shared-rules/rules/index';
import { dedent } from '@dockwright/shared-rules/text/dedent';
import type { Span } from '@dockwright/shared-rules/text/span';
import {
  applyFixes,
  lintOptions,
  offeredFixes,
  problemsOf,
  type Variant,
  variantsOf,
  withheldFixes,
} from './harness.js';

it('there are rules', () => {
  assert.ok(rules.length > 0);
});

for (const rule of rules) {
  describe(rule.id, () => {
    for (const [index, example] of rule.examples.entries()) {
      for (const variant of variantsOf(example)) {
        describe(`example ${index + 1} ${variant.name}`, () => testExample(rule, example, variant));
      }
    }
    for (const silence of rule.silences ?? []) {
      it(`is silent: ${silence.because}`, () => {
        const text = dedent(silence.text);
        assert.deepEqual(
          excerpts(text, problemsOf(rule, text, lintOptions(rule, silence.options, silence.context))),
          [],
        );
      });
    }
    it('offers the classes of fixes that it declares', () => {
      const offered = rule.examples.flatMap((example) => {
        const [variant] = variantsOf(example);
        return offeredFixes(rule, variant?.bad ?? '', lintOptions(rule, example.options, example.context));
      });
      assert.deepEqual([...new Set(offered.map((fix) => fix.safety))].sort(), [...rule.fixes].sort());
    });
    if (rule.topic === 'syntax') return;
    it('says nothing of an empty file', () => {
      assert.deepEqual(excerpts('', problemsOf(rule, '', lintOptions(rule))), []);
    });
  });
}

function testExample(rule: Rule, example: Example, { bad, marked, good }: Variant): void {
  const options = lintOptions(rule, example.options, example.context);

  it('reports exactly what is marked', () => {
    const found = problemsOf(rule, bad, options).map((problem) => problem.span);
    assert.ok(marked.length > 0, 'the example marks nothing');
    assert.deepEqual(readable(bad, found), readable(bad, marked));
  });

  it('is silent once it is done well', () => {
    assert.deepEqual(excerpts(good, problemsOf(rule, good, options)), []);
  });

  if (example.fix === undefined) return;
  const fix = { safety: example.fix, title: example.fixTitle, count: marked.length };
  it(`becomes the good text by its ${example.fix} fix`, () => {
    const fixed = applyFixes(rule, bad, options, fix);
    assert.equal(fixed, good, withheldFixes(rule, bad, options).join('\n') || undefined);
  });
}

/** Spans as people read them, sorted, so that a failure shows text and not numbers alone. */
function readable(text: string, spans: readonly Span[]): readonly string[] {
  return [...spans]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map(({ start, end }) => `${start}-${end} ${text.slice(start, end)}`);
}

function excerpts(text: string, problems: readonly Problem[]): readonly string[] {
  return problems.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);
}
