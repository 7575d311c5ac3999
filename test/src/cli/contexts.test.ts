import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = join(fileURLToPath(new URL('../../../cli/', import.meta.url)), 'out/main.js');
const isWindows = process.platform === 'win32';

type Files = Readonly<Record<string, string>>;

interface Printed {
  readonly files: readonly {
    readonly path: string;
    readonly problems: readonly { readonly rule: string; readonly message: string }[];
  }[];
}

/** A folder of its own on the disk, and the command line in it. */
function inFolder(files: Files, body: (folder: string, lint: (line: string) => Printed) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'dockwright-context-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    body(folder, (line) => {
      const argv = [program, ...line.split(' '), '--format', 'json'];
      return JSON.parse(spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8' }).stdout);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Which of some rules report, as `path rule`. */
function check(name: string, files: Files, line: string, expected: readonly string[]): void {
  test(`build context: ${name}`, () => {
    inFolder(files, (_, lint) => {
      const found = lint(line).files.flatMap(({ path, problems }) =>
        problems.filter(({ rule }) => watched.has(rule)).map(({ rule }) => `${path} ${rule}`),
      );
      assert.deepEqual(found, expected);
    });
  });
}

const watched: ReadonlySet<string> = new Set([
  'copy-ignored-file',
  'copy-missing-file',
  'missing-dockerignore',
  'dockerignore-incomplete',
  'dockerignore-pattern-trap',
]);

const start = 'FROM registry.example.org/base:1.0\n';
const copiesAll = `${start}COPY . /app/\n`;
const copiesDist = `${start}COPY package.json dist /app/\n`;
const app: Files = { 'package.json': '{}', 'dist/a.js': '', '.git/HEAD': '' };

check('everything is copied and nothing left out', { ...app, Dockerfile: copiesAll }, 'lint', [
  'Dockerfile missing-dockerignore',
]);
check('there is a .dockerignore', { ...app, Dockerfile: copiesAll, '.dockerignore': '.git\n' }, 'lint', []);
check('what is left out is copied', { ...app, Dockerfile: copiesDist, '.dockerignore': '.git\ndist\n' }, 'lint', [
  'Dockerfile copy-ignored-file',
]);
check(
  'the .dockerignore of the Dockerfile goes first',
  { ...app, Dockerfile: copiesDist, '.dockerignore': '.git\ndist\n', 'Dockerfile.dockerignore': '.git\n' },
  'lint Dockerfile',
  [],
);
check(
  'a Dockerfile in a folder is built from the top, where the files are',
  { ...app, 'docker/Dockerfile': copiesDist, '.dockerignore': '.git\ndist\n' },
  'lint docker/Dockerfile',
  ['docker/Dockerfile copy-ignored-file'],
);
check(
  'a Dockerfile in a folder with all that it copies is built there',
  {
    ...app,
    'api/Dockerfile': copiesDist,
    'api/package.json': '{}',
    'api/dist/a.js': '',
    '.dockerignore': 'dist\n.git\n',
  },
  'lint api',
  [],
);
check(
  'half of it here and half of it there: nobody knows',
  {
    '.git/HEAD': '',
    'dist/a.js': '',
    'api/package.json': '{}',
    'api/Dockerfile': copiesDist,
    '.dockerignore': 'dist\n',
  },
  'lint api',
  [],
);
check('a folder that somebody names', { ...app, 'docker/Dockerfile': copiesAll }, 'lint docker --context .', [
  'docker/Dockerfile missing-dockerignore',
]);
check(
  'a misspelt name',
  { ...app, Dockerfile: `${start}COPY package.json dist/a.js /app/\nCOPY pakage.json /x/\n` },
  'lint',
  ['Dockerfile copy-missing-file'],
);
check('a folder for the making of images only', { ...app, 'docker/Dockerfile': copiesAll }, 'lint docker', []);
check('a .dockerignore that lets a key through', { ...app, '.dockerignore': '.git\n', 'tls/server.key': '' }, 'lint', [
  '.dockerignore dockerignore-incomplete',
]);
check(
  'a .dockerignore that is read by other rules than it seems',
  { 'web/.dockerignore': 'node_modules dist/ *.log\n', '.git/HEAD': '' },
  'lint',
  ['web/.dockerignore dockerignore-pattern-trap'],
);
check(
  'a pattern that somebody wants that way',
  { 'web/.dockerignore': '# dockwright ignore=dockerignore-pattern-trap -- a file of that name\n*.a *.b\n' },
  'lint',
  [],
);

test('build context: a fix creates the .dockerignore', () => {
  inFolder({ ...app, Dockerfile: copiesAll }, (folder, lint) => {
    const { files } = lint('lint --fix=suggested');
    assert.equal(readFileSync(join(folder, '.dockerignore'), 'utf8'), '.git\n');
    assert.ok(!files.some(({ problems }) => problems.some(({ rule }) => rule === 'missing-dockerignore')));
  });
});

test('build context: links lead nowhere', { skip: isWindows }, () => {
  inFolder({ ...app, Dockerfile: copiesAll }, (folder, lint) => {
    symlinkSync('..', join(folder, 'dist/up'));
    const [file] = lint('lint Dockerfile').files;
    assert.ok(file?.problems.some(({ rule }) => rule === 'missing-dockerignore'));
  });
});

test('build context: a file for development is told by its name', () => {
  const serves = 'FROM node:24-slim\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCMD ["npm", "start"]\n';
  inFolder({ ...app, 'Dockerfile.dev': serves, 'Dockerfile.prod': serves }, (_, lint) => {
    const rulesOf = (name: string) =>
      lint(`lint ${name}`).files.flatMap(({ problems }) => problems.map(({ rule }) => rule));
    assert.ok(rulesOf('Dockerfile.dev').length < rulesOf('Dockerfile.prod').length);
  });
});

test('build context: a folder that is not there, or is none', () => {
  inFolder({ Dockerfile: copiesAll }, (folder) => {
    for (const [named, exit] of [
      ['nowhere', 2],
      ['Dockerfile', 2],
      ['.', 0],
    ] as const) {
      const { status, stderr } = spawnSync(process.execPath, [program, 'lint', '--context', named], {
        cwd: folder,
        encoding: 'utf8',
      });
      assert.equal(status, exit, stderr);
      assert.equal(stderr.includes(named), exit === 2, stderr);
    }
  });
});
