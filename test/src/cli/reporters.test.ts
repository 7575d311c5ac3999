import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeFrame } from '@dockwright/cli/reporters/code-frame';
import { createPaint, wantsColor } from '@dockwright/cli/reporters/colors';
import { reporters } from '@dockwright/cli/reporters/index';
import type { FileReport, Report, ReportedProblem } from '@dockwright/cli/reporters/report';
import { createLineIndex, type Severity } from '@dockwright/shared-rules';

const plain = { color: false, quiet: false, columns: 80, version: '1.2.3', ruleNames: 'dockwright' } as const;

/** `text` has one place between `«` and `»`. */
function marked(text: string): {
  readonly text: string;
  readonly span: { readonly start: number; readonly end: number };
} {
  const start = text.indexOf('«');
  const end = text.indexOf('»') - 1;
  return { text: text.replace('«', '').replace('»', ''), span: { start, end } };
}

function checkFrame(name: string, input: string, expected: readonly string[], columns = 80): void {
  test(`frame: ${name}`, () => {
    const { text, span } = marked(input);
    const options = { paint: createPaint(false), style: 'red', columns } as const;
    assert.deepEqual(codeFrame(text, createLineIndex(text), span, options), expected);
  });
}

checkFrame('one word', 'FROM a\nRUN «sudo» ls\n', ['  2 │ RUN sudo ls', '    │     ^^^^']);
checkFrame('an empty span', 'FROM a«»\n', ['  1 │ FROM a', '    │       ^']);
checkFrame('an empty span in the middle', 'FROM «»a\n', ['  1 │ FROM a', '    │      ^']);
checkFrame('an empty file', '«»', ['  1 │', '    │ ^']);
checkFrame('the end of the file', 'FROM a\n«»', ['  2 │', '    │ ^']);
checkFrame('a line ending is not marked', 'FROM «a\r\n»RUN b', ['  1 │ FROM a', '    │      ^']);
checkFrame('several lines', 'RUN «a \\\n    && b \\\n    && c»\n', [
  '  1 │ RUN a \\',
  '    │     ^^^',
  '  2 │     && b \\',
  '    │     ^^^^^^',
  '  3 │     && c',
  '    │     ^^^^',
]);
checkFrame('a blank line between has no markers', 'RUN «a \\\n\n  b»', [
  '  1 │ RUN a \\',
  '    │     ^^^',
  '  2 │',
  '  3 │   b',
  '    │   ^',
]);
checkFrame(
  'many lines are cut in the middle',
  `«${Array.from({ length: 12 }, (_, index) => `R${index}`).join('\n')}»`,
  [
    '   1 │ R0',
    '     │ ^^',
    '   2 │ R1',
    '     │ ^^',
    '   3 │ R2',
    '     │ ^^',
    '   … │',
    '  10 │ R9',
    '     │ ^^',
    '  11 │ R10',
    '     │ ^^^',
    '  12 │ R11',
    '     │ ^^^',
  ],
);
checkFrame('tabs', '\tRUN\t«x»', ['  1 │     RUN x', '    │         ^']);
checkFrame('a marked tab', 'A«\t»B', ['  1 │ A   B', '    │  ^^^']);
checkFrame('wide letters', 'LABEL 名前=«値»', ['  1 │ LABEL 名前=値', '    │            ^^']);
checkFrame('emoji of several code points', '# 👩‍👩‍👧 🇨🇭 ❤️ «x»', ['  1 │ # 👩‍👩‍👧 🇨🇭 ❤️ x', '    │            ^']);
checkFrame('combining marks', 'e\u0301e\u0301 «x»', ['  1 │ e\u0301e\u0301 x', '    │    ^']);
checkFrame('control characters are shown, not sent', 'RUN \u001B[31m«\u0007x»\u202E', [
  '  1 │ RUN ␛[31m␇x�',
  '    │          ^^',
]);
checkFrame('a carriage return in the line', 'a\rb«c»', ['  1 │ a␍bc', '    │    ^']);
checkFrame(
  'a long line is cut behind',
  `«RUN» ${'x'.repeat(100)}`,
  ['  1 │ RUN xxxxxxxxxxxxxxxxxxxxxxxxxxxx…', '    │ ^^^'],
  40,
);
checkFrame(
  'a long line is cut before',
  `RUN ${'x'.repeat(100)} «y» z`,
  ['  1 │ …xxxxxxxxxx y z', '    │             ^'],
  40,
);
checkFrame('lone halves of surrogate pairs', '\uD83D«\uDC33»', ['  1 │ \uD83D\uDC33', '    │ ^^']);

