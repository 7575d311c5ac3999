import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '@dockwright/shared-rules/engine/engine';
import { defaultSettings } from '@dockwright/shared-rules/engine/settings';
import { readSuppression } from '@dockwright/shared-rules/engine/suppression-text';
import type { Profile } from '@dockwright/shared-rules/engine/types';
import type { SuppressionComment } from '@dockwright/shared-rules/rule';
import { keywordRule, lint, matchRule, report, rule } from './support.js';

const rules = [
  keywordRule('RUN', { codes: ['hadolint:DL3001'] }),
  keywordRule('CMD', { codes: ['hadolint:DL3025', 'buildkit:JSONArgsRecommended'] }),
  keywordRule('FROM', { codes: ['hadolint:DL3006'] }),
  matchRule('cross', /\bx\b/g),
  keywordRule('EXPOSE', { recommended: false }),
];

function check(name: string, text: string, expected: readonly string[]): void {
  it(name, () => {
    assert.deepEqual(lint(rules, text), expected);
    const windows = text.replaceAll('\n', '\r\n');
    assert.deepEqual(lint(rules, windows), expected, 'with CRLF');
  });
}

describe('what a comment says', () => {
  const cases: ReadonlyArray<readonly [string, string | undefined]> = [
    ['# dockwright ignore=a', 'dockwright instruction a'],
    ['#dockwright ignore=a', 'dockwright instruction a'],
    ['# dockwright ignore=a,b -- reason, with commas', 'dockwright instruction a,b'],
    ['# dockwright ignore = a , b because of c', 'dockwright instruction a,b'],
    ['# Dockwright Ignore=A', 'dockwright instruction A'],
    ['# dockwright: ignore=a', 'dockwright instruction a'],
    ['# dockwright ignore-file=a', 'dockwright file a'],
    ['# dockwright ignore=', 'dockwright instruction '],
    ['# dockwright ignore=-- reason', 'dockwright instruction '],
    ['# dockwright ignores=a', undefined],
    ['# dockwright ignore a', undefined],
    ['# dockwrights ignore=a', undefined],
    ['# see dockwright ignore=a', undefined],
    ['# hadolint ignore=DL3008,SC2086', 'hadolint instruction DL3008,SC2086'],
    ['# hadolint ignore=DL3008 we need the newest', 'hadolint instruction DL3008'],
    ['# hadolint ignore=DL3008 # we need the newest', 'hadolint instruction DL3008'],
    ['# hadolint   ignore = DL3008 ,DL3009', 'hadolint instruction DL3008,DL3009'],
    ['# hadolint ignore=hadolint:DL3008', 'hadolint instruction hadolint:DL3008'],
    ['# hadolint global ignore=DL3008', 'hadolint file DL3008'],
    ['# hadolint stage ignore=DL3008', 'hadolint stage DL3008'],
    ['# hadolint shell=bash', undefined],
    ['# check=skip=A,B', 'buildkit instruction A,B'],
    ['# check=skip=A // why', 'buildkit instruction A'],
    ['# check=error=true;skip=A', 'buildkit instruction A'],
    ['# check=skip=A,B;error=true', 'buildkit instruction A,B'],
    ['# check=skip=A;skip=B', 'buildkit instruction A,B'],
    ['# check=error=true', undefined],
    ['# check this out', undefined],
    ['#', undefined],
  ];
  for (const [comment, expected] of cases) {
    it(comment, () => {
      const read = readSuppression(comment);
      const said = read && `${read.kind} ${read.scope} ${read.names.map(({ text }) => text).join()}`;
      assert.equal(said, expected);
      for (const { text, span } of read?.names ?? []) assert.equal(comment.slice(span.start, span.end), text);
    });
  }
});

