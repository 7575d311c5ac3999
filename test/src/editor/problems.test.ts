import * as vscode from 'vscode';
import {
  assert,
  equal,
  eventually,
  noProblem,
  openDockerfile,
  openFixture,
  problem,
  problemCode,
  problems,
  problemsOf,
  read,
  ready,
  remove,
  tidy,
  workspaceUri,
  write,
} from './support.js';

suite('Problems', () => {
  teardown(tidy);

  test('typing makes a problem appear, and go', async () => {
    const document = await openDockerfile('FROM node:22-slim\nUSER node\n');
    const end = new vscode.Position(2, 0);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, end, 'CMD node server.js');
    await vscode.workspace.applyEdit(edit);
    const found = await problem(document.uri, 'use-exec-form');
    equal(found.range.start.line, 2, 'the line of the problem');
    const undo = new vscode.WorkspaceEdit();
    undo.replace(document.uri, new vscode.Range(end, document.lineAt(2).range.end), 'CMD ["node", "server.js"]');
    await vscode.workspace.applyEdit(undo);
    await noProblem(document.uri, 'use-exec-form');
  });

  test('a half-typed line hides no other problem', async () => {
    const document = await openDockerfile('FROM node:22-slim\nRUN --mount=\nUSER node\nCMD node server.js\n');
    await problem(document.uri, 'use-exec-form');
  });

  test('a problem has a severity, a message, its rule and a link to the explanation', async () => {
    const document = await openFixture('exec-form', 'Dockerfile');
    const found = await problem(document.uri, 'use-exec-form');
    equal(found.severity, vscode.DiagnosticSeverity.Warning, 'severity');
    assert(found.message.length > 20, `The message says little: ${found.message}`);
    const { target } = problemCode(found);
    assert(target.scheme === 'https' && target.path.includes('use-exec-form'), `The link leads to ${target}`);
  });

  test('a problem marks exactly its own text', async () => {
    const document = await openFixture('exec-form', 'Dockerfile');
    const found = await problem(document.uri, 'use-exec-form');
    equal(document.getText(found.range), 'node server.js', 'the marked text');
  });

  test('what is deprecated is struck through', async () => {
    const document = await openDockerfile('FROM node:22-slim\nMAINTAINER Ada <ada@example.com>\nUSER node\n');
    const found = await problem(document.uri, 'no-maintainer');
    equal(found.tags, [vscode.DiagnosticTag.Deprecated], 'tags');
  });

  test('a problem leads to the other place that it is about', async () => {
    const document = await openFixture('merge-runs', 'Dockerfile');
    const found = await problem(document.uri, 'merge-consecutive-runs');
    equal(found.range.start.line, 2, 'the line of the problem');
    const [related] = found.relatedInformation ?? [];
    assert(related, 'There is no related place.');
    equal(related.location.uri.toString(), document.uri.toString(), 'the file of the related place');
    equal(related.location.range.start.line, 1, 'the line of the related place');
  });

  test('files that were never opened are in the Problems panel', async () => {
    await ready();
    const uri = workspaceUri('closed', 'worker.Dockerfile');
    await problem(uri, 'use-exec-form');
    const opened = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    assert(!opened, 'Something opened the file.');
  });

  test('a file that is written by another program is checked, and its problems go with it', async () => {
    await ready();
    const uri = workspaceUri('closed', 'new.Dockerfile');
    await write(uri, 'FROM node:22-slim\nUSER node\nCMD node new.js\n');
    await problem(uri, 'use-exec-form');
    await remove(uri);
    await eventually('no problems of the deleted file', () => (problems(uri).length === 0 ? true : undefined));
  });

  test('closing a file keeps its problems', async () => {
    const document = await openFixture('exec-form', 'Dockerfile');
    await problem(document.uri, 'use-exec-form');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await problem(document.uri, 'use-exec-form');
  });

  test('what a COPY does not find is a problem until it is there', async () => {
    const document = await openDockerfile('FROM eclipse-temurin:21-jre\nCOPY pom.xml /app/\nCOPY logback.xml /app/\n');
    const neighbour = (name: string): vscode.Uri => vscode.Uri.joinPath(document.uri, '..', name);
    await write(neighbour('pom.xml'), '<project/>\n');
    await write(neighbour('log-back.xml'), '<configuration/>\n');
    const found = await problem(document.uri, 'copy-missing-file');
    equal(document.getText(found.range), 'logback.xml', 'the marked text');
    await write(neighbour('logback.xml'), '<configuration/>\n');
    await noProblem(document.uri, 'copy-missing-file');
  });

  test('a .dockerignore that does not mean what it says is a problem', async () => {
    const document = await openDockerfile('FROM node:22-slim\nUSER node\n');
    const uri = vscode.Uri.joinPath(document.uri, '..', '.dockerignore');
    await write(uri, '*/node_modules\n.git\n');
    await problem(uri, 'dockerignore-pattern-trap');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await problem(uri, 'dockerignore-pattern-trap');
  });

  test('a change to dockwright.yaml counts at once', async () => {
    await ready();
    const dockerfile = workspaceUri('configured', 'Dockerfile');
    const configuration = workspaceUri('configured', 'dockwright.yaml');
    const before = await read(configuration);
    const severity = async (expected: vscode.DiagnosticSeverity): Promise<void> => {
      await eventually(`severity ${expected}`, () =>
        problemsOf(dockerfile, 'use-exec-form')[0]?.severity === expected ? true : undefined,
      );
    };
    await severity(vscode.DiagnosticSeverity.Error);
    try {
      await write(configuration, 'rules:\n  use-exec-form: hint\n');
      await severity(vscode.DiagnosticSeverity.Hint);
      await write(configuration, 'rules:\n  use-exec-form: off\n');
      await noProblem(dockerfile, 'use-exec-form');
    } finally {
      await write(configuration, before);
    }
    await severity(vscode.DiagnosticSeverity.Error);
  });

  test('a mistake in dockwright.yaml is shown at its place', async () => {
    await ready();
    const uri = workspaceUri('closed', 'dockwright.yaml');
    await write(uri, 'rules:\n  use-exec-from: off\n');
    const found = await eventually('a problem in dockwright.yaml', () => problems(uri)[0]);
    equal(found.range.start.line, 1, 'the line of the problem');
    await remove(uri);
    await eventually('no problems of the deleted file', () => (problems(uri).length === 0 ? true : undefined));
  });
});
