import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, defaultSettings, mergeSettings, settingsOverlay } from '@dockwright/shared-rules';
import type { CodeAction, Diagnostic, Hover, Position, Range, TextEdit } from 'vscode-languageserver-protocol';
import { mutate } from '../fuzz/mutate.js';
import { createRandom, type Random } from '../fuzz/random.js';
import { fuzzSeeds } from '../fuzz/seeds.js';
import { type Editor, startEditor } from './editor.js';

/** Raise them to search for more. */
const sessions = 4;
const rounds = 15;
const stepsPerRound = 12;

const uris = ['file:///random/Dockerfile', 'file:///random/b/Dockerfile.dev', 'file:///random/c%20%23/x.Dockerfile'];
const allSettings: readonly {
  readonly enable?: boolean;
  readonly profile?: string;
  readonly rules?: Readonly<Record<string, string>>;
}[] = [
  { enable: true },
  { profile: 'strict' },
  { profile: 'security', rules: { 'use-exec-form': 'hint', DL3008: 'error' } },
  { rules: { 'syntax-error': 'off' } },
  { enable: false },
];

/** Where the lines of a text begin, and where each ends before its line ending: https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#textDocuments */
function linesOf(text: string): readonly { readonly start: number; readonly end: number }[] {
  const lines: { start: number; end: number }[] = [];
  let start = 0;
  for (const { 0: ending, index } of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ start, end: index });
    start = index + ending.length;
  }
  return [...lines, { start, end: text.length }];
}

/** What the protocol takes a position for that is outside of the text. */
function offsetIn(text: string, { line, character }: Position): number {
  const found = linesOf(text)[line];
  return found === undefined ? text.length : Math.min(found.start + character, found.end);
}

function positionIn(text: string, offset: number): Position {
  const lines = linesOf(text);
  const line = lines.filter(({ start }) => start <= offset).length - 1;
  const { start, end } = lines[line] ?? { start: 0, end: 0 };
  return { line, character: Math.min(offset, end) - start };
}

function isInside(text: string, { start, end }: Range): boolean {
  const isPlace = (place: Position): boolean => {
    const { line, character } = positionIn(text, offsetIn(text, place));
    return line === place.line && character === place.character;
  };
  return isPlace(start) && isPlace(end) && offsetIn(text, start) <= offsetIn(text, end);
}

/** What a server says of a text that was opened just now. */
function expectedProblems(text: string, settings: (typeof allSettings)[number]): readonly string[] {
  if (settings.enable === false) return [];
  const overlay = settingsOverlay(settings.profile, settings.rules);
  const { problems } = analyze(text, { settings: mergeSettings(defaultSettings, overlay) });
  return problems.map(({ rule, span, message, severity }) => {
    const range = { start: positionIn(text, span.start), end: positionIn(text, span.end) };
    return JSON.stringify([rule, ['', 'error', 'warning', 'info', 'hint'].indexOf(severity), range, message]);
  });
}

function shownProblems(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code, severity, range, message }) => JSON.stringify([code, severity, range, message]));
}

interface Opened {
  version: number;
  text: string;
}