test('frame: a line of a million letters is cut in time', () => {
  const text = `RUN ${'x '.repeat(500_000)}`;
  const options = { paint: createPaint(false), style: 'red', columns: 80 } as const;
  const lines = createLineIndex(text);
  for (let round = 0; round < 200; round++) {
    const [code = ''] = codeFrame(text, lines, { start: 500_000 + round, end: 900_000 }, options);
    assert.ok(code.length < 90);
  }
});

function problem(severity: Severity, rule: string, start: number, end: number): ReportedProblem {
  return {
    problem: {
      rule,
      severity,
      message: `Something is wrong with ${rule}.`,
      span: { start, end },
      codes: ['hadolint:DL3025'],
      related: [],
      tags: [],
      url: 'https://example.org/',
    },
    fixes: [],
  };
}

const text = 'FROM node:22\nCMD node server.js\n';
const execForm: ReportedProblem = {
  problem: {
    ...problem('warning', 'use-exec-form', 13, 31).problem,
    message: 'Write this in exec form.',
    related: [{ message: 'The image.\nIts user is root.', span: { start: 5, end: 12 } }],
  },
  fixes: [
    {
      rule: 'use-exec-form',
      title: 'Use the exec form',
      safety: 'safe',
      edits: [{ span: { start: 17, end: 31 }, text: '["node"]' }],
    },
    { rule: 'use-exec-form', title: 'Keep the shell', safety: 'suggested', edits: [] },
  ],
};

function report(files: readonly FileReport[], fixed?: Report['fixed']): Report {
  return { files, fixed };
}

const two = report([
  { path: 'a/Dockerfile', text, problems: [problem('error', 'first', 0, 4), execForm] },
  { path: 'b/Dockerfile', text, problems: [] },
]);

test('text: problems with frames, related places, fixes and a summary', () => {
  assert.equal(
    reporters.text(two, plain),
    `a/Dockerfile:1:1: error: Something is wrong with first. [first]
  1 │ FROM node:22
    │ ^^^^

a/Dockerfile:2:1: warning: Write this in exec form. [use-exec-form]
  2 │ CMD node server.js
    │ ^^^^^^^^^^^^^^^^^^
  a/Dockerfile:1:6: The image. Its user is root.
  1 │ FROM node:22
    │      ^^^^^^^
  fix: Use the exec form (--fix)
  fix: Keep the shell (--fix=suggested)

2 problems in 1 of 2 files: 1 error, 1 warning.
1 can be fixed with --fix.
To learn more: dockwright explain first
`,
  );
});

function checkSummary(name: string, input: Report, expected: string): void {
  test(`text: ${name}`, () => {
    const printed = reporters.text(input, plain);
    assert.equal(printed.slice(printed.lastIndexOf('\n\n') + 2 || 0), expected);
  });
}

const none: FileReport = { path: 'Dockerfile', text, problems: [] };
test('text: no files, nothing to say', () => assert.equal(reporters.text(report([]), plain), ''));
test('text: quiet says nothing of clean files', () =>
  assert.equal(reporters.text(report([none]), { ...plain, quiet: true }), ''));
test('text: one clean file', () => assert.equal(reporters.text(report([none]), plain), 'No problems in 1 file.\n'));
test('text: after fixing', () => {
  const printed = reporters.text(report([none, none], { applied: 3, files: 2, withheld: 1 }), plain);
  assert.equal(
    printed,
    '3 fixes were applied to 2 files.\n1 fix held back: more would have changed than should.\nNo problems in 2 files.\n',
  );
});
checkSummary(
  'severities are counted one by one',
  report([
    {
      ...none,
      problems: [
        problem('error', 'a', 0, 1),
        problem('info', 'b', 0, 1),
        problem('hint', 'c', 0, 1),
        problem('hint', 'd', 0, 1),
      ],
    },
  ]),
  '4 problems in 1 file: 1 error, 1 info, 2 hints.\nTo learn more: dockwright explain a\n',
);
checkSummary(
  'a problem with suggested fixes only',
  report([{ ...none, problems: [{ ...execForm, fixes: execForm.fixes.slice(1) }, execForm] }]),
  '2 problems in 1 file: 2 warnings.\n1 can be fixed with --fix.\n1 more can be fixed with --fix=suggested.\nTo learn more: dockwright explain use-exec-form\n',
);

