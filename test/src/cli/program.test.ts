import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../../cli/', import.meta.url));
const program = join(cli, 'out/main.js');
const isWindows = process.platform === 'win32';

const start = 'FROM registry.example.org/base:1.0\nUSER 1000\n';
const bad = `${start}CMD node server.js\n`;
const good = `${start}CMD ["node", "server.js"]\n`;

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Place {
  readonly folder: string;
  write(path: string, text: string | Uint8Array): void;
  read(path: string): string;
  /** Runs the program there; `input` is its standard input. */
  lint(line: readonly string[], input?: string): Result;
}

const environment = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

function placeAt(folder: string): Place {
  const lint = (line: readonly string[], input = ''): Result => {
    const argv = [program, ...line];
    return spawnSync(process.execPath, argv, {
      cwd: folder,
      input,
      encoding: 'utf8',
      env: environment,
      maxBuffer: 1e8,
    });
  };
  return {
    folder,
    lint,
    write: (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
  };
}

/** A test in a new folder of its own. */
function check(name: string, body: (place: Place) => void, options: { readonly skip?: boolean } = {}): void {
  test(`program: ${name}`, options, () => {
    const folder = mkdtempSync(join(tmpdir(), 'dockwright-cli-'));
    try {
      body(placeAt(folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

check('lints a folder', ({ write, lint }) => {
  write('a/Dockerfile', bad);
  write('a/node_modules/b/Dockerfile', bad);
  write('.gitignore', 'out');
  write('out/Dockerfile', bad);
  const { status, stdout, stderr } = lint(['lint', '--format', 'json']);
  assert.equal(stderr, '');
  assert.equal(status, 1);
  const { files, summary } = JSON.parse(stdout);
  assert.deepEqual([files.length, files[0].path, summary.warning], [1, 'a/Dockerfile', 1]);
});

check('ends with 0, 1 and 2', ({ write, lint }) => {
  write('good/Dockerfile', good);
  write('bad/Dockerfile', bad);
  assert.equal(lint(['lint', 'good']).status, 0);
  assert.equal(lint(['lint', 'bad']).status, 1);
  assert.equal(lint(['lint', 'nowhere']).status, 2);
  assert.equal(lint(['lint', '--nonsense']).status, 2);
  assert.equal(lint([]).status, 2);
});

check('says its version', ({ lint }) => {
  const { version } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8'));
  assert.deepEqual(lint(['--version']).stdout, `${version}\n`);
});

check('reads standard input', ({ lint }) => {
  assert.match(lint(['lint', '-', '--stdin-filename', 'x/Dockerfile'], bad).stdout, /^x\/Dockerfile:3:5: warning/);
  assert.equal(lint(['lint', '--fix', '-'], bad.replaceAll('\n', '\r\n')).stdout, good.replaceAll('\n', '\r\n'));
});

check('prints large reports whole', ({ write, lint }) => {
  write('Dockerfile', bad.replace('USER', `${'XYZZYQ a\n'.repeat(3_000)}USER`));
  const { stdout } = lint(['lint', '--format', 'json']);
  assert.ok(JSON.parse(stdout).summary.error >= 3_000 && stdout.length > 300_000);
});

check(
  'a reader that leaves is no failure',
  ({ write, folder }) => {
    write('Dockerfile', bad.replace('USER', `${'XYZZYQ a\n'.repeat(3_000)}USER`));
    const line = `"${process.execPath}" "${program}" lint | head -1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8', env: environment });
    assert.match(stdout, /^Dockerfile:/);
    assert.equal(stderr, '');
  },
  { skip: isWindows },
);

check(
  'fixes keep bytes, mode and links',
  ({ write, read, lint, folder }) => {
    const before = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(bad.replaceAll('\n', '\r\n'))]);
    write('real/base', before);
    chmodSync(join(folder, 'real/base'), 0o751);
    symlinkSync('real/base', join(folder, 'Dockerfile'));
    const { status, stdout, stderr } = lint(['lint', '--fix']);
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.equal(read('real/base'), `\uFEFF${good.replaceAll('\n', '\r\n')}`);
    assert.equal(statSync(join(folder, 'real/base')).mode & 0o7777, 0o751);
    assert.ok(lstatSync(join(folder, 'Dockerfile')).isSymbolicLink());
    assert.deepEqual(readdirSync(join(folder, 'real')), ['base']);
  },
  { skip: isWindows },
);

check('a write-protected file stays, even for the superuser', ({ write, read, lint, folder }) => {
  write('Dockerfile', bad);
  chmodSync(join(folder, 'Dockerfile'), 0o444);
  const { status, stderr } = lint(['lint', '--fix']);
  assert.equal(status, 2);
  assert.match(stderr, /^dockwright: Dockerfile: The file is write-protected/);
  assert.equal(read('Dockerfile'), bad);
  assert.deepEqual(readdirSync(folder), ['Dockerfile']);
});

check('clean files are not touched', ({ write, lint, folder }) => {
  write('Dockerfile', good);
  const before = statSync(join(folder, 'Dockerfile'));
  lint(['lint', '--fix=suggested']);
  const after = statSync(join(folder, 'Dockerfile'));
  assert.deepEqual([after.mtimeMs, after.ino], [before.mtimeMs, before.ino]);
});

check('the patch is what git takes, and comes to the same as --fix', ({ write, read, lint, folder }) => {
  write('a/Dockerfile', bad);
  const { stdout } = lint(['lint', '--diff']);
  const applied = spawnSync('git', ['apply', '-'], { cwd: folder, input: stdout, encoding: 'utf8' });
  assert.equal(applied.stderr, '');
  assert.equal(read('a/Dockerfile'), good);
});

check(
  'circles of links end',
  ({ write, lint, folder }) => {
    write('a/Dockerfile', good);
    symlinkSync('..', join(folder, 'a/up'));
    symlinkSync('Dockerfile.b', join(folder, 'Dockerfile.a'));
    symlinkSync('Dockerfile.a', join(folder, 'Dockerfile.b'));
    const { status, stdout, stderr } = lint(['lint']);
    assert.deepEqual([status, stdout], [0, 'No problems in 1 file.\n']);
    assert.equal(stderr.trimEnd().split('\n').length, 2);
  },
  { skip: isWindows },
);

check(
  'pipes are not opened on the way, and read where they are named',
  ({ write, lint, folder }) => {
    write('Dockerfile', good);
    assert.equal(spawnSync('mkfifo', ['Dockerfile.pipe'], { cwd: folder }).status, 0);
    assert.equal(lint(['lint']).stdout, 'No problems in 1 file.\n');
    const line = `printf 'RUNN a' > Dockerfile.pipe & "${process.execPath}" "${program}" lint Dockerfile.pipe`;
    const { stdout } = spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8', env: environment });
    assert.match(stdout, /^Dockerfile\.pipe:1:1: error/);
  },
  { skip: isWindows },
);

check(
  'names of all kinds',
  ({ write, lint }) => {
    write('with blank/Dockerfile.é', bad);
    write('line\nbreak/Dockerfile', bad);
    const { files } = JSON.parse(lint(['lint', '--format', 'json']).stdout);
    assert.deepEqual(
      files.map(({ path }: { path: string }) => path),
      ['line\nbreak/Dockerfile', 'with blank/Dockerfile.é'],
    );
    assert.match(lint(['lint']).stdout, /^line␊break\/Dockerfile:3:5:/);
  },
  { skip: isWindows },
);

check(
  'a deep tree',
  ({ write, lint }) => {
    write(`${'d/'.repeat(200)}Dockerfile`, good);
    assert.equal(lint(['lint']).stdout, 'No problems in 1 file.\n');
  },
  { skip: isWindows },
);

check('init writes once', ({ lint, read }) => {
  assert.equal(lint(['init']).status, 0);
  const written = read('dockwright.yaml');
  const { status, stderr } = lint(['init']);
  assert.equal(status, 2);
  assert.match(stderr, /^dockwright: dockwright\.yaml: There is a configuration already/);
  assert.equal(read('dockwright.yaml'), written);
});

check('says so where it was not built', ({ folder }) => {
  cpSync(join(cli, 'bin/dockwright.mjs'), join(folder, 'cli/bin/dockwright.mjs'));
  const { status, stderr } = spawnSync(process.execPath, ['cli/bin/dockwright.mjs', 'lint'], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.equal(status, 2);
  assert.match(stderr, /^dockwright: not built yet\. .*npm run build/);
});

const bundled = existsSync(join(cli, 'dist/dockwright.mjs'));
check(
  'runs from its bundle',
  ({ write, folder }) => {
    write('Dockerfile', bad);
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(cli, 'bin/dockwright.mjs'), 'lint'], {
      cwd: folder,
      encoding: 'utf8',
      env: environment,
    });
    assert.equal(status, 1, stderr);
    assert.match(stdout, /^Dockerfile:3:5: warning/);
  },
  { skip: !bundled },
);

check('takes the place of hadolint', ({ write, read, lint }) => {
  write('bad/Dockerfile', bad);
  write('good/Dockerfile', good);
  write('.hadolint.yaml', 'override: { error: [DL3025] }\n');
  write('report.json', 'what was here before, which is longer than what comes');
  const { status, stdout, stderr } = lint(['hadolint', '-f', 'json', '-o', 'report.json', 'bad/Dockerfile']);
  assert.deepEqual([status, stdout, stderr], [1, '', '']);
  const [finding, ...more] = JSON.parse(read('report.json'));
  assert.deepEqual([finding.code, finding.line, finding.level, more], ['DL3025', 3, 'error', []]);
  assert.equal(lint(['hadolint', 'good/Dockerfile']).status, 0);
  assert.equal(lint(['hadolint', '-'], bad).status, 1);
  assert.equal(lint(['hadolint', '--nonsense', 'good/Dockerfile']).status, 1);
  assert.equal(lint(['hadolint', 'nowhere']).status, 1);
});
