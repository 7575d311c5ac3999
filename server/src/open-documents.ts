import { type FileKind, shellcheckRequests } from '@dockwright/shared-rules';
import type { Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Checker } from './checker.js';
import type { Configuration, FileSettings } from './configuration.js';
import { configDiagnostic, toDiagnostic } from './convert.js';
import { type DocumentKind, kindOfDocument } from './document-kind.js';
import { type Log, safely } from './log.js';
import type { CheckedParams } from './protocol.js';
import type { Publisher } from './publisher.js';
import type { Shellcheck } from './shellcheck.js';
import type { AllSurroundings } from './surroundings.js';
import { uriParts } from './uri.js';

/** Typing is answered at once where that is cheap; a slow document waits a little, and never longer than this. */
const LONGEST_WAIT_MILLISECONDS = 50;
/** A check that takes no longer than this is no reason to wait: people type more slowly. */
const CHEAP_MILLISECONDS = 25;
/** A document is slow when so many checks in a row were: the first ones, of a server that has just started, say nothing. */
const CHECKS_REMEMBERED = 4;

/** Who typed within this time goes on typing: what lies around documents is left to the check of the next key, if one comes. */
const TYPING_MILLISECONDS = 300;

export interface OpenDocumentsParts {
  /** Makes an editor that asks for problems itself ask again. */
  readonly refresh: () => void;
  readonly get: (uri: string) => TextDocument | undefined;
  readonly all: () => readonly TextDocument[];
  readonly isOwn: (uri: string) => boolean;
  readonly configuration: Configuration;
  readonly surroundings: Pick<AllSurroundings, 'now' | 'forget' | 'generation'>;
  readonly shellcheck: Pick<Shellcheck, 'reportsFor' | 'ask' | 'forget' | 'generation'>;
  readonly checker: Checker;
  readonly publisher: Publisher;
  readonly log: Log;
  readonly checked: (params: CheckedParams) => void;
}

export interface OpenDocuments {
  /** What an open document is to us; `undefined` for documents that are not ours. */
  kindOf(document: TextDocument): DocumentKind | undefined;
  /** The problems of an open document as it is now; nothing where it is not ours. */
  diagnostics(uri: string): Promise<readonly Diagnostic[]>;
  opened(uri: string): void;
  changed(uri: string): void;
  saved(uri: string): void;
  closed(uri: string): void;
  /** Something is known now of a document as it was checked last; one that changed meanwhile is left to its next check. */
  learned(uri: string): void;
  /** Checks all anew: some setting or configuration is another now. */
  checkAll(): void;
  /** What lies around some is another now; where checks wait for a save, those that changed since wait for it, too. */
  surroundingsChanged(): void;
  /** Whether an open document waits to be checked: somebody looks at it. */
  isChecking(): boolean;
  /** Settled when none does. */
  whenChecked(): Promise<void>;
  stop(): void;
}

/** What a document was like when it was checked. */
interface Checked {
  readonly document: TextDocument;
  readonly version: number;
  readonly generation: number;
}

