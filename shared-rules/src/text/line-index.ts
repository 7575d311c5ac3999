import type { Span } from './span.js';

/** A place as editors name it: line from 0, character in UTF-16 units from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Where the lines of a text are. Lines end with `\n` or `\r\n` (a lone `\r` ends none, as for Docker). */
export interface LineIndex {
  /** At least 1: an empty text has one empty line. */
  readonly count: number;
  /** The line (from 0) that holds an offset; offsets outside the text are clamped. */
  lineAt(offset: number): number;
  /** The position of an offset; offsets outside the text are clamped. */
  positionAt(offset: number): Position;
  /** The offset of a position; lines and characters outside are clamped to the text and to the line. */
  offsetAt(position: Position): number;
  /** A line without its line ending; an empty span at the end of the text for lines that do not exist. */
  lineSpan(line: number): Span;
}

/** Indexes the lines of a text, in one pass. */
export function createLineIndex(text: string): LineIndex {
  const starts: number[] = [0];
  for (let newline = text.indexOf('\n'); newline !== -1; newline = text.indexOf('\n', newline + 1)) {
    starts.push(newline + 1);
  }
  const startOf = (line: number): number => starts[line] ?? text.length;

  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  const lineSpan = (line: number): Span => {
    if (line < 0) return { start: 0, end: 0 };
    const start = startOf(line);
    if (line >= starts.length - 1) return { start, end: text.length };
    const newline = startOf(line + 1) - 1;
    return { start, end: newline > start && text[newline - 1] === '\r' ? newline - 1 : newline };
  };

  return {
    count: starts.length,
    lineAt,
    lineSpan,
    positionAt: (offset) => {
      const clamped = Math.max(0, Math.min(offset, text.length));
      const line = lineAt(clamped);
      return { line, character: clamped - startOf(line) };
    },
    offsetAt: ({ line, character }) => {
      if (line < 0) return 0;
      const { start, end } = lineSpan(line);
      return Math.min(start + Math.max(0, character), end);
    },
  };
}
