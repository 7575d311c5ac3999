import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '@dockwright/cli/run';
import { type MemoryNode, memoryHost } from './memory-host.js';

const bad = 'FROM registry.example.org/base:1.0\nUSER 1000\nCMD node server.js\n';

interface Expected {
  readonly exit: number;
  /** `path severity` of every problem of the rule use-exec-form. */
  readonly problems: readonly string[];
  readonly error?: RegExp;
}

/** `line` is split at blanks; every file named Dockerfile has a CMD in shell form. */
function check(name: string, files: Readonly<Record<string, MemoryNode>>, line: string, expected: Expected): void {
  test(`configuration: ${name}`, async () => {
    const host = memoryHost({ Dockerfile: bad, 'a/Dockerfile': bad, ...files });
    const exit = await run(`${line} --format json`.split(' '), host);
    const { output, error } = host.printed();
    const found: { path: string; problems: { rule: string; severity: string }[] }[] = JSON.parse(output).files;
    const problems = found.flatMap(({ path, problems: all }) =>
      all.filter(({ rule }) => rule === 'use-exec-form').map(({ severity }) => `${path} ${severity}`),
    );
    assert.deepEqual(problems, expected.problems);
    assert.match(error, expected.error ?? /^$/);
    assert.equal(exit, expected.exit);
  });
}

const both = ['Dockerfile warning', 'a/Dockerfile warning'];
check('none', {}, 'lint', { exit: 1, problems: both });
check('a rule is off', { 'dockwright.yaml': 'rules: { use-exec-form: off }' }, 'lint', { exit: 0, problems: [] });
check('a severity', { 'dockwright.yaml': 'rules: { use-exec-form: hint }' }, 'lint', {
  exit: 0,
  problems: ['Dockerfile hint', 'a/Dockerfile hint'],
});
check('the nearest holds', { 'dockwright.yaml': 'rules: { use-exec-form: off }', 'a/.dockwright.yaml': '' }, 'lint', {
  exit: 1,
  problems: ['a/Dockerfile warning'],
});
check('above the working folder', { '../dockwright.yaml': 'rules: { use-exec-form: error }' }, 'lint a', {
  exit: 1,
  problems: ['a/Dockerfile error'],
});
check('for some files', { 'dockwright.yaml': 'overrides: [{ files: "a/**", rules: { DL3025: off } }]' }, 'lint', {
  exit: 1,
  problems: ['Dockerfile warning'],
});
check('of hadolint', { '.hadolint.yaml': 'ignored: [DL3025]' }, 'lint', { exit: 0, problems: [] });
check('a profile on the command line wins', { 'dockwright.yaml': 'profile: recommended' }, 'lint --profile security', {
  exit: 0,
  problems: [],
});
check(
  'rules of the file stay under that profile',
  { 'dockwright.yaml': 'rules: { use-exec-form: info }' },
  'lint --profile security',
  {
    exit: 1,
    problems: ['Dockerfile info', 'a/Dockerfile info'],
  },
);
check(
  'another file',
  { 'dockwright.yaml': 'rules: { use-exec-form: off }', 'ci/strict.yaml': 'rules: { use-exec-form: error }' },
  'lint --config ci/strict.yaml',
  {
    exit: 1,
    problems: ['Dockerfile error', 'a/Dockerfile error'],
  },
);
check(
  'overrides of another file',
  { 'ci/x.yaml': 'overrides: [{ files: "**/a/*", rules: { use-exec-form: off } }]' },
  'lint -c ci/x.yaml',
  {
    exit: 1,
    problems: ['Dockerfile warning'],
  },
);
check('another file of hadolint', { 'ci/.hadolint.yaml': 'ignored: [DL3025]' }, 'lint -c ci/.hadolint.yaml', {
  exit: 0,
  problems: [],
});
check(
  'for standard input',
  { 'a/dockwright.yaml': 'rules: { use-exec-form: off }' },
  'lint - --stdin-filename a/b/Dockerfile',
  {
    exit: 1,
    problems: [],
  },
);

