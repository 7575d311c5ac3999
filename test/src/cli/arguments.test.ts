import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command, type LintCommand, parseArguments, type UsageProblem } from '@dockwright/cli/arguments';

const lint: LintCommand = {
  command: 'lint',
  paths: ['.'],
  fix: 'off',
  diff: false,
  format: undefined,
  profile: undefined,
  config: undefined,
  context: undefined,
  maxSeverity: undefined,
  stdinFilename: undefined,
  shellcheck: 'off',
  quiet: false,
  color: undefined,
};

/** `line` is split at blanks. */
function check(line: string, expected: Command): void {
  test(`dockwright ${line}`, () => {
    assert.deepEqual(parseArguments(line.split(' ').filter((word) => word !== '')), expected);
  });
}

function checkProblem(line: string, ...parts: readonly RegExp[]): void {
  test(`dockwright ${line} is refused`, () => {
    const result: Command | UsageProblem = parseArguments(line.split(' ').filter((word) => word !== ''));
    assert.equal(result.command, 'usage-problem');
    assert.ok('message' in result);
    for (const part of parts) assert.match(result.message, part);
  });
}

check('lint', lint);
check('lint a b/c', { ...lint, paths: ['a', 'b/c'] });
check('lint a -q --format json b', { ...lint, paths: ['a', 'b'], quiet: true, format: 'json' });
check('lint --format=json', { ...lint, format: 'json' });
check('lint -f json', { ...lint, format: 'json' });
check('lint -f json -f text', { ...lint, format: 'text' });
check('lint --fix', { ...lint, fix: 'safe' });
check('lint --fix a', { ...lint, fix: 'safe', paths: ['a'] });
check('lint --fix=safe', { ...lint, fix: 'safe' });
check('lint --fix=suggested', { ...lint, fix: 'suggested' });
check('lint --fix ./suggested', { ...lint, fix: 'safe', paths: ['./suggested'] });
check('lint --diff', { ...lint, fix: 'safe', diff: true });
check('lint --diff --fix=suggested', { ...lint, fix: 'suggested', diff: true });
check('lint --profile strict --config my.yaml', { ...lint, profile: 'strict', config: 'my.yaml' });
check('lint -c my.yaml', { ...lint, config: 'my.yaml' });
check('lint --max-severity none', { ...lint, maxSeverity: 'none' });
check('lint --max-severity=warning', { ...lint, maxSeverity: 'warning' });
check('lint - --stdin-filename a/Dockerfile', { ...lint, paths: ['-'], stdinFilename: 'a/Dockerfile' });
check('lint --color', { ...lint, color: true });
check('lint --no-color', { ...lint, color: false });
check('lint --shellcheck auto', { ...lint, shellcheck: 'auto' });
check('lint --shellcheck=tools/shellcheck', { ...lint, shellcheck: { program: 'tools/shellcheck' } });
check('lint --shellcheck auto --no-shellcheck', lint);
checkProblem('lint --shellcheck', /needs a value/);
check('lint --no-color --color', { ...lint, color: true });
check('lint --color --no-color', { ...lint, color: false });
check('lint -- --format -q', { ...lint, paths: ['--format', '-q'] });
check('--no-color lint a', { ...lint, color: false, paths: ['a'] });
check('explain DL3025', { command: 'explain', name: 'DL3025' });
check('rules', { command: 'rules', format: 'text' });
check('rules --format json', { command: 'rules', format: 'json' });
check('init', { command: 'init', profile: 'recommended', fromHadolint: undefined });
check('init --profile strict', { command: 'init', profile: 'strict', fromHadolint: undefined });
check('init --from-hadolint', { command: 'init', profile: 'recommended', fromHadolint: '' });
check('init --from-hadolint a/.hadolint.yml', {
  command: 'init',
  profile: 'recommended',
  fromHadolint: 'a/.hadolint.yml',
});
check('init --from-hadolint=a.yaml --profile strict', { command: 'init', profile: 'strict', fromHadolint: 'a.yaml' });
check('help hadolint', { command: 'help', topic: 'hadolint' });
check('--help', { command: 'help', topic: undefined });
check('-h', { command: 'help', topic: undefined });
check('help', { command: 'help', topic: undefined });
check('help lint', { command: 'help', topic: 'lint' });
check('lint --help', { command: 'help', topic: 'lint' });
check('rules -h', { command: 'help', topic: 'rules' });
check('nonsense --help', { command: 'help', topic: undefined });
check('--version', { command: 'version' });
check('lint -v', { command: 'version' });

checkProblem('', /dockwright lint/);
checkProblem('lnit', /Unknown command lnit/, /dockwright (lint|init)/);
checkProblem('Dockerfile', /dockwright lint Dockerfile/);
checkProblem('services/api', /dockwright lint services\/api/);
checkProblem('xyzzy', /lint, explain, rules, init or hadolint/);
checkProblem('lint --formt json', /Unknown option --formt/, /--format/);
checkProblem('lint --failure-threshold error', /Unknown option/, /--max-severity/);
checkProblem('lint --fix-unsafe', /--fix=suggested/);
checkProblem('lint --xyzzyxyzzy', /Unknown option --xyzzyxyzzy/, /--help/);
checkProblem('lint -x', /Unknown option -x/);
checkProblem('lint -qf json', /Unknown option -qf/);
checkProblem('lint --format', /--format needs a value/);
checkProblem('lint --format --quiet', /--format needs a value/);
checkProblem('lint --format=', /needs a value/);
checkProblem('lint --format jsno', /“jsno”/, /text, json, sarif/, /Did you mean json/);
checkProblem('lint --profile strikt', /Did you mean strict/);
checkProblem('lint --max-severity errors', /Did you mean error\?/);
checkProblem('lint --fix=all', /--fix cannot be “all”/, /safe or suggested/);
checkProblem('lint --fix suggested', /--fix=suggested/);
checkProblem('lint --quiet=yes', /takes no value/);
checkProblem('lint --diff --format json', /--diff/, /--format/);
checkProblem('lint a --stdin-filename b', /path -/);
checkProblem('explain', /Name a rule/);
checkProblem('explain a b', /one rule/);
checkProblem('rules a', /explain a/);
checkProblem('rules --fix', /rules has no option --fix/);
checkProblem('init here', /no arguments/);
checkProblem('init --from-hadolint a b', /no arguments/);
checkProblem('init --from-hadolint=a b', /no arguments/);
checkProblem('lint --from-hadolint', /lint has no option --from-hadolint/);
checkProblem('--no-color hadolint Dockerfile', /hadolint first/);

test('an empty path is refused', () => {
  assert.equal(parseArguments(['lint', '']).command, 'usage-problem');
});

test('a path may hold blanks and equals signs', () => {
  assert.deepEqual(parseArguments(['lint', 'my folder/a=b']), { ...lint, paths: ['my folder/a=b'] });
});
