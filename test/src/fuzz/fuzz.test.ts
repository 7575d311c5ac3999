import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../architecture/project.js';
import { examine } from './examine.js';
import { type FuzzInput, makeInput } from './inputs.js';
import { createRandom } from './random.js';
import { fuzzKinds, fuzzSeeds } from './seeds.js';

/** Raise it to search for more, or run `npm run fuzz`. How fast things are is what the long run and the bench ask. */
const count = 300;

describe('mutated files', () => {
  const seeds = fuzzSeeds();
  const inputs = (first: number, length: number): readonly FuzzInput[] =>
    Array.from({ length }, (_, index) => makeInput(first + index, seeds));

  it('change their text, the same way for the same seed', () => {
    assert.deepEqual(inputs(1, 20), inputs(1, 20));
    assert.notDeepEqual(inputs(1, 20), inputs(2, 20));
  });

  it('are of every kind', () => {
    assert.ok(seeds.dockerfile.length > 300, String(seeds.dockerfile.length));
    const kinds = inputs(0, count).map(({ kind }) => kind);
    for (const kind of fuzzKinds) assert.ok(kinds.filter((other) => other === kind).length > count / 20, kind);
  });

  it(`${count} of them break nothing`, () => {
    for (const [seed, input] of inputs(0, count).entries()) {
      assert.deepEqual(examine(input, createRandom(seed)).wrong, [], `seed ${seed}\n${input.text}`);
    }
  });
});

describe('what the long run once found', () => {
  const folder = join(projectRoot, 'test/fuzz');
  const endings = { dockerfile: '.Dockerfile', dockerignore: '.dockerignore', config: '.yaml' };
  for (const kind of fuzzKinds) {
    for (const name of readdirSync(folder).sort()) {
      if (!name.endsWith(endings[kind])) continue;
      it(name, () => {
        const input = { kind, text: readFileSync(join(folder, name), 'utf8'), neighbour: undefined };
        for (let seed = 0; seed < 5; seed++) assert.deepEqual(examine(input, createRandom(seed)).wrong, []);
      });
    }
  }
});