describe('ignore, for the next instruction', () => {
  check('nothing is silenced without a comment', 'FROM x\nRUN b\nCMD c\n', [
    '1:no-from',
    '1:cross',
    '2:no-run',
    '3:no-cmd',
  ]);
  check('by id', 'FROM a\n# dockwright ignore=no-run\nRUN b\nRUN c\n', ['1:no-from', '4:no-run']);
  check('several rules', '# dockwright ignore=no-from,cross\nFROM x\nRUN b\n', ['3:no-run']);
  check('by code', 'FROM a\n# dockwright ignore=DL3001\nRUN b\n', ['1:no-from']);
  check('by code with its tool', 'FROM a\n# dockwright ignore=hadolint:DL3001\nRUN b\n', ['1:no-from']);
  check('by a check of BuildKit, in another case', 'FROM a\n# dockwright ignore=jsonargsrecommended\nCMD b\n', [
    '1:no-from',
  ]);
  check('another code silences nothing', 'FROM a\n# dockwright ignore=DL3002\nRUN b\n', ['1:no-from', '3:no-run']);
  check('all rules', 'FROM a\n# dockwright ignore=all\nRUN x\nRUN x\n', ['1:no-from', '4:no-run', '4:cross']);
  check('blank lines and other comments between', 'FROM a\n# dockwright ignore=no-run\n\n# why\nRUN b\n', [
    '1:no-from',
  ]);
  check(
    'stacked',
    'FROM a\n# dockwright ignore=no-run\n# hadolint ignore=DL3025\n# dockwright ignore=cross\nRUN x\nCMD x\n',
    ['1:no-from', '6:no-cmd', '6:cross'],
  );
  check('indented', 'FROM a\n  # dockwright ignore=no-run\n  RUN b\n', ['1:no-from']);
  check('a continued instruction as a whole', 'FROM a\n# dockwright ignore=cross\nRUN a \\\n  x \\\n  x\nRUN x\n', [
    '1:no-from',
    '3:no-run',
    '6:no-run',
    '6:cross',
  ]);
  check('an instruction with a heredoc as a whole', 'FROM a\n# dockwright ignore=cross\nRUN <<EOF\nx\nEOF\nRUN x\n', [
    '1:no-from',
    '3:no-run',
    '6:no-run',
    '6:cross',
  ]);
  check('the trigger of ONBUILD', 'FROM a\n# dockwright ignore=no-run\nONBUILD RUN b\n', ['1:no-from']);
  check('problems in the comments between', '# dockwright ignore=cross\n# x\nFROM a\n# x\n', ['3:no-from', '4:cross']);
  check('nothing behind it', 'FROM a\n# dockwright ignore=no-from\n', ['1:no-from']);
  check('behind a byte order mark', '\ufeff# dockwright ignore=no-from\nFROM a\n', []);
  check(
    'not in the body of a heredoc that is no script',
    'FROM a\nCOPY <<EOF /b\n# dockwright ignore=cross\nx\nEOF\nCMD x\n',
    ['1:no-from', '4:cross', '6:no-cmd', '6:cross'],
  );
});

describe('hadolint', () => {
  check('ignore', 'FROM a\n# hadolint ignore=DL3001,SC2086\nRUN b\n', ['1:no-from']);
  check('ignore all means what hadolint reports', 'FROM a\n# hadolint ignore=all\nRUN x\n', ['1:no-from', '3:cross']);
  check('global ignore, wherever it stands', 'FROM a\nRUN b\nRUN c\n# hadolint global ignore=DL3001\n', ['1:no-from']);
  check(
    'stage ignore above FROM',
    'FROM a\nRUN b\n# hadolint stage ignore=DL3001,DL3006\nFROM c\nRUN d\nFROM e\nRUN f\n',
    ['1:no-from', '2:no-run', '6:no-from', '7:no-run'],
  );
  check('stage ignore inside a stage', 'FROM a\nRUN b\n# hadolint stage ignore=DL3001\nRUN c\nFROM d\nRUN e\n', [
    '1:no-from',
    '5:no-from',
    '6:no-run',
  ]);
});

describe('BuildKit', () => {
  check('directive', '# check=skip=JSONArgsRecommended\nFROM a\nCMD b\n', ['2:no-from']);
  check('directive with other options', '# check=error=true;skip=JSONArgsRecommended\nFROM a\nCMD b\n', ['2:no-from']);
  check('directive behind another', '# syntax=docker/dockerfile:1\n# check=skip=JSONArgsRecommended\nFROM a\nCMD b\n', [
    '3:no-from',
  ]);
  check('skip=all means what BuildKit reports', '# check=skip=all\nFROM a\nCMD x\n', ['2:no-from', '3:cross']);
  check('comment for one instruction', 'FROM a\n# check=skip=JSONArgsRecommended // why\nCMD b\nCMD c\n', [
    '1:no-from',
    '4:no-cmd',
  ]);
});

