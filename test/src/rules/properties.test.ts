import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '@dockwright/shared-rules/engine/engine';
import type { Problem } from '@dockwright/shared-rules/engine/types';
import { rules } from '@dockwright/shared-rules/rules/index';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import { dedent } from '@dockwright/shared-rules/text/dedent';
import { applyEdits } from '@dockwright/shared-rules/text/edit';
import { readMarks } from '@dockwright/shared-rules/text/marks';
import type { Span } from '@dockwright/shared-rules/text/span';
import fc from 'fast-check';
import { dockerfileText } from './generator.js';
import { engine } from './harness.js';

/** Every rule is on, so that all of them meet. */
const strict = {
  settings: {
    profile: 'strict' as const,
    rules: new Map(rules.map((rule) => [rule.id, { severity: rule.severity, options: {} }])),
    source: undefined,
  },
};
const reversed = createEngine([...rules].reverse());

/** One seed, so that a run says the same on every machine; raise `numRuns` to search for more. */
const search = { seed: 20_251_121, numRuns: 250, endOnFailure: true };

const exampleTexts = rules.flatMap((rule) => [
  ...rule.examples.flatMap((example) => [readMarks(dedent(example.bad)).text, dedent(example.good)]),
  ...(rule.silences ?? []).map((silence) => dedent(silence.text)),
]);

/** Holds for arbitrary text and for the examples of all rules, with either line ending. */
function property(name: string, holds: (text: string) => void): void {
  it(`${name}: arbitrary text`, () => {
    fc.assert(fc.property(dockerfileText(exampleTexts), holds), search);
  });
  it(`${name}: the examples of all rules`, () => {
    assert.ok(exampleTexts.length > 0);
    for (const text of exampleTexts) {
      holds(text);
      holds(text.replaceAll('\n', '\r\n'));
      holds(`\ufeff${text}`);
      holds(text.trimEnd());
    }
  });
}

describe('all rules together', () => {
  property('no rule throws', (text) => {
    assert.deepEqual(engine.analyze(text, strict).failures, []);
  });

  property('every place is inside the document', (text) => {
    for (const problem of engine.analyze(text, strict).problems) {
      for (const { start, end } of [problem.span, ...problem.related.map((place) => place.span)]) {
        assert.ok(
          0 <= start && start <= end && end <= text.length,
          `${problem.rule}: ${start}-${end} of ${text.length}`,
        );
      }
    }
  });

  property('the order of the rules is irrelevant', (text) => {
    assert.deepEqual(reversed.analyze(text, strict).problems, engine.analyze(text, strict).problems);
  });

  property('no problem is reported twice', (text) => {
    const seen = engine.analyze(text, strict).problems.map(identity);
    assert.equal(new Set(seen).size, seen.length, seen.join('\n'));
  });

  property('a verified fix changes the text and only where its edits say', (text) => {
    const analysis = engine.analyze(text, strict);
    for (const problem of analysis.problems) {
      for (const fix of engine.fixesFor(analysis, problem).fixes) {
        const fixed = applyEdits(text, fix.edits);
        assert.ok(fixed !== undefined && fixed !== text, `${fix.rule}: ${fix.title}`);
      }
    }
  });

  for (const include of ['safe', 'suggested'] as const) {
    property(`${include} fixes come to rest`, (text) => {
      const first = engine.fixAll(text, strict, { include });
      const second = engine.fixAll(first.text, strict, { include });
      assert.deepEqual(second.applied, []);
      assert.equal(second.text, first.text);
    });

    property(`${include} fixes add no syntax problem`, (text) => {
      const fixed = engine.fixAll(text, strict, { include }).text;
      const before = syntaxProblems(text);
      const added = syntaxProblems(fixed).filter((message) => !before.includes(message));
      assert.deepEqual(added, [], fixed);
    });

    property(`${include} fixes keep line endings and byte order mark`, (text) => {
      const fixed = engine.fixAll(text, strict, { include }).text;
      assert.equal(fixed.startsWith('\ufeff'), text.startsWith('\ufeff'));
      if (text.includes('\n') && !/(?<!\r)\n/.test(text)) assert.doesNotMatch(fixed, /(?<!\r)\n/);
      if (!text.includes('\r')) assert.ok(!fixed.includes('\r'));
    });
  }
});

function identity({ rule, span, message }: Problem): string {
  return `${rule} ${place(span)} ${message}`;
}

function place({ start, end }: Span): string {
  return `${start}-${end}`;
}

function syntaxProblems(text: string): readonly string[] {
  return parseDockerfile(text).problems.map((problem) => `${problem.kind}: ${problem.message}`);
}
