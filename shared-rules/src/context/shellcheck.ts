/** A change that ShellCheck proposes. Lines and columns as in `ShellcheckComment`. */
export interface ShellcheckReplacement {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

/** What ShellCheck says of a script. Lines and columns from 1; a column is a code point, a tab is one. */
export interface ShellcheckComment {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  /** Without `SC`. */
  readonly code: number;
  readonly message: string;
  /** All or none; empty where it has no fix. */
  readonly replacements: readonly ShellcheckReplacement[];
}

/** What ShellCheck said of scripts, by their keys. */
export type ShellcheckReports = ReadonlyMap<string, readonly ShellcheckComment[]>;

/** More is not read: nobody looks at it. */
const MOST_COMMENTS = 500;

/**
 * Reads what `shellcheck -f json1` prints; `undefined` where it is something else. Comments of another shape are left out.
 * https://github.com/koalaman/shellcheck/wiki/Integration
 */
export function readShellcheckOutput(output: string): readonly ShellcheckComment[] | undefined {
  const comments = member(parse(output), 'comments');
  if (!Array.isArray(comments)) return undefined;
  return comments.slice(0, MOST_COMMENTS).flatMap((comment) => readComment(comment));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function readComment(value: unknown): readonly ShellcheckComment[] {
  const place = readPlace(value);
  const level = (['error', 'warning', 'info', 'style'] as const).find((known) => known === member(value, 'level'));
  const code = member(value, 'code');
  const message = member(value, 'message');
  if (place === undefined || level === undefined || !isPosition(code) || typeof message !== 'string') return [];
  return [{ ...place, level, code, message, replacements: readFix(member(value, 'fix')) }];
}

function readFix(fix: unknown): readonly ShellcheckReplacement[] {
  const written = member(fix, 'replacements');
  if (!Array.isArray(written)) return [];
  const read = written.flatMap((value) => {
    const place = readPlace(value);
    const text = member(value, 'replacement');
    return place === undefined || typeof text !== 'string' ? [] : [{ ...place, text }];
  });
  return read.length === written.length ? read : [];
}

type Place = Pick<ShellcheckReplacement, 'line' | 'column' | 'endLine' | 'endColumn'>;

function readPlace(value: unknown): Place | undefined {
  const line = member(value, 'line');
  const column = member(value, 'column');
  const endLine = member(value, 'endLine');
  const endColumn = member(value, 'endColumn');
  if (!isPosition(line) || !isPosition(column) || !isPosition(endLine) || !isPosition(endColumn)) return undefined;
  return { line, column, endLine, endColumn };
}

function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}
