import type { LineIndex, Span } from '@dockwright/shared-rules';
import type { Paint, Style } from './colors.js';
import { type Cell, cellsOf } from './visible.js';

export interface FrameOptions {
  readonly paint: Paint;
  /** The colour of the markers. */
  readonly style: Style;
  /** The width of the terminal in columns. */
  readonly columns: number;
}

/** Of a long span only its first and last lines are shown, this many together. */
const MOST_LINES = 6;
const NARROWEST = 40;
/** The most of a line that is looked at, on each side of the marked place; the rest could not be shown anyway. */
const REACH = 1_000;

interface Piece {
  readonly text: string;
  readonly markers: string;
}

function markersFor(cells: readonly Cell[], { start, end }: Span): string {
  return cells.map((cell) => (cell.start < end && cell.end > start ? '^' : ' ').repeat(cell.width)).join('');
}

/** One line with carets under a part of it (offsets in the line), cut so that the beginning of the part can be seen. */
function pieceOf(line: string, part: Span, columns: number): Piece {
  const reach = { start: Math.max(0, part.start - REACH), end: Math.min(line.length, part.start + REACH) };
  const cells = cellsOf(line, reach.start, reach.end);
  const found = cells.findIndex((cell) => cell.end > part.start);
  const target = found < 0 ? cells.length : found;
  let columnsBefore = cells.slice(0, target).reduce((sum, { width }) => sum + width, 0);
  let begin = 0;
  if (columnsBefore > columns - 20) {
    for (; columnsBefore > columns / 3; begin++) columnsBefore -= cells[begin]?.width ?? 0;
  }
  let end = begin;
  for (let room = columns - 2; end < cells.length; end++) {
    room -= cells[end]?.width ?? 0;
    if (room < 0) break;
  }
  const shown = cells.slice(begin, end);
  const before = begin > 0 || reach.start > 0 ? '…' : '';
  const after = end < cells.length || reach.end < line.length ? '…' : '';
  const markers = markersFor(shown, part);
  const marked = markers.includes('^') ? markers : `${' '.repeat(columnsBefore)}^`;
  return {
    text: (before + shown.map(({ text }) => text).join('') + after).trimEnd(),
    markers: (' '.repeat(before.length) + marked).trimEnd(),
  };
}

/** The lines from `first` to `last`; `undefined` stands for those left out in the middle. */
function shownLines(first: number, last: number): readonly (number | undefined)[] {
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
  if (last - first < MOST_LINES) return range(first, last);
  return [...range(first, first + MOST_LINES / 2 - 1), undefined, ...range(last - MOST_LINES / 2 + 1, last)];
}

/** The part of a span that stands on one line, as offsets in it; from its first letter where the span began above. */
function partOnLine(source: string, start: number, span: Span): Span {
  const from = span.start >= start ? span.start - start : source.search(/\S|$/);
  return { start: from, end: Math.max(from, Math.min(span.end - start, source.length)) };
}

/**
 * The lines of a span with line numbers in a gutter and carets under the span; one line of text each, no line ending.
 * Of a line of any length only what can be shown is looked at.
 */
export function codeFrame(text: string, lines: LineIndex, span: Span, options: FrameOptions): readonly string[] {
  const first = lines.lineAt(span.start);
  // A span that ends behind a line ending does not reach into the next line.
  const last = Math.max(first, lines.lineAt(Math.max(span.start, span.end - 1)));
  const gutter = String(last + 1).length;
  const bar = options.paint('dim', '│');
  const columns = Math.max(NARROWEST, options.columns) - gutter - 5;
  return shownLines(first, last).flatMap((line) => {
    if (line === undefined) return [`  ${options.paint('dim', '…'.padStart(gutter))} ${bar}`];
    const { start, end } = lines.lineSpan(line);
    const source = text.slice(start, end);
    const part = partOnLine(source, start, span);
    const { text: shown, markers } = pieceOf(source, part, columns);
    const code = `  ${options.paint('dim', String(line + 1).padStart(gutter))} ${bar} ${shown}`.trimEnd();
    if (part.end === part.start && line > first) return [code];
    return [code, `  ${' '.repeat(gutter)} ${bar} ${options.paint(options.style, markers)}`];
  });
}
