/**
 * Whether a `.dockerignore` leaves a path out of the build context: the last line that fits it, or a folder above it,
 * decides. Takes the file's text and a path as in `BuildContext`.
 * Source: https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export function isIgnored(dockerignore: string, path: string): boolean {
  const parts = path.replace(/\/$/, '').split('/');
  let ignored = false;
  for (const line of dockerignore.split('\n')) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const isException = text.startsWith('!');
    if (isException === ignored && fits(isException ? text.slice(1).trim() : text, parts)) ignored = !isException;
  }
  return ignored;
}

/** Whether a pattern fits a path or a folder above it. `**` stands for any number of folders; at the end, for all that is inside. */
function fits(pattern: string, path: readonly string[]): boolean {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const deep = parts.lastIndexOf('**');
  if (deep === -1) return parts.length > 0 && beginsWith(path, 0, parts);
  if (deep === 0 && parts.length > 1) {
    const behind = parts.slice(1);
    return path.some((_, index) => beginsWith(path, index, behind));
  }
  let reached = withFoldersSkipped(parts, [0]);
  for (const name of path) {
    const next = reached.flatMap((at) => {
      const part = parts[at] ?? '';
      if (part === '**') return at === parts.length - 1 ? [at + 1] : [at];
      return fitsPart(part, name) ? [at + 1] : [];
    });
    if (next.includes(parts.length)) return true;
    if (next.length === 0) return false;
    reached = withFoldersSkipped(parts, next);
  }
  return false;
}

function beginsWith(path: readonly string[], from: number, parts: readonly string[]): boolean {
  return from + parts.length <= path.length && parts.every((part, at) => fitsPart(part, path[from + at] ?? ''));
}

/** Places of a pattern and those that a `**` for no folder at all leads to, each once. */
function withFoldersSkipped(parts: readonly string[], places: readonly number[]): readonly number[] {
  const all = new Set<number>();
  for (const place of places) {
    let at = place;
    all.add(at);
    while (parts[at] === '**' && at < parts.length - 1) all.add(++at);
  }
  return [...all];
}

function fitsPart(pattern: string, name: string): boolean {
  if (!/[*?[]/.test(pattern)) return pattern === name;
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  try {
    return new RegExp(`^${source}$`).test(name);
  } catch {
    return false;
  }
}
