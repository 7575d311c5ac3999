/** Files that wait for some work. */
export interface FileQueue {
  /** Adds a file. One that waits already is worked on once; one that is worked on now is worked on again after that. */
  add(uri: string): void;
  /** Lets go of all files that wait. */
  clear(): void;
}

/**
 * Works on files, some at a time: a change of a thousand files is no thousand requests at once.
 * @param work must not reject
 */
export function createFileQueue(atOnce: number, work: (uri: string) => Promise<void>): FileQueue {
  const waiting = new Set<string>();
  const busy = new Set<string>();

  const workOn = async (uri: string): Promise<void> => {
    await work(uri);
    busy.delete(uri);
    next();
  };

  const next = (): void => {
    for (const uri of waiting) {
      if (busy.size >= atOnce) return;
      if (busy.has(uri)) continue;
      waiting.delete(uri);
      busy.add(uri);
      void workOn(uri);
    }
  };

  return {
    add: (uri) => {
      waiting.add(uri);
      next();
    },
    clear: () => waiting.clear(),
  };
}
