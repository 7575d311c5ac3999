import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ShellRedirect } from '@dockwright/shared-rules/shell/types';
import { slice } from '@dockwright/shared-rules/text/span';
import { command, words } from './support.js';

describe('the value of a word', () => {
  function check(text: string, ...expected: readonly (string | undefined)[]): void {
    it(JSON.stringify(text), () => {
      assert.deepEqual(
        words(text).map(({ value }) => value),
        expected,
      );
    });
  }

  check('a b', 'a', 'b');
  check('"a b" \'c d\'', 'a b', 'c d');
  check('a"b"\'c\'d', 'abcd');
  check('"" \'\'', '', '');
  check('a\\ b \\$x \\"', 'a b', '$x', '"');
  check('"a\\"b" "a\\\\b" "\\$x" "\\`" "a\\nb"', 'a"b', 'a\\b', '$x', '`', 'a\\nb');
  check("'a\\b' '$x' '`y`' '*'", 'a\\b', '$x', '`y`', '*');
  check('$\'a\\tb\' $"c"', 'a\tb', 'c');
  check('a$ "$" $', 'a$', '$', '$');
  check('{} + \\;', '{}', '+', ';');
  check('{a} {a b}', '{a}', '{a', 'b}');
  check('[ ] ! =', '[', ']', '!', '=');
  check('a#b a=b --c=d', 'a#b', 'a=b', '--c=d');
  check('"~" a~ \\~', '~', 'a~', '~');
  check('a\\\nb "c\\\nd"', 'ab', 'cd');
  check("'a\\\nb'", 'a\\\nb');
  check('🐳 "🐳 x"', '🐳', '🐳 x');

  check('$x ${x} "$x" a$x', undefined, undefined, undefined, undefined);
  check('$1 $@ "$?" $$', undefined, undefined, undefined, undefined);
  check('$(a) `a` "$(a)" <(a)', undefined, undefined, undefined, undefined);
  check('$((1+2)) $[1]', undefined, undefined);
  check('* a? [ab]c "x"*', undefined, undefined, undefined, undefined);
  check('{a,b} {1..3} x{a,b}y', undefined, undefined, undefined);
  check('@(a|b)', undefined);
  check('~ ~/x ~me', undefined, undefined, undefined);
});

describe('what a word holds', () => {
  function check(text: string, expected: string): void {
    it(JSON.stringify(text), () => {
      const found = words(text).map((word) =>
        [word.hasSubstitution && 'substitution', word.hasGlob && 'glob', word.hasQuotes && 'quotes']
          .filter((part) => part !== false)
          .join('+'),
      );
      assert.equal(found.join(' ') || '', expected);
    });
  }

  check('a', '');
  check('"a"', 'quotes');
  check("a'b'", 'quotes');
  check("$'a'", 'quotes');
  check('a\\ b', '');
  check('$(a)', 'substitution');
  check('`a`', 'substitution');
  check('"$(a)"', 'substitution+quotes');
  check('<(a)', 'substitution');
  check('$((1))', '');
  check('*', 'glob');
  check('"*"', 'quotes');
  check('"a"*', 'glob+quotes');
  check('a[bc]?', 'glob');
  check('{a,b}', 'glob');
  check('~/a', 'glob');
  check('${x:-"y"}', '');
  check('"${x%.*}"', 'quotes');
  check('[', '');
});

describe('the variables of a word', () => {
  function check(text: string, expected: readonly string[]): void {
    it(JSON.stringify(text), () => {
      const found = words(text).flatMap(({ variables }) =>
        variables.map(({ name, span, quoted, hasDefault }) =>
          [name, slice(`program ${text}`, span), quoted ? 'quoted' : '', hasDefault ? 'default' : '']
            .join(' ')
            .trimEnd()
            .replaceAll('  ', ' '),
        ),
      );
      assert.deepEqual(found, expected);
    });
  }

  check('$a', ['a $a']);
  check('x$a/${b}y', ['a $a', 'b ${b}']);
  check('"$a"', ['a $a quoted']);
  check('$a"$b"$c', ['a $a', 'b $b quoted', 'c $c']);
  check('${a:-x} ${a-x} ${a:=x} ${a=x}', [
    'a ${a:-x} default',
    'a ${a-x} default',
    'a ${a:=x} default',
    'a ${a=x} default',
  ]);
  check('${a:+x} ${a?x} ${a%x} ${a#x} ${a/x/y} ${a:1} ${#a} ${!a} ${a^^}', [
    'a ${a:+x}',
    'a ${a?x}',
    'a ${a%x}',
    'a ${a#x}',
    'a ${a/x/y}',
    'a ${a:1}',
    'a ${#a}',
    'a ${!a}',
    'a ${a^^}',
  ]);
  check('${a:-$b}', ['a ${a:-$b} default', 'b $b']);
  check('"${a:-$b}"', ['a ${a:-$b} quoted default', 'b $b quoted']);
  check('${a[$i]}', ['a ${a[$i]}', 'i $i']);
  check('$(x $a) $b', ['b $b']);
  check("'$a' \\$b", []);
  check('$1 $@ $* $# $? $$ $! $- ${1} ${@}', []);
  check('$((a + $b))', ['a a quoted', 'b $b quoted']);
  check('🐳$a', ['a $a']);
});

