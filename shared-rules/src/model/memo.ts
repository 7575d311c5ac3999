/** How many results are kept: a text before and after a fix, and the same of a fix that is tried on it. */
const KEPT = 4;

/**
 * Makes a function that remembers its latest results, by identity of what it is given. For what is worked out once per
 * file and asked for by several rules. Not a WeakMap: those make every garbage collection slow.
 */
export function rememberLatest<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  let latest: readonly { readonly key: Key; readonly value: Value }[] = [];
  return (key) => {
    const [first] = latest;
    if (first?.key === key) return first.value;
    const known = latest.find((entry) => entry.key === key);
    const entry = known ?? { key, value: compute(key) };
    latest = [entry, ...latest.filter((other) => other.key !== key)].slice(0, KEPT);
    return entry.value;
  };
}
