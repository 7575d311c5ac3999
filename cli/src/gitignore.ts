import type { Ignore } from 'ignore';
import ignore from 'ignore';
import { pathBelow } from './paths.js';

/**
 * The .gitignore files that hold for a folder, from the top of the repository downwards. A deeper file overrules one
 * above it, so all patterns stand in one list, each made relative to the top.
 */
export interface GitIgnore {
  /** Absolute; all patterns are relative to it. */
  readonly top: string;
  readonly patterns: Ignore;
}

/** Matches as git does on a case-sensitive disk. */
export function emptyGitIgnore(top: string): GitIgnore {
  return { top, patterns: ignore({ ignorecase: false }) };
}

/** Cuts blanks at the end, which git does not read unless a backslash stands before them. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && /[ \t\r]/.test(line.charAt(end - 1)) && line[end - 2] !== '\\') end--;
  return line.slice(0, end);
}

/** One line of the .gitignore of `folder` as a pattern for the top. https://git-scm.com/docs/gitignore#_pattern_format */
function patternForTop(line: string, folder: string): string | undefined {
  const written = withoutTrailingBlanks(line);
  if (written === '' || written.startsWith('#')) return undefined;
  const negation = written.startsWith('!') ? '!' : '';
  const pattern = written.slice(negation.length);
  const base = folder === '' ? '' : `/${folder.replace(/[\\*?[\]!# ]/g, '\\$&')}`;
  const slash = pattern.indexOf('/');
  if (slash >= 0 && slash < pattern.length - 1) return `${negation}${base}/${pattern.replace(/^\//, '')}`;
  return `${negation}${base}/**/${pattern}`;
}

/** The same with the .gitignore of `folder` (absolute, below the top) read, too. */
export function withGitIgnore(above: GitIgnore, folder: string, text: string): GitIgnore {
  const below = pathBelow(above.top, folder);
  if (below === undefined) return above;
  const patterns = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line) => patternForTop(line, below) ?? []);
  return { top: above.top, patterns: ignore({ ignorecase: false }).add(above.patterns).add(patterns) };
}

/** Whether git leaves out a file or folder (absolute; the top itself never is). */
export function isIgnored({ top, patterns }: GitIgnore, path: string, isFolder: boolean): boolean {
  const below = pathBelow(top, path);
  return below !== undefined && below !== '' && patterns.ignores(isFolder ? `${below}/` : below);
}
