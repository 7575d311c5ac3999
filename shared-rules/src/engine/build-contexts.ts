import type { BuildContext } from '../context/types.js';
import { BULKY_FOLDERS } from '../facts/unwanted-files.js';
import { buildModel } from '../model/build.js';
import { chooseContext } from '../model/context-choice.js';
import { parseDockerfile } from '../syntax/parse.js';
import { compareText } from '../text/compare.js';

export interface FolderEntry {
  readonly name: string;
  /** Links are none, wherever they lead. */
  readonly isFolder: boolean;
}

/** How folders are listed and files read. Paths are the host's own, absolute, with `/`: of a disk or of a URI. */
export interface ContextHost {
  /** What stands in a folder; `undefined` where it cannot be listed. */
  list(folder: string): Promise<readonly FolderEntry[] | undefined>;
  /** The text of a file; `undefined` where there is none or it cannot be read. */
  readText(path: string): Promise<string | undefined>;
}

/** What is known of the build contexts of a project. Every folder is listed once, until told otherwise. */
export interface BuildContexts {
  /**
   * The folders that a Dockerfile may be built in: its own, and that of the project. For `LintOptions.possibleContexts`; the
   * same array as long as nothing changes.
   */
  possibleFor(dockerfile: string): Promise<PossibleContexts>;
  /** A folder as the build context of a Dockerfile. */
  inFolder(folder: string, dockerfile: string): Promise<BuildContext | undefined>;
  /** The build context that a `.dockerignore` is for; `undefined` where that cannot be told. */
  ofIgnoreFile(path: string): Promise<BuildContext | undefined>;
  /** Forgets what `.dockerignore` files and Dockerfiles say. */
  forgetTexts(): void;
  /** Lists all anew that was listed before; tells whether anything has come or gone. */
  refresh(): Promise<boolean>;
}

export type PossibleContexts = readonly (BuildContext | undefined)[];

/** A folder with more in it is not known: looking at all of it would take long. */
const MOST_PATHS = 20_000;
/** Folders that are listed at the same time. */
const AT_ONCE = 16;

/** Docker reads the first one, Podman either. */
const IGNORE_FILES = ['.dockerignore', '.containerignore'];

interface Listing {
  readonly paths: OrderedPaths;
  readonly unlisted: OrderedPaths;
}

/** Paths, and the same in the order of their UTF-16 units: what is below a folder stands together. */
interface OrderedPaths {
  readonly all: ReadonlySet<string>;
  readonly inOrder: readonly string[];
}

/** Looks at the folders below `root` as files ask for them, and at nothing outside of it but folders that are named. */
export function createBuildContexts(root: string, host: ContextHost): BuildContexts {
  const listings = new Map<string, Promise<Listing | undefined>>();
  const texts = new Map<string, Promise<string | undefined>>();
  const contexts = new Map<string, BuildContext>();
  const possible = new Map<string, Promise<PossibleContexts>>();

  const listingOf = (folder: string): Promise<Listing | undefined> =>
    remember(listings, folder, () => listAll(folder, host));
  const textOf = (path: string): Promise<string | undefined> => remember(texts, path, () => host.readText(path));

  /** A folder by itself, or as a part of the project where all of that is known. */
  const listingWithin = async (folder: string): Promise<Listing | undefined> => {
    const below = pathBelow(root, folder);
    if (below === undefined || below === '') return listingOf(folder);
    const whole = await listingOf(root);
    if (whole === undefined || !whole.paths.all.has(`${below}/`) || whole.unlisted.all.has(`${below}/`))
      return listingOf(folder);
    return remember(listings, folder, async () => partOf(whole, `${below}/`));
  };

  const inFolder = async (folder: string, dockerfile: string): Promise<BuildContext | undefined> => {
    const listing = await listingWithin(folder);
    if (listing === undefined) return undefined;
    const below = pathBelow(folder, `${dockerfile}.dockerignore`);
    const { all: paths } = listing.paths;
    const own = below === undefined || paths.has(below) ? await textOf(`${dockerfile}.dockerignore`) : undefined;
    const name = IGNORE_FILES.find((candidate) => paths.has(candidate));
    const dockerignore = own ?? (name === undefined ? undefined : await textOf(`${folder}/${name}`));
    const key = JSON.stringify([folder, own === undefined ? '' : dockerfile]);
    const known = contexts.get(key);
    if (known !== undefined && known.paths === paths && known.dockerignore === dockerignore) return known;
    const context = { paths, unlisted: listing.unlisted.all, dockerignore, folder };
    contexts.set(key, context);
    return context;
  };

  const possibleFor = (dockerfile: string): Promise<PossibleContexts> =>
    remember(possible, dockerfile, async () => {
      const folder = folderOf(dockerfile);
      const own = await inFolder(folder, dockerfile);
      if (folder === root || pathBelow(root, folder) === undefined) return [own];
      return [own, await inFolder(root, dockerfile)];
    });

  const ofIgnoreFile = async (path: string): Promise<BuildContext | undefined> => {
    const dockerfile = path.slice(0, -'.dockerignore'.length);
    if (path.endsWith('/.dockerignore') || !path.endsWith('.dockerignore')) return inFolder(folderOf(path), dockerfile);
    const text = await textOf(dockerfile);
    return text === undefined
      ? undefined
      : chooseContext(buildModel(parseDockerfile(text)), await possibleFor(dockerfile));
  };

  const refresh = async (): Promise<boolean> => {
    const before = new Map(listings);
    listings.clear();
    let isChanged = false;
    for (const [folder, listing] of before) {
      const old = await listing;
      const now = await listingWithin(folder);
      if (old !== undefined && now !== undefined && isSame(old.paths.all, now.paths.all)) listings.set(folder, listing);
      else if (old !== now) isChanged = true;
    }
    if (isChanged) {
      // A folder may have come back with other files of the same names.
      texts.clear();
      possible.clear();
    }
    return isChanged;
  };

  return {
    possibleFor,
    inFolder,
    ofIgnoreFile,
    forgetTexts: () => {
      texts.clear();
      possible.clear();
    },
    refresh,
  };
}

