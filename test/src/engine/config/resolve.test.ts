import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitsAny, globProblem } from '@dockwright/shared-rules/engine/config/glob';
import { foldersUpwards, pathBelow, resolvePath } from '@dockwright/shared-rules/engine/config/paths';
import { describeSettings, engine, memoryHost } from './support.js';

interface Expected {
  readonly holds: string;
  readonly source?: string;
  readonly files?: readonly string[];
  /** `path: message` of each problem. */
  readonly problems?: readonly RegExp[];
}

function check(name: string, filePath: string, files: Readonly<Record<string, string>>, expected: Expected): void {
  it(name, async () => {
    const resolved = await engine.resolveSettings(filePath, memoryHost(files));
    assert.equal(describeSettings(resolved), expected.holds);
    assert.equal(resolved.settings.source, expected.source);
    assert.deepEqual(resolved.files, expected.files ?? (expected.source === undefined ? [] : [expected.source]));
    const problems = resolved.problems.map(({ path, message }) => `${path}: ${message}`);
    assert.equal(problems.length, expected.problems?.length ?? 0, problems.join('\n'));
    for (const [index, pattern] of (expected.problems ?? []).entries()) assert.match(problems[index] ?? '', pattern);
  });
}

describe('the nearest configuration', () => {
  check('none', '/a/b/Dockerfile', {}, { holds: 'recommended' });
  check(
    'beside the file',
    '/a/b/Dockerfile',
    { '/a/b/dockwright.yaml': 'profile: strict', '/a/dockwright.yaml': 'profile: security' },
    { holds: 'strict', source: '/a/b/dockwright.yaml' },
  );
  check(
    'further up',
    '/a/b/c/Dockerfile',
    { '/a/dockwright.yaml': 'profile: security' },
    { holds: 'security', source: '/a/dockwright.yaml' },
  );
  check(
    'at the root',
    '/a/Dockerfile',
    { '/dockwright.yaml': 'profile: security' },
    { holds: 'security', source: '/dockwright.yaml' },
  );
  check(
    'hidden',
    '/a/Dockerfile',
    { '/a/.dockwright.yaml': 'profile: security' },
    { holds: 'security', source: '/a/.dockwright.yaml' },
  );
  check(
    'the plain name wins',
    '/a/Dockerfile',
    { '/a/dockwright.yaml': 'profile: strict', '/a/.dockwright.yaml': 'profile: security' },
    { holds: 'strict', source: '/a/dockwright.yaml' },
  );
  check(
    'of a relative path',
    'a/Dockerfile',
    { 'dockwright.yaml': 'profile: strict' },
    { holds: 'strict', source: 'dockwright.yaml' },
  );
  check(
    'of a bare name',
    'Dockerfile',
    { 'dockwright.yaml': 'profile: strict' },
    { holds: 'strict', source: 'dockwright.yaml' },
  );
  check(
    'on a drive',
    'C:/a/Dockerfile',
    { 'C:/dockwright.yaml': 'profile: strict' },
    { holds: 'strict', source: 'C:/dockwright.yaml' },
  );
  check(
    'behind a URI',
    'vscode-vfs://github/o/r/b/Dockerfile',
    { 'vscode-vfs://github/o/dockwright.yaml': 'profile: strict' },
    { holds: 'strict', source: 'vscode-vfs://github/o/dockwright.yaml' },
  );
  check(
    'an empty one counts',
    '/a/b/Dockerfile',
    { '/a/b/dockwright.yaml': '', '/a/dockwright.yaml': 'profile: strict' },
    { holds: 'recommended', source: '/a/b/dockwright.yaml' },
  );

  it('a host that fails is as one without files', async () => {
    const resolved = await engine.resolveSettings('/a/Dockerfile', { readText: () => Promise.reject(new Error('no')) });
    assert.equal(describeSettings(resolved), 'recommended');
  });
});

