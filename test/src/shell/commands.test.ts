import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  commandName,
  effectiveCommand,
  hasOption,
  mayHoldOptions,
  operands,
  optionValues,
  setOptions,
} from '@dockwright/shared-rules/shell/commands';
import { script, words } from './support.js';

/** The first command: others may stand inside it. */
function first(text: string) {
  const [command] = script(text).commands;
  assert.ok(command !== undefined);
  return command;
}

describe('the name of a command', () => {
  function check(text: string, expected: string | undefined): void {
    it(JSON.stringify(text), () => assert.equal(commandName(first(text)), expected));
  }

  check('apt-get x', 'apt-get');
  check('/usr/bin/apt-get x', 'apt-get');
  check('"apt-get" x', 'apt-get');
  check('\\rm x', 'rm');
  check('./x.sh', 'x.sh');
  check('sudo x', 'sudo');
  check('A=b x', 'x');
  check('A=b', undefined);
  check('> x', undefined);
  check('$x y', undefined);
  check('"$x/bin/y"', undefined);
  check('$(x) y', undefined);
  check('"" x', undefined);
});

describe('the program that a command comes down to', () => {
  function check(text: string, expected: string | undefined): void {
    it(JSON.stringify(text), () => {
      const found = effectiveCommand(first(text));
      const line = found && [found.name, ...found.arguments.map((word) => word.text)].join(' ');
      assert.equal(line, expected);
    });
  }

  check('apt-get install x', 'apt-get install x');
  check('/usr/bin/apt-get x', 'apt-get x');
  check('sudo apt-get -y install x', 'apt-get -y install x');
  check('sudo -E apt-get x', 'apt-get x');
  check('sudo -u me -H apt-get x', 'apt-get x');
  check('sudo -Hu me apt-get x', 'apt-get x');
  check('sudo -ume apt-get x', 'apt-get x');
  check('sudo --user=me apt-get x', 'apt-get x');
  check('sudo --user me apt-get x', 'apt-get x');
  check('sudo -u "$USER" apt-get x', 'apt-get x');
  check('sudo --user="$USER" apt-get x', 'apt-get x');
  check('sudo A=b apt-get x', 'apt-get x');
  check('sudo -- apt-get x', 'apt-get x');
  check('sudo -l', 'sudo -l');
  check('sudo', 'sudo');
  check('doas -u me x', 'x');
  check('env A=b C="$d" x y', 'x y');
  check('env -i A=b x', 'x');
  check('env -u A x', 'x');
  check('/usr/bin/env x', 'x');
  check('env', 'env');
  check('env A=b', 'env A=b');
  check('exec x y', 'x y');
  check('exec -a name x', 'x');
  check('exec "$@"', undefined);
  check('exec > log', 'exec');
  check('command x', 'x');
  check('command -v x', 'command -v x');
  check('nice x', 'x');
  check('nice -n 10 x', 'x');
  check('nice -10 x', 'x');
  check('/usr/bin/time -v x', 'x');
  check('nohup x &', 'x');
  check('timeout 5 x y', 'x y');
  check('timeout -s KILL 5m x', 'x');
  check('timeout --signal=KILL -k 5 5m x', 'x');
  check('timeout "$T" x', 'x');
  check('xargs apt-get install -y', 'apt-get install -y');
  check('xargs -r -n 1 rm -f', 'rm -f');
  check('xargs -I {} cp {} /x', 'cp {} /x');
  check('xargs -I{} cp {} /x', 'cp {} /x');
  check('xargs -0 rm', 'rm');
  check('xargs', 'xargs');
  check('gosu me x y', 'x y');
  check('gosu me:me x', 'x');
  check('gosu "$USER" x', 'x');
  check('gosu --version', 'gosu --version');
  check('su-exec me x', 'x');
  check('setpriv --reuid me --init-groups x', 'x');
  check('setpriv --reuid=me x', 'x');
  check('runuser -u me -- x', 'x');
  check('runuser me x', 'runuser me x');
  check('tini -- x y', 'x y');
  check('/sbin/tini -g -e 143 -- x', 'x');
  check('tini -s x', 'x');
  check('dumb-init x', 'x');
  check('dumb-init --rewrite 15:2 -- x', 'x');
  check('busybox wget x', 'wget x');
  check('stdbuf -oL x', 'x');
  check('stdbuf -o L x', 'x');
  check('eatmydata apt-get x', 'apt-get x');
  check('xvfb-run -a x', 'x');
  check('sudo env A=b timeout 5 nice -n 5 x y', 'x y');
  check('sudo $x y', undefined);
  check('sudo "$x/y"', undefined);
  check('$x', undefined);
  check('A=b', undefined);
  check('constructor x', 'constructor x');

  it('names what it went through, and the word of the name', () => {
    const found = effectiveCommand(first('/usr/bin/sudo -E env A=b /bin/x y'));
    assert.deepEqual(found?.wrappers, ['sudo', 'env']);
    assert.deepEqual(found?.nameWord.span, { start: 25, end: 31 });
  });
});

