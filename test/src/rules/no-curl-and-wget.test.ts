import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Profile } from '@dockwright/shared-rules/engine/types';
import { engine } from './harness.js';

const text = [
  'FROM debian:13 AS build',
  'RUN curl a && wget -q b',
  'FROM debian:13',
  'RUN wget -q a',
  'RUN wget -q b; curl c; curl d',
  'RUN curl e',
  'RUN ls',
].join('\n');

describe('where no-curl-and-wget reports', () => {
  const check = (profile: Profile, lines: readonly number[]): void => {
    it(`profile ${profile}`, () => {
      const { problems } = engine.analyze(text, { settings: { profile, rules: new Map(), source: undefined } });
      const found = problems.filter(({ rule }) => rule === 'no-curl-and-wget');
      const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
      assert.deepEqual(
        found.map(({ span }) => lineOf(span.start)),
        lines,
      );
    });
  };
  check('strict', [5]);
  check('hadolint', [2, 5, 6]);
  check('recommended', []);
});
