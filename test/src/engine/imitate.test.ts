import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '@dockwright/shared-rules/engine/engine';
import { defaultSettings } from '@dockwright/shared-rules/engine/settings';
import { rules } from '@dockwright/shared-rules/rules/index';

describe('problems as hadolint reports them', () => {
  it('are told where one of them is at an empty place', () => {
    // The first instruction is a line separator, without a keyword.
    const { problems } = createEngine(rules).analyze('\u2028FROM a\nCOPY . .\nFROM a', {
      settings: { ...defaultSettings, profile: 'hadolint' },
    });
    assert.deepEqual(
      problems.map(({ rule, span: { start, end } }) => `${rule} ${start}-${end}`),
      ['only-arg-before-from 0-0', 'unknown-instruction 0-0', 'only-arg-before-from 8-12', 'pin-base-image-tag 22-23'],
    );
  });

  const check = (instruction: string, expected: string): void => {
    it(`are those of the rule that looks at such instructions: ${instruction}`, () => {
      const { problems } = createEngine(rules).analyze(`FROM debian:12\n${instruction}\n`, {
        settings: { ...defaultSettings, profile: 'hadolint' },
      });
      assert.deepEqual(
        problems.map(({ rule }) => rule),
        [expected],
      );
    });
  };
  check('ENV SA_PASSWORD=$MSSQL_PASSWORD', 'no-secret-in-env');
  check('ENV DB_PASSWORD=', 'no-secret-in-env');
  check('ARG DB_PASSWORD=', 'no-secret-in-arg');
});
