import type { FileKind, LintOptions } from '@dockwright/shared-rules';
import {
  type CancellationToken,
  CancellationTokenSource,
  type Connection,
  type Diagnostic,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Checker } from './checker.js';
import type { Configuration } from './configuration.js';
import { configDiagnostic, toDiagnostic } from './convert.js';
import { isWanted, kindOfFile } from './document-kind.js';
import { createFileQueue } from './file-queue.js';
import { readIgnoreFile } from './gitignore.js';
import type { FileAccess } from './host.js';
import type { Listings } from './listings.js';
import { type Log, safely } from './log.js';
import { isNeverSearched, neverSearched } from './never-searched.js';
import { createDocument, type PositionEncoding } from './position-encoding.js';
import type { LimitParams, WorkspaceSummary } from './protocol.js';
import type { Publisher } from './publisher.js';
import type { AllSurroundings } from './surroundings.js';
import type { NextTurn } from './turns.js';
import { isWithin, nameOf, normalizeUri, uriOfPath, uriParts } from './uri.js';
import { errorText } from './values.js';

/** Files that are read at the same time. */
const AT_ONCE = 8;
/** What happens within this time leads to one check of the workspace. */
const QUIET_MILLISECONDS = 150;
/** New folders are looked into for Dockerfiles; where that takes more looks than this, the workspace is searched instead. */
const MOST_FOLDERS_LOOKED_INTO = 200;
const MOST_NEW_THINGS = 1000;

interface Found {
  readonly checked: readonly string[];
  readonly beyondLimit: readonly string[];
}

/** Tells which paths below a folder the settings leave out: those that `exclude` names, and files that `include` does not. */
function excludes(include: readonly string[], exclude: readonly string[]): (path: string) => boolean {
  const excluded = readIgnoreFile('', exclude);
  const included = include.length === 0 ? undefined : readIgnoreFile('', include);
  return (path) =>
    excluded.verdict(path) === 'out' ||
    (included !== undefined && !path.endsWith('/') && included.verdict(path) !== 'out');
}

/** Whether new things are folders with files in them that are ours, or so many folders that a search tells sooner. */
async function holdsWanted({ entries }: FileAccess, uris: readonly string[]): Promise<boolean> {
  const pending = [...uris];
  let looks = 0;
  for (let uri = pending.pop(); uri !== undefined; uri = pending.pop()) {
    looks += 1;
    if (looks > MOST_FOLDERS_LOOKED_INTO) return true;
    const folder = uri;
    const found = (await entries(folder)) ?? [];
    if (found.some(({ name, isFolder }) => !isFolder && isWanted(name))) return true;
    const below = found.filter(({ name, isFolder }) => isFolder && !neverSearched.has(name));
    pending.push(...below.map(({ name }) => uriOfPath(folder, `${uriParts(folder).path.replace(/\/$/, '')}/${name}`)));
  }
  return false;
}

export interface WorkspaceParts {
  readonly encoding: PositionEncoding;
  /** `undefined` where there is no way to see files: open documents only, then. */
  readonly files: FileAccess | undefined;
  readonly listings: Pick<Listings, 'remember' | 'note' | 'forget' | 'release'>;
  readonly folders: () => readonly string[];
  readonly folderOf: (uri: string) => string | undefined;
  readonly isOpen: (uri: string) => boolean;
  /** Settled when it is time for the next file: messages were heard, and no open document waits to be checked. */
  readonly nextTurn: NextTurn;
  readonly configuration: Configuration;
  readonly surroundings: Pick<AllSurroundings, 'find'>;
  readonly checker: Checker;
  readonly publisher: Publisher;
  readonly log: Log;
  readonly scanning: (busy: boolean) => void;
  /** A folder has more files than are checked: told once for each folder and limit. */
  readonly limitReached: (notice: LimitParams) => void;
  /** `undefined` where the editor shows no progress. */
  readonly createProgress: Connection['window']['createWorkDoneProgress'] | undefined;
}

export interface Workspace {
  /** Checks all files soon, in the background, once nothing has happened for a moment. */
  scanSoon(quietMilliseconds?: number): void;
  /** Checks all files now, also in folders where only open files are checked. */
  scanNow(token?: CancellationToken): Promise<WorkspaceSummary>;
  /** A file was created or changed on disk. */
  changed(uri: string): void;
  /** Something was created on disk: a file, or a folder that may have come with files in it. */
  created(uri: string): void;
  /** A document was closed: what is on disk counts again. */
  closed(uri: string): void;
  /** Takes the problems of a file, or of all files of a folder, away. */
  gone(uri: string): void;
  /** A Dockerfile or `.dockerignore` as it is on disk; `undefined` where it is something else or cannot be read. */
  read(uri: string): Promise<FileOnDisk | undefined>;
  stop(): void;
}

