import type { Folders } from './folders.js';
import type { FileAccess, FileContent } from './host.js';
import { normalizeUri, uriOfPath, uriParts } from './uri.js';

const GOES_UP = /(?:^|[\\/])\.\.(?:[\\/]|$)/;
/** What is known of a folder holds for as long as the files in it are looked at one after the other. */
const KEPT_MILLISECONDS = 1000;

const OUTSIDE: FileContent = {
  kind: 'unreadable',
  message: 'it lies outside of the opened folders, and nothing there is read in a workspace that you do not trust.',
};
const LINKED: FileContent = {
  kind: 'unreadable',
  message: 'a link leads to it, and none is followed in a workspace that you do not trust.',
};

/** The files of the opened folders and no others, for a workspace that nobody trusts. No link below these folders is followed. */
export function confinedFiles(files: FileAccess, folders: Pick<Folders, 'of'>): FileAccess {
  const looked = new Map<string, Promise<boolean>>();
  let forgetAt = 0;

  /** Whether no link is on the way from an opened folder to this folder. */
  const isReal = (folder: string): Promise<boolean> => {
    if (performance.now() > forgetAt) {
      looked.clear();
      forgetAt = performance.now() + KEPT_MILLISECONDS;
    }
    const known = looked.get(folder) ?? look(folder);
    looked.set(folder, known);
    return known;
  };
  const look = async (folder: string): Promise<boolean> => {
    const { path } = uriParts(folder);
    const top = folders.of(folder);
    if (top === undefined) return false;
    if (uriParts(top).path.replace(/\/$/, '') === path) return true;
    return (await isReal(uriOfPath(folder, path.slice(0, path.lastIndexOf('/'))))) && !(await files.isLink(folder));
  };

  const isInside = (uri: string): boolean => folders.of(uri) !== undefined && !GOES_UP.test(uriParts(uri).path);
  const isRealPath = (uri: string): Promise<boolean> => isReal(normalizeUri(uri).replace(/\/$/, ''));
  const mayRead = async (uri: string): Promise<boolean> => isInside(uri) && (await isRealPath(uri));
  return {
    list: (folder, filter, token) => files.list(folder, { ...filter, mayRead }, token),
    entries: async (folder) => ((await mayRead(folder)) ? files.entries(folder) : undefined),
    read: async (uri) => (!isInside(uri) ? OUTSIDE : (await isRealPath(uri)) ? files.read(uri) : LINKED),
    isLink: (uri) => files.isLink(uri),
  };
}
