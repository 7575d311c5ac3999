import {
  type CancellationToken,
  CancellationTokenSource,
  type Connection,
  type Diagnostic,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Checker } from './checker.js';
import type { Configuration } from './configuration.js';
import { configDiagnostic, toDiagnostic } from './convert.js';
import { isWanted, kindOfFile } from './document-kind.js';
import { readIgnoreFile } from './gitignore.js';
import type { FileAccess } from './host.js';
import { type Log, safely } from './log.js';
import type { WorkspaceSummary } from './protocol.js';
import type { Publisher } from './publisher.js';
import type { AllSurroundings } from './surroundings.js';
import { isWithin, nameOf, normalizeUri, uriParts } from './uri.js';
import { errorText } from './values.js';

/** Files that are read at the same time. */
const AT_ONCE = 8;
/** What happens within this time leads to one check of the workspace. */
const QUIET_MILLISECONDS = 150;
/** What is never searched, so that changes there need no search either. */
const NEVER = /\/(?:node_modules|\.git|\.hg|\.svn)\//;

export interface WorkspaceParts {
  /** `undefined` where there is no way to see files: open documents only, then. */
  readonly files: FileAccess | undefined;
  readonly folders: () => readonly string[];
  readonly folderOf: (uri: string) => string | undefined;
  readonly isOpen: (uri: string) => boolean;
  readonly configuration: Configuration;
  readonly surroundings: Pick<AllSurroundings, 'find'>;
  readonly checker: Checker;
  readonly publisher: Publisher;
  readonly log: Log;
  readonly scanning: (busy: boolean) => void;
  /** `undefined` where the editor shows no progress. */
  readonly createProgress: Connection['window']['createWorkDoneProgress'] | undefined;
}

export interface Workspace {
  /** Checks all files soon, in the background. */
  scanSoon(): void;
  /** Checks all files now, also in folders where only open files are checked. */
  scanNow(token?: CancellationToken): Promise<WorkspaceSummary>;
  /** A file was created or changed on disk. */
  changed(uri: string): void;
  /** A document was closed: what is on disk counts again. */
  closed(uri: string): void;
  /** Takes the problems of a file, or of all files of a folder, away. */
  gone(uri: string): void;
  stop(): void;
}

