import * as vscode from 'vscode';
import {
  choose,
  equal,
  eventually,
  noProblem,
  openDockerfile,
  openFixture,
  problem,
  quickFixes,
  read,
  tidy,
  workspaceUri,
} from './support.js';

const twoProblems = 'FROM node:22-slim AS base\nUSER node\nCMD node base.js\nFROM base\nCMD node server.js\n';

suite('Fixes', () => {
  teardown(tidy);

  interface NamedFix {
    readonly rule: string;
    readonly fixture: string;
    readonly title: string;
    readonly fixed: string;
  }

  const named: readonly NamedFix[] = [
    {
      rule: 'use-exec-form',
      fixture: 'exec-form',
      title: 'Use the exec form',
      fixed: 'FROM node:22-slim\nUSER node\nCMD ["node", "server.js"]\n',
    },
    {
      rule: 'merge-consecutive-runs',
      fixture: 'merge-runs',
      title: 'Merge these 2 RUN steps into one',
      fixed:
        'FROM debian:12-slim\nRUN mkdir -p /srv/data && \\\n    mkdir -p /srv/cache\nUSER nobody\nCMD ["sleep", "infinity"]\n',
    },
    {
      rule: 'run-as-non-root',
      fixture: 'non-root',
      title: 'Run as "node", the user that the image has ready',
      fixed: 'FROM node:22-slim\nUSER node\nCMD ["node", "server.js"]\n',
    },
  ];
  for (const { rule, fixture, title, fixed } of named) {
    test(`${rule}: ${title}`, async () => {
      const document = await openFixture(fixture, 'Dockerfile');
      const { range } = await problem(document.uri, rule);
      await choose(await quickFixes(document, range, title), title);
      equal(document.getText(), fixed, 'the fixed text');
      await noProblem(document.uri, rule);
    });
  }

  test('the menu: the fix, fix all, ignore here, ignore in the file, turn off, explain', async () => {
    const document = await openDockerfile(twoProblems);
    const { range } = await problem(document.uri, 'use-exec-form');
    const actions = await quickFixes(document, range, 'Use the exec form');
    equal(
      actions
        .filter((action) => action.title.includes('use-exec-form') || action.isPreferred)
        .map(({ title }) => title),
      [
        'Use the exec form',
        'Fix all use-exec-form problems in this file',
        'Ignore use-exec-form for this instruction',
        'Ignore use-exec-form in this file',
        'Turn off use-exec-form in dockwright.yaml',
        'Explain use-exec-form',
      ],
      'the menu',
    );
  });

  const ignoring: readonly (readonly [title: string, expected: string])[] = [
    [
      'Ignore use-exec-form for this instruction',
      'FROM node:22-slim\nUSER node\n# dockwright ignore=use-exec-form\nCMD node server.js\n',
    ],
    [
      'Ignore use-exec-form in this file',
      '# dockwright ignore-file=use-exec-form\nFROM node:22-slim\nUSER node\nCMD node server.js\n',
    ],
  ];
  for (const [title, expected] of ignoring) {
    test(title, async () => {
      const document = await openFixture('exec-form', 'Dockerfile');
      const { range } = await problem(document.uri, 'use-exec-form');
      await choose(await quickFixes(document, range, title), title);
      equal(document.getText(), expected, 'the text');
      await noProblem(document.uri, 'use-exec-form');
    });
  }

  test('Turn off use-exec-form in dockwright.yaml', async () => {
    const document = await openFixture('configured', 'Dockerfile');
    const { range } = await problem(document.uri, 'use-exec-form');
    const title = 'Turn off use-exec-form in dockwright.yaml';
    await choose(await quickFixes(document, range, title), title);
    await noProblem(document.uri, 'use-exec-form');
    const configuration = await vscode.workspace.openTextDocument(workspaceUri('configured', 'dockwright.yaml'));
    equal(configuration.getText(), 'rules:\n  use-exec-form: off\n', 'the configuration');
    await vscode.window.showTextDocument(configuration);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await problem(document.uri, 'use-exec-form');
  });

  for (const when of ['explicit', 'always'] as const) {
    test(`saving fixes everything safe (editor.codeActionsOnSave: ${when})`, async () => {
      const document = await openDockerfile(twoProblems);
      await problem(document.uri, 'use-exec-form');
      const settings = vscode.workspace.getConfiguration('editor', document.uri);
      await settings.update('codeActionsOnSave', { 'source.fixAll.dockwright': when });
      try {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(1, 0), '\n');
        await vscode.workspace.applyEdit(edit);
        await document.save();
        const fixed =
          'FROM node:22-slim AS base\n\nUSER node\nCMD ["node", "base.js"]\nFROM base\nCMD ["node", "server.js"]\n';
        equal(await read(document.uri), fixed, 'the saved file');
      } finally {
        await settings.update('codeActionsOnSave', undefined);
      }
    });
  }

  test('source.fixAll.dockwright is offered on request', async () => {
    const document = await openFixture('exec-form', 'Dockerfile');
    await problem(document.uri, 'use-exec-form');
    const [action] = await eventually('the source action', async () => {
      const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        new vscode.Range(0, 0, 3, 0),
        'source.fixAll.dockwright',
        20,
      );
      return actions.length > 0 ? actions : undefined;
    });
    equal(action?.kind?.value, 'source.fixAll.dockwright', 'the kind');
  });
});
