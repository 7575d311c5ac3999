import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLineIndex } from '@dockwright/shared-rules/text/line-index';
import { describeSettings, engine, memoryHost } from './support.js';

/** Reads `/p/dockwright.yaml` for `/p/Dockerfile`: what holds, and `line "text": message` of each problem. */
async function read(text: string): Promise<{ readonly holds: string; readonly problems: readonly string[] }> {
  const resolved = await engine.resolveSettings('/p/Dockerfile', memoryHost({ '/p/dockwright.yaml': text }));
  const checked = engine.checkConfig('/p/dockwright.yaml', text);
  assert.deepEqual(checked, resolved.problems, 'checkConfig finds the same');
  const lines = createLineIndex(text);
  const problems = resolved.problems.map((problem) => {
    assert.equal(problem.path, '/p/dockwright.yaml');
    assert.deepEqual(lines.positionAt(problem.span.start), { line: problem.line, character: problem.character });
    assert.deepEqual(lines.positionAt(problem.span.end), { line: problem.endLine, character: problem.endCharacter });
    assert.match(problem.message, /[.?]$/);
    return `${problem.line + 1} "${text.slice(problem.span.start, problem.span.end)}": ${problem.message}`;
  });
  return { holds: describeSettings(resolved), problems };
}

function check(name: string, text: string, holds: string, problems: readonly (string | RegExp)[] = []): void {
  it(name, async () => {
    for (const spelling of [text, text.replaceAll('\n', '\r\n'), `\ufeff${text}`]) {
      const found = await read(spelling);
      assert.equal(found.holds, holds);
      assert.equal(found.problems.length, problems.length, found.problems.join('\n'));
      for (const [index, expected] of problems.entries()) {
        const actual = found.problems[index] ?? '';
        if (typeof expected === 'string') assert.equal(actual, expected);
        else assert.match(actual, expected);
      }
    }
  });
}

describe('a valid configuration', () => {
  check('empty', '', 'recommended');
  check('comments', '# nothing yet\n', 'recommended');
  check('a profile', 'profile: strict\n', 'strict');
  check(
    'severities',
    'rules:\n  use-exec-form: error\n  single-cmd: off\n',
    'recommended single-cmd=off use-exec-form=error',
  );
  check('comments silence nothing', 'comments: off\n', 'recommended comments:off');
  check('comments may silence', 'comments: "on"\n', 'recommended comments:on');
  check('in quotes', 'rules:\n  "use-exec-form": "error"\n', 'recommended use-exec-form=error');
  check('a code of hadolint', 'rules:\n  DL3025: off\n', 'recommended use-exec-form=off');
  check('a code with its tool', 'rules:\n  hadolint:DL3025: off\n', 'recommended use-exec-form=off');
  check(
    'a code of several rules',
    'rules:\n  MultipleInstructionsDisallowed: hint\n',
    'recommended single-cmd=hint single-entrypoint=hint',
  );
  check(
    'codes that no rule has, of which those of ShellCheck are kept',
    'rules:\n  DL3059: off\n  SC2086: off\n  UndefinedVar: off\n',
    'recommended SC2086=off',
  );
  check('a severity in brackets', 'rules:\n  single-cmd: [error]\n', 'recommended single-cmd=error');
  check(
    'options',
    'rules:\n  file-too-long: [warning, { most: 20, share: 0.25, strict: true, mode: bytes, label: x, names: [a, b] }]\n',
    'recommended file-too-long=warning{"most":20,"share":0.25,"strict":true,"mode":"bytes","label":"x","names":["a","b"]}',
  );
  check(
    'a single text for a list',
    'rules:\n  file-too-long: [warning, { names: a }]\n',
    'recommended file-too-long=warning{"names":["a"]}',
  );
  check('no rules', 'rules:\n', 'recommended');
  check('nothing for any key', 'extends:\nprofile:\nrules:\noverrides:\n', 'recommended');
  check(
    'an alias',
    'rules:\n  use-exec-form: &s error\n  single-cmd: *s\n',
    'recommended single-cmd=error use-exec-form=error',
  );
});

