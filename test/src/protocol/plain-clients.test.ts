import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Diagnostic, Range } from 'vscode-languageserver-protocol';
import { type Editor, rulesOf, startEditor, temporaryFolder } from './editor.js';

const uri = 'file:///encoded/Dockerfile';
/** One character of one, two, three and four bytes each before the command. */
const text = 'FROM alpine:3.20\nUSER nobody\nCMD aä€🐳 x\n';

interface Pulled {
  readonly kind: string;
  readonly items: readonly Diagnostic[];
}

function pull(editor: Editor, of = uri): Promise<Pulled> {
  return editor.connection.sendRequest<Pulled>('textDocument/diagnostic', { textDocument: { uri: of } });
}

describe('editors that count characters otherwise', () => {
  /** The command begins in column 4; its first word takes so many units. */
  const rows: readonly (readonly [wanted: readonly string[] | undefined, used: string, units: number])[] = [
    [undefined, 'utf-16', 5],
    [['utf-7'], 'utf-16', 5],
    [['utf-16', 'utf-8'], 'utf-16', 5],
    [['utf-8', 'utf-16'], 'utf-8', 10],
    [['utf-32'], 'utf-32', 4],
  ];
  for (const [positionEncodings, used, units] of rows) {
    it(`${String(positionEncodings)}: places, edits and answers are in ${used}`, async () => {
      const editor = await startEditor({
        capabilities: positionEncodings === undefined ? {} : { general: { positionEncodings: [...positionEncodings] } },
      });
      const rangeNow = async (): Promise<Range | undefined> =>
        (await editor.problems(uri)).find(({ code }) => code === 'use-exec-form')?.range;
      assert.equal(editor.initialized.capabilities.positionEncoding, used);
      editor.open(uri, text);
      const start = { line: 2, character: 4 };
      assert.deepEqual(await rangeNow(), { start, end: { line: 2, character: 4 + units + 2 } });
      // Typed behind the first word: the server must put it where the editor did.
      const place = { line: 2, character: 4 + units };
      await editor.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: 2 },
        contentChanges: [{ range: { start: place, end: place }, text: '🐳' }],
      });
      const whale = used === 'utf-8' ? 4 : used === 'utf-16' ? 2 : 1;
      const end = { line: 2, character: 4 + units + whale + 2 };
      await editor.until('the problems of the new text', () => {
        const last = editor.published.filter((params) => params.uri === uri).at(-1);
        return last?.version === 2;
      });
      const last = editor.published.filter((params) => params.uri === uri).at(-1);
      const problem = last?.diagnostics.find(({ code }) => code === 'use-exec-form');
      assert.deepEqual(problem?.range, { start, end });
      const actions = await editor.codeActions(uri, { start, end: start });
      const fix = actions.find(({ edit, title }) => edit !== undefined && /exec form/i.test(title));
      const behind = { line: 2, character: 4 + units + whale };
      assert.deepEqual(fix?.edit?.changes?.[uri], [
        { range: { start, end: behind }, newText: '["aä€🐳🐳",' },
        { range: { start: { line: 2, character: behind.character + 1 }, end }, newText: '"x"]' },
      ]);
      await editor.stop();
    });
  }
});

describe('editors that ask for problems themselves', () => {
  const folder = temporaryFolder({ Dockerfile: text, 'other/Dockerfile': text });
  let editor: Editor;
  let refreshed = 0;
  before(async () => {
    editor = await startEditor({
      folders: [folder.uri],
      capabilities: {
        textDocument: { diagnostic: {} },
        workspace: { diagnostics: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
      },
      prepare: (connection) =>
        connection.onRequest('workspace/diagnostic/refresh', () => {
          refreshed++;
          return null;
        }),
    });
  });
  after(async () => {
    await editor.stop();
    folder.dispose();
  });

  it('are told that they may', () => {
    assert.deepEqual(editor.initialized.capabilities.diagnosticProvider, {
      identifier: 'dockwright',
      interFileDependencies: true,
      workspaceDiagnostics: true,
    });
  });

  it('get those of the text as it is now, and are not sent them as well', async () => {
    const open = folder.uriOf('Dockerfile');
    await editor.problems(folder.uriOf('other/Dockerfile'), ({ diagnostics }) => diagnostics.length > 0);
    editor.open(open, text);
    assert.ok(rulesOf((await pull(editor, open)).items).includes('use-exec-form'));
    editor.change(open, 'FROM alpine:3.20\nUSER nobody\nCMD ["a"]\n');
    assert.ok(!rulesOf((await pull(editor, open)).items).includes('use-exec-form'));
    await editor.until('what was sent for the closed file is taken back', () => {
      const sent = editor.published.filter((params) => params.uri === open).at(-1);
      return sent === undefined || sent.diagnostics.length === 0;
    });
    const report = await editor.connection.sendRequest<{ items: readonly { uri: string }[] }>('workspace/diagnostic', {
      previousResultIds: [],
    });
    assert.deepEqual(
      report.items.map((item) => item.uri),
      [open],
    );
    editor.close(open);
  });

  it('are told to ask again when the configuration is another', async () => {
    const open = folder.uriOf('Dockerfile');
    editor.open(open, text);
    assert.ok(rulesOf((await pull(editor, open)).items).includes('use-exec-form'));
    await editor.until('a check of the document', () => true);
    const config = folder.write('dockwright.yaml', 'rules:\n  use-exec-form: off\n');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const seen = refreshed;
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: config, type: 1 }],
    });
    await editor.until('a request to ask again', () => refreshed > seen);
    assert.ok(!rulesOf((await pull(editor, open)).items).includes('use-exec-form'));
    editor.close(open);
  });

  it('get nothing for documents that are not open or not ours', async () => {
    assert.deepEqual((await pull(editor, 'file:///not/open')).items, []);
    assert.deepEqual((await pull(editor, 'no uri at all')).items, []);
  });
});
