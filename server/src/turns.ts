/** Gives way: settled when all messages were handled that had arrived, and nobody else was given the same time. */
export type NextTurn = () => Promise<void>;

/** A message is taken in, taken apart and handled in a turn of the event loop each, while others wait in the same rows. */
const TURNS_OF_A_MESSAGE = 3;

/**
 * Hands out times to work, one after the other, so that messages are heard between any two.
 * @param later calls back in another turn of the event loop, as soon as it can
 */
export function createTurns(later: (callback: () => void) => void): NextTurn {
  const oneTurn = (): Promise<void> => new Promise((resolve) => later(resolve));
  const giveWay = async (): Promise<void> => {
    for (let turn = 0; turn < TURNS_OF_A_MESSAGE; turn++) await oneTurn();
  };
  let last = Promise.resolve();
  return () => {
    last = last.then(giveWay);
    return last;
  };
}
