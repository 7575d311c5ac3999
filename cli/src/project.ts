import { configKind } from '@dockwright/shared-rules';
import type { Host } from './host.js';
import { folderOf, foldersUpwards, join, pathBelow } from './paths.js';

/**
 * Finds the top folder of the project that a folder is in: its repository, or else the working folder where it is below
 * that, or else itself. Asks once for each folder.
 */
export function createProjectFinder(
  host: Pick<Host, 'inspect' | 'workingFolder'>,
): (folder: string) => Promise<string> {
  const tops = new Map<string, Promise<string>>();
  const isRepository = async (folder: string): Promise<boolean> => (await host.inspect(join(folder, '.git'))).ok;
  const findTop = async (folder: string): Promise<string> => {
    for (const above of foldersUpwards(folder)) if (await isRepository(above)) return above;
    return pathBelow(host.workingFolder, folder) === undefined ? folder : host.workingFolder;
  };
  return (folder) => {
    const known = tops.get(folder) ?? findTop(folder);
    tops.set(folder, known);
    return known;
  };
}

/** What is said instead of a message that would name what stands in a file. */
export const NOT_QUOTED =
  'This is no valid configuration. What stands here is not shown, because the file lies outside of the project.';

/**
 * Tells whether messages about a configuration file may name what stands in it. One that is reached by `extends` or over a
 * link may be any file of the machine, and others read the log of a pipeline than those who may read that file.
 */
export function createQuoting(
  host: Pick<Host, 'inspect' | 'workingFolder'>,
): (config: string, linted: string) => Promise<boolean> {
  const topOf = createProjectFinder(host);
  const realPathOf = async (path: string): Promise<string | undefined> => {
    const info = await host.inspect(path);
    return info.ok ? info.value.realPath : undefined;
  };
  return async (config, linted) => {
    const path = await realPathOf(config);
    if (path === undefined || configKind(path) !== undefined) return path !== undefined;
    const top = await realPathOf(await topOf(folderOf(linted)));
    return top !== undefined && pathBelow(top, path) !== undefined;
  };
}
