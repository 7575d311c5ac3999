import { execFile } from 'node:child_process';
import { chmod, rm, stat, symlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import {
  equal,
  eventually,
  openDockerfile,
  openFixture,
  pause,
  problem,
  tidy,
  workspaceUri,
  write,
} from './support.js';

suite('Programs that lie in a workspace that nobody trusts', () => {
  const mark = workspaceUri('..', 'mark');
  const planted = workspaceUri('shellcheck');
  const isThere = (uri: vscode.Uri): Promise<boolean> =>
    stat(uri.fsPath).then(
      () => true,
      () => false,
    );

  teardown(tidy);

  test('are not run, whatever its settings say', async () => {
    equal(vscode.workspace.isTrusted, false, 'the trust in the workspace');
    await write(planted, `#!/bin/sh\necho "$0" > '${mark.fsPath}'\n`);
    await chmod(planted.fsPath, 0o755);
    await write(
      workspaceUri('.vscode', 'settings.json'),
      JSON.stringify({ 'dockwright.shellcheck.enable': true, 'dockwright.shellcheck.path': planted.fsPath }),
    );
    const document = await openDockerfile('FROM node:22-slim\nUSER node\nRUN echo $X\nCMD node server.js\n');
    await problem(document.uri, 'use-exec-form');
    // Twice as long as a trusted workspace waits before it asks.
    await pause(1500);
    equal(await isThere(mark), false, 'a mark of the program');
    await promisify(execFile)(planted.fsPath);
    equal(await isThere(mark), true, 'a mark of the program, had it been run');
    await vscode.workspace.fs.delete(planted);
    await vscode.workspace.fs.delete(workspaceUri('.vscode'), { recursive: true });
  });

  test('and links that lead out of it are not followed', async () => {
    const outside = workspaceUri('..', 'outside.yaml');
    const config = workspaceUri('hostile', 'dockwright.yaml');
    await write(outside, 'rules: { use-exec-form: off }\n');
    await write(config, 'extends: [link.yaml, up/outside.yaml]\n');
    await write(workspaceUri('hostile', 'Dockerfile'), 'FROM node:22-slim\nUSER node\nCMD node server.js\n');
    await symlink(outside.fsPath, workspaceUri('hostile', 'link.yaml').fsPath);
    await symlink(workspaceUri('..').fsPath, workspaceUri('hostile', 'up').fsPath);
    try {
      const { uri } = await openFixture('hostile', 'Dockerfile');
      await problem(uri, 'use-exec-form');
      await openFixture('hostile', 'dockwright.yaml');
      for (const way of ['link.yaml', 'up/outside.yaml']) {
        const expected = `${way} is not read. A link leads to it`;
        await eventually(expected, () =>
          vscode.languages.getDiagnostics(config).find(({ message }) => message.startsWith(expected)),
        );
      }
    } finally {
      await rm(workspaceUri('hostile').fsPath, { recursive: true });
    }
  });
});
