import type { Dockerfile } from './types.js';

/**
 * The version of the Dockerfile frontend that `# syntax=` pins: `[1, 7]` for `docker/dockerfile:1.7`. `undefined` where
 * the file leaves it to the builder, follows a channel such as `1` or `latest`, or names a frontend of somebody else.
 */
export function pinnedFrontend({ syntax }: Dockerfile): readonly [number, number] | undefined {
  const value = syntax.directives.find(({ name }) => name === 'syntax')?.value;
  const match = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?:(\d+)\.(\d+)/.exec(value ?? '');
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

/** Whether the file's frontend has what came with a version; a file that pins none has everything. */
export function frontendAllows(file: Dockerfile, [major, minor]: readonly [number, number]): boolean {
  const pinned = pinnedFrontend(file);
  if (pinned === undefined) return true;
  return pinned[0] > major || (pinned[0] === major && pinned[1] >= minor);
}
