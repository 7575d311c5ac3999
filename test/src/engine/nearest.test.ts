import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearest } from '@dockwright/shared-rules/text/nearest';

const names = ['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'WORKDIR', 'use-exec-form'];

const cases: ReadonlyArray<readonly [string, string | undefined]> = [
  ['FORM', 'FROM'],
  ['from', 'FROM'],
  ['CPOY', 'COPY'],
  ['COPPY', 'COPY'],
  ['ENTRYPINT', 'ENTRYPOINT'],
  ['WORKDRI', 'WORKDIR'],
  ['use-exec-from', 'use-exec-form'],
  ['use_exec_form', 'use-exec-form'],
  ['ENX', 'ENV'],
  ['X', undefined],
  ['', undefined],
  ['XYZ', undefined],
  ['HEALTHCHECK', undefined],
  ['a'.repeat(1000), undefined],
];

describe('the nearest name', () => {
  for (const [word, expected] of cases) {
    it(`${JSON.stringify(word.slice(0, 20))} is most likely ${expected}`, () =>
      assert.equal(nearest(word, names), expected));
  }
  it('the first of several equally near ones', () => assert.equal(nearest('ANV', ['ENV', 'INV']), 'ENV'));
});
