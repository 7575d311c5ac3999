import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandText, type Lookup, scanVariables } from '@dockwright/shared-rules/syntax/variables';
import { mapWhole } from '@dockwright/shared-rules/text/mapped-text';

const values = new Map<string, string | undefined>([
  ['a', 'one'],
  ['empty', ''],
  ['unset', undefined],
  ['path', 'x/y/x'],
]);

const lookup: Lookup = (name) => (values.has(name) ? { known: true, value: values.get(name) } : { known: false });

const expansions: ReadonlyArray<readonly [string, string | undefined]> = [
  ['plain', 'plain'],
  ['$a', 'one'],
  ['${a}', 'one'],
  ['x$a-y', 'xone-y'],
  ['$unset', ''],
  ['$unknown', undefined],
  ['${unset:-b}', 'b'],
  ['${empty:-b}', 'b'],
  ['${empty-b}', ''],
  ['${unset-b}', 'b'],
  ['${unset:-$a}', 'one'],
  ['${unset:-${a}!}', 'one!'],
  ['${a:+b}', 'b'],
  ['${empty:+b}', ''],
  ['${empty+b}', 'b'],
  ['${unset:?no}', undefined],
  ['${a:?no}', 'one'],
  ['${a#o}', 'ne'],
  ['${a%e}', 'on'],
  ['${path/x/z}', 'z/y/x'],
  ['${path//x/z}', 'z/y/z'],
  ['${a#*}', undefined],
  ['${unset:-a b}', 'a b'],
  ["'$a'", '$a'],
  ['"$a"', 'one'],
  ['\\$a', '$a'],
  ['"\\n"', '\\n'],
  ['a\\b', 'ab'],
  ['"open', undefined],
  ['${a', undefined],
  ['$1', undefined],
  ['5$', '5$'],
];

for (const [text, expected] of expansions) {
  test(`expand ${text}`, () => assert.equal(expandText(text, '\\', lookup), expected));
}

test('a Windows path keeps its backslashes where the escape character is a backtick', () => {
  assert.equal(expandText('c:\\$a', '`', lookup), 'c:\\one');
});

const scans: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['$a ${b} "$c" \'$d\' \\$e', ['a', 'b', 'c']],
  ['${a:-$b} ${c:-${d}}', ['a', 'b', 'c', 'd']],
  ['${x#p} ${x%%p} ${x/a/b} ${x-y}', ['x', 'x', 'x', 'x']],
  ['$$ $( $1 $@ ${', []],
  ['${x:-a b}', ['x']],
];

for (const [text, expected] of scans) {
  test(`scan ${text}`, () => {
    assert.deepEqual(
      scanVariables(mapWhole(text, 0), 0, text.length, '\\').map(({ name }) => name),
      expected,
    );
  });
}

test('a scanned variable has its place, modifier and operand', () => {
  const text = 'a ${x:-b c}';
  const [variable] = scanVariables(mapWhole(text, 10), 0, text.length, '\\');
  assert.deepEqual(variable, {
    name: 'x',
    span: { start: 12, end: 21 },
    at: { start: 2, end: 11 },
    modifier: ':-',
    operand: 'b c',
    operandAt: { start: 7, end: 10 },
  });
});

test('deep nesting ends', () => {
  assert.equal(
    expandText('${a:-'.repeat(5000) + '}'.repeat(5000), '\\', () => ({ known: true, value: undefined })),
    undefined,
  );
});
