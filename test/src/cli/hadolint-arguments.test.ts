import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseArguments } from '@dockwright/cli/arguments';
import type { HadolintCommand } from '@dockwright/cli/hadolint/arguments';
import { readEnvironment } from '@dockwright/cli/hadolint/environment';
import { outputsOf } from '@dockwright/cli/hadolint/formats';
import { type HadolintOptions, noHadolintOptions } from '@dockwright/shared-rules';

const none: HadolintOptions = noHadolintOptions;
const plain: HadolintCommand = {
  command: 'hadolint',
  paths: ['D'],
  config: undefined,
  outputs: [],
  filePathInReport: undefined,
  options: none,
};

function check(line: string, expected: Partial<HadolintCommand>, options: Partial<HadolintOptions> = {}): void {
  it(`dockwright hadolint ${line}`, () => {
    const read = parseArguments(['hadolint', ...line.split(' ')]);
    assert.deepEqual(read, { ...plain, ...expected, options: { ...none, ...options } });
  });
}

function checkProblem(line: string, pattern: RegExp): void {
  it(`dockwright hadolint ${line} is refused`, () => {
    const read = parseArguments(['hadolint', ...line.split(' ').filter((word) => word !== '')]);
    assert.equal(read.command, 'hadolint-problem');
    assert.match('message' in read ? read.message : '', pattern);
  });
}

function override(more: Partial<HadolintOptions['override']>): Partial<HadolintOptions> {
  return { override: { ...none.override, ...more } };
}

describe('the command line of hadolint', () => {
  check('D', {});
  check('D E -', { paths: ['D', 'E', '-'] });
  check('-- -D --no-fail', { paths: ['-D', '--no-fail'] });
  check('-c my.yaml D', { config: 'my.yaml' });
  check('--config my.yaml D', { config: 'my.yaml' });
  check('--config=my.yaml D', { config: 'my.yaml' });
  check('D -f json', {}, { formats: ['json'] });
  check('D -fjson --format sarif --format=tty', {}, { formats: ['json', 'sarif', 'tty'] });
  check('D -o a -ob --output c', { outputs: ['a', 'b', 'c'] });
  check('D --file-path-in-report p', { filePathInReport: 'p' });
  check('D --no-fail', {}, { noFail: true });
  check('D --no-color', {}, { noColor: true });
  check('D -V', {}, { verbose: true });
  check('D --verbose', {}, { verbose: true });
  check('-Vf json D', {}, { verbose: true, formats: ['json'] });
  check('--error DL3025 --error SC2086 D', {}, override({ error: ['DL3025', 'SC2086'] }));
  check(
    '--warning DL3025 --info DL3008 --style=DL4003 D',
    {},
    {
      ...override({ warning: ['DL3025'], info: ['DL3008'], style: ['DL4003'] }),
    },
  );
  check('--ignore DL3025 --ignore DL3008,SC2086 D', {}, { ignored: ['DL3025', 'DL3008', 'SC2086'] });
  check(
    '--trusted-registry docker.io --trusted-registry *.example.org D',
    {},
    {
      trustedRegistries: ['docker.io', '*.example.org'],
    },
  );
  check(
    '--require-label maintainer:text --require-label a:b:url D',
    {},
    {
      labels: new Map([
        ['maintainer', 'text'],
        ['a:b', 'url'],
      ]),
    },
  );
  check('--strict-labels --disable-ignore-pragma D', {}, { strictLabels: true, disableIgnorePragma: true });
  check('-t error D', {}, { failureThreshold: 'error' });
  check('-terror D', {}, { failureThreshold: 'error' });
  check('--failure-threshold none D', {}, { failureThreshold: 'none' });

  for (const [line, expected] of [
    ['-h', { command: 'help', topic: 'hadolint' }],
    ['D --help', { command: 'help', topic: 'hadolint' }],
    ['-v', { command: 'version' }],
    ['--version D', { command: 'version' }],
  ] as const) {
    it(`dockwright hadolint ${line}`, () => {
      assert.deepEqual(parseArguments(['hadolint', ...line.split(' ')]), expected);
    });
  }
});

