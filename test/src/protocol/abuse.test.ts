import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { projectRoot, rulesOf, startEditor } from './editor.js';

const text = 'FROM alpine:3.20\nUSER nobody\nCMD node server.js\n';
const server = join(projectRoot, 'dist/server.js');

function message(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Writes to a server as it is, and gives what it answers until it has answered to a request with the id `last`. */
async function answers(written: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  let output = '';
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer; so far: ${output}`)), 20_000);
      child.on('exit', () => reject(new Error(`the server ended; so far: ${output}`)));
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
        if (!output.includes('"id":"last"')) return;
        clearTimeout(timer);
        child.removeAllListeners('exit');
        resolve();
      });
      for (const piece of written) child.stdin.write(piece);
    });
    return output;
  } finally {
    child.kill();
  }
}

const initialize = message(
  '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":{}}}',
);
const last = message(
  '{"jsonrpc":"2.0","id":"last","method":"dockwright/explainRule","params":{"rule":"use-exec-form"}}',
);

describe('a server that is treated badly', () => {
  it('refuses what comes before it is initialized, and serves afterwards', async () => {
    const hover =
      '{"jsonrpc":"2.0","id":0,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///a"}}}';
    const opened = `{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":${JSON.stringify({ uri: 'file:///Dockerfile', languageId: 'dockerfile', version: 1, text })}}}`;
    const output = await answers([message(hover), message(opened), initialize, last]);
    assert.match(output, /"id":0,"error":/);
    assert.match(output, /"id":1,"result":/);
    assert.match(output, /"id":"last","result":"/);
  });

  it('survives messages that are no JSON, and JSON that is no message', async () => {
    const bodies = ['{"jsonrpc":', 'null', '[]', '7', '"x"', '{}', '{"jsonrpc":"2.0","id":{},"method":7}', '\u0000'];
    const output = await answers([initialize, ...bodies.map(message), last]);
    assert.match(output, /"id":"last","result":"/);
  });

  it('bears a storm of requests that are taken back', async () => {
    const editor = await startEditor();
    const uri = 'file:///storm/Dockerfile';
    editor.open(uri, text);
    const position = { line: 2, character: 5 };
    const requests = Array.from({ length: 500 }, () => {
      const source = new CancellationTokenSource();
      const params = { textDocument: { uri }, position };
      const answer = editor.connection.sendRequest('textDocument/hover', params, source.token).catch(() => null);
      source.cancel();
      return answer;
    });
    assert.equal((await Promise.all(requests)).length, 500);
    assert.ok(rulesOf(await editor.problems(uri)).includes('use-exec-form'));
    await editor.stop();
  });

  it('takes versions that go backwards, and places outside the text', async () => {
    const editor = await startEditor();
    const uri = 'file:///stale/Dockerfile';
    editor.open(uri, text);
    await editor.problems(uri);
    const far = { line: 1e9, character: 1e9 };
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: -3 },
      contentChanges: [{ range: { start: far, end: far }, text: '# end\n' }],
    });
    await editor.until('the problems of that version', () => editor.published.at(-1)?.version === -3);
    assert.ok(rulesOf(editor.published.at(-1)?.diagnostics ?? []).includes('use-exec-form'));
    assert.ok(Array.isArray(await editor.codeActions(uri, { start: { line: 0, character: 0 }, end: far })));
    await editor.stop();
  });

  it('says so once where a document is too large, and serves the others', async () => {
    const editor = await startEditor();
    const large = 'file:///large/Dockerfile';
    const small = 'file:///small/Dockerfile';
    editor.open(large, `FROM alpine\n${'RUN true\n'.repeat(700_000)}`);
    editor.open(small, text);
    assert.ok(rulesOf(await editor.problems(small)).includes('use-exec-form'));
    await editor.until('a word in the log', () => editor.log.some(({ message: line }) => line.includes('larger than')));
    assert.deepEqual(await editor.problems(large), []);
    await editor.stop();
  });

  it('may be killed: one that is started anew knows what the editor tells it', async () => {
    const killed = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    killed.stdin.write(initialize);
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const editor = await startEditor();
    editor.open('file:///anew/Dockerfile', text);
    assert.ok(rulesOf(await editor.problems('file:///anew/Dockerfile')).includes('use-exec-form'));
    await editor.stop();
  });

  it('ends without a word when the editor goes in the midst of a check', async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'dockwright-test-'));
    test.after(() => rmSync(folder, { recursive: true, force: true }));
    for (let file = 0; file < 300; file++) writeFileSync(join(folder, `${file}.Dockerfile`), text);
    const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaints += chunk;
    });
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (!chunk.includes('publishDiagnostics')) return;
      child.stdout.destroy();
      child.stdin.destroy();
    });
    const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'checked' }];
    const params = { processId: null, rootUri: null, capabilities: {}, workspaceFolders };
    child.stdin.write(message(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })));
    child.stdin.write(message('{"jsonrpc":"2.0","method":"initialized","params":{}}'));
    await once(child, 'close');
    assert.equal(complaints, '');
  });
});