check('another file that is missing', {}, 'lint --config nowhere.yaml', {
  exit: 2,
  problems: both,
  error: /^dockwright: nowhere\.yaml: There is no such file.*Check the path\.\n$/,
});
check('broken YAML', { 'dockwright.yaml': 'profile: strict\nrules: {\n' }, 'lint', {
  exit: 2,
  problems: both,
  error: /^dockwright: dockwright\.yaml:\d+:\d+: .*\n$/,
});
check('a wrong profile', { 'a/dockwright.yaml': 'profile: strikt' }, 'lint', {
  exit: 2,
  problems: both,
  error: /^dockwright: a\/dockwright\.yaml:1:10: .*strict.*\n$/,
});
check('an unknown rule', { 'dockwright.yaml': 'rules:\n  use-exec-from: off' }, 'lint', {
  exit: 2,
  problems: both,
  error: /^dockwright: dockwright\.yaml:2:3: .*use-exec-form.*\n$/,
});
check('no permission', { 'dockwright.yaml': { fails: 'denied' } }, 'lint', {
  exit: 2,
  problems: both,
  error: /^dockwright: dockwright\.yaml: Access was denied\..*\n$/,
});
check('no text', { 'dockwright.yaml': new Uint8Array([0x61, 0xff]) }, 'lint', {
  exit: 2,
  problems: both,
  error: /^dockwright: dockwright\.yaml:1:2: The byte 0xFF.*\n$/,
});
check('a file of hadolint that is broken', { '.hadolint.yaml': 'ignored: {' }, 'lint', {
  exit: 1,
  problems: both,
  error: /^dockwright: \.hadolint\.yaml:1:\d+: /,
});

const base = { 'dockwright.yaml': 'extends: ../base.yaml' };
check('outside of the project, sound', { ...base, '../base.yaml': 'rules: { use-exec-form: hint }' }, 'lint', {
  exit: 0,
  problems: ['Dockerfile hint', 'a/Dockerfile hint'],
});
check(
  'outside of the project, broken: what stands in it is not shown',
  { ...base, '../base.yaml': 's3cret: 1' },
  'lint',
  {
    exit: 2,
    problems: both,
    error: /^dockwright: \/base\.yaml:1:1: This is no valid configuration\. What stands here is not shown[^\n]*\n$/,
  },
);
check(
  'a link out of the project is no way to see a file either',
  { 'dockwright.yaml': { link: '../secrets' }, '../secrets': 's3cret: 1' },
  'lint',
  { exit: 2, problems: both, error: /^dockwright: dockwright\.yaml:1:1: This is no valid[^\n]*\n$/ },
);
check('named on the command line, and so shown', { '../base.yaml': 's3cret: 1' }, 'lint --config ../base.yaml', {
  exit: 2,
  problems: both,
  error: /"s3cret" is not a setting/,
});
check('a pipe that extends names', { 'dockwright.yaml': 'extends: pipe', pipe: { stream: 'x' } }, 'lint', {
  exit: 2,
  problems: both,
  error: /^dockwright: dockwright\.yaml:1:10: pipe is not read\. This is no file, but a pipe, a device or a folder\./,
});
check('a pipe on the command line', { pipe: { stream: 'rules: { use-exec-form: off }' } }, 'lint --config pipe', {
  exit: 0,
  problems: [],
});
check('an address', { 'dockwright.yaml': 'extends: https://example.org/x.yaml' }, 'lint', {
  exit: 2,
  problems: both,
  error: /^dockwright: dockwright\.yaml:1:10: https:\/\/example\.org\/x\.yaml is not read\. It is an address/,
});
check('binary', { 'dockwright.yaml': 'extends: x', x: new Uint8Array([0xff, 0]) }, 'lint', {
  exit: 2,
  problems: both,
  error: /^dockwright: dockwright\.yaml:1:10: x is not read\. It is no UTF-8 text\.\n$/,
});
check(
  'of hadolint, over a link out of the project',
  { '.hadolint.yaml': { link: '../secrets' }, '../secrets': 's3cret: 1' },
  'lint',
  { exit: 1, problems: both, error: /What stands here is not shown/ },
);
