import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { slice } from '@dockwright/shared-rules/text/span';
import { outline, script } from './support.js';

describe('commands with their operators and their nesting', () => {
  function check(text: string, expected: readonly string[]): void {
    it(JSON.stringify(text), () => {
      const parsed = script(text);
      assert.deepEqual(outline(text, parsed), expected);
      assert.equal(parsed.complete, true);
    });
  }

  check('', []);
  check('  \t ', []);
  check('# only a comment', []);
  check('ls', ['«ls»']);
  check('  ls -l  ', ['«ls -l»']);
  check('a && b', ['«a» &&', '&& «b»']);
  check('a || b && c', ['«a» ||', '|| «b» &&', '&& «c»']);
  check('a; b; c', ['«a» ;', '; «b» ;', '; «c»']);
  check('a; b;', ['«a» ;', '; «b»']);
  check('a\nb\n', ['«a» ↵', '↵ «b»']);
  check('a;\n\n# note\n\nb', ['«a» ;', '; «b»']);
  check('a # note; c\nb', ['«a» ↵', '↵ «b»']);
  check('a &', ['«a» &']);
  check('a & b', ['«a» &', '& «b»']);
  check('a && b &', ['«a» &&', '&& «b» &']);
  check('a | b |& c', ['«a» |', '| «b» |&', '|& «c»']);
  check('a | b && c | d; e', ['«a» |', '| «b» &&', '&& «c» |', '| «d» ;', '; «e»']);
  check('a &&\n  b', ['«a» &&', '&& «b»']);
  check('a |\n# note\n  b', ['«a» |', '| «b»']);
  check('a \\\n && b', ['«a» &&', '&& «b»']);

  check('(a; b) | c', ['«a» ; subshell', '; «b»  subshell', '| «c»']);
  check('{ a && b; } || c', ['«a» && group', '&& «b»  group', '|| «c»']);
  check('{ a; } > f && b', ['«a»  group', '&& «b»']);
  check('{ a & }', ['«a» & group']);
  check('( ( a ) )', ['«a»  subshell/subshell']);
  check('a && { b || c; }; d', ['«a» &&', '«b» || group', '|| «c»  group', '; «d»']);

  check('if a; then b; c; fi', ['«a»  if/condition', '«b» ; if', '; «c»  if']);
  check('if a; then b; elif c && d; then e; else f; fi', [
    '«a»  if/condition',
    '«b»  if',
    '«c» && if/condition',
    '&& «d»  if/condition',
    '«e»  if',
    '«f»  if',
  ]);
  check('for x in 1 2; do a; b; done', ['«a» ; loop', '; «b»  loop']);
  check('for x; do a; done', ['«a»  loop']);
  check('for ((i=0; i<3; i++)); do a; done', ['«a»  loop']);
  check('select x in 1 2; do a; done', ['«a»  loop']);
  check('while a; do b; done < f', ['«a»  loop/condition', '«b»  loop']);
  check('until a; do b; done', ['«a»  loop/condition', '«b»  loop']);
  check('case $x in a|b) c ;; *) d; e ;; esac', ['«c»  case', '«d» ; case', '; «e»  case']);
  check('f() { a; }; f', ['«a»  function/group', '; «f»']);
  check('function f { a; }', ['«a»  function/group']);
  check('f() (a)', ['«a»  function/subshell']);
  check('coproc a', ['«a»  subshell']);

  check('! a', ['«a»  condition']);
  check('! a | b && c', ['«a» | condition', '| «b» && condition', '&& «c»']);
  check('time a | b', ['«a» |', '| «b»']);
  check('[[ -f x ]] && a', ['&& «a»']);
  check('[ -f x ] && a', ['«[ -f x ]» &&', '&& «a»']);
  check('(( 1 + 2 )) || a', ['|| «a»']);

  check('a $(b | c) && d', ['«a $(b | c)» &&', '«b» | substitution', '| «c»  substitution', '&& «d»']);
  check('$(a) b', ['«$(a) b»', '«a»  substitution']);
  check('a "x $(b "y $(c)")"', [
    '«a "x $(b "y $(c)")"»',
    '«b "y $(c)"»  substitution',
    '«c»  substitution/substitution',
  ]);
  check('a `b`', ['«a `b`»', '«b»  substitution']);
  check('a "`b c`"', ['«a "`b c`"»', '«b c»  substitution']);
  check('a `b \\`c d\\` e`', [
    '«a `b \\`c d\\` e`»',
    '«b \\`c d\\` e»  substitution',
    '«c d»  substitution/substitution',
  ]);
  check('a <(b) >(c)', ['«a <(b) >(c)»', '«b»  substitution', '«c»  substitution']);
  check('x=$(a) b', ['«x=$(a) b»', '«a»  substitution']);
  check('x=$(a)', ['«x=$(a)»', '«a»  substitution']);
  check('export x=$(a)', ['«export x=$(a)»', '«a»  substitution']);
  check('x=(1 $(a))', ['«x=(1 $(a))»', '«a»  substitution']);
  check('a > $(b)', ['«a > $(b)»', '«b»  substitution']);
  check('{ a; } > $(b)', ['«a»  group', '«b»  substitution']);
  check('a ${x:-$(b)}', ['«a ${x:-$(b)}»', '«b»  substitution']);
  check('a $(( $(b) + 1 ))', ['«a $(( $(b) + 1 ))»', '«b»  substitution']);
  check('[[ $(a) == b ]]', ['«a»  substitution']);
  check('(( $(a) ))', ['«a»  substitution']);
  check('for x in $(a); do b; done', ['«a»  substitution', '«b»  loop']);
  check('case $(a) in $(b)) c;; esac', ['«a»  substitution', '«b»  substitution', '«c»  case']);
  check('if [ $(a) = b ]; then c; fi', ['«[ $(a) = b ]»  if/condition', '«a»  if/condition/substitution', '«c»  if']);

  check("sh -c 'a && b'", ["«sh -c 'a && b'»", '«a» && script-argument', '&& «b»  script-argument']);
  check('bash -c "a; b"', ['«bash -c "a; b"»', '«a» ; script-argument', '; «b»  script-argument']);
  check('bash -exo pipefail -c "a | b" arg0', [
    '«bash -exo pipefail -c "a | b" arg0»',
    '«a» | script-argument',
    '| «b»  script-argument',
  ]);
  check("/bin/bash -lc 'a'", ["«/bin/bash -lc 'a'»", '«a»  script-argument']);
  check("sudo -u me sh -c 'a'", ["«sudo -u me sh -c 'a'»", '«a»  script-argument']);
  check("busybox sh -c 'a'", ["«busybox sh -c 'a'»", '«a»  script-argument']);
  check('sh -c a\\ b', ['«sh -c a\\ b»', '«a\\ b»  script-argument']);
  check('sh -c "a \\"b c\\" \\$d"', ['«sh -c "a \\"b c\\" \\$d"»', '«a \\"b c\\" \\$d»  script-argument']);
  check(`sh -c 'a "'x'"'`, [`«sh -c 'a "'x'"'»`, `«a "'x'"»  script-argument`]);
  check(`sh -c "sh -c 'a; b'"`, [
    `«sh -c "sh -c 'a; b'"»`,
    `«sh -c 'a; b'»  script-argument`,
    '«a» ; script-argument/script-argument',
    '; «b»  script-argument/script-argument',
  ]);
  check("su - me -c 'a; b'", ["«su - me -c 'a; b'»", '«a» ; script-argument', '; «b»  script-argument']);
  check("su -s /bin/sh -c 'a' me", ["«su -s /bin/sh -c 'a' me»", '«a»  script-argument']);
  check("eval 'a; b'", ["«eval 'a; b'»", '«a» ; script-argument', '; «b»  script-argument']);
  check("( sh -c 'a $(b)' )", [
    "«sh -c 'a $(b)'»  subshell",
    '«a $(b)»  subshell/script-argument',
    '«b»  subshell/script-argument/substitution',
  ]);
  check('sh -c "a $x"', ['«sh -c "a $x"»']);
  check('sh script.sh -c x', ['«sh script.sh -c x»']);
  check('sh -c', ['«sh -c»']);
  check("python -c 'a; b'", ["«python -c 'a; b'»"]);
  check('eval "$(a)"', ['«eval "$(a)"»', '«a»  substitution']);
  check("sh -c $'a\\nb'", ["«sh -c $'a\\nb'»"]);
  check("sh -c $'a'", ["«sh -c $'a'»", '«a»  script-argument']);

  check('cat <<E\nx $(a)\nE\nb', ['«cat <<E» ↵', '«a»  substitution', '↵ «b»']);
  check("cat <<'E'\nx $(a)\nE\nb", ["«cat <<'E'» ↵", '↵ «b»']);
  check('cat <<E && b\n$(a)\nE\n', ['«cat <<E» &&', '&& «b»', '«a»  substitution']);
  check('cat <<E > f', ['«cat <<E > f»']);
  check('> f', ['«> f»']);
  check('x=1', ['«x=1»']);
});

