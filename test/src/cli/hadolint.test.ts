import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run } from '@dockwright/cli/run';
import { type MemoryNode, type MemoryOptions, memoryHost } from './memory-host.js';

/** DL3006 (warning) in line 1 and DL3025 (warning) in line 2. */
const warnings = 'FROM debian\nCMD node server.js\n';
/** DL3048 (style) in line 2. */
const style = 'FROM debian:13\nLABEL A=b\n';
/** DL3059 (info) in line 3. */
const info = 'FROM debian:13\nRUN a\nRUN b\n';
/** DL4000 (error) in line 2. */
const error = 'FROM debian:13\nMAINTAINER me\n';
const clean = 'FROM debian:13\n';

const esc = '\u001B';

interface Expected {
  readonly exit: number;
  /** `line code` of each problem, as `tty` prints them. */
  readonly problems?: readonly string[];
  readonly output?: string | RegExp;
  readonly error?: RegExp;
  readonly files?: Readonly<Record<string, string | RegExp>>;
}

function match(actual: string, expected: string | RegExp): void {
  if (typeof expected === 'string') assert.equal(actual, expected);
  else assert.match(actual, expected);
}

function check(
  name: string,
  files: Readonly<Record<string, MemoryNode>>,
  line: string,
  expected: Expected,
  options: MemoryOptions = {},
): void {
  it(`${name}: hadolint ${line}`, async () => {
    const host = memoryHost(files, options);
    const exit = await run(['hadolint', ...line.split(' ').filter((word) => word !== '')], host);
    const printed = host.printed();
    if (expected.problems !== undefined) {
      const lines = printed.output.split('\n').filter((text) => text !== '');
      assert.deepEqual(
        lines.map((text) => text.split(' ').slice(0, 3).join(' ').replace(/:$/, '')),
        expected.problems,
      );
    }
    if (expected.output !== undefined) match(printed.output, expected.output);
    match(printed.error, expected.error ?? '');
    for (const [path, text] of Object.entries(expected.files ?? {})) match(host.textOf(path) ?? '', text);
    assert.equal(exit, expected.exit, printed.error);
  });
}

const both = ['D:1 DL3006 warning', 'D:2 DL3025 warning'];

describe('what is found, and the exit code', () => {
  check('warnings', { D: warnings }, 'D', { exit: 1, problems: both });
  check('nothing', { D: clean }, 'D', { exit: 0, output: '' });
  check('style alone does not fail', { D: style }, 'D', { exit: 0, problems: ['D:2 DL3048 style'] });
  check('info fails', { D: info }, 'D', { exit: 1, problems: ['D:3 DL3059 info'] });
  check('several files', { D: clean, E: error }, 'D E', { exit: 1, problems: ['E:2 DL4000 error'] });
  check(
    'standard input',
    {},
    '-',
    { exit: 1, problems: ['-:1 DL3006 warning', '-:2 DL3025 warning'] },
    { input: warnings },
  );
  check('a folder', { 'a/Dockerfile': error }, 'a', { exit: 1, problems: ['a/Dockerfile:2 DL4000 error'] });
  check('only the rules of hadolint', { D: 'FROM alpine:latest\n' }, 'D', {
    exit: 1,
    problems: ['D:1 DL3007 warning'],
  });
  check('no such file', {}, 'D', { exit: 1, output: '', error: /D: There is no such file/ });
  check('one of two files is missing', { E: clean }, 'D E', { exit: 1, output: '', error: /no such file/ });
  check('a file that is no text', { D: new Uint8Array([0, 1]) }, 'D', { exit: 1, error: /zero byte/ });
  check('a file that hadolint cannot read', { D: 'FROM debian:13\nFORM x\n' }, 'D --failure-threshold error', {
    exit: 1,
    output: /^D:2 [\w-]+ error: /,
  });
  check('a wrong option', { D: clean }, '--formt json D', {
    exit: 1,
    output: '',
    error: /^dockwright hadolint: Unknown option/,
  });
  check('no file', {}, '', { exit: 1, output: '', error: /Name a Dockerfile/ });
  check('help', {}, '--help', { exit: 0, output: /^Usage: dockwright hadolint/ });
  check('version', {}, '--version', { exit: 0, output: '9.8.7\n' });
});

