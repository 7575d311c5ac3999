import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discover } from '@dockwright/cli/discover';
import { type MemoryNode, memoryHost } from './memory-host.js';

type Files = Readonly<Record<string, MemoryNode>>;

/** `files` as an array are empty files. */
function check(
  name: string,
  files: Files | readonly string[],
  paths: readonly string[],
  expected: readonly string[],
  notes: readonly string[] = [],
): void {
  test(name, async () => {
    const disk: Files = Array.isArray(files) ? Object.fromEntries(files.map((path) => [path, ''])) : { ...files };
    const found = await discover(paths, memoryHost(disk));
    assert.deepEqual(
      found.targets.map(({ path }) => path),
      expected,
    );
    assert.deepEqual(
      found.notes.map(({ path, level }) => `${level} ${path}`),
      notes,
    );
  });
}

const tree = [
  'Dockerfile',
  'README.md',
  'b/Dockerfile.dev',
  'a/api.Dockerfile',
  'a/z/Containerfile',
  'a/.dockerignore',
];
check(
  'files come before folders, both by name',
  tree,
  ['.'],
  ['Dockerfile', 'a/.dockerignore', 'a/api.Dockerfile', 'a/z/Containerfile', 'b/Dockerfile.dev'],
);
check(
  'a folder is shown as it was written',
  tree,
  ['./a/'],
  ['a/.dockerignore', 'a/api.Dockerfile', 'a/z/Containerfile'],
);
check('an absolute folder gives absolute paths', tree, ['/project/b'], ['/project/b/Dockerfile.dev']);
check('a folder above keeps its dots', ['../other/Dockerfile'], ['../other'], ['../other/Dockerfile']);
check('a named file is taken whatever its name', tree, ['README.md'], ['README.md']);
check(
  'a file comes once, as it was met first',
  tree,
  ['b/Dockerfile.dev', '.', 'b'],
  ['b/Dockerfile.dev', 'Dockerfile', 'a/.dockerignore', 'a/api.Dockerfile', 'a/z/Containerfile'],
);
check('folders with a dot are searched', ['.devcontainer/Dockerfile'], ['.'], ['.devcontainer/Dockerfile']);
check(
  '.git and node_modules are not',
  ['.git/Dockerfile', 'node_modules/x/Dockerfile', 'a/node_modules/Dockerfile'],
  ['.'],
  [],
  ['remark .'],
);
check('unless somebody names them', ['node_modules/x/Dockerfile'], ['node_modules/x'], ['node_modules/x/Dockerfile']);
check(
  'a missing path is fatal, the others go on',
  ['Dockerfile'],
  ['nowhere', 'Dockerfile'],
  ['Dockerfile'],
  ['fatal nowhere'],
);
check('a path through a file is missing', ['Dockerfile'], ['Dockerfile/x'], [], ['fatal Dockerfile/x']);
check(
  'Compose files are left out for now',
  ['compose.yaml', '.dockerignore'],
  ['compose.yaml', '.dockerignore'],
  ['.dockerignore'],
  ['remark compose.yaml'],
);
check('a folder that cannot be read is fatal where it is named', { a: { closed: 'denied' } }, ['a'], [], ['fatal a']);
check(
  'and a failure where it was found',
  { a: { closed: 'denied' }, Dockerfile: '' },
  ['.'],
  ['Dockerfile'],
  ['failure a'],
);
check('a pipe may be named', { pipe: { stream: '' } }, ['pipe'], ['pipe']);

check('a linked file is taken', { 'real.txt': '', Dockerfile: { link: 'real.txt' } }, ['.'], ['Dockerfile']);
check(
  'a linked file is the same file',
  { Dockerfile: '', 'Dockerfile.too': { link: 'Dockerfile' } },
  ['.'],
  ['Dockerfile'],
);
check('a linked folder is not entered', { 'a/Dockerfile': '', b: { link: 'a' } }, ['.'], ['a/Dockerfile']);
check('a circle of folders ends', { 'a/Dockerfile': '', 'a/loop': { link: '..' } }, ['.'], ['a/Dockerfile']);
check('a linked folder may be named', { 'a/Dockerfile': '', b: { link: 'a' } }, ['b'], ['b/Dockerfile']);
check('a link to nowhere is a failure', { Dockerfile: { link: 'gone' } }, ['.'], [], ['failure Dockerfile']);
check('a link to itself is a failure', { Dockerfile: { link: 'Dockerfile' } }, ['.'], [], ['failure Dockerfile']);
check('a link to a folder is no Dockerfile', { 'a/x': '', Dockerfile: { link: 'a' } }, ['.'], [], ['remark .']);