describe('ignore-file', () => {
  check('at the top', '# dockwright ignore-file=no-run\nFROM a\nRUN b\nRUN c\n', ['2:no-from']);
  check('anywhere', 'FROM a\nRUN b\n# dockwright ignore-file=no-run\n', ['1:no-from']);
  check('all rules', '# dockwright ignore-file=all -- a template\nFROM a\nRUN x\n', []);
});

describe('inside a continued instruction', () => {
  check('the next command only', 'FROM a\nRUN x && \\\n  # dockwright ignore=cross\n  cd x && \\\n  cd x\n', [
    '1:no-from',
    '2:no-run',
    '2:cross',
    '5:cross',
  ]);
  check(
    'a command that goes on',
    'FROM a\nRUN a && \\\n  # hadolint ignore=DL3001\n  # dockwright ignore=cross\n  b \\\n    x \\\n    x \\\n  && x\n',
    ['1:no-from', '2:no-run', '8:cross'],
  );
  check('an argument in a line of its own', 'FROM a\nRUN b \\\n  # dockwright ignore=cross\n  x \\\n  x\n', [
    '1:no-from',
    '2:no-run',
    '5:cross',
  ]);
  check('blank lines and comments between', 'FROM a\nRUN b \\\n  # dockwright ignore=cross\n  # why\n\n  x \\\n  x\n', [
    '1:no-from',
    '2:no-run',
    '7:cross',
  ]);
  check('instructions other than RUN', 'FROM a\nENV b=c \\\n  # dockwright ignore=cross\n  d=x \\\n  e=x\n', [
    '1:no-from',
    '5:cross',
  ]);
  check('not the instruction itself', 'FROM a\nRUN b \\\n  # dockwright ignore=no-run\n  c\n', [
    '1:no-from',
    '2:no-run',
  ]);
  check('a script in a heredoc', 'FROM a\nRUN <<EOF\n# dockwright ignore=cross\nb x\nx\nEOF\n', [
    '1:no-from',
    '2:no-run',
    '5:cross',
  ]);
});

describe('what rules learn of comments', () => {
  const heard: SuppressionComment[] = [];
  const listener = rule('listener', {
    *suppression(comment) {
      heard.push(comment);
      yield { span: comment.span, message: 'A comment.' };
    },
  });
  const engine = createEngine([...rules, listener]);

  function names(text: string): readonly string[] {
    heard.length = 0;
    engine.analyze(text);
    return heard.flatMap((comment) =>
      comment.names.map(({ text: name, span, known, nearest, used, active }) => {
        assert.equal(text.slice(span.start, span.end), name);
        const flags = [known ? 'known' : `unknown (${nearest})`, used ? 'used' : 'unused', active ? 'on' : 'off'];
        return `${comment.kind} ${comment.scope} ${name}: ${flags.join(' ')}`;
      }),
    );
  }

  const cases: ReadonlyArray<readonly [string, readonly string[]]> = [
    ['# dockwright ignore=no-from\nFROM a', ['dockwright instruction no-from: known used on']],
    ['# dockwright ignore=no-run\nFROM a', ['dockwright instruction no-run: known unused on']],
    ['# dockwright ignore=no-form\nFROM a', ['dockwright instruction no-form: unknown (no-from) unused off']],
    [
      '# dockwright ignore=quite-another\nFROM a',
      ['dockwright instruction quite-another: unknown (undefined) unused off'],
    ],
    ['# dockwright ignore=no-expose\nFROM a', ['dockwright instruction no-expose: known unused off']],
    [
      '# hadolint ignore=DL3006,SC2086\nFROM a',
      ['hadolint instruction DL3006: known used on', 'hadolint instruction SC2086: known unused off'],
    ],
    ['# hadolint ignore=DL9999\nFROM a', ['hadolint instruction DL9999: known unused off']],
    ['# hadolint ignore=DL30\nFROM a', ['hadolint instruction DL30: unknown (undefined) unused off']],
    ['# check=skip=UndefinedVar\nFROM a', ['buildkit file UndefinedVar: known unused off']],
    ['# check=skip=UndefinedVars\nFROM a', ['buildkit file UndefinedVars: unknown (UndefinedVar) unused off']],
    ['# dockwright ignore-file=all\nFROM a', ['dockwright file all: known used on']],
    [
      '# dockwright ignore=no-from,no-from\nFROM a',
      ['dockwright instruction no-from: known used on', 'dockwright instruction no-from: known used on'],
    ],
    ['# dockwright ignore-file=listener\nFROM a', ['dockwright file listener: known used on']],
    ['FROM a\n# hadolint stage ignore=DL3001\nRUN b', ['hadolint stage DL3001: known used on']],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => assert.deepEqual(names(text), expected));
  }

  it('the line of a comment, with its line ending', () => {
    for (const [text, line] of [
      ['\ufeff# dockwright ignore=a\r\nFROM a', '# dockwright ignore=a\r\n'],
      ['FROM a\n  # dockwright ignore=a\nRUN b', '  # dockwright ignore=a\n'],
      ['FROM a\n# dockwright ignore=a', '# dockwright ignore=a'],
    ] as const) {
      heard.length = 0;
      engine.analyze(text);
      const place = heard[0]?.lineSpan;
      assert.equal(place && text.slice(place.start, place.end), line);
    }
  });

  it('a problem about a comment can be silenced itself', () => {
    const text = '# dockwright ignore-file=listener\n# dockwright ignore=no-from\nFROM a\n';
    assert.deepEqual(report(text, engine.analyze(text).problems), []);
  });
});

