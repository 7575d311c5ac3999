import * as vscode from 'vscode';
import {
  assert,
  eventually,
  fixRuleThroughPreview,
  noProblem,
  openDockerfile,
  problem,
  ready,
  tidy,
  workspaceUri,
  write,
} from './support.js';

suite('The view of problems', () => {
  teardown(tidy);

  const rows = async (expected: RegExp): Promise<readonly string[]> => {
    const { getProblemRows } = await ready();
    return eventually(`a row like ${expected}`, () => {
      const found = getProblemRows();
      return found.some((row) => expected.test(row)) ? found : undefined;
    });
  };

  test('lists problems by rule and by file', async () => {
    await ready();
    await problem(workspaceUri('closed', 'worker.Dockerfile'), 'use-exec-form');
    await vscode.commands.executeCommand('dockwright.showProblems');
    await rows(/^use-exec-form · \d+ problems in \d+ files$/);
    await rows(/^ {2}closed\/worker\.Dockerfile:\d+ · /);
    await vscode.commands.executeCommand('dockwright.groupByFile');
    await rows(/^closed\/worker\.Dockerfile · \d+ problems?$/);
    await rows(/^ {2}\S.* · use-exec-form, line \d+$/);
    await vscode.commands.executeCommand('dockwright.groupByRule');
  });

  test('fixes all problems of a rule, behind a preview', async function () {
    this.timeout(90_000);
    const document = await openDockerfile('FROM node:22-slim\nMAINTAINER Ada <ada@example.com>\nUSER node\n');
    const closed = vscode.Uri.joinPath(document.uri, '..', 'closed.Dockerfile');
    await write(closed, 'FROM node:22-slim\nMAINTAINER Ada <ada@example.com>\nUSER node\n');
    await problem(document.uri, 'no-maintainer');
    await problem(closed, 'no-maintainer');
    let isOver = false;
    void vscode.commands.executeCommand('dockwright.fixRule', 'no-maintainer').then(() => {
      isOver = true;
    });
    await eventually('the end of the preview', async () => {
      await vscode.commands.executeCommand('refactorPreview.discard');
      return isOver ? true : undefined;
    });
    assert(!document.isDirty, 'Something was changed before anybody agreed.');
    await fixRuleThroughPreview('no-maintainer', () => document.isDirty);
    await noProblem(document.uri, 'no-maintainer');
    assert(!document.getText().includes('MAINTAINER'), `The text is:\n${document.getText()}`);
    await document.save();
  });
});
