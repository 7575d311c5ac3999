import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, tokenize } from './tokenize.js';

const keyword = '=keyword.other.special-method';

test('carriage returns change nothing', () => {
  const text =
    'FROM a AS b\nRUN c \\\n  # d\n  && "e\nENV F=g \\\n  H=i\nCOPY <<-EOF /j\n\tEOF\nRUN <<EOF\n"k\nEOF\nUSER l';
  const scopes = (source: string): readonly string[] =>
    tokenize(source).map((token) => `${token.text}: ${token.scopes.join(' ')}`);
  assert.deepEqual(scopes(text.replaceAll('\n', '\r\n')), scopes(text));
});

test('an unterminated heredoc takes the rest, as it does in Docker', () => {
  check('RUN <<EOF\n"a\nUSER b', [['USER b', 'string.quoted.double.shell']]);
  check('COPY <<EOF /x\nUSER b', [['USER b', 'string.unquoted.heredoc']]);
});

test('a file of one line, of no line, of odd characters', () => {
  check('', []);
  check('\\', [['\\', '']]);
  check('\uFEFFFROM a\nUSER b', [['USER', keyword]]);
  check('RUN é "\u{1F600} \\\n ü"\nUSER b', [
    ['ü', 'string.quoted.double.shell'],
    ['USER', keyword],
  ]);
});

/** Generous: the grammar needs a few hundred milliseconds at worst; a blow-up needs minutes. */
const limit = 5000;

function checkTime(what: string, text: string): void {
  const start = performance.now();
  const tokens = tokenize(text);
  const milliseconds = Math.round(performance.now() - start);
  assert.ok(milliseconds < limit, `${what}: ${milliseconds} ms`);
  assert.ok(tokens.length > 0, what);
}

test('a line of 10,000 characters takes no excessive time', () => {
  const heads = [
    'RUN ',
    'RUN a \\\n',
    'COPY ',
    'ENV A=',
    'LABEL ',
    'FROM ',
    'CMD ["',
    'HEALTHCHECK ',
    '# check=skip=',
    '# syntax=',
  ];
  const units = [
    'a ',
    '  ',
    '\\',
    '" ',
    '${a:-',
    '["a",',
    '<<A ',
    "<<'a ",
    '# ',
    '--mount=type=cache,',
    '--a=b ',
    ':',
    '`',
    'a=',
  ];
  for (const head of heads) {
    for (const unit of units) {
      const long = unit.repeat(Math.ceil(10_000 / unit.length));
      checkTime(`${head} ${unit}`, `${head}${long} \\\n b\nUSER c`);
    }
  }
});

test('20,000 lines take time in proportion', () => {
  const units = [' && "b" \\\n', '# a\n', '\n', ' --mount=type=cache \\\n', ' a="b \\\n', ' # a \\\n'];
  for (const head of ['RUN a \\\n', 'ENV A=b \\\n', 'RUN <<EOF\n', 'COPY <<EOF /a\n']) {
    for (const unit of units) checkTime(`${head} ${unit}`, `${head}${unit.repeat(20_000)}`);
  }
});
