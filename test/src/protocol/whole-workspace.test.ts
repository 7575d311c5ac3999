import assert from 'node:assert/strict';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { TextEdit } from 'vscode-languageserver-protocol';
import {
  type Editor,
  type EditorOptions,
  edited,
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

type Files = Readonly<Record<string, string>>;

interface Started {
  readonly editor: Editor;
  readonly folders: readonly TemporaryFolder[];
  readonly folder: TemporaryFolder;
}

/** Starts a server on workspace folders with some files, waits for the first check, and stops all at the end of the test. */
async function startOn(test: TestContext, contents: readonly Files[], options: EditorOptions = {}): Promise<Started> {
  const folders = contents.map(temporaryFolder);
  const editor = await startEditor({ folders: folders.map(({ uri }) => uri), ...options });
  test.after(async () => {
    await editor.stop();
    for (const folder of folders) folder.dispose();
  });
  const [folder] = folders;
  assert.ok(folder !== undefined);
  await scanned(editor, 1);
  return { editor, folders, folder };
}

function scans({ log }: Editor): number {
  return log.filter(({ message }) => /^Checked \d+ files of the workspace/.test(message)).length;
}

function scanned(editor: Editor, times: number): Promise<void> {
  return editor.until(`check ${times} of the workspace`, () => scans(editor) >= times);
}

function tell(editor: Editor, ...changes: readonly (readonly [string, number])[]): void {
  const events = changes.map(([uri, type]) => ({ uri, type }));
  void editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: events });
}

