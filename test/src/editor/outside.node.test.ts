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
});
