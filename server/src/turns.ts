/** Gives way: settled in a turn of the event loop that nobody else was given, so that messages are heard between any two. */
export type NextTurn = () => Promise<void>;

/**
 * Hands out turns of the event loop, one after the other.
 * @param later calls back in another turn of the event loop, as soon as it can
 */
export function createTurns(later: (callback: () => void) => void): NextTurn {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((resolve) => later(resolve)));
    return last;
  };
}