describe('thresholds', () => {
  const severities: ReadonlyArray<readonly [string, string, readonly string[]]> = [
    ['error', error, ['error', 'warning', 'info', 'style', 'ignore', 'none']],
    ['warning', warnings, ['warning', 'info', 'style', 'ignore', 'none']],
    ['info', info, ['info', 'style', 'ignore', 'none']],
    ['style', style, ['style', 'ignore', 'none']],
    ['nothing', clean, []],
  ];
  for (const [name, text, failing] of severities) {
    for (const threshold of ['error', 'warning', 'info', 'style', 'ignore', 'none']) {
      const exit = failing.includes(threshold) ? 1 : 0;
      check(name, { D: text }, `-t ${threshold} D`, { exit });
      check(`${name}, configured`, { D: text, '.hadolint.yaml': `failure-threshold: ${threshold}` }, 'D', { exit });
    }
    check(name, { D: text }, '--no-fail D', { exit: 0 });
    check(`${name}, configured`, { D: text, '.hadolint.yaml': 'no-fail: true' }, 'D', { exit: 0 });
  }
  check('each file has its own', { 'a/D': error, 'a/.hadolint.yaml': 'no-fail: true', D: style }, 'a/D D', { exit: 0 });
  check('no-fail excuses findings only', { D: error }, '--no-fail D E', { exit: 1, error: /no such file/ });
});

describe('options', () => {
  check('ignore', { D: warnings }, '--ignore DL3006 D', { exit: 1, problems: ['D:2 DL3025 warning'] });
  check('severities', { D: warnings }, '--error DL3006 --style DL3025 -t error D', {
    exit: 1,
    problems: ['D:1 DL3006 error', 'D:2 DL3025 style'],
  });
  check('a rule that is off', { D: 'FROM debian:13\n# hadolint ignore=DL3025\nCMD a\n' }, '--info DL1001 D', {
    exit: 1,
    problems: ['D:2 DL1001 info'],
  });
  check('registries', { D: 'FROM quay.io/a:1\n' }, '--trusted-registry docker.io D', {
    exit: 1,
    problems: ['D:1 DL3026 error'],
  });
  check('labels', { D: 'FROM debian:13\nLABEL a=b\nLABEL c=d\n' }, '--require-label a:url --strict-labels D', {
    exit: 1,
    problems: ['D:2 DL3052 warning', 'D:3 DL3050 info'],
  });
  check('a label that is missing', { D: clean }, '--require-label a:text D', {
    exit: 1,
    problems: ['D:1 DL3049 info'],
  });
  check('comments', { D: 'FROM debian:13\n# hadolint ignore=DL3025\nCMD a\n' }, 'D', { exit: 0, output: '' });
  check('no comments', { D: 'FROM debian:13\n# hadolint ignore=DL3025\nCMD a\n' }, '--disable-ignore-pragma D', {
    exit: 1,
    problems: ['D:3 DL3025 warning'],
  });
  check('verbose', { D: clean, '.hadolint.yaml': 'ignored: [DL3006]' }, '-V --error DL3025 -t warning D', {
    exit: 0,
    output: '',
    error: /^dockwright: D: Configuration: .*\.hadolint\.yaml; ignored DL3006; error DL3025; fails from warning\.\n$/,
  });
});