describe('what is wrong is said at its place, and the rest holds', () => {
  check('an unknown key', 'rule:\n  single-cmd: off\nprofile: strict\n', 'strict', [
    '1 "rule": "rule" is not a setting here. Did you mean "rules"?',
  ]);
  check('a key like nothing', 'colour: red\n', 'recommended', [
    /^1 "colour": .*Known are extends, profile, comments, rules, overrides\.$/,
  ]);
  check('an unknown profile', 'profile: strickt\nrules:\n  single-cmd: off\n', 'recommended single-cmd=off', [
    '1 "strickt": "strickt" is no profile. Did you mean "strict"?',
  ]);
  check('a profile that is no word', 'profile: [strict]\n', 'recommended', [/^1 "\[strict\]": A profile is a word/]);
  check('an unknown rule', 'rules:\n  single-cmds: off\n  single-cmd: off\n', 'recommended single-cmd=off', [
    '2 "single-cmds": There is no rule "single-cmds". Did you mean "single-cmd"?',
  ]);
  check('a rule like nothing', 'rules:\n  qwertyuiop: off\n', 'recommended', [
    '2 "qwertyuiop": There is no rule "qwertyuiop".',
  ]);
  check('names of JavaScript', 'rules:\n  __proto__: off\n  constructor: off\n', 'recommended', [
    /no rule "__proto__"/,
    /no rule "constructor"/,
  ]);
  check('an unknown severity', 'rules:\n  single-cmd: warn\n  use-exec-form: off\n', 'recommended use-exec-form=off', [
    /^2 "warn": "warn" is no severity\./,
  ]);
  check('a severity like another', 'rules:\n  single-cmd: eror\n', 'recommended', [
    '2 "eror": "eror" is no severity. Did you mean "error"?',
  ]);
  check('a boolean', 'rules:\n  single-cmd: false\n', 'recommended', [
    '2 "false": "false" is no severity. Use off, hint, info, warning or error.',
  ]);
  check('no severity', 'rules:\n  single-cmd:\n', 'recommended', [/^2 "": A severity is missing\. Use off/]);
  check('a severity that is a map', 'rules:\n  single-cmd: { severity: off }\n', 'recommended', [
    /^2 .*A severity is a word/,
  ]);
  check('an empty list', 'rules:\n  single-cmd: []\n', 'recommended', [/^2 "\[\]": Write a severity/]);
  check('a list that is too long', 'rules:\n  single-cmd: [off, {}, {}]\n', 'recommended single-cmd=off', [
    /^2 .*Write a severity/,
  ]);
  check(
    'an unknown option',
    'rules:\n  file-too-long: [error, { mst: 1, strict: true }]\n',
    'recommended file-too-long=error{"strict":true}',
    ['2 "mst": "mst" is no option of file-too-long. Did you mean "most"?'],
  );
  check(
    'an option of a rule that has none',
    'rules:\n  single-cmd: [error, { most: 1 }]\n',
    'recommended single-cmd=error',
    ['2 "most": single-cmd takes no options.'],
  );
  check('options that are no map', 'rules:\n  single-cmd: [error, most]\n', 'recommended single-cmd=error', [
    /^2 "most": Options are written/,
  ]);
  check(
    'wrong options',
    'rules:\n  file-too-long: [error, { most: 0, share: x, strict: 1, mode: words, label: 3, names: [1] }]\n',
    'recommended file-too-long=error',
    [
      '2 "0": most takes a whole number from 1 up.',
      '2 "x": share takes a number.',
      '2 "1": strict takes true or false.',
      '2 "words": mode takes one of lines, bytes.',
      '2 "3": label takes a text.',
      '2 "[1]": names takes a list of texts.',
    ],
  );
  check('half a number', 'rules:\n  file-too-long: [error, { most: 1.5 }]\n', 'recommended file-too-long=error', [
    /most takes a whole number/,
  ]);
  check('rules that are a list', 'rules:\n  - single-cmd\n', 'recommended', [
    /^2 .*rules takes a rule with its severity/,
  ]);
  check('a text instead of settings', 'strict\n', 'recommended', [/^1 "strict": Settings are expected here/]);
  check('extends of a number', 'extends: 3\n', 'recommended', [/^1 "3": extends takes the path/]);
  check('overrides that are no list', 'overrides:\n  files: a\n', 'recommended', [/overrides takes a list/]);
  check('an override without files', 'overrides:\n  - rules:\n      single-cmd: off\n', 'recommended', [
    /^2 "rules": files takes/,
  ]);
  check(
    'an override with other keys',
    'overrides:\n  - files: "*"\n    profile: strict\n    rules:\n      single-cmd: off\n',
    'recommended single-cmd=off',
    [/^3 "profile": "profile" is not a setting here/],
  );
  check('an override that is a text', 'overrides:\n  - x\n', 'recommended', [/^2 "x": Settings are expected/]);
  check('broken YAML', 'profile: strict\nrules: [\n', 'strict', [/rules takes a rule/, /This is no valid YAML/]);
  check('a key twice', 'rules:\n  single-cmd: off\n  single-cmd: error\n', 'recommended single-cmd=error', [
    /^3 .*This is no valid YAML/,
  ]);
});