describe('the text and the span of a word', () => {
  function check(text: string, expected: readonly (readonly [string, string])[]): void {
    it(JSON.stringify(text), () => {
      const found = words(text).map((word) => [word.text, slice(`program ${text}`, word.span)]);
      assert.deepEqual(found, expected);
    });
  }

  check('a "b c"  d\\ e', [
    ['a', 'a'],
    ['"b c"', '"b c"'],
    ['d\\ e', 'd\\ e'],
  ]);
  check('in\\\nstall x', [
    ['install', 'in\\\nstall'],
    ['x', 'x'],
  ]);
  check('"a\\\n\\\\\n"', [['"a\\\\\n"', '"a\\\n\\\\\n"']]);
  check("'a\\\nb'c\\\nd", [["'a\\\nb'cd", "'a\\\nb'c\\\nd"]]);
  check('🐳 x', [
    ['🐳', '🐳'],
    ['x', 'x'],
  ]);
});

describe('assignments', () => {
  function check(text: string, expected: readonly string[], name?: string): void {
    it(JSON.stringify(text), () => {
      const parsed = command(text);
      assert.deepEqual(
        parsed.assignments.map(
          (assignment) => `${assignment.name}: ${assignment.value?.value} «${slice(text, assignment.span)}»`,
        ),
        expected,
      );
      assert.equal(parsed.name?.value, name);
    });
  }

  check('a=b', ['a: b «a=b»']);
  check('a=b c=d e', ['a: b «a=b»', 'c: d «c=d»'], 'e');
  check('a= b', ['a:  «a=»'], 'b');
  check('a="b c" d', ['a: b c «a="b c"»'], 'd');
  check('a=$b c', ['a: undefined «a=$b»'], 'c');
  check('a=* b', ['a: * «a=*»'], 'b');
  check('a=~/b c', ['a: undefined «a=~/b»'], 'c');
  check('PATH=/a:~/b c', ['PATH: undefined «PATH=/a:~/b»'], 'c');
  check("PATH='/a:~/b' c", ["PATH: /a:~/b «PATH='/a:~/b'»"], 'c');
  check('a=(b c)', ['a: undefined «a=(b c)»']);
  check('export a=b', [], 'export');
  check('env a=b c', [], 'env');

  it('an argument of export is one word', () => {
    const text = 'export a="b c" d=$e f g=~/x h=*';
    assert.deepEqual(
      command(text).arguments.map(({ text, value }) => [text, value]),
      [
        ['a="b c"', 'a=b c'],
        ['d=$e', undefined],
        ['f', 'f'],
        ['g=~/x', undefined],
        ['h=*', 'h=*'],
      ],
    );
  });
});

describe('redirections', () => {
  function check(text: string, expected: readonly string[]): void {
    it(JSON.stringify(text), () => {
      const describeRedirect = ({ fileDescriptor, operator, target, span }: ShellRedirect): string =>
        `${fileDescriptor ?? ''}${operator} ${target?.value} «${slice(text, span)}»`;
      assert.deepEqual(command(text).redirects.map(describeRedirect), expected);
    });
  }

  check('a > b', ['> b «> b»']);
  check('a >> b < c', ['>> b «>> b»', '< c «< c»']);
  check('a >/dev/null 2>&1', ['> /dev/null «>/dev/null»', '2>& 1 «2>&1»']);
  check('a &> b &>> c', ['&> b «&> b»', '&>> c «&>> c»']);
  check('a <> b >| c <& 3 >&-', ['<> b «<> b»', '>| c «>| c»', '<& 3 «<& 3»', '>& - «>&-»']);
  check('a <<< "b c"', ['<<< b c «<<< "b c"»']);
  check('a > $b', ['> undefined «> $b»']);
  check('> a b', ['> a «> a»']);
  check('a <<E\nx\nE\n', ['<< E «<<E»']);
  check("a <<-'E'\n\tx\n\tE\n", ["<<- E «<<-'E'»"]);
  check('a <<E >b\nx\nE\n', ['<< E «<<E»', '> b «>b»']);
});
