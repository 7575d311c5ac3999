import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '@dockwright/shared-rules/engine/engine';
import type { Settings } from '@dockwright/shared-rules/engine/types';
import type { Rule, RuleOptions } from '@dockwright/shared-rules/rule';
import { keywordRule, lint, matchRule, report, rule } from './support.js';

const throwing = rule('throws', {
  instruction: () => {
    throw new Error('no luck');
  },
});

const throwsHalfway = rule('throws-halfway', {
  *RUN({ span }) {
    yield { span, message: 'Before.' };
    throw new Error('halfway');
  },
});

function settings(
  rules: ReadonlyArray<readonly [string, Settings['rules'] extends ReadonlyMap<string, infer S> ? S : never]>,
): Settings {
  return { profile: 'recommended', rules: new Map(rules), source: undefined };
}

describe('the walk', () => {
  const cases: ReadonlyArray<readonly [string, readonly Rule[], string, readonly string[]]> = [
    ['calls handlers by keyword', [keywordRule('RUN')], 'FROM a\nRUN b\nCMD c\nRUN d\n', ['2:no-run', '4:no-run']],
    [
      'walks the triggers of ONBUILD',
      [keywordRule('RUN'), keywordRule('ONBUILD')],
      'FROM a\nONBUILD RUN b\n',
      ['2:no-onbuild', '2:no-run'],
    ],
    ['calls for unknown instructions', [keywordRule('UNKNOWN')], 'FROM a\nFOO b\n', ['2:no-unknown']],
    [
      'calls for instructions of all kinds',
      [keywordRule('instruction')],
      'ARG a\nFROM a\nFOO b\n',
      ['1:no-instruction', '2:no-instruction', '3:no-instruction'],
    ],
    [
      'calls for each stage',
      [
        rule('stages', {
          *stage({ from }) {
            yield { span: from.span, message: 'A stage.' };
          },
        }),
      ],
      'FROM a\nRUN b\nFROM c\n',
      ['1:stages', '3:stages'],
    ],
    [
      'calls for each command of a RUN, heredocs and triggers included',
      [
        rule('commands', {
          *command({ command }) {
            yield { span: command.span, message: 'A command.' };
          },
        }),
      ],
      'FROM a\nRUN b && c\nRUN <<EOF\nd\ne\nEOF\nONBUILD RUN f\nCMD g\n',
      ['2:commands', '2:commands', '4:commands', '5:commands', '7:commands'],
    ],
    [
      'has problems of an empty file',
      [
        rule('empty', {
          *document({ text }) {
            yield { span: { start: 0, end: text.length }, message: 'Empty.' };
          },
        }),
      ],
      '',
      ['1:empty'],
    ],
  ];
  for (const [name, rules, text, expected] of cases) {
    it(name, () => assert.deepEqual(lint(rules, text), expected));
  }
});

describe('problems', () => {
  it('are sorted by place, then by rule, whatever the order of rules', () => {
    const rules = [matchRule('z', /a/g), matchRule('a', /a/g), matchRule('m', /FROM/g)];
    const expected = ['1:m', '1:a', '1:z', '2:a', '2:z'];
    assert.deepEqual(lint(rules, 'FROM a\nRUN a\n'), expected);
    assert.deepEqual(lint([...rules].reverse(), 'FROM a\nRUN a\n'), expected);
  });

  it('are there once where a rule reports the same thing twice', () => {
    const twice = rule('twice', {
      *FROM({ span }) {
        yield { span, message: 'Same.' };
        yield { span, message: 'Same.' };
        yield { span, message: 'Other.' };
      },
    });
    assert.deepEqual(lint([twice], 'FROM a\n'), ['1:twice', '1:twice']);
  });

  it('never lie outside the text', () => {
    const outside = rule('outside', {
      *document() {
        yield {
          span: { start: -5, end: 500 },
          message: 'Too far.',
          related: [{ span: { start: 3, end: 99 }, message: 'There.' }],
        };
        yield { span: { start: 5, end: 2 }, message: 'Backwards.' };
        yield { span: { start: Number.NaN, end: 2 }, message: 'Nowhere.' };
      },
    });
    const { problems, failures } = createEngine([outside]).analyze('FROM a');
    assert.deepEqual(failures, []);
    assert.deepEqual(
      problems.map(({ span, message }) => `${span.start}-${span.end} ${message}`),
      ['0-2 Nowhere.', '0-6 Too far.', '5-5 Backwards.'],
    );
    assert.deepEqual(problems[1]?.related[0]?.span, { start: 3, end: 6 });
  });

  it('carry the codes of the finding, or else of the rule', () => {
    const coded = rule(
      'coded',
      {
        *FROM({ span }) {
          yield { span, message: 'One.', codes: ['hadolint:DL3006'] };
        },
        *RUN({ span }) {
          yield { span, message: 'All.' };
        },
      },
      { codes: ['hadolint:DL3006', 'hadolint:DL3007'] },
    );
    const { problems } = createEngine([coded]).analyze('FROM a\nRUN b\n');
    assert.deepEqual(
      problems.map(({ codes }) => codes),
      [['hadolint:DL3006'], ['hadolint:DL3006', 'hadolint:DL3007']],
    );
  });
});

