import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leavesVersionOpen, type PackageEcosystem } from '@dockwright/shared-rules/facts/package-specifiers';

const check = (ecosystem: PackageEcosystem, open: readonly string[], decided: readonly string[]): void => {
  describe(`leavesVersionOpen of ${ecosystem}`, () => {
    for (const specifier of open)
      it(`${specifier} is open`, () => assert.equal(leavesVersionOpen(ecosystem, specifier), true));
    for (const specifier of decided) {
      it(`${specifier || '(nothing)'} is not`, () => assert.equal(leavesVersionOpen(ecosystem, specifier), false));
    }
  });
};

check(
  'apt',
  ['curl', 'g++', 'libc6:amd64', 'php*', 'foo+', 'foo{1,2}'],
  ['', 'curl=8', 'curl=8.*', 'curl/trixie', './a.deb', 'a.deb', '/a/b.deb', 'foo-', 'lamp-server^', '{}', '-y'],
);
check(
  'apk',
  ['curl', 'g++', 'foo@edge', 'so:libx.so.1'],
  ['', 'curl=8', 'curl~8', 'curl~=8', 'curl>8', 'curl><Q1a', './a.apk', 'a.apk', '.deps', '!curl'],
);
check(
  'pip',
  [
    'flask',
    'uvicorn[standard]',
    "x; python_version<'3'",
    'git+https://h/x',
    'git+ssh://git@h/x',
    'x @ git+https://h/x',
  ],
  [
    ...[
      '',
      '.',
      '.[dev]',
      './x',
      'x/',
      'a==1',
      'a>=1',
      'a~=1',
      'a!=1',
      'a<2',
      'a.whl',
      'a.tar.gz',
      'a.zip',
      'https://h/x',
    ],
    ...[
      'git+https://h/x@v1',
      'git+ssh://git@h/x@v1#egg=x',
      'x @ https://h/x',
      'git+file:///x',
      'x @ git+https://h/x@v1',
    ],
  ],
);
check(
  'npm',
  ['a', '@s/a', 'a@latest', '@s/a@latest', 'a@', 'git+https://h/x', 'o/r', 'github:o/r', 'https://github.com/o/r'],
  [
    ...[
      '',
      '.',
      '..',
      './a',
      '~/a',
      '/a',
      'file:a',
      'a.tgz',
      'https://h/x',
      'https://github.com/o/r/archive/v1.zip',
      'false',
    ],
    ...['a@1', '@s/a@1', 'a@next', 'a@^1', 'a@npm:b@1', 'o/r#v1', 'git+https://h/x#v1', 'https://github.com/o/r#v1'],
  ],
);
check('gem', ['rails', 'net-ssh'], ['', 'rails:8', 'a-1.gem', 'pkg/a', './a']);
check(
  'rpm',
  ['foo', 'foo-bar', 'glibc.i686', 'java-17-openjdk', 'libstdc++-devel', '389-ds-base', 'php-*'],
  [
    '',
    'foo-1.2',
    'foo-bar-1.2-3.el9.x86_64',
    'foo-1:1.2',
    'foo-1.2*',
    'foo-v1',
    'a.rpm',
    '@x',
    'perl(X)',
    '/usr/bin/git',
  ],
);
check('rpm-module', ['nodejs', 'nodejs/common'], ['', 'nodejs:22', 'nodejs:22/common']);
check(
  'zypper',
  ['foo', 'git-core'],
  ['', 'foo=1', 'foo>1', 'foo<=1', 'a.rpm', 'https://h/a', 'pattern:x', '~foo', '!foo', 'foo-1.2'],
);
check(
  'go',
  ['example.org/x', 'example.org/x@latest', 'x/y', 'example.org/x@'],
  ['', '.', './...', '/x', 'main.go', 'std', 'tool', 'cmd/vet', 'example.org/x@v1', 'example.org/x@main'],
);