describe('a configuration that wants to keep its reader busy', () => {
  const most = 100_000;
  const numbered = (line: (index: number) => string): string =>
    Array.from({ length: 20_000 }, (_, index) => line(index))
      .join('\n')
      .slice(0, most);
  const texts: Readonly<Record<string, string>> = {
    'many keys': numbered((index) => `k${index}: v`),
    'many rules': `rules:\n${numbered((index) => `  r${index}: x`)}`.slice(0, most),
    'many anchors': numbered((index) => `k${index}: &a${index} v`),
    'many aliases': `a: &a v\n${numbered((index) => `k${index}: *a`)}`.slice(0, most),
    'aliases of aliases': [...'abcdefghi']
      .map((name, index) => `${name}: &${name} [${Array(9).fill(index === 0 ? 'x' : `*${'abcdefghi'[index - 1]}`)}]`)
      .join('\n'),
    'deep lists': '['.repeat(most),
    'deep maps': '{a: '.repeat(most / 4),
    'a long tag': '!'.repeat(most),
    'a long key': `${'k'.repeat(1000)}: v`,
    'many that it extends': `extends:\n${' - x\n'.repeat(15_000)}`,
  };
  for (const [name, text] of Object.entries(texts)) {
    it(name, async () => {
      const before = process.cpuUsage();
      const problems = engine.checkConfig('/p/dockwright.yaml', text);
      await engine.resolveSettings('/p/Dockerfile', memoryHost({ '/p/dockwright.yaml': text }));
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 5_000_000, `${user + system} µs`);
      assert.ok(problems.length <= 200, String(problems.length));
      for (const { message } of problems) assert.ok(message.length <= 500, message);
    });
  }

  it('is not read at all where it is longer than any configuration', () => {
    const [problem, ...others] = engine.checkConfig('/p/dockwright.yaml', `profile: strict\n${'#\n'.repeat(most)}`);
    assert.match(problem?.message ?? '', /longer than the 100000 characters/);
    assert.deepEqual(others, []);
  });

  it('an alias is the nearest anchor of that name above it', async () => {
    const { holds, problems } = await read('rules: { single-cmd: &a off, use-exec-form: &a error, DL4004: *a }\n');
    assert.equal(holds, 'recommended single-cmd=off single-entrypoint=error use-exec-form=error');
    assert.deepEqual(problems, []);
  });
});