describe('options', () => {
  const yes = { short: 'y', long: ['assume-yes', 'yes'] };

  function check(text: string, expected: boolean, withValue: readonly string[] = []): void {
    it(JSON.stringify(text), () => assert.equal(hasOption(words(text), yes, withValue), expected));
  }

  check('-y', true);
  check('install x -y', true);
  check('-qqy', true);
  check('-yqq x', true);
  check('"-y"', true);
  check('--assume-yes', true);
  check('--yes', true);
  check('--assume-yes=true', true);
  check('', false);
  check('y yes', false);
  check('-q --assume --yes-no', false);
  check('-- -y', false);
  check('-y -- x', true);
  check('-', false);
  check('- -y', true);
  check('-o Foo=-y', false, ['-o']);
  check('-o -y', false, ['-o']);
  check('-o x -y', true, ['-o']);
  check('-oy', false, ['-o']);
  check('-qo y', false, ['-o']);
  check('--option -y', false, ['--option']);
  check('--option=x -y', true, ['--option']);
  check('-o=y', false);
  check('$x', false);
  check('--yes=$x', true);
  check('"--yes=$x"', true);
  check('-y$x', true);

  it('several letters for one option', () => {
    assert.equal(hasOption(words('-r'), { short: 'rR' }), true);
    assert.equal(hasOption(words('-fR'), { short: 'rR' }), true);
    assert.equal(hasOption(words('-f'), { short: 'rR' }), false);
    assert.equal(hasOption(words('-f'), {}), false);
  });

  it('words that may turn into options', () => {
    const found = ['$x', '"$x"', '${x}', '$(x)', '`x`', 'a$x', '--y=$x', '*', 'a', "'$x'"].filter((text) =>
      mayHoldOptions(words(text)),
    );
    assert.deepEqual(found, ['$x', '"$x"', '${x}', '$(x)', '`x`']);
  });
});

describe('the values of an option', () => {
  function check(text: string, expected: readonly (readonly [string, string | undefined])[]): void {
    it(JSON.stringify(text), () => {
      const found = optionValues(words(text), { short: 't', long: ['target'] }, ['-o']);
      assert.deepEqual(
        found.map(({ word, value }) => [word.text, value]),
        expected,
      );
    });
  }

  check('-t x', [['x', 'x']]);
  check('-tx', [['-tx', 'x']]);
  check('-qt x', [['x', 'x']]);
  check('-qtx', [['-qtx', 'x']]);
  check('--target x', [['x', 'x']]);
  check('--target=x', [['--target=x', 'x']]);
  check('--target="x y"', [['--target="x y"', 'x y']]);
  check('--target=', [['--target=', '']]);
  check('-t x --target=y', [
    ['x', 'x'],
    ['--target=y', 'y'],
  ]);
  check('-t $x', [['$x', undefined]]);
  check('--target=$x', [['--target=$x', undefined]]);
  check('-t', []);
  check('--target', []);
  check('-o -t x', []);
  check('-- -t x', []);
  check('x', []);
});

describe('operands', () => {
  function check(text: string, expected: readonly string[], withValue: readonly string[] = []): void {
    it(JSON.stringify(text), () => {
      assert.deepEqual(
        operands(words(text), withValue).map((word) => word.text),
        expected,
      );
    });
  }

  check('install -y x z', ['install', 'x', 'z']);
  check('-y install x', ['install', 'x']);
  check('-o a install', ['a', 'install']);
  check('-o a install', ['install'], ['-o']);
  check('-oa install', ['install'], ['-o']);
  check('-qo a install', ['install'], ['-o']);
  check('--option a install', ['install'], ['--option']);
  check('--option=a install', ['install'], ['--option']);
  check('-name x -exec y', ['y'], ['-name']);
  check('a -- -b --c', ['a', '-b', '--c']);
  check('a -', ['a', '-']);
  check('$x "$y" $(z)', ['$x', '"$y"', '$(z)']);
  check('-t $x y', ['y'], ['-t']);
  check('-j$(nproc) x', ['x']);
  check('"--x=$y" z', ['z']);
  check('x=1 y', ['x=1', 'y']);
  check('-o', [], ['-o']);
});

describe('set', () => {
  function check(text: string, expected: Readonly<Record<string, boolean>> | undefined): void {
    it(JSON.stringify(text), () => {
      const found = setOptions(first(text));
      const switched = found && Object.fromEntries(Object.entries(found).filter(([, on]) => on !== undefined));
      assert.deepEqual(switched, expected);
    });
  }

  check('set -e', { errexit: true });
  check('set -ex', { errexit: true, xtrace: true });
  check('set -euxo pipefail', { errexit: true, nounset: true, xtrace: true, pipefail: true });
  check('set -o pipefail -e', { errexit: true, pipefail: true });
  check('set -o errexit', { errexit: true });
  check('set +e', { errexit: false });
  check('set -e +o pipefail', { errexit: true, pipefail: false });
  check('set -- -e', {});
  check('set x -e', {});
  check('set $x -e', {});
  check('set', {});
  check('echo -e', undefined);
});
