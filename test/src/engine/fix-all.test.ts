import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '@dockwright/shared-rules/engine/engine';
import type { FixAllOptions } from '@dockwright/shared-rules/engine/types';
import type { Rule } from '@dockwright/shared-rules/rule';
import { fix, insert, matchRule, replace, replaceRule } from './support.js';

interface Expected {
  readonly text: string;
  /** `rule` of each applied fix, in order. */
  readonly applied: readonly string[];
  readonly passes?: number;
  readonly withheld?: readonly string[];
}

function check(
  name: string,
  text: string,
  rules: readonly Rule[],
  expected: Expected,
  options: FixAllOptions = { include: 'safe' },
): void {
  it(name, () => {
    const result = createEngine(rules).fixAll(text, {}, options);
    assert.equal(result.text, expected.text);
    assert.deepEqual(
      result.applied.map(({ rule }) => rule),
      expected.applied,
    );
    if (expected.passes !== undefined) assert.equal(result.passes, expected.passes);
    if (expected.withheld !== undefined)
      assert.deepEqual(
        result.withheld.map(({ rule }) => rule),
        expected.withheld,
      );
    assert.deepEqual(createEngine([...rules].reverse()).fixAll(text, {}, options), result, 'in another order of rules');
    assert.equal(createEngine(rules).fixAll(result.text, {}, options).text, result.text, 'a second time');
  });
}

const xToY = replaceRule('x-y', /\bx\b/g, 'y');
const yToZ = replaceRule('y-z', /\by\b/g, 'z');
const suggested = replaceRule('x-s', /\bx\b/g, 's', 'suggested');

describe('fix all', () => {
  check('nothing to fix', 'FROM a\n', [xToY], { text: 'FROM a\n', applied: [], passes: 0, withheld: [] });
  check('all problems in one pass', 'FROM a\nRUN x\nRUN x\nRUN x\n', [xToY], {
    text: 'FROM a\nRUN y\nRUN y\nRUN y\n',
    applied: ['x-y', 'x-y', 'x-y'],
    passes: 1,
  });
  check('what a fix gives rise to', 'FROM a\nRUN x\n', [xToY, yToZ], {
    text: 'FROM a\nRUN z\n',
    applied: ['x-y', 'y-z'],
    passes: 2,
  });
  check('fixes that touch each other wait', 'FROM a\nRUN x x\n', [xToY, replaceRule('blank', /x (?=x)/g, 'x')], {
    text: 'FROM a\nRUN y y\n',
    applied: ['x-y', 'x-y'],
    passes: 1,
  });
  check('insertions at one place wait', 'FROM a\nCMD c\n', [insertOnce('one'), insertOnce('two')], {
    text: 'FROM a\nLABEL one=1\nLABEL two=1\nCMD c\n',
    applied: ['one', 'two'],
    passes: 2,
  });
  check('two rules with the same fix', 'FROM a\nRUN x\n', [xToY, replaceRule('x-y-too', /\bx\b/g, 'y')], {
    text: 'FROM a\nRUN y\n',
    applied: ['x-y'],
    passes: 1,
  });
  check(
    'a fix that would break the file is left out',
    'FROM a\nRUN x\nRUN b\nRUN x\nCMD x\n',
    [breaking(/RUN x/g), xToY],
    {
      text: 'FROM a\nRUN y\nRUN b\nRUN y\nCMD y\n',
      applied: ['x-y', 'x-y', 'x-y'],
    },
  );
  check('one bad fix among many', `FROM a\n${'RUN x\n'.repeat(40)}CMD bad\n`, [xToY, breaking(/CMD bad/g)], {
    text: `FROM a\n${'RUN y\n'.repeat(40)}CMD bad\n`,
    applied: Array.from({ length: 40 }, () => 'x-y'),
    withheld: ['breaking'],
  });
  check('fixes that are sound alone but not together', 'FROM a\nRUN x\nCMD x\n', [perInstruction()], {
    text: 'FROM a\nRUN y\nCMD x\n',
    applied: ['single'],
  });
  check(
    'only one rule',
    'FROM a\nRUN x\nRUN y\n',
    [xToY, yToZ],
    { text: 'FROM a\nRUN y\nRUN y\n', applied: ['x-y'] },
    { include: 'safe', rule: 'x-y' },
  );
  check(
    'problems that are silenced stay',
    'FROM a\n# dockwright ignore=cross\nRUN x\nRUN x\n',
    [replaceRule('cross', /\bx\b/g, 'y')],
    {
      text: 'FROM a\n# dockwright ignore=cross\nRUN x\nRUN y\n',
      applied: ['cross'],
    },
  );
  check(
    'the fixes of rules that are off are not applied',
    'FROM a\nRUN x\n',
    [{ ...xToY, topic: 'syntax', severity: 'error', recommended: false }],
    {
      text: 'FROM a\nRUN x\n',
      applied: [],
    },
  );
  check(
    'line endings and byte order mark are kept',
    '\ufeffFROM a\r\nRUN x\r\n',
    [replaceRule('r', /\bx\b/g, 'y\nUSER u')],
    {
      text: '\ufeffFROM a\r\nRUN y\r\nUSER u\r\n',
      applied: ['r'],
    },
  );
});

