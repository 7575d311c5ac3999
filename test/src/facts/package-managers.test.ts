import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  findPackageManager,
  inHome,
  packageManager,
  packageManagers,
  pacmanAction,
  readSubcommand,
} from '@dockwright/shared-rules/facts/package-managers';

function words(...values: readonly (string | undefined)[]): readonly { readonly value: string | undefined }[] {
  return values.map((value) => ({ value }));
}

describe('findPackageManager', () => {
  const check = (line: string, name: string | undefined, skip = 0): void => {
    it(line, () => {
      const [program = '', ...rest] = line.split(' ');
      const found = findPackageManager(program, words(...rest));
      assert.equal(found?.manager.name, name);
      if (found !== undefined) assert.equal(found.skip, skip);
    });
  };
  check('apt-get install', 'apt-get');
  check('apt install', 'apt');
  check('pip install', 'pip');
  check('pip3 install', 'pip');
  check('pip3.12 install', 'pip');
  check('pipx install', undefined);
  check('python -m pip install', 'pip', 2);
  check('python3.12 -I -m pip install', 'pip', 3);
  check('python -c pip', undefined);
  check('python setup.py', undefined);
  check('uv pip install', 'uv-pip', 1);
  check('uv sync', 'uv');
  check('corepack pnpm@9 install', 'pnpm', 1);
  check('corepack enable', undefined);
  check('tdnf install', 'dnf');
  check('microdnf install', 'microdnf');
  check('gradlew build', 'gradle');
  check('update-ca-certificates', undefined);
  check('apt-key add', undefined);
  check('constructor', undefined);
  it('gives up on words that are known only at run time', () => {
    assert.equal(findPackageManager('python', words(undefined, '-m', 'pip')), undefined);
    assert.equal(findPackageManager('python', words('-m', undefined)), undefined);
  });
});

describe('readSubcommand', () => {
  const check = (name: string, operands: string, expected: readonly [string, number] | undefined): void => {
    it(`${name} ${operands}`, () => {
      const manager = packageManager(name);
      assert.ok(manager !== undefined);
      const found = readSubcommand(manager, operands === '' ? [] : operands.split(' '));
      assert.deepEqual(found === undefined ? undefined : [found.action, found.words], expected);
    });
  };
  check('apt-get', 'install curl', ['install', 1]);
  check('apt-get', 'update', ['update-index', 1]);
  check('apt-get', 'remove install', ['remove', 1]);
  check('apt-get', 'dist-upgrade', ['upgrade-distribution', 1]);
  check('apt-get', 'check', undefined);
  check('apt-get', '', undefined);
  check('apk', 'add curl', ['install', 1]);
  check('apk', 'info curl', undefined);
  check('dnf', 'module install nodejs:22', ['install', 2]);
  check('dnf', 'clean all', ['clean', 1]);
  check('yum', 'update', ['upgrade', 1]);
  check('zypper', 'in gcc', ['install', 1]);
  check('zypper', 'dup', ['upgrade-distribution', 1]);
  check('npm', 'ci', ['install', 1]);
  check('npm', 'cache clean', ['clean', 2]);
  check('npm', 'run build', undefined);
  check('yarn', '', ['install', 0]);
  check('yarn', 'build', undefined);
  check('yarn', 'cache clean', ['clean', 2]);
  check('yarn', 'workspaces focus web', ['install', 2]);
  check('bundle', 'install', ['install', 1]);
  check('bundle', 'exec rake', undefined);
  check('go', 'mod download', ['download', 2]);
  check('go', 'mod tidy', undefined);
  check('pip', 'install requests', ['install', 1]);
  check('pip', 'cache purge', ['clean', 2]);
  check('conda', 'env create', ['install', 2]);
  check('cargo', 'fetch', ['download', 1]);
  check('mix', 'deps.get', ['install', 1]);
  check('bun', 'pm cache rm', ['clean', 3]);
  check('go', 'build ./...', ['build', 1]);
  check('maven', 'clean package', ['build', 2]);
  check('yarn', 'workspace web build', undefined);
  it('does not guess what a variable holds', () => {
    const apt = packageManager('apt-get');
    assert.ok(apt !== undefined);
    assert.equal(readSubcommand(apt, [undefined, 'install']), undefined);
    assert.deepEqual(readSubcommand(apt, ['install', undefined])?.words, 1);
  });
});

describe('pacmanAction', () => {
  const check = (options: string, hasOperands: boolean, expected: string | undefined): void => {
    it(`-${options}${hasOperands ? ' package' : ''}`, () => {
      assert.equal(
        pacmanAction(
          [...options].map((letter) => `-${letter}`),
          hasOperands,
        ),
        expected,
      );
    });
  };
  check('S', true, 'install');
  check('Sy', false, 'update-index');
  check('Syu', false, 'upgrade');
  check('Syu', true, 'install');
  check('Scc', false, 'clean');
  check('Rns', true, 'remove');
  check('U', true, 'install');
  check('Q', false, undefined);
  it('knows long names', () => assert.equal(pacmanAction(['--sync', '--noconfirm'], true), 'install'));
});

describe('the table of package managers', () => {
  it('names managers and programs once', () => {
    const names = packageManagers.flatMap(({ name, commands }) => [`manager ${name}`, ...commands]);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });
  it('gives a subcommand one meaning', () => {
    for (const { name, subcommands } of packageManagers) {
      const all = Object.values(subcommands).flat();
      assert.deepEqual(
        all.filter((text, index) => all.indexOf(text) !== index),
        [],
        name,
      );
      for (const text of all) assert.ok(text.split(' ').length <= 3, `${name} ${text}`);
    }
  });
  it('writes options with dashes, and paths from the root or the home', () => {
    for (const { name, source, optionsWithValue, caches, cacheMounts, lists } of packageManagers) {
      assert.match(source, /^https:\/\//, name);
      for (const option of optionsWithValue) assert.match(option, /^-{1,2}[\w.-]+$/, name);
      for (const path of [...caches, ...(lists ?? []), ...cacheMounts.map(({ target }) => target)]) {
        assert.match(path, /^(?:~|)\/[\w./-]+[^/]$/, name);
      }
    }
  });
});

describe('inHome', () => {
  it('puts a home in the place of the tilde', () => {
    assert.equal(inHome('~/.cache/pip', '/root'), '/root/.cache/pip');
    assert.equal(inHome('~/.npm', '/home/node/'), '/home/node/.npm');
    assert.equal(inHome('/go/pkg/mod', '/root'), '/go/pkg/mod');
  });
});
