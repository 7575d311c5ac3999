import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { effectiveCommand } from '@dockwright/shared-rules/shell/commands';
import { parseShell } from '@dockwright/shared-rules/shell/parse';
import { needsShell, splitCommandLine } from '@dockwright/shared-rules/shell/quote';
import { type MappedText, mapWhole, type Segment } from '@dockwright/shared-rules/text/mapped-text';
import { slice } from '@dockwright/shared-rules/text/span';
import fc from 'fast-check';
import { allSpans, allWords, script } from './support.js';

const piece = fc.constantFrom(
  ...['a', 'apt-get', '-y', '--x=y', ' ', '  ', '\t', '\n', '\r\n', '\r', '\\\n', '\\\r\n', '\\', '#', '# c\n'],
  ...[
    '&&',
    '||',
    ';',
    '&',
    '|',
    '|&',
    ';;',
    '(',
    ')',
    '{ ',
    ' }',
    '{a,b}',
    '*',
    '?',
    '[',
    ']',
    '[[ ',
    ' ]]',
    '((',
    '))',
  ],
  ...['"', "'", '`', '$', '$x', '${x', '}', '${x:-', '$(', '$((', '<(', "$'", '$"', '\\`', '\\"', '\\$', '~', '='],
  ...[
    'if ',
    'then ',
    'fi',
    'for x in ',
    'do ',
    'done',
    'while ',
    'case x in ',
    'esac',
    'f() ',
    'function ',
    '! ',
    'time ',
  ],
  ...[
    'x=',
    'x=(',
    '<<E\n',
    "<<-'E'\n",
    '\nE\n',
    '<<<',
    '>',
    '>&',
    '2>',
    '&>',
    "sh -c '",
    'sh -c "',
    "eval '",
    '🐳',
    'é',
    '\0',
  ],
);
const shellText = fc.oneof(
  fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** Cuts a text into pieces and puts them into a document with something between them, as continuations do. */
const mapped = fc
  .tuple(shellText, fc.array(fc.nat({ max: 60 }), { maxLength: 5 }))
  .map(([text, cuts]): { readonly source: MappedText; readonly document: string } => {
    const starts = [0, ...cuts.filter((cut) => cut > 0 && cut < text.length)].sort((a, b) => a - b);
    const segments: Segment[] = [];
    let document = '';
    for (const [index, at] of [...new Set(starts)].entries()) {
      document += index === 0 ? 'RUN ' : '\\\n';
      segments.push({ at, offset: document.length });
      document += text.slice(at, [...new Set(starts)][index + 1] ?? text.length);
    }
    return { source: { text, segments: text === '' ? [] : segments }, document };
  });

describe('any text', () => {
  it('is read without a throw, with all spans inside the document and in order', () => {
    fc.assert(
      fc.property(mapped, ({ source, document }) => {
        const parsed = parseShell(source);
        for (const { start, end } of allSpans(parsed)) {
          assert.ok(start >= 0 && start <= end && end <= document.length, `${start}-${end} of ${document.length}`);
        }
        const starts = parsed.commands.map(({ span }) => span.start);
        assert.deepEqual(
          starts,
          [...starts].sort((a, b) => a - b),
        );
        for (const command of parsed.commands) effectiveCommand(command);
      }),
      { numRuns: 3000 },
    );
  });

  it('gives words that stand in the document as their text says', () => {
    fc.assert(
      fc.property(shellText, (text) => {
        const parsed = script(text);
        if (!parsed.complete) return;
        for (const command of parsed.commands) {
          if (command.nesting.includes('script-argument') || text.includes('\\`')) continue;
          for (const word of allWords(command)) {
            const written = slice(text, word.span).replaceAll('\r\n', '\n');
            if (!written.includes('\\\n')) assert.equal(word.text, written);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('needs a shell, or is words without one; never both, never neither', () => {
    fc.assert(
      fc.property(shellText, (text) => {
        const source = mapWhole(text, 0);
        const features = needsShell(source);
        const words = splitCommandLine(source);
        assert.equal(words !== undefined, features.length === 0 && /[^ \t\n]/.test(text.replace(/\r(?=\n|$)/g, '')));
        for (const { span } of features) assert.ok(span.start <= span.end && span.end <= text.length);
      }),
      { numRuns: 3000 },
    );
  });

  it('is read the same the second time, wherever it stands', () => {
    fc.assert(
      fc.property(shellText, (text) => {
        assert.deepEqual(parseShell(mapWhole(text, 3)), parseShell(mapWhole(text, 3)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('large scripts', () => {
  /** The best of three, so that a busy machine does not fail the test. */
  function milliseconds(make: (round: number) => string): number {
    const times = [0, 1, 2].map((round) => {
      const text = make(round);
      const start = performance.now();
      parseShell(mapWhole(text, 0));
      return performance.now() - start;
    });
    return Math.min(...times);
  }

  it('5,000 commands, all of them read', () => {
    const line = 'apt-get install -y --no-install-recommends "a b" $x $(c)';
    const parsed = script(Array.from({ length: 5_000 }, () => line).join(' && '));
    assert.equal(parsed.commands.length, 10_000);
    assert.equal(parsed.operators.length, 4_999);
    assert.equal(parsed.isPlainList, true);
  });

  const shapes: Readonly<Record<string, (count: number) => string>> = {
    'one && list': (count) => 'apt-get install -y "a b" $x && '.repeat(count),
    lines: (count) => 'echo hello > /dev/null # note\n'.repeat(count),
    'one command with many words': (count) => `echo ${'"a\\"b" '.repeat(count)}`,
    'one word of many pieces': (count) => `sh -c ${'a"b"'.repeat(count)}`,
    'a quoted script': (count) => `bash -c '${'a "b" && '.repeat(count)} c'`,
    'ifs in a row': (count) => 'if a; then b; else c; fi\n'.repeat(count),
    'one long sum': (count) => `echo $((${'1 + x + '.repeat(count)}1))`,
    comments: (count) => `a\n${'# note\n'.repeat(count)}b`,
    'carriage returns': (count) => 'a b c\r\n'.repeat(count),
  };
  for (const [name, make] of Object.entries(shapes)) {
    it(`${name}: the time grows with the length, not faster`, () => {
      const small = milliseconds((round) => `${round}; ${make(2_000)}`);
      const large = milliseconds((round) => `${round}; ${make(16_000)}`);
      assert.ok(large < 40 * Math.max(small, 2), `${small.toFixed(1)} ms, then ${large.toFixed(1)} ms`);
    });
  }
});

describe('deep nesting ends soon, keeps what stands before it, and says that it is incomplete', () => {
  const shapes: Readonly<Record<string, (count: number) => string>> = {
    'open substitutions': (count) => 'x $('.repeat(count),
    'closed substitutions': (count) => `x ${'$(a '.repeat(count)}${')'.repeat(count)}`,
    'quoted substitutions': (count) => '"$('.repeat(count),
    'process substitutions': (count) => `x ${'<(a '.repeat(count)}`,
    subshells: (count) => '('.repeat(count),
    groups: (count) => '{ '.repeat(count),
    ifs: (count) => 'if '.repeat(count),
    loops: (count) => 'while a; do '.repeat(count),
    cases: (count) => 'case x in y) '.repeat(count),
    expansions: (count) => `x ${'${x:-'.repeat(count)}`,
    arithmetic: (count) => `x ${'$(('.repeat(count)}`,
    tests: (count) => `[[ ${'( '.repeat(count)}`,
    functions: (count) => 'f() '.repeat(count),
    coprocesses: (count) => 'coproc '.repeat(count),
  };
  for (const [name, make] of Object.entries(shapes)) {
    for (const count of [2_000, 20_000]) {
      it(`${count} ${name}`, () => {
        const start = performance.now();
        const parsed = script(`first && second; ${make(count)}`);
        assert.ok(performance.now() - start < 2_000);
        assert.equal(parsed.complete, false);
        if (name === 'functions' || name === 'coprocesses') return;
        assert.deepEqual(
          parsed.commands.slice(0, 2).map((command) => command.name?.value),
          ['first', 'second'],
        );
      });
    }
  }

  it('quoted scripts inside each other', () => {
    let text = 'x';
    for (let level = 0; level < 6; level++) text = `eval "${text.replace(/[\\"]/g, '\\$&')}"`;
    const parsed = script(text);
    assert.equal(parsed.complete, true);
    assert.equal(parsed.commands.length, 7);
    assert.equal(parsed.commands.at(-1)?.name?.value, 'x');
  });

  it('too many quoted scripts inside each other', () => {
    let text = 'x';
    for (let level = 0; level < 12; level++) text = `eval "${text.replace(/[\\"]/g, '\\$&')}"`;
    assert.equal(script(text).complete, false);
  });
});
