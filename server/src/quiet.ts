/** Makes a function that runs an action once nobody has called the function for that long. */
export function whenQuiet(milliseconds: number, action: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    if (timer !== undefined) clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
}