describe('comments that may silence nothing', () => {
  const engine = createEngine([...rules, rule('listener', { suppression: (comment) => heardNames(comment) })]);
  const settings = { ...defaultSettings, comments: 'off' } as const;

  function* heardNames({ span, names }: SuppressionComment): Iterable<{ span: typeof span; message: string }> {
    for (const { text, active } of names) yield { span, message: `${text} ${active ? 'on' : 'off'}.` };
  }

  const texts = [
    '# dockwright ignore=no-from\nFROM a\n',
    '# dockwright ignore-file=all\nFROM a\n',
    '# hadolint ignore=DL3006\nFROM a\n',
    '# hadolint global ignore=DL3006\nFROM a\n',
    '# hadolint stage ignore=DL3006\nFROM a\n',
    '# check=skip=all\nFROM a\nCMD b\n',
  ];
  for (const text of texts) {
    it(JSON.stringify(text), () => {
      const { problems } = engine.analyze(text, { settings });
      const bare = engine.analyze(text.replace(/^#.*/, '#'), { settings });
      const others = problems.filter(({ rule: id }) => id !== 'listener');
      assert.deepEqual(
        others.map(({ rule: id }) => id),
        bare.problems.map(({ rule: id }) => id),
      );
      assert.ok(problems.some(({ message }) => message.endsWith(' off.')));
      const [problem] = others;
      assert.ok(problem !== undefined);
      const analysis = engine.analyze(text, { settings });
      assert.deepEqual(engine.suppressionEdits(analysis, problem, 'instruction'), []);
    });
  }
});

describe('checks of BuildKit that fail the build', () => {
  const engine = createEngine(rules);
  const cases: ReadonlyArray<readonly [string, Profile, string]> = [
    ['# check=error=true\nFROM a\nCMD b\n', 'recommended', 'no-from warning, no-cmd error'],
    ['# check = error = true\nFROM a\nCMD b\n', 'recommended', 'no-from warning, no-cmd error'],
    ['# check=skip=StageNameCasing;error=true\nFROM a\nCMD b\n', 'buildkit', 'no-cmd error'],
    ['# check=error=true;skip=JSONArgsRecommended\nFROM a\nCMD b\n', 'recommended', 'no-from warning'],
    ['# check=error=false\nFROM a\nCMD b\n', 'recommended', 'no-from warning, no-cmd warning'],
    ['# check=error=true;error=false\nFROM a\nCMD b\n', 'recommended', 'no-from warning, no-cmd warning'],
    ['# check=errors=true\nFROM a\nCMD b\n', 'recommended', 'no-from warning, no-cmd warning'],
    ['FROM a\n# check=error=true\nCMD b\n', 'recommended', 'no-from warning, no-cmd warning'],
    ['# check=error=true\nFROM a\nCMD b\n', 'hadolint', 'no-from warning, no-cmd warning'],
  ];
  for (const [text, profile, expected] of cases) {
    it(`${JSON.stringify(text)} in profile ${profile}`, () => {
      const { problems } = engine.analyze(text, { settings: { ...defaultSettings, profile } });
      assert.equal(problems.map(({ rule: id, severity }) => `${id} ${severity}`).join(', '), expected);
    });
  }
});
