import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../architecture/project.js';
import { examine } from './examine.js';
import { mutate } from './mutate.js';
import { createRandom } from './random.js';
import { fuzzSeeds } from './seeds.js';

/** Raise it to search for more, or run `npm run fuzz`. */
const count = 400;
/** A busy machine is no finding: how fast things are is what the long run and the bench ask. */
const still = (): number => 0;

describe('mutated files', () => {
  it('change their text, the same way for the same seed', () => {
    const seeds = fuzzSeeds();
    const texts = (seed: number): readonly string[] => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => mutate(random.pick(seeds) ?? '', random, seeds));
    };
    assert.deepEqual(texts(1), texts(1));
    assert.notDeepEqual(texts(1), texts(2));
  });

  it(`${count} of them break nothing`, () => {
    const seeds = fuzzSeeds();
    assert.ok(seeds.length > 300, String(seeds.length));
    for (let seed = 0; seed < count; seed++) {
      const random = createRandom(seed);
      const text = mutate(random.pick(seeds) ?? '', random, seeds);
      assert.deepEqual(examine(text, random, still), [], `seed ${seed}\n${text}`);
    }
  });
});

describe('what the long run once found', () => {
  const folder = join(projectRoot, 'test/fuzz');
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.Dockerfile')) continue;
    it(name, () => {
      const text = readFileSync(join(folder, name), 'utf8');
      for (let seed = 0; seed < 5; seed++) assert.deepEqual(examine(text, createRandom(seed), still), []);
    });
  }
});
