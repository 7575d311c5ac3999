/** How many results are kept: those of a text before and after a fix. Each may hold a whole file in memory. */
const KEPT = 2;

/**
 * Makes a function that remembers its latest results, by identity of what it is given. For what is worked out once per
 * file and asked for by several rules. Not a WeakMap: those make every garbage collection slow.
 */
export function rememberLatest<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const latest: { readonly key: Key; readonly value: Value }[] = [];
  return (key) => {
    // Hundreds of questions about one file come in a row.
    const [first] = latest;
    if (first?.key === key) return first.value;
    const place = latest.findIndex((entry) => entry.key === key);
    const entry = latest[place] ?? { key, value: compute(key) };
    if (place === -1) latest.length = Math.min(latest.length, KEPT - 1);
    else latest.splice(place, 1);
    latest.unshift(entry);
    return entry.value;
  };
}

/**
 * Makes a function that remembers its results for the parts of the latest files: instructions, stages. For what several
 * rules ask of each of them.
 * @param fileOf the file that a part belongs to
 */
export function rememberInFile<Part extends object, Value>(
  fileOf: (part: Part) => object,
  compute: (part: Part) => Value,
): (part: Part) => Value {
  const partsOf = rememberLatest<object, Map<Part, { readonly value: Value }>>(() => new Map());
  return (part) => {
    const parts = partsOf(fileOf(part));
    const known = parts.get(part);
    if (known !== undefined) return known.value;
    const value = compute(part);
    parts.set(part, { value });
    return value;
  };
}
