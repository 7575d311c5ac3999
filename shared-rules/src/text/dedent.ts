import { smallest } from './numbers.js';

/**
 * The text of an indented template literal: the line break behind the opening quote, the indentation that all lines
 * share, and the blanks before the closing quote are left out. Lines of blanks alone become empty. A text of one line
 * stays as it is.
 */
export function dedent(text: string): string {
  const lines = text.split('\n');
  if (lines.length > 1 && lines[0]?.trim() === '') lines.shift();
  const indentation = sharedIndentation(lines.filter((line) => line.trim() !== ''));
  return lines.map((line) => (line.trim() === '' ? '' : line.slice(indentation))).join('\n');
}

function sharedIndentation(lines: readonly string[]): number {
  const widths = lines.map((line) => line.length - line.trimStart().length);
  return Math.min(smallest(widths), Number.MAX_SAFE_INTEGER);
}
