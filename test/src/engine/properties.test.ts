import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '@dockwright/shared-rules/engine/engine';
import type { Rule } from '@dockwright/shared-rules/rule';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import { applyEdits, type TextEdit } from '@dockwright/shared-rules/text/edit';
import fc from 'fast-check';
import { fix, matchRule, replace } from './support.js';

/** One seed, so that a run says the same on every machine; raise `numRuns` to search for more. */
const search = { seed: 20_260_101, numRuns: 200, endOnFailure: true };

const pieces = [
  'FROM x',
  'FROM a AS x',
  'RUN x',
  'RUN a && \\',
  '    x \\',
  '    && x',
  'RUN <<EOF',
  'RUN <<-"x"',
  'x',
  'EOF',
  '\tEOF',
  'COPY x /x',
  'CMD ["x"]',
  'CMD ["x"',
  'ENV x=1 y="x',
  'ONBUILD RUN x',
  '# x',
  '# syntax=x',
  '# escape=`',
  '# check=skip=all',
  '# dockwright ignore=x0',
  '# hadolint ignore=DL3000 x',
  '  # dockwright ignore-file=x1 -- x',
  'USER x \\',
  'FOO x',
  '',
  '   ',
];
const lineEnding = fc.constantFrom('\n', '\r\n');
const document = fc
  .tuple(
    fc.array(fc.constantFrom(...pieces), { maxLength: 14 }),
    lineEnding,
    fc.constantFrom('', '\ufeff'),
    fc.boolean(),
  )
  .map(([lines, ending, mark, end]) => mark + lines.join(ending) + (end ? ending : ''));
const text = fc.oneof({ weight: 3, arbitrary: document }, fc.string({ unit: 'binary', maxLength: 60 }), fc.string());

const written = fc.constantFrom(
  '',
  'y',
  'x',
  '\n',
  'y\n',
  '\nRUN y',
  'RUN y\n',
  ' \\',
  ' \\\n',
  '<<EOF',
  '# ',
  '\r\n',
  '\r',
  'FOO ',
  '"',
  '[',
  'EOF\n',
);

/** Careless fixes: what each replaces beside its own finding, as distances from it, and what it writes. */
interface Careless {
  readonly own: string;
  readonly far: readonly { readonly from: number; readonly length: number; readonly text: string }[];
}

const careless: fc.Arbitrary<Careless> = fc.record({
  own: written,
  far: fc.array(
    fc.record({ from: fc.integer({ min: -12, max: 12 }), length: fc.integer({ min: -1, max: 6 }), text: written }),
    {
      maxLength: 2,
    },
  ),
});

function carelessRule(id: string, { own, far }: Careless, error: boolean): Rule {
  const edits = (match: RegExpExecArray): readonly TextEdit[] => [
    replace(match, own),
    ...far.map(({ from, length, text: value }) => ({
      span: { start: match.index + from, end: match.index + from + length },
      text: value,
    })),
  ];
  const rule = matchRule(id, /x/g, (match) => [fix(edits(match)), fix([replace(match, own)], 'suggested')]);
  return { ...rule, codes: ['hadolint:DL3000'], ...(error ? { severity: 'error', topic: 'syntax' } : {}) };
}

const ruleSets = fc
  .array(fc.tuple(careless, fc.boolean()), { minLength: 1, maxLength: 3 })
  .map((list) => list.map(([value, error], index) => carelessRule(`x${index}`, value, error)));

function syntaxProblems(value: string): readonly string[] {
  return parseDockerfile(value).problems.map(
    ({ kind, message, span }) => `${kind} ${message} ${value.slice(span.start, span.end)}`,
  );
}