export interface FileOnDisk {
  readonly document: TextDocument;
  readonly options: LintOptions;
}

/** Checks files that are not open. */
export function createWorkspace(parts: WorkspaceParts): Workspace {
  const { files, configuration, checker, publisher, log } = parts;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: CancellationTokenSource | undefined;
  /** The files of the workspace by the last search, normalized. */
  let known: ReadonlySet<string> = new Set();
  /** Files that are left out because there are too many, normalized. */
  let beyondLimit: ReadonlySet<string> = new Set();
  const toldLimits = new Set<string>();
  /** How often files have gone: one that goes while it is read must not be shown afterwards. */
  let removals = 0;
  /** The number of the last check that was begun of each file: what an earlier one found is old. */
  const latestCheck = new Map<string, number>();
  let checks = 0;
  const newThings = new Set<string>();
  let newThingsTimer: ReturnType<typeof setTimeout> | undefined;

  const optionsFor = async (uri: string, kind: FileKind): Promise<LintOptions> => {
    const { settings } = await configuration.settingsFor(uri);
    return { kind, settings, ...(await parts.surroundings.find(uri, kind)) };
  };

  const diagnosticsOf = async (uri: string, text: string): Promise<readonly Diagnostic[]> => {
    const kind = kindOfFile(uri, text);
    if (kind === undefined || kind === 'config') await parts.nextTurn();
    if (kind === undefined) return [];
    const document = createDocument(parts.encoding, uri, kind, 0, text);
    if (kind === 'config') {
      return (await configuration.problemsOf(uri, text)).map((problem) => configDiagnostic(document, problem));
    }
    const options = await optionsFor(uri, kind);
    await parts.nextTurn();
    return checker.lint(document, options)?.problems.map((problem) => toDiagnostic(document, problem)) ?? [];
  };

  const checkFile = async (access: FileAccess, uri: string): Promise<void> => {
    const key = normalizeUri(uri);
    checks += 1;
    const check = checks;
    latestCheck.set(key, check);
    // A search may have left the file out meanwhile: nobody would take away what is shown then.
    const isOld = (): boolean => latestCheck.get(key) !== check || !known.has(key) || parts.isOpen(uri);
    const before = removals;
    const content = await access.read(uri);
    if (isOld()) return;
    if (removals !== before) return checkFile(access, uri);
    if (content.kind !== 'text') {
      if (content.kind === 'unreadable') log.warn(`${uriParts(uri).path} is not checked: ${content.message}`);
      return publisher.clear(uri);
    }
    const { enable } = await configuration.editorSettings(uri);
    const diagnostics = enable ? await diagnosticsOf(uri, content.text) : [];
    if (isOld()) return;
    if (removals !== before) return checkFile(access, uri);
    publisher.show(uri, diagnostics);
  };

  const checkSafely = async (uri: string): Promise<void> => {
    if (files !== undefined)
      await safely(log, `checking ${uriParts(uri).path}`, undefined, () => checkFile(files, uri));
  };
  const queue = createFileQueue(AT_ONCE, checkSafely);

  const tellLimit = (folder: string, found: number, limit: number): void => {
    const key = `${limit} ${folder}`;
    if (toldLimits.has(key)) return;
    toldLimits.add(key);
    log.warn(
      `${uriParts(folder).path} has ${found} files to check; the first ${limit} are checked. Raise dockwright.workspace.limit, or leave folders out with dockwright.workspace.exclude.`,
    );
    parts.limitReached({ folder, files: found, limit });
  };

  const list = async (access: FileAccess, folder: string, token: CancellationToken): Promise<Found> => {
    const { include, exclude, limit } = await configuration.editorSettings(folder);
    try {
      const isExcluded = excludes(include, exclude);
      const found = await access.list(
        folder,
        { wanted: isWanted, excluded: isExcluded, listed: parts.listings.note },
        token,
      );
      // A folder inside another one has settings of its own, and is listed by itself.
      const own = found.filter((uri) => parts.folderOf(uri) === folder);
      if (own.length > limit) tellLimit(folder, own.length, limit);
      return { checked: own.slice(0, limit), beyondLimit: own.slice(limit) };
    } catch (error) {
      if (!token.isCancellationRequested) log.error(`${uriParts(folder).path} cannot be searched: ${errorText(error)}`);
      return { checked: [], beyondLimit: [] };
    }
  };

  const listAll = async (access: FileAccess, wantsAll: boolean, token: CancellationToken): Promise<Found> => {
    const found: Found[] = [];
    for (const folder of parts.folders()) {
      const { enable, scan } = await configuration.editorSettings(folder);
      if (enable && (scan === 'all' || wantsAll)) found.push(await list(access, folder, token));
    }
    return {
      checked: found.flatMap(({ checked }) => checked),
      beyondLimit: found.flatMap((folder) => folder.beyondLimit),
    };
  };

  const beginProgress = async () => {
    const { createProgress } = parts;
    if (createProgress === undefined) return undefined;
    const progress = await safely(log, 'showing the progress', undefined, createProgress);
    progress?.begin('Checking Dockerfiles', 0, undefined, true);
    return progress;
  };

  /** What was found counts from here on; problems of what was not found are taken away. */
  const nowKnown = (found: Found): void => {
    known = new Set(found.checked.map(normalizeUri));
    beyondLimit = new Set(found.beyondLimit.map(normalizeUri));
    for (const uri of publisher.shown()) if (!known.has(uri) && !parts.isOpen(uri)) publisher.clear(uri);
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
    parts.listings.forget();
    parts.listings.remember();
    try {
      progress = await beginProgress();
      progress?.token.onCancellationRequested(() => source.cancel());
      const all = await listAll(files, wantsAll, source.token);
      const uris = all.checked;
      if (!source.token.isCancellationRequested) nowKnown(all);
      const pending = [...uris].reverse();
      const work = async (): Promise<void> => {
        for (let uri = pending.pop(); uri !== undefined && !source.token.isCancellationRequested; uri = pending.pop()) {
          if (!parts.isOpen(uri)) await checkSafely(uri);
          done++;
          if (done % 20 === 0) progress?.report(Math.floor((100 * done) / uris.length), `${done} of ${uris.length}`);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (source.token.isCancellationRequested) {
        if (running === source) log.info(`The check of the workspace was cancelled after ${done} files.`);
      } else {
        const milliseconds = Math.round(performance.now() - start);
        log.info(`Checked ${uris.length} files of the workspace in ${milliseconds} ms: ${publisher.count()} problems.`);
      }
    } finally {
      parts.listings.release();
      progress?.done();
      if (running === source) {
        running = undefined;
        parts.scanning(false);
      }
    }
    return { files: done, problems: publisher.count(), cancelled: source.token.isCancellationRequested };
  };

  const scanSoon = (quietMilliseconds = QUIET_MILLISECONDS): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void safely(log, 'checking the workspace', undefined, () => scan(false));
    }, quietMilliseconds);
  };

  const lookIntoNewThings = async (access: FileAccess): Promise<void> => {
    const things = [...newThings];
    newThings.clear();
    const outermost = things.filter((uri) => !things.some((other) => other !== uri && isWithin(uri, other)));
    if (await holdsWanted(access, outermost)) scanSoon();
  };

  const isIgnored = (uri: string): boolean => parts.isOpen(uri) || isNeverSearched(uri);
  const changed = (uri: string): void => {
    const key = normalizeUri(uri);
    if (isIgnored(uri) || !isWanted(nameOf(uriParts(uri).path)) || beyondLimit.has(key)) return;
    // Whether a file that is not known belongs to the workspace, only a search tells.
    if (known.has(key)) queue.add(uri);
    else scanSoon();
  };

  return {
    scanSoon,
    scanNow: (token) => {
      clearTimeout(timer);
      return scan(true, token);
    },
    changed,
    created: (uri) => {
      if (isWanted(nameOf(uriParts(uri).path))) changed(uri);
      if (files === undefined || isIgnored(uri) || newThings.size > MOST_NEW_THINGS) return;
      newThings.add(normalizeUri(uri));
      clearTimeout(newThingsTimer);
      newThingsTimer = setTimeout(() => {
        void safely(log, 'looking into new folders', undefined, () => lookIntoNewThings(files));
      }, QUIET_MILLISECONDS);
    },
    closed: (uri) => {
      if (known.has(normalizeUri(uri))) queue.add(uri);
      else publisher.clear(uri);
    },
    gone: (uri) => {
      const key = normalizeUri(uri);
      // Builds delete many files that are nothing to us; while files are searched for, any may be.
      const isOurs =
        running !== undefined || isWanted(nameOf(uriParts(uri).path)) || [...known].some((file) => isWithin(file, key));
      if (isNeverSearched(uri) || (!isOurs && publisher.shown(key).length === 0)) return;
      removals++;
      for (const shown of publisher.shown(key)) if (!parts.isOpen(shown)) publisher.clear(shown);
    },
    read: async (uri) => {
      const content = await files?.read(uri);
      if (content?.kind !== 'text') return undefined;
      const kind = kindOfFile(uri, content.text);
      if (kind === undefined || kind === 'config') return undefined;
      const document = createDocument(parts.encoding, uri, kind, 0, content.text);
      return { document, options: await optionsFor(uri, kind) };
    },
    stop: () => {
      clearTimeout(timer);
      clearTimeout(newThingsTimer);
      queue.clear();
      running?.cancel();
    },
  };
}
