import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { rules } from '@dockwright/shared-rules/rules/index';
import { compareImages } from '../../../scripts/builds/compare.mjs';
import { declarations } from '../../../scripts/builds/declarations.mjs';

interface Entry {
  readonly text?: string;
  readonly mode?: number;
  readonly target?: string;
}

interface Side {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly author?: string;
  readonly text?: string;
}

const accounts = 'root:x:0:0::/root:/bin/sh\n';
const status = (...names: readonly string[]): string =>
  names.map((name) => `Package: ${name}\nStatus: install ok installed\n`).join('\n');

function makeSide(folder: string, { files = {}, config = {}, author = '', text = '' }: Side) {
  mkdirSync(folder, { recursive: true });
  for (const [path, { text: content = '', mode = 0o644, target }] of Object.entries(files)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    if (target !== undefined) symlinkSync(target, place);
    else {
      writeFileSync(place, content);
      chmodSync(place, mode);
    }
    if (target === undefined) utimesSync(place, Math.random() * 1e9, Math.random() * 1e9);
  }
  return { root: folder, config, author, text };
}

async function check(
  before: Side,
  after: Side,
  rule: string | undefined,
  undeclared: readonly RegExp[],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dockwright-compare-'));
  try {
    const declared = rule === undefined ? [] : [declarations[rule] ?? {}];
    const sides = [makeSide(join(folder, 'before'), before), makeSide(join(folder, 'after'), after)] as const;
    const verdict = await compareImages(sides[0], sides[1], declared);
    assert.equal(verdict.undeclared.length, undeclared.length, verdict.undeclared.join('\n'));
    for (const [index, pattern] of undeclared.entries()) assert.match(verdict.undeclared[index] ?? '', pattern);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const cases: readonly {
  readonly what: string;
  readonly before: Side;
  readonly after: Side;
  readonly rule?: string;
  readonly undeclared: readonly RegExp[];
}[] = [
  {
    what: 'times make no difference',
    before: { files: { 'a/b': { text: 'x' } } },
    after: { files: { 'a/b': { text: 'x' } } },
    undeclared: [],
  },
  {
    what: 'files that come, go and change',
    before: {
      files: { gone: {}, changed: { text: 'one' }, program: { mode: 0o755 }, link: { target: 'a' }, kind: {} },
    },
    after: {
      files: { added: {}, changed: { text: 'two' }, program: {}, link: { target: 'b' }, kind: { target: 'a' } },
    },
    undeclared: [
      /^\/added: added/,
      /^\/changed: content/,
      /^\/gone: removed/,
      /^\/kind: type file -> link/,
      /^\/link: content a -> b/,
      /^\/program: mode 755 -> 644/,
    ],
  },
  {
    what: 'logs make no difference',
    before: { files: { 'var/log/apt.log': { text: 'a' } } },
    after: { files: { 'var/log/other.log': {} } },
    undeclared: [],
  },
  {
    what: 'the time in byte code makes no difference, its code does',
    before: { files: { 'a.pyc': { text: `magic...AAAAAAAAcode` }, 'b.pyc': { text: `magic...AAAAAAAAcode` } } },
    after: { files: { 'a.pyc': { text: `magic...BBBBBBBBcode` }, 'b.pyc': { text: `magic...AAAAAAAAkode` } } },
    undeclared: [/^\/b\.pyc: content other bytes/],
  },
  {
    what: 'a lost variable',
    before: { config: { Env: ['A=1', 'B=2'] } },
    after: { config: { Env: ['A=1'] } },
    rule: 'merge-consecutive-runs',
    undeclared: [/^Env: \["A=1","B=2"\] -> \["A=1"\]/],
  },
  {
    what: 'the order of variables makes no difference, that of words does',
    before: { config: { Env: ['A=1', 'B=2'], Entrypoint: ['a', 'b'], Cmd: null } },
    after: { config: { Env: ['B=2', 'A=1'], Entrypoint: ['b', 'a'], Cmd: [] } },
    undeclared: [/^Entrypoint: \["a","b"\] -> \["b","a"\]/],
  },
  {
    what: 'exec before the last program is what the exec form may add',
    before: { config: { Cmd: ['/bin/sh', '-c', 'a && b $X'] } },
    after: { config: { Cmd: ['/bin/sh', '-c', 'a && exec b $X'] } },
    rule: 'use-exec-form',
    undeclared: [],
  },
  {
    what: 'an exec form where no shell form was',
    before: { config: { Cmd: ['a', 'b'] } },
    after: { config: { Cmd: ['b', 'a'] } },
    rule: 'use-exec-form',
    undeclared: [/it was no shell form before/],
  },
  {
    what: "gunicorn's option may be new, nothing else",
    before: { config: { Cmd: ['gunicorn', 'app:app'], Entrypoint: ['gunicorn', '-w', '2'] } },
    after: {
      config: {
        Cmd: ['gunicorn', '--worker-tmp-dir', '/dev/shm', 'app:app'],
        Entrypoint: ['gunicorn', '--worker-tmp-dir', '/dev/shm', '-w', '3'],
      },
    },
    rule: 'gunicorn-worker-tmp-dir',
    undeclared: [/^Entrypoint/],
  },
  {
    what: 'lists may go, other files may not',
    before: { files: { 'var/lib/apt/lists/x': {}, 'etc/x': {} } },
    after: { files: { 'var/lib/apt/lists/.keep': {}, 'etc/y': {} } },
    rule: 'clean-package-lists',
    undeclared: [/^\/etc\/x: removed/, /^\/etc\/y: added/, /^\/var\/lib\/apt\/lists\/\.keep: added/],
  },
  {
    what: 'a requested package that is gone',
    before: {
      files: { 'var/lib/dpkg/status': { text: status('curl', 'less') } },
      text: 'RUN apt-get install curl less',
    },
    after: { files: { 'var/lib/dpkg/status': { text: status('curl') } } },
    rule: 'apt-get-no-install-recommends',
    undeclared: [/package less, which the file asks for, is not installed/],
  },
  {
    what: 'a package that nobody asked for may go',
    before: { files: { 'var/lib/dpkg/status': { text: status('curl', 'less') } }, text: 'RUN apt-get install curl' },
    after: { files: { 'var/lib/dpkg/status': { text: status('curl') } } },
    rule: 'apt-get-no-install-recommends',
    undeclared: [],
  },
  {
    what: 'a new user leaves the others alone',
    before: { files: { 'etc/passwd': { text: accounts } }, config: { User: '' } },
    after: { files: { 'etc/passwd': { text: `${accounts}app:x:1001:1001::/:/bin/false\n` } }, config: { User: 'app' } },
    rule: 'run-as-non-root',
    undeclared: [],
  },
  {
    what: 'a new user that takes the place of another',
    before: { files: { 'etc/passwd': { text: accounts } }, config: { User: '' } },
    after: { files: { 'etc/passwd': { text: 'root:x:0:0::/:/bin/false\n' } }, config: { User: 'root' } },
    rule: 'run-as-non-root',
    undeclared: [/^User: .*it is root still/, /^\/etc\/passwd: content/],
  },
  {
    what: 'secrets may leave the environment, other variables may not',
    before: { config: { Env: ['API_TOKEN=x', 'LEVEL=info'] } },
    after: { config: { Env: [] } },
    rule: 'no-secret-in-env',
    undeclared: [/LEVEL is no secret/],
  },
  {
    what: 'the maintainer becomes a label, another name does not',
    before: { author: '"Ada"' },
    after: { config: { Labels: { 'org.opencontainers.image.authors': 'Ada' } } },
    rule: 'no-maintainer',
    undeclared: [],
  },
  {
    what: 'a maintainer with another name',
    before: { author: 'Ada' },
    after: { config: { Labels: { 'org.opencontainers.image.authors': 'Bob' } } },
    rule: 'no-maintainer',
    undeclared: [/^Labels/],
  },
  {
    what: 'a place that a mount lies over may be left behind',
    before: { text: 'FROM debian:12\nRUN id\n' },
    after: {
      files: { 'root/.npmrc': {} },
      text: 'FROM debian:12\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc id\n',
    },
    undeclared: [/^\/root: added folder/],
  },
];

for (const { what, before, after, rule, undeclared } of cases) {
  test(`images compared: ${what}`, () => check(before, after, rule, undeclared));
}

test('every declaration is that of a rule', () => {
  const ids = new Set(rules.map(({ id }) => id));
  assert.deepEqual(
    Object.keys(declarations).filter((id) => !ids.has(id)),
    [],
  );
});
