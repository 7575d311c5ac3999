import { type IgnorePattern, parseIgnoreFile } from './ignore-file.js';

/** Tells of a path whether something holds for it. Paths are as in `BuildContext`. */
export type PathTest = (path: string) => boolean;

/**
 * Whether a `.dockerignore` leaves a path out of the build context: the last line that fits it, or a folder above it,
 * decides. Takes the file's text and a path as in `BuildContext`. Quick where it is asked again with the same text.
 * Source: https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export function isIgnored(dockerignore: string, path: string): boolean {
  if (latest?.text !== dockerignore) {
    latest = { text: dockerignore, test: ignoreTest(parseIgnoreFile(dockerignore).patterns) };
  }
  return latest.test(path);
}

/** It saves time and changes no answer. */
let latest: { readonly text: string; readonly test: PathTest } | undefined;

/** Makes the test for what a list of patterns leaves out. */
export function ignoreTest(patterns: readonly IgnorePattern[]): PathTest {
  const tests = patterns.map((pattern) => ({ isException: pattern.isException, fits: patternTest(pattern.path) }));
  return (path) => {
    let ignored = false;
    for (const { isException, fits } of tests) if (isException === ignored && fits(path)) ignored = !isException;
    return ignored;
  };
}

/** Makes the test for the paths that a pattern fits, or a folder above which it fits; `!` and blanks are not part of it. */
export function patternTest(pattern: string): PathTest {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0) return () => false;
  if (!parts.some(isWild)) return (path) => isAtOrBelow(path, parts.join('/'));
  const deep = parts.lastIndexOf('**');
  if (deep === -1) return (path) => beginsWith(split(path), 0, parts);
  const behind = parts.slice(1);
  if (deep === 0 && behind.length > 0) {
    return (path) => {
      const names = split(path);
      return names.some((_, index) => beginsWith(names, index, behind));
    };
  }
  return (path) => fitsDeep(parts, split(path));
}

function isWild(part: string): boolean {
  return /[*?[\\]/.test(part);
}

function split(path: string): readonly string[] {
  return (path.endsWith('/') ? path.slice(0, -1) : path).split('/');
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && (path.length === folder.length || path[folder.length] === '/');
}

/** `**` stands for any number of folders; at the end, for all that is inside. */
function fitsDeep(parts: readonly string[], path: readonly string[]): boolean {
  let reached = withFoldersSkipped(parts, [0]);
  for (const name of path) {
    const next = reached.flatMap((at) => {
      const part = parts[at] ?? '';
      if (part === '**') return at === parts.length - 1 ? [at + 1] : [at];
      return fitsPart(part, name) ? [at + 1] : [];
    });
    if (next.includes(parts.length)) return true;
    if (next.length === 0) return false;
    reached = withFoldersSkipped(parts, next);
  }
  return false;
}

function beginsWith(path: readonly string[], from: number, parts: readonly string[]): boolean {
  return from + parts.length <= path.length && parts.every((part, at) => fitsPart(part, path[from + at] ?? ''));
}

/** Places of a pattern and those that a `**` for no folder at all leads to, each once. */
function withFoldersSkipped(parts: readonly string[], places: readonly number[]): readonly number[] {
  const all = new Set<number>();
  for (const place of places) {
    let at = place;
    all.add(at);
    while (parts[at] === '**' && at < parts.length - 1) all.add(++at);
  }
  return [...all];
}

/** Whether a name fits one part of a pattern, as Go's `filepath.Match`: `*`, `?`, `[a-z]`, `[^a-z]` and `\`. */
function fitsPart(pattern: string, name: string): boolean {
  if (!isWild(pattern)) return pattern === name;
  let at = 0;
  let from = 0;
  let star = -1;
  let mark = 0;
  while (from < name.length) {
    const step = pattern[at] === '*' ? undefined : stepOver(pattern, at, name[from] ?? '');
    if (step !== undefined) {
      at = step;
      from++;
    } else if (pattern[at] === '*') {
      star = at++;
      mark = from;
    } else if (star !== -1) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Where a pattern goes on behind what stands for one character; `undefined` where that is another one. */
function stepOver(pattern: string, at: number, character: string): number | undefined {
  const sign = pattern[at];
  if (sign === '?') return at + 1;
  if (sign === '\\') return pattern[at + 1] === character ? at + 2 : undefined;
  if (sign !== '[') return sign === character ? at + 1 : undefined;
  const isNegated = pattern[at + 1] === '^';
  const first = at + (isNegated ? 2 : 1);
  const end = pattern.indexOf(']', first + 1);
  if (end === -1) return undefined;
  return inClass(pattern.slice(first, end), character) === isNegated ? undefined : end + 1;
}

function inClass(characters: string, wanted: string): boolean {
  for (let index = 0; index < characters.length; index++) {
    const from = characters[index] ?? '';
    const isRange = characters[index + 1] === '-' && index + 2 < characters.length;
    const to = isRange ? (characters[index + 2] ?? '') : from;
    if (from <= wanted && wanted <= to) return true;
    if (isRange) index += 2;
  }
  return false;
}