/** Checks files that are not open. */
export function createWorkspace(parts: WorkspaceParts): Workspace {
  const { files, configuration, checker, publisher, log } = parts;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: CancellationTokenSource | undefined;
  /** The files of the workspace by the last search, normalized. */
  let known: ReadonlySet<string> = new Set();
  /** How often files have gone: one that goes while it is read must not be shown afterwards. */
  let removals = 0;

  const diagnosticsOf = async (uri: string, text: string): Promise<readonly Diagnostic[]> => {
    const kind = kindOfFile(uri, text);
    if (kind === undefined) return [];
    const document = TextDocument.create(uri, kind, 0, text);
    if (kind === 'config') {
      return (await configuration.problemsOf(uri, text)).map((problem) => configDiagnostic(document, problem));
    }
    const { settings } = await configuration.settingsFor(uri);
    const options = { kind, settings, ...(await parts.surroundings.find(uri, kind)) };
    return checker.lint(document, options)?.problems.map((problem) => toDiagnostic(document, problem)) ?? [];
  };

  /** Gives the number of problems; `undefined` where the file was not checked. */
  const checkFile = async (access: FileAccess, uri: string): Promise<number | undefined> => {
    const before = removals;
    const content = await access.read(uri);
    if (removals !== before) return checkFile(access, uri);
    if (parts.isOpen(uri)) return undefined;
    if (content.kind !== 'text') {
      if (content.kind === 'unreadable') log.warn(`${uriParts(uri).path} is not checked: ${content.message}`);
      publisher.clear(uri);
      return undefined;
    }
    const diagnostics = await diagnosticsOf(uri, content.text);
    if (removals !== before) return checkFile(access, uri);
    if (parts.isOpen(uri)) return undefined;
    publisher.show(uri, diagnostics);
    return diagnostics.length;
  };

  const checkKnown = (uri: string): void => {
    if (files === undefined) return;
    void safely(log, `checking ${uriParts(uri).path}`, undefined, () => checkFile(files, uri));
  };

  const list = async (access: FileAccess, folder: string, token: CancellationToken): Promise<readonly string[]> => {
    const { exclude, limit } = await configuration.editorSettings(folder);
    const excluded = readIgnoreFile('', exclude);
    try {
      const found = await access.list(
        folder,
        { wanted: isWanted, excluded: (path) => excluded.verdict(path) === 'out' },
        token,
      );
      if (found.length > limit) {
        log.warn(
          `${uriParts(folder).path} has ${found.length} files to check; the first ${limit} are checked. Raise dockwright.workspace.limit, or leave folders out with dockwright.workspace.exclude.`,
        );
      }
      return found.slice(0, limit);
    } catch (error) {
      if (!token.isCancellationRequested) log.error(`${uriParts(folder).path} cannot be searched: ${errorText(error)}`);
      return [];
    }
  };

  const listAll = async (
    access: FileAccess,
    wantsAll: boolean,
    token: CancellationToken,
  ): Promise<readonly string[]> => {
    const found = new Map<string, string>();
    for (const folder of parts.folders()) {
      const { enable, scan } = await configuration.editorSettings(folder);
      if (!enable || (scan !== 'all' && !wantsAll)) continue;
      // A folder inside another one has settings of its own, and is listed by itself.
      for (const uri of await list(access, folder, token)) {
        if (parts.folderOf(uri) === folder) found.set(normalizeUri(uri), uri);
      }
    }
    return [...found.values()];
  };

  const beginProgress = async () => {
    const { createProgress } = parts;
    if (createProgress === undefined) return undefined;
    const progress = await safely(log, 'showing the progress', undefined, createProgress);
    progress?.begin('Checking Dockerfiles', 0, undefined, true);
    return progress;
  };

  const scan = async (wantsAll: boolean, token?: CancellationToken): Promise<WorkspaceSummary> => {
    running?.cancel();
    const source = new CancellationTokenSource();
    running = source;
    token?.onCancellationRequested(() => source.cancel());
    if (files === undefined) return { files: 0, problems: publisher.count(), cancelled: false };
    const start = performance.now();
    let done = 0;
    let progress: Awaited<ReturnType<typeof beginProgress>>;
    parts.scanning(true);
    try {
      progress = await beginProgress();
      progress?.token.onCancellationRequested(() => source.cancel());
      const uris = await listAll(files, wantsAll, source.token);
      const found = new Set(uris.map(normalizeUri));
      const pending = [...uris].reverse();
      const work = async (): Promise<void> => {
        for (let uri = pending.pop(); uri !== undefined && !source.token.isCancellationRequested; uri = pending.pop()) {
          const name = uri;
          if (!parts.isOpen(name)) {
            await safely(log, `checking ${uriParts(name).path}`, undefined, () => checkFile(files, name));
          }
          done++;
          if (done % 20 === 0) progress?.report(Math.floor((100 * done) / uris.length), `${done} of ${uris.length}`);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (source.token.isCancellationRequested) {
        if (running === source) log.info(`The check of the workspace was cancelled after ${done} files.`);
      } else {
        known = found;
        for (const uri of publisher.shown()) if (!found.has(uri) && !parts.isOpen(uri)) publisher.clear(uri);
        const milliseconds = Math.round(performance.now() - start);
        log.info(`Checked ${uris.length} files of the workspace in ${milliseconds} ms: ${publisher.count()} problems.`);
      }
    } finally {
      progress?.done();
      if (running === source) {
        running = undefined;
        parts.scanning(false);
      }
    }
    return { files: done, problems: publisher.count(), cancelled: source.token.isCancellationRequested };
  };

  const scanSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void safely(log, 'checking the workspace', undefined, () => scan(false));
    }, QUIET_MILLISECONDS);
  };

  return {
    scanSoon,
    scanNow: (token) => {
      clearTimeout(timer);
      return scan(true, token);
    },
    changed: (uri) => {
      if (parts.isOpen(uri) || NEVER.test(uri) || !isWanted(nameOf(uriParts(uri).path))) return;
      // Whether a file that is not known belongs to the workspace, only a search tells.
      if (known.has(normalizeUri(uri))) checkKnown(uri);
      else scanSoon();
    },
    closed: (uri) => {
      if (known.has(normalizeUri(uri))) checkKnown(uri);
      else publisher.clear(uri);
    },
    gone: (uri) => {
      const key = normalizeUri(uri);
      // Builds delete many files that are nothing to us; while files are searched for, any may be.
      const isOurs =
        running !== undefined || isWanted(nameOf(uriParts(uri).path)) || [...known].some((file) => isWithin(file, key));
      if (NEVER.test(uri) || (!isOurs && publisher.shown(key).length === 0)) return;
      removals++;
      for (const shown of publisher.shown(key)) if (!parts.isOpen(shown)) publisher.clear(shown);
    },
    stop: () => {
      clearTimeout(timer);
      running?.cancel();
    },
  };
}
