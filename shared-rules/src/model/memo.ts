/** How many results are kept: a text before and after a fix, and the same of a fix that is tried on it. */
const KEPT = 4;

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
  const inFile = rememberLatest<object, Map<Part, { readonly part: Part; readonly value: Value }>>(() => new Map());
  let latest: { readonly part: Part; readonly value: Value } | undefined;
  return (part) => {
    // One rule after the other asks for the same part.
    if (latest?.part === part) return latest.value;
    const parts = inFile(fileOf(part));
    const entry = parts.get(part) ?? { part, value: compute(part) };
    parts.set(part, entry);
    latest = entry;
    return entry.value;
  };
}
