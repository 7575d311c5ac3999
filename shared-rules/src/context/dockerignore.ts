/**
 * Whether a `.dockerignore` leaves a path out of the build context: the last line that fits it, or a folder above it,
 * decides. Takes the file's text and a path as in `BuildContext`; patterns with `**` in their middle count as fitting
 * where their last part does.
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

function fits(pattern: string, path: readonly string[]): boolean {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const deep = parts.lastIndexOf('**');
  if (deep === -1) return parts.length > 0 && beginsWith(path, parts);
  const behind = parts.slice(deep + 1);
  if (!beginsWith(path, parts.slice(0, parts.indexOf('**')))) return false;
  return behind.length === 0 || path.some((_, index) => beginsWith(path.slice(index), behind));
}

function beginsWith(path: readonly string[], parts: readonly string[]): boolean {
  return parts.length <= path.length && parts.every((part, index) => fitsPart(part, path[index] ?? ''));
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
