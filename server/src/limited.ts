/** Does some work when its turn comes; gives what the work gives, or rejects as it does. */
export type Limited = <Output>(work: () => Promise<Output>) => Promise<Output>;

/** Lets so many pieces of work be done at the same time; the others wait, in the order they came. */
export function limited(atOnce: number): Limited {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (busy >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) busy--;
      else next();
    }
  };
}
