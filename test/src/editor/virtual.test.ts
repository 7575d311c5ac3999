import type { Rule } from '@dockwright/shared-rules/rule';
import { rules } from '@dockwright/shared-rules/rules/index';
import { dedent } from '@dockwright/shared-rules/text/dedent';
import { readMarks } from '@dockwright/shared-rules/text/marks';
import * as vscode from 'vscode';
import { MemoryFiles } from './memory-files.js';
import {
  assert,
  choose,
  equal,
  eventually,
  fixRuleThroughPreview,
  hover,
  hoverAt,
  noProblem,
  problem,
  problemsOf,
  quickFixes,
  read,
  ready,
  tidy,
  withFolder,
  write,
} from './support.js';

const bad = 'FROM node:22-slim\nUSER node\nCMD node server.js\n';
const good = 'FROM node:22-slim\nUSER node\nCMD ["node", "server.js"]\n';
const rule = 'use-exec-form';
const root = vscode.Uri.from({ scheme: 'memory', path: '/project' });
const at = (...path: readonly string[]): vscode.Uri => vscode.Uri.joinPath(root, ...path);

async function show(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

/** The first example of a rule as files: what it is about, what lies around it, and a configuration that turns the rule on. */
function filesOf({ id, topic, severity, examples: [example] }: Rule): ReadonlyMap<string, string> {
  assert(example, `${id} has no example.`);
  const { text } = readMarks(dedent(example.bad));
  const { paths = [], dockerignore } = example.context ?? {};
  const around = paths.map((path) => [path, ''] as const);
  const files = new Map<string, string>(around);
  if (dockerignore !== undefined) files.set('.dockerignore', dockerignore);
  files.set(topic === 'dockerignore' ? '.dockerignore' : 'Dockerfile', text);
  files.set('dockwright.yaml', `rules:\n  ${id}: [${severity}, ${JSON.stringify(example.options ?? {})}]\n`);
  return files;
}

async function askShellcheck(value: boolean | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('dockwright');
  await settings.update('shellcheck.enable', value, vscode.ConfigurationTarget.Global);
}

suite('A folder of a virtual file system', () => {
  const files = new MemoryFiles();
  let provider: vscode.Disposable;

  suiteSetup(async () => {
    await ready();
    provider = vscode.workspace.registerFileSystemProvider('memory', files, { isCaseSensitive: true });
  });
  suiteTeardown(() => provider.dispose());
  teardown(async () => {
    await askShellcheck(undefined);
    await tidy();
    files.delete(root);
  });

  const firstProblem = (uri: vscode.Uri): Promise<vscode.Diagnostic> =>
    eventually(`a problem in ${uri}`, () => problemsOf(uri, rule)[0], 20_000);

  test('has problems, hovers, quick fixes and fix all', async () => {
    const dockerfile = at('services', 'api', 'Dockerfile');
    await write(dockerfile, bad);
    await withFolder(root, async () => {
      await firstProblem(dockerfile);
      const document = await show(dockerfile);
      const found = await problem(dockerfile, rule);
      await hover(document, 'node server.js', 'Write CMD and ENTRYPOINT in exec form');
      await hover(document, 'USER', 'USER');
      const title = 'Use the exec form';
      await choose(await quickFixes(document, found.range, title), title);
      await noProblem(dockerfile, rule);
      await document.save();
      equal(await read(dockerfile), good, 'the file');
      await vscode.commands.executeCommand('undo');
      await problem(dockerfile, rule);
      await vscode.commands.executeCommand('dockwright.fixAll');
      await noProblem(dockerfile, rule);
      equal(document.getText(), good, 'the text');
    });
    await noProblem(dockerfile, rule);
  });

  test('may change: files and folders come, change, move and go', async () => {
    const [first, second] = [at('a', 'Dockerfile'), at('b', 'worker.Dockerfile')];
    await write(first, bad);
    await withFolder(root, async () => {
      await firstProblem(first);
      await write(second, bad);
      await problem(second, rule);
      await write(second, good);
      await noProblem(second, rule);
      await write(second, bad);
      await problem(second, rule);
      await vscode.workspace.fs.rename(second, at('b', 'api.Dockerfile'));
      await noProblem(second, rule);
      await problem(at('b', 'api.Dockerfile'), rule);
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(at('b'), at('c'));
      assert(await vscode.workspace.applyEdit(edit), 'The folder could not be renamed.');
      await noProblem(at('b', 'api.Dockerfile'), rule);
      await problem(at('c', 'api.Dockerfile'), rule);
      // As another program would.
      files.rename(at('c'), at('d'));
      await noProblem(at('c', 'api.Dockerfile'), rule);
      await problem(at('d', 'api.Dockerfile'), rule);
      await vscode.workspace.fs.delete(at('d', 'api.Dockerfile'));
      await noProblem(at('d', 'api.Dockerfile'), rule);
      await vscode.workspace.fs.delete(at('a'), { recursive: true });
      await noProblem(first, rule);
    });
  });

  test('has .gitignore, .dockerignore and configuration', async () => {
    const dockerfile = at('a', 'Dockerfile');
    await write(dockerfile, `${bad}COPY app.js /\n`);
    await write(at('a', 'app.js'), '');
    await withFolder(root, async () => {
      await firstProblem(dockerfile);
      await write(at('.gitignore'), 'a/\n');
      await noProblem(dockerfile, rule);
      files.delete(at('.gitignore'));
      await problem(dockerfile, rule);
      await write(at('a', '.dockerignore'), '*.js\n');
      await problem(dockerfile, 'copy-ignored-file');
      files.delete(at('a', '.dockerignore'));
      await noProblem(dockerfile, 'copy-ignored-file');
      await write(at('dockwright.yaml'), 'rules:\n  use-exec-form: off\n');
      await noProblem(dockerfile, rule);
      files.delete(at('dockwright.yaml'));
      await problem(dockerfile, rule);
      await write(at('a', '.hadolint.yaml'), 'ignored: [DL3025]\n');
      await noProblem(dockerfile, rule);
      files.delete(at('a', '.hadolint.yaml'));
      await problem(dockerfile, rule);
    });
  });

  test('has its fixes of a rule behind a preview', async function () {
    this.timeout(90_000);
    const old = 'FROM node:22-slim\nMAINTAINER Ada <ada@example.com>\nUSER node\n';
    const [first, second] = [at('a', 'Dockerfile'), at('b', 'Dockerfile')];
    await write(first, old);
    await write(second, old);
    await withFolder(root, async () => {
      await eventually('a problem', () => problemsOf(second, 'no-maintainer')[0], 20_000);
      await problem(first, 'no-maintainer');
      const document = await show(first);
      await fixRuleThroughPreview('no-maintainer', () => document.isDirty);
      await noProblem(first, 'no-maintainer');
      assert(!document.getText().includes('MAINTAINER'), `The text is:\n${document.getText()}`);
      await document.save();
    });
  });

  test('has the problems of every rule', async function () {
    this.timeout(90_000);
    for (const each of rules) {
      for (const [path, text] of filesOf(each)) {
        const uri = at(each.id, path);
        if (path.endsWith('/')) await vscode.workspace.fs.createDirectory(uri);
        else await write(uri, text);
      }
    }
    await withFolder(root, async () => {
      const missing = (): readonly string[] =>
        rules
          .filter(({ id, topic }) => {
            const uri = at(id, topic === 'dockerignore' ? '.dockerignore' : 'Dockerfile');
            return problemsOf(uri, id).length === 0;
          })
          .map(({ id }) => id);
      await eventually('a problem of every rule', () => (missing().length === 0 ? true : undefined), 25_000).catch(() =>
        equal(missing(), [], 'rules without a problem'),
      );
    });
  });

  test('has hovers and fixes of every topic', async function () {
    this.timeout(90_000);
    // Where ShellCheck is installed, what it finds takes the place of what our rules say about the same command.
    await askShellcheck(false);
    const topics = new Map(
      rules.filter(({ examples: [example] }) => example?.fix !== undefined).map((each) => [each.topic, each]),
    );
    for (const each of topics.values()) {
      for (const [path, text] of filesOf(each)) await write(at(each.id, path), text);
    }
    await withFolder(root, async () => {
      for (const { id, topic, title } of topics.values()) {
        const uri = at(id, topic === 'dockerignore' ? '.dockerignore' : 'Dockerfile');
        await eventually(`a problem of ${id}`, () => problemsOf(uri, id)[0], 20_000);
        const document = await show(uri);
        const { range } = await problem(uri, id);
        const before = problemsOf(uri, id).length;
        await hoverAt(document, range.start, title);
        const actions = await quickFixes(document, range, `Explain ${id}`);
        const [fix] = actions.filter(({ edit }) => edit !== undefined);
        assert(fix?.edit, `${id} has no fix here.`);
        assert(await vscode.workspace.applyEdit(fix.edit), `"${fix.title}" could not be applied.`);
        await eventually(`the end of the problem of ${id}`, () =>
          problemsOf(uri, id).length < before ? true : undefined,
        );
        await document.save();
      }
    });
  });
});
