import picomatch from 'picomatch';

type Matcher = (path: string) => boolean;

/** Patterns that are remembered as they were compiled; every file of a project is compared with the same few. */
const MOST_REMEMBERED = 200;
const remembered = new Map<string, Matcher | undefined>();

function matcherOf(pattern: string): Matcher | undefined {
  if (remembered.has(pattern)) return remembered.get(pattern);
  const matcher = compile(pattern);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(pattern, matcher);
  return matcher;
}

function compile(pattern: string): Matcher | undefined {
  try {
    return picomatch(pattern.replace(/^\.\//, ''), { dot: true, windows: false, basename: !pattern.includes('/') });
  } catch {
    return undefined;
  }
}

/** What is wrong with a pattern of files; `undefined` where nothing is. */
export function globProblem(pattern: string): string | undefined {
  return matcherOf(pattern) === undefined ? `"${pattern}" cannot be used as a pattern of files.` : undefined;
}

/**
 * Whether a path (relative, with `/`) fits one of some patterns. A pattern without a slash fits the name of a file in any
 * folder. Patterns that cannot be used fit nothing.
 */
export function fitsAny(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => matcherOf(pattern)?.(path) ?? false);
}
