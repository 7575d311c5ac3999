import type { Span } from './span.js';

/** A run of characters of a mapped text that stand side by side in the document, too. */
export interface Segment {
  /** Where the run begins in the mapped text. */
  readonly at: number;
  /** Where the run begins in the document. */
  readonly offset: number;
}

/**
 * A text made of pieces of the document, as Docker reads an instruction: continuations joined, comment lines left out.
 * Segments are in ascending order and the first begins at 0, unless the text is empty.
 */
export interface MappedText {
  readonly text: string;
  readonly segments: readonly Segment[];
}

/** A stretch of the document as a mapped text. */
export function mapWhole(text: string, offset: number): MappedText {
  return { text, segments: [{ at: 0, offset }] };
}

/** The document offset of the character at `index` of the mapped text; past its end, the offset behind its last character. */
export function documentOffset(mapped: MappedText, index: number): number {
  const { segments } = mapped;
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low];
  return segment === undefined ? 0 : segment.offset + index - segment.at;
}

/**
 * The document span of `[start, end)` of the mapped text. Its end is taken from the last character, so that a span never
 * swallows a continuation behind it.
 */
export function documentSpan(mapped: MappedText, start: number, end: number): Span {
  const from = documentOffset(mapped, start);
  return { start: from, end: end > start ? documentOffset(mapped, end - 1) + 1 : from };
}

/** The part `[start, end)` as a mapped text of its own. */
export function mappedSlice(mapped: MappedText, start: number, end: number): MappedText {
  const segments: Segment[] = [];
  for (const segment of mapped.segments) {
    if (segment.at >= end) break;
    const at = segment.at - start;
    if (at > 0) segments.push({ at, offset: segment.offset });
    else segments[0] = { at: 0, offset: segment.offset - at };
  }
  return { text: mapped.text.slice(start, end), segments };
}

/** The index in the mapped text of a document offset, or `undefined` where that character is not part of it. */
export function mappedIndex(mapped: MappedText, offset: number): number | undefined {
  const { segments, text } = mapped;
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i];
    if (segment === undefined) break;
    const end = segments[i + 1]?.at ?? text.length;
    const index = segment.at + offset - segment.offset;
    if (index >= segment.at && (index < end || (index === end && i === segments.length - 1))) return index;
  }
  return undefined;
}
