import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { applyEdits, createLineIndex } from '@dockwright/shared-rules';
import {
  createMessageConnection,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type {
  ClientCapabilities,
  CodeAction,
  CodeActionContext,
  Diagnostic,
  InitializeParams,
  InitializeResult,
  PublishDiagnosticsParams,
  Range,
  TextEdit,
} from 'vscode-languageserver-protocol';

export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
/** The server as the extension ships it: `npm run build` makes it. */
const shippedServer = join(projectRoot, 'dist/server.js');
const PATIENCE_MILLISECONDS = 10_000;

export interface LogLine {
  readonly level: 'error' | 'warning' | 'info' | 'log' | 'debug';
  readonly message: string;
}

const logLevels: readonly LogLine['level'][] = ['log', 'error', 'warning', 'info', 'log', 'debug'];

/** An editor as the server sees one, with what tests want to know of it. */
export interface Editor {
  readonly connection: MessageConnection;
  readonly initialized: InitializeResult;
  /** All that was ever published, in order. */
  readonly published: readonly PublishDiagnosticsParams[];
  readonly log: readonly LogLine[];
  open(uri: string, text: string, languageId?: string): void;
  /** Replaces a range, or the whole text; gives the new version. */
  change(uri: string, text: string, range?: Range): number;
  close(uri: string): void;
  /** Resolves with the problems of a file as soon as these satisfy the condition. */
  problems(uri: string, condition?: (params: PublishDiagnosticsParams) => boolean): Promise<readonly Diagnostic[]>;
  /** Resolves as soon as a condition holds; looks again at whatever arrives. */
  until(what: string, condition: () => boolean): Promise<void>;
  codeActions(uri: string, range: Range, context?: Partial<CodeActionContext>): Promise<readonly CodeAction[]>;
  textOf(uri: string): string;
  stop(): Promise<void>;
}

export interface EditorOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  readonly folders?: readonly string[];
  /** Called before the server is initialized: for handlers of its requests. */
  readonly prepare?: (connection: MessageConnection) => void;
}

/** Initializes a server and plays the editor for it. */
export async function openEditor(
  reader: MessageReader,
  writer: MessageWriter,
  options: EditorOptions,
  stopServer: () => Promise<void>,
): Promise<Editor> {
  const connection = createMessageConnection(reader, writer);
  const published: PublishDiagnosticsParams[] = [];
  const log: LogLine[] = [];
  const texts = new Map<string, { version: number; text: string }>();
  const waiting = new Set<() => void>();
  const arrived = (): void => {
    for (const look of [...waiting]) look();
  };
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    arrived();
  });
  connection.onNotification('window/logMessage', ({ type, message }: { type: number; message: string }) => {
    log.push({ level: logLevels[type] ?? 'log', message });
    arrived();
  });
  connection.onRequest('client/registerCapability', () => null);
  connection.onUnhandledNotification(arrived);
  options.prepare?.(connection);
  connection.listen();

  const until = (what: string, condition: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition()) return;
        waiting.delete(look);
        clearTimeout(timer);
        clearInterval(again);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(look);
        clearInterval(again);
        reject(new Error(`Waited in vain for ${what}. Log:\n${log.map(({ message }) => message).join('\n')}`));
      }, PATIENCE_MILLISECONDS);
      const again = setInterval(look, 20);
      waiting.add(look);
      look();
    });

  const folders = options.folders ?? [];
  const params: InitializeParams = {
    processId: process.pid,
    rootUri: null,
    capabilities: options.capabilities ?? {},
    initializationOptions: options.initializationOptions,
    workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
  };
  const initialized = await connection.sendRequest<InitializeResult>('initialize', params);
  await connection.sendNotification('initialized', {});

  return {
    connection,
    initialized,
    published,
    log,
    until,
    open: (uri, text, languageId = 'dockerfile') => {
      texts.set(uri, { version: 1, text });
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    },
    change: (uri, text, range) => {
      const before = texts.get(uri);
      assert.ok(before !== undefined, `${uri} is open`);
      const version = before.version + 1;
      texts.set(uri, {
        version,
        text: range === undefined ? text : edited(before.text, [{ range, newText: text }]),
      });
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [range === undefined ? { text } : { range, text }],
      });
      return version;
    },
    close: (uri) => {
      texts.delete(uri);
      void connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    },
    problems: async (uri, condition = () => true) => {
      let found: PublishDiagnosticsParams | undefined;
      const version = texts.get(uri)?.version;
      await until(`the problems of ${uri}`, () => {
        const last = published.filter((params) => params.uri === uri).at(-1);
        if (last === undefined || (version !== undefined && last.version !== version) || !condition(last)) return false;
        found = last;
        return true;
      });
      return found?.diagnostics ?? [];
    },
    codeActions: async (uri, range, context = {}) => {
      const request = { textDocument: { uri }, range, context: { diagnostics: [], ...context } };
      return (await connection.sendRequest<CodeAction[] | null>('textDocument/codeAction', request)) ?? [];
    },
    textOf: (uri) => texts.get(uri)?.text ?? '',
    stop: async () => {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await stopServer();
      connection.dispose();
    },
  };
}

/** Starts the server in a process of its own, as any editor does. */
export async function startEditor(options: EditorOptions = {}, command = [shippedServer, '--stdio']): Promise<Editor> {
  const server: ChildProcess = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
  const { stdin, stdout } = server;
  assert.ok(stdin !== null && stdout !== null);
  const exited = once(server, 'exit');
  return openEditor(new StreamMessageReader(stdout), new StreamMessageWriter(stdin), options, async () => {
    const [code] = await exited;
    assert.equal(code, 0, 'the server ends in order');
  });
}

/** A text with edits of the protocol applied. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const lines = createLineIndex(text);
  const result = applyEdits(
    text,
    edits.map(({ range, newText }) => ({
      span: { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) },
      text: newText,
    })),
  );
  assert.ok(result !== undefined, 'the edits do not overlap');
  return result;
}

/** The range of the first place where a text has some words. */
export function rangeOf(text: string, words: string): Range {
  const start = text.indexOf(words);
  assert.ok(start >= 0, `${words} is there`);
  const lines = createLineIndex(text);
  return { start: lines.positionAt(start), end: lines.positionAt(start + words.length) };
}

/** The rules that problems are of, in their order. */
export function rulesOf(problems: readonly Diagnostic[]): readonly unknown[] {
  return problems.map(({ code }) => code);
}

export interface TemporaryFolder {
  readonly path: string;
  readonly uri: string;
  uriOf(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  remove(name: string): void;
  dispose(): void;
}

/** A folder on disk that is gone after the test. */
export function temporaryFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'dockwright-'));
  const uriOf = (name: string): string => pathToFileURL(join(path, name)).href;
  const write = (name: string, content: string | Uint8Array): string => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
    return uriOf(name);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return {
    path,
    uri: pathToFileURL(path).href,
    uriOf,
    write,
    remove: (name) => rmSync(join(path, name), { recursive: true }),
    dispose: () => rmSync(path, { recursive: true, force: true }),
  };
}
