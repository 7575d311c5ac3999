import { createLineIndex, type LineIndex } from '../text/line-index.js';
import type { Span } from '../text/span.js';

/** A line of a `.dockerignore` that Docker reads as a pattern. */
export interface IgnorePattern {
  readonly index: number;
  /** From 0. */
  readonly line: number;
  /** As written, blanks at both ends cut. */
  readonly text: string;
  readonly span: Span;
  /** `!`: it lets through what lines above it leave out. */
  readonly isException: boolean;
  /** As Docker reads it: without `!`, without a slash in front or behind, without `.` and `..` parts. */
  readonly path: string;
}

/** A `.dockerignore`, or the `.dockerignore` of one Dockerfile. */
export interface IgnoreFile {
  readonly text: string;
  readonly lines: LineIndex;
  /** What most lines end with. */
  readonly lineEnding: '\n' | '\r\n';
  readonly patterns: readonly IgnorePattern[];
  /** Lines that begin with `#`: from there to the end of the line. */
  readonly comments: readonly Span[];
}

/**
 * Reads a `.dockerignore`. Takes any text. A comment begins in the first column, as for Docker; blanks at both ends of a
 * line do not count.
 * Source: https://github.com/moby/patternmatcher/blob/main/ignorefile/ignorefile.go
 */
export function parseIgnoreFile(text: string): IgnoreFile {
  const lines = createLineIndex(text);
  const patterns: IgnorePattern[] = [];
  const comments: Span[] = [];
  let carriageReturns = 0;
  for (let line = 0; line < lines.count; line++) {
    const whole = lines.lineSpan(line);
    const start = whole.start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : whole.start;
    if (text[whole.end] === '\r') carriageReturns++;
    const content = text.slice(start, whole.end);
    if (content.startsWith('#')) {
      comments.push({ start, end: whole.end });
      continue;
    }
    const written = content.trim();
    if (written === '') continue;
    const at = start + content.indexOf(written);
    const isException = written.startsWith('!');
    patterns.push({
      index: patterns.length,
      line,
      text: written,
      span: { start: at, end: at + written.length },
      isException,
      path: cleanPath(isException ? written.slice(1).trim() : written),
    });
  }
  const lineEnding = carriageReturns * 2 > lines.count - 1 ? '\r\n' : '\n';
  return { text, lines, lineEnding, patterns, comments };
}

/** As Go's `filepath.Clean`, with the slash in front taken away; empty for what stands for the context as a whole. */
function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
