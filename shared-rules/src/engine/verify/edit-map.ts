import { sortEdits, type TextEdit } from '../../text/edit.js';
import type { Span } from '../../text/span.js';

/** Where the places of a text are once edits are applied. */
export interface EditMap {
  /** Sorted by place. */
  readonly edits: readonly TextEdit[];
  /** What the edits wrote, as spans of the new text, in the order of `edits`. */
  readonly written: readonly Span[];
  /** A span with all that the edits wrote inside it or at its ends. */
  mapSpan(span: Span): Span;
  /** Where a place is that no edit covers, behind what is inserted there. */
  mapOffset(offset: number): number;
  /** The edits that touch a span, its ends included. */
  touching(span: Span): readonly TextEdit[];
}

/** Maps places through edits that do not conflict. */
export function createEditMap(unsorted: readonly TextEdit[]): EditMap {
  const edits = sortEdits(unsorted);
  const shifts: number[] = [];
  const written: Span[] = [];
  let shift = 0;
  for (const edit of edits) {
    const start = edit.span.start + shift;
    written.push({ start, end: start + edit.text.length });
    shifts.push(shift);
    shift += edit.text.length - (edit.span.end - edit.span.start);
  }
  const total = shift;
  const shiftBefore = (index: number): number => shifts[index] ?? total;

  /** The first edit for which `holds`, which must be false for a first part of the list and true for the rest. */
  const first = (holds: (edit: TextEdit) => boolean): number => {
    let low = 0;
    let high = edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const edit = edits[middle];
      if (edit !== undefined && holds(edit)) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  const mapStart = (offset: number): number => {
    const index = first(({ span }) => span.end > offset || span.start >= offset);
    const edit = edits[index];
    if (edit !== undefined && edit.span.start < offset) return written[index]?.start ?? offset;
    return offset + shiftBefore(index);
  };

  const mapOffset = (offset: number): number => offset + shiftBefore(first(({ span }) => span.end > offset));

  const mapEnd = (offset: number): number => {
    const index = first(({ span }) => span.end > offset);
    const edit = edits[index];
    if (edit !== undefined && edit.span.start < offset) return written[index]?.end ?? offset;
    return offset + shiftBefore(index);
  };

  return {
    edits,
    written,
    mapSpan: ({ start, end }) => {
      const from = mapStart(start);
      return { start: from, end: Math.max(from, mapEnd(end)) };
    },
    mapOffset,
    touching: ({ start, end }) =>
      edits.slice(
        first(({ span }) => span.end >= start),
        first(({ span }) => span.start > end),
      ),
  };
}