/** Checks documents while they are open. Problems are shown only for the version that the editor has now. */
export function createOpenDocuments(parts: OpenDocumentsParts): OpenDocuments {
  const { configuration, surroundings, shellcheck, checker, publisher, log } = parts;
  /** Rises when anything is another that decides on problems, beside the text. */
  const generationNow = (): number => configuration.generation() + surroundings.generation() + shellcheck.generation();
  /** Documents that wait, and the version that is to be checked, where a newer one is left to its own check. */
  const waiting = new Map<string, number | undefined>();
  /** Checks that are waited for or under way, and who waits for the end of them. */
  let unfinished = 0;
  let listeners: (() => void)[] = [];
  /** Milliseconds of the last checks, the latest first. */
  const durations = new Map<string, readonly number[]>();
  const lastChecked = new Map<string, Checked>();
  let lastChange = Number.NEGATIVE_INFINITY;
  let surroundingsTimer: ReturnType<typeof setTimeout> | undefined;

  const kindOf = ({ uri, languageId }: TextDocument): DocumentKind | undefined =>
    parts.isOwn(uri) ? kindOfDocument(uri, languageId) : undefined;

  const fileProblems = (
    document: TextDocument,
    kind: FileKind,
    { settings, config, editor }: FileSettings,
  ): readonly Diagnostic[] => {
    const { uri } = document;
    const start = performance.now();
    const options = checker.optionsFor(uri, kind, settings, surroundings.now(uri, kind), shellcheck.reportsFor(uri));
    const analysis = checker.lintOpen(document, options);
    const milliseconds = performance.now() - start;
    durations.set(uri, [milliseconds, ...(durations.get(uri) ?? [])].slice(0, CHECKS_REMEMBERED));
    if (analysis !== undefined) shellcheck.ask(uri, shellcheckRequests(analysis), editor.shellcheck);
    const problems = analysis?.problems ?? [];
    parts.checked({
      uri,
      problems: problems.length,
      profile: settings.profile,
      config: config ?? null,
      milliseconds: Math.round(milliseconds * 10) / 10,
    });
    return problems.map((problem) => toDiagnostic(document, problem));
  };

  const check = async (uri: string): Promise<void> => {
    const document = parts.get(uri);
    if (document === undefined) return;
    const kind = kindOf(document);
    const { version } = document;
    if (kind === undefined) {
      // It was ours as long as its folder was one of the workspace.
      if (lastChecked.delete(uri)) publisher.show(uri, [], version);
      return;
    }
    const generation = generationNow();
    const last = lastChecked.get(uri);
    if (last?.document === document && last.version === version && last.generation === generation) return;
    const fileSettings = await configuration.settingsFor(uri);
    const problems = kind === 'config' ? await configuration.problemsOf(uri, document.getText()) : [];
    if (parts.get(uri) !== document) return;
    if (document.version !== version || generationNow() !== generation) return schedule(uri);
    lastChecked.set(uri, { document, version, generation });
    if (last?.document === document && last.version === version) parts.refresh();
    if (!fileSettings.editor.enable) return publisher.show(uri, [], version);
    const diagnostics =
      kind === 'config'
        ? problems.map((problem) => configDiagnostic(document, problem))
        : fileProblems(document, kind, fileSettings);
    publisher.show(uri, diagnostics, version);
  };

  const diagnostics = async (uri: string): Promise<readonly Diagnostic[]> => {
    const fileSettings = await configuration.settingsFor(uri);
    const document = parts.get(uri);
    const kind = document === undefined ? undefined : kindOf(document);
    if (document === undefined || kind === undefined || !fileSettings.editor.enable) return [];
    if (kind !== 'config') return fileProblems(document, kind, fileSettings);
    const text = document.getText();
    const problems = await configuration.problemsOf(uri, text);
    // Whoever changed the text meanwhile asks again.
    return document.getText() === text ? problems.map((problem) => configDiagnostic(document, problem)) : [];
  };

  const schedule = (uri: string, onlyVersion?: number): void => {
    const isWaiting = waiting.has(uri);
    waiting.set(uri, isWaiting && waiting.get(uri) !== onlyVersion ? undefined : onlyVersion);
    if (isWaiting) return;
    const known = durations.get(uri) ?? [];
    const cost = known.length < CHECKS_REMEMBERED ? 0 : Math.min(...known);
    const wait = cost <= CHEAP_MILLISECONDS ? 0 : Math.min(LONGEST_WAIT_MILLISECONDS, 2 * cost);
    unfinished++;
    setTimeout(() => {
      const version = waiting.get(uri);
      waiting.delete(uri);
      if (version !== undefined && parts.get(uri)?.version !== version) return finished();
      void safely(log, `checking ${uriParts(uri).path}`, undefined, () => check(uri)).then(finished);
    }, wait);
  };
  const finished = (): void => {
    unfinished--;
    if (unfinished > 0) return;
    for (const listener of listeners) listener();
    listeners = [];
  };

  const learned = (uri: string): void => {
    const last = lastChecked.get(uri);
    if (last !== undefined && last.document === parts.get(uri)) schedule(uri, last.version);
  };

  const checkSurrounded = (uri: string): void => {
    void safely(log, 'reading the settings', undefined, async () => {
      const { run } = await configuration.editorSettings(uri);
      if (run === 'onSave') learned(uri);
      else schedule(uri);
    });
  };

  return {
    kindOf,
    diagnostics,
    opened: (uri) => schedule(uri),
    changed: (uri) => {
      // Opening a document is told as a change of it, too.
      if (lastChecked.has(uri)) lastChange = performance.now();
      const document = parts.get(uri);
      const kind = document === undefined ? undefined : kindOf(document);
      if (kind === undefined) return;
      void safely(log, 'reading the settings', undefined, async () => {
        const { run } = await configuration.editorSettings(uri);
        if (run === 'onType' || kind === 'config') schedule(uri);
      });
    },
    saved: (uri) => schedule(uri),
    closed: (uri) => {
      durations.delete(uri);
      lastChecked.delete(uri);
      checker.forget(uri);
      surroundings.forget(uri);
      shellcheck.forget(uri);
    },
    learned,
    checkAll: () => {
      for (const { uri } of parts.all()) schedule(uri);
    },
    surroundingsChanged: () => {
      if (surroundingsTimer !== undefined) return;
      surroundingsTimer = setTimeout(
        () => {
          surroundingsTimer = undefined;
          for (const { uri } of parts.all()) checkSurrounded(uri);
        },
        Math.max(0, lastChange + TYPING_MILLISECONDS - performance.now()),
      );
    },
    isChecking: () => unfinished > 0,
    whenChecked: () => (unfinished === 0 ? Promise.resolve() : new Promise((resolve) => listeners.push(resolve))),
    stop: () => clearTimeout(surroundingsTimer),
  };
}
