import { isSecretFile } from '../facts/secret-values.js';
import { UNWANTED_FILES, type UnwantedFile } from '../facts/unwanted-files.js';
import { compareText } from '../text/compare.js';
import { rememberLatest } from './memo.js';

/** Something in the build context that an image hardly needs, or must not have. */
export interface UnwantedPath {
  /** As in `BuildContext`. */
  readonly path: string;
  readonly kind: UnwantedFile['kind'] | 'secret';
  /** The pattern that keeps it out, at any depth where it may be at any. */
  readonly pattern: string;
}

/** Folders whose keys and passwords are made up. */
const MADE_UP = /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|testdata|examples?|samples?|mocks?|docs?|demo)\//i;

/** What of a build context is better left out, but for what is left out already; each pattern is in it once. */
export function unwantedPaths(
  paths: ReadonlySet<string>,
  isLeftOut: (path: string) => boolean,
): readonly UnwantedPath[] {
  const found = new Map<string, UnwantedPath>();
  for (const unwanted of allUnwanted(paths)) {
    if (!found.has(unwanted.pattern) && !isLeftOut(unwanted.path)) found.set(unwanted.pattern, unwanted);
  }
  return [...found.values()].sort((a, b) => compareText(a.pattern, b.pattern));
}

/** The files of a build context that most likely hold secrets. */
export function secretsIn(paths: ReadonlySet<string>): readonly string[] {
  return allUnwanted(paths).flatMap(({ kind, path }) => (kind === 'secret' ? [path] : []));
}

/** Looking at all paths takes milliseconds, and they stay the same from keystroke to keystroke. */
const allUnwanted = rememberLatest((paths: ReadonlySet<string>): readonly UnwantedPath[] =>
  [...paths].flatMap((path) => unwantedPath(path) ?? []),
);

function unwantedPath(path: string): UnwantedPath | undefined {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  const slash = path.lastIndexOf('/', end - 1);
  const name = path.slice(slash + 1, end);
  const known = UNWANTED_FILES.get(name.toLowerCase());
  if (known !== undefined) {
    if (!known.anywhere && slash !== -1) return undefined;
    return { path, kind: known.kind, pattern: known.anywhere ? `**/${name}` : name };
  }
  if (!isPlantedSecret(path) || /[*?[\]\\!#\s]/.test(name)) return undefined;
  return { path, kind: 'secret', pattern: `**/${name}` };
}

/** Whether a path most likely holds a secret that is a real one. Most `.npmrc` hold settings only. */
export function isPlantedSecret(path: string): boolean {
  return isSecretFile(path) && !MADE_UP.test(path) && !/(?:^|\/)\.(?:npmrc|docker\/?|kube\/?|azure\/?)$/.test(path);
}

/** Whether a name, or a pattern for names, is one of which nobody wants any file in an image, in no folder. */
export function isNeverWanted(name: string): boolean {
  return (
    UNWANTED_FILES.has(name.toLowerCase()) || /^\*\.(?:py[co]|log|swp|swo|pem|key)$/.test(name) || isPlantedSecret(name)
  );
}
