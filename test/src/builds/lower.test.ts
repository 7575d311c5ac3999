import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lower } from '../../../scripts/builds/lower.mjs';
import { run } from '../../../scripts/builds/process.mjs';

const base = 'localhost/dockwright-debian:base';

function lowered(text: string) {
  return lower(
    text,
    () => 'debian',
    () => 1,
  );
}

const cases: readonly { readonly what: string; readonly text: string; readonly expected: string }[] = [
  {
    what: 'images of the world, stages and scratch apart',
    text: 'FROM --platform=$BUILDPLATFORM golang:1.25 AS build\nFROM build\nFROM scratch\nCOPY --from=build /a /a\n',
    expected: `FROM  ${base} AS build\nFROM build\nFROM scratch\nCOPY --from=build /a /a\n`,
  },
  {
    what: 'flags that the builder does not know',
    text: 'FROM debian\nCOPY --link --chown=1 a /a\nRUN --network=none id\nHEALTHCHECK --start-interval=1s --interval=9s CMD true\n',
    expected: `FROM ${base}\nCOPY  --chown=1 a /a\nRUN  id\nHEALTHCHECK  --interval=9s CMD true\n`,
  },
  {
    what: 'a secret as a variable',
    text: 'FROM debian\nRUN --mount=type=secret,id=t,env=TOKEN --mount=type=cache,target=/c use "$TOKEN"\n',
    expected: `FROM ${base}\nRUN --mount=type=secret,id=t,target=/run/secrets/t,mode=0444 --mount=type=cache,target=/c export TOKEN="$(cat /run/secrets/t)"; use "$TOKEN"\n`,
  },
  {
    what: 'a file in a heredoc',
    text: 'FROM debian\nCOPY --chown=1 <<EOF /etc/motd\nhello\nEOF\nUSER 1\n',
    expected: `FROM ${base}\nCOPY --chown=1 .heredocs/0/EOF /etc/motd\nUSER 1\n`,
  },
  { what: 'a byte order mark', text: '\ufeffFROM debian\n', expected: `FROM ${base}\n` },
  {
    what: 'line endings and everything else as they are',
    text: '# escape=`\r\nFROM debian\r\nRUN a `\r\n  b\r\n',
    expected: `# escape=\`\r\nFROM ${base}\r\nRUN a \`\r\n  b\r\n`,
  },
];

for (const { what, text, expected } of cases) {
  test(`in the builder's words: ${what}`, () => assert.equal(lowered(text).text, expected));
}

const scripts: readonly {
  readonly what: string;
  readonly run: string;
  readonly prints: string;
  readonly code: number;
}[] = [
  { what: 'a script', run: '<<EOF\necho one\necho "two $((1 + 1))"\nEOF', prints: 'one\ntwo 2\n', code: 0 },
  { what: 'a script with tabs', run: '<<-EOF\n\techo one\n\tEOF', prints: 'one\n', code: 0 },
  { what: 'a script that stops at a failure', run: '<<EOF\nset -e\nfalse\necho two\nEOF', prints: '', code: 1 },
  { what: 'a script with an interpreter', run: '<<EOF\n#!/bin/cat\nsaid\nEOF', prints: '#!/bin/cat\nsaid\n', code: 0 },
  { what: 'what a command reads', run: 'cat <<EOF | tr a-z A-Z\nsaid\nEOF', prints: 'SAID\n', code: 0 },
  { what: 'two of them', run: 'cat <<A - && cat <<B\none\nA\ntwo\nB', prints: 'one\ntwo\n', code: 0 },
];

for (const { what, run: command, prints, code } of scripts) {
  test(`a heredoc of RUN does the same: ${what}`, async () => {
    const { text } = lowered(`FROM debian\nRUN ${command}\n`);
    const line = text.split('\n')[1] ?? '';
    assert.doesNotMatch(line, /<</);
    const outcome = await run('/bin/sh', ['-c', line.replace(/^RUN /, '')]);
    assert.deepEqual({ stdout: outcome.stdout, code: outcome.code }, { stdout: prints, code });
  });
}

test('a variable in a file of a heredoc has no equivalent', () => {
  assert.throws(() => lowered('FROM debian\nCOPY <<EOF /a\n$HOME\nEOF\n'), /variable in a heredoc/);
});
