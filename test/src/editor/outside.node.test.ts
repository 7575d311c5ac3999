import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type * as vscode from 'vscode';
import { eventually, noProblem, problem, problemsOf, ready, tidy, workspaceUri } from './support.js';

const bad = 'FROM node:22-slim\nUSER node\nCMD node server.js\n';
const good = 'FROM node:22-slim\nUSER node\nCMD ["node", "server.js"]\n';
const rule = 'use-exec-form';
const root = (): string => workspaceUri('outside').fsPath;

function write(name: string, text: string): void {
  const file = path.join(root(), name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

const uriOf = (name: string): vscode.Uri => workspaceUri('outside', ...name.split('/'));

function rightEverywhere(names: readonly string[], expected: boolean): Promise<true> {
  return eventually(
    `${expected ? 'problems' : 'no problems'} in ${names.length} files`,
    () => (names.every((name) => problemsOf(uriOf(name), rule).length > 0 === expected) ? true : undefined),
    25_000,
  );
}

suite('Changes by other programs', () => {
  teardown(async () => {
    await tidy();
    fs.rmSync(root(), { recursive: true, force: true });
  });

  test('a check-out of 500 files', async () => {
    await ready();
    const names = Array.from({ length: 500 }, (_, index) => `service-${index}/Dockerfile`);
    for (const name of names) write(name, bad);
    await rightEverywhere(names, true);
    const [kept, gone] = [names.slice(0, 400), names.slice(400)];
    for (const name of kept) write(name, good);
    for (const name of gone) fs.rmSync(path.dirname(path.join(root(), name)), { recursive: true });
    await rightEverywhere(names, false);
  });

  test('a folder that is renamed, goes and comes back as a whole', async () => {
    await ready();
    write('old/api/Dockerfile', bad);
    await problem(uriOf('old/api/Dockerfile'), rule);
    fs.renameSync(path.join(root(), 'old'), path.join(root(), 'new'));
    await noProblem(uriOf('old/api/Dockerfile'), rule);
    await problem(uriOf('new/api/Dockerfile'), rule);
    const elsewhere = fs.mkdtempSync(path.join(path.dirname(workspaceUri().fsPath), 'elsewhere-'));
    fs.renameSync(path.join(root(), 'new'), path.join(elsewhere, 'new'));
    await noProblem(uriOf('new/api/Dockerfile'), rule);
    fs.renameSync(path.join(elsewhere, 'new'), path.join(root(), 'back'));
    await problem(uriOf('back/api/Dockerfile'), rule);
  });

  test('a new .hadolint.yaml and .dockerignore', async () => {
    await ready();
    write('Dockerfile', `FROM node:22-slim\nCOPY app.js /\nUSER node\nCMD node server.js\n`);
    write('app.js', '');
    await problem(uriOf('Dockerfile'), rule);
    write('.dockerignore', 'app.js\n');
    await problem(uriOf('Dockerfile'), 'copy-ignored-file');
    write('.dockerignore', 'out\n');
    await noProblem(uriOf('Dockerfile'), 'copy-ignored-file');
    write('.hadolint.yaml', 'ignored:\n  - DL3025\n');
    await noProblem(uriOf('Dockerfile'), rule);
    fs.rmSync(path.join(root(), '.hadolint.yaml'));
    await problem(uriOf('Dockerfile'), rule);
  });

  test('a file that comes, changes, is renamed and goes', async () => {
    await ready();
    write('Dockerfile', bad);
    await problem(uriOf('Dockerfile'), rule);
    write('Dockerfile', good);
    await noProblem(uriOf('Dockerfile'), rule);
    write('Dockerfile', bad);
    await problem(uriOf('Dockerfile'), rule);
    fs.renameSync(path.join(root(), 'Dockerfile'), path.join(root(), 'api.Dockerfile'));
    await noProblem(uriOf('Dockerfile'), rule);
    await problem(uriOf('api.Dockerfile'), rule);
    fs.rmSync(path.join(root(), 'api.Dockerfile'));
    await noProblem(uriOf('api.Dockerfile'), rule);
  });

  test('what another program does to settings, .gitignore and dockwright.yaml', async () => {
    await ready();
    write('services/Dockerfile', bad);
    const dockerfile = uriOf('services/Dockerfile');
    await problem(dockerfile, rule);
    const files: readonly (readonly [name: string, text: string])[] = [
      ['../.vscode/settings.json', '{ "dockwright.workspace.exclude": ["services/"] }'],
      ['../.vscode/settings.json', '{ "files.exclude": { "**/services": true } }'],
      ['.gitignore', 'services/\n'],
      ['dockwright.yaml', 'rules:\n  use-exec-form: off\n'],
    ];
    for (const [name, text] of files) {
      write(name, text);
      await noProblem(dockerfile, rule);
      fs.rmSync(path.join(root(), name));
      await problem(dockerfile, rule);
    }
    fs.rmSync(path.join(root(), '..', '.vscode'), { recursive: true });
  });

  test('git, which changes branches while files are checked', async function () {
    this.timeout(90_000);
    const git = (...words: readonly string[]): void => {
      const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
      execFileSync('git', [...identity, ...words], { cwd: root(), stdio: 'ignore' });
    };
    fs.mkdirSync(root(), { recursive: true });
    try {
      git('init', '--initial-branch=main');
    } catch {
      // There is no git, or one that is too old.
      this.skip();
    }
    await ready();
    const names = Array.from({ length: 500 }, (_, index) => `service-${index}/Dockerfile`);
    const [kept, gone] = [names.slice(0, 300), names.slice(300)];
    for (const name of names) write(name, bad);
    git('add', '.');
    git('commit', '--message', 'All of them');
    git('checkout', '-b', 'fixed');
    for (const name of kept) write(name, good);
    git('rm', '-r', '--force', ...gone);
    git('add', '.');
    git('commit', '--message', 'Fixed');
    git('checkout', 'main');
    await rightEverywhere(names, true);
    for (const branch of ['fixed', 'main', 'fixed', 'main', 'fixed']) git('checkout', branch);
    await rightEverywhere(names, false);
    git('checkout', 'main');
    await eventually('the first problem', () => names.find((name) => problemsOf(uriOf(name), rule).length > 0));
    git('checkout', 'fixed');
    await rightEverywhere(names, false);
    git('checkout', 'main');
    await rightEverywhere(names, true);
  });
});
