import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { TextDocumentEdit } from 'vscode-languageserver-protocol';
import {
  type Editor,
  type EditorOptions,
  rangeOf,
  rulesOf,
  startEditor,
  type TemporaryFolder,
  temporaryFolder,
} from './editor.js';

const Created = 1;
const Changed = 2;
const Deleted = 3;

const start = 'FROM registry.example.org/base:1.0\n';
const copiesAll = `${start}COPY . /app/\n`;
const copiesJars = `${start}COPY target/*.jar /app/\n`;
/** Turns on the rule that misses files. */
const configured = { 'dockwright.yaml': 'rules:\n  copy-detail: warning\n' };

async function startOn(
  test: TestContext,
  files: Readonly<Record<string, string>>,
  options: EditorOptions = {},
): Promise<{ readonly editor: Editor; readonly folder: TemporaryFolder }> {
  const folder = temporaryFolder(files);
  const editor = await startEditor({ folders: [folder.uri], ...options });
  test.after(async () => {
    await editor.stop();
    folder.dispose();
  });
  return { editor, folder };
}

function shows(editor: Editor, uri: string, rule: string, expected: boolean): Promise<unknown> {
  return editor.problems(uri, ({ diagnostics }) => rulesOf(diagnostics).includes(rule) === expected);
}

function tell(editor: Editor, uri: string, type: number): void {
  void editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });
}

describe('the build context', () => {
  it('is looked at for open files, and again when a file comes or goes', async (test) => {
    const { editor, folder } = await startOn(test, { ...configured, Dockerfile: copiesJars, 'pom.xml': '' });
    const uri = folder.uriOf('Dockerfile');
    editor.open(uri, copiesJars);
    await shows(editor, uri, 'copy-detail', true);
    const jar = folder.write('target/app.jar', '');
    tell(editor, jar, Created);
    await shows(editor, uri, 'copy-detail', false);
    folder.remove('target');
    tell(editor, jar, Deleted);
    await shows(editor, uri, 'copy-detail', true);
  });

  it('is looked at for files that are not open', async (test) => {
    const { editor, folder } = await startOn(test, { Dockerfile: copiesAll, '.git/HEAD': '', 'app.js': '' });
    const uri = folder.uriOf('Dockerfile');
    await shows(editor, uri, 'missing-dockerignore', true);
    tell(editor, folder.write('.dockerignore', '.git\n'), Created);
    await shows(editor, uri, 'missing-dockerignore', false);
  });

  it('goes by the .dockerignore as it is while somebody writes it', async (test) => {
    const text = `${start}COPY dist /app/\n`;
    const { editor, folder } = await startOn(test, {
      Dockerfile: text,
      '.dockerignore': '.git\n',
      'dist/a.js': '',
    });
    const uri = folder.uriOf('Dockerfile');
    const ignore = folder.uriOf('.dockerignore');
    editor.open(uri, text);
    editor.open(ignore, '.git\n', 'ignore');
    await shows(editor, uri, 'copy-ignored-file', false);
    editor.change(ignore, '.git\ndist\n');
    await shows(editor, uri, 'copy-ignored-file', true);
    editor.change(ignore, '.git\n');
    await shows(editor, uri, 'copy-ignored-file', false);
    folder.write('.dockerignore', 'dist\n');
    editor.close(ignore);
    tell(editor, ignore, Changed);
    await shows(editor, uri, 'copy-ignored-file', true);
  });

  it('is not known outside of the open folders', async (test) => {
    const { editor } = await startOn(test, {});
    const other = temporaryFolder({ '.git/HEAD': '', 'app.js': '' });
    test.after(() => other.dispose());
    editor.open(other.uriOf('Dockerfile'), `${copiesAll}CMD node app.js\n`);
    await shows(editor, other.uriOf('Dockerfile'), 'use-exec-form', true);
    const all = editor.published.flatMap(({ diagnostics }) => rulesOf(diagnostics));
    assert.ok(!all.includes('missing-dockerignore'));
  });

  it('is known as soon as a folder is opened, and no longer than that', async (test) => {
    const { editor, folder } = await startOn(
      test,
      { Dockerfile: copiesAll, '.git/HEAD': '', 'app.js': '' },
      { folders: [], capabilities: { workspace: { workspaceFolders: true } } },
    );
    const uri = folder.uriOf('Dockerfile');
    const told = { uri: folder.uri, name: 'opened' };
    const tellFolders = (added: readonly object[], removed: readonly object[]): void =>
      void editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added, removed } });
    editor.open(uri, `${copiesAll}CMD node app.js\n`);
    await shows(editor, uri, 'use-exec-form', true);
    tellFolders([told], []);
    await shows(editor, uri, 'missing-dockerignore', true);
    tellFolders([], [told]);
    await shows(editor, uri, 'missing-dockerignore', false);
  });

  it('comes by way of our own client, and where that cannot list, nothing is known', async (test) => {
    const folders = ['vscode-vfs://github/a/b'];
    const uri = 'vscode-vfs://github/a/b/Dockerfile';
    for (const lists of [true, false]) {
      const editor = await startEditor({
        folders,
        initializationOptions: { client: 'dockwright' },
        prepare: (connection) => {
          connection.onRequest('dockwright/findFiles', () => []);
          connection.onRequest('dockwright/readFile', () => ({ kind: 'missing' }));
          if (!lists) return;
          connection.onRequest('dockwright/listFolder', ({ uri: folder }: { uri: string }) =>
            folder === folders[0]
              ? [
                  { name: '.git', isFolder: true },
                  { name: 'app.js', isFolder: false },
                ]
              : null,
          );
        },
      });
      test.after(() => editor.stop());
      editor.open(uri, `${copiesAll}CMD node app.js\n`);
      await shows(editor, uri, 'use-exec-form', true);
      if (lists) await shows(editor, uri, 'missing-dockerignore', true);
      else await shows(editor, uri, 'missing-dockerignore', false);
    }
  });

  it('does not make typing list folders again', async (test) => {
    let listed = 0;
    const folder = 'vscode-vfs://github/a/b';
    const editor = await startEditor({
      folders: [folder],
      initializationOptions: { client: 'dockwright' },
      prepare: (connection) => {
        connection.onRequest('dockwright/findFiles', () => []);
        connection.onRequest('dockwright/readFile', () => ({ kind: 'missing' }));
        connection.onRequest('dockwright/listFolder', () => {
          listed++;
          return [{ name: '.git', isFolder: true }];
        });
      },
    });
    test.after(() => editor.stop());
    const uri = `${folder}/Dockerfile`;
    editor.open(uri, copiesAll);
    await shows(editor, uri, 'missing-dockerignore', true);
    const before = listed;
    for (let count = 0; count < 20; count++) {
      editor.change(uri, `${copiesAll}# ${count}\n`);
      await shows(editor, uri, 'missing-dockerignore', true);
    }
    assert.equal(listed, before);
  });
});

