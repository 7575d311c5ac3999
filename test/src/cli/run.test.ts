import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '@dockwright/cli/run';
import { ruleSummaries } from '@dockwright/shared-rules';
import { type MemoryHost, type MemoryNode, type MemoryOptions, memoryHost } from './memory-host.js';

type Files = Readonly<Record<string, MemoryNode>>;

interface Expected {
  readonly exit: number;
  /** All of it as a text, or what it must look like. */
  readonly output?: RegExp | string;
  readonly error?: RegExp | string;
  readonly after?: (host: MemoryHost) => void;
}

function matches(actual: string, expected: RegExp | string | undefined): void {
  if (typeof expected === 'string') assert.equal(actual, expected);
  else if (expected !== undefined) assert.match(actual, expected);
}

/** `line` is split at blanks. */
function check(name: string, files: Files, line: string, expected: Expected, options?: MemoryOptions): void {
  test(`${name}: dockwright ${line}`, async () => {
    const host = memoryHost(files, options);
    const exit = await run(line.split(' '), host);
    const { output, error } = host.printed();
    assert.equal(exit, expected.exit, output + error);
    matches(output, expected.output);
    matches(error, expected.error);
    expected.after?.(host);
  });
}

/** An image that no rule knows anything about, so that the file has exactly one problem: a warning with a safe fix. */
const start = 'FROM registry.example.org/base:1.0\nUSER 1000\n';
const bad = `${start}CMD node server.js\n`;
const good = `${start}CMD ["node", "server.js"]\n`;
const summary = (files: number, warning: number) => ({ files, error: 0, warning, info: 0, hint: 0 });

function summaryOf(output: string): unknown {
  return JSON.parse(output).summary;
}

function pathsOf(output: string): readonly string[] {
  return JSON.parse(output).files.map(({ path }: { path: string }) => path);
}

function textIs(path: string, expected: string): (host: MemoryHost) => void {
  return (host) => assert.equal(host.textOf(path), expected);
}

check('nothing wrong', { Dockerfile: good }, 'lint', { exit: 0, output: 'No problems in 1 file.\n', error: '' });
check('nothing wrong and quiet', { Dockerfile: good }, 'lint -q', { exit: 0, output: '', error: '' });
check('a problem', { Dockerfile: bad }, 'lint', {
  exit: 1,
  output: /^Dockerfile:3:5: warning: .* \[use-exec-form\]\n {2}3 │ CMD node server\.js\n/,
  error: '',
});
check('a problem as JSON', { 'a/Dockerfile': bad }, 'lint --format json', {
  exit: 1,
  error: '',
  after: (host) => {
    const { output } = host.printed();
    assert.deepEqual(summaryOf(output), summary(1, 1));
    const [problem] = JSON.parse(output).files[0].problems;
    assert.deepEqual(Object.keys(problem), [
      ...['rule', 'codes', 'severity', 'message', 'line', 'column', 'endLine', 'endColumn', 'related', 'fixes'],
    ]);
    assert.deepEqual([problem.rule, problem.line, problem.column], ['use-exec-form', 3, 5]);
    assert.equal(problem.fixes[0].safety, 'safe');
  },
});
check('clean files are listed in JSON', { 'a.dockerfile': good, Dockerfile: bad }, 'lint --format json', {
  exit: 1,
  after: (host) => assert.deepEqual(pathsOf(host.printed().output), ['Dockerfile', 'a.dockerfile']),
});

check('warnings are tolerated', { Dockerfile: bad }, 'lint --max-severity warning', { exit: 0, output: /1 warning/ });
check('errors are tolerated', { Dockerfile: bad }, 'lint --max-severity error', { exit: 0 });
check('only hints are tolerated', { Dockerfile: bad }, 'lint --max-severity hint', { exit: 1 });
check('info is less than a warning', { Dockerfile: bad }, 'lint --max-severity info', { exit: 1 });
check('nothing is tolerated', { Dockerfile: bad }, 'lint --max-severity none', { exit: 1 });

check('a profile', { Dockerfile: bad }, 'lint --profile security', { exit: 0 });

