import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { skipWithoutShellcheck } from '../shellcheck.js';

const program = fileURLToPath(new URL('../../../cli/bin/dockwright.mjs', import.meta.url));

const text = `FROM debian:12-slim
ARG VERSION
RUN echo a \\
    # a comment
    && echo $VERSION
RUN <<END
echo \\
  $VERSION
END
# shellcheck disable=SC2086
RUN echo $VERSION
# dockwright ignore=SC2086
RUN echo $VERSION
# hadolint ignore=SC2086
RUN echo $VERSION
`;

interface Found {
  readonly rule: string;
  readonly line: number;
  readonly column: number;
}

function foundIn(words: readonly string[], files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'dockwright-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const { stdout } = spawnSync(process.execPath, [program, 'lint', '--format', 'hadolint-json', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  const found: readonly (Found & { readonly code: string })[] = JSON.parse(stdout);
  return found.flatMap(({ code, line, column }) => (code === 'SC2086' ? [`${line}:${column}`] : []));
}

describe('ShellCheck on the command line', { skip: skipWithoutShellcheck() }, () => {
  const check = (what: string, words: readonly string[], config: string | undefined, expected: readonly string[]) => {
    it(what, () => {
      const files = { Dockerfile: text, ...(config === undefined ? {} : { 'dockwright.yaml': config }) };
      assert.deepEqual(foundIn(words, files), expected);
    });
  };
  const auto = ['--shellcheck', 'auto'];
  check('is asked where it is on the PATH, and heeds the comments of all tools', auto, undefined, ['5:13', '8:3']);
  check('is left out unless asked for', [], undefined, []);
  check('is left out on demand', [...auto, '--no-shellcheck'], undefined, []);
  check('is off where a configuration says so', auto, 'rules:\n  SC2086: off\n', []);
  check('is as severe as a configuration says', auto, 'rules:\n  shellcheck:SC2086: error\n', ['5:13', '8:3']);
  check('is off in profiles that are about something else', [...auto, '--profile', 'buildkit'], undefined, []);
  check('answers in the profile that imitates hadolint', [...auto, '--profile', 'hadolint'], undefined, [
    '5:13',
    '8:3',
  ]);

  it('is no silent absence where a command line names it', () => {
    const { status, stderr } = spawnSync(process.execPath, [program, 'lint', '--shellcheck', './no-such', '-'], {
      input: text,
      encoding: 'utf8',
    });
    assert.equal(status, 2);
    assert.match(stderr, /no-such: There is no such program/);
  });
});
