/**
 * Makes a function that remembers its latest two results, by identity of what it is given: those of a text before and after
 * a fix, each of which may hold a whole file in memory. For what is worked out once per file and asked for by several rules.
 * Not a WeakMap: those make every garbage collection slow.
 */
export function rememberLatest<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  let latest: { readonly key: Key; readonly value: Value } | undefined;
  let before: typeof latest;
  return (key) => {
    // Hundreds of questions about one file come in a row.
    if (latest?.key === key) return latest.value;
    const entry = before?.key === key ? before : { key, value: compute(key) };
    before = latest;
    latest = entry;
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
