import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ruleSummaries } from '@dockwright/shared-rules';
import type { ClientCapabilities, CodeAction, Hover, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { type Editor, edited, rangeOf, rulesOf, startEditor, temporaryFolder } from './editor.js';

const text = 'FROM alpine:3.20 AS one\nUSER nobody\nCMD node one.js\nFROM alpine:3.20\nUSER nobody\nCMD node two.js\n';
const anywhere = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 10_000 } };
const modern: ClientCapabilities = {
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
  textDocument: { codeAction: { resolveSupport: { properties: ['edit'] } } },
};

function titlesOf(actions: readonly CodeAction[]): readonly string[] {
  return actions.map(({ title }) => title);
}

function editsIn(edit: WorkspaceEdit | undefined, uri: string) {
  const edits = edit?.changes?.[uri];
  assert.ok(edits !== undefined, `there are edits of ${uri}`);
  return edits;
}

describe('code actions', () => {
  const folder = temporaryFolder();
  const uri = folder.uriOf('Dockerfile');
  const range = rangeOf(text, 'node two.js');
  let editor: Editor;
  before(async () => {
    editor = await startEditor({ capabilities: modern, folders: [folder.uri] });
    editor.open(uri, text);
  });
  after(async () => {
    await editor.stop();
    folder.dispose();
  });

  it('stand in the menu from the fix to the explanation', async () => {
    const actions = (await editor.codeActions(uri, range)).filter(({ kind }) => kind === 'quickfix');
    assert.deepEqual(titlesOf(actions), [
      'Use the exec form',
      'Fix all use-exec-form problems in this file',
      'Ignore use-exec-form for this instruction',
      'Ignore use-exec-form in this file',
      'Turn off use-exec-form in dockwright.yaml',
      'Explain use-exec-form',
    ]);
    assert.deepEqual(
      actions.map(({ isPreferred }) => isPreferred === true),
      [true, false, false, false, false, false],
    );
    for (const { diagnostics } of actions) assert.deepEqual(rulesOf(diagnostics ?? []), ['use-exec-form']);
    assert.deepEqual(actions.at(-1)?.command, {
      title: 'Explain use-exec-form',
      command: 'dockwright.explainRule',
      arguments: ['use-exec-form'],
    });
  });

  it('fix what they are about, and nothing else', async () => {
    const [fix] = await editor.codeActions(uri, range);
    assert.equal(edited(text, editsIn(fix?.edit, uri)), text.replace('node two.js', '["node", "two.js"]'));
  });

  it('fix all problems of a rule, worked out when chosen', async () => {
    const action = (await editor.codeActions(uri, range)).find(({ title }) =>
      title.startsWith('Fix all use-exec-form'),
    );
    assert.equal(action?.edit, undefined);
    const { edit } = await editor.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    const expected = text.replace('node one.js', '["node", "one.js"]').replace('node two.js', '["node", "two.js"]');
    const edits = editsIn(edit, uri);
    assert.equal(edited(text, edits), expected);
    assert.equal(edits.length, 2, 'lines between the fixes stay untouched');
  });

  it('silence a rule for an instruction and for the file', async () => {
    for (const [title, comment] of [
      ['Ignore use-exec-form for this instruction', /^# dockwright ignore=use-exec-form.*\nCMD node two\.js$/m],
      ['Ignore use-exec-form in this file', /^# dockwright ignore-file=use-exec-form/m],
    ] as const) {
      const action = (await editor.codeActions(uri, range)).find((candidate) => candidate.title === title);
      assert.match(edited(text, editsIn(action?.edit, uri)), comment);
    }
  });

  it('turn a rule off in a configuration that is created for it', async () => {
    const action = (await editor.codeActions(uri, range)).find(({ title }) => title.startsWith('Turn off'));
    const [create, change] = action?.edit?.documentChanges ?? [];
    assert.deepEqual(create, {
      kind: 'create',
      uri: folder.uriOf('dockwright.yaml'),
      options: { ignoreIfExists: true },
    });
    assert.ok(change !== undefined && 'edits' in change);
    assert.match(JSON.stringify(change.edits), /use-exec-form.*off/);
  });

  it('come only of the kinds that are asked for', async () => {
    const kinds = async (only: readonly string[]) => {
      const actions = await editor.codeActions(uri, range, { only: [...only] });
      return [...new Set(actions.map(({ kind }) => kind))];
    };
    assert.deepEqual(await kinds(['quickfix']), ['quickfix']);
    assert.deepEqual(await kinds(['source.fixAll']), ['source.fixAll.dockwright']);
    assert.deepEqual(await kinds(['source.fixAll.dockwright']), ['source.fixAll.dockwright']);
    assert.deepEqual(await kinds(['source']), ['source.fixAll.dockwright']);
    assert.deepEqual(await kinds(['refactor']), []);
    assert.deepEqual(await kinds(['source.fixAll.eslint']), []);
  });

  it('fix on save only what is safe to fix, with the edits at hand', async () => {
    const [action] = await editor.codeActions(uri, anywhere, { only: ['source.fixAll.dockwright'] });
    assert.match(edited(text, editsIn(action?.edit, uri)), /CMD \["node", "one.js"\]/);
    const clean = folder.uriOf('clean/Dockerfile');
    editor.open(clean, 'FROM scratch\nUSER 1000\nCMD ["/app"]\n');
    assert.deepEqual(await editor.codeActions(clean, anywhere, { only: ['source.fixAll'] }), []);
  });

  it('are for the text as it is, whatever diagnostics the editor still shows', async () => {
    const changing = folder.uriOf('changing/Dockerfile');
    editor.open(changing, text);
    editor.change(changing, '', { start: { line: 2, character: 0 }, end: { line: 5, character: 0 } });
    const [fix] = await editor.codeActions(changing, rangeOf(editor.textOf(changing), 'node two.js'));
    assert.match(edited(editor.textOf(changing), editsIn(fix?.edit, changing)), /^CMD \["node", "two.js"\]$/m);
  });

  it('are none where nothing is wrong', async () => {
    assert.deepEqual(await editor.codeActions(uri, rangeOf(text, 'FROM'), { only: ['quickfix'], diagnostics: [] }), []);
  });
});

describe('code actions of an editor that can do little', () => {
  let editor: Editor;
  before(async () => {
    editor = await startEditor({ folders: ['file:///nowhere'] });
  });
  after(() => editor.stop());

  it('have all their edits from the start, and create no files', async () => {
    const uri = 'file:///nowhere/Dockerfile';
    editor.open(uri, text);
    const actions = await editor.codeActions(uri, rangeOf(text, 'node two.js'));
    assert.ok(!titlesOf(actions).some((title) => title.startsWith('Turn off')));
    for (const { title, edit, command } of actions) assert.ok(edit !== undefined || command !== undefined, title);
    const all = actions.find(({ title }) => title.startsWith('Fix all use-exec-form'));
    assert.match(edited(text, editsIn(all?.edit, uri)), /"one.js".*"two.js"/s);
  });

  it('include commands that the server runs', async () => {
    const uri = 'file:///nowhere/api.Dockerfile';
    editor.open(uri, text);
    let applied: WorkspaceEdit | undefined;
    editor.connection.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
      applied = edit;
      return { applied: true };
    });
    const run = (command: string, ...given: readonly unknown[]) =>
      editor.connection.sendRequest<unknown>('workspace/executeCommand', { command, arguments: given });
    await run('dockwright.fixAll', uri);
    assert.match(edited(text, editsIn(applied, uri)), /"one.js".*"two.js"/s);
    assert.match(String(await run('dockwright.explainRule', 'use-exec-form')), /^# /);
    assert.equal(await run('dockwright.explainRule', 'no-such-rule'), null);
    assert.equal(await run('dockwright.explainRule'), null);
    assert.equal(await run('dockwright.fixAll', 'file:///not/open'), null);
    assert.equal(await run('no.such.command'), null);
  });
});

describe('hovers', () => {
  let editor: Editor;
  before(async () => {
    editor = await startEditor();
  });
  after(() => editor.stop());
  const hover = (uri: string, position: { line: number; character: number }) =>
    editor.connection.sendRequest<Hover | null>('textDocument/hover', { textDocument: { uri }, position });

  it('explain the problem at a place', async () => {
    const uri = 'file:///hover/Dockerfile';
    editor.open(uri, text);
    const range = rangeOf(text, 'node two.js');
    const found = await hover(uri, range.start);
    assert.deepEqual(found?.range, range);
    assert.match(JSON.stringify(found?.contents), /docker stop/);
  });

  it('explain the rules that a configuration names', async () => {
    const uri = 'file:///hover/dockwright.yaml';
    const config = 'rules:\n  use-exec-form: off\n  DL3025: error\n';
    editor.open(uri, config, 'yaml');
    const found = await hover(uri, { line: 1, character: 5 });
    assert.deepEqual(found?.range, rangeOf(config, 'use-exec-form'));
    assert.match(JSON.stringify(found?.contents), /exec form/);
    assert.notEqual(await hover(uri, { line: 2, character: 4 }), null);
    assert.equal(await hover(uri, { line: 0, character: 1 }), null);
    assert.equal(await hover(uri, { line: 1, character: 20 }), null);
  });

  it('are nothing where there is nothing', async () => {
    assert.equal(await hover('file:///hover/unknown', { line: 0, character: 0 }), null);
  });
});

describe('odd requests', () => {
  let editor: Editor;
  const uri = 'file:///odd/Dockerfile';
  before(async () => {
    editor = await startEditor();
    editor.open(uri, text);
  });
  after(() => editor.stop());

  const positions = [
    { line: 99_999, character: 0 },
    { line: 2, character: 99_999 },
    { line: -1, character: -1 },
    { line: 2 ** 31, character: 2 ** 31 },
    { line: 0.5, character: 0.5 },
  ];
  for (const position of positions) {
    it(`are answered at ${position.line}:${position.character}`, async () => {
      await editor.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
      const actions = await editor.codeActions(uri, { start: position, end: position });
      assert.ok(Array.isArray(actions));
      assert.ok(Array.isArray(await editor.codeActions(uri, { start: anywhere.end, end: anywhere.start })));
    });
  }

  it('are answered for documents that are not open', async () => {
    assert.deepEqual(await editor.codeActions('file:///not/open', anywhere), []);
    assert.deepEqual(await editor.codeActions('no uri at all', anywhere), []);
  });

  it('are answered when they make no sense, and harm nobody', async () => {
    const { connection } = editor;
    const nonsense: readonly unknown[] = [
      {},
      { textDocument: null },
      { textDocument: { uri: 7 } },
      { textDocument: { uri } },
    ];
    for (const method of ['textDocument/hover', 'textDocument/codeAction', 'codeAction/resolve', 'dockwright/fixAll']) {
      for (const params of nonsense) {
        await connection.sendRequest(method, params).catch((error: unknown) => assert.ok(error instanceof Error));
      }
    }
    await assert.rejects(connection.sendRequest('no/such/method', {}));
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: 'file:///never/opened', version: 3 },
      contentChanges: [{ text: 'FROM x' }],
    });
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri },
      contentChanges: [{ text: 'FROM x' }],
    });
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ no: 1 }],
    });
    void connection.sendNotification('textDocument/didClose', { textDocument: { uri: 'file:///never/opened' } });
    void connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: '%%%', type: 9 }] });
    void connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { dockwright: { profile: 7, rules: [], workspace: null } },
    });
    void connection.sendNotification('no/such/notification', {});
    const other = 'file:///odd/other.Dockerfile';
    editor.open(other, text);
    assert.ok(rulesOf(await editor.problems(other)).includes('use-exec-form'));
  });

  it('for pages and rules have their answer, too', async () => {
    const { connection } = editor;
    assert.deepEqual(await connection.sendRequest('dockwright/rules'), JSON.parse(JSON.stringify(ruleSummaries)));
    assert.equal(await connection.sendRequest('dockwright/explainRule', { rule: 'no-such-rule' }), null);
    assert.equal(await connection.sendRequest('dockwright/explainRule', {}), null);
    assert.match(String(await connection.sendRequest('dockwright/explainRule', { rule: 'DL3025' })), /exec form/);
    assert.match(String(await connection.sendRequest('dockwright/newConfig')), /^profile: recommended$/m);
  });
});
