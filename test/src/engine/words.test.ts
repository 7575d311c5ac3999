import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wordsOf } from '@dockwright/shared-rules/text/words';

function check(names: readonly string[], expected: readonly string[]): void {
  assert.deepEqual(wordsOf(names), expected, names.join(' '));
}

describe('wordsOf', () => {
  it('gives the longest run of letters and digits of a name', () => {
    check(['ssh-keyscan', 'curl', './bin/rails'], ['keyscan', 'curl', 'rails']);
    check(['NODE_TLS_REJECT_UNAUTHORIZED'], ['unauthorized']);
  });

  it('gives the first of several that are as long', () => {
    check(['apt-get', 'php-fpm'], ['apt', 'php']);
  });

  it('leaves out digits at the end, and only those', () => {
    check(['pip3', 'md5sum', 'x11vnc', 'python3.11', '7z'], ['pip', 'md5sum', 'x11vnc', 'python', '7z']);
  });

  it('gives each word once, and none for a name without any', () => {
    check(['vim', 'vim-nox', '[', ''], ['vim']);
  });
});
