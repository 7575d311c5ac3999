import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { needsShell, quoteForShell, splitCommandLine } from '@dockwright/shared-rules/shell/quote';
import { mapWhole } from '@dockwright/shared-rules/text/mapped-text';
import { slice } from '@dockwright/shared-rules/text/span';
import fc from 'fast-check';
import { bodyOf } from './support.js';

describe('a command line without a shell', () => {
  function check(text: string, expected: readonly string[]): void {
    it(JSON.stringify(text), () => {
      const source = mapWhole(text, 0);
      assert.deepEqual(
        splitCommandLine(source)?.map(({ value }) => value),
        expected,
      );
      assert.deepEqual(needsShell(source), []);
    });
  }

  check('node', ['node']);
  check('node server.js', ['node', 'server.js']);
  check('  node   server.js  ', ['node', 'server.js']);
  check('python -c "print(1)"', ['python', '-c', 'print(1)']);
  check("java '-Dx=a b' -jar app.jar", ['java', '-Dx=a b', '-jar', 'app.jar']);
  check('a b\\ c \\$d \\*', ['a', 'b c', '$d', '*']);
  check('a "" \'\'', ['a', '', '']);
  check('nginx -g "daemon off;"', ['nginx', '-g', 'daemon off;']);
  check('a --x=y {} {z} 1:2 @a +b %c', ['a', '--x=y', '{}', '{z}', '1:2', '@a', '+b', '%c']);
  check('env A=b c', ['env', 'A=b', 'c']);
  check("sh -c 'a | b > $c'", ['sh', '-c', 'a | b > $c']);
  check('echo "🐳"', ['echo', '🐳']);
  check('a if then do', ['a', 'if', 'then', 'do']);
  check('/usr/bin/[ -f x ]', ['/usr/bin/[', '-f', 'x', ']']);
  check('a#b', ['a#b']);

  it('over several lines, with spans in the document', () => {
    const document = 'CMD node \\\n  # note\n  ser\\\nver.js "a b"';
    assert.deepEqual(
      splitCommandLine(bodyOf(document))?.map(({ value, span }) => [value, slice(document, span)]),
      [
        ['node', 'node'],
        ['server.js', 'ser\\\nver.js'],
        ['a b', '"a b"'],
      ],
    );
  });

  it('nothing at all is no command line', () => {
    assert.equal(splitCommandLine(mapWhole('', 0)), undefined);
    assert.equal(splitCommandLine(mapWhole('  ', 0)), undefined);
    assert.deepEqual(needsShell(mapWhole(' ', 0)), []);
  });
});

describe('what needs a shell', () => {
  function check(text: string, ...expected: readonly string[]): void {
    it(JSON.stringify(text), () => {
      const source = mapWhole(text, 0);
      assert.deepEqual(
        needsShell(source).map((feature) => `${feature.kind} ${feature.text} «${slice(text, feature.span)}»`),
        expected,
      );
      assert.equal(splitCommandLine(source), undefined);
    });
  }

  check('a | b', 'pipe | «|»');
  check('a |& b', 'pipe |& «|&»');
  check('a && b || c; d', 'list && «&&»', 'list || «||»', 'list ; «;»');
  check('a;', 'list ; «;»');
  check('a &', 'background & «&»');
  check('a & b', 'background & «&»');
  check('a $x "${y}"', 'variable $x «$x»', 'variable $y «${y}»');
  check('$x', 'variable $x «$x»');
  check('a $1', 'expansion $1 «$1»');
  check('a "$@"', 'expansion "$@" «"$@"»');
  check('a $((1 + 2))', 'expansion $((1 + 2)) «$((1 + 2))»');
  check("a $'b'", "expansion $'b' «$'b'»");
  check('a $(b | c)', 'substitution $(b | c) «$(b | c)»');
  check('a `b`', 'substitution `b` «`b`»');
  check('a *.js', 'glob *.js «*.js»');
  check('a ~/b', 'glob ~/b «~/b»');
  check('a {b,c}', 'glob {b,c} «{b,c}»');
  check('a > b 2>&1', 'redirect > «> b»', 'redirect >& «2>&1»');
  check('a <<< b', 'redirect <<< «<<< b»');
  check('A=b', 'assignment A «A=b»');
  check('A=b c', 'assignment A «A=b»');
  check('cd /x', 'builtin cd «cd»');
  check('cd /x && a', 'builtin cd «cd»', 'list && «&&»');
  check('. ./x', 'builtin . «.»');
  check('exec a', 'builtin exec «exec»');
  check(': a', 'builtin : «:»');
  check('export A=b', 'builtin export «export»');
  check('if a; then cd b; fi', 'keyword if «if»', 'builtin cd «cd»');
  check('! a', 'keyword ! «!»');
  check('{ a; }', 'keyword { «{»');
  check('( a )', 'keyword ( «(»');
  check('[[ -f a ]]', 'keyword [[ «[[»');
  check('time a', 'keyword time «time»');
  check('a # b', 'comment # «# b»');
  check('a; # b', 'list ; «;»', 'comment # «# b»');
  check('# b', 'comment # «# b»');
  check('a "b', 'unreadable  «a "b»');
  check('if', 'keyword if «if»', 'unreadable  «if»');
  check("a 'b' $c | d", 'variable $c «$c»', 'pipe | «|»');
});

describe('quoting for a shell', () => {
  function check(value: string, expected: string): void {
    it(JSON.stringify(value), () => assert.equal(quoteForShell(value), expected));
  }

  check('a', 'a');
  check('/usr/bin/a-b_c.d:e,f@g+h%i', '/usr/bin/a-b_c.d:e,f@g+h%i');
  check('--a=b', '--a=b');
  check('', "''");
  check('a b', "'a b'");
  check("it's", "'it'\\''s'");
  check('$x', "'$x'");
  check('A=b', "'A=b'");
  check('=a', "'=a'");
  check('~', "'~'");
  check('a\nb', "'a\nb'");
  check('{', "'{'");
  check('#a', "'#a'");
  check('if', "'if'");
  check('é', "'é'");

  it('any list of values comes back out of the words', () => {
    const value = fc.string({ unit: 'binary' }).filter((text) => !/\r(?=\n|$)/.test(text));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (values) => {
        const line = ['program', ...values].map(quoteForShell).join(' ');
        assert.deepEqual(
          splitCommandLine(mapWhole(line, 0))?.map((word) => word.value),
          ['program', ...values],
        );
      }),
    );
  });

  it('a real shell agrees', { skip: process.platform === 'win32' }, () => {
    const values = ["it's", '$x `y` "z"', '', 'a\\b', '*', '~', '# c', 'A=b', '!', 'é 🐳', '-n', 'if'];
    const line = ['printf', '%s\\0', ...values].map(quoteForShell).join(' ');
    const { stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    assert.equal(stdout, values.map((value) => `${value}\0`).join(''));
  });
});
