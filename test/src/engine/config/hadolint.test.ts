import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type HadolintOptions,
  hadolintFormats,
  hadolintThresholds,
  layHadolintOptions,
  noHadolintOptions,
} from '@dockwright/shared-rules/engine/config/hadolint-options';
import { engine } from './support.js';

function readOptions(text: string): HadolintOptions {
  return engine.readHadolintConfig('/a/.hadolint.yaml', text).options;
}

/** What a key does to the options, and that nothing is wrong with it. */
function check(text: string, expected: Partial<HadolintOptions>): void {
  it(JSON.stringify(text), () => {
    const { options, problems } = engine.readHadolintConfig('/a/.hadolint.yaml', text);
    assert.deepEqual(options, { ...noHadolintOptions, ...expected });
    assert.deepEqual(problems, []);
  });
}

/** What is wrong with a text: `line:character message` in part; and what holds all the same. */
function checkWrong(text: string, wrong: readonly RegExp[], expected: Partial<HadolintOptions> = {}): void {
  it(JSON.stringify(text), () => {
    const { options, problems } = engine.readHadolintConfig('/a/.hadolint.yaml', text);
    const said = problems.map(({ line, character, message }) => `${line + 1}:${character + 1} ${message}`);
    assert.equal(said.length, wrong.length, said.join('\n'));
    for (const [index, pattern] of wrong.entries()) assert.match(said[index] ?? '', pattern);
    assert.ok(problems.every(({ severity }) => severity === 'warning'));
    assert.deepEqual(options, { ...noHadolintOptions, ...expected });
  });
}

const override = noHadolintOptions.override;

describe('every key of .hadolint.yaml', () => {
  check('', {});
  check('# nothing\n', {});
  check('ignored:\n', {});
  check('ignored: [DL3025, SC2086]', { ignored: ['DL3025', 'SC2086'] });
  check('override: { error: [DL3008], warning: [DL3025], info: [DL4003], style: [DL4004] }', {
    override: { error: ['DL3008'], warning: ['DL3025'], info: ['DL4003'], style: ['DL4004'] },
  });
  check('override:\n', {});
  check('trustedRegistries: [docker.io, "*.example.org"]', { trustedRegistries: ['docker.io', '*.example.org'] });
  check('trustedRegistries: docker.io', { trustedRegistries: ['docker.io'] });
  check('label-schema: { a: text, b: url, c: semver, d: hash, e: rfc3339, f: spdx, g: email, h: "", i: }', {
    labels: new Map([
      ['a', 'text'],
      ['b', 'url'],
      ['c', 'semver'],
      ['d', 'hash'],
      ['e', 'rfc3339'],
      ['f', 'spdx'],
      ['g', 'email'],
      ['h', 'text'],
      ['i', 'text'],
    ]),
  });
  check('strict-labels: true', { strictLabels: true });
  check('strict-labels: false', { strictLabels: false });
  check('disable-ignore-pragma: true', { disableIgnorePragma: true });
  check('no-fail: true', { noFail: true });
  check('no-color: true', { noColor: true });
  check('verbose: true', { verbose: true });
  for (const word of hadolintThresholds) check(`failure-threshold: ${word}`, { failureThreshold: word });
  for (const word of hadolintFormats) check(`format: ${word}`, { formats: [word] });
  check('formats: [tty, sarif]', { formats: ['tty', 'sarif'] });
});

