import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '@dockwright/shared-rules/engine/engine';
import type { Rule } from '@dockwright/shared-rules/rule';
import { applyEdits } from '@dockwright/shared-rules/text/edit';
import { keywordRule, matchRule } from './support.js';

const engine = createEngine([keywordRule('RUN'), keywordRule('FROM'), matchRule('cross', /\bx\b/g)]);

/** Silences the last problem of a rule and gives the text; `undefined` where nothing is offered. */
function silence(text: string, rule: string, scope: 'instruction' | 'file'): string | undefined {
  const analysis = engine.analyze(text);
  const problem = analysis.problems.filter((candidate) => candidate.rule === rule).at(-1);
  assert.ok(problem !== undefined, `${rule} in ${JSON.stringify(text)}`);
  const edits = engine.suppressionEdits(analysis, { ...problem }, scope);
  const silenced = applyEdits(text, edits);
  if (edits.length === 0 || silenced === undefined) return undefined;
  const left = engine.analyze(silenced).problems.filter((candidate) => candidate.rule === rule).length;
  assert.ok(left < analysis.problems.filter((candidate) => candidate.rule === rule).length, silenced);
  return silenced;
}

function check(
  name: string,
  scope: 'instruction' | 'file',
  rule: string,
  text: string,
  expected: string | undefined,
): void {
  it(name, () => {
    assert.equal(silence(text, rule, scope), expected);
    const windows = (value: string): string => value.replaceAll('\n', '\r\n');
    if (text.includes('\n'))
      assert.equal(silence(windows(text), rule, scope), expected && windows(expected), 'with CRLF');
    if (!text.startsWith('\ufeff')) {
      assert.equal(silence(`\ufeff${text}`, rule, scope), expected && `\ufeff${expected}`, 'with a byte order mark');
    }
  });
}

describe('a comment for an instruction', () => {
  check('above it', 'instruction', 'no-run', 'FROM a\nRUN b\n', 'FROM a\n# dockwright ignore=no-run\nRUN b\n');
  check('in the first line', 'instruction', 'no-from', 'FROM a', '# dockwright ignore=no-from\nFROM a');
  check(
    'indented alike',
    'instruction',
    'no-run',
    'FROM a\n\tRUN b\n',
    'FROM a\n\t# dockwright ignore=no-run\n\tRUN b\n',
  );
  check(
    'below directives',
    'instruction',
    'no-from',
    '# syntax=x\nFROM a\n',
    '# syntax=x\n# dockwright ignore=no-from\nFROM a\n',
  );
  check(
    'for a problem far inside',
    'instruction',
    'cross',
    'FROM a\nRUN b \\\n  x\n',
    'FROM a\n# dockwright ignore=cross\nRUN b \\\n  x\n',
  );
  check(
    'for a problem in a heredoc',
    'instruction',
    'cross',
    'FROM a\nRUN <<EOF\nx\nEOF\n',
    'FROM a\n# dockwright ignore=cross\nRUN <<EOF\nx\nEOF\n',
  );
  check(
    'for a problem in a comment',
    'instruction',
    'cross',
    'FROM a\n# x\nRUN b\n',
    'FROM a\n# dockwright ignore=cross\n# x\nRUN b\n',
  );
  check(
    'added to a comment that is there',
    'instruction',
    'no-run',
    'FROM a\n# dockwright ignore=cross -- why\nRUN x\n',
    'FROM a\n# dockwright ignore=cross,no-run -- why\nRUN x\n',
  );
  check(
    'not added to the comment of another tool',
    'instruction',
    'no-run',
    'FROM a\n# hadolint ignore=DL3001\nRUN b\n',
    'FROM a\n# hadolint ignore=DL3001\n# dockwright ignore=no-run\nRUN b\n',
  );
  check(
    'not added to a comment inside it',
    'instruction',
    'no-run',
    'FROM a\nRUN b \\\n  # dockwright ignore=cross\n  x\n',
    'FROM a\n# dockwright ignore=no-run\nRUN b \\\n  # dockwright ignore=cross\n  x\n',
  );
  check('not where no instruction follows', 'instruction', 'cross', 'FROM a\n# x\n', undefined);
  check('not where it would end the directives', 'instruction', 'cross', '# syntax=x\nFROM a\n', undefined);
});

describe('a comment for the file', () => {
  check(
    'at the top',
    'file',
    'no-run',
    'FROM a\nRUN b\nRUN c\n',
    '# dockwright ignore-file=no-run\nFROM a\nRUN b\nRUN c\n',
  );
  check(
    'below directives',
    'file',
    'no-run',
    '# syntax=y\n# escape=`\n\nFROM a\nRUN b\n',
    '# syntax=y\n# escape=`\n# dockwright ignore-file=no-run\n\nFROM a\nRUN b\n',
  );
  check(
    'for a problem in a directive',
    'file',
    'cross',
    '# syntax=x\nFROM a\n',
    '# syntax=x\n# dockwright ignore-file=cross\nFROM a\n',
  );
  check(
    'added to a comment that is there',
    'file',
    'no-run',
    'FROM a\nRUN b\n# dockwright ignore-file=cross\n',
    'FROM a\nRUN b\n# dockwright ignore-file=cross,no-run\n',
  );
  check('where nothing but a comment is', 'file', 'cross', '# x', '# dockwright ignore-file=cross\n# x');
});

describe('a problem that is none of this text', () => {
  it('has no comment', () => {
    const other = engine.analyze('FROM a\nRUN b\n');
    const [problem] = engine.analyze('RUN b\n').problems;
    assert.ok(problem !== undefined);
    assert.deepEqual(engine.suppressionEdits(other, problem, 'instruction'), []);
    assert.deepEqual(engine.fixesFor(other, problem), { fixes: [], withheld: [] });
  });
});

describe('whether a comment silences a problem', () => {
  it('is asked of its rule alone: a menu of many problems is no lint for each of them', () => {
    let asked = 0;
    const other: Rule = {
      ...keywordRule('FROM'),
      on: {
        FROM() {
          asked += 1;
          return [];
        },
      },
    };
    const both = createEngine([keywordRule('RUN'), other]);
    const analysis = both.analyze(`FROM a\n${'RUN b\n'.repeat(20)}`);
    assert.equal(analysis.problems.length, 20);
    for (const problem of analysis.problems) {
      assert.equal(both.suppressionEdits(analysis, problem, 'instruction').length, 1);
      assert.equal(both.suppressionEdits(analysis, problem, 'file').length, 1);
    }
    assert.equal(asked, 1);
  });
});
