import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  dialectOf,
  hasErrexit,
  hasPipefail,
  interpreterOfHeredoc,
  isPosixShell,
  shebangArgv,
  shellOptionsOf,
  shellProgram,
} from '@dockwright/shared-rules/shell/dialect';
import type { ShellDialect } from '@dockwright/shared-rules/shell/types';

describe('the program and the language of a SHELL', () => {
  function check(argv: readonly string[], program: string | undefined, dialect: ShellDialect): void {
    it(JSON.stringify(argv), () => {
      assert.equal(shellProgram(argv), program);
      assert.equal(dialectOf(argv, undefined), dialect);
      assert.equal(dialectOf(argv, true), dialect);
    });
  }

  check(['/bin/sh', '-c'], 'sh', 'posix');
  check(['sh', '-c'], 'sh', 'posix');
  check(['/bin/bash', '-o', 'pipefail', '-c'], 'bash', 'posix');
  check(['/usr/local/bin/bash', '--login', '-c'], 'bash', 'posix');
  check(['/bin/rbash', '-c'], 'bash', 'posix');
  check(['/bin/ash', '-eo', 'pipefail', '-c'], 'ash', 'posix');
  check(['/bin/dash', '-c'], 'dash', 'posix');
  check(['/bin/zsh', '-c'], 'zsh', 'posix');
  check(['/bin/ksh93', '-c'], 'ksh', 'posix');
  check(['/busybox/sh', '-c'], 'sh', 'posix');
  check(['/bin/busybox', 'sh', '-c'], 'sh', 'posix');
  check(['/busybox/busybox', 'ash', '-c'], 'ash', 'posix');
  check(['/usr/bin/env', 'bash', '-c'], 'bash', 'posix');
  check(['/usr/bin/env', '-S', 'bash', '-c'], 'bash', 'posix');
  check(['sudo', '-u', 'me', 'bash', '-c'], 'bash', 'posix');
  check(['conda', 'run', '-n', 'base', '/bin/bash', '-c'], 'bash', 'posix');
  check(['powershell', '-Command', '$x;'], 'powershell', 'powershell');
  check(['pwsh', '-Command'], 'pwsh', 'powershell');
  check(['/usr/bin/pwsh', '-c'], 'pwsh', 'powershell');
  check(['C:\\Program Files\\PowerShell\\7\\pwsh.exe', '-c'], 'pwsh', 'powershell');
  check(['PowerShell.exe', '-NoLogo'], 'powershell', 'powershell');
  check(['cmd', '/S', '/C'], 'cmd', 'cmd');
  check(['C:\\Windows\\System32\\cmd.exe', '/c'], 'cmd', 'cmd');
  check(['/usr/bin/python3', '-c'], undefined, 'unknown');
  check(['/usr/bin/fish', '-c'], undefined, 'unknown');
  check(['sudo'], undefined, 'unknown');
  check(['tool', 'bash'], undefined, 'unknown');
  check([], undefined, 'unknown');
  check([''], undefined, 'unknown');

  it('the default', () => {
    assert.deepEqual(
      [true, false, undefined].map((windows) => [shellProgram(undefined, windows), dialectOf(undefined, windows)]),
      [
        ['cmd', 'cmd'],
        ['sh', 'posix'],
        ['sh', 'posix'],
      ],
    );
  });

  it('names of shells', () => {
    assert.deepEqual(['sh', 'bash', 'cmd', 'pwsh', 'python', 'toString'].filter(isPosixShell), ['sh', 'bash']);
  });
});

describe('the options of a SHELL', () => {
  function check(argv: readonly string[], errexit: boolean, pipefail: boolean): void {
    it(JSON.stringify(argv), () => {
      assert.deepEqual([hasErrexit(argv), hasPipefail(argv)], [errexit, pipefail]);
    });
  }

  check(['/bin/sh', '-c'], false, false);
  check(['/bin/bash', '-o', 'pipefail', '-c'], false, true);
  check(['/bin/bash', '-eo', 'pipefail', '-c'], true, true);
  check(['/bin/bash', '-euxo', 'pipefail', '-c'], true, true);
  check(['/bin/bash', '-e', '-u', '-o', 'pipefail', '-c'], true, true);
  check(['/bin/bash', '-o', 'errexit', '-o', 'pipefail', '-c'], true, true);
  check(['/bin/bash', '-O', 'extglob', '-ec'], true, false);
  check(['/bin/bash', '--login', '-eo', 'pipefail', '-c'], true, true);
  check(['/bin/bash', '--rcfile', '-e', '-c'], false, false);
  check(['/bin/bash', '-e', '+e', '-c'], false, false);
  check(['/bin/zsh', '-o', 'PIPE_FAIL', '-c'], false, true);
  check(['/usr/bin/env', 'bash', '-eo', 'pipefail', '-c'], true, true);
  check(['conda', 'run', '-n', 'e', 'bash', '-o', 'pipefail', '-c'], false, true);
  check(['pwsh', '-e', '-o', 'pipefail'], false, false);
  check(['tool', '-e'], false, false);
  check([], false, false);

  it('says nothing of what is not mentioned', () => {
    assert.deepEqual(shellOptionsOf(['bash', '-x', '+u', '-c']), {
      errexit: undefined,
      pipefail: undefined,
      nounset: false,
      xtrace: true,
    });
  });
});

describe('what reads a heredoc', () => {
  function check(firstLine: string, words: readonly string[], expected: ShellDialect | undefined): void {
    it(`${JSON.stringify(firstLine)} ${words.join(' ')}`, () => {
      assert.equal(interpreterOfHeredoc(firstLine, words), expected);
    });
  }

  check('apt-get update', [], undefined);
  check('', [], undefined);
  check('# a comment', [], undefined);
  check(' #!/bin/bash', [], undefined);
  check('#!/bin/bash', [], 'posix');
  check('#!/bin/bash\r', [], 'posix');
  check('#! /bin/sh -e', [], 'posix');
  check('#!/usr/bin/env bash', [], 'posix');
  check('#!/usr/bin/env -S bash -e', [], 'posix');
  check('#!/usr/bin/env python3', [], 'unknown');
  check('#!/usr/bin/python3', [], 'unknown');
  check('#!/usr/bin/env pwsh', [], 'powershell');
  check('#!', [], 'unknown');
  check('x', ['python'], 'unknown');
  check('x', ['python3', '-'], 'unknown');
  check('x', ['cat', '>', '/f'], 'unknown');
  check('x', ['bash'], 'posix');
  check('x', ['/bin/bash', '-e'], 'posix');
  check('x', ['bash', '-eo', 'pipefail'], 'posix');
  check('x', ['sh', '-s', 'argument'], 'posix');
  check('x', ['sh', '-'], 'posix');
  check('x', ['sudo', '-u', 'me', 'bash'], 'posix');
  check('x', ['bash', 'script.sh'], 'unknown');
  check('x', ['sh', '-c', 'cat'], 'unknown');
  check('x', ['bash', '&&', 'a'], 'unknown');
  check('#!/bin/bash', ['python'], 'unknown');

  it('the words of a shebang', () => {
    assert.deepEqual(shebangArgv('#! /usr/bin/env  bash -e\r'), ['/usr/bin/env', 'bash', '-e']);
    assert.equal(shebangArgv('# comment'), undefined);
  });
});
