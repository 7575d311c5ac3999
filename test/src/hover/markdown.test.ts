import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dedent } from '@dockwright/shared-rules/text/dedent';
import {
  markdownBlock,
  markdownCell,
  markdownCode,
  markdownMessage,
  markdownText,
} from '@dockwright/shared-rules/text/markdown';
import { readMarks } from '@dockwright/shared-rules/text/marks';

function table(name: string, convert: (text: string) => string, rows: readonly (readonly [string, string])[]): void {
  describe(name, () => {
    for (const [input, expected] of rows) {
      it(JSON.stringify(input), () => assert.equal(convert(input), expected));
    }
  });
}

table('markdownText', markdownText, [
  ['plain words, and more.', 'plain words, and more.'],
  ['[x](command:y)', '\\[x\\]\\(command:y\\)'],
  ['<script>', '\\<script\\>'],
  ['https://example.com', 'https\\://example.com'],
  ['www.example.com', 'www\\.example.com'],
  ['a@b.c', 'a\\@b.c'],
  ['a\nb\r\nc', 'a b c'],
  ['# title', '\\# title'],
  ['- item', '\\- item'],
  ['1. item', '1\\. item'],
  ['a|b*c_d', 'a\\|b\\*c\\_d'],
  ['a\u202eb', 'aU+202Eb'],
  ['a\u0000b', 'aU+0000b'],
  ['&lt;', '\\&lt;'],
]);

table('markdownCode', markdownCode, [
  ['ls -l', '`ls -l`'],
  ['a`b', '``a`b``'],
  ['`a`', '`` `a` ``'],
  ['a``b`c', '```a``b`c```'],
  ['', '(empty)'],
  ['  ', '(empty)'],
  ['a\nb', '`a b`'],
  ['x'.repeat(100), `\`${'x'.repeat(79)}…\``],
  [`${'x'.repeat(78)}\u{1f433}${'y'.repeat(20)}`, `\`${'x'.repeat(78)}…\``],
]);

table('markdownMessage', markdownMessage, [
  ['Use `npm ci`.', 'Use `npm ci`.'],
  ['Use `<b>` and <b>.', 'Use `<b>` and \\<b\\>.'],
  ['One ` alone', 'One \\` alone'],
]);

table('markdownBlock', (text) => markdownBlock(text, 'x'), [
  ['a\n', '```x\na\n```\n'],
  ['a\r\nb', '```x\na\nb\n```\n'],
  ['```\na', '````x\n```\na\n````\n'],
]);

table('markdownCell', markdownCell, [
  ['a|b', 'a\\|b'],
  ['a\\|b', 'a\\|b'],
  ['a\nb', 'a b'],
]);

table('dedent', dedent, [
  ['\n    a\n      b\n    ', 'a\n  b\n'],
  ['a', 'a'],
  ['\n  a\n\n  b\n  ', 'a\n\nb\n'],
  ['\n  \ta\n  b\n', '\ta\nb\n'],
  ['\n', ''],
  ['', ''],
]);

describe('readMarks', () => {
  const check = (marked: string, text: string, spans: readonly (readonly [number, number])[]): void => {
    it(JSON.stringify(marked), () => {
      assert.deepEqual(readMarks(marked), { text, marked: spans.map(([start, end]) => ({ start, end })) });
    });
  };
  check('a «b» c', 'a b c', [[2, 3]]);
  check('«a «b»»', 'a b', [
    [0, 3],
    [2, 3],
  ]);
  check('«»a', 'a', [[0, 0]]);
  check('a» «b', 'a b', []);
  check('none', 'none', []);
});