function shows(editor: Editor, uri: string, expected: boolean): Promise<unknown> {
  return editor.problems(uri, ({ diagnostics }) => rulesOf(diagnostics).includes('use-exec-form') === expected);
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('what happens outside the editor', () => {
  it('may be a check-out of many files: all of them are right in the end', async (test) => {
    const names = Array.from({ length: 300 }, (_, index) => `service-${index}/Dockerfile`);
    const { editor, folder } = await startOn(test, [Object.fromEntries(names.map((name) => [name, bad]))]);
    const kept = names.slice(0, 200);
    const gone = names.slice(200);
    const made = Array.from({ length: 100 }, (_, index) => `job-${index}/Dockerfile`);
    for (const name of kept) folder.write(name, good);
    for (const name of gone) folder.remove(name);
    for (const name of made) folder.write(name, bad);
    const change = (type: number) => (name: string) => [folder.uriOf(name), type] as const;
    tell(editor, ...kept.map(change(Changed)), ...gone.map(change(Deleted)), ...made.map(change(Created)));
    const fixed = [...kept, ...gone].map((name) => folder.uriOf(name));
    const broken = made.map((name) => folder.uriOf(name));
    await editor.until('the second check of the workspace', () => scans(editor) >= 2);
    const last = new Map(editor.published.map(({ uri, diagnostics }) => [uri, rulesOf(diagnostics)]));
    assert.deepEqual(
      fixed.filter((uri) => last.get(uri)?.includes('use-exec-form') !== false),
      [],
    );
    assert.deepEqual(
      broken.filter((uri) => last.get(uri)?.includes('use-exec-form') !== true),
      [],
    );
  });

  it('may be a folder that comes as a whole', async (test) => {
    const { editor, folder } = await startOn(test, [{ Dockerfile: good }]);
    const elsewhere = temporaryFolder({ 'services/api/Dockerfile': bad });
    test.after(() => elsewhere.dispose());
    renameSync(join(elsewhere.path, 'services'), join(folder.path, 'services'));
    tell(editor, [folder.uriOf('services'), Created]);
    await shows(editor, folder.uriOf('services/api/Dockerfile'), true);
  });

  it('may be a folder of another name', async (test) => {
    const { editor, folder } = await startOn(test, [{ 'old/api/Dockerfile': bad }]);
    await shows(editor, folder.uriOf('old/api/Dockerfile'), true);
    renameSync(join(folder.path, 'old'), join(folder.path, 'new'));
    tell(editor, [folder.uriOf('old'), Deleted], [folder.uriOf('new'), Created]);
    await shows(editor, folder.uriOf('old/api/Dockerfile'), false);
    await shows(editor, folder.uriOf('new/api/Dockerfile'), true);
  });

  it('is no reason to search where nothing of ours is', async (test) => {
    const { editor, folder } = await startOn(test, [{ Dockerfile: bad }]);
    const uri = folder.write('node_modules/x/Dockerfile', bad);
    tell(editor, [uri, Created], [uri, Changed]);
    await wait(600);
    assert.equal(scans(editor), 1);
  });

  it('may be a change of what git ignores', async (test) => {
    const { editor, folder } = await startOn(test, [{ 'gen/Dockerfile': bad }]);
    const uri = folder.uriOf('gen/Dockerfile');
    await shows(editor, uri, true);
    tell(editor, [folder.write('.gitignore', '/gen\n'), Created]);
    await shows(editor, uri, false);
    tell(editor, [folder.write('.gitignore', '/out\n'), Changed]);
    await shows(editor, uri, true);
    tell(editor, [folder.write('gen/.gitignore', '*\n'), Created]);
    await shows(editor, uri, false);
  });

  it('may be a change of what a build context holds', async (test) => {
    const { editor, folder } = await startOn(test, [
      { Dockerfile: 'FROM alpine:3.20\nCOPY app.txt /\nUSER nobody\n', 'app.txt': '', '.dockerignore': 'x\n' },
    ]);
    const uri = folder.uriOf('Dockerfile');
    const says = (expected: boolean) =>
      editor.problems(uri, ({ diagnostics }) => rulesOf(diagnostics).includes('copy-ignored-file') === expected);
    tell(editor, [folder.write('.dockerignore', 'app.txt\n'), Changed]);
    await says(true);
    tell(editor, [folder.write('.dockerignore', 'x\n'), Changed]);
    await says(false);
  });

  it('may be a folder that goes and comes back with another configuration in it', async (test) => {
    const { editor, folder } = await startOn(test, [
      { 'api/Dockerfile': bad, 'api/dockwright.yaml': 'rules:\n  use-exec-form: off\n', 'web/Dockerfile': bad },
    ]);
    const [api, web] = [folder.uriOf('api/Dockerfile'), folder.uriOf('web/Dockerfile')];
    await shows(editor, web, true);
    // Of a folder no more than its name is told.
    folder.remove('api');
    tell(editor, [folder.uriOf('api'), Deleted]);
    await wait(400);
    folder.write('api/Dockerfile', bad);
    tell(editor, [folder.uriOf('api'), Created]);
    await shows(editor, api, true);
    folder.remove('web');
    tell(editor, [folder.uriOf('web'), Deleted]);
    await shows(editor, web, false);
    folder.write('web/Dockerfile', bad);
    folder.write('web/.hadolint.yaml', 'override:\n  error: [DL3025]\n');
    tell(editor, [folder.uriOf('web'), Created]);
    await editor.problems(web, ({ diagnostics }) =>
      diagnostics.some(({ code, severity }) => code === 'use-exec-form' && severity === 1),
    );
  });

  it('may be a folder that goes with what a configuration extends, and comes back', async (test) => {
    const { editor, folder } = await startOn(test, [
      {
        Dockerfile: bad,
        'dockwright.yaml': 'extends: ./team/rules/base.yaml\n',
        'team/rules/base.yaml': 'rules:\n  use-exec-form: off\n',
      },
    ]);
    const uri = folder.uriOf('Dockerfile');
    renameSync(join(folder.path, 'team'), join(folder.path, 'away'));
    tell(editor, [folder.uriOf('team'), Deleted], [folder.uriOf('away'), Created]);
    await shows(editor, uri, true);
    renameSync(join(folder.path, 'away'), join(folder.path, 'team'));
    tell(editor, [folder.uriOf('away'), Deleted], [folder.uriOf('team'), Created]);
    await shows(editor, uri, false);
    // As an editor tells it that watches no files.
    renameSync(join(folder.path, 'team'), join(folder.path, 'away'));
    const files = [{ oldUri: folder.uriOf('team'), newUri: folder.uriOf('away') }];
    void editor.connection.sendNotification('workspace/didRenameFiles', { files });
    await shows(editor, uri, true);
  });

  it('may be a folder that goes and comes back with another .dockerignore', async (test) => {
    const { editor, folder } = await startOn(test, [
      {
        'api/Dockerfile': 'FROM alpine:3.20\nCOPY app.txt /\nUSER nobody\n',
        'api/app.txt': '',
        'api/.dockerignore': 'x\n',
      },
    ]);
    const uri = folder.uriOf('api/Dockerfile');
    const says = (expected: boolean) =>
      editor.problems(uri, ({ diagnostics }) => rulesOf(diagnostics).includes('copy-ignored-file') === expected);
    for (const [pattern, expected] of [
      ['app.txt', true],
      ['x', false],
    ] as const) {
      renameSync(join(folder.path, 'api'), join(folder.path, 'away'));
      tell(editor, [folder.uriOf('api'), Deleted], [folder.uriOf('away'), Created]);
      await shows(editor, folder.uriOf('away/Dockerfile'), false);
      await wait(400);
      folder.write('away/.dockerignore', `${pattern}\n`);
      renameSync(join(folder.path, 'away'), join(folder.path, 'api'));
      tell(editor, [folder.uriOf('away'), Deleted], [folder.uriOf('api'), Created]);
      await says(expected);
    }
  });

  it('may be a change of hadolint’s configuration', async (test) => {
    const { editor, folder } = await startOn(test, [{ Dockerfile: bad }]);
    const uri = folder.uriOf('Dockerfile');
    await shows(editor, uri, true);
    tell(editor, [folder.write('.hadolint.yaml', 'ignored:\n  - DL3025\n'), Created]);
    await shows(editor, uri, false);
    folder.remove('.hadolint.yaml');
    tell(editor, [folder.uriOf('.hadolint.yaml'), Deleted]);
    await shows(editor, uri, true);
  });

  it('does not bring a problem back that a newer version does not have', async (test) => {
    const { editor, folder } = await startOn(test, [{ Dockerfile: bad }]);
    const uri = folder.uriOf('Dockerfile');
    for (let round = 0; round < 30; round += 1) {
      folder.write('Dockerfile', round % 2 === 0 ? bad : good);
      tell(editor, [uri, Changed]);
    }
    await shows(editor, uri, false);
    await wait(300);
    assert.equal(rulesOf(editor.published.at(-1)?.diagnostics ?? []).includes('use-exec-form'), false);
  });
});

describe('several workspace folders', () => {
  const severity = (editor: Editor, uri: string, expected: number) =>
    editor.problems(
      uri,
      ({ diagnostics }) => diagnostics.find(({ code }) => code === 'use-exec-form')?.severity === expected,
    );

  it('have configurations and settings of their own', async (test) => {
    const settings = new Map<string, unknown>();
    const first = temporaryFolder({ Dockerfile: bad, 'dockwright.yaml': 'rules:\n  use-exec-form: error\n' });
    const second = temporaryFolder({ Dockerfile: bad });
    const third = temporaryFolder({ Dockerfile: bad, '.hadolint.yaml': 'ignored: [DL3025]\n' });
    const fourth = temporaryFolder({ Dockerfile: bad });
    const folders = [first, second, third, fourth];
    settings.set(second.uri, { rules: { 'use-exec-form': 'hint' } });
    settings.set(fourth.uri, { workspace: { scan: 'openFiles' } });
    const editor = await startEditor({
      folders: folders.map(({ uri }) => uri),
      capabilities: { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } },
      prepare: (connection) => {
        connection.onRequest('workspace/configuration', ({ items }: { items: readonly { scopeUri?: string }[] }) =>
          items.map(({ scopeUri = '' }) => settings.get(scopeUri) ?? {}),
        );
      },
    });
    test.after(async () => {
      await editor.stop();
      for (const folder of folders) folder.dispose();
    });
    await severity(editor, first.uriOf('Dockerfile'), 1);
    await severity(editor, second.uriOf('Dockerfile'), 4);
    await scanned(editor, 1);
    const shown = editor.published.filter(({ diagnostics }) => rulesOf(diagnostics).includes('use-exec-form'));
    assert.equal(
      shown.some(({ uri }) => uri === third.uriOf('Dockerfile') || uri === fourth.uriOf('Dockerfile')),
      false,
    );
    settings.set(fourth.uri, {});
    void editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await severity(editor, fourth.uriOf('Dockerfile'), 2);
  });
});

