/** The number of letters to add, drop, change or swap with a neighbour to make `b` of `a`; stops counting at `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (previous[column] ?? limit) + 1,
        (current[column - 1] ?? limit) + 1,
        (previous[column - 1] ?? limit) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (beforePrevious[column - 2] ?? limit) + 1);
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(previous[b.length] ?? limit, limit);
}

/** Longer words are never compared: no name is that long, and the cost grows with the square of the length. */
const longest = 100;

/**
 * The one of `names` that somebody who wrote `word` most likely meant, upper and lower case alike; the first of several
 * that are equally near. `undefined` where none is near: a third of the word's letters may differ, one in any case, and
 * never all of them.
 * @param most how many letters may differ at most, however long the word is
 */
export function nearest(word: string, names: Iterable<string>, most = longest): string | undefined {
  if (word.length > longest) return undefined;
  const lower = word.toLowerCase();
  let limit = Math.min(Math.max(1, Math.floor(word.length / 3)), word.length - 1, most) + 1;
  let found: string | undefined;
  for (const name of names) {
    const steps = distance(lower, name.toLowerCase(), limit);
    if (steps >= limit) continue;
    limit = steps;
    found = name;
  }
  return found;
}
