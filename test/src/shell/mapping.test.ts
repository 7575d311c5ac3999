import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseShell } from '@dockwright/shared-rules/shell/parse';
import { mapWhole } from '@dockwright/shared-rules/text/mapped-text';
import { slice } from '@dockwright/shared-rules/text/span';
import { allWords, bodyOf, outline } from './support.js';

describe('a command line, as Docker joins it, points into the document', () => {
  function check(document: string, expected: readonly string[]): void {
    it(JSON.stringify(document), () => {
      const parsed = parseShell(bodyOf(document));
      assert.equal(parsed.complete, true);
      assert.deepEqual(
        parsed.commands.flatMap(allWords).map(({ text, span }) => `${text} «${slice(document, span)}»`),
        expected,
      );
    });
  }

  check('RUN a b', ['a «a»', 'b «b»']);
  check('FROM x\nRUN a'.replace('FROM x\n', '# x\n'), ['a «a»']);
  check('RUN a \\\n  b', ['a «a»', 'b «b»']);
  check('RUN apt-get in\\\nstall -y cu\\\nrl', [
    'apt-get «apt-get»',
    'install «in\\\nstall»',
    '-y «-y»',
    'curl «cu\\\nrl»',
  ]);
  check('RUN a \\\r\n  in\\\r\nstall', ['a «a»', 'install «in\\\r\nstall»']);
  check('RUN a \\\n# one; "two\n\n   # three $(\n  b', ['a «a»', 'b «b»']);
  check('RUN a in\\\n# note\nstall', ['a «a»', 'install «in\\\n# note\nstall»']);
  check('RUN --mount=type=cache,target=/x a b', ['a «a»', 'b «b»']);
  check('# escape=`\nRUN a `\n  b\\c', ['a «a»', 'b\\c «b\\c»']);
  check('RUN echo "🐳 $x" \\\n  && é', ['echo «echo»', '"🐳 $x" «"🐳 $x"»', 'é «é»']);
  check('\uFEFFRUN a b', ['a «a»', 'b «b»']);
  check("RUN sh -c 'a \\\n  b'", ['sh «sh»', '-c «-c»', "'a   b' «'a \\\n  b'»", 'a «a»', 'b «b»']);
  check('RUN sh -c "x \\"a\\\n b\\""', [
    'sh «sh»',
    '-c «-c»',
    '"x \\"a b\\"" «"x \\"a\\\n b\\""»',
    'x «x»',
    '"a b" «"a\\\n b\\"»',
  ]);
  check('RUN a=1 b > \\\n f', ['b «b»', '1 «1»', 'f «f»']);
});

describe('operators, commands and variables point into the document', () => {
  const document = 'RUN a $x \\\n  &\\\n& b ${\\\n# note\ny} | \\\n  c';
  const parsed = parseShell(bodyOf(document));

  it('commands', () => {
    assert.deepEqual(outline(document, parsed), ['«a $x» &&', '&& «b ${\\↵# note↵y}» |', '| «c»']);
  });
  it('operators', () => {
    assert.deepEqual(
      parsed.operators.map(({ text, span }) => [text, slice(document, span)]),
      [
        ['&&', '&\\\n&'],
        ['|', '|'],
      ],
    );
  });
  it('variables', () => {
    assert.deepEqual(
      parsed.variables.map(({ name, span }) => [name, slice(document, span)]),
      [
        ['x', '$x'],
        ['y', '${\\\n# note\ny}'],
      ],
    );
  });
});

describe('the body of a heredoc', () => {
  const lines = [
    'set -e',
    '# a note',
    'apt-get update && \\',
    '  apt-get in\\',
    'stall "two',
    'lines"',
    "cat <<'X' > f",
    'not $(run)',
    'X',
    'if a; then',
    "  sh -c 'b",
    "c'",
    'fi',
    '',
  ];

  for (const ending of ['\n', '\r\n']) {
    const before = `RUN <<EOF${ending}`;
    const body = lines.join(ending);
    const document = `${before}${body}EOF${ending}`;
    const parsed = parseShell(mapWhole(body, before.length));

    it(`with ${JSON.stringify(ending)}: no word holds a carriage return, every span is right`, () => {
      assert.equal(parsed.complete, true);
      const expected = [
        ['set', 'set'],
        ['-e', '-e'],
        ['apt-get', 'apt-get'],
        ['update', 'update'],
        ['apt-get', 'apt-get'],
        ['install', `in\\${ending}stall`],
        ['"two\nlines"', `"two${ending}lines"`],
        ['cat', 'cat'],
        ["'X'", "'X'"],
        ['f', 'f'],
        ['a', 'a'],
        ['sh', 'sh'],
        ['-c', '-c'],
        ["'b\nc'", `'b${ending}c'`],
        ['b', 'b'],
        ['c', 'c'],
      ];
      const found = parsed.commands.flatMap((part) =>
        allWords(part).map(({ text, span }) => [text, slice(document, span)]),
      );
      assert.deepEqual(found, expected);
      assert.equal(
        parsed.commands.flatMap(allWords).some(({ text, value }) => `${text}${value}`.includes('\r')),
        false,
      );
    });

    it(`with ${JSON.stringify(ending)}: operators and the source as given`, () => {
      assert.deepEqual(
        parsed.operators.map(({ text }) => text),
        ['\n', '&&', '\n', '\n'],
      );
      assert.equal(parsed.source.text, body);
    });
  }

  it('a carriage return at the very end is no part of a word', () => {
    assert.deepEqual(
      parseShell(mapWhole('ls -l\r', 7))
        .commands.flatMap(allWords)
        .map(({ value, span }) => [value, span]),
      [
        ['ls', { start: 7, end: 9 }],
        ['-l', { start: 10, end: 12 }],
      ],
    );
  });

  it('a carriage return inside a line stays', () => {
    assert.deepEqual(
      parseShell(mapWhole('a "b\rc"\r\n', 0))
        .commands.flatMap(allWords)
        .map(({ value }) => value),
      ['a', 'b\rc'],
    );
  });
});

describe('one text in two places', () => {
  it('gives the same commands, each with the spans of its own place', () => {
    const first = parseShell(mapWhole('a $x', 10));
    const second = parseShell(mapWhole('a $x', 500));
    assert.deepEqual(
      [first, second].map(({ commands }) => commands.map(({ span }) => span)),
      [[{ start: 10, end: 14 }], [{ start: 500, end: 504 }]],
    );
    assert.deepEqual(parseShell(mapWhole('a $x', 10)), first);
  });
});