function without(list: readonly string[], known: readonly string[]): readonly string[] {
  const left = [...known];
  return list.filter((item) => {
    const index = left.indexOf(item);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
}

function keepsSpelling(before: string, after: string): void {
  assert.equal(after.startsWith('\ufeff'), before.startsWith('\ufeff'));
  const crlf = /\r\n/;
  const lone = /(?<!\r)\n/;
  if (crlf.test(before) && !lone.test(before)) assert.doesNotMatch(after, lone);
  if (lone.test(before) && !crlf.test(before)) assert.doesNotMatch(after, crlf);
}

/** Instructions with no edit near them are in the new text as they were, in the same order. */
function keepsTheRest(before: string, after: string, edits: readonly TextEdit[]): void {
  const texts = parseDockerfile(after).instructions.map(({ span }) => after.slice(span.start, span.end));
  let next = 0;
  for (const { span, written: keyword } of parseDockerfile(before).instructions) {
    if (edits.some((edit) => edit.span.start <= span.end && edit.span.end >= span.start)) continue;
    const found = texts.indexOf(before.slice(span.start, span.end), next);
    assert.ok(found !== -1, `${keyword} is gone`);
    next = found + 1;
  }
}

describe('whatever the text and however careless the rules', () => {
  it('linting never fails, and every place is inside the text', () => {
    fc.assert(
      fc.property(text, ruleSets, (value, rules) => {
        const { problems, failures, internals } = createEngine(rules).analyze(value);
        assert.deepEqual(failures, []);
        for (const { span } of [
          ...problems,
          ...internals.comments,
          ...internals.comments.flatMap(({ names }) => names),
        ]) {
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= value.length);
        }
      }),
      search,
    );
  });

  it('a verified fix breaks nothing', () => {
    let verified = 0;
    fc.assert(
      fc.property(text, ruleSets, (value, rules) => {
        const engine = createEngine(rules);
        const analysis = engine.analyze(value);
        for (const problem of analysis.problems) {
          for (const { edits } of engine.fixesFor(analysis, problem).fixes) {
            verified++;
            const after = applyEdits(value, edits);
            assert.ok(after !== undefined && after !== value);
            assert.deepEqual(without(syntaxProblems(after), syntaxProblems(value)), []);
            keepsSpelling(value, after);
            keepsTheRest(value, after, edits);
            const found = (list: readonly { readonly rule: string }[]): number =>
              list.filter(({ rule }) => rule === problem.rule).length;
            const findings = (source: string): number =>
              found(engine.analyze(source).internals.findings.map((finding) => finding.problem));
            assert.ok(findings(after) < findings(value), 'the finding is gone');
          }
        }
      }),
      search,
    );
    assert.ok(verified > 50, `only ${verified} fixes were verified`);
  });

  it('the fixes of all problems are those of each problem', () => {
    fc.assert(
      fc.property(text, ruleSets, (value, rules) => {
        const engine = createEngine(rules);
        const analysis = engine.analyze(value);
        const all = engine.allFixes(analysis);
        assert.equal(all.size, analysis.problems.length);
        for (const problem of analysis.problems) {
          assert.deepEqual(all.get(problem)?.fixes, engine.fixesFor(analysis, problem).fixes, JSON.stringify(problem));
        }
        const some = analysis.problems.filter((_, index) => index % 2 === 0);
        assert.deepEqual(
          [...engine.allFixes(analysis, some)],
          [...all].filter(([problem]) => some.includes(problem)),
        );
      }),
      search,
    );
  });

  it('fix all comes to rest, breaks nothing, and does not hang on the order of the rules', () => {
    let applied = 0;
    let unfinished = 0;
    fc.assert(
      fc.property(text, ruleSets, fc.constantFrom('safe', 'suggested'), (value, rules, include) => {
        const engine = createEngine(rules);
        const result = engine.fixAll(value, {}, { include });
        applied += result.applied.length;
        assert.deepEqual(without(syntaxProblems(result.text), syntaxProblems(value)), []);
        keepsSpelling(value, result.text);
        assert.ok(result.passes <= 10);
        assert.deepEqual(createEngine([...rules].reverse()).fixAll(value, {}, { include }), result);
        if (result.passes < 10)
          assert.equal(engine.fixAll(result.text, {}, { include }).text, result.text, 'a second time');
        else unfinished++;
      }),
      search,
    );
    assert.ok(applied > 50, `only ${applied} fixes were applied`);
    assert.ok(unfinished < search.numRuns / 20, `${unfinished} texts needed more passes`);
  });

  it('a comment that is offered silences the problem and changes nothing else', () => {
    let offered = 0;
    fc.assert(
      fc.property(text, ruleSets, fc.constantFrom('instruction', 'file'), (value, rules, scope) => {
        const engine = createEngine(rules);
        const analysis = engine.analyze(value);
        for (const problem of analysis.problems) {
          const edits = engine.suppressionEdits(analysis, problem, scope);
          const after = applyEdits(value, edits);
          assert.ok(after !== undefined);
          if (edits.length === 0) continue;
          offered++;
          keepsSpelling(value, after);
          assert.deepEqual(syntaxProblems(after), syntaxProblems(value));
          const texts = (source: string): readonly string[] =>
            parseDockerfile(source).instructions.map(({ span }) => source.slice(span.start, span.end));
          assert.deepEqual(texts(after), texts(value));
        }
      }),
      search,
    );
    assert.ok(offered > 50, `only ${offered} comments were offered`);
  });
});
