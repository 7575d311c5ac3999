import { skipBlanks, trimEnd } from '../text/blanks.js';
import type { LineIndex } from '../text/line-index.js';
import type { MappedText, Segment } from '../text/mapped-text.js';
import { type Span, span } from '../text/span.js';
import type { Comment, EscapeCharacter } from './types.js';

/** One instruction's lines, joined as Docker joins them, heredoc bodies not yet read. */
export interface LogicalLine {
  readonly content: MappedText;
  /** From the first non-blank to the last non-blank character, a backslash that continues into nothing included. */
  readonly head: Span;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly comments: readonly Comment[];
  readonly blankLines: readonly number[];
  /** The first line (from 0) behind it. */
  readonly nextLine: number;
}

const BACKSLASH_CONTINUATION = /(^|[^\\])\\[ \t]*$/;
const BACKTICK_CONTINUATION = /(^|[^`])`[ \t]*$/;

/** Reads a comment line; `start` is the offset of its `#`. */
export function readComment(
  text: string,
  start: number,
  end: number,
  line: number,
  insideInstruction: boolean,
): Comment {
  return {
    span: span(start, trimEnd(text, start, end)),
    text: text.slice(start + 1, end).trim(),
    line,
    insideInstruction,
  };
}

/** The index of the escape character that continues the line, or -1. A doubled escape character continues nothing. */
function continuationIndex(text: string, start: number, end: number, escapeCharacter: EscapeCharacter): number {
  const last = trimEnd(text, start, end);
  if (last === start || text[last - 1] !== escapeCharacter) return -1;
  const match = (escapeCharacter === '\\' ? BACKSLASH_CONTINUATION : BACKTICK_CONTINUATION).exec(
    text.slice(Math.max(start, last - 2), end),
  );
  return match === null ? -1 : last - 1;
}

/**
 * Reads the logical line that begins on physical line `firstLine`, whose first non-blank character is at `start`.
 * Comment lines and blank lines inside a continuation are left out, as BuildKit does:
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go
 */
export function readLogicalLine(
  text: string,
  lines: LineIndex,
  firstLine: number,
  start: number,
  escapeCharacter: EscapeCharacter,
): LogicalLine {
  const segments: Segment[] = [];
  const comments: Comment[] = [];
  const blankLines: number[] = [];
  const pieces: string[] = [];
  let length = 0;
  let line = firstLine;
  let lastLine = firstLine;
  let end = start;
  let open = true;
  while (open && line < lines.count) {
    const physical = lines.lineSpan(line);
    const from = line === firstLine ? start : physical.start;
    const firstCharacter = skipBlanks(text, from, physical.end);
    if (line !== firstLine && firstCharacter === physical.end) {
      if (line < lines.count - 1 || physical.end > physical.start) blankLines.push(line);
    } else if (line !== firstLine && text[firstCharacter] === '#') {
      comments.push(readComment(text, firstCharacter, physical.end, line, true));
    } else {
      const continuation = continuationIndex(text, from, physical.end, escapeCharacter);
      const until = continuation === -1 ? physical.end : continuation;
      if (until > from) {
        segments.push({ at: length, offset: from });
        pieces.push(text.slice(from, until));
        length += until - from;
      }
      end = trimEnd(text, from, physical.end);
      lastLine = line;
      open = continuation !== -1;
    }
    line++;
  }
  const joined = pieces.length === 1 ? (pieces[0] ?? '') : pieces.join('');
  return {
    content: { text: joined, segments },
    head: span(start, end),
    firstLine,
    lastLine,
    comments,
    blankLines: open ? [] : blankLines,
    nextLine: line,
  };
}
