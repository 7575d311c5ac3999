import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isIgnored } from '@dockwright/shared-rules/context/dockerignore';
import { parseIgnoreFile } from '@dockwright/shared-rules/context/ignore-file';

describe('parseIgnoreFile', () => {
  /** Each pattern as `line path`, exceptions with `!`; each must stand where it says. */
  function check(text: string, expected: readonly string[], comments: readonly string[] = []): void {
    it(JSON.stringify(text), () => {
      const file = parseIgnoreFile(text);
      assert.deepEqual(
        file.patterns.map(({ line, path, isException }) => `${line} ${isException ? '!' : ''}${path}`),
        expected,
      );
      for (const { span, text: written } of file.patterns) assert.equal(text.slice(span.start, span.end), written);
      assert.deepEqual(
        file.comments.map(({ start, end }) => text.slice(start, end)),
        comments,
      );
    });
  }
  check('', []);
  check('a\n\n  \nb', ['0 a', '3 b']);
  check('# c\na # b\n # d\n', ['1 a # b', '2 # d'], ['# c']);
  check('! a \r\n/b/\r\n./c/../d/\r\n', ['0 !a', '1 b', '2 d']);
  check('\ufeff# c\n.', ['1 '], ['# c']);
  check('\ufeffa', ['0 a']);
});

describe('patterns', () => {
  function check(pattern: string, path: string, expected: boolean): void {
    it(`${pattern} and ${path}`, () => assert.equal(isIgnored(pattern, path), expected));
  }
  check('a?c', 'abc', true);
  check('a?c', 'a/c', false);
  check('[a-c].txt', 'b.txt', true);
  check('[^a-c].txt', 'b.txt', false);
  check('[!b].txt', 'b.txt', true);
  check('[!b].txt', '!.txt', true);
  check('[]', ']', false);
  check('\\*', '*', true);
  check('\\*', 'a', false);
  check('*a*b*', 'xxaxxbxx', true);
  check('*a*b*', 'xxbxxaxx', false);
  check(' # a', '# a', true);
  check('dist', 'distance', false);
  check('**/*.md', 'README.md', true);
  check('**/a/b', 'x/a/b/c', true);
  check('**/a/b', 'x/a/c/b', false);
});