function remember<Value>(cache: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>): Promise<Value> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  made.catch(() => cache.delete(key));
  return made;
}

/** All that is below a folder; `undefined` where that is too much, or a part of it cannot be listed. */
async function listAll(folder: string, host: ContextHost): Promise<Listing | undefined> {
  const paths = new Set<string>();
  const unlisted = new Set<string>();
  let pending: readonly string[] = [''];
  while (pending.length > 0) {
    const next: string[] = [];
    for (let at = 0; at < pending.length; at += AT_ONCE) {
      const some = pending.slice(at, at + AT_ONCE);
      const lists = await Promise.all(some.map((below) => host.list(`${folder}/${below}`.replace(/(?<=.)\/$/, ''))));
      for (const [index, entries] of lists.entries()) {
        const below = some[index] ?? '';
        if (entries === undefined && below === '') return undefined;
        if (entries === undefined) unlisted.add(below);
        for (const { name, isFolder } of entries ?? []) {
          const path = `${below}${name}${isFolder ? '/' : ''}`;
          paths.add(path);
          if (!isFolder) continue;
          if (BULKY_FOLDERS.has(name)) unlisted.add(path);
          else next.push(path);
        }
      }
      if (paths.size > MOST_PATHS) return undefined;
    }
    pending = next;
  }
  return { paths: ordered([...paths].sort(compareText)), unlisted: ordered([...unlisted].sort(compareText)) };
}

function ordered(inOrder: readonly string[]): OrderedPaths {
  return { all: new Set(inOrder), inOrder };
}

function partOf({ paths, unlisted }: Listing, folder: string): Listing {
  return { paths: ordered(pathsBelow(folder, paths)), unlisted: ordered(pathsBelow(folder, unlisted)) };
}

/** The paths below a folder, which ends with `/`, as they are from there. */
function pathsBelow(folder: string, { inOrder }: OrderedPaths): readonly string[] {
  const below: string[] = [];
  for (let at = firstFrom(inOrder, folder); inOrder[at]?.startsWith(folder); at++) {
    const path = inOrder[at] ?? folder;
    if (path !== folder) below.push(path.slice(folder.length));
  }
  return below;
}

/** The index of the first text that does not come before `wanted`. */
function firstFrom(inOrder: readonly string[], wanted: string): number {
  let low = 0;
  let high = inOrder.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareText(inOrder[middle] ?? '', wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const path of a) if (!b.has(path)) return false;
  return true;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The way from a folder to a path below it; `undefined` where it is not below. */
function pathBelow(folder: string, path: string): string | undefined {
  if (path === folder) return '';
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}
