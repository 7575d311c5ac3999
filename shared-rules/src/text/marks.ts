import type { Span } from './span.js';

/** A text without its marks, and the stretches that were marked. */
export interface MarkedText {
  readonly text: string;
  /** In the order of their starts; an outer mark before the ones inside it. */
  readonly marked: readonly Span[];
}

/**
 * Takes `«marks»` out of an example. Marks may nest; one without its counterpart is taken out and marks nothing.
 * Spans are those of the text without marks.
 */
export function readMarks(marked: string): MarkedText {
  const spans: Span[] = [];
  const open: number[] = [];
  let text = '';
  for (const piece of marked.split(/([\u00AB\u00BB])/)) {
    if (piece === '«') {
      open.push(text.length);
      continue;
    }
    if (piece !== '»') {
      text += piece;
      continue;
    }
    const start = open.pop();
    if (start !== undefined) spans.push({ start, end: text.length });
  }
  return { text, marked: spans.sort((a, b) => a.start - b.start || b.end - a.end) };
}
