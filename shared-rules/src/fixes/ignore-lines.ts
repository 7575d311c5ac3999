import type { IgnoreFile, IgnorePattern } from '../context/ignore-file.js';
import type { TextEdit } from '../text/edit.js';

/** Writes lines at the end of a `.dockerignore`, where they have the last word. */
export function appendLines({ text, lineEnding }: IgnoreFile, lines: readonly string[]): readonly TextEdit[] {
  const end = text.length;
  const before = text === '' || text.endsWith('\n') ? '' : lineEnding;
  return [{ span: { start: end, end }, text: before + lines.map((line) => line + lineEnding).join('') }];
}

/** Deletes the line of a pattern. */
export function deleteLine({ text, lines }: IgnoreFile, { line }: IgnorePattern): readonly TextEdit[] {
  const { start, end } = lines.lineSpan(line);
  const next = lines.lineSpan(line + 1).start;
  const from = start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start;
  // The last line goes with the line ending above it, unless nothing is above.
  if (line + 1 >= lines.count)
    return [{ span: { start: Math.max(lines.lineSpan(line - 1).end, from === 1 ? 1 : 0), end }, text: '' }];
  return [{ span: { start: from, end: next }, text: '' }];
}
