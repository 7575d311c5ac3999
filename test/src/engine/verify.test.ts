import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '@dockwright/shared-rules/engine/engine';
import type { Rule } from '@dockwright/shared-rules/rule';
import { applyEdits } from '@dockwright/shared-rules/text/edit';
import { fix, insert, keywordRule, matchRule, replace, replaceRule } from './support.js';

interface Outcome {
  /** The text after the first fix of the first problem of the rule. */
  readonly text?: string;
  /** Part of the reason for which it is withheld. */
  readonly withheld?: RegExp;
}

/** Asks for the fixes of the first problem of the first rule. */
function check(name: string, text: string, rules: readonly [Rule, ...Rule[]], expected: Outcome): void {
  it(name, () => {
    const engine = createEngine(rules);
    const analysis = engine.analyze(text);
    const problem = analysis.problems.find((candidate) => candidate.rule === rules[0].id);
    assert.ok(problem !== undefined, 'the rule reports something');
    const { fixes, withheld } = engine.fixesFor(analysis, problem);
    const fixed = fixes[0] === undefined ? undefined : applyEdits(text, fixes[0].edits);
    assert.equal(fixed, expected.text, withheld[0]?.reason);
    if (expected.withheld !== undefined) assert.match(withheld[0]?.reason ?? '', expected.withheld);
    const all = engine.fixAll(text, {}, { include: 'suggested', rule: rules[0].id });
    if (expected.text === undefined) {
      assert.equal(all.text, text, 'fix all changes nothing');
      assert.equal(all.applied.length, 0);
      assert.ok(all.withheld.length > 0);
    }
  });
}

/** Deletes the `x` lines of a list with their continuation, as a careless rule does. */
const deletesContinuation = replaceRule('careless', / \\\n {4}x \\(?=\n)/g, '');