describe('a .dockerignore', () => {
  const text = 'node_modules dist/ *.log\n.git\n';

  it('has problems, fixes, and a hover', async (test) => {
    const { editor, folder } = await startOn(test, { '.dockerignore': text });
    const uri = folder.uriOf('.dockerignore');
    await shows(editor, uri, 'dockerignore-pattern-trap', true);
    editor.open(uri, text, 'ignore');
    await shows(editor, uri, 'dockerignore-pattern-trap', true);
    const actions = await editor.codeActions(uri, rangeOf(text, 'dist/'));
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes('Write each pattern in a line of its own'), titles.join());
    assert.ok(titles.includes('Ignore dockerignore-pattern-trap for this pattern'), titles.join());
    const hover = await editor.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 1, character: 1 },
    });
    assert.match(JSON.stringify(hover), /left out of the build context/);
    editor.change(uri, 'node_modules\ndist/\n*.log\n.git\n');
    await shows(editor, uri, 'dockerignore-pattern-trap', false);
  });

  it('is created by a fix, in editors that can', async (test) => {
    const files = { Dockerfile: copiesAll, '.git/HEAD': '', 'app.js': '' };
    for (const able of [true, false]) {
      const workspaceEdit = able ? { documentChanges: true, resourceOperations: ['create' as const] } : {};
      const { editor, folder } = await startOn(test, files, { capabilities: { workspace: { workspaceEdit } } });
      const uri = folder.uriOf('Dockerfile');
      editor.open(uri, copiesAll);
      await shows(editor, uri, 'missing-dockerignore', true);
      const actions = await editor.codeActions(uri, rangeOf(copiesAll, '. /app'));
      const action = actions.find(({ title }) => title === 'Create a .dockerignore');
      if (!able) {
        assert.equal(action, undefined);
        continue;
      }
      const [created, written] = action?.edit?.documentChanges ?? [];
      assert.deepEqual(created, {
        kind: 'create',
        uri: folder.uriOf('.dockerignore'),
        options: { ignoreIfExists: true },
      });
      assert.ok(isTextEdit(written));
      assert.deepEqual(
        written.edits.map((edit) => ('newText' in edit ? edit.newText : '')),
        ['.git\n'],
      );
    }
  });
});

function isTextEdit(change: unknown): change is TextDocumentEdit {
  return typeof change === 'object' && change !== null && 'edits' in change;
}
