import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '@dockwright/shared-rules/engine/engine';
import { isProfile, profileSeverity, profiles } from '@dockwright/shared-rules/engine/profiles';
import { defaultSettings, isSeverity, settingsOverlay } from '@dockwright/shared-rules/engine/settings';
import type { Profile, RuleSetting } from '@dockwright/shared-rules/engine/types';
import type { Rule } from '@dockwright/shared-rules/rule';
import { rule } from './support.js';

/** Severities in the order recommended, strict, security, performance, hadolint, buildkit; `-` for off. */
const cases: ReadonlyArray<readonly [string, Partial<Rule>, string]> = [
  ['a rule of ours', {}, 'warning warning - - - -'],
  ['one that is not recommended', { recommended: false, severity: 'hint' }, '- hint - - - -'],
  ['a syntax error', { topic: 'syntax', severity: 'error' }, 'error error error error error error'],
  ['a syntax warning', { topic: 'syntax' }, 'warning warning - - - -'],
  ['of topic user', { topic: 'user' }, 'warning warning warning - - -'],
  ['of topic secrets, not recommended', { topic: 'secrets', recommended: false }, '- warning warning - - -'],
  ['of topic cache', { topic: 'cache', severity: 'info' }, 'info info - info - -'],
  ['of topic base-image', { topic: 'base-image' }, 'warning warning - warning - -'],
  [
    'a base image rule for security',
    { id: 'no-latest-tag', topic: 'base-image' },
    'warning warning warning warning - -',
  ],
  ['of topic suppression', { topic: 'suppression', severity: 'info' }, 'info info info info - -'],
  ['a code of hadolint', { codes: ['hadolint:DL3006'], severity: 'hint' }, 'hint hint - - warning -'],
  ['a code of hadolint that is an error there', { codes: ['hadolint:DL3000'] }, 'warning warning - - error -'],
  ['a code of hadolint that is style there', { codes: ['hadolint:DL3048'] }, 'warning warning - - hint -'],
  ['a code that hadolint leaves off', { codes: ['hadolint:DL3057'] }, 'warning warning - - - -'],
  [
    'several codes of hadolint: the strongest',
    { codes: ['hadolint:DL3057', 'hadolint:DL3059', 'hadolint:DL4000'] },
    'warning warning - - error -',
  ],
  ['a check of BuildKit', { codes: ['buildkit:StageNameCasing'], severity: 'hint' }, 'hint hint - - - warning'],
  [
    'a check of BuildKit that breaks the file',
    { topic: 'syntax', codes: ['buildkit:ExposeInvalidFormat'], severity: 'error' },
    'error error error error error error',
  ],
  ['codes of others', { codes: ['trivy:DS-0001'] }, 'warning warning - - - -'],
];

describe('profiles', () => {
  for (const [name, more, expected] of cases) {
    it(name, () => {
      const subject = { ...rule('r', {}), ...more };
      const names: readonly Profile[] = ['recommended', 'strict', 'security', 'performance', 'hadolint', 'buildkit'];
      assert.equal(names.map((profile) => profileSeverity(subject, profile).replace('off', '-')).join(' '), expected);
    });
  }

  it('are told from other words', () => {
    for (const profile of Object.keys(profiles)) assert.ok(isProfile(profile));
    for (const other of ['', 'Strict', 'toString', undefined, 3, ['strict']]) assert.ok(!isProfile(other));
    for (const other of ['', 'off', 'Error', 'toString', undefined, 3]) assert.ok(!isSeverity(other));
  });
});

describe('settings of a host', () => {
  const engine = createEngine([
    rule('one', {}, { codes: ['hadolint:DL3000'] }),
    rule('two', {}, { codes: ['hadolint:DL3000'] }),
  ]);
  const base = {
    profile: 'security' as const,
    rules: new Map<string, RuleSetting>([['one', { severity: 'error', options: { most: 3 } }]]),
    source: '/a/dockwright.yaml',
  };

  it('win over the configuration, whose options stay', () => {
    assert.deepEqual(engine.mergeSettings(base, { profile: 'strict', rules: { one: 'hint', three: 'error' } }), {
      profile: 'strict',
      rules: new Map([['one', { severity: 'hint', options: { most: 3 } }]]),
      source: '/a/dockwright.yaml',
    });
  });

  it('may name rules by code', () => {
    const { rules } = engine.mergeSettings(defaultSettings, { rules: { DL3000: 'off' } });
    assert.deepEqual([...rules.keys()], ['one', 'two']);
  });

  it('change nothing where they say nothing', () => assert.deepEqual(engine.mergeSettings(base, {}), base));

  it('do not change what they are laid over', () => {
    engine.mergeSettings(base, { rules: { two: 'off' } });
    assert.deepEqual([...base.rules.keys()], ['one']);
  });

  const overlays: ReadonlyArray<readonly [string, unknown, unknown, unknown]> = [
    ['nothing', undefined, undefined, { rules: {} }],
    ['valid values', 'strict', { a: 'off', b: 'error' }, { profile: 'strict', rules: { a: 'off', b: 'error' } }],
    ['wrong values', 'none', { a: 'of', b: 3, c: null, d: 'info' }, { rules: { d: 'info' } }],
    ['wrong shapes', ['strict'], 'off', { rules: {} }],
    ['null', null, null, { rules: {} }],
  ];
  for (const [name, profile, rules, expected] of overlays) {
    it(`read from ${name}`, () => assert.deepEqual(settingsOverlay(profile, rules), expected));
  }
});