describe('operators of the outermost level', () => {
  function check(text: string, expected: readonly string[]): void {
    it(JSON.stringify(text), () => {
      const { operators } = script(text);
      assert.deepEqual(
        operators.map((operator) => operator.text),
        expected,
      );
      assert.deepEqual(
        operators.map(({ span }) => slice(text, span)),
        expected,
      );
    });
  }

  check('a', []);
  check('a;', []);
  check('a && b || c | d |& e; f & g\nh', ['&&', '||', '|', '|&', ';', '&', '\n']);
  check('a &', ['&']);
  check('a & # note', ['&']);
  check('(a; b) && { c | d; } ; if e; then f; g; fi\n h $(i; j)', ['&&', ';', '\n']);
  check('a && # note; x\n b', ['&&']);
  check('a # && x\nb', ['\n']);
  check('"&&" \'||\' && b', ['&&']);
  check('cat <<E && a\n&& ;\nE\nb', ['&&', '\n']);
  check('a \\\n  ; b', [';']);
  check("sh -c 'a; b' | c", ['|']);
});

describe('plain lists', () => {
  function check(text: string, expected: boolean): void {
    it(`${JSON.stringify(text)}: ${expected}`, () => assert.equal(script(text).isPlainList, expected));
  }

  check('a', true);
  check('  a b  ', true);
  check('a && b && c', true);
  check('a &&\n b', true);
  check('x=1 && a $(b; c | d) > f', true);
  check("sh -c 'a | b'", true);
  check('', false);
  check('a;', false);
  check('a &', false);
  check('a # note', false);
  check('# note\na', false);
  check('a; b', false);
  check('a\nb', false);
  check('a || b', false);
  check('a && b || c', false);
  check('a | b', false);
  check('a && b | c', false);
  check('! a', false);
  check('(a)', false);
  check('{ a; }', false);
  check('a && if b; then c; fi', false);
  check('[[ -f a ]] && b', false);
  check('f() { a; }', false);
  check('a &&', false);
  check('a "', false);
});

