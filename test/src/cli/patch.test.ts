import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { unifiedPatch } from '@dockwright/cli/patch';

/** The patch must be taken by git and lead to `after`. */
function check(name: string, before: string, after: string, path = 'Dockerfile'): void {
  test(`patch: ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'dockwright-patch-'));
    try {
      writeFileSync(join(folder, path), before);
      const git = ['apply', '--unidiff-zero', '--whitespace=nowarn', '-'];
      const result = spawnSync('git', git, { cwd: folder, input: unifiedPatch(path, before, after), encoding: 'utf8' });
      assert.equal(result.stderr, '');
      assert.equal(readFileSync(join(folder, path), 'utf8'), after);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

check('a line changes', 'FROM a\nRUN b\nRUN c\n', 'FROM a\nRUN x\nRUN c\n');
check('lines come and go', 'FROM a\nRUN b\n', 'RUN b\nRUN d\nRUN e\n');
check('line endings stay', 'FROM a\r\nRUN b\r\n', 'FROM a\r\nRUN c\r\n');
check('no line ending at the end', 'FROM a\nRUN b', 'FROM a\nRUN c');
check('a line ending at the end is added', 'FROM a', 'FROM a\n');
check('a byte order mark stays', '\uFEFFFROM a\n', '\uFEFFFROM b\n');
check('letters of all kinds', 'LABEL 名前=🐳\n', 'LABEL 名前="🐳"\n', 'Dockerfile.é');
check('a name with blanks', 'FROM a\n', 'FROM b\n', 'my Dockerfile');
const many = Array.from({ length: 6_000 }, (_, index) => `RUN ${index}`).join('\n');
check('more changes than can be compared', many, many.replaceAll('RUN', 'CMD'));

test('patch: nothing changes, nothing is printed', () => assert.equal(unifiedPatch('Dockerfile', 'a', 'a'), ''));

test('patch: the usual form', () => {
  assert.equal(
    unifiedPatch('a/Dockerfile', 'FROM a\nRUN b\n', 'FROM a\nRUN c\n'),
    '--- a/a/Dockerfile\n+++ b/a/Dockerfile\n@@ -1,2 +1,2 @@\n FROM a\n-RUN b\n+RUN c\n',
  );
});

test('patch: an absolute path is left as it is', () => {
  assert.match(unifiedPatch('/a/Dockerfile', 'a\n', 'b\n'), /^--- \/a\/Dockerfile\n\+\+\+ \/a\/Dockerfile\n/);
});
