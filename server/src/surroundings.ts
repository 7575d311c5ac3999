import { type BuildContexts, createBuildContexts, type LintOptions } from '@dockwright/shared-rules';
import type { DocumentKind } from './document-kind.js';
import type { FileAccess } from './host.js';
import { type Log, safely } from './log.js';
import { normalizeUri, pathWithin, uriOfPath, uriParts } from './uri.js';

/** What is known of a file beside its text and its settings. */
export type Surroundings = Pick<LintOptions, 'path' | 'buildContext' | 'possibleContexts'>;

/** Changes on disk come in bursts; folders are listed again when one is over. */
const QUIET_MILLISECONDS = 200;
/** Listing again takes no more than this part of the time, however often files come and go. */
const LISTING_SHARE = 0.2;
const LONGEST_REST_MILLISECONDS = 3000;

export interface SurroundingsParts {
  /** `undefined` where there is no way to see files. */
  readonly files: FileAccess | undefined;
  readonly folderOf: (uri: string) => string | undefined;
  readonly openText: (uri: string) => string | undefined;
  readonly log: Log;
  /** Something is known now that was not, or is another than before: of open documents, or of files that came and went. */
  readonly changed: (what: 'open' | 'files') => void;
}

export interface AllSurroundings {
  /** What is known now of an open document, at once; what is not known yet is looked for. The same object until it changes. */
  now(uri: string, kind: DocumentKind): Surroundings;
  /** Looks for what is not known yet. Never rejects. */
  find(uri: string, kind: DocumentKind): Promise<Surroundings>;
  /** A document was closed. */
  forget(uri: string): void;
  /** Files came or went on disk, or may have. */
  filesChanged(uris: readonly string[]): void;
  /** Other folders are open now. */
  foldersChanged(): void;
  /** Some `.dockerignore` says something else than before. */
  textsChanged(): void;
  /** Rises whenever something that `now` gives is another. */
  readonly generation: () => number;
  stop(): void;
}

interface Entry {
  readonly kind: DocumentKind;
  readonly surroundings: Surroundings;
}

/** Keeps account of what lies around files, below the open folders. No folder is listed because somebody types. */
export function createSurroundings(parts: SurroundingsParts): AllSurroundings {
  const { files, log } = parts;
  const projects = new Map<string, BuildContexts>();
  const known = new Map<string, Entry>();
  let generation = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let restUntil = 0;

  const projectAt = (folder: string, access: FileAccess): BuildContexts => {
    const made =
      projects.get(folder) ??
      createBuildContexts(pathOf(folder), {
        list: (path) => access.entries(uriOfPath(folder, path)),
        readText: async (path) => {
          const uri = uriOfPath(folder, path);
          const open = parts.openText(uri);
          if (open !== undefined) return open;
          const content = await access.read(uri);
          return content.kind === 'text' ? content.text : undefined;
        },
      });
    projects.set(folder, made);
    return made;
  };

  const pathOnly = (uri: string): Surroundings => {
    const folder = parts.folderOf(uri);
    const path = folder === undefined ? undefined : pathWithin(normalizeUri(uri), folder);
    return path === undefined ? {} : { path };
  };

  const look = async (uri: string, kind: DocumentKind): Promise<Surroundings> => {
    const folder = parts.folderOf(uri);
    const named = pathOnly(uri);
    if (files === undefined || folder === undefined || kind === 'config') return named;
    const project = projectAt(folder, files);
    const path = pathOf(normalizeUri(uri));
    if (kind === 'dockerfile') return { ...named, possibleContexts: await project.possibleFor(path) };
    const buildContext = await project.ofIgnoreFile(path);
    return buildContext === undefined ? named : { ...named, buildContext };
  };

  const find = (uri: string, kind: DocumentKind): Promise<Surroundings> =>
    safely(log, `looking at the files around ${uriParts(uri).path}`, pathOnly(uri), () => look(uri, kind));

  /** Looks again at what lies around an open document; tells whether it is another than before. */
  const update = async (uri: string, { kind, surroundings }: Entry): Promise<boolean> => {
    const found = await find(uri, kind);
    const entry = known.get(uri);
    if (entry?.surroundings !== surroundings || isSame(found, surroundings)) return false;
    known.set(uri, { kind, surroundings: found });
    return true;
  };

  const updateAll = async (): Promise<void> => {
    const updates = await Promise.all([...known].map(([uri, entry]) => update(uri, entry)));
    if (!updates.some((isNew) => isNew)) return;
    generation++;
    parts.changed('open');
  };

  const refresh = async (): Promise<void> => {
    const start = performance.now();
    const changes = await Promise.all([...projects.values()].map((project) => project.refresh()));
    const end = performance.now();
    restUntil = end + Math.min((end - start) / LISTING_SHARE, LONGEST_REST_MILLISECONDS);
    if (!changes.some((isNew) => isNew)) return;
    await updateAll();
    parts.changed('files');
  };

  return {
    now: (uri, kind) => {
      const entry = known.get(uri);
      if (entry?.kind === kind) return entry.surroundings;
      const first: Entry = { kind, surroundings: pathOnly(uri) };
      known.set(uri, first);
      void update(uri, first).then((isNew) => {
        if (!isNew) return;
        generation++;
        parts.changed('open');
      });
      return first.surroundings;
    },
    find,
    forget: (uri) => known.delete(uri),
    filesChanged: (uris) => {
      const isNear = uris.some((uri) => !NEVER_LISTED.test(uri) && projects.has(parts.folderOf(uri) ?? ''));
      if (!isNear) return;
      clearTimeout(timer);
      timer = setTimeout(
        () => void safely(log, 'listing the build context', undefined, refresh),
        Math.max(QUIET_MILLISECONDS, restUntil - performance.now()),
      );
    },
    foldersChanged: () => {
      projects.clear();
      void safely(log, 'looking at the open folders', undefined, updateAll);
    },
    textsChanged: () => {
      for (const project of projects.values()) project.forgetTexts();
      void safely(log, 'reading .dockerignore', undefined, updateAll);
    },
    generation: () => generation,
    stop: () => clearTimeout(timer),
  };
}

/** What is inside of these is not listed, so nothing of it can come or go. */
const NEVER_LISTED = /\/(?:node_modules|\.git|\.hg|\.svn|\.venv|__pycache__)\/./;

function pathOf(uri: string): string {
  return uriParts(uri).path.replace(/\/$/, '');
}

function isSame(a: Surroundings, b: Surroundings): boolean {
  return a.path === b.path && a.buildContext === b.buildContext && a.possibleContexts === b.possibleContexts;
}