describe('the choice of files', () => {
  const checked = ({ published }: Editor, folder: TemporaryFolder): readonly string[] =>
    [...new Set(published.map(({ uri }) => uri.slice(folder.uri.length + 1)))].sort();

  it('is narrowed by patterns', async (test) => {
    const files = { 'services/api/Dockerfile': bad, 'services/old/Dockerfile': bad, 'tools/Dockerfile': bad };
    const { editor, folder } = await startOn(test, [files], {
      initializationOptions: { workspace: { include: ['/services'], exclude: ['old/'] } },
    });
    assert.deepEqual(checked(editor, folder), ['services/api/Dockerfile']);
  });

  it('takes in what is open, whatever the patterns', async (test) => {
    const { editor, folder } = await startOn(test, [{ 'tools/Dockerfile': bad }], {
      initializationOptions: { workspace: { include: ['/services'] } },
    });
    editor.open(folder.uriOf('tools/Dockerfile'), bad);
    await shows(editor, folder.uriOf('tools/Dockerfile'), true);
  });

  it('ends at a limit, which is told once', async (test) => {
    const files = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`${index}/Dockerfile`, bad]));
    const told: string[] = [];
    const { editor, folder } = await startOn(test, [files], {
      initializationOptions: { workspace: { limit: 3 } },
      prepare: (connection) => {
        connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
          told.push(message);
        });
      },
    });
    await editor.until('the notice', () => told.length > 0);
    assert.match(told[0] ?? '', /3 of the 5 Dockerfiles.*dockwright\.workspace\.limit/);
    // A file beyond the limit is no reason to search again, however often it changes.
    tell(editor, [folder.uriOf('4/Dockerfile'), Changed]);
    await wait(400);
    assert.equal(scans(editor), 1);
    tell(editor, [folder.write('new/Dockerfile', bad), Created]);
    await scanned(editor, 2);
    assert.equal(told.length, 1);
  });

  it('begins with what is open', async (test) => {
    const names = Array.from({ length: 300 }, (_, index) => `${index}/Dockerfile`);
    const folder = temporaryFolder(Object.fromEntries(names.map((name) => [name, bad])));
    const editor = await startEditor({ folders: [folder.uri] });
    test.after(async () => {
      await editor.stop();
      folder.dispose();
    });
    const open = folder.uriOf('299/Dockerfile');
    editor.open(open, bad);
    await scanned(editor, 1);
    assert.equal(editor.published[0]?.uri, open);
  });
});

