import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Editor } from './editor.js';
import { rangeOf, rulesOf, startEditor } from './editor.js';

describe('an open document', () => {
  let editor: Editor;
  before(async () => {
    editor = await startEditor();
  });
  after(() => editor.stop());

  it('says what the server can do', () => {
    const { capabilities, serverInfo } = editor.initialized;
    assert.equal(serverInfo?.name, 'Dockwright');
    assert.equal(capabilities.positionEncoding, 'utf-16');
    assert.deepEqual(capabilities.textDocumentSync, { openClose: true, change: 2, save: { includeText: false } });
    assert.deepEqual(capabilities.codeActionProvider, {
      codeActionKinds: ['quickfix', 'source.fixAll.dockwright'],
      resolveProvider: true,
    });
  });

  it('shows its problems at their place, with all that an editor can show', async () => {
    const uri = 'file:///open/Dockerfile';
    const text = 'FROM alpine:3.20\nUSER nobody\nCMD node server.js\n';
    editor.open(uri, text);
    const problems = await editor.problems(uri);
    const problem = problems.find(({ code }) => code === 'use-exec-form');
    assert.ok(problem !== undefined, `use-exec-form is among ${rulesOf(problems)}`);
    assert.deepEqual(problem.range, rangeOf(text, 'node server.js'));
    assert.equal(problem.source, 'dockwright');
    assert.equal(problem.severity, 2);
    assert.match(problem.codeDescription?.href ?? '', /^https:.*use-exec-form/);
    assert.deepEqual(problem.data, { rule: 'use-exec-form' });
  });

  it('follows the text edit by edit', async () => {
    const uri = 'file:///edit/Dockerfile';
    editor.open(uri, 'FROM alpine:3.20\nUSER nobody\nCMD node server.js\n');
    await editor.problems(uri, ({ diagnostics }) => rulesOf(diagnostics).includes('use-exec-form'));
    editor.change(uri, '["node", "server.js"]', rangeOf(editor.textOf(uri), 'node server.js'));
    const problems = await editor.problems(uri);
    assert.ok(!rulesOf(problems).includes('use-exec-form'));
  });

  it('counts in UTF-16 units, and takes every line ending for one', async () => {
    const uri = 'file:///endings/Dockerfile';
    const text = '# 🐳🐳\r\nFROM alpine:3.20\r\nUSER nobody\r\nLABEL a="🐳" \\\r\n  b=c\r\nCMD echo 🐳\r\n';
    editor.open(uri, text);
    const problem = (await editor.problems(uri)).find(({ code }) => code === 'use-exec-form');
    assert.deepEqual(problem?.range, { start: { line: 5, character: 4 }, end: { line: 5, character: 11 } });
  });

  it('answers a thousand quick edits with the problems of the last version, and never with a stale one', async () => {
    const uri = 'file:///quick/Dockerfile';
    editor.open(uri, 'FROM alpine:3.20\nUSER nobody\nCMD echo \n');
    let version = 1;
    for (let count = 0; count < 1000; count++) {
      const position = { line: 2, character: 9 + count };
      version = editor.change(uri, 'x', { start: position, end: position });
    }
    const problems = await editor.problems(uri);
    const problem = problems.find(({ code }) => code === 'use-exec-form');
    assert.deepEqual(problem?.range.end, { line: 2, character: 1009 });
    const versions = editor.published.filter((params) => params.uri === uri).map((params) => params.version ?? 0);
    assert.equal(versions.at(-1), version);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
    assert.equal(new Set(versions).size, versions.length, 'each version at most once');
  });

  it('shows nothing of documents that are no Dockerfiles, or only views of one', async () => {
    const text = 'FROM alpine\nCMD node server.js\n';
    editor.open('file:///other/notes.txt', text, 'plaintext');
    editor.open('file:///other/Dockerfile.md', text, 'dockerfile');
    editor.open('file:///other/compose.yaml', 'services: {}\n', 'yaml');
    editor.open('git:/other/Dockerfile?old', text);
    const uri = 'untitled:Untitled-1';
    editor.open(uri, text);
    assert.ok(rulesOf(await editor.problems(uri)).includes('use-exec-form'));
    const others = editor.published.filter((params) => params.uri.includes('/other/'));
    assert.deepEqual(others, []);
  });

  it('goes by the name where the language says nothing', async () => {
    const uri = 'file:///named/api.Dockerfile';
    editor.open(uri, 'FROM alpine:3.20\nCMD node server.js\n', 'plaintext');
    assert.ok(rulesOf(await editor.problems(uri)).includes('use-exec-form'));
  });

  it('takes its problems away when it is closed and is not on disk', async () => {
    const uri = 'file:///closed/Dockerfile';
    editor.open(uri, 'FROM alpine\nCMD node server.js\n');
    await editor.problems(uri, ({ diagnostics }) => diagnostics.length > 0);
    editor.close(uri);
    assert.deepEqual(await editor.problems(uri, ({ diagnostics }) => diagnostics.length === 0), []);
  });

  it('may be opened again, with a version that begins anew', async () => {
    const uri = 'file:///again/Dockerfile';
    editor.open(uri, 'FROM alpine:3.20\nUSER nobody\nCMD node server.js\n');
    editor.change(uri, 'FROM alpine:3.20\nUSER nobody\nCMD ["node"]\n');
    await editor.problems(uri);
    editor.close(uri);
    editor.open(uri, 'FROM alpine:3.20\nUSER nobody\nCMD other server.js\n');
    const problems = await editor.problems(uri, ({ diagnostics }) => diagnostics.length > 0);
    assert.ok(rulesOf(problems).includes('use-exec-form'));
  });
});