test('text: colours only where they are asked for', () => {
  const start = '\u001B[';
  assert.ok(!reporters.text(two, plain).includes(start));
  const colored = reporters.text(two, { ...plain, color: true });
  assert.ok(colored.includes(`${start}31merror:${start}0m`));
  assert.equal(colored.replaceAll(/\p{Cc}\[\d+m/gu, ''), reporters.text(two, plain));
});

test('text: nothing of a file or its name steers the terminal', () => {
  const evil = 'a\u001B]0;b\u0007\u009B\u202E';
  const bad = {
    ...execForm,
    problem: { ...execForm.problem, message: evil, related: [{ message: evil, span: { start: 0, end: 4 } }] },
  };
  const printed = reporters.text(report([{ path: evil, text: evil.repeat(9), problems: [bad] }]), plain);
  assert.doesNotMatch(printed, /[^\P{Cc}\n]|\u202E/u);
});

test('json: the contract', () => {
  const printed = reporters.json(two, plain);
  assert.ok(printed.endsWith('}\n') && !printed.slice(0, -1).includes('\n'));
  assert.deepEqual(JSON.parse(printed), {
    version: 1,
    files: [
      {
        path: 'a/Dockerfile',
        problems: [
          {
            rule: 'first',
            codes: ['hadolint:DL3025'],
            severity: 'error',
            message: 'Something is wrong with first.',
            line: 1,
            column: 1,
            endLine: 1,
            endColumn: 5,
            related: [],
            fixes: [],
          },
          {
            rule: 'use-exec-form',
            codes: ['hadolint:DL3025'],
            severity: 'warning',
            message: 'Write this in exec form.',
            line: 2,
            column: 1,
            endLine: 2,
            endColumn: 19,
            related: [{ message: 'The image.\nIts user is root.', line: 1, column: 6, endLine: 1, endColumn: 13 }],
            fixes: [
              {
                title: 'Use the exec form',
                safety: 'safe',
                edits: [{ line: 2, column: 5, endLine: 2, endColumn: 19, text: '["node"]' }],
              },
              { title: 'Keep the shell', safety: 'suggested', edits: [] },
            ],
          },
        ],
      },
      { path: 'b/Dockerfile', problems: [] },
    ],
    summary: { files: 2, error: 1, warning: 1, info: 0, hint: 0 },
  });
});

test('json: columns are UTF-16 units', () => {
  const file = { path: 'Dockerfile', text: '# 🐳x\n', problems: [problem('hint', 'a', 4, 5)] };
  const [found] = JSON.parse(reporters.json(report([file]), plain)).files[0].problems;
  assert.deepEqual([found.column, found.endColumn], [5, 6]);
});

test('json: no files', () => {
  assert.deepEqual(JSON.parse(reporters.json(report([]), plain)), {
    version: 1,
    files: [],
    summary: { files: 0, error: 0, warning: 0, info: 0, hint: 0 },
  });
});

function checkColor(
  option: boolean | undefined,
  environment: Readonly<Record<string, string>>,
  isTerminal: boolean,
  expected: boolean,
): void {
  test(`colours: ${option ?? 'no option'}, ${JSON.stringify(environment)}, ${isTerminal ? 'a terminal' : 'a file'}`, () => {
    assert.equal(wantsColor(option, { environment, output: { isTerminal, columns: undefined } }), expected);
  });
}

checkColor(undefined, {}, true, true);
checkColor(undefined, {}, false, false);
checkColor(true, { NO_COLOR: '1' }, false, true);
checkColor(false, { FORCE_COLOR: '1' }, true, false);
checkColor(undefined, { NO_COLOR: '1' }, true, false);
checkColor(undefined, { NO_COLOR: '' }, true, true);
checkColor(undefined, { FORCE_COLOR: '1' }, false, true);
checkColor(undefined, { FORCE_COLOR: '0' }, true, false);
checkColor(undefined, { FORCE_COLOR: '' }, false, true);
checkColor(undefined, { TERM: 'dumb' }, true, false);