describe('compound commands', () => {
  function check(text: string, expected: readonly string[]): void {
    it(JSON.stringify(text), () => {
      const found = script(text).compounds.map(
        ({ kind, span, keyword, nesting }) =>
          `${kind} ${slice(text, keyword)} «${slice(text, span)}» ${nesting.join('/')}`,
      );
      assert.deepEqual(
        found.map((line) => line.trim()),
        expected,
      );
    });
  }

  check('a && b', []);
  check('(a)', ['subshell ( «(a)»']);
  check('{ a; }', ['group { «{ a; }»']);
  check('if a; then b; fi', ['if if «if a; then b; fi»']);
  check('x; for i in 1; do a; done', ['for for «for i in 1; do a; done»']);
  check('while a; do b; done', ['while while «while a; do b; done»']);
  check('until a; do b; done', ['until until «until a; do b; done»']);
  check('select x in 1; do a; done', ['select select «select x in 1; do a; done»']);
  check('case x in y) a;; esac', ['case case «case x in y) a;; esac»']);
  check('f() { a; }', ['function f «f() { a; }»', 'group { «{ a; }» function']);
  check('function f { a; }', ['function function «function f { a; }»', 'group { «{ a; }» function']);
  check('[[ -f x ]]', ['test [[ «[[ -f x ]]»']);
  check('(( 1 ))', ['arithmetic (( «(( 1 ))»']);
  check('! a', ['negation ! «! a»']);
  check('time a', ['time time «time a»']);
  check('coproc a', ['coproc coproc «coproc a»']);
  check('a $( (b) )', ['subshell ( «(b)» substitution']);
  check("sh -c '(a)'", ['subshell ( «(a)» script-argument']);
});

