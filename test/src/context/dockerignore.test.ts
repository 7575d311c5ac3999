import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isIgnored } from '@dockwright/shared-rules/context/dockerignore';

function check(dockerignore: string, path: string, expected: boolean): void {
  it(`${JSON.stringify(dockerignore)} and ${path}`, () => assert.equal(isIgnored(dockerignore, path), expected));
}

describe('isIgnored', () => {
  check('', 'package.json', false);
  check('node_modules', 'node_modules/', true);
  check('node_modules', 'node_modules/a/package.json', true);
  check('node_modules', 'web/node_modules/a', false);
  check('**/node_modules', 'web/node_modules/a', true);
  check('**/node_modules/**', 'node_modules/a', true);
  check('**/node_modules/**', 'src/main.ts', false);
  check('**/node_modules/**', 'web/node_modules/a', true);
  check('docs/**', 'docs/a/b', true);
  check('docs/**', 'docs/', false);
  check('**', 'a', true);
  check('a/**/b/**/c', 'a/x/b/c', true);
  check('a/**/b/**/c', 'a/x/c', false);
  check('/dist/', 'dist/main.js', true);
  check('*.md', 'README.md', true);
  check('*.md', 'docs/README.md', false);
  check('docs/**/*.md', 'docs/a/b.md', true);
  check('docs/**/*.md', 'src/b.md', false);
  check('*\n!package.json', 'package.json', false);
  check('*\n!package.json', 'src/main.ts', true);
  check('!package.json\n*', 'package.json', true);
  check('# *\r\nsecret.txt\r\n', 'secret.txt', true);
  check('# *\r\nsecret.txt\r\n', 'other.txt', false);
  check('a.c', 'abc', false);
  check('[', '[', false);
});
