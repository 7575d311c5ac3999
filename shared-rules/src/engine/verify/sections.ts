import type { EditMap } from './edit-map.js';

/** A text cut in sections, before and after edits: what is new in one is not made up for by what is gone in another. */
export interface Sections {
  before(offset: number): number;
  after(offset: number): number;
}

/** Cuts a text at offsets (ascending, none of them inside or beside an edit); without cuts all of it is one section. */
export function createSections(cuts: readonly number[], map: EditMap): Sections {
  const moved = cuts.map((cut) => map.mapOffset(cut));
  return { before: (offset) => countUpTo(cuts, offset), after: (offset) => countUpTo(moved, offset) };
}

function countUpTo(ascending: readonly number[], offset: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