describe('safe and suggested fixes', () => {
  check('suggested ones are left out', 'FROM a\nRUN x\n', [suggested], {
    text: 'FROM a\nRUN x\n',
    applied: [],
    withheld: [],
  });
  check(
    'or applied on demand',
    'FROM a\nRUN x\n',
    [suggested],
    { text: 'FROM a\nRUN s\n', applied: ['x-s'] },
    { include: 'suggested' },
  );
  const both = matchRule('both', /\bx\b/g, (match) => [
    fix([replace(match, 's')], 'suggested', 'Suggested'),
    fix([replace(match, 'y')], 'safe', 'Safe'),
  ]);
  check(
    'safe ones go first',
    'FROM a\nRUN x\n',
    [both],
    { text: 'FROM a\nRUN y\n', applied: ['both'] },
    { include: 'suggested' },
  );
  const alternatives = matchRule('choice', /\bx\b/g, (match) => [
    fix([replace(match, '\\')], 'suggested', 'Broken'),
    fix([replace(match, '\\ \\')], 'suggested', 'Broken too'),
    fix([replace(match, 'y')], 'suggested', 'Sound'),
  ]);
  check(
    'the next one where the first is not sound',
    'FROM a\nRUN x\nCMD c\n',
    [alternatives],
    { text: 'FROM a\nRUN y\nCMD c\n', applied: ['choice'] },
    { include: 'suggested' },
  );
});

describe('fixes that never come to an end by themselves', () => {
  check('two rules that undo each other', 'FROM a\nRUN x\n', [xToY, replaceRule('y-x', /\by\b/g, 'x')], {
    text: 'FROM a\nRUN x\n',
    applied: [],
  });
  check('and from the other side', 'FROM a\nRUN y\n', [xToY, replaceRule('y-x', /\by\b/g, 'x')], {
    text: 'FROM a\nRUN x\n',
    applied: ['y-x'],
  });
  check('a ring of three', 'FROM a\nRUN z\n', [xToY, yToZ, replaceRule('z-x', /\bz\b/g, 'x')], {
    text: 'FROM a\nRUN x\n',
    applied: ['z-x'],
  });

  it('ten passes at most', () => {
    const growing = Array.from({ length: 30 }, (_, n) =>
      replaceRule(`r${n}`, new RegExp(`\\bn${n}\\b`, 'g'), `n${n + 1}`),
    );
    const { text, passes } = createEngine(growing).fixAll('FROM a\nRUN n0\n', {}, { include: 'safe' });
    assert.equal(passes, 10);
    assert.equal(text, 'FROM a\nRUN n10\n');
  });
});

describe('cost', () => {
  it('hundreds of unsound fixes end in time, and the sound ones are applied', () => {
    const text = `FROM a\n${'RUN bad\nRUN x\n'.repeat(250)}`;
    const result = createEngine([breaking(/RUN bad/g), xToY]).fixAll(text, {}, { include: 'safe' });
    assert.ok(result.applied.length > 0);
    assert.ok(result.applied.every(({ rule }) => rule === 'x-y'));
    assert.ok(!result.text.includes('BROKEN'));
  });
});

/** Writes an instruction that Docker does not know. */
function breaking(pattern: RegExp): Rule {
  return replaceRule('breaking', pattern, 'BROKEN it');
}

function insertOnce(id: string): Rule {
  return matchRule(id, new RegExp(`^(?<!${id}=1\\n.*)CMD c`, 'gms'), (match) => [
    fix([insert(match.index, `LABEL ${id}=1\n`)]),
  ]);
}

/** Two fixes, each sound; both together bring an error. */
function perInstruction(): Rule {
  return {
    ...matchRule('single', /\bx\b/g, (match) => [fix([replace(match, 'y')])]),
    on: {
      *document({ text }) {
        for (const match of text.matchAll(/\bx\b/g)) {
          const span = { start: match.index, end: match.index + 1 };
          if (text.includes('y')) continue;
          yield { span, message: 'One of these.', fixes: () => [fix([replace(match, 'y')])] };
        }
        for (const match of text.matchAll(/y(?=[\s\S]*y)/g)) {
          yield { span: { start: match.index, end: match.index + 1 }, message: 'Not both.' };
          yield { span: { start: 0, end: 4 }, message: 'Not both either.' };
        }
      },
    },
  };
}
