import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseYaml } from '@dockwright/shared-rules/yaml/parse';
import { entryOf, isNothing, valueAt } from '@dockwright/shared-rules/yaml/read';
import type { YamlNode } from '@dockwright/shared-rules/yaml/types';

/** A node as plain data, with the text of each scalar as it stands in the document. */
function outline(text: string, node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'list') return node.items.map((item) => outline(text, item));
  if (node.kind === 'map') return Object.fromEntries(node.entries.map(({ key, value }) => [key, outline(text, value)]));
  return `${JSON.stringify(node.value)} from ${JSON.stringify(text.slice(node.span.start, node.span.end))}`;
}

const cases: ReadonlyArray<readonly [string, string, unknown]> = [
  ['an empty text', '', undefined],
  ['comments only', '# a\n# b\n', undefined],
  ['a byte order mark only', '\ufeff', undefined],
  [
    'words, numbers, booleans',
    'a: off\nb: 3\nc: true\nd: ~\ne:\nf: "x"',
    {
      a: '"off" from "off"',
      b: '3 from "3"',
      c: 'true from "true"',
      d: 'null from "~"',
      e: 'null from ""',
      f: '"x" from "\\"x\\""',
    },
  ],
  ['nesting and flow', 'a:\n  b: [1, {c: d}]\n', { a: { b: ['1 from "1"', { c: '"d" from "d"' }] } }],
  ['CRLF and a byte order mark', '\ufeffa:\r\n  b: c\r\n', { a: { b: '"c" from "c"' } }],
  ['an alias', 'a: &x {b: 1}\nc: *x\n', { a: { b: '1 from "1"' }, c: { b: '1 from "1"' } }],
  [
    'a merge key',
    'a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n',
    { a: { b: '1 from "1"' }, c: { b: '1 from "1"', d: '2 from "2"' } },
  ],
  ['a merge key with something else', 'a:\n  <<: 3\n  d: 2\n', { a: { d: '2 from "2"' } }],
  ['a list that holds itself', 'a: &x [*x]\n', { a: [['null from "*x"']] }],
  ['a key that is no text', '1: a\ntrue: b\n', { 1: '"a" from "a"', true: '"b" from "b"' }],
];

describe('parseYaml', () => {
  for (const [name, text, expected] of cases) {
    it(name, () => assert.deepEqual(outline(text, parseYaml(text).root), expected));
  }

  const broken: ReadonlyArray<readonly [string, string, unknown]> = [
    ['a bracket that is not closed', 'a: [1,\nb: 2', { a: ['1 from "1"'], b: '2 from "2"' }],
    ['a tab', 'a:\n\tb: 1', undefined],
    ['a key twice', 'a: 1\na: 2', undefined],
    ['two documents', 'a: 1\n---\nb: 2', { a: '1 from "1"' }],
    ['an alias of nothing', 'a: *nothing', { a: 'null from "*nothing"' }],
    ['a quote that goes on too far to the left, with CRLF', '- a: "b\r\nc"\r\n', undefined],
  ];
  for (const [name, text, expected] of broken) {
    it(`${name} is a problem at its place`, () => {
      const { root, problems } = parseYaml(text);
      assert.ok(problems.length > 0);
      for (const { span, message } of problems) {
        assert.ok(span.start <= span.end && span.end <= text.length);
        for (const offset of [span.start, span.end]) assert.ok(text.slice(offset - 1, offset + 1) !== '\r\n');
        assert.ok(!message.includes('\n'));
      }
      if (expected !== undefined) assert.deepEqual(outline(text, root), expected);
    });
  }

  it('aliases that would fill the memory are cut off', () => {
    const levels = Array.from(
      { length: 30 },
      (_, n) => `l${n}: &l${n} [${n === 0 ? 'x' : `*l${n - 1}, *l${n - 1}, *l${n - 1}, *l${n - 1}`}]`,
    );
    const { root } = parseYaml(levels.join('\n'));
    assert.equal(root?.kind, 'map');
  });

  it('deep nesting is cut off', () => {
    const text = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    assert.ok(parseYaml(text) !== undefined);
  });
});

describe('reading a map', () => {
  const { root } = parseYaml('a: 1\nb:\na: 2\n');
  it('the last entry of a key counts', () => assert.equal(outline('', valueAt(root, 'a')), '2 from ""'));
  it('nothing is no value', () => {
    assert.equal(valueAt(root, 'b'), undefined);
    const entry = entryOf(root, 'b');
    assert.ok(entry !== undefined && isNothing(entry.value));
  });
  it('no such key', () => assert.equal(valueAt(root, 'c'), undefined));
  it('no map', () => assert.equal(valueAt(valueAt(root, 'a'), 'a'), undefined));
});
