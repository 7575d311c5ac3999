import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quoteValue } from '@dockwright/shared-rules/fixes/quote-value';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import type { EscapeCharacter } from '@dockwright/shared-rules/syntax/types';
import { expandText } from '@dockwright/shared-rules/syntax/variables';
import fc from 'fast-check';

function check(value: string, expected: string | undefined, escapeCharacter: EscapeCharacter = '\\'): void {
  it(JSON.stringify(value), () => assert.equal(quoteValue(value, escapeCharacter), expected));
}

function expand(text: string, escapeCharacter: EscapeCharacter): string | undefined {
  return expandText(text, escapeCharacter, (name) => ({ known: true, value: `<${name} ">` }));
}

describe('quoteValue', () => {
  check('C.UTF-8', 'C.UTF-8');
  check('"one  two"', '"one  two"');
  check('one\\ two', 'one\\ two');
  check('one  two', '"one  two"');
  check('one $TWO', '"one $TWO"');
  check(`one 'two $THREE'`, '"one two \\$THREE"');
  check('one "two" three', '"one two three"');
  check('one \\"two\\"', '"one \\"two\\""');
  check('one \\two', '"one two"');
  check('one "two', undefined);
  check('one \\', undefined);
  check('$ONE" two" three', '"$ONE two three"');
  check('$ONE"_two" three', undefined);
  check('C:\\Program Files', '"C:\\Program Files"', '`');
  check('one `"two', '"one `"two"', '`');

  it('Docker reads the same value', () => {
    const pieces = ['a', ' ', '\t', '"', "'", '\\', '`', '$A', '${B}', '$', '{', '}', '=', '#', 'b c', '\\"', "\\'"];
    const value = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
    const property = fc.property(value, fc.constantFrom<EscapeCharacter>('\\', '`'), (written, escapeCharacter) => {
      const [old] = readEnv(`A ${written}`, escapeCharacter);
      fc.pre(old?.value !== undefined && old.key === 'A');
      const before = expand(old.value, escapeCharacter);
      const quoted = quoteValue(old.value, escapeCharacter);
      fc.pre(before !== undefined && quoted !== undefined);
      const now = readEnv(`A=${quoted}`, escapeCharacter);
      assert.deepEqual(
        now.map(({ key, value: text = '' }) => [key, expand(text, escapeCharacter)]),
        [['A', before]],
      );
    });
    fc.assert(property, { seed: 20_251_121, numRuns: 2000, endOnFailure: true });
  });
});

function readEnv(text: string, escapeCharacter: EscapeCharacter) {
  const tree = parseDockerfile(`# escape=${escapeCharacter}\nFROM a\nENV ${text}\n`);
  return tree.instructions.at(-1)?.properties ?? [];
}