describe('configuration', () => {
  const ignoring = 'ignored: [DL3006, DL3025]';
  check('beside the file', { D: warnings, '.hadolint.yaml': ignoring }, 'D', { exit: 0, output: '' });
  check('the short ending', { D: warnings, '.hadolint.yml': ignoring }, 'D', { exit: 0, output: '' });
  check('above the file', { 'a/b/D': warnings, '.hadolint.yaml': ignoring }, 'a/b/D', { exit: 0, output: '' });
  check('the nearest', { 'a/D': warnings, 'a/.hadolint.yaml': ignoring, '.hadolint.yaml': '' }, 'a/D', {
    exit: 0,
    output: '',
  });
  check('of the working folder, for a file elsewhere', { '/b/D': warnings, '.hadolint.yaml': ignoring }, '/b/D', {
    exit: 0,
    output: '',
  });
  for (const path of ['/x/hadolint.yaml', '/home/me/.hadolint/config.yml', '/home/me/.hadolint.yaml']) {
    const environment = { XDG_CONFIG_HOME: '/x', HOME: '/home/me' };
    check(`of the user: ${path}`, { D: warnings, [path]: ignoring }, 'D', { exit: 0, output: '' }, { environment });
  }
  const home = { environment: { HOME: '/home/me' } };
  check('of the user', { D: warnings, '/home/me/.config/hadolint.yaml': ignoring }, 'D', { exit: 0, output: '' }, home);
  check('a given one', { D: warnings, 'my.yaml': ignoring, '.hadolint.yaml': '' }, '-c my.yaml D', {
    exit: 0,
    output: '',
  });
  check('a given one that is not there', { D: clean }, '-c my.yaml D', {
    exit: 1,
    error: /my\.yaml: There is no such file/,
  });
  check('one of Dockwright is not read', { D: warnings, 'dockwright.yaml': 'rules: { DL3006: off }' }, 'D', {
    exit: 1,
    problems: both,
  });
  check(
    'what is wrong is said, and the rest holds',
    { D: warnings, '.hadolint.yaml': `${ignoring}\nnofail: true` },
    'D',
    {
      exit: 0,
      output: '',
      error: /^dockwright: \.hadolint\.yaml:2:1: hadolint knows no "nofail" here.*Did you mean "no-fail"\?\n$/,
    },
  );
  check('broken', { D: warnings, '.hadolint.yaml': 'ignored: [DL3006' }, 'D', {
    exit: 1,
    problems: ['D:2 DL3025 warning'],
    error: /no valid YAML/,
  });
  check('lists are joined', { D: warnings, '.hadolint.yaml': 'ignored: [DL3006]' }, '--ignore DL3025 D', {
    exit: 0,
    output: '',
  });
  check(
    'environment, configuration and command line',
    { D: warnings, '.hadolint.yaml': 'failure-threshold: error\noverride: { error: [DL3025] }' },
    '-t info D',
    { exit: 1, problems: ['D:2 DL3025 error'] },
    { environment: { HADOLINT_IGNORE: 'DL3006', HADOLINT_FAILURE_THRESHOLD: 'style' } },
  );
  check(
    'the configuration wins over the environment',
    { D: warnings, '.hadolint.yaml': 'failure-threshold: error' },
    'D',
    { exit: 0, problems: both },
    { environment: { HADOLINT_FAILURE_THRESHOLD: 'info' } },
  );
  check(
    'a wrong variable',
    { D: clean },
    'D',
    { exit: 0, output: '', error: /^dockwright: HADOLINT_FORMAT cannot be/ },
    {
      environment: { HADOLINT_FORMAT: 'xml' },
    },
  );
  check('a mistake in a comment', { D: '# hadolint ignore=DL3006\nFROM debian\n' }, 'D', { exit: 0, output: '' });
});

