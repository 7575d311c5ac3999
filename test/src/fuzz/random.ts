/** Random numbers that are the same for the same seed (mulberry32), so that every finding can be had again. */
export interface Random {
  /** A whole number from 0 up to, not including, `limit`; 0 where that is 0. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item | undefined;
}

/** @param seed any whole number */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, pick: (items) => items[below(items.length)] };
}
