import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { accountCommands, accountCommandsOf } from '@dockwright/shared-rules/facts/distribution-users';
import {
  dependencyInstalls,
  findDependencyInstall,
  isLockFile,
  isManifestFile,
} from '@dockwright/shared-rules/facts/ecosystems';
import { packageManager } from '@dockwright/shared-rules/facts/package-managers';
import {
  isPlatformVariable,
  isPredefinedArg,
  isShellVariable,
} from '@dockwright/shared-rules/facts/predefined-variables';
import { findServer, probeCommand, probeTools, servers } from '@dockwright/shared-rules/facts/servers';

describe('findServer', () => {
  const check = (line: string, name: string | undefined, skip = 0, development = false): void => {
    it(line, () => {
      const [program = '', ...rest] = line.split(' ');
      const found = findServer(program, rest);
      assert.equal(found?.server.name, name);
      if (found === undefined) return;
      assert.equal(found.skip, skip);
      assert.equal(found.server.development ?? false, development);
    });
  };
  check('gunicorn app:app', 'gunicorn');
  check('/opt/venv/bin/gunicorn app:app', 'gunicorn');
  check('uvicorn main:app --reload', 'uvicorn');
  check('python -m uvicorn main:app', 'uvicorn', 2);
  check('python3.12 -u -m flask run', 'Flask', 4, true);
  check('flask run', 'Flask', 1, true);
  check('flask db upgrade', undefined);
  check('python manage.py runserver 0.0.0.0:8000', 'Django', 2, true);
  check('python3 ./manage.py runserver', 'Django', 2, true);
  check('python app.py', undefined);
  check('python', undefined);
  check('poetry run gunicorn app', 'gunicorn', 2);
  check('bundle exec puma -C config/puma.rb', 'Puma', 2);
  check('bundle exec rails s', 'Rails', 3);
  check('npx vite', 'Vite', 1, true);
  check('npx --yes vite --host', 'Vite', 2, true);
  check('vite build', undefined);
  check('vite --port 80', 'Vite', 0, true);
  check('next start', 'Next.js', 1);
  check('next dev', 'Next.js', 1, true);
  check('next build', undefined);
  check('next', 'Next.js', 0, true);
  check('php -S 0.0.0.0:80', 'PHP', 1, true);
  check('php artisan serve', 'Laravel', 2, true);
  check('php artisan migrate', undefined);
  check('yarn react-scripts start', 'Create React App', 2, true);
  check('dotnet watch run', 'dotnet watch', 1, true);
  check('dotnet app.dll', undefined);
  check('nginx -g x', 'nginx');
  check('constructor', undefined);
  it('does not stumble over words that are known only at run time', () => {
    assert.equal(findServer('flask', [undefined]), undefined);
    assert.equal(findServer('gunicorn', [undefined])?.server.name, 'gunicorn');
  });
  it('names a source for each server', () => {
    for (const { name, source, starts } of servers) {
      assert.match(source, /^https:\/\//, name);
      assert.ok(starts.length > 0, name);
    }
  });
});

describe('probeCommand', () => {
  it('asks for an address without name resolution', () => {
    for (const tool of probeTools)
      assert.ok(probeCommand(tool, 8080, '/health').join(' ').includes('http://127.0.0.1:8080/health'));
  });
  it('fails in node where nobody listens', () => {
    const [program = '', ...rest] = probeCommand('node', 9);
    assert.equal(program, 'node');
    assert.equal(spawnSync(process.execPath, rest).status, 1);
  });
});

describe('manifests', () => {
  for (const name of [
    ...[
      'package.json',
      'package*.json',
      './package-lock.json',
      'app/requirements.txt',
      'requirements-dev.txt',
      'go.sum',
    ],
    ...[
      'requirements*.txt',
      'pyproject.toml',
      'Cargo.lock',
      'src/Web.csproj',
      '*.sln',
      'pom.xml',
      'yarn.lock',
      'Gemfile*',
    ],
    ...[
      'composer.json',
      'composer.*',
      'build.gradle.kts',
      'gradle',
      '.npmrc',
      'bun.lockb',
      'mix.exs',
      'uv.lock',
      'Pipfile*',
    ],
  ]) {
    it(`${name} is one`, () => assert.equal(isManifestFile(name), true));
  }
  for (const name of [
    '.',
    './',
    '*',
    'src',
    'app.py',
    'requirements',
    'package.json.ts',
    'index.js',
    '',
    'a/package.json/',
  ]) {
    it(`${name === '' ? 'nothing' : name} is none`, () => assert.equal(isManifestFile(name), false));
  }
  it('are known by manager and subcommand', () => {
    const npm = findDependencyInstall('npm', 'install');
    assert.equal(npm?.locked?.subcommand, 'ci');
    assert.ok(npm !== undefined && isLockFile(npm, 'web/package-lock.json') && !isLockFile(npm, 'package.json'));
    assert.equal(findDependencyInstall('npm', 'run'), undefined);
    assert.equal(findDependencyInstall('yarn', '')?.production?.written, '--production');
    assert.equal(findDependencyInstall('go', 'build'), undefined);
    assert.equal(findDependencyInstall('constructor', ''), undefined);
  });
  it('belong to managers and subcommands that are known', () => {
    for (const { manager, subcommands } of dependencyInstalls) {
      const known = Object.values(packageManager(manager)?.subcommands ?? {}).flat();
      assert.ok(known.length > 0, manager);
      for (const subcommand of subcommands) assert.ok(known.includes(subcommand), `${manager} ${subcommand}`);
    }
  });
});

describe('accounts', () => {
  it('are made the way of the distribution', () => {
    assert.deepEqual(accountCommandsOf('debian')?.create('app', 1001), [
      'groupadd --system --gid 1001 app',
      'useradd --system --uid 1001 --gid app --no-create-home --shell /usr/sbin/nologin app',
    ]);
    assert.deepEqual(accountCommandsOf('alpine')?.create('app', 1001), [
      'addgroup -S -g 1001 app',
      'adduser -S -D -H -u 1001 -G app -s /sbin/nologin app',
    ]);
    assert.equal(accountCommandsOf('rhel')?.package, 'shadow-utils');
    assert.equal(accountCommandsOf('distroless'), undefined);
    assert.equal(accountCommandsOf('windows'), undefined);
  });
  it('never let anybody log in', () => {
    for (const { create, nologin } of accountCommands) assert.ok(create('app', 1001).join(' ').includes(nologin));
  });
});

describe('predefined variables', () => {
  it('are told apart', () => {
    assert.equal(isPlatformVariable('TARGETARCH'), true);
    assert.equal(isPlatformVariable('targetarch'), false);
    assert.equal(isPredefinedArg('HTTP_PROXY'), true);
    assert.equal(isPredefinedArg('https_proxy'), true);
    assert.equal(isPredefinedArg('Http_Proxy'), false);
    assert.equal(isPredefinedArg('TARGETARCH'), false);
    assert.equal(isPredefinedArg('SOURCE_DATE_EPOCH'), true);
    assert.equal(isShellVariable('PWD'), true);
    assert.equal(isShellVariable('FOO'), false);
  });
});
