import type { FileAccess, FolderEntry } from './host.js';

/** Names that are noted of searches, which take five megabytes. */
const MOST_NOTED = 50_000;

/** Folders as they are listed for everybody who asks: configurations, build contexts, new folders. */
export interface Listings {
  /** As `FileAccess.entries`; while `remember` holds, each folder is listed once. */
  readonly entries: FileAccess['entries'];
  /** From now on, until `release`: a check of the whole workspace asks for the same folders again and again. */
  remember(): void;
  /** What a search begins to list: while `remember` holds, it is not listed again. */
  note(folder: string, entries: Promise<readonly FolderEntry[] | undefined>): void;
  /** Something came or went: nothing that was listed counts any more. */
  forget(): void;
  /** Ends one `remember`; outside of all of them every answer is new. */
  release(): void;
}

/** Lists folders by way of a file access; where there is none, nothing can be listed. */
export function createListings(access: FileAccess | undefined): Listings {
  const known = new Map<string, Promise<readonly FolderEntry[] | undefined>>();
  let holders = 0;
  let noted = 0;
  const forget = (): void => {
    noted = 0;
    known.clear();
  };
  return {
    entries: (folder) => {
      const listed = known.get(folder) ?? access?.entries(folder) ?? Promise.resolve(undefined);
      if (holders > 0) known.set(folder, listed);
      return listed;
    },
    remember: () => {
      holders++;
    },
    note: (folder, entries) => {
      if (holders === 0 || noted >= MOST_NOTED) return;
      known.set(folder, entries);
      void entries.then((found) => {
        noted += found?.length ?? 0;
      });
    },
    forget,
    release: () => {
      holders--;
      if (holders === 0) forget();
    },
  };
}
