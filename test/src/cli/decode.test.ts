import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode } from '@dockwright/cli/decode';

function bytes(...parts: readonly (string | number)[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part)))),
  );
}

function check(name: string, input: Uint8Array, text: string, byteOrderMark = false): void {
  test(`${name} is read and written back`, () => {
    const decoded = decode(input);
    assert.deepEqual(decoded, { text, byteOrderMark });
    assert.deepEqual(Buffer.from(encode({ text, byteOrderMark })), Buffer.from(input));
  });
}

function checkRefused(name: string, input: Uint8Array, line: number, column: number, message: RegExp): void {
  test(`${name} is refused at ${line}:${column}`, () => {
    const refused = decode(input);
    assert.ok('message' in refused);
    assert.deepEqual([refused.line, refused.column], [line, column]);
    assert.match(refused.message, message);
  });
}

check('an empty file', bytes(), '');
check('plain text', bytes('FROM a\r\nRUN b'), 'FROM a\r\nRUN b');
check('text with a byte order mark', bytes(0xef, 0xbb, 0xbf, 'FROM é\n'), 'FROM é\n', true);
check('a byte order mark alone', bytes(0xef, 0xbb, 0xbf), '', true);
check('a second byte order mark', bytes('\uFEFF\uFEFFa'), '\uFEFFa', true);
check('a replacement character that is meant', bytes('FROM \uFFFD\n'), 'FROM \uFFFD\n');
check('emoji', bytes('# 🐳\n'), '# 🐳\n');

checkRefused('Latin-1', bytes('FROM a\nLABEL é=', 0xe9, '\n'), 2, 9, /0xE9.*UTF-8/);
checkRefused('a cut sequence that begins like the replacement character', bytes('a', 0xef), 1, 2, /0xEF/);
checkRefused('such a sequence before a letter', bytes('a', 0xef, 0xbf, 'b'), 1, 2, /0xEF/);
checkRefused('a cut sequence', bytes('# 🐳', 0xf0, 0x9f), 1, 5, /0xF0/);
checkRefused('a broken byte behind a meant replacement character', bytes('\uFFFD', 0xff), 1, 2, /0xFF/);
checkRefused('UTF-16', bytes(0xff, 0xfe, 'F', 0), 1, 1, /UTF-16.*UTF-8/);
checkRefused('UTF-16, big end first', bytes(0xfe, 0xff, 0, 'F'), 1, 1, /UTF-16/);
checkRefused('a program', bytes(0x7f, 'ELF', 2, 1, 1, 0, 0xff), 1, 8, /binary/);
checkRefused('a zero byte in the text', bytes('FROM a\nRU', 0, 'N'), 2, 3, /zero byte/);
