import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine, type Engine } from '@dockwright/shared-rules/engine/engine';
import { defaultSettings } from '@dockwright/shared-rules/engine/settings';
import type { Profile } from '@dockwright/shared-rules/engine/types';
import { rules } from '@dockwright/shared-rules/rules/index';
import { mutate } from '../fuzz/mutate.js';
import { createRandom } from '../fuzz/random.js';
import { fuzzSeeds } from '../fuzz/seeds.js';

const asked = createEngine(rules);
const askedAlways = createEngine(rules.map(({ mentions: _, ...rule }) => rule));
const seeds = fuzzSeeds();

function said(engine: Engine, text: string, profile: Profile): readonly string[] {
  const settings = { ...defaultSettings, profile };
  return engine
    .analyze(text, { settings })
    .problems.map(({ rule, span, message }) => `${rule} ${span.start} ${message}`);
}

function check(instruction: string): void {
  const text = `FROM debian:12-slim\n${instruction}\n`;
  const expected = said(askedAlways, text, 'strict');
  assert.ok(expected.some((problem) => /curl|pipe/.test(problem)));
  assert.deepEqual(said(asked, text, 'strict'), expected);
}

describe('the words that a rule names in `mentions`', () => {
  it('are written as texts are searched', () => {
    for (const { id, mentions = [] } of rules)
      for (const word of mentions) assert.match(word, /^(?:[a-z0-9]*[a-z]|\d+)$/, id);
  });

  it('are named by rules that look at Dockerfiles', () => {
    for (const { id, mentions, on } of rules)
      assert.ok(mentions === undefined || !('ignoreFile' in on || 'ignorePattern' in on), id);
  });

  for (const profile of ['strict', 'hadolint'] satisfies readonly Profile[]) {
    it(`stand in every text that it reports something in (${profile})`, () => {
      for (const text of seeds) assert.deepEqual(said(asked, text, profile), said(askedAlways, text, profile), text);
    });
  }

  it('stand in every changed text that it reports something in', () => {
    const random = createRandom(20261121);
    for (let input = 0; input < 1500; input++) {
      const text = mutate(random.pick(seeds) ?? '', random, seeds);
      assert.deepEqual(said(asked, text, 'strict'), said(askedAlways, text, 'strict'), text);
    }
  });

  it('are found in words that are cut by the end of a line', () => {
    check('RUN cu\\\nrl http://example.com/x | sh');
    check('RUN cu\\\n# a comment\n\nrl http://example.com/x | sh');
  });

  it('are found behind escapes, and in letters that are written as numbers', () => {
    check('RUN ["sh", "-c", "set -e\\ncurl -k https://example.com/x -o x"]');
    check('RUN ["sh", "-c", "set -e;\\tcurl -k https://example.com/x -o x"]');
    check('RUN ["\\u0063url", "-k", "https://example.com/x", "-o", "x"]');
    check("RUN $'\\x63url' -k https://example.com/x -o x");
    check('RUN \\curl -k https://example.com/x -o x');
  });
});
