import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { WorkDoneProgressBegin, WorkDoneProgressEnd } from 'vscode-languageserver-protocol';
import {
  type Editor,
  type EditorOptions,
  projectRoot,
  rulesOf,
  startEditor,
  type TemporaryFolder,
  temporaryFolder,
} from './editor.js';

const bad = 'FROM alpine:3.20\nUSER nobody\nCMD node server.js\n';
const good = 'FROM alpine:3.20\nUSER nobody\nCMD ["node", "server.js"]\n';

const Created = 1;
const Changed = 2;
const Deleted = 3;

/** Starts a server on a folder with some files, and stops both at the end of the test. */
async function startOn(
  test: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
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

function scanned(editor: Editor, times = 1): Promise<void> {
  return editor.until('the check of the workspace', () => scans(editor) >= times);
}

function scans({ log }: Editor): number {
  return log.filter(({ message }) => /^Checked \d+ files of the workspace/.test(message)).length;
}

function tell(editor: Editor, uri: string, type: number): void {
  void editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });
}

function shows(editor: Editor, uri: string, expected: boolean): Promise<unknown> {
  return editor.problems(uri, ({ diagnostics }) => rulesOf(diagnostics).includes('use-exec-form') === expected);
}

describe('files that are not open', () => {
  it('are checked, whatever their spelling; what git ignores and what is no Dockerfile is not', async (test) => {
    const { editor, folder } = await startOn(
      test,
      {
        Dockerfile: bad,
        'a/Dockerfile.dev': bad,
        'a/b/api.Dockerfile': bad,
        'a/b/Containerfile': bad,
        'with space (1)/Dockerfile': bad,
        'a/Dockerfile.go': 'package main\n',
        'b/Dockerfile.go': bad,
        'a/README.md': 'FROM alpine\nCMD node x\n',
        'build/Dockerfile': bad,
        'a/gen/Dockerfile': bad,
        'a/gen/keep/Dockerfile': bad,
        'node_modules/x/Dockerfile': bad,
        '.gitignore': '/build\n',
        'a/.gitignore': 'gen/*\n!gen/keep\n',
        'excluded/Dockerfile': bad,
        'c/compose.yaml': 'services: {}\n',
      },
      { initializationOptions: { workspace: { exclude: ['excluded/'] } } },
    );
    await scanned(editor);
    assert.deepEqual(
      [...new Set(editor.published.map(({ uri }) => uri))].sort(),
      [
        'Dockerfile',
        'a/Dockerfile.dev',
        'a/b/api.Dockerfile',
        'a/b/Containerfile',
        'a/gen/keep/Dockerfile',
        'b/Dockerfile.go',
        'with space (1)/Dockerfile',
      ]
        .map((name) => folder.uriOf(name))
        .sort(),
    );
  });

  it('follow what happens on disk', async (test) => {
    const { editor, folder } = await startOn(test, { 'one/Dockerfile': bad });
    await scanned(editor);
    const one = folder.uriOf('one/Dockerfile');
    await shows(editor, one, true);
    folder.write('one/Dockerfile', good);
    tell(editor, one, Changed);
    await shows(editor, one, false);
    const two = folder.write('two/Dockerfile', bad);
    tell(editor, two, Created);
    await shows(editor, two, true);
    folder.remove('two/Dockerfile');
    tell(editor, two, Deleted);
    await shows(editor, two, false);
  });

  it('lose their problems with their folder', async (test) => {
    const { editor, folder } = await startOn(test, { 'a/one/Dockerfile': bad, 'a/two/Dockerfile': bad });
    await scanned(editor);
    folder.remove('a');
    void editor.connection.sendNotification('workspace/didDeleteFiles', { files: [{ uri: folder.uriOf('a') }] });
    await shows(editor, folder.uriOf('a/one/Dockerfile'), false);
    await shows(editor, folder.uriOf('a/two/Dockerfile'), false);
  });

  it('may be no text, and the rest goes on', async (test) => {
    const { editor, folder } = await startOn(test, {
      'binary/Dockerfile': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]),
      'latin1/Dockerfile': new Uint8Array([0x46, 0x52, 0x4f, 0x4d, 0x20, 0xe4, 0x0a]),
      'large/Dockerfile': `FROM alpine\n${'#'.repeat(5_000_001)}`,
      'text/Dockerfile': bad,
      'bom/Dockerfile': `\uFEFF${bad}`,
    });
    await scanned(editor);
    await shows(editor, folder.uriOf('text/Dockerfile'), true);
    const bom = await editor.problems(folder.uriOf('bom/Dockerfile'));
    assert.deepEqual(bom.find(({ code }) => code === 'use-exec-form')?.range.start, { line: 2, character: 4 });
    const messages = editor.log.filter(({ level }) => level === 'warning').map(({ message }) => message);
    for (const said of [
      /binary\/Dockerfile is not checked: it is binary/,
      /latin1\/Dockerfile is not checked: it is not UTF-8/,
      /large\/Dockerfile is not checked: it is larger than 5 MB/,
    ]) {
      assert.equal(messages.filter((message) => said.test(message)).length, 1, `${said} in ${messages}`);
    }
  });

  it('give way to the open document, and come back when it is closed', async (test) => {
    const { editor, folder } = await startOn(test, { Dockerfile: bad });
    const uri = folder.uriOf('Dockerfile');
    await shows(editor, uri, true);
    await scanned(editor);
    editor.open(uri, good);
    await shows(editor, uri, false);
    tell(editor, uri, Changed);
    editor.close(uri);
    await shows(editor, uri, true);
  });

  it('are left alone where a person wants it so', async (test) => {
    const { editor, folder } = await startOn(
      test,
      { Dockerfile: bad },
      { initializationOptions: { dockwright: { workspace: { scan: 'openFiles' } } } },
    );
    await scanned(editor);
    assert.deepEqual(editor.published, []);
    const uri = folder.uriOf('Dockerfile');
    editor.open(uri, bad);
    await shows(editor, uri, true);
    editor.close(uri);
    await shows(editor, uri, false);
    const summary = await editor.connection.sendRequest<{ files: number; problems: number }>(
      'dockwright/lintWorkspace',
    );
    assert.equal(summary.files, 1);
    await shows(editor, uri, true);
  });

  it('are checked up to a limit, and the log says so', async (test) => {
    const files = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`${index}/Dockerfile`, bad]));
    const { editor } = await startOn(test, files, { initializationOptions: { workspace: { limit: 3 } } });
    await scanned(editor);
    assert.equal(editor.published.length, 3);
    assert.ok(editor.log.some(({ level, message }) => level === 'warning' && message.includes('has 5 files to check')));
  });

  it('are checked with progress that can be cancelled', async (test) => {
    const files = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`${index}/Dockerfile`, bad]));
    const seen: (WorkDoneProgressBegin | WorkDoneProgressEnd)[] = [];
    const { editor } = await startOn(test, files, {
      capabilities: { window: { workDoneProgress: true } },
      prepare: (connection) => {
        connection.onRequest('window/workDoneProgress/create', () => null);
        connection.onNotification('$/progress', ({ token, value }) => {
          seen.push(value);
          if (value.kind === 'begin') void connection.sendNotification('window/workDoneProgress/cancel', { token });
        });
      },
    });
    await editor.until('the end', () => seen.some(({ kind }) => kind === 'end'));
    const [begin] = seen;
    assert.ok(begin?.kind === 'begin' && begin.cancellable === true);
    await editor.until('the note of the cancellation', () =>
      editor.log.some(({ message }) => message.includes('was cancelled after')),
    );
    assert.ok(editor.published.length < 400);
  });

  it('change with the folders of the workspace', async (test) => {
    const other = temporaryFolder({ Dockerfile: bad });
    test.after(() => other.dispose());
    const { editor, folder } = await startOn(
      test,
      { Dockerfile: bad },
      { capabilities: { workspace: { workspaceFolders: true } } },
    );
    await scanned(editor);
    const event = { added: [{ uri: other.uri, name: 'other' }], removed: [{ uri: folder.uri, name: 'first' }] };
    void editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    await shows(editor, other.uriOf('Dockerfile'), true);
    await shows(editor, folder.uriOf('Dockerfile'), false);
  });
});

