import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type {
  CodeAction,
  Command,
  ConfigurationParams,
  Diagnostic,
  Hover,
  MarkupContent,
  Range,
} from 'vscode-languageserver-protocol';
import { type HostileWorkspace, hostileTexts, SECRET, writeHostileWorkspace } from '../hostile-workspace.js';
import { reachOf } from '../markdown-reach.js';
import { type Editor, openEditor, projectRoot, rulesOf, type TemporaryFolder, temporaryFolder } from './editor.js';

const server = join(projectRoot, 'dist/server.js');
/** Links of ours lead to documentation; every hostile one names `evil`. */
const ours = /^https:\/\/(?![^\s]*evil)[\w-]+\.[\w.-]+\//;

function canTrace(): boolean {
  return spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;
}

/** Why system calls cannot be watched; nothing where they can. Where packages can be installed, strace is. */
function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'strace is for Linux';
  if (canTrace()) return undefined;
  if (process.getuid?.() !== 0) return 'strace is not installed, and only root may install it: apt-get install strace';
  spawnSync('apt-get', ['update'], { timeout: 60_000 });
  spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'strace'], { timeout: 120_000 });
  return canTrace() ? undefined : 'strace could not be installed by apt-get, or may not watch here';
}

const watched = [
  '%process',
  '%network',
  ...['open', 'openat', 'openat2', 'creat', 'io_uring_setup'],
  ...['rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'rmdir', 'mkdir', 'mkdirat', 'mknod', 'mknodat'],
  ...[
    'link',
    'linkat',
    'symlink',
    'symlinkat',
    'truncate',
    'ftruncate',
    'chmod',
    'fchmod',
    'fchmodat',
    'chown',
    'fchown',
  ],
].join(',');

/** What a program asked of the system. */
interface Trace {
  /** Programs that were started, itself first. */
  readonly programs: readonly string[];
  /** Processes that were forked; threads are none. */
  readonly forks: readonly string[];
  readonly network: readonly string[];
  /** Real paths of files that were opened to be read, folders included. */
  readonly read: readonly string[];
  /** Calls that write, or change a folder. */
  readonly written: readonly string[];
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

function readTrace(file: string): Trace {
  const calls = readFileSync(file, 'latin1')
    .split('\n')
    .map((line) => line.replace(/^\d+ +/, ''))
    .filter((line) => /^\w+\(/.test(line));
  const named = (pattern: RegExp): readonly string[] => calls.filter((call) => pattern.test(call));
  const opened = named(/^(?:open|openat|openat2)\(/);
  // Where it worked, strace names the file behind the descriptor: links followed. Where another thread came between, that
  // stands in the next line.
  const resumed = readFileSync(file, 'latin1').match(/<\.\.\. open\w* resumed>.*/g) ?? [];
  const realPaths = [...opened, ...resumed].flatMap(
    (call) => /= \d+<(?<path>[^>]*)>/.exec(call)?.groups?.['path'] ?? [],
  );
  return {
    programs: named(/^execve(?:at)?\(/).map((call) => /"(?<path>[^"]*)"/.exec(call)?.groups?.['path'] ?? call),
    forks: named(/^(?:v?fork|clone3?)\(/).filter((call) => !call.includes('CLONE_THREAD')),
    network: named(/^(?:socket|connect|bind|listen|accept4?|sendto|sendmsg|sendmmsg)\(|^io_uring_setup/),
    read: unique(realPaths.map((path) => path.replace(/^\/proc\/\d+\//, '/proc/self/'))),
    written: [
      ...opened.filter((call) => /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(call)),
      ...named(/^(?:creat|rename|unlink|rmdir|mkdir|mknod|link|symlink|f?truncate|f?chmod|f?chown)\w*\(/),
    ],
  };
}

interface Watched {
  readonly editor: Editor;
  /** Ends the server and reads what it did. */
  readonly end: () => Promise<Trace>;
}

/** Starts the server under strace, with a workspace for a working folder and a PATH that leads into it. */
async function startWatched(
  file: string,
  folder: string,
  initializationOptions: unknown,
  prepare: (connection: MessageConnection) => void = () => undefined,
): Promise<Watched> {
  const flags = ['-f', '-qq', '-y', '--seccomp-bpf', '-e', `trace=${watched}`, '-e', 'signal=none', '-o', file];
  const path = `.:${folder}:${join(folder, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
  const child = spawn('strace', [...flags, process.execPath, server, '--stdio'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PATH: path, UV_USE_IO_URING: '0' },
  });
  const exited = once(child, 'exit');
  const editor = await openEditor(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
    {
      folders: [pathToFileURL(folder).href],
      initializationOptions,
      capabilities: {
        workspace: {
          configuration: true,
          applyEdit: true,
          didChangeWatchedFiles: { dynamicRegistration: true },
          workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
        },
        window: { showDocument: { support: true }, workDoneProgress: true },
      },
      prepare,
    },
    async () => {
      await exited;
    },
  );
  return {
    editor,
    end: async () => {
      await editor.stop();
      return readTrace(file);
    },
  };
}

/** What an editor showed of what a server said. */
interface Shown {
  readonly markdown: string[];
  /** Plain text on one line: messages, titles. */
  readonly lines: string[];
  readonly addresses: string[];
  readonly commands: string[];
}

const emptyShown = (): Shown => ({ markdown: [], lines: [], addresses: [], commands: [] });

/** Messages of problems are plain text: an editor that would be sent Markdown would follow its links. */
function plain(message: Diagnostic['message']): string {
  assert.ok(typeof message === 'string', 'a message is plain text');
  return message;
}

function showDiagnostics(shown: Shown, diagnostics: readonly Diagnostic[]): void {
  for (const { message, codeDescription, relatedInformation } of diagnostics) {
    shown.lines.push(plain(message), ...(relatedInformation ?? []).map((related) => related.message));
    if (codeDescription !== undefined) shown.addresses.push(codeDescription.href);
  }
}

function showActions(shown: Shown, actions: readonly (CodeAction | Command)[]): void {
  for (const action of actions) {
    shown.lines.push(action.title);
    const { command } = action;
    if (typeof command === 'object') shown.commands.push(`${command.command} ${JSON.stringify(command.arguments)}`);
  }
}

function markdownOf({ contents }: Hover): string {
  const isMarkup = (value: Hover['contents']): value is MarkupContent => typeof value === 'object' && 'kind' in value;
  assert.ok(isMarkup(contents), 'hovers are one piece of Markdown');
  return contents.value;
}

/** Does with a document what a curious person would do: points everywhere, and looks at every fix if that is wanted. */
async function lookEverywhere(
  { connection, codeActions }: Editor,
  uri: string,
  text: string,
  shown: Shown,
  withFixes: boolean,
): Promise<void> {
  const lines = text.split('\n');
  const hovers: Promise<Hover | null>[] = [];
  for (const [line, content] of lines.entries()) {
    const starts = [...content.matchAll(/[^\s=,"]+/g)].map(({ index }) => index);
    for (const character of starts) {
      hovers.push(
        connection.sendRequest('textDocument/hover', {
          textDocument: { uri },
          position: { line, character: character + 1 },
        }),
      );
    }
  }
  for (const hover of await Promise.all(hovers)) if (hover !== null) shown.markdown.push(markdownOf(hover));
  if (!withFixes) return;
  for (let line = 0; line < lines.length; line += 6) {
    const range: Range = { start: { line, character: 0 }, end: { line: line + 5, character: 1e6 } };
    showActions(shown, await codeActions(uri, range));
  }
  const all: Range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
  showActions(shown, await codeActions(uri, all, { only: ['source.fixAll'] }));
}

describe('a hostile workspace that nobody trusts', { skip: whyNot() ?? false }, () => {
  let place: TemporaryFolder;
  let top: string;
  let workspace: HostileWorkspace;
  let ordinary: Trace;
  let hostile: Trace;
  let log: Editor['log'];
  let published: Editor['published'];
  const shown = emptyShown();

  before(async () => {
    place = temporaryFolder({ 'plain/Dockerfile': 'FROM alpine\nCMD node server.js\n', 'plain/dockwright.yaml': '' });
    top = realpathSync(place.path);
    mkdirSync(join(top, 'hostile'));
    workspace = writeHostileWorkspace(join(top, 'hostile'));

    const plain = join(top, 'plain');
    const first = await startWatched(join(top, 'plain.trace'), plain, { trusted: false }, (connection) => {
      connection.onRequest('workspace/configuration', ({ items }: ConfigurationParams) => items.map(() => ({})));
      connection.onRequest('window/workDoneProgress/create', () => null);
    });
    await first.editor.problems(pathToFileURL(join(plain, 'Dockerfile')).href);
    ordinary = await first.end();

    const { folder, settings } = workspace;
    const { editor, end } = await startWatched(join(top, 'hostile.trace'), folder, { trusted: false }, (connection) => {
      connection.onRequest('workspace/configuration', ({ items }: ConfigurationParams) => items.map(() => settings));
      connection.onRequest('window/workDoneProgress/create', () => null);
      connection.onRequest('workspace/applyEdit', () => ({ applied: false }));
      connection.onRequest('window/showDocument', ({ uri }: { readonly uri: string }) => {
        shown.addresses.push(uri);
        return { success: true };
      });
      connection.onNotification('window/showMessage', ({ message }: { readonly message: string }) => {
        shown.lines.push(message);
      });
    });
    const { connection } = editor;
    await editor.until('the end of the scan', () => editor.log.some(({ message }) => message.startsWith('Checked ')));
    for (const name of [...hostileTexts.keys(), '[evil](command:evil)', '<img src=x onerror=evil>', 'evil\nbreak']) {
      const uri = pathToFileURL(join(folder, String(name), 'Dockerfile')).href;
      const text = readFileSync(join(folder, String(name), 'Dockerfile'), 'utf8');
      editor.open(uri, text);
      await editor.problems(uri, ({ diagnostics }) => diagnostics.length > 0);
      // Fixes take long to verify, and what a text says is nothing to them.
      await lookEverywhere(editor, uri, text, shown, Number(name) % 5 === 0);
    }
    for (const name of ['dockwright.yaml', '0/.hadolint.yaml', '.dockerignore']) {
      const uri = pathToFileURL(join(folder, name)).href;
      const text = readFileSync(join(folder, name), 'utf8');
      editor.open(uri, text, name.endsWith('.yaml') ? 'yaml' : 'ignore');
      await editor.problems(uri);
      await lookEverywhere(editor, uri, text, shown, true);
    }
    // A file that somebody opens from elsewhere brings nothing of what lies around it.
    const loose = pathToFileURL(join(top, 'hostile/outside/Dockerfile')).href;
    editor.open(loose, 'FROM alpine\nCMD node server.js\n');
    await editor.problems(loose, ({ diagnostics }) => rulesOf(diagnostics).includes('use-exec-form'));
    const opened = pathToFileURL(join(folder, '0/Dockerfile')).href;
    const run = (command: string, ...given: readonly unknown[]) =>
      connection.sendRequest('workspace/executeCommand', { command, arguments: given });
    await run('dockwright.fixAll', opened);
    for (const include of ['safe', 'suggested'])
      await connection.sendRequest('dockwright/fixAll', { uri: opened, include });
    await run('dockwright.lintWorkspace');
    await run('dockwright.explainRule', 'use-exec-form');
    for (const rule of hostileTexts) {
      assert.equal(await run('dockwright.explainRule', rule), null);
      assert.equal(await run(rule, rule), null);
      assert.equal(await connection.sendRequest('dockwright/explainRule', { rule }), null);
    }
    const uris = [...new Set(editor.published.map(({ uri }) => uri))];
    for (const rule of ['use-exec-form', 'no-maintainer', 'evil'])
      await connection.sendRequest('dockwright/fixRule', { rule, uris });
    const changes = [
      'Dockerfile.out',
      'linked',
      'up',
      'linked/Dockerfile',
      '3/dockwright.yaml',
      'pipe.yaml',
      'Dockerfile.pipe',
    ].map((name) => ({
      uri: pathToFileURL(join(folder, name)).href,
      type: 1,
    }));
    const scans = (): number => editor.log.filter(({ message }) => message.startsWith('Checked ')).length;
    const before = scans();
    await connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    await editor.until('another scan', () => scans() > before);
    ({ log, published } = editor);
    for (const { diagnostics } of published) showDiagnostics(shown, diagnostics);
    hostile = await end();
  });
  after(() => place.dispose());

  it('starts no program and no process', () => {
    assert.deepEqual(hostile.programs, [process.execPath]);
    assert.deepEqual(hostile.forks, []);
    assert.ok(!existsSync(workspace.mark), 'nothing that was planted ran');
  });

  it('has nothing to do with a network', () => assert.deepEqual(hostile.network, []));

  it('reads nothing outside of the opened folder but what every server reads', () => {
    const inside = (path: string): boolean => path === workspace.folder || path.startsWith(`${workspace.folder}/`);
    const known = new Set(ordinary.read);
    // The C library counts the processors when a thread needs memory of its own.
    const ofSystem = (path: string): boolean => known.has(path) || path.startsWith('/sys/devices/system/cpu/');
    assert.deepEqual(
      hostile.read.filter((path) => !inside(path) && !ofSystem(path)),
      [],
    );
    assert.deepEqual(
      ordinary.read.filter((path) => /passwd|\.ssh|\.npmrc|\.config/.test(path)),
      [],
    );
    // It did read what it should.
    for (const name of ['Dockerfile', '19/Dockerfile', 'dockwright.yaml', '.dockerignore']) {
      assert.ok(hostile.read.includes(join(workspace.folder, name)), name);
    }
  });

  it('runs nothing of the folder node_modules, and looks at nothing in it', () => {
    assert.deepEqual(
      hostile.read.filter((path) => path.startsWith(join(workspace.folder, 'node_modules'))),
      [],
    );
  });

  it('writes nothing', () => assert.deepEqual(hostile.written, ordinary.written));

  it('shows text and never what it would like to be', () => {
    assert.ok(shown.markdown.length > 1000, `${shown.markdown.length} hovers`);
    for (const markdown of new Set(shown.markdown)) assert.deepEqual(reachOf(markdown, ours), [], markdown);
    assert.deepEqual(
      shown.addresses.filter((address) => !ours.test(address)),
      [],
    );
    assert.deepEqual(
      [...new Set(shown.commands)].filter((command) => !/^dockwright\.explainRule \["[\w-]+"\]$/.test(command)),
      [],
    );
  });

  it('says everything on one line, with no character that hides', () => {
    assert.ok(shown.lines.length > 1000, `${shown.lines.length} messages and titles`);
    assert.deepEqual(
      [...new Set(shown.lines)].filter((line) => /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(line)),
      [],
    );
  });

  it('says at each way out of the workspace that it is not taken', () => {
    const uri = pathToFileURL(join(workspace.folder, 'dockwright.yaml')).href;
    const messages =
      published
        .filter((params) => params.uri === uri)
        .at(-1)
        ?.diagnostics.map(({ message }) => plain(message)) ?? [];
    const expect = (way: string, reason: RegExp): void => {
      const message = messages.find((candidate) => candidate.startsWith(`${way} `)) ?? '';
      assert.match(message, reason, `${way}\n${messages.join('\n')}`);
    };
    for (const way of [
      '/etc/passwd',
      '../outside/secret.yaml',
      '/dev/zero',
      '/dev/stdin',
      '/proc/self/environ',
      '//evil.example/share/x.yaml',
    ]) {
      expect(way, /is not read\. It lies outside of the opened folders, .* do not trust\.$/);
    }
    for (const way of ['https://evil.example/x.yaml', 'file:///etc/passwd', 'file://evil.example/share/x.yaml']) {
      expect(way, /is not read\. It is an address/);
    }
    for (const way of ['link.yaml', 'linked/secret.yaml', 'up/outside/secret.yaml']) {
      expect(way, /is not read\. A link leads to it/);
    }
    expect('pipe.yaml', /is not read\. It is no file, but a pipe/);
    expect('dockwright.yaml', /in turn/);
    assert.ok(
      log.some(({ message }) =>
        /dockwright\.configFile names \.\.\/outside\/secret\.yaml, which is not read\. It lies outside/.test(message),
      ),
      log.map(({ message }) => message).join('\n'),
    );
  });

  it('shows nothing of files that it must not read, and has no trouble of its own', () => {
    const said = JSON.stringify([shown, published, log]);
    assert.ok(!said.includes(SECRET) && !said.includes('root:x:'), 'no secret was quoted');
    assert.deepEqual(
      log.filter(({ level }) => level === 'error'),
      [],
    );
  });
});

describe('the watch on a hostile workspace', { skip: whyNot() ?? false }, () => {
  it('sees the program that a trusted workspace may name, and what lies outside', async () => {
    const place = temporaryFolder();
    const top = realpathSync(place.path);
    const { folder, program, mark, settings } = writeHostileWorkspace(top);
    const { editor, end } = await startWatched(join(top, 'trace'), folder, { trusted: true }, (connection) => {
      connection.onRequest('workspace/configuration', ({ items }: ConfigurationParams) => items.map(() => settings));
      connection.onRequest('window/workDoneProgress/create', () => null);
    });
    editor.open(pathToFileURL(join(folder, 'Dockerfile')).href, 'FROM alpine\nRUN echo $X\n');
    await editor.until('a mark of the program', () => existsSync(mark));
    await editor.until('the end of the scan', () => editor.log.some(({ message }) => message.startsWith('Checked ')));
    const trace = await end();
    assert.ok(trace.programs.includes(program), trace.programs.join('\n'));
    assert.ok(trace.forks.length > 0);
    assert.ok(trace.read.includes(join(top, 'outside/Dockerfile')), 'a linked file');
    assert.ok(trace.read.includes(join(top, 'outside/secret.yaml')), 'a configuration elsewhere');
    assert.ok(
      !JSON.stringify(editor.published.filter(({ uri }) => uri.endsWith('/workspace/dockwright.yaml'))).includes(
        `"${SECRET}`,
      ),
    );
    place.dispose();
  });

  it('sees connections, and files that are written', () => {
    const place = temporaryFolder({
      'reach.mjs':
        "import net from 'node:net';\nimport fs from 'node:fs';\nnet.connect(9, '127.0.0.1').on('error', () => fs.writeFileSync('written', ''));\n",
    });
    const trace = join(place.path, 'trace');
    const flags = ['-f', '-qq', '-y', '--seccomp-bpf', '-e', `trace=${watched}`, '-o', trace];
    const env = { ...process.env, UV_USE_IO_URING: '0' };
    assert.equal(spawnSync('strace', [...flags, process.execPath, 'reach.mjs'], { cwd: place.path, env }).status, 0);
    const { network, written } = readTrace(trace);
    assert.ok(
      network.some((call) => /^socket\(AF_INET/.test(call)),
      network.join('\n'),
    );
    assert.ok(
      network.some((call) => /^connect\(/.test(call)),
      network.join('\n'),
    );
    assert.ok(
      written.some((call) => /"written"/.test(call)),
      written.join('\n'),
    );
    place.dispose();
  });
});

describe('what Markdown would do', () => {
  for (const text of hostileTexts) {
    if (/^(?:[|`\\\]]|~~~)/.test(text)) continue;
    it(`is seen: ${text}`, () => assert.notDeepEqual(reachOf(`x ${text}`, ours), []));
    it(`is nothing inside of code: ${text}`, () =>
      assert.deepEqual(reachOf(`x \`\`\`\` ${text} \`\`\`\` y`, ours), []));
  }
  const check = (markdown: string, count: number): void => {
    it(JSON.stringify(markdown), () =>
      assert.equal(reachOf(markdown, ours).length, count, reachOf(markdown, ours).join('\n')),
    );
  };
  check('`a` ](command:b)', 1);
  check('`a ](command:b)', 1);
  check('``a` ](command:b) ``', 0);
  check('\\`[a](command:b)\\`', 1);
  check('\\[a](command:b)', 1);
  check('\\[a\\](command\\:b)', 0);
  check('```text\n[a](command:b)\n```\n[a](command:b)', 1);
  check('```text\n[a](command:b)', 0);
  check('`a\n\n[a](command:b)`', 1);
  check('[a](https://docs.docker.com/b)', 0);
  check('a < b', 0);
});