/** Somebody who types, looks around and changes settings without any sense: all of it valid, though not always in range. */
async function scribble(editor: Editor, random: Random, seeds: readonly string[]): Promise<void> {
  const { connection, published } = editor;
  const opened = new Map<string, Opened>();
  const texts = new Map<string, string>();
  let answers: Promise<unknown>[] = [];
  let settings = allSettings[0] ?? {};
  let version = 0;
  let seen = 0;

  const newText = (): string => mutate(random.pick(seeds) ?? '', random, seeds);
  const remember = (uri: string, text: string): void => {
    version += 1 + random.below(3);
    opened.set(uri, { version, text });
    texts.set(`${version} ${uri}`, text);
  };
  const anyPosition = (text: string): Position => {
    const { line, character } = positionIn(text, random.below(text.length + 1));
    const far = random.below(10);
    if (far === 0) return { line: line + random.below(1e6), character };
    return { line, character: far === 1 ? character + random.below(1e6) : character };
  };
  const anyRange = (text: string): Range => {
    const [one, other] = [anyPosition(text), anyPosition(text)];
    return offsetIn(text, one) <= offsetIn(text, other) ? { start: one, end: other } : { start: other, end: one };
  };
  const nearRange = (text: string): Range => {
    const start = random.below(text.length + 1);
    const end = Math.min(text.length, start + random.below(30));
    return { start: positionIn(text, start), end: positionIn(text, end) };
  };
  const notify = (method: string, params: unknown): void => void connection.sendNotification(method, params);

  const open = (uri: string): void => {
    remember(uri, newText());
    const textDocument = { uri, languageId: 'dockerfile', version, text: opened.get(uri)?.text ?? '' };
    notify('textDocument/didOpen', { textDocument });
  };
  const change = (uri: string, { text }: Opened): void => {
    let after = text;
    const contentChanges = Array.from({ length: 1 + random.below(3) }, () => {
      if (random.below(12) === 0) {
        after = newText();
        return { text: after };
      }
      const range = random.below(4) === 0 ? anyRange(after) : nearRange(after);
      const piece = random.below(3) === 0 ? '' : newText().slice(0, random.below(40));
      after = after.slice(0, offsetIn(after, range.start)) + piece + after.slice(offsetIn(after, range.end));
      return { range, text: piece };
    });
    remember(uri, after);
    notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  };
  const ask = (uri: string, { text }: Opened): void => {
    const textDocument = { uri };
    const requests: readonly (readonly [string, unknown])[] = [
      ['textDocument/hover', { textDocument, position: anyPosition(text) }],
      ['textDocument/codeAction', { textDocument, range: anyRange(text), context: { diagnostics: [] } }],
      [
        'textDocument/codeAction',
        { textDocument, range: nearRange(text), context: { diagnostics: [], only: ['source.fixAll'] } },
      ],
      ['dockwright/fixAll', { uri, include: 'suggested' }],
      ['dockwright/fixRule', { rule: 'use-exec-form', uris }],
    ];
    const [method, params] = random.pick(requests) ?? ['dockwright/rules', undefined];
    answers.push(connection.sendRequest(method, params));
  };
  const step = (): void => {
    const uri = random.pick(uris) ?? '';
    const document = opened.get(uri);
    const choice = random.below(20);
    if (document === undefined) open(uri);
    else if (choice === 0) {
      opened.delete(uri);
      notify('textDocument/didClose', { textDocument: { uri } });
    } else if (choice === 1) {
      settings = random.pick(allSettings) ?? {};
      notify('workspace/didChangeConfiguration', { settings: { dockwright: settings } });
    } else if (choice === 2) notify('textDocument/didSave', { textDocument: { uri } });
    else if (choice < 8) ask(uri, document);
    else change(uri, document);
  };

  const examine = async (uri: string, { text }: Opened): Promise<void> => {
    const textDocument = { uri };
    const hover = await connection.sendRequest<Hover | null>('textDocument/hover', {
      textDocument,
      position: anyPosition(text),
    });
    if (hover?.range !== undefined) assert.ok(isInside(text, hover.range), JSON.stringify([hover.range, text]));
    const actions = await connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument,
      range: anyRange(text),
      context: { diagnostics: [] },
    });
    const edits = actions.flatMap(({ edit }): TextEdit[] => edit?.changes?.[uri] ?? []);
    for (const { range } of edits) assert.ok(isInside(text, range), JSON.stringify([range, text]));
  };

  for (let round = 0; round < rounds; round++) {
    answers = [];
    for (let count = 0; count < stepsPerRound; count++) step();
    await Promise.all(answers);
    for (const [uri, document] of opened) {
      const wanted = expectedProblems(document.text, settings);
      const last = () => published.filter((params) => params.uri === uri).at(-1);
      const isShown = (): boolean =>
        last()?.version === document.version && shownProblems(last()?.diagnostics ?? []).join() === wanted.join();
      await editor.until(`the problems of version ${document.version}`, isShown).catch(() => {
        assert.equal(last()?.version, document.version, `the version of ${uri} in round ${round}`);
        assert.deepEqual(shownProblems(last()?.diagnostics ?? []), wanted, JSON.stringify(document.text));
      });
      await examine(uri, document);
    }
    for (const { uri, version: shown, diagnostics } of published.slice(seen)) {
      const text = texts.get(`${shown} ${uri}`);
      for (const { range } of diagnostics) {
        assert.ok(text !== undefined && isInside(text, range), JSON.stringify([uri, shown, range, text]));
      }
    }
    seen = published.length;
  }
}

describe('somebody who edits without any sense', () => {
  for (let seed = 1; seed <= sessions; seed++) {
    it(`is shown what a text has that was opened just now, session ${seed}`, async () => {
      const editor = await startEditor({ initializationOptions: { trusted: false } });
      try {
        await scribble(editor, createRandom(seed), fuzzSeeds().dockerfile);
        assert.deepEqual(
          editor.log.filter(({ level }) => level === 'error'),
          [],
        );
      } finally {
        await editor.stop();
      }
    });
  }
});