describe('configuration', () => {
  const severityOf = (editor: Editor, uri: string, severity: number | undefined) =>
    editor.problems(
      uri,
      ({ diagnostics }) => diagnostics.find(({ code }) => code === 'use-exec-form')?.severity === severity,
    );

  it('holds for open and closed files, and counts at once when it changes', async (test) => {
    const { editor, folder } = await startOn(test, {
      'dockwright.yaml': 'rules:\n  use-exec-form: error\n',
      'closed/Dockerfile': bad,
    });
    const open = folder.uriOf('open/Dockerfile');
    editor.open(open, bad);
    await severityOf(editor, open, 1);
    await severityOf(editor, folder.uriOf('closed/Dockerfile'), 1);
    const config = folder.write('dockwright.yaml', 'rules:\n  use-exec-form: hint\n');
    tell(editor, config, Changed);
    await severityOf(editor, open, 4);
    await severityOf(editor, folder.uriOf('closed/Dockerfile'), 4);
    folder.remove('dockwright.yaml');
    tell(editor, config, Deleted);
    await severityOf(editor, open, 2);
    await severityOf(editor, folder.uriOf('closed/Dockerfile'), 2);
  });

  it('counts at once when a file changes that it extends', async (test) => {
    const { editor, folder } = await startOn(test, {
      'dockwright.yaml': 'extends: ./team/base.yaml\n',
      'team/base.yaml': 'rules:\n  use-exec-form: error\n',
      Dockerfile: bad,
    });
    const uri = folder.uriOf('Dockerfile');
    await severityOf(editor, uri, 1);
    tell(editor, folder.write('team/base.yaml', 'rules:\n  use-exec-form: hint\n'), Changed);
    await severityOf(editor, uri, 4);
  });

  it('counts while it is typed, saved or not', async (test) => {
    const { editor, folder } = await startOn(test, { 'dockwright.yaml': 'rules: {}\n' });
    const uri = folder.uriOf('Dockerfile');
    const config = folder.uriOf('dockwright.yaml');
    editor.open(uri, bad);
    await severityOf(editor, uri, 2);
    editor.open(config, 'rules: {}\n', 'yaml');
    editor.change(config, 'rules:\n  use-exec-form: off\n');
    await shows(editor, uri, false);
    editor.close(config);
    await shows(editor, uri, true);
  });

  it('has its own mistakes shown at their place, open or not', async (test) => {
    const { editor, folder } = await startOn(test, {
      'dockwright.yaml': 'rules:\n  use-exec-from: off\n',
      'a/.dockwright.yaml': 'extends: ./missing.yaml\n',
    });
    const closed = await editor.problems(folder.uriOf('dockwright.yaml'), ({ diagnostics }) => diagnostics.length > 0);
    assert.deepEqual(closed[0]?.range, { start: { line: 1, character: 2 }, end: { line: 1, character: 15 } });
    assert.match(String(closed[0]?.message), /use-exec-from/);
    const extended = await editor.problems(
      folder.uriOf('a/.dockwright.yaml'),
      ({ diagnostics }) => diagnostics.length > 0,
    );
    assert.match(String(extended[0]?.message), /missing\.yaml/);
    const uri = folder.uriOf('dockwright.yaml');
    editor.open(uri, 'rules:\n  use-exec-form: of\n', 'yaml');
    assert.equal((await editor.problems(uri))[0]?.range.start.line, 1);
    editor.change(uri, 'rules:\n  use-exec-form: off\n');
    assert.deepEqual(await editor.problems(uri), []);
  });

  it('is turned to another file by the editor', async (test) => {
    const { editor, folder } = await startOn(
      test,
      { 'config/ours.yaml': 'rules:\n  use-exec-form: error\n', 'dockwright.yaml': 'rules:\n  use-exec-form: off\n' },
      { initializationOptions: { configFile: 'config/ours.yaml' } },
    );
    const uri = folder.uriOf('Dockerfile');
    editor.open(uri, bad);
    await severityOf(editor, uri, 1);
  });

  it('of the editor is asked for, for each folder, and asked for again when it changes', async (test) => {
    let settings: Readonly<Record<string, unknown>> = { rules: { 'use-exec-form': 'error' } };
    const asked: unknown[] = [];
    const { editor, folder } = await startOn(
      test,
      {},
      {
        capabilities: { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } },
        prepare: (connection) => {
          connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) => {
            asked.push(...items);
            return items.map(() => settings);
          });
        },
      },
    );
    const uri = folder.uriOf('Dockerfile');
    editor.open(uri, bad);
    await severityOf(editor, uri, 1);
    assert.deepEqual(asked[0], { section: 'dockwright', scopeUri: folder.uri });
    const change = (next: Readonly<Record<string, unknown>>): void => {
      settings = next;
      void editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    };
    change({ rules: { DL3025: 'hint' } });
    await severityOf(editor, uri, 4);
    change({ enable: false });
    await editor.problems(uri, ({ diagnostics }) => diagnostics.length === 0);
    assert.deepEqual(
      await editor.codeActions(uri, { start: { line: 2, character: 4 }, end: { line: 2, character: 4 } }),
      [],
    );
    change({});
    await severityOf(editor, uri, 2);
  });

  it('of the editor may be sent instead, and gives way to a project as to the profile only', async (test) => {
    const { editor, folder } = await startOn(
      test,
      { 'mine/dockwright.yaml': 'profile: security\n' },
      {
        initializationOptions: { profile: 'security' },
      },
    );
    const plain = folder.uriOf('Dockerfile');
    const mine = folder.uriOf('mine/Dockerfile');
    editor.open(plain, bad);
    editor.open(mine, bad);
    await shows(editor, plain, false);
    await shows(editor, mine, false);
    const settings = { dockwright: { profile: 'recommended' } };
    void editor.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    await shows(editor, plain, true);
    const rules = { dockwright: { profile: 'recommended', rules: { 'use-exec-form': 'warning' } } };
    void editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: rules });
    await shows(editor, mine, true);
  });

  it('may have files checked on save only', async (test) => {
    const { editor, folder } = await startOn(test, {}, { initializationOptions: { run: 'onSave' } });
    const uri = folder.uriOf('Dockerfile');
    editor.open(uri, good);
    await shows(editor, uri, false);
    editor.change(uri, bad);
    await editor.codeActions(uri, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
    // What lies around it is looked at meanwhile, which is no reason to check what is not saved.
    tell(editor, folder.write('.dockerignore', 'x\n'), Created);
    await editor.until('a look at what lies around', () => scans(editor) >= 2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const seen = editor.published.filter((params) => params.uri === uri);
    assert.deepEqual([...new Set(seen.map(({ version }) => version))], [1]);
    void editor.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await shows(editor, uri, true);
  });

  it('asks to be told of changes on disk', async (test) => {
    const registered: string[] = [];
    const { editor } = await startOn(
      test,
      {},
      {
        capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
        prepare: (connection) => {
          connection.onRequest('client/registerCapability', (params) => {
            registered.push(JSON.stringify(params));
            return null;
          });
        },
      },
    );
    await editor.until('the registration', () => registered.length > 0);
    for (const name of ['ockerfile', 'ontainerfile', 'dockerignore', 'yaml', 'yml']) {
      assert.ok(
        registered.some((params) => params.includes(name)),
        name,
      );
    }
  });
});

describe('the program', () => {
  it('serves any editor by standard input and output', async (test) => {
    const editor = await startEditor({}, [join(projectRoot, 'server/bin/dockwright-language-server.mjs'), '--stdio']);
    test.after(() => editor.stop());
    const uri = 'file:///any/Dockerfile';
    editor.open(uri, bad);
    await shows(editor, uri, true);
  });

  it('ends by itself when the editor is gone', () => {
    const { status, signal } = spawnSync(
      process.execPath,
      [join(projectRoot, 'server/bin/dockwright-language-server.mjs')],
      {
        input: '',
        timeout: 5000,
      },
    );
    assert.equal(signal, null);
    assert.notEqual(status, null);
  });
});
