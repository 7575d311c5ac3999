import * as vscode from 'vscode';
import {
  assert,
  equal,
  eventually,
  noProblem,
  openAsPerson,
  problem,
  problems,
  problemsOf,
  ready,
  remove,
  tidy,
  withFolder,
  withSetting,
  workspaceUri,
  write,
} from './support.js';

const bad = 'FROM node:22-slim\nUSER node\nCMD node server.js\n';
const rule = 'use-exec-form';

/** Sets a setting of one folder of the workspace, or takes it away. */
async function setInFolder(folder: vscode.Uri, name: string, value: unknown): Promise<void> {
  const settings = vscode.workspace.getConfiguration(undefined, folder);
  await settings.update(name, value, vscode.ConfigurationTarget.WorkspaceFolder);
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

  test('settings of one folder of several leave the others alone', async function () {
    this.timeout(90_000);
    await ready();
    const [first, second] = [workspaceUri(), workspaceUri('..', 'neighbour')];
    const here = workspaceUri('closed', 'worker.Dockerfile');
    const there = vscode.Uri.joinPath(second, 'services', 'Dockerfile');
    await write(there, bad);
    const settings: readonly (readonly [name: string, value: unknown])[] = [
      ['dockwright.workspace.scan', 'openFiles'],
      ['dockwright.workspace.exclude', ['services/', 'closed/']],
      ['dockwright.workspace.limit', 0],
      ['dockwright.enable', false],
      ['dockwright.rules', { [rule]: 'off' }],
      ['dockwright.configFile', 'team.yaml'],
      ['files.exclude', { '**/services': true, '**/closed': true }],
    ];
    for (const folder of [first, second]) {
      await write(vscode.Uri.joinPath(folder, 'team.yaml'), 'rules:\n  use-exec-form: off\n');
    }
    try {
      await withFolder(second, async () => {
        await problem(there, rule);
        for (const [name, value] of settings) {
          await setInFolder(second, name, value);
          await noProblem(there, rule);
          await problem(here, rule);
          await setInFolder(second, name, undefined);
          await problem(there, rule);
        }
        await setInFolder(first, 'dockwright.enable', false);
        await noProblem(here, rule);
        await problem(there, rule);
        await setInFolder(first, 'dockwright.enable', undefined);
        await problem(here, rule);
      });
    } finally {
      for (const path of [['team.yaml'], ['.vscode']]) {
        await vscode.workspace.fs.delete(workspaceUri(...path), { recursive: true });
      }
    }
    await noProblem(there, rule);
  });

  test('only open files are checked, if a person wants it so', async () => {
    await ready();
    const uri = workspaceUri('closed', 'worker.Dockerfile');
    await withSetting('dockwright.workspace.scan', 'openFiles', async () => {
      await noProblem(uri, rule);
      await openAsPerson(uri);
      await problem(uri, rule);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await noProblem(uri, rule);
      // Who asks for it gets all of them.
      await vscode.commands.executeCommand('dockwright.lintWorkspace');
      await problem(uri, rule);
    });
    await problem(uri, rule);
  });

  test('beyond the limit only open files are checked', async () => {
    await ready();
    const names = ['1', '2', '3'].map((name) => `limited/${name}.Dockerfile`);
    const uris = names.map((name) => workspaceUri(...name.split('/')));
    for (const uri of uris) await write(uri, bad);
    for (const uri of uris) await problem(uri, rule);
    const having = (): readonly number[] =>
      uris.flatMap((uri, index) => (problemsOf(uri, rule).length > 0 ? [index + 1] : []));
    const haveProblems = (expected: readonly number[]): Promise<true> =>
      eventually(`problems in ${expected}`, () => (String(having()) === String(expected) ? true : undefined));
    await withSetting('dockwright.workspace.include', ['/limited'], () =>
      withSetting('dockwright.workspace.limit', 2, async () => {
        await haveProblems([1, 2]);
        const [, , last] = uris;
        assert(last, 'There are three files.');
        await openAsPerson(last);
        await haveProblems([1, 2, 3]);
        await vscode.commands.executeCommand('workbench.action.closeAllEditors');
        await haveProblems([1, 2]);
        const log = (await ready()).getLog();
        assert(
          log.some((line) => line.includes('3 files to check') && line.includes('first 2')),
          `The output does not tell of the limit:\n${log.join('\n')}`,
        );
      }),
    );
    await haveProblems([1, 2, 3]);
    await vscode.workspace.fs.delete(workspaceUri('limited'), { recursive: true });
    await haveProblems([]);
  });

  test('a folder that comes and goes while files are checked leaves nothing over', async function () {
    this.timeout(90_000);
    await ready();
    const folder = workspaceUri('..', 'passing');
    const uris = Array.from({ length: 40 }, (_, index) => vscode.Uri.joinPath(folder, `${index}.Dockerfile`));
    await Promise.all(uris.map((uri) => write(uri, bad)));
    for (let round = 0; round < 3; round += 1) {
      await withFolder(folder, async () => {
        // Some are checked already, and others not yet.
        await eventually('the first problem', () => uris.find((uri) => problemsOf(uri, rule).length > 0));
      });
    }
    await withFolder(folder, async () => {
      for (const uri of uris) await problem(uri, rule);
    });
    for (const uri of uris) await noProblem(uri, rule);
    await vscode.commands.executeCommand('dockwright.lintWorkspace');
    equal(uris.flatMap(problems), [], 'problems that are left over');
  });
});
