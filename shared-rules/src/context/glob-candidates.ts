/**
 * The paths that a pattern with wildcards may fit, found by what stands before its first wildcard and, where no folder
 * follows it, by their depth: few of many, at little cost.
 */
export function* candidatesFor(pattern: string, paths: Iterable<string>): Iterable<string> {
  const wildcard = pattern.search(/[*?[]/);
  const head = wildcard === -1 ? pattern : pattern.slice(0, wildcard);
  const isLastPart = !pattern.includes('/', head.length);
  for (const path of paths) {
    if (!path.startsWith(head)) continue;
    const slash = isLastPart ? path.indexOf('/', head.length) : -1;
    if (slash === -1 || slash === path.length - 1) yield path;
  }
}