describe('extends', () => {
  const base = 'profile: strict\nrules:\n  single-cmd: error\n  file-too-long: [error, { most: 5 }]\n';
  check(
    'what the file says wins',
    '/a/Dockerfile',
    { '/a/dockwright.yaml': 'extends: ../base.yaml\nrules:\n  single-cmd: off\n', '/base.yaml': base },
    {
      holds: 'strict file-too-long=error{"most":5} single-cmd=off',
      source: '/a/dockwright.yaml',
      files: ['/a/dockwright.yaml', '/base.yaml'],
    },
  );
  check(
    'a severity alone keeps the options',
    '/a/Dockerfile',
    {
      '/a/dockwright.yaml': 'extends: ./b/base.yaml\nprofile: security\nrules:\n  file-too-long: hint\n',
      '/a/b/base.yaml': base,
    },
    {
      holds: 'security file-too-long=hint{"most":5} single-cmd=error',
      source: '/a/dockwright.yaml',
      files: ['/a/dockwright.yaml', '/a/b/base.yaml'],
    },
  );
  check(
    'several, the last wins',
    '/a/Dockerfile',
    {
      '/a/dockwright.yaml': 'extends: [x.yaml, y.yaml]\n',
      '/a/x.yaml': base,
      '/a/y.yaml': 'rules:\n  single-cmd: hint\n',
    },
    {
      holds: 'strict file-too-long=error{"most":5} single-cmd=hint',
      source: '/a/dockwright.yaml',
      files: ['/a/dockwright.yaml', '/a/x.yaml', '/a/y.yaml'],
    },
  );
  check(
    'in turn',
    '/a/Dockerfile',
    { '/a/dockwright.yaml': 'extends: x.yaml\n', '/a/x.yaml': 'extends: y.yaml\n', '/a/y.yaml': 'profile: buildkit\n' },
    {
      holds: 'buildkit',
      source: '/a/dockwright.yaml',
      files: ['/a/dockwright.yaml', '/a/x.yaml', '/a/y.yaml'],
    },
  );
  check(
    'of itself',
    '/a/Dockerfile',
    { '/a/dockwright.yaml': 'extends: ../a/dockwright.yaml\nprofile: strict\n' },
    {
      holds: 'strict',
      source: '/a/dockwright.yaml',
      problems: [/^\/a\/dockwright\.yaml: .*in turn/],
    },
  );
  check(
    'in a ring',
    '/a/Dockerfile',
    { '/a/dockwright.yaml': 'extends: x.yaml\n', '/a/x.yaml': 'extends: dockwright.yaml\nprofile: strict\n' },
    {
      holds: 'strict',
      source: '/a/dockwright.yaml',
      files: ['/a/dockwright.yaml', '/a/x.yaml'],
      problems: [/^\/a\/x\.yaml: .*in turn/],
    },
  );
  check(
    'of one file by two',
    '/a/Dockerfile',
    {
      '/a/dockwright.yaml': 'extends: [x.yaml, y.yaml]\n',
      '/a/x.yaml': 'extends: z.yaml\n',
      '/a/y.yaml': 'extends: z.yaml\n',
      '/a/z.yaml': 'profile: strickt\n',
    },
    {
      holds: 'recommended',
      source: '/a/dockwright.yaml',
      files: ['/a/dockwright.yaml', '/a/x.yaml', '/a/z.yaml', '/a/y.yaml'],
      problems: [/^\/a\/z\.yaml: /],
    },
  );
  check(
    'of a file that is not there',
    '/a/Dockerfile',
    { '/a/dockwright.yaml': 'extends: x.yaml\nprofile: strict\n' },
    {
      holds: 'strict',
      source: '/a/dockwright.yaml',
      problems: [/x\.yaml cannot be read/],
    },
  );

  it('very many files end in time', async () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [`/${n}.yaml`, `extends: [${n + 1}.yaml, ${n + 1}.yaml]\n`]),
    );
    const host = memoryHost({ ...doubling, '/dockwright.yaml': 'extends: 0.yaml\n' });
    await engine.resolveSettings('/Dockerfile', host);
    assert.ok(host.read.length < 5000, String(host.read.length));
  });
});

describe('overrides', () => {
  const config = [
    'rules:',
    '  single-cmd: warning',
    'overrides:',
    '  - files: "*.dev"',
    '    rules:',
    '      single-cmd: off',
    '  - files: ["services/*/Dockerfile", "./tools/**"]',
    '    rules:',
    '      single-cmd: error',
  ].join('\n');
  const cases: ReadonlyArray<readonly [string, string]> = [
    ['/a/Dockerfile', 'warning'],
    ['/a/Dockerfile.dev', 'off'],
    ['/a/b/c/Dockerfile.dev', 'off'],
    ['/a/services/x/Dockerfile', 'error'],
    ['/a/services/x/y/Dockerfile', 'warning'],
    ['/a/tools/.hidden/Dockerfile', 'error'],
    ['/a/tools/Dockerfile.dev', 'error'],
    ['/a/b/../services/./x/Dockerfile', 'error'],
  ];
  for (const [path, severity] of cases) {
    check(
      path,
      path,
      { '/a/dockwright.yaml': config },
      { holds: `recommended single-cmd=${severity}`, source: '/a/dockwright.yaml' },
    );
  }
  check(
    'of a file that is extended are relative to the nearest configuration',
    '/a/b/Dockerfile',
    {
      '/a/b/dockwright.yaml': 'extends: ../base.yaml\n',
      '/a/base.yaml': 'overrides:\n  - files: "./Dockerfile"\n    rules:\n      single-cmd: off\n',
    },
    {
      holds: 'recommended single-cmd=off',
      source: '/a/b/dockwright.yaml',
      files: ['/a/b/dockwright.yaml', '/a/base.yaml'],
    },
  );
});

