import type { FileAccess, FolderEntry } from './host.js';

/** Folders as they are listed for everybody who asks: configurations, build contexts, new folders. */
export interface Listings {
  /** As `FileAccess.entries`; while `remember` holds, each folder is listed once. */
  readonly entries: FileAccess['entries'];
  /** From now on, until `release`: a check of the whole workspace asks for the same folders again and again. */
  remember(): void;
  /**
   * Takes over what a search lists that begins now: while `remember` holds, it is not listed again. Once something came or
   * went, nothing more is taken: a folder may have been read before that.
   */
  fromSearch(): (folder: string, entries: readonly FolderEntry[]) => void;
  /** Something came or went: nothing that was listed counts any more. */
  forget(): void;
  /** Ends one `remember`; outside of all of them every answer is new. */
  release(): void;
}

/** Lists folders by way of a file access; where there is none, nothing can be listed. */
export function createListings(access: FileAccess | undefined): Listings {
  const known = new Map<string, Promise<readonly FolderEntry[] | undefined>>();
  let holders = 0;
  let changes = 0;
  return {
    entries: (folder) => {
      const listed = known.get(folder) ?? access?.entries(folder) ?? Promise.resolve(undefined);
      if (holders > 0) known.set(folder, listed);
      return listed;
    },
    remember: () => {
      holders++;
    },
    fromSearch: () => {
      const begun = changes;
      return (folder, entries) => {
        if (holders > 0 && changes === begun) known.set(folder, Promise.resolve(entries));
      };
    },
    forget: () => {
      changes++;
      known.clear();
    },
    release: () => {
      holders--;
      if (holders === 0) known.clear();
    },
  };
}