describe('a wrong command line of hadolint', () => {
  checkProblem('', /Name a Dockerfile/);
  checkProblem('--no-fail', /Name a Dockerfile/);
  checkProblem('--formt json D', /Unknown option --formt\. Did you mean --format\?/);
  checkProblem('--xyzzyxyzzy D', /Unknown option --xyzzyxyzzy\. See all options with dockwright hadolint --help/);
  checkProblem('-x D', /Unknown option -x/);
  checkProblem('-Vx D', /Unknown option -x/);
  checkProblem('--constructor D', /Unknown option --constructor/);
  checkProblem('D -f', /--format needs a value/);
  checkProblem('D --format=', /--format needs a value/);
  checkProblem('D -f jsno', /--format cannot be “jsno”: it is one of tty, json.*Did you mean json\?/);
  checkProblem('D -t errors', /--failure-threshold cannot be “errors”.*Did you mean error\?/);
  checkProblem('D --ignore DL302', /--ignore takes the code of a rule/);
  checkProblem('D --ignore ,', /--ignore needs a value/);
  checkProblem('D --error xyz', /--error takes the code of a rule/);
  checkProblem('D --require-label maintainer', /--require-label takes a label and its type/);
  checkProblem('D --require-label a:uri', /--require-label has a type of labels that cannot be “uri”.*url/);
  checkProblem('D --no-fail=yes', /--no-fail takes no value/);

  it('an empty path is refused', () => {
    assert.equal(parseArguments(['hadolint', '']).command, 'hadolint-problem');
  });
});

describe('the environment of hadolint', () => {
  function checkVariables(
    environment: Readonly<Record<string, string>>,
    options: Partial<HadolintOptions>,
    ...problems: readonly RegExp[]
  ): void {
    it(JSON.stringify(environment), () => {
      const read = readEnvironment(environment);
      assert.deepEqual(read.options, { ...none, ...options });
      assert.equal(read.problems.length, problems.length, read.problems.join('\n'));
      for (const [index, pattern] of problems.entries()) assert.match(read.problems[index] ?? '', pattern);
    });
  }

  checkVariables({}, {});
  checkVariables({ HADOLINT_IGNORE: 'DL3025, SC2086,' }, { ignored: ['DL3025', 'SC2086'] });
  checkVariables(
    {
      HADOLINT_OVERRIDE_ERROR: 'DL3001',
      HADOLINT_OVERRIDE_WARNING: 'DL3002',
      HADOLINT_OVERRIDE_INFO: 'DL3003',
      HADOLINT_OVERRIDE_STYLE: 'DL3004',
    },
    override({ error: ['DL3001'], warning: ['DL3002'], info: ['DL3003'], style: ['DL3004'] }),
  );
  checkVariables({ HADOLINT_TRUSTED_REGISTRIES: 'docker.io, gcr.io' }, { trustedRegistries: ['docker.io', 'gcr.io'] });
  checkVariables(
    { HADOLINT_REQUIRE_LABELS: 'a:text,b:url' },
    {
      labels: new Map([
        ['a', 'text'],
        ['b', 'url'],
      ]),
    },
  );
  for (const yes of ['1', 'y', 'on', 'true', 'yes', 'TRUE']) {
    checkVariables({ HADOLINT_NOFAIL: yes }, { noFail: true });
  }
  checkVariables({ HADOLINT_NOFAIL: '0', HADOLINT_VERBOSE: 'no', HADOLINT_STRICT_LABELS: '' }, {});
  checkVariables(
    { HADOLINT_VERBOSE: '1', HADOLINT_STRICT_LABELS: '1', HADOLINT_DISABLE_IGNORE_PRAGMA: '1' },
    { verbose: true, strictLabels: true, disableIgnorePragma: true },
  );
  checkVariables({ NO_COLOR: '' }, { noColor: true });
  checkVariables({ HADOLINT_FORMAT: 'json,sarif' }, { formats: ['json', 'sarif'] });
  checkVariables({ HADOLINT_FORMAT: 'json,xml' }, { formats: ['json'] }, /^HADOLINT_FORMAT cannot be “xml”/);
  checkVariables({ HADOLINT_FAILURE_THRESHOLD: 'error' }, { failureThreshold: 'error' });
  checkVariables({ HADOLINT_FAILURE_THRESHOLD: 'err' }, {}, /^HADOLINT_FAILURE_THRESHOLD cannot be “err”/);
  checkVariables({ HADOLINT_IGNORE: 'x' }, {}, /^HADOLINT_IGNORE takes the code of a rule/);
});

describe('formats and files are paired in their order', () => {
  const cases: ReadonlyArray<readonly [HadolintOptions['formats'], readonly string[], string]> = [
    [[], [], 'tty → standard output'],
    [['json'], [], 'json → standard output'],
    [[], ['a'], 'tty → a'],
    [['json', 'sarif'], ['a', 'b'], 'json → a, sarif → b'],
    [['json', 'sarif'], ['a'], 'json → a, sarif → standard output'],
    [['json'], ['a', 'b'], 'json → a, tty → b'],
    [['json'], ['-'], 'json → standard output'],
  ];
  for (const [formats, files, expected] of cases) {
    it(`${formats} ${files}`, () => {
      const outputs = outputsOf({ formats }, files);
      assert.equal(outputs.map(({ format, file }) => `${format} → ${file ?? 'standard output'}`).join(', '), expected);
    });
  }
});
