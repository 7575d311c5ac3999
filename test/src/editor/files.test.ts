import * as vscode from 'vscode';
import {
  assert,
  equal,
  eventually,
  noProblem,
  problem,
  problems,
  problemsOf,
  ready,
  tidy,
  workspaceUri,
  write,
} from './support.js';

const bad = 'FROM node:22-slim\nUSER node\nCMD node server.js\n';
const good = 'FROM node:22-slim\nUSER node\nCMD ["node", "server.js"]\n';
const copying = 'FROM node:22-slim\nCOPY app.js /\nUSER node\nCMD ["node", "/app.js"]\n';
const rule = 'use-exec-form';

/** Creates, renames or deletes files as the Explorer does. */
async function apply(what: string, fill: (edit: vscode.WorkspaceEdit) => void): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  fill(edit);
  assert(await vscode.workspace.applyEdit(edit), `This could not be done: ${what}.`);
}

suite('Files and folders that come, change and go in the editor', () => {
  let made = 0;
  let folder: vscode.Uri;
  const at = (...path: readonly string[]): vscode.Uri => vscode.Uri.joinPath(folder, ...path);

  setup(async () => {
    await ready();
    made += 1;
    folder = workspaceUri(`files-${made}`);
    await vscode.workspace.fs.createDirectory(folder);
  });
  teardown(async () => {
    await tidy();
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  test('a file', async () => {
    const [first, second] = [at('api.Dockerfile'), at('worker.Dockerfile')];
    await apply('creating a file', (edit) =>
      edit.createFile(first, { contents: new TextEncoder().encode(bad), ignoreIfExists: false }),
    );
    await problem(first, rule);
    await apply('renaming a file', (edit) => edit.renameFile(first, second));
    await noProblem(first, rule);
    await problem(second, rule);
    await apply('renaming a file to another kind', (edit) => edit.renameFile(second, at('notes.txt')));
    await noProblem(second, rule);
    await apply('renaming a file to a Dockerfile', (edit) => edit.renameFile(at('notes.txt'), second));
    await problem(second, rule);
    await apply('deleting a file', (edit) => edit.deleteFile(second));
    await noProblem(second, rule);
    equal([first, second, at('notes.txt')].flatMap(problems), [], 'problems that are left over');
  });

  test('a file that is open', async () => {
    const [before, after] = [at('before.Dockerfile'), at('after.Dockerfile')];
    await write(before, bad);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(before));
    await problem(before, rule);
    await apply('renaming an open file', (edit) => edit.renameFile(before, after));
    await noProblem(before, rule);
    await problem(after, rule);
    await apply('deleting an open file', (edit) => edit.deleteFile(after));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await noProblem(after, rule);
  });

  test('a folder, and one inside it', async () => {
    const files = [
      at('services', 'Dockerfile'),
      at('services', 'api', 'Dockerfile'),
      at('services', 'old', 'Dockerfile'),
    ];
    for (const file of files) await write(file, bad);
    for (const file of files) await problem(file, rule);
    await apply('deleting a folder', (edit) => edit.deleteFile(at('services', 'old'), { recursive: true }));
    await noProblem(at('services', 'old', 'Dockerfile'), rule);
    await apply('renaming a folder', (edit) => edit.renameFile(at('services'), at('jobs')));
    for (const file of files) await noProblem(file, rule);
    await problem(at('jobs', 'Dockerfile'), rule);
    await problem(at('jobs', 'api', 'Dockerfile'), rule);
    await apply('deleting the other', (edit) => edit.deleteFile(at('jobs'), { recursive: true }));
    await noProblem(at('jobs', 'Dockerfile'), rule);
    await noProblem(at('jobs', 'api', 'Dockerfile'), rule);
  });

  test('a .dockerignore decides on the problems of a Dockerfile beside it', async () => {
    const [dockerfile, ignore] = [at('Dockerfile'), at('.dockerignore')];
    await write(at('app.js'), '');
    await write(dockerfile, copying);
    await apply('creating .dockerignore', (edit) =>
      edit.createFile(ignore, { contents: new TextEncoder().encode('*.js\n') }),
    );
    await problem(dockerfile, 'copy-ignored-file');
    // What is typed counts before it is saved.
    const document = await vscode.workspace.openTextDocument(ignore);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(dockerfile));
    await vscode.window.showTextDocument(document);
    await apply('typing', (edit) => edit.replace(ignore, new vscode.Range(0, 0, 0, 4), '*.md'));
    await noProblem(dockerfile, 'copy-ignored-file');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await problem(dockerfile, 'copy-ignored-file');
    await apply('deleting .dockerignore', (edit) => edit.deleteFile(ignore));
    await noProblem(dockerfile, 'copy-ignored-file');
  });

  test('a dockwright.yaml decides on the problems of all below', async () => {
    const [dockerfile, config] = [at('deep', 'down', 'Dockerfile'), at('dockwright.yaml')];
    await write(dockerfile, bad);
    await problem(dockerfile, rule);
    await apply('creating dockwright.yaml', (edit) =>
      edit.createFile(config, { contents: new TextEncoder().encode('rules:\n  use-exec-form: off\n') }),
    );
    await noProblem(dockerfile, rule);
    await apply('moving it', (edit) => edit.renameFile(config, at('.dockwright.yaml')));
    await apply('moving it away', (edit) => edit.renameFile(at('.dockwright.yaml'), at('dockwright.txt')));
    await problem(dockerfile, rule);
    await apply('moving it back', (edit) => edit.renameFile(at('dockwright.txt'), at('deep', 'dockwright.yaml')));
    await noProblem(dockerfile, rule);
    await apply('deleting it', (edit) => edit.deleteFile(at('deep', 'dockwright.yaml')));
    await problem(dockerfile, rule);
  });

  test('open files are checked first', async function () {
    this.timeout(90_000);
    const names = Array.from({ length: 60 }, (_, index) => `${100 + index}.Dockerfile`);
    await Promise.all(names.map((name) => write(at(name), bad)));
    const [first, last] = [at(names[0] ?? ''), at(names.at(-1) ?? '')];
    await problem(last, rule);
    await problem(first, rule);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(last));
    let isCleared = false;
    let isFirst: boolean | undefined;
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      const isOpenThere = problemsOf(last, rule).length > 0;
      const isOtherThere = names.some((name) => name !== names.at(-1) && problemsOf(at(name), rule).length > 0);
      if (!isOpenThere && !isOtherThere) isCleared = true;
      else if (isCleared) isFirst ??= isOpenThere;
    });
    try {
      await vscode.commands.executeCommand('dockwright.restart');
      await eventually(
        'all problems',
        () => (names.every((name) => problemsOf(at(name), rule).length > 0) ? true : undefined),
        25_000,
      );
    } finally {
      listener.dispose();
    }
    equal(isFirst, true, 'whether the problems of the open file came first');
  });

  test('nothing is left over when the server is restarted in the middle of a check', async function () {
    this.timeout(90_000);
    const names = Array.from({ length: 60 }, (_, index) => `${100 + index}.Dockerfile`);
    await Promise.all(names.map((name) => write(at(name), bad)));
    await problem(at(names.at(-1) ?? ''), rule);
    // Twice at once, as impatient people do.
    void vscode.commands.executeCommand('dockwright.lintWorkspace');
    const restarts = [1, 2].map(() => vscode.commands.executeCommand('dockwright.restart'));
    await Promise.all(names.map((name) => write(at(name), good)));
    await Promise.all(restarts);
    await eventually(
      'the end of all problems',
      () => (names.every((name) => problemsOf(at(name), rule).length === 0) ? true : undefined),
      25_000,
    );
    await write(at('new.Dockerfile'), bad);
    await problem(at('new.Dockerfile'), rule);
    equal(
      names.filter((name) => problemsOf(at(name), rule).length > 0),
      [],
      'files with problems that are left over',
    );
  });

  test('nothing is left over when checks are turned off and on in the middle of one', async function () {
    this.timeout(90_000);
    const names = Array.from({ length: 40 }, (_, index) => `${100 + index}.Dockerfile`);
    await Promise.all(names.map((name) => write(at(name), bad)));
    await problem(at(names.at(-1) ?? ''), rule);
    const withProblems = (): number => names.filter((name) => problemsOf(at(name), rule).length > 0).length;
    for (const expected of [0, names.length, 0, names.length]) {
      void vscode.commands.executeCommand('dockwright.lintWorkspace');
      await vscode.commands.executeCommand('dockwright.toggle');
      await eventually(`problems in ${expected} files`, () => (withProblems() === expected ? true : undefined), 25_000);
    }
  });
});
