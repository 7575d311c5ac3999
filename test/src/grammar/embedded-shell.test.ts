import { test } from 'node:test';
import { check, tokenizeMarkdown } from './tokenize.js';

const keyword = '=keyword.other.special-method';
const line = 'meta.embedded.line.shellscript';

test('the shell form is embedded shell, whatever instruction holds it', () => {
  for (const word of ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK CMD', 'ONBUILD RUN', 'RUN --network=none']) {
    check(`${word} a && $b\nUSER c`, [
      ['&&', line],
      ['$b', 'variable.other.shell'],
      ['USER', keyword],
    ]);
  }
});

test('a logical line goes on over continuations', () => {
  check('RUN a \\\n  && b \\  \n  "c \\\n  d" \\\n  e\nUSER f', [
    ['\\', 'constant.character.escape.line-continuation'],
    ['&&', 'keyword.operator.shell'],
    ['b', 'entity.name.command.shell'],
    ['\\', 'constant.character.escape.line-continuation'],
    ['c', 'string.quoted.double.shell'],
    ['\\', 'constant.character.escape.line-continuation'],
    ['d', 'string.quoted.double.shell'],
    ['e', line],
    ['USER', keyword],
  ]);
});

test('two backslashes at the end of a line do not continue it', () => {
  check('RUN a \\\\\nUSER b', [['USER', keyword]]);
});

test('what the shell leaves open ends with the logical line', () => {
  for (const open of ['"', "'", '$(', '$(a "', 'a "b \\\n c', "a && 'b \\\n# c\n d", '<< EOF', 'a # "']) {
    check(`RUN ${open}\nUSER b\nCMD c "\nUSER d`, [
      ['USER', keyword],
      ['CMD', keyword],
      ['USER', keyword],
    ]);
  }
});

test('an instruction keyword inside a continued command is a word of the shell', () => {
  check('RUN psql -c "SELECT a \\\n  FROM b" \\\n  && user c\nUSER d', [
    ['FROM b', 'string.quoted.double.shell'],
    ['user', 'entity.name.command.shell'],
    ['USER', keyword],
  ]);
});

test('in a Markdown code block every instruction ends before the next', () => {
  const text =
    'a\n```dockerfile\nFROM a AS b\n\nRUN c "d\n# e\nCMD ["f"]\nRUN <<EOF\n"g\nEOF\nCOPY h i\nUSER j\n```\nk';
  check(
    text,
    [
      ['FROM', keyword],
      ['RUN', keyword],
      ['CMD', keyword],
      ['f', 'string.quoted.double.dockerfile'],
      ['RUN', keyword],
      ['g', 'meta.embedded.block.shellscript'],
      ['EOF', 'keyword.control.heredoc-delimiter'],
      ['COPY', keyword],
      ['USER', keyword],
      ['k', ''],
    ],
    tokenizeMarkdown(text),
  );
});