describe('a document of any content', () => {
  let editor: Editor;
  before(async () => {
    editor = await startEditor();
  });
  after(() => editor.stop());

  const contents: Readonly<Record<string, string>> = {
    nothing: '',
    'one byte order mark': '\uFEFF',
    'binary junk': Array.from({ length: 5000 }, (_, index) => String.fromCharCode((index * 7919) % 65536)).join(''),
    'zero bytes': '\u0000'.repeat(1000),
    'lone surrogates': 'FROM \uD800\nRUN \uDC00\uD83D\n',
    'lone carriage returns': 'FROM alpine\rRUN ls\rCMD node x\r',
    'half an instruction': 'FROM alpine\nRUN --mount=type=\nCOPY --from\nCMD [ "a',
    'a heredoc without end': 'FROM alpine\nRUN <<EOF\napt-get install x\n',
    'one endless line': `FROM alpine\nRUN ${'echo a && '.repeat(5000)}\n`,
  };
  for (const [name, text] of Object.entries(contents)) {
    it(`is answered: ${name}`, async () => {
      const uri = `file:///content/${encodeURIComponent(name)}/Dockerfile`;
      editor.open(uri, text);
      const lines = text.split(/\r\n|\n|\r/);
      for (const { range } of await editor.problems(uri)) {
        for (const { line, character } of [range.start, range.end]) {
          assert.ok(
            line < lines.length && character <= (lines[line] ?? '').length,
            `${line}:${character} is in the text`,
          );
        }
      }
      const whole = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
      assert.ok(Array.isArray(await editor.codeActions(uri, whole)));
      assert.deepEqual(
        editor.log.filter(({ level }) => level === 'error'),
        [],
      );
    });
  }

  it('is not checked above 5 MB, and the log says so', async () => {
    const uri = 'file:///large/Dockerfile';
    editor.open(uri, `FROM alpine\n${'#'.repeat(5_000_001)}\n`);
    assert.deepEqual(await editor.problems(uri), []);
    assert.ok(
      editor.log.some(({ message }) => message.includes('/large/Dockerfile is not checked: it is larger than 5 MB')),
    );
  });
});
