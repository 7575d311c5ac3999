import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type Editor, rulesOf } from './editor.js';
import { startMemoryEditor } from './memory-editor.js';

const bad = 'FROM alpine:3.20\nUSER nobody\nCMD node server.js\n';
const good = 'FROM alpine:3.20\nUSER nobody\nCMD ["node", "server.js"]\n';
const root = 'memory:/project';
const other = 'memory:/other';

const Changed = 2;

/** An editor with our own client, on a virtual file system from which files come when the test wants it. */
interface SlowEditor {
  readonly editor: Editor;
  readonly files: Map<string, string>;
  /** All files that were asked for, in order. */
  readonly reads: readonly string[];
  /** Settings of all folders. */
  settings: Readonly<Record<string, unknown>>;
  /** From now on, who reads the file waits for `release`. */
  hold(uri: string): void;
  release(uri: string): void;
  /** Resolves when somebody waits for the file. */
  reading(uri: string): Promise<void>;
}

interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
  isAwaited: boolean;
}

function newGate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open(), isAwaited: false };
}

async function startSlow(test: TestContext, contents: Readonly<Record<string, string>>, held: readonly string[]) {
  const files = new Map(Object.entries(contents));
  const gates = new Map(held.map((uri) => [uri, newGate()]));
  const reads: string[] = [];
  const slow: Omit<SlowEditor, 'editor'> = {
    files,
    reads,
    settings: {},
    hold: (uri) => gates.set(uri, newGate()),
    release: (uri) => {
      gates.get(uri)?.open();
      gates.delete(uri);
    },
    reading: () => Promise.resolve(),
  };
  const editor = await startMemoryEditor({
    folders: [root, other],
    files,
    settings: () => slow.settings,
    beforeRead: async (uri) => {
      reads.push(uri);
      const gate = gates.get(uri);
      if (gate === undefined) return;
      gate.isAwaited = true;
      await gate.opened;
    },
  });
  test.after(async () => {
    for (const gate of gates.values()) gate.open();
    await editor.stop();
  });
  const reading = (uri: string): Promise<void> =>
    editor.until(`somebody who reads ${uri}`, () => gates.get(uri)?.isAwaited === true);
  return Object.assign(slow, { editor, reading });
}

function scans({ log }: Editor): number {
  return log.filter(({ message }) => /^Checked \d+ files of the workspace/.test(message)).length;
}

function scanned(editor: Editor, times: number): Promise<void> {
  return editor.until(`check ${times} of the workspace`, () => scans(editor) >= times);
}

function shows(editor: Editor, uri: string, expected: boolean): Promise<unknown> {
  return editor.problems(uri, ({ diagnostics }) => rulesOf(diagnostics).includes('use-exec-form') === expected);
}

function changeSettings({ editor }: SlowEditor): void {
  void editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('while files are checked', () => {
  const [slowFile, fastFile] = [`${root}/slow/Dockerfile`, `${other}/fast/Dockerfile`];

  const leftOut: readonly (readonly [what: string, change: (slow: SlowEditor) => void])[] = [
    [
      'checks are turned off',
      (slow) => {
        slow.settings = { enable: false };
        changeSettings(slow);
      },
    ],
    [
      'closed files are left alone',
      (slow) => {
        slow.settings = { workspace: { scan: 'openFiles' } };
        changeSettings(slow);
      },
    ],
    [
      'a folder is excluded',
      (slow) => {
        slow.settings = { workspace: { exclude: ['slow/'] } };
        changeSettings(slow);
      },
    ],
    [
      'the limit is lowered',
      (slow) => {
        slow.settings = { workspace: { limit: 0 } };
        changeSettings(slow);
      },
    ],
    [
      'a folder of the workspace goes',
      ({ editor }) => {
        const event = { added: [], removed: [{ uri: root, name: 'project' }] };
        void editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
      },
    ],
  ];
  for (const [what, change] of leftOut) {
    it(`${what}: a file that was being read shows nothing afterwards`, async (test) => {
      const slow = await startSlow(test, { [slowFile]: bad, [fastFile]: bad }, [slowFile]);
      const { editor } = slow;
      await shows(editor, fastFile, true);
      await slow.reading(slowFile);
      change(slow);
      await scanned(editor, 1);
      slow.release(slowFile);
      await wait(200);
      assert.deepEqual(
        editor.published.filter(({ uri }) => uri === slowFile),
        [],
      );
    });
  }

  it('a file that is closed before they are done is checked, too', async (test) => {
    const slow = await startSlow(test, { [slowFile]: bad, [fastFile]: bad }, [slowFile]);
    const { editor } = slow;
    await slow.reading(slowFile);
    await shows(editor, fastFile, true);
    editor.open(fastFile, good);
    await shows(editor, fastFile, false);
    editor.close(fastFile);
    await shows(editor, fastFile, true);
    assert.equal(scans(editor), 0, 'the check goes on');
  });

  it('a change of one of them is no reason to begin again', async (test) => {
    const slow = await startSlow(test, { [slowFile]: bad, [fastFile]: bad }, [slowFile]);
    const { editor } = slow;
    await shows(editor, fastFile, true);
    slow.files.set(fastFile, good);
    void editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: fastFile, type: Changed }],
    });
    await shows(editor, fastFile, false);
    slow.release(slowFile);
    await scanned(editor, 1);
    assert.equal(slow.reads.filter((uri) => uri === slowFile).length, 1);
    await shows(editor, slowFile, true);
    await shows(editor, fastFile, false);
  });

  it('what is left out now loses its problems at once, not when all is checked', async (test) => {
    const slow = await startSlow(test, { [slowFile]: bad, [fastFile]: bad }, []);
    const { editor } = slow;
    await scanned(editor, 1);
    slow.hold(slowFile);
    slow.settings = { workspace: { exclude: ['fast/'] } };
    changeSettings(slow);
    await slow.reading(slowFile);
    await shows(editor, fastFile, false);
    assert.equal(scans(editor), 1, 'the second check goes on');
  });
});

describe('a document of a virtual folder', () => {
  it('loses its problems when its folder is no longer one of the workspace, though it stays open', async (test) => {
    const uri = `${root}/Dockerfile`;
    const { editor } = await startSlow(test, { [uri]: bad }, []);
    editor.open(uri, bad);
    await shows(editor, uri, true);
    const removed = [root, other].map((folder) => ({ uri: folder, name: folder }));
    const change = (event: object) =>
      void editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    change({ added: [], removed });
    await shows(editor, uri, false);
    change({ added: removed, removed: [] });
    await shows(editor, uri, true);
  });
});