check('no Dockerfile', { 'README.md': '' }, 'lint', { exit: 0, output: '', error: /^dockwright: \.: No Dockerfile/ });
check('no Dockerfile and quiet', { 'README.md': '' }, 'lint --quiet', { exit: 0, output: '', error: '' });
check('no Dockerfile as JSON', { 'README.md': '' }, 'lint --format json', {
  exit: 0,
  after: (host) =>
    assert.deepEqual(JSON.parse(host.printed().output), { version: 1, files: [], summary: summary(0, 0) }),
});
check('a missing path', { Dockerfile: good }, 'lint nowhere Dockerfile', {
  exit: 2,
  output: 'No problems in 1 file.\n',
  error: /^dockwright: nowhere: There is no such file/,
});
check('a Compose file', { 'compose.yaml': '' }, 'lint compose.yaml', { exit: 0, error: /not linted yet/ });
check('a wrong option', {}, 'lint --formt', { exit: 2, output: '', error: /Did you mean --format\?\n$/ });

const latin1 = new Uint8Array([...new TextEncoder().encode('FROM a\nLABEL b='), 0xe9]);
const program = new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0]);
const huge = new Uint8Array(5_000_001).fill(0x23);
const broken: Files = {
  'Dockerfile.denied': { fails: 'denied' },
  'Dockerfile.elf': program,
  'Dockerfile.gone': { link: 'nowhere' },
  'Dockerfile.huge': huge,
  'Dockerfile.latin1': latin1,
  'Dockerfile.utf16': new Uint8Array([0xff, 0xfe, 0x46, 0]),
  'Dockerfile.z': bad,
};
check('files that cannot be read, found on the way', broken, 'lint --format json', {
  exit: 1,
  after: (host) => {
    const { output, error } = host.printed();
    assert.deepEqual(pathsOf(output), ['Dockerfile.z']);
    const lines = error.trimEnd().split('\n');
    assert.equal(lines.length, 6);
    for (const line of lines) assert.match(line, /^dockwright: Dockerfile\.\w+(?::\d+:\d+)?: .*\.$/);
    assert.match(error, /^dockwright: Dockerfile\.latin1:2:9: The byte 0xE9/m);
    assert.match(error, /^dockwright: Dockerfile\.elf:1:5: /m);
  },
});
for (const path of Object.keys(broken).filter((name) => name !== 'Dockerfile.z')) {
  check('a named file that cannot be read', broken, `lint ${path} Dockerfile.z`, {
    exit: 2,
    output: /Dockerfile\.z:3:5: warning/,
    error: /^dockwright: Dockerfile\.\w+:.*\.\n$/,
  });
}
check('exactly as large as may be', { Dockerfile: `${bad}#${'x'.repeat(4_900_000)}\n` }, 'lint -q', { exit: 1 });
const long = `${start}${'# a long comment\n'.repeat(100_000)}${'MAINTAINER a\n'.repeat(9)}`;
check('fixes of a very long file', { Dockerfile: long }, 'lint --format json', {
  exit: 1,
  after: (host) => {
    const { problems } = JSON.parse(host.printed().output).files[0];
    assert.deepEqual(
      problems.map(({ fixes }: { readonly fixes: readonly unknown[] }) => fixes.length),
      Array(9).fill(1),
    );
  },
});
check('a program with the name of a Dockerfile', { 'Dockerfile.go': 'package main\n' }, 'lint', {
  exit: 0,
  output: '',
});
check('a Dockerfile with the name of a program', { 'Dockerfile.go': bad }, 'lint', { exit: 1 });
check('a program that somebody names', { 'Dockerfile.go': 'package main\n' }, 'lint Dockerfile.go', { exit: 1 });
check('any text at all', { Dockerfile: '\u0001\u001B' }, 'lint', { exit: 1 });

