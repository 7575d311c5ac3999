/** A piece of a document: UTF-16 offsets from its start, `end` exclusive. `start <= end` always. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Makes a span; the ends are UTF-16 offsets. */
export function span(start: number, end: number): Span {
  return { start, end };
}

/** The text that a span covers. */
export function slice(text: string, part: Span): string {
  return text.slice(part.start, part.end);
}

/** The smallest span that covers both. */
export function cover(first: Span, last: Span): Span {
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

/** Whether two spans share a character, or one is an empty span inside or at the edge of the other. */
export function touches(first: Span, second: Span): boolean {
  return first.start <= second.end && second.start <= first.end;
}

/** Whether `outer` covers all of `inner`. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
