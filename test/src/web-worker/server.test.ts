import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Hover } from 'vscode-languageserver-protocol';
import { type Editor, edited, openEditor, rangeOf, rulesOf } from '../protocol/editor.js';
import { type FakeWorker, startWorker } from './worker.js';

const folder = 'vscode-vfs://github/somebody/project';
const files: Readonly<Record<string, string>> = {
  [`${folder}/Dockerfile`]: 'FROM alpine:3.20\nUSER nobody\nCMD node server.js\n',
  [`${folder}/web/Dockerfile`]: 'FROM alpine:3.20\nUSER nobody\nCMD node web.js\n',
  [`${folder}/web/dockwright.yaml`]: 'rules:\n  use-exec-form: error\n',
  [`${folder}/ignored/Dockerfile`]: 'FROM alpine\nCMD node ignored.js\n',
  [`${folder}/.gitignore`]: 'ignored/\n',
};

/** Answers what the server asks of our own client. */
function serveFiles(connection: MessageConnection): void {
  connection.onRequest('dockwright/findFiles', () => Object.keys(files));
  connection.onRequest('dockwright/readFile', ({ uri }: { uri: string }): unknown => {
    const text = files[uri];
    return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
  });
}

describe('the server in a web worker', () => {
  let worker: FakeWorker;
  let editor: Editor;
  before(async () => {
    worker = startWorker('dist/server.js');
    editor = await openEditor(
      worker.reader,
      worker.writer,
      { folders: [folder], initializationOptions: { client: 'dockwright' }, prepare: serveFiles },
      async () => worker.terminate(),
    );
  });
  after(() => editor.stop());

  it('has nothing of Node at hand', () => {
    for (const name of ['process', 'Buffer', 'require', 'module', 'global', 'setImmediate', 'document', 'window']) {
      assert.equal(worker.evaluate(`typeof ${name}`), 'undefined', name);
    }
  });

  it('finds problems, explains them and fixes them', async () => {
    const uri = `${folder}/new/Dockerfile`;
    const text = '# hadolint ignore=DL3059 🐳\nFROM alpine:3.20\nRUN apk add curl\nUSER nobody\nCMD node server.js\n';
    editor.open(uri, text);
    const range = rangeOf(text, 'node server.js');
    const problem = (await editor.problems(uri)).find(({ code }) => code === 'use-exec-form');
    assert.deepEqual(problem?.range, range);
    const params = { textDocument: { uri }, position: range.start };
    const hover = await editor.connection.sendRequest<Hover | null>('textDocument/hover', params);
    assert.match(JSON.stringify(hover?.contents), /exec form/);
    const actions = await editor.codeActions(uri, range);
    const edits = actions.find(({ isPreferred }) => isPreferred)?.edit?.changes?.[uri];
    assert.ok(edits !== undefined, `a preferred fix is among ${actions.map(({ title }) => title)}`);
    assert.match(edited(text, edits), /^CMD \["node", "server.js"\]$/m);
  });

  it('checks files that are not open, by way of the editor', async () => {
    const root = await editor.problems(`${folder}/Dockerfile`);
    assert.ok(rulesOf(root).includes('use-exec-form'));
    const web = await editor.problems(`${folder}/web/Dockerfile`);
    assert.equal(web.find(({ code }) => code === 'use-exec-form')?.severity, 1, 'the configuration beside it holds');
    assert.ok(!editor.published.some(({ uri }) => uri.includes('/ignored/')), 'what git ignores is left out');
  });

  it('gave no reason for an error in the log', () => {
    assert.deepEqual(
      editor.log.filter(({ level }) => level === 'error'),
      [],
    );
  });
});
