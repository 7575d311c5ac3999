import * as vscode from 'vscode';
import {
  assert,
  equal,
  eventually,
  noProblem,
  openFixture,
  problem,
  read,
  ready,
  remove,
  tidy,
  workspaceUri,
} from './support.js';

suite('Commands', () => {
  teardown(tidy);

  test('all of them exist', async () => {
    await ready();
    const known = await vscode.commands.getCommands(true);
    const expected = ['fixAll', 'explainRule', 'lintWorkspace', 'createConfig', 'toggle', 'restart', 'showOutput'];
    equal(
      expected.filter((name) => !known.includes(`dockwright.${name}`)),
      [],
      'commands that are not there',
    );
  });

  test('Fix all', async () => {
    const document = await openFixture('exec-form', 'Dockerfile');
    await problem(document.uri, 'use-exec-form');
    await vscode.commands.executeCommand('dockwright.fixAll');
    await noProblem(document.uri, 'use-exec-form');
    equal(document.getText(), 'FROM node:22-slim\nUSER node\nCMD ["node", "server.js"]\n', 'the fixed text');
  });

  test('Explain rule', async () => {
    await ready();
    await vscode.commands.executeCommand('dockwright.explainRule', 'use-exec-form');
    await eventually('the explanation', () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('use-exec-form')))
        ? true
        : undefined,
    );
  });

  test('Lint workspace', async () => {
    await ready();
    await vscode.commands.executeCommand('dockwright.lintWorkspace');
    await problem(workspaceUri('closed', 'worker.Dockerfile'), 'use-exec-form');
  });

  test('Create a configuration', async () => {
    await ready();
    const uri = workspaceUri('dockwright.yaml');
    await vscode.commands.executeCommand('dockwright.createConfig');
    const text = await eventually('the configuration', () => read(uri).catch(() => undefined));
    assert(text.includes('profile:'), `The configuration is:\n${text}`);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await remove(uri);
  });

  test('Turn off and on', async () => {
    const document = await openFixture('exec-form', 'Dockerfile');
    await problem(document.uri, 'use-exec-form');
    await vscode.commands.executeCommand('dockwright.toggle');
    await noProblem(document.uri, 'use-exec-form');
    await vscode.commands.executeCommand('dockwright.toggle');
    await problem(document.uri, 'use-exec-form');
  });

  test('Restart', async () => {
    const document = await openFixture('exec-form', 'Dockerfile');
    await problem(document.uri, 'use-exec-form');
    await vscode.commands.executeCommand('dockwright.restart');
    await problem(document.uri, 'use-exec-form');
    await problem(workspaceUri('closed', 'worker.Dockerfile'), 'use-exec-form');
  });

  test('Show the output', async () => {
    await ready();
    await vscode.commands.executeCommand('dockwright.showOutput');
  });
});