describe('a fix that is sound', () => {
  check('one word', 'FROM a\nRUN x\n', [replaceRule('r', /\bx\b/g, 'y')], { text: 'FROM a\nRUN y\n' });
  check(
    'several edits',
    'FROM x\nRUN x\n',
    [matchRule('r', /FROM x/g, () => [fix([replaceAt(5, 6, 'y'), replaceAt(11, 12, 'z')])])],
    { text: 'FROM y\nRUN z\n' },
  );
  check(
    'a line above an instruction',
    'FROM a\nCMD x\n',
    [
      matchRule('r', /^CMD (?!y)/gm, (match) => [
        fix([insert(match.index, 'USER u\n'), replaceAt(match.index + 4, match.index + 5, 'y')]),
      ]),
    ],
    { text: 'FROM a\nUSER u\nCMD y\n' },
  );
  check(
    'a line below an instruction',
    'FROM x\nCMD c',
    [matchRule('r', /FROM x/g, (match) => [fix([replaceAt(5, 6, 'y'), insert(match.index + 6, '\nUSER u')])])],
    { text: 'FROM y\nUSER u\nCMD c' },
  );
  check('an instruction deleted with its line', 'FROM a\nRUN x\nRUN y\n', [replaceRule('r', /RUN x\n/g, '')], {
    text: 'FROM a\nRUN y\n',
  });
  check('two instructions joined', 'FROM a\nRUN x\nRUN y\nCMD z\n', [replaceRule('r', /x\nRUN /g, 'w && ')], {
    text: 'FROM a\nRUN w && y\nCMD z\n',
  });
  check('an indentation', 'FROM a\n  RUN x\n', [replaceRule('r', /^ {2}(?=RUN)/gm, '')], { text: 'FROM a\nRUN x\n' });
  check('the first of two alike deleted with its line', 'FROM a\nRUN x\nRUN x\n', [replaceRule('r', /RUN x\n/g, '')], {
    text: 'FROM a\nRUN x\n',
  });
  check('one of two alike', 'FROM a\nRUN x\nRUN x\n', [replaceRule('r', /\bx\b/g, 'y')], {
    text: 'FROM a\nRUN y\nRUN x\n',
  });
  check('a comment deleted', '# x\nFROM a\n', [replaceRule('r', /# x\n/g, '')], { text: 'FROM a\n' });
  check(
    'a directive written',
    'FROM x\n',
    [matchRule('r', /FROM x/g, () => [fix([insert(0, '# syntax=docker/dockerfile:1\n'), replaceAt(5, 6, 'y')])])],
    { text: '# syntax=docker/dockerfile:1\nFROM y\n' },
  );
});

describe('a fix that is no edit of this text', () => {
  const at = (start: number, end: number): Rule => matchRule('r', /\bx\b/g, () => [fix([replaceAt(start, end, 'y')])]);
  check('outside', 'FROM x\n', [at(5, 60)], { withheld: /reach outside/ });
  check('backwards', 'FROM x\n', [at(6, 5)], { withheld: /outside|overlap/ });
  check('nowhere', 'FROM x\n', [at(Number.NaN, 6)], { withheld: /no place/ });
  check('before the text', 'FROM x\n', [at(-1, 6)], { withheld: /no place/ });
  check('overlapping', 'FROM x\n', [matchRule('r', /x/g, () => [fix([replaceAt(0, 6, 'y'), replaceAt(5, 6, 'z')])])], {
    withheld: /overlap/,
  });
  check('no edits', 'FROM x\n', [matchRule('r', /x/g, () => [fix([])])], { withheld: /changes nothing/ });
  check('the same text', 'FROM x\n', [replaceRule('r', /x/g, 'x')], { withheld: /changes nothing/ });
  check(
    'half a line ending',
    'FROM a\r\nRUN x\r\n',
    [matchRule('r', /x/g, (match) => [fix([replaceAt(match.index, match.index + 2, 'y')])])],
    { withheld: /cuts a line ending/ },
  );
  check(
    'a rule that fails over its fixes',
    'FROM x\n',
    [
      matchRule('r', /x/g, () => {
        throw new Error('no fix');
      }),
    ],
    { withheld: /no fix/ },
  );
});

describe('(a) no new syntax problem', () => {
  check('a file without its base image', 'FROM x\n', [replaceRule('r', / x/g, '')], { withheld: /break the file/ });
  check('an instruction that Docker does not know', 'FROM a\nRUN x\n', [replaceRule('r', /RUN x/g, 'RUM y')], {
    withheld: /break the file/,
  });
  check('a heredoc without end', 'FROM a\nRUN x\n', [replaceRule('r', /x/g, '<<EOF')], {
    withheld: /break the file|change the/,
  });
  check('the continuation of a list deleted', 'FROM a\nRUN b \\\n    x \\\n    && c\n', [deletesContinuation], {
    withheld: /break the file/,
  });
  check(
    'a problem of a rule of topic syntax',
    'FROM a\nRUN x\n',
    [replaceRule('r', /x/g, 'broken'), matchRule('s', /broken/g, undefined, { topic: 'syntax', severity: 'error' })],
    { withheld: /break the file: Found broken/ },
  );
  check(
    'even where that rule is off',
    'FROM a\nRUN x\n',
    [
      replaceRule('r', /x/g, 'broken'),
      matchRule('s', /broken/g, undefined, { topic: 'syntax', severity: 'error', recommended: false }),
    ],
    { withheld: /break the file: Found broken/ },
  );
  check(
    'even where a comment silences it',
    '# dockwright ignore-file=s\nFROM a\nRUN x\n',
    [replaceRule('r', /x/g, 'broken'), matchRule('s', /broken/g, undefined, { topic: 'syntax', severity: 'error' })],
    { withheld: /break the file/ },
  );
  check('a problem that was there before does not matter', 'FROM a\nFOO b\nRUN x\n', [replaceRule('r', /x/g, 'y')], {
    text: 'FROM a\nFOO b\nRUN y\n',
  });
});

describe('(b) the finding is gone', () => {
  check('still there', 'FROM a\nRUN x\n', [replaceRule('r', /x/g, 'x x2')], { withheld: /as much as before|still/ });
  check(
    'gone here, but there now',
    'FROM a\nRUN x\nRUN y\n',
    [matchRule('r', /x/g, (match) => [fix([replace(match, 'z'), insert(match.index + 2, 'RUN x\n')])])],
    { withheld: /as much as before/ },
  );
  check(
    'another one is gone instead',
    'FROM x\nRUN x\n',
    [matchRule('r', /x/g, (match) => (match.index === 5 ? [fix([replaceAt(11, 12, 'y')])] : []))],
    { withheld: /still be there/ },
  );
});

describe('(c) instructions that no edit touches', () => {
  check('swallowed by a continuation', 'FROM a\nRUN x\nCMD c\n', [replaceRule('r', /x/g, 'y \\')], {
    withheld: /change the CMD in line 3/,
  });
  check('swallowed by a heredoc', 'FROM a\nRUN x\nCMD c\nEOF\n', [replaceRule('r', /x/g, '<<EOF')], {
    withheld: /change the CMD in line 3|break/,
  });
  check('joined by a deleted line ending', 'FROM a\nRUN x\nCMD c\n', [replaceRule('r', /x\n/g, 'y ')], {
    withheld: /change the CMD/,
  });
  check('let out of a heredoc', 'FROM a\nRUN <<EOF\nx\nUSER u\nEOF\n', [replaceRule('r', /<<EOF\nx/g, 'y')], {
    withheld: /break the file/,
  });
  check(
    'joined across a deleted blank line',
    'FROM a\nRUN b \\\n\nCMD x\n',
    [replaceRule('r', /\\\n\nCMD x/g, '\\\nCMD y')],
    { text: 'FROM a\nRUN b \\\nCMD y\n' },
  );
});

describe('directives', () => {
  check(
    'pushed down by a line above',
    '# syntax=docker/dockerfile:1\nFROM x\n',
    [matchRule('r', /FROM x/g, () => [fix([insert(0, '# hello\n'), replaceAt(34, 35, 'y')])])],
    { withheld: /comment of a directive/ },
  );
  check('made of a comment', '\n# syntax=docker/dockerfile:1\nFROM a\n', [replaceRule('r', /^\n/g, '')], {
    withheld: /directive of a comment/,
  });
  check('changed on purpose', '# syntax=x\nFROM a\n', [replaceRule('r', /=x/g, '=y')], {
    text: '# syntax=y\nFROM a\n',
  });
});

describe('(d) no new error', () => {
  const error = matchRule('e', /bad/g, undefined, { severity: 'error' });
  check('a new one', 'FROM a\nRUN x\n', [replaceRule('r', /x/g, 'bad'), error], { withheld: /new error: Found bad/ });
  check('one more', 'FROM a\nRUN bad\nRUN x\n', [replaceRule('r', /x/g, 'bad'), error], { withheld: /new error/ });
  check('the same as before', 'FROM a\nRUN bad x\n', [replaceRule('r', /x/g, 'y'), error], {
    text: 'FROM a\nRUN bad y\n',
  });
  check('one that moves', 'FROM a\nRUN x\nRUN bad\n', [replaceRule('r', /x\nRUN bad/g, 'bad\nRUN y'), error], {
    text: 'FROM a\nRUN bad\nRUN y\n',
  });
  check(
    'one that was silenced',
    'FROM a\n# dockwright ignore=e\nRUN bad\nCMD x\n',
    [matchRule('r', /x/g, (match) => [fix([insert(match.index - 12, 'USER u\n'), replace(match, 'y')])]), error],
    { withheld: /new error/ },
  );
  check('a warning does not matter', 'FROM a\nRUN x\n', [replaceRule('r', /x/g, 'bad'), matchRule('e', /bad/g)], {
    text: 'FROM a\nRUN bad\n',
  });
  check(
    'nor does an error of a rule that is off',
    'FROM a\nRUN x\n',
    [replaceRule('r', /x/g, 'bad'), { ...error, recommended: false }],
    { text: 'FROM a\nRUN bad\n' },
  );
});

describe('(e) line endings and byte order mark', () => {
  check(
    'what is written gets the line ending of the file',
    'FROM x\r\nRUN b\r\n',
    [replaceRule('r', /x/g, 'y\nUSER u')],
    { text: 'FROM y\r\nUSER u\r\nRUN b\r\n' },
  );
  check('and the other way round', 'FROM x\nRUN b\n', [replaceRule('r', /x/g, 'y\r\nUSER u')], {
    text: 'FROM y\nUSER u\nRUN b\n',
  });
  check('a file with both keeps both', 'FROM x\r\nRUN b\nCMD c\r\n', [replaceRule('r', /x/g, 'y')], {
    text: 'FROM y\r\nRUN b\nCMD c\r\n',
  });
  check('a lone carriage return is not let in', 'FROM a\nRUN x\n', [replaceRule('r', /x/g, 'y\r')], {
    withheld: /line endings/,
  });
  check(
    'the byte order mark stays first',
    '\ufeffFROM x\n',
    [matchRule('r', /x/g, (match) => [fix([insert(0, '# hello\n'), replace(match, 'y')])])],
    { text: '\ufeff# hello\nFROM y\n' },
  );
  check(
    'the byte order mark is not deleted',
    '\ufeff# x\nFROM a\n',
    [matchRule('r', /x/g, () => [fix([replaceAt(0, 5, '')])])],
    { text: '\ufeffFROM a\n' },
  );
});

describe('several fixes of a problem', () => {
  it('are verified each by itself, and keep their order', () => {
    const rule = matchRule('r', /\bx\b/g, (match) => [
      fix([replace(match, 'y')], 'suggested', 'First'),
      fix([replace(match, '\\')], 'safe', 'Broken'),
      fix([replace(match, 'z')], 'safe', 'Third'),
    ]);
    const engine = createEngine([rule]);
    const analysis = engine.analyze('FROM a\nRUN x\nCMD c\n');
    const [problem] = analysis.problems;
    assert.ok(problem !== undefined);
    const { fixes, withheld } = engine.fixesFor(analysis, problem);
    assert.deepEqual(
      fixes.map(({ title, safety }) => `${title} ${safety}`),
      ['First suggested', 'Third safe'],
    );
    assert.deepEqual(
      withheld.map(({ title }) => title),
      ['Broken'],
    );
  });
});

describe('a rule about comments', () => {
  it('has its fixes verified with all rules at work', () => {
    const unused: Rule = {
      ...matchRule('unused', /never/g),
      on: {
        *suppression({ span, lineSpan, names }) {
          if (names.every(({ used }) => used)) return;
          yield { span, message: 'Unused.', fixes: () => [fix([{ span: lineSpan, text: '' }])] };
        },
      },
    };
    const engine = createEngine([unused, keywordRule('RUN')]);
    const text = 'FROM a\n# dockwright ignore=no-run\nRUN b\n# dockwright ignore=no-run\nCMD c\n';
    assert.equal(
      engine.fixAll(text, {}, { include: 'safe' }).text,
      'FROM a\n# dockwright ignore=no-run\nRUN b\nCMD c\n',
    );
    const analysis = engine.analyze(text);
    const fixes = analysis.problems.flatMap((problem) => engine.fixesFor(analysis, problem).fixes);
    assert.equal(fixes.length, 1);
  });
});

function replaceAt(start: number, end: number, text: string) {
  return { span: { start, end }, text };
}