describe('formats and outputs', () => {
  const one = { D: 'FROM debian\n' };
  check('tty', one, '-f tty D', { exit: 1, output: /^D:1 DL3006 warning: [^\n]+\n$/ });
  check('gnu', one, '-f gnu D', { exit: 1, output: /^hadolint:D:1: DL3006 warning: [^\n]+\n$/ });
  check('json', one, '-f json D', {
    exit: 1,
    output: /^\[\{"code":"DL3006","column":6,"file":"D","level":"warning","line":1,"message":"[^"]+"\}\]\n$/,
  });
  check('checkstyle', one, '-f checkstyle D', { exit: 1, output: /<error line="1" .* source="DL3006"\/>/ });
  check('codeclimate never fails', one, '-f codeclimate D', { exit: 0, output: /^\{.*"check_name":"DL3006".*\}\0$/ });
  check('gitlab_codeclimate', one, '-f gitlab_codeclimate D', {
    exit: 1,
    output: /^\[\{.*"check_name":"DL3006".*\}\]\n$/,
  });
  check('codacy never fails', one, '-f codacy D', {
    exit: 0,
    output: /^\{"filename":"D","patternId":"DL3006","message":"[^"]+","line":1\}\n$/,
  });
  check('sonarqube', one, '-f sonarqube D', { exit: 1, output: /"ruleId":"DL3006"/ });
  check('sarif', one, '-f sarif D', {
    exit: 1,
    output: /"rules":\[\{"id":"DL3006","name":"PinBaseImageTag".*"ruleId":"DL3006","ruleIndex":0/,
  });
  check('junit', one, '-f junit D', { exit: 1, output: /<testcase name="DL3006 in line 1"/ });
  check('two formats', one, '-f codacy -f gnu D', { exit: 1, output: /^\{.*\}\nhadolint:D:1: DL3006[^\n]+\n$/ });
  check('a file', one, '-f gnu -o out.txt D', { exit: 1, output: '', files: { 'out.txt': /^hadolint:D:1: DL3006/ } });
  check('a file is overwritten', { ...one, 'out.txt': 'old' }, '-o out.txt D', {
    exit: 1,
    output: '',
    files: { 'out.txt': /^D:1 DL3006/ },
  });
  check('two files', one, '-f gnu -o a -f codacy -o b D', {
    exit: 1,
    output: '',
    files: { a: /^hadolint:D:1/, b: /^\{"filename"/ },
  });
  check('a folder that is not there', one, '-o no/out.txt D', {
    exit: 1,
    output: '',
    error: /no\/out\.txt: There is no such folder/,
  });
  check('a configured format', { ...one, '.hadolint.yaml': 'format: gnu' }, 'D', { exit: 1, output: /^hadolint:D:1/ });
  check('configured formats', { ...one, '.hadolint.yaml': 'formats: [gnu, codacy]' }, 'D', {
    exit: 1,
    output: /^hadolint:D:1[^\n]+\n\{"filename"[^\n]+\n$/,
  });
  check('of a file’s own configuration', { 'a/D': error, 'a/.hadolint.yaml': 'format: gnu' }, 'a/D', {
    exit: 1,
    output: /^hadolint:a\/D:2/,
  });
  check('the command line wins', { ...one, '.hadolint.yaml': 'format: gnu' }, '-f tty D', { exit: 1, output: /^D:1/ });
  check(
    'of the environment',
    one,
    'D',
    { exit: 1, output: /^hadolint:D:1/ },
    { environment: { HADOLINT_FORMAT: 'gnu' } },
  );
  for (const format of ['checkstyle', 'codeclimate', 'gitlab_codeclimate', 'sonarqube', 'junit']) {
    check('another path', one, `-f ${format} --file-path-in-report the/path D`, {
      exit: format === 'codeclimate' ? 0 : 1,
      output: /"the\/path"/,
    });
  }
  for (const format of ['tty', 'json', 'gnu', 'codacy', 'sarif']) {
    check('the real path', one, `-f ${format} --file-path-in-report the/path D`, {
      exit: format === 'codacy' ? 0 : 1,
      output: /^(?!.*the\/path)/s,
    });
  }
});

describe('colours', () => {
  const colored = new RegExp(`^D:1 DL3006 ${esc}\\[33mwarning${esc}\\[0m: `);
  const one = { D: 'FROM debian\n' };
  const terminal: MemoryOptions = { isTerminal: true };
  check('in a terminal', one, 'D', { exit: 1, output: colored }, terminal);
  check('not elsewhere', one, 'D', { exit: 1, output: /^D:1 DL3006 warning:/ });
  check('switched off', one, '--no-color D', { exit: 1, output: /DL3006 warning:/ }, terminal);
  check(
    'configured',
    { ...one, '.hadolint.yaml': 'no-color: true' },
    'D',
    { exit: 1, output: /DL3006 warning:/ },
    terminal,
  );
  check(
    'by the environment',
    one,
    'D',
    { exit: 1, output: /DL3006 warning:/ },
    { isTerminal: true, environment: { NO_COLOR: '' } },
  );
  check('not in files', one, '-o out D', { exit: 1, output: '', files: { out: /DL3006 warning:/ } }, terminal);
});

describe('dockwright lint heeds what .hadolint.yaml says of a run', () => {
  function checkLint(
    name: string,
    config: string,
    line: string,
    expected: { readonly exit: number; readonly output?: RegExp; readonly error?: RegExp },
    options: MemoryOptions = {},
  ): void {
    it(`${name}: ${line}`, async () => {
      const host = memoryHost({ D: 'FROM debian:13\nUSER 1000\nCMD a b\n', '.hadolint.yaml': config }, options);
      const exit = await run(line.split(' '), host);
      const { output, error: said } = host.printed();
      assert.match(output, expected.output ?? /use-exec-form/);
      assert.match(said, expected.error ?? /^$/);
      assert.equal(exit, expected.exit);
    });
  }

  checkLint('nothing said', '', 'lint D', { exit: 1 });
  checkLint('failure-threshold', 'failure-threshold: error', 'lint D', { exit: 0 });
  checkLint('failure-threshold', 'failure-threshold: warning', 'lint D', { exit: 1 });
  checkLint('no-fail', 'no-fail: true', 'lint D', { exit: 0 });
  checkLint('the command line wins', 'no-fail: true', 'lint D --max-severity none', { exit: 1 });
  checkLint('format', 'format: gnu', 'lint D', { exit: 1, output: /^hadolint:D:3: DL3025 warning/m });
  checkLint('formats', 'formats: [gnu, codacy]', 'lint D', { exit: 1, output: /^hadolint:D:.*\n\{"filename"/s });
  checkLint('the command line wins', 'format: gnu', 'lint D --format text', { exit: 1 });
  checkLint(
    'no-color',
    'no-color: true',
    'lint D',
    { exit: 1, output: new RegExp(`^[^${esc}]*$`) },
    { isTerminal: true },
  );
  checkLint('the command line wins', 'no-color: true', 'lint D --color', { exit: 1, output: new RegExp(esc) });
  checkLint('verbose', 'verbose: true', 'lint D', { exit: 1, error: /D: Configuration: .*\.hadolint\.yaml/ });
  checkLint('a key that is none', 'nofail: true', 'lint D', { exit: 1, error: /\.hadolint\.yaml:1:1: .*"no-fail"/ });
});