describe('.hadolint.yaml', () => {
  const path = '/a/.hadolint.yaml';
  check(
    'ignored and override',
    '/a/b/Dockerfile',
    { [path]: 'ignored:\n  - DL3025\n  - SC2086\noverride:\n  error: [DL4003]\n  style:\n    - DL3008\n' },
    {
      holds: 'recommended SC2086=off pin-apt-packages=hint single-cmd=error use-exec-form=off',
      source: path,
    },
  );
  check(
    'the short ending',
    '/a/Dockerfile',
    { '/a/.hadolint.yml': 'ignored: [DL3025]\n' },
    { holds: 'recommended use-exec-form=off', source: '/a/.hadolint.yml' },
  );
  check(
    'the strongest list wins, ignored above all',
    '/a/Dockerfile',
    { [path]: 'override:\n  error: [DL3025, DL4003]\n  info: [DL3025]\nignored: [DL4003]\n' },
    {
      holds: 'recommended single-cmd=off use-exec-form=error',
      source: path,
    },
  );
  check(
    'other keys are accepted',
    '/a/Dockerfile',
    { [path]: 'failure-threshold: error\nformat: tty\nlabel-schema: {}\nno-fail: true\n' },
    { holds: 'recommended', source: path },
  );
  check(
    'labels go to the rules for their types',
    '/a/Dockerfile',
    { [path]: 'label-schema:\n  author: text\n  "site": url\n  title: ""\nignored: []\n' },
    {
      holds:
        'recommended label-is-url=warning{"keys":["site"]} label-not-empty=warning{"keys":["author","site","title"]} required-labels=info{"labels":["author","site","title"]}',
      source: path,
    },
  );
  check(
    'comments that silence nothing',
    '/a/Dockerfile',
    { [path]: 'disable-ignore-pragma: true\n' },
    { holds: 'recommended comments:off', source: path },
  );
  check(
    'a key that hadolint does not know',
    '/a/Dockerfile',
    { [path]: 'ignore: [DL3025]\n' },
    { holds: 'recommended', source: path, problems: [/no "ignore" here.*"ignored"/] },
  );
  check(
    'a strict list of labels',
    '/a/Dockerfile',
    { [path]: 'label-schema:\n  site: text\nstrict-labels: true\n' },
    {
      holds:
        'recommended label-not-empty=warning{"keys":["site"]} no-extra-labels=info{"labels":["site"]} required-labels=info{"labels":["site"]}',
      source: path,
    },
  );
  check(
    'a strict list without a label',
    '/a/Dockerfile',
    { [path]: 'strict-labels: true\n' },
    { holds: 'recommended no-extra-labels=info{"labels":[]}', source: path },
  );
  check(
    'trusted registries',
    '/a/Dockerfile',
    { [path]: 'trustedRegistries:\n  - docker.io\n  - "*.gcr.io"\n' },
    {
      holds: 'recommended trusted-registry=error{"registries":["docker.io","*.gcr.io"]}',
      source: path,
    },
  );
  check(
    'trusted registries with a severity',
    '/a/Dockerfile',
    { [path]: 'trustedRegistries: [docker.io]\noverride:\n  error: [DL3026]\n' },
    {
      holds: 'recommended trusted-registry=error{"registries":["docker.io"]}',
      source: path,
    },
  );
  check(
    'a configuration of our own wins, however far',
    '/a/b/Dockerfile',
    { '/a/b/.hadolint.yaml': 'ignored: [DL3025]\n', '/dockwright.yaml': 'profile: strict\n' },
    { holds: 'strict', source: '/dockwright.yaml' },
  );
  check(
    'the nearest one wins',
    '/a/b/Dockerfile',
    { '/a/b/.hadolint.yaml': 'ignored: [DL3025]\n', '/a/.hadolint.yaml': 'ignored: [DL4003]\n' },
    { holds: 'recommended use-exec-form=off', source: '/a/b/.hadolint.yaml' },
  );
  check(
    'a code that nobody has',
    '/a/Dockerfile',
    { [path]: 'ignored: [DL302, DL3025]\n' },
    { holds: 'recommended use-exec-form=off', source: path, problems: [/no rule "DL302"/] },
  );
  check(
    'a wrong type',
    '/a/Dockerfile',
    { [path]: 'ignored: DL3025\ntrustedRegistries: { a: b }\n' },
    { holds: 'recommended', source: path, problems: [/list of codes/, /list of registries/] },
  );
  check(
    'broken',
    '/a/Dockerfile',
    { [path]: 'ignored: [DL3025\n' },
    { holds: 'recommended use-exec-form=off', source: path, problems: [/no valid YAML/] },
  );

  it('is checked by its name', () => {
    assert.deepEqual(engine.checkConfig('/a/.hadolint.yaml', 'failure-threshold: error\n'), []);
    assert.equal(engine.checkConfig('/a/dockwright.yaml', 'failure-threshold: error\n').length, 1);
    assert.equal(engine.checkConfig('/a/.hadolint.yaml', 'ignored: x\n')[0]?.severity, 'warning');
  });
});

