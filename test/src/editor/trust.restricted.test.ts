import * as vscode from 'vscode';
import {
  assert,
  choose,
  equal,
  eventually,
  hover,
  noProblem,
  openDockerfile,
  openFixture,
  problem,
  quickFixes,
  tidy,
  withSetting,
  workspaceUri,
  write,
} from './support.js';

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

  test('nothing outside of the opened folder is read, and what names it says so', async () => {
    const outside = workspaceUri('..', 'outside.yaml');
    const folder = workspaceUri('hostile');
    const config = workspaceUri('hostile', 'dockwright.yaml');
    await write(outside, 'rules: { use-exec-form: off }\n');
    await write(config, 'extends: [../../outside.yaml, https://evil.example/x.yaml, "[x](command:y)"]\n');
    await write(workspaceUri('hostile', 'Dockerfile'), 'FROM node:22-slim\nUSER node\nCMD node server.js\n');
    try {
      const document = await openFixture('hostile', 'Dockerfile');
      await problem(document.uri, 'use-exec-form');
      await openFixture('hostile', 'dockwright.yaml');
      for (const expected of [
        '../../outside.yaml is not read. It lies outside of the opened folders',
        'https://evil.example/x.yaml is not read. It is an address',
      ]) {
        await eventually(expected, () =>
          vscode.languages.getDiagnostics(config).find(({ message }) => message.startsWith(expected)),
        );
      }
      await withSetting('dockwright.configFile', '../outside.yaml', async () => {
        await problem(document.uri, 'use-exec-form');
      });
    } finally {
      await tidy();
      await vscode.workspace.fs.delete(folder, { recursive: true });
      await vscode.workspace.fs.delete(outside);
    }
  });

  test('text of a Dockerfile is nothing but text in a hover', async () => {
    const text =
      'FROM node:22-slim\nENV A="[x](command:workbench.action.files.newUntitledFile) <img src=x>"\nWORKDIR /$A\n';
    const document = await openDockerfile(text);
    const shown = await hover(document, '$A', 'command:');
    assert(!/(?<!\\)\]\(command:/.test(shown.replace(/`[^`]*`/g, '')), shown);
    const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(text.indexOf('$A') + 1),
    );
    for (const content of hovers.flatMap(({ contents }) => contents)) {
      if (!(content instanceof vscode.MarkdownString)) continue;
      equal([content.isTrusted ?? false, content.supportHtml ?? false], [false, false], 'what the hover may do');
    }
  });
});
