/**
 * Has work done on some things at a time; the others wait, in the order they came.
 * @param work what is done; it may reject
 */
export function limited<Input, Output>(
  atOnce: number,
  work: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return async (input) => {
    if (busy >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy++;
    try {
      return await work(input);
    } finally {
      const next = waiting.shift();
      if (next === undefined) busy--;
      else next();
    }
  };
}