describe('the fixes of a rule', () => {
  interface Answer {
    readonly files: readonly {
      readonly uri: string;
      readonly version: number | null;
      readonly edits: readonly TextEdit[];
      readonly applied: readonly string[];
    }[];
  }

  it('are worked out for open and closed files, and change none', async (test) => {
    const other = 'FROM alpine:3.20\nMAINTAINER Ada\nUSER nobody\nCMD node server.js\n';
    const contents = { 'a/Dockerfile': bad, 'b/Dockerfile': bad, 'c/Dockerfile': other, 'd/Dockerfile': good };
    const { editor, folder } = await startOn(test, [contents]);
    const open = folder.uriOf('b/Dockerfile');
    editor.open(open, bad.replace('node', 'deno'));
    const uris = ['a/Dockerfile', 'b/Dockerfile', 'c/Dockerfile', 'd/Dockerfile', 'e/Dockerfile', 'a/README.md'];
    const answer = await editor.connection.sendRequest<Answer>('dockwright/fixRule', {
      rule: 'use-exec-form',
      uris: uris.map((name) => folder.uriOf(name)),
    });
    const texts = new Map([
      [folder.uriOf('a/Dockerfile'), bad],
      [open, editor.textOf(open)],
      [folder.uriOf('c/Dockerfile'), other],
    ]);
    assert.deepEqual(
      answer.files.map(({ uri, version, edits }) => [uri, version, edited(texts.get(uri) ?? '', edits)]),
      [
        [folder.uriOf('a/Dockerfile'), null, good],
        [open, 1, good.replace('node', 'deno')],
        [folder.uriOf('c/Dockerfile'), null, other.replace('CMD node server.js', 'CMD ["node", "server.js"]')],
      ],
    );
    assert.equal(readFileSync(join(folder.path, 'a/Dockerfile'), 'utf8'), bad);
    assert.equal(editor.textOf(open), bad.replace('node', 'deno'));
  });
});