describe('a rule that throws', () => {
  it('is named once, and the others are heard', () => {
    const { problems, failures } = createEngine([throwing, keywordRule('RUN')]).analyze('FROM a\nRUN b\nRUN c\n');
    assert.deepEqual(failures, [{ rule: 'throws', message: 'no luck' }]);
    assert.deepEqual(
      problems.map((problem) => problem.rule),
      ['no-run', 'no-run'],
    );
  });

  it('keeps what it found before', () => {
    const { problems, failures } = createEngine([throwsHalfway]).analyze('FROM a\nRUN b\nRUN c\n');
    assert.deepEqual(failures, [{ rule: 'throws-halfway', message: 'halfway' }]);
    assert.equal(problems.length, 2);
  });

  it('may throw anything and yield nonsense', () => {
    const odd = rule('odd', {
      FROM: () => {
        throw 'a text';
      },
    });
    assert.deepEqual(createEngine([odd]).analyze('FROM a').failures, [{ rule: 'odd', message: 'a text' }]);
  });
});

describe('settings', () => {
  const text = 'FROM a\nRUN b\n';

  it('turn rules on, off and up', () => {
    const engine = createEngine([keywordRule('RUN'), keywordRule('FROM', { recommended: false })]);
    assert.deepEqual(report(text, engine.analyze(text).problems), ['2:no-run']);
    const changed = settings([
      ['no-run', { severity: 'off', options: {} }],
      ['no-from', { severity: 'error', options: {} }],
    ]);
    const { problems } = engine.analyze(text, { settings: changed });
    assert.deepEqual(
      problems.map(({ rule: id, severity }) => `${id} ${severity}`),
      ['no-from error'],
    );
  });

  it('give rules their options over the defaults', () => {
    const seen: RuleOptions[] = [];
    const curious = rule(
      'curious',
      {
        document: (_, { options }) => {
          seen.push(options);
          return [];
        },
      },
      {
        options: {
          most: { type: 'integer', description: 'How many.', default: 3 },
          names: { type: 'array', description: 'Which.', items: { type: 'string' }, default: ['x'] },
          other: { type: 'string', description: 'No default.' },
        },
      },
    );
    const engine = createEngine([curious]);
    engine.analyze(text);
    engine.analyze(text, { settings: settings([['curious', { severity: 'info', options: { most: 5 } }]]) });
    assert.deepEqual(seen, [
      { most: 3, names: ['x'] },
      { most: 5, names: ['x'] },
    ]);
  });

  it('can turn off a rule that guards fixes, and it is not shown', () => {
    const guard = keywordRule('RUN', { topic: 'syntax', severity: 'error' });
    const off = settings([['no-run', { severity: 'off', options: {} }]]);
    assert.deepEqual(createEngine([guard]).analyze(text, { settings: off }).problems, []);
  });
});

describe('names', () => {
  const engine = createEngine([
    keywordRule('RUN', { codes: ['hadolint:DL3001', 'buildkit:JSONArgsRecommended'] }),
    keywordRule('FROM'),
  ]);
  const cases: ReadonlyArray<readonly [string, string | undefined]> = [
    ['no-run', 'no-run'],
    ['NO-RUN', 'no-run'],
    ['DL3001', 'no-run'],
    ['dl3001', 'no-run'],
    ['hadolint:DL3001', 'no-run'],
    ['JSONArgsRecommended', 'no-run'],
    ['buildkit:jsonargsrecommended', 'no-run'],
    ['DL3002', undefined],
    ['', undefined],
    ['toString', undefined],
    ['__proto__', undefined],
  ];
  for (const [name, expected] of cases) {
    it(`"${name}" is ${expected ?? 'nothing'}`, () => assert.equal(engine.findRule(name)?.id, expected));
  }
});
