import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type MeantWord, shellLineOfElements } from '@dockwright/shared-rules/fixes/shell-line';

type Options = Parameters<typeof shellLineOfElements>[1];

const cmd: Options = { exec: true, takesArguments: false };
const entrypoint: Options = { exec: true, takesArguments: true };
const run: Options = { exec: false, takesArguments: false };

function meant(value: string): MeantWord {
  if (/^(?:&&?|\|\|?|;|\d?>.*)$/.test(value)) return { value, kind: 'operator' };
  return { value, kind: value.includes('$') ? 'variable' : 'word' };
}

function check(words: readonly string[], options: Options, expected: readonly string[] | undefined): void {
  it(words.join(' '), () => assert.deepEqual(shellLineOfElements(words.map(meant), options), expected));
}

describe('shellLineOfElements', () => {
  check(['cd', '/a', '&&', 'b', 'c'], cmd, ['cd /a && exec b c']);
  check(['a', ';', 'b'], cmd, ['a; exec b']);
  check(['a', '&&', 'cd', '/'], cmd, ['a && cd /']);
  check(['a', '|', 'b'], cmd, ['a | b']);
  check(['a', '>', '/b c'], cmd, ["exec a > '/b c'"]);
  check(['a', '$PORT', '$APP_OPTS', "it's"], cmd, [`exec a "$PORT" $APP_OPTS 'it'\\''s'`]);
  check(['$HOME/bin/a', 'b'], cmd, ['exec "$HOME/bin/a" b']);
  check(['a', '$B'], entrypoint, ['exec a "$B" "$@"', 'a']);
  check(['$HOME/a'], entrypoint, ['exec "$HOME/a" "$@"', 'sh']);
  check(['a', '|', 'b'], entrypoint, undefined);
  check(['a', '&&', 'b'], run, ['a && b']);
  check(['a', '&'], run, undefined);
  check(['source', 'a', '&&', 'b'], run, undefined);
  check(['&&', 'a'], run, undefined);
  check(['a', '&&'], run, undefined);
  check(['a\nb', '&&', 'c'], run, undefined);
  check([], run, undefined);
});
