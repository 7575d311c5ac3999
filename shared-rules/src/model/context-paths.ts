import { joinPath } from './paths.js';

const REMOTE = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@)/i;

/**
 * A source of COPY or ADD as a path of the build context: without `./`, a slash in front or behind, and `..`; empty for
 * the whole context. `undefined` for addresses. Docker reads `/a` and `../a` as `a`, too.
 */
export function contextPath(source: string): string | undefined {
  return REMOTE.test(source) ? undefined : joinPath('/', source.replace(/^~/, './~')).slice(1);
}