describe('what is wrong in .hadolint.yaml', () => {
  checkWrong('ignore: [DL3025]', [/^1:1 .*no "ignore" .*Did you mean "ignored"\?/]);
  checkWrong('trusted-registries: [a]\nno-fail: true', [/Did you mean "trustedRegistries"/], { noFail: true });
  checkWrong('xyz: 1', [/It knows ignored, override/]);
  checkWrong('override: { hint: [DL3025] }', [/no "hint" here/]);
  checkWrong('override: [DL3025]', [/Severities with codes/]);
  checkWrong('override: { error: DL3025 }', [/list of codes/]);
  checkWrong('ignored: [DL1000, DL3025]', [/1:11 DL1000 .*cannot be ignored/], { ignored: ['DL3025'] });
  checkWrong('ignored: [DL302]', [/no rule "DL302"/], { ignored: ['DL302'] });
  checkWrong('label-schema: { a: uri }', [/1:20 .*Did you mean "url"/], { labels: new Map([['a', 'text']]) });
  checkWrong('label-schema: [a]', [/Labels with their types/]);
  checkWrong('no-fail: yes', [/no-fail takes true or false/]);
  checkWrong('failure-threshold: warnin', [/Did you mean "warning"/]);
  checkWrong('format: yaml', [/format is one of tty, json/]);
  checkWrong('formats: [sarif, jsn]', [/1:18 .*Did you mean "json"/], { formats: ['sarif'] });
  checkWrong('- DL3025', [/Settings are expected/]);
  checkWrong('no-fail: true\nignored: [DL3025', [/no valid YAML/], { noFail: true, ignored: ['DL3025'] });
  checkWrong('no-fail: true\nno-fail: false', [/no valid YAML/], { noFail: false });
});

it('lists of all sources are joined, single values are of the strongest that has any', () => {
  const environment = readOptions('ignored: [DL3025]\nfailure-threshold: error\nno-fail: true\nformat: json');
  const file = readOptions(
    'ignored: [DL4003]\noverride: { error: [DL3008] }\nno-fail: false\nlabel-schema: { a: url }',
  );
  const line = readOptions(
    'failure-threshold: style\noverride: { error: [DL3025] }\nlabel-schema: { a: text, b: url }',
  );
  assert.deepEqual(layHadolintOptions(layHadolintOptions(environment, file), line), {
    ...noHadolintOptions,
    ignored: ['DL3025', 'DL4003'],
    override: { ...override, error: ['DL3008', 'DL3025'] },
    labels: new Map([
      ['a', 'text'],
      ['b', 'url'],
    ]),
    failureThreshold: 'style',
    noFail: false,
    formats: ['json'],
  });
});

describe('a dockwright.yaml made of hadolint’s options', () => {
  const texts: readonly (readonly [name: string, text: string])[] = [
    ['nothing', ''],
    ['rules', 'ignored: [DL3025, SC2086]\noverride: { error: [DL4003], style: [DL3008] }'],
    ['labels', 'label-schema: { a: url, "b: c # \\" d": text }\nstrict-labels: true'],
    ['registries', 'trustedRegistries: [docker.io, "*.example.org"]\noverride: { style: [DL3026] }'],
    ['comments', 'disable-ignore-pragma: true'],
    ['hostile text', 'trustedRegistries: ["a]\\n- b", "\\u0007", "🐳", "\\ud83d"]\nignored: ["x\\ny: z"]'],
  ];
  for (const [name, text] of texts) {
    it(`says the same: ${name}`, async () => {
      const made = engine.configFromHadolint(readOptions(text), 'recommended', ['From .hadolint.yaml.']);
      const files = new Map([
        ['/own/dockwright.yaml', made],
        ['/theirs/.hadolint.yaml', text],
      ]);
      const host = { readText: async (path: string) => files.get(path) };
      const own = await engine.resolveSettings('/own/Dockerfile', host);
      const theirs = await engine.resolveSettings('/theirs/Dockerfile', host);
      assert.deepEqual(own.problems, []);
      assert.deepEqual({ ...own.settings, source: '' }, { ...theirs.settings, source: '' });
    });
  }

  it('names what it cannot carry over', () => {
    const made = engine.configFromHadolint(readOptions('ignored: [DL9999, SC2086, DL3025]'), 'strict', ['A.', 'B.']);
    assert.equal(
      made,
      '# A.\n# B.\nprofile: strict\n\nrules:\n  SC2086: off\n  use-exec-form: off # DL3025\n\n# Left out, because no rule here has these codes: DL9999.\n',
    );
  });
});
