import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine, type Engine } from '@dockwright/shared-rules/engine/engine';
import { defaultSettings } from '@dockwright/shared-rules/engine/settings';
import type { Profile } from '@dockwright/shared-rules/engine/types';
import { rules } from '@dockwright/shared-rules/rules/index';
import { dedent } from '@dockwright/shared-rules/text/dedent';
import { readMarks } from '@dockwright/shared-rules/text/marks';
import { mutate } from '../fuzz/mutate.js';
import { createRandom } from '../fuzz/random.js';
import { fuzzSeeds } from '../fuzz/seeds.js';

const asked = createEngine(rules);
const askedAlways = createEngine(rules.map(({ mentions: _, ...rule }) => rule));
const { dockerfile, whole } = fuzzSeeds();
const seeds = [...dockerfile, ...whole];

function said(engine: Engine, text: string, profile: Profile): readonly string[] {
  const settings = { ...defaultSettings, profile };
  return engine
    .analyze(text, { settings })
    .problems.map(({ rule, span, message }) => `${rule} ${span.start} ${message}`);
}

/** The text with other words in the place of these. */
function without(words: ReadonlySet<string>, text: string): string {
  return text.replace(/[a-z0-9]+/gi, (written) => {
    const word = written.toLowerCase();
    return words.has(word) || words.has(word.replace(/(?<=[a-z])\d+$/, '')) ? 'xyz' : written;
  });
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

  it('are what it reports something about: without them, nothing of its examples is left', () => {
    for (const { mentions = [], ...rule } of rules) {
      const engine = createEngine([rule]);
      for (const { bad } of mentions.length === 0 ? [] : rule.examples) {
        const text = without(new Set(mentions), readMarks(dedent(bad)).text);
        const problems = said(engine, text, 'strict').filter((problem) => problem.startsWith(`${rule.id} `));
        assert.deepEqual(problems, [], text);
      }
    }
  });

  const isFound = (what: string, text: string): void => {
    it(`are found in words that ${what}`, () => {
      assert.deepEqual(said(asked, text, 'strict'), said(askedAlways, text, 'strict'));
    });
  };
  isFound('are cut by the end of a line', 'FROM debian:12-slim\nRUN cu\\\nrl http://example.com/x | sh\n');
  isFound('a comment cuts', 'FROM debian:12-slim\nRUN ap\\\n  # lists\nt-get install less\n');
  isFound('a blank line cuts', 'FROM debian:12-slim\nUSE\\\n\nR root\n');
  isFound(
    'follow a line ending of a JSON string',
    'FROM debian:12-slim\nRUN ["sh", "-c", "ls\\napt-get install less"]\n',
  );
  isFound('a JSON string has as numbers', 'FROM debian:12-slim\nRUN ["sh", "-c", "\\u0061pt-get install less"]\n');
  isFound('a shell string has as numbers', "FROM debian:12-slim\nRUN $'\\x61pt-get' install less\n");
});
