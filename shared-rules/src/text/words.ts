const RUN_OF_SIGNS = /[a-z0-9]+/g;

/** A word as rules give it in `mentions`, without the version at its end: `pip` for `pip3`; a number stays what it is. */
export function withoutVersion(word: string): string {
  return word.replace(/(?<=[a-z])\d+$/, '');
}

/**
 * One word of each name, each once, as rules give them in `mentions`: the longest of its runs of letters and digits, in
 * small letters and without digits at its end. `keyscan` for `ssh-keyscan`, `pip` for `pip3`. Gives nothing for a name
 * without any.
 */
export function wordsOf(names: Iterable<string>): readonly string[] {
  const words = new Set<string>();
  for (const name of names) {
    const runs = (name.toLowerCase().match(RUN_OF_SIGNS) ?? []).map(withoutVersion);
    const [first, ...others] = runs;
    if (first !== undefined) words.add(others.reduce((best, run) => (run.length > best.length ? run : best), first));
  }
  return [...words];
}