check('a fix', { Dockerfile: bad }, 'lint --fix', {
  exit: 0,
  output: '1 fix was applied to 1 file.\nNo problems in 1 file.\n',
  after: textIs('Dockerfile', good),
});
check('a fix with CRLF', { Dockerfile: bad.replaceAll('\n', '\r\n') }, 'lint --fix', {
  exit: 0,
  after: textIs('Dockerfile', good.replaceAll('\n', '\r\n')),
});
check('a fix behind a byte order mark', { Dockerfile: `\uFEFF${bad}` }, 'lint --fix', {
  exit: 0,
  after: textIs('Dockerfile', `\uFEFF${good}`),
});
check('a fix without line ending at the end', { Dockerfile: bad.trimEnd() }, 'lint --fix', {
  exit: 0,
  after: textIs('Dockerfile', good.trimEnd()),
});
check('a fix through a link', { 'real/base.txt': bad, Dockerfile: { link: 'real/base.txt' } }, 'lint --fix', {
  exit: 0,
  after: textIs('real/base.txt', good),
});
check('a fix of a write-protected file', { Dockerfile: { readOnly: bad } }, 'lint --fix', {
  exit: 2,
  output: /^Dockerfile:3:5: warning/,
  error: /^dockwright: Dockerfile: The file is write-protected.*Make it writable/,
  after: (host) => assert.deepEqual(host.writes, []),
});
check(
  'one file that cannot be written, and another',
  { 'a.dockerfile': { readOnly: bad }, Dockerfile: bad },
  'lint --fix',
  {
    exit: 2,
    after: textIs('Dockerfile', good),
  },
);
check(
  'a file that somebody else changes meanwhile',
  { Dockerfile: bad },
  'lint --fix',
  { exit: 2, error: /changed while it was being fixed/, after: textIs('Dockerfile', 'FROM theirs\n') },
  { beforeReplace: (path, nodes) => nodes.set(path, 'FROM theirs\n') },
);
check('nothing to fix, nothing is written', { Dockerfile: good }, 'lint --fix', {
  exit: 0,
  after: (host) => assert.deepEqual(host.writes, []),
});
check('a report on what is left', { Dockerfile: `${bad}RUNN x\n` }, 'lint --fix --format json', {
  exit: 1,
  after: (host) => {
    const rules = JSON.parse(host.printed().output).files[0].problems.map(({ rule }: { rule: string }) => rule);
    assert.ok(rules.includes('unknown-instruction') && !rules.includes('use-exec-form'));
  },
});

check('a patch', { 'a/Dockerfile': bad }, 'lint --diff', {
  exit: 1,
  output:
    '--- a/a/Dockerfile\n+++ b/a/Dockerfile\n@@ -1,3 +1,3 @@\n FROM registry.example.org/base:1.0\n USER 1000\n-CMD node server.js\n+CMD ["node", "server.js"]\n',
  error: /^1 fix for 1 file\. Nothing was written/,
  after: (host) => assert.deepEqual(host.writes, []),
});
check('a patch with a byte order mark', { Dockerfile: `\uFEFF${bad}` }, 'lint --diff', {
  exit: 1,
  output: /\n \uFEFFFROM /,
});
check('no patch', { Dockerfile: good }, 'lint --diff', { exit: 0, output: '', error: 'No fixes to apply.\n' });
check('a quiet patch', { Dockerfile: bad }, 'lint --diff --quiet', { exit: 1, error: '' });

check('standard input', {}, 'lint -', { exit: 1, output: /^-:3:5: warning/, error: '' }, { input: bad });
check(
  'standard input with a name',
  {},
  'lint - --stdin-filename a/Dockerfile',
  { exit: 1, output: /^a\/Dockerfile:3:5:/ },
  { input: bad },
);
check(
  'standard input and a file',
  { Dockerfile: good },
  'lint - Dockerfile --format json',
  { exit: 1, after: (host) => assert.deepEqual(pathsOf(host.printed().output), ['-', 'Dockerfile']) },
  { input: bad },
);
check(
  'standard input is fixed',
  {},
  'lint --fix -',
  { exit: 0, output: good, error: '1 fix was applied to 1 file.\nNo problems in 1 file.\n' },
  { input: bad },
);
check('standard input that needs no fix', {}, 'lint --fix -', { exit: 0, output: good }, { input: good });
check(
  'standard input keeps its byte order mark',
  {},
  'lint --fix -q -',
  { exit: 0, output: `\uFEFF${good}`, error: '' },
  { input: `\uFEFF${bad}` },
);
check(
  'standard input as a patch',
  {},
  'lint --diff - --stdin-filename x',
  { exit: 1, output: /^--- a\/x\n/ },
  { input: bad },
);
check('broken standard input', {}, 'lint -', { exit: 2, output: '', error: /^dockwright: -:2:9: / }, { input: latin1 });
check('endless standard input', {}, 'lint -', { exit: 2, error: /larger than 5 MB/ }, { input: huge });
check('empty standard input', {}, 'lint -', { exit: 1, output: /^-:1:1: error/ }, { input: '' });

