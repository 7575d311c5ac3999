import * as vscode from 'vscode';
import { MemoryFiles } from './memory-files.js';
import {
  assert,
  choose,
  equal,
  eventually,
  noProblem,
  problem,
  problemsOf,
  quickFixes,
  read,
  ready,
  remove,
  tidy,
  withSetting,
  workspaceUri,
  write,
} from './support.js';

const bad = 'FROM node:22-slim\nUSER node\nCMD node server.js\n';
const good = 'FROM node:22-slim\nUSER node\nCMD ["node", "server.js"]\n';
const rule = 'use-exec-form';

/** Adds a folder to the workspace for the time of some work. */
async function withFolder(uri: vscode.Uri, work: () => Promise<void>): Promise<void> {
  const count = vscode.workspace.workspaceFolders?.length ?? 0;
  assert(vscode.workspace.updateWorkspaceFolders(count, 0, { uri }), `${uri} could not be added.`);
  await eventually('the folder', () => vscode.workspace.getWorkspaceFolder(vscode.Uri.joinPath(uri, 'Dockerfile')));
  try {
    await work();
  } finally {
    vscode.workspace.updateWorkspaceFolders(count, 1);
    await eventually('the end of the folder', () =>
      (vscode.workspace.workspaceFolders?.length ?? 0) === count ? true : undefined,
    );
  }
}

suite('The whole workspace', () => {
  teardown(tidy);

  test('problems follow a folder that is renamed in the editor', async () => {
    await ready();
    const [from, to] = [workspaceUri('before'), workspaceUri('after')];
    await write(vscode.Uri.joinPath(from, 'api', 'Dockerfile'), bad);
    await problem(vscode.Uri.joinPath(from, 'api', 'Dockerfile'), rule);
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    assert(await vscode.workspace.applyEdit(edit), 'The folder could not be renamed.');
    await noProblem(vscode.Uri.joinPath(from, 'api', 'Dockerfile'), rule);
    await problem(vscode.Uri.joinPath(to, 'api', 'Dockerfile'), rule);
    await vscode.workspace.fs.delete(to, { recursive: true });
    await noProblem(vscode.Uri.joinPath(to, 'api', 'Dockerfile'), rule);
  });

  test('what .gitignore names has no problems', async () => {
    await ready();
    const [dockerfile, ignore] = [workspaceUri('closed', 'worker.Dockerfile'), workspaceUri('.gitignore')];
    await problem(dockerfile, rule);
    await write(ignore, '/closed\n');
    await noProblem(dockerfile, rule);
    await write(ignore, '/open\n');
    await problem(dockerfile, rule);
    await write(ignore, '/closed\n');
    await noProblem(dockerfile, rule);
    await remove(ignore);
    await problem(dockerfile, rule);
  });

  test('what files.exclude names has no problems', async () => {
    await ready();
    const dockerfile = workspaceUri('closed', 'worker.Dockerfile');
    await problem(dockerfile, rule);
    await withSetting('files.exclude', { '**/closed': true }, () => noProblem(dockerfile, rule));
    await problem(dockerfile, rule);
  });

  test('patterns choose the files that are checked', async () => {
    await ready();
    const [worker, configured] = [
      workspaceUri('closed', 'worker.Dockerfile'),
      workspaceUri('configured', 'Dockerfile'),
    ];
    await withSetting('dockwright.workspace.include', ['/configured'], async () => {
      await noProblem(worker, rule);
      await problem(configured, rule);
    });
    await problem(worker, rule);
    await withSetting('dockwright.workspace.exclude', ['/closed'], () => noProblem(worker, rule));
    await problem(worker, rule);
    await withSetting('dockwright.workspace.scan', 'openFiles', () => noProblem(worker, rule));
    await problem(worker, rule);
  });

  test('a second folder has its own configuration and settings', async () => {
    await ready();
    const second = workspaceUri('..', 'second');
    const dockerfile = vscode.Uri.joinPath(second, 'Dockerfile');
    await write(dockerfile, bad);
    await write(vscode.Uri.joinPath(second, 'dockwright.yaml'), 'rules:\n  use-exec-form: hint\n');
    const severity = (expected: vscode.DiagnosticSeverity): Promise<true> =>
      eventually(`severity ${expected}`, () =>
        problemsOf(dockerfile, rule)[0]?.severity === expected ? true : undefined,
      );
    await withFolder(second, async () => {
      await severity(vscode.DiagnosticSeverity.Hint);
      equal(
        (await problem(workspaceUri('closed', 'worker.Dockerfile'), rule)).severity,
        vscode.DiagnosticSeverity.Warning,
        'the severity in the first folder',
      );
      const settings = vscode.Uri.joinPath(second, '.vscode', 'settings.json');
      await write(settings, '{ "dockwright.rules": { "use-exec-form": "error" } }');
      await severity(vscode.DiagnosticSeverity.Error);
      await write(settings, '{ "dockwright.enable": false }');
      await noProblem(dockerfile, rule);
      await write(settings, '{}');
      await severity(vscode.DiagnosticSeverity.Hint);
    });
    await noProblem(dockerfile, rule);
  });

  test('a folder of a virtual file system has all of it', async () => {
    await ready();
    const files = new MemoryFiles();
    const provider = vscode.workspace.registerFileSystemProvider('memory', files, { isCaseSensitive: true });
    const root = vscode.Uri.from({ scheme: 'memory', path: '/project' });
    const dockerfile = vscode.Uri.joinPath(root, 'services', 'api', 'Dockerfile');
    files.writeFile(dockerfile, new TextEncoder().encode(bad));
    try {
      await withFolder(root, async () => {
        await eventually('a problem', () => problemsOf(dockerfile, rule)[0], 20_000);
        const document = await vscode.workspace.openTextDocument(dockerfile);
        await vscode.window.showTextDocument(document);
        const found = await problem(dockerfile, rule);
        const title = 'Use the exec form';
        await choose(await quickFixes(document, found.range, title), title);
        await noProblem(dockerfile, rule);
        await document.save();
        equal(await read(dockerfile), good, 'the file');
      });
    } finally {
      provider.dispose();
    }
  });
});