describe('paths', () => {
  const folders: ReadonlyArray<readonly [string, readonly string[]]> = [
    ['/a/b/F', ['/a/b/', '/a/', '/']],
    ['/F', ['/']],
    ['F', ['']],
    ['a/F', ['a/', '']],
    ['../a/F', ['../a/', '../', '']],
    ['C:/a/F', ['C:/a/', 'C:/']],
    ['file:///a/F', ['file:///a/', 'file:///']],
    ['vfs://host/a/F', ['vfs://host/a/', 'vfs://host/']],
    ['/a/./b/../F', ['/a/', '/']],
    ['', ['']],
    ['/', ['/']],
  ];
  for (const [path, expected] of folders)
    it(`folders of "${path}"`, () => assert.deepEqual(foldersUpwards(path), expected));

  const resolved: ReadonlyArray<readonly [string, string, string]> = [
    ['/a/b/', 'c.yaml', '/a/b/c.yaml'],
    ['/a/b/', './c.yaml', '/a/b/c.yaml'],
    ['/a/b/', '../c.yaml', '/a/c.yaml'],
    ['/a/', '../../../c.yaml', '/c.yaml'],
    ['', '../c.yaml', '../c.yaml'],
    ['a/', '../../c.yaml', '../c.yaml'],
    ['/a/', '/c.yaml', '/c.yaml'],
    ['C:/a/', 'D:/c.yaml', 'D:/c.yaml'],
    ['vfs://h/a/', '../c.yaml', 'vfs://h/c.yaml'],
  ];
  for (const [folder, path, expected] of resolved) {
    it(`"${path}" from "${folder}"`, () => assert.equal(resolvePath(folder, path), expected));
  }

  it('below a folder', () => {
    assert.equal(pathBelow('/a/', '/a/b/F'), 'b/F');
    assert.equal(pathBelow('/a/', '/ab/F'), undefined);
    assert.equal(pathBelow('', 'a/F'), 'a/F');
  });
});

describe('globs', () => {
  it('that cannot be used fit nothing, and are said to', () => {
    const endless = `${'{a,'.repeat(70_000)}`;
    assert.match(globProblem(endless) ?? '', /cannot be used/);
    assert.equal(fitsAny([endless], 'a'), false);
    assert.match(globProblem('') ?? '', /cannot be used/);
  });
  it('have no backslash for a separator', () => assert.equal(fitsAny(['a/*'], 'a\\b'), false));
});

describe('a file that is not read', () => {
  const unreadable = 'It is no file, but a pipe.';
  it('is named where it is extended, with the reason', async () => {
    const { problems, settings } = await engine.resolveSettings('/a/Dockerfile', {
      readText: async (path) =>
        path === '/a/dockwright.yaml'
          ? 'extends: pipe\nprofile: strict\n'
          : path === '/a/pipe'
            ? { unreadable }
            : undefined,
    });
    assert.deepEqual(
      problems.map(({ path, span, message }) => ({ path, span, message })),
      [{ path: '/a/dockwright.yaml', span: { start: 9, end: 13 }, message: `pipe is not read. ${unreadable}` }],
    );
    assert.equal(settings.profile, 'strict');
  });

  it('is as none where it is looked for', async () => {
    const { settings } = await engine.resolveSettings('/a/b/Dockerfile', {
      readText: async (path) =>
        path === '/a/dockwright.yaml' ? 'profile: strict\n' : path.startsWith('/a/b/') ? { unreadable } : undefined,
    });
    assert.equal(settings.source, '/a/dockwright.yaml');
  });
});