describe('what the parser does not understand', () => {
  function check(text: string, kept: readonly string[]): void {
    it(JSON.stringify(text), () => {
      const parsed = script(text);
      assert.equal(parsed.complete, false);
      const found = parsed.commands.map(({ span }) => slice(text, span));
      assert.deepEqual(
        kept.filter((command) => !found.includes(command)),
        [],
        `found ${JSON.stringify(found)}`,
      );
    });
  }

  check('a; b && c "d', ['a', 'b']);
  check("a; b && c 'd", ['a', 'b']);
  check('a; b $(c', ['a', 'c']);
  check('a; b `c', ['a']);
  check('a; b ${c', ['a']);
  check('a && if b; then c', ['a', 'b', 'c']);
  check('a && if b', ['a', 'b']);
  check('a && while b; do c', ['a', 'b', 'c']);
  check('a && for x in y', ['a']);
  check('a && case x in y) b', ['a', 'b']);
  check('a && (b', ['a', 'b']);
  check('a && { b', ['a', 'b']);
  check('a && { b }', ['a']);
  check('a &&', ['a']);
  check('a |', ['a']);
  check('a >', []);
  check('&& a', []);
  check('a; )', ['a']);
  check('a; fi; b', ['a', 'b']);
  check('a; [[ -f x', ['a']);
  check("a; sh -c 'b \"'", ['a']);
});

describe('variables of the whole script', () => {
  function check(text: string, expected: readonly string[]): void {
    it(JSON.stringify(text), () => {
      assert.deepEqual(
        script(text).variables.map(({ name, span }) => `${name} ${slice(text, span)}`),
        expected,
      );
    });
  }

  check('a $x "${y}"', ['x $x', 'y ${y}']);
  check('$x a=$y', ['x $x', 'y $y']);
  check('a=$x b', ['x $x']);
  check('a > $x', ['x $x']);
  check('for i in $x; do a $i; done', ['x $x', 'i $i']);
  check('case $x in $y) a;; esac', ['x $x', 'y $y']);
  check('[[ $x == ${y} ]]', ['x $x', 'y ${y}']);
  check('(( x + $y + 1 ))', ['x x', 'y $y']);
  check('a $((x + $y + 0x1f))', ['x x', 'y $y']);
  check('a $(b $x) $y', ['x $x', 'y $y']);
  check('cat <<E\n$x\nE\n', ['x $x']);
  check("cat <<'E'\n$x\nE\n", []);
  check("sh -c 'a $x'", ['x $x']);
  check('a `b \\$x`', ['x $x']);
  check('a $((${x} + y$z + ${i}1 + "$j" + k[$l] + ${m:-3} + $1))', [
    ...['x ${x}', 'z $z', 'i ${i}', 'j $j', 'k k', 'l $l', 'm ${m:-3}'],
  ]);
  check("a '$x' \\$y", []);
  check('a $1 $@ $? ${10} $$', []);
  check('{ a; } > $x', ['x $x']);
  check('x=(1 $y)', ['y $y']);
  check('x[$y]=1', ['y $y']);
});
