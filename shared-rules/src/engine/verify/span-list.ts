import { type Span, touches } from '../../text/span.js';

/** Spans that can be asked which of them are at a place without looking at all. */
export interface SpanList {
  /** How many spans share a character with one of the places; empty ones count inside a place and at its edges. */
  countAt(places: readonly Span[]): number;
}

/** Indexes spans that are sorted by their start. */
export function createSpanList(spans: readonly Span[]): SpanList {
  const furthestEnds: number[] = [];
  let furthest = 0;
  for (const { end } of spans) {
    furthest = Math.max(furthest, end);
    furthestEnds.push(furthest);
  }
  return {
    countAt: (places) => {
      const found = new Set<number>();
      for (const place of places) {
        for (let index = firstAtLeast(furthestEnds, place.start); index < spans.length; index++) {
          const span = spans[index];
          if (span === undefined || span.start > place.end) break;
          if (shares(span, place)) found.add(index);
        }
      }
      return found.size;
    },
  };
}

/** Whether two spans have a character in common, or one of them is an empty one inside or at the edge of the other. */
export function shares(a: Span, b: Span): boolean {
  if (a.start === a.end || b.start === b.end) return touches(a, b);
  return a.start < b.end && b.start < a.end;
}

function firstAtLeast(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
