import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Editor } from './editor.js';
import { startMemoryEditor } from './memory-editor.js';

/**
 * Much happens at once, in an order that nobody chose, while files come slowly. In the end the editor must show what an
 * editor that is opened now shows.
 */

const roots = ['memory:/one', 'memory:/two', 'memory:/one/inner'];
const folders = ['', '/a', '/a/b', '/c'];
const texts = [
  'FROM alpine:3.20\nUSER nobody\nCMD node server.js\n',
  'FROM alpine:3.20\nUSER nobody\nCMD ["node", "server.js"]\n',
  'FROM alpine:3.20\nMAINTAINER Ada\nCOPY app.js /\nUSER nobody\n',
  'no Dockerfile at all\n',
];
const decisive: Readonly<Record<string, readonly string[]>> = {
  '.gitignore': ['a/\n', '/c\n', 'Dockerfile\n', '!a/\n', ''],
  '.dockerignore': ['app.js\n', 'x\n', '/*\n'],
  'dockwright.yaml': ['rules:\n  use-exec-form: off\n', 'rules:\n  no-maintainer: error\n', 'profile: strict\n'],
  '.hadolint.yaml': ['ignored: [DL3025]\n', 'override:\n  error: [DL4000]\n'],
};
const allSettings: readonly unknown[] = [
  {},
  {},
  { enable: false },
  { workspace: { scan: 'openFiles' } },
  { workspace: { exclude: ['a/'] } },
  { workspace: { include: ['/a', '/c'] } },
  { workspace: { limit: 3 } },
  { rules: { 'use-exec-form': 'hint' } },
];

const Created = 1;
const Changed = 2;
const Deleted = 3;

/** A sequence of numbers below 1 that is the same for the same seed (https://github.com/bryc/code/blob/master/jshash/PRNGs.md, mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What an editor shows: files with their problems, in order. */
function shown({ published }: Editor): readonly string[] {
  const last = new Map(published.map(({ uri, diagnostics }) => [uri, diagnostics]));
  return [...last]
    .filter(([, diagnostics]) => diagnostics.length > 0)
    .map(([uri, diagnostics]) =>
      [
        uri,
        ...diagnostics.map(({ code, severity, range }) => `${code} ${severity} in line ${range.start.line}`).sort(),
      ].join('\n  '),
    )
    .sort();
}

function scans({ log }: Editor): number {
  return log.filter(({ message }) => /^Checked \d+ files of the workspace/.test(message)).length;
}

async function runSequence(seed: number, steps: number): Promise<void> {
  const random = randomOf(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(choices: readonly T[]): T => {
    const chosen = choices[below(choices.length)];
    assert.ok(chosen !== undefined);
    return chosen;
  };
  const files = new Map<string, string>();
  const open = new Map<string, string>();
  let settings: unknown = {};
  let workspaceFolders: readonly string[] = roots.slice(0, 2);
  for (const root of roots) for (const folder of folders) files.set(`${root}${folder}/Dockerfile`, pick(texts));

  const start = (slowest: number): Promise<Editor> =>
    startMemoryEditor({
      folders: workspaceFolders,
      files,
      settings: () => settings,
      // Most files come soon, and some take much longer.
      beforeRead: () => wait(Math.random() ** 6 * slowest),
    });
  const editor = await start(600);

  const tell = (...changes: readonly (readonly [string, number])[]): void => {
    const events = changes.map(([uri, type]) => ({ uri, type }));
    // As editors do: some time later, and what else happens is told before.
    setTimeout(
      () => void editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: events }),
      below(60),
    );
  };
  const write = (uri: string, text: string): void => {
    const type = files.has(uri) ? Changed : Created;
    files.set(uri, text);
    tell([uri, type]);
  };
  const within = (folder: string): readonly string[] => [...files.keys()].filter((uri) => uri.startsWith(`${folder}/`));
  const anyFolder = (): string => pick(roots) + pick(folders);

  const things: readonly (() => void)[] = [
    () => write(`${anyFolder()}/Dockerfile`, pick(texts)),
    () => write(`${anyFolder()}/${pick(['api.Dockerfile', 'app.js'])}`, pick(texts)),
    () => {
      const name = pick(Object.keys(decisive));
      write(`${anyFolder()}/${name}`, pick(decisive[name] ?? ['']));
    },
    () => {
      const uri = pick([...files.keys()]);
      files.delete(uri);
      tell([uri, Deleted]);
    },
    () => {
      // The editor tells of the folder only.
      const folder = pick(roots) + pick(folders.slice(1));
      for (const uri of within(folder)) files.delete(uri);
      tell([folder, Deleted]);
    },
    () => {
      const from = pick(roots) + pick(folders.slice(1));
      const to = `${pick(roots)}/moved-${below(3)}`;
      for (const uri of within(from)) {
        files.set(to + uri.slice(from.length), files.get(uri) ?? '');
        files.delete(uri);
      }
      tell([from, Deleted], [to, Created]);
    },
    () => {
      settings = pick(allSettings);
      void editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    },
    () => {
      const folder = pick(roots);
      const change = { uri: folder, name: folder };
      const isThere = workspaceFolders.includes(folder);
      workspaceFolders = isThere ? workspaceFolders.filter((other) => other !== folder) : [...workspaceFolders, folder];
      const event = isThere ? { added: [], removed: [change] } : { added: [change], removed: [] };
      void editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    },
    () => {
      const uri = pick([...files.keys()]);
      if (open.has(uri) || !uri.endsWith('ockerfile')) return;
      const text = files.get(uri) ?? '';
      open.set(uri, text);
      editor.open(uri, text);
    },
    () => {
      const [uri] = open.keys();
      if (uri === undefined) return;
      const text = pick(texts);
      open.set(uri, text);
      editor.change(uri, text);
    },
    () => {
      const [uri] = open.keys();
      if (uri === undefined) return;
      open.delete(uri);
      editor.close(uri);
    },
  ];
  for (let step = 0; step < steps; step++) {
    pick(things)();
    await wait(below(4) === 0 ? below(250) : below(20));
  }
  // So that all has been told.
  await wait(60);

  const fresh = await start(1);
  for (const [uri, text] of open) fresh.open(uri, text);
  try {
    await fresh.until('the check of a new editor', () => scans(fresh) > 0);
    // What lies around open files is looked at after they are shown for the first time.
    await wait(300);
    const expected = shown(fresh);
    await editor
      .until('what a new editor shows', () => JSON.stringify(shown(editor)) === JSON.stringify(expected))
      .catch(() => assert.deepEqual(shown(editor), expected, `sequence ${seed}`));
  } finally {
    await fresh.stop();
    await editor.stop();
  }
}

describe('whatever happens in whatever order', () => {
  const seeds = (process.env['DOCKWRIGHT_SEQUENCES'] ?? '2,4,18,21').split(',').map(Number);
  for (const seed of seeds) {
    it(`nothing is left over and nothing is missing: sequence ${seed}`, () => runSequence(seed, 40));
  }
});