const git = { '.git/HEAD': '' };
check(
  '.gitignore holds',
  { ...git, '.gitignore': 'out/\n*.dev\n', 'out/Dockerfile': '', 'Dockerfile.dev': '', Dockerfile: '' },
  ['.'],
  ['Dockerfile'],
);
check(
  'it holds outside of a repository, too',
  { '.gitignore': 'out', 'out/Dockerfile': '', Dockerfile: '' },
  ['.'],
  ['Dockerfile'],
);
check(
  'it holds for subfolders that are named',
  { ...git, '.gitignore': '*.dev\n', 'a/Dockerfile.dev': '', 'a/Dockerfile': '' },
  ['a'],
  ['a/Dockerfile'],
);
check('it ends at the repository', { '../.gitignore': 'Dockerfile', ...git, Dockerfile: '' }, ['.'], ['Dockerfile']);
check(
  'a nested one reaches only its folder',
  { ...git, 'a/.gitignore': '/Dockerfile', 'a/Dockerfile': '', 'a/b/Dockerfile': '', Dockerfile: '' },
  ['.'],
  ['Dockerfile', 'a/b/Dockerfile'],
);
check(
  'a nested one overrules',
  {
    ...git,
    '.gitignore': 'Dockerfile*',
    'a/.gitignore': '!Dockerfile.dev',
    'a/Dockerfile': '',
    'a/Dockerfile.dev': '',
  },
  ['.'],
  ['a/Dockerfile.dev'],
);
check(
  'a folder that is taken back is searched',
  { ...git, '.gitignore': '/a/b', 'a/.gitignore': '!b', 'a/b/Dockerfile': '' },
  ['.'],
  ['a/b/Dockerfile'],
);
check(
  'what lies in an excluded folder cannot be taken back',
  { ...git, '.gitignore': 'a/\n!a/Dockerfile', 'a/Dockerfile': '' },
  ['.'],
  [],
  ['remark .'],
);
check(
  'a named folder is searched although it is excluded',
  { ...git, '.gitignore': 'a', 'a/Dockerfile': '', 'a/.gitignore': '*.x', 'a/Dockerfile.x': '' },
  ['a'],
  ['a/Dockerfile'],
);
check(
  'a named file is taken although it is excluded',
  { ...git, '.gitignore': '*', Dockerfile: '' },
  ['Dockerfile'],
  ['Dockerfile'],
);
check(
  '.git/info/exclude holds',
  { '.git/info/exclude': 'a/', 'a/Dockerfile': '', Dockerfile: '' },
  ['.'],
  ['Dockerfile'],
);
check(
  'wildcards in the name of a folder are letters',
  { ...git, 'a[b]/.gitignore': '*.x', 'a[b]/Dockerfile.x': '', 'ab/Dockerfile.x': '' },
  ['.'],
  ['ab/Dockerfile.x'],
);
check('case counts', { ...git, '.gitignore': 'dockerfile', Dockerfile: '' }, ['.'], ['Dockerfile']);
check(
  'CRLF, comments, blanks and a byte order mark are read',
  {
    ...git,
    '.gitignore': '\uFEFF# all\r\nout  \r\n\r\n\\#x\r\n',
    'out/Dockerfile': '',
    '#x/Dockerfile': '',
    Dockerfile: '',
  },
  ['.'],
  ['Dockerfile'],
);
check(
  'odd patterns do no harm',
  { ...git, '.gitignore': '[\n(\n\\\n!\n***\n[z-a]\n/\n!Dockerfile', Dockerfile: '' },
  ['.'],
  ['Dockerfile'],
);
check(
  'a .gitignore that cannot be read is none',
  { ...git, '.gitignore': { fails: 'denied' }, Dockerfile: '' },
  ['.'],
  ['Dockerfile'],
);

const services = ['s/a/Dockerfile', 's/b/Dockerfile', 's/b/x/Dockerfile', 's/c/other.df', 'Dockerfile'];
check('a pattern', services, ['s/*/Dockerfile'], ['s/a/Dockerfile', 's/b/Dockerfile']);
check(
  'a pattern over folders',
  services,
  ['**/Dockerfile'],
  ['Dockerfile', 's/a/Dockerfile', 's/b/Dockerfile', 's/b/x/Dockerfile'],
);
check('a pattern with choices', services, ['s/{a,c}/*'], ['s/a/Dockerfile', 's/c/other.df']);
check('an absolute pattern', services, ['/project/s/?/*.df'], ['/project/s/c/other.df']);
check('a pattern that fits nothing is fatal', services, ['t/*/Dockerfile'], [], ['fatal t/*/Dockerfile']);
check('a pattern that fits nothing in a folder that is there', services, ['s/*.nothing'], [], ['fatal s/*.nothing']);
check(
  'a file with a bracket in its name is a file',
  ['a[1]/Dockerfile', 'a1/Dockerfile'],
  ['a[1]/Dockerfile'],
  ['a[1]/Dockerfile'],
);

test('a name that may be a program is marked as uncertain', async () => {
  const { targets } = await discover(
    ['.', 'Dockerfile.py'],
    memoryHost({ 'Dockerfile.go': '', 'Dockerfile.py': '', Dockerfile: '' }),
  );
  assert.deepEqual(
    targets.map(({ path, certain, named }) => [path, certain, named]),
    [
      ['Dockerfile', true, false],
      ['Dockerfile.go', false, false],
      ['Dockerfile.py', false, false],
    ],
  );
});
