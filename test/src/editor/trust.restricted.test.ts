import * as vscode from 'vscode';
import { choose, equal, hover, noProblem, openDockerfile, problem, quickFixes, tidy, workspaceUri } from './support.js';

suite('In a workspace that nobody trusts', () => {
  teardown(tidy);

  test('nobody trusts this one', () => {
    equal(vscode.workspace.isTrusted, false, 'the trust in the workspace');
  });

  test('problems, hovers and fixes are all there', async () => {
    const document = await openDockerfile('FROM node:22-slim\nUSER node\nCMD node server.js\n');
    const { range } = await problem(document.uri, 'use-exec-form');
    await hover(document, 'USER', 'USER');
    const title = 'Use the exec form';
    await choose(await quickFixes(document, range, title), title);
    equal(document.getText(), 'FROM node:22-slim\nUSER node\nCMD ["node", "server.js"]\n', 'the fixed text');
    await noProblem(document.uri, 'use-exec-form');
    await document.save();
  });

  test('files that are not open are checked', async () => {
    await problem(workspaceUri('closed', 'worker.Dockerfile'), 'use-exec-form');
  });

  test('the settings that concern programs are not the workspace’s', async () => {
    const settings = vscode.workspace.getConfiguration();
    await settings.update('dockwright.shellcheck.enable', false, vscode.ConfigurationTarget.Workspace);
    try {
      equal(vscode.workspace.getConfiguration().get('dockwright.shellcheck.enable'), true, 'the setting that counts');
    } finally {
      await settings.update('dockwright.shellcheck.enable', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