check(
  'colours in a terminal',
  { Dockerfile: bad },
  'lint',
  { exit: 1, output: /^\P{Cc}*\p{Cc}\[1m/u },
  { isTerminal: true },
);
check(
  'no colours',
  { Dockerfile: bad },
  'lint --no-color',
  { exit: 1, output: /^Dockerfile:3:5: warning: / },
  { isTerminal: true },
);

check('init', {}, 'init', {
  exit: 0,
  output: 'Wrote dockwright.yaml with the profile recommended.\n',
  after: (host) => assert.match(host.textOf('dockwright.yaml') ?? '', /^profile: recommended$/m),
});
check('init with a profile', {}, 'init --profile strict', {
  exit: 0,
  after: (host) => assert.match(host.textOf('dockwright.yaml') ?? '', /^profile: strict$/m),
});
check('init beside hadolint', { '.hadolint.yaml': '' }, 'init', {
  exit: 0,
  output: /\.hadolint\.yaml is not read any more/,
});
for (const name of ['dockwright.yaml', '.dockwright.yaml']) {
  check('init where there is a configuration', { [name]: 'profile: strict\n' }, 'init', {
    exit: 2,
    output: '',
    error: new RegExp(`^dockwright: ${name}: There is a configuration already`),
    after: (host) => assert.deepEqual(host.writes, []),
  });
}
test('what init writes is a sound configuration', async () => {
  const host = memoryHost({ Dockerfile: good });
  await run(['init'], host);
  assert.equal(await run(['lint', '-q'], host), 0);
  assert.equal(host.printed().error, '');
});

check('a rule by its name', {}, 'explain use-exec-form', {
  exit: 0,
  output: /^# Write CMD and ENTRYPOINT in exec form\n/,
  error: '',
});
check('a rule by a code', {}, 'explain dl3025', { exit: 0, output: /^# Write CMD and ENTRYPOINT in exec form\n/ });
check('a rule by a code and its tool', {}, 'explain buildkit:JSONArgsRecommended', { exit: 0, output: /exec form/ });
check('no rule', {}, 'explain use-exec-from', {
  exit: 2,
  output: '',
  error: /“use-exec-from”.*Did you mean use-exec-form\?\n$/,
});
check('nothing like a rule', {}, 'explain xyzzyxyzzy', { exit: 2, error: /dockwright rules/ });

check('all rules', {}, 'rules', {
  exit: 0,
  after: (host) => {
    const { output } = host.printed();
    for (const { id, title } of ruleSummaries) assert.ok(output.includes(`  ${id} `) && output.includes(title));
  },
});
check('all rules as JSON', {}, 'rules --format json', {
  exit: 0,
  after: (host) => {
    const { version, rules } = JSON.parse(host.printed().output);
    assert.equal(version, 1);
    assert.deepEqual(rules, JSON.parse(JSON.stringify(ruleSummaries)));
  },
});

check('the version', {}, '--version', { exit: 0, output: '9.8.7\n' });
check('help', {}, '--help', { exit: 0, output: /^Dockwright /, error: '' });
for (const command of ['lint', 'explain', 'rules', 'init', 'hadolint']) {
  check('help on a command', {}, `${command} --help`, {
    exit: 0,
    after: (host) => {
      const { output } = host.printed();
      assert.match(output, new RegExp(`^Usage: dockwright ${command} ?`));
      for (const line of output.split('\n')) assert.ok(line.length <= 120, line);
    },
  });
}
