/** The home of root and of users: `~` in paths stands for any of them. */
const HOME = /^(?:~|\$HOME|\$\{HOME\}|\/root|\/home\/[^/]+)(?=\/|$)/;

/** A path without doubled, trailing and `.` parts; homes that are known as such become `~`. */
export function normalPath(path: string): string {
  const parts = path.replace(HOME, '~').split('/');
  const kept = parts.filter((part, index) => index === 0 || (part !== '' && part !== '.'));
  return kept.length === 1 && kept[0] === '' ? '/' : kept.join('/');
}

/** A path seen from a directory, `.` and `..` resolved; absolute paths and those in a home stay what they are. */
export function joinPath(directory: string, path: string): string {
  const isAbsolute = /^[/~]/.test(path);
  const parts: string[] = [];
  for (const part of (isAbsolute ? path : `${directory}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return (isAbsolute ? path : directory).startsWith('~') ? parts.join('/') : `/${parts.join('/')}`;
}

/** The name of a file or directory: the last part of its path, slashes at the end left out; empty for the root. */
export function lastPart(path: string): string {
  return (
    path
      .replace(/(?<!\/)\/+$/, '')
      .split('/')
      .at(-1) ?? ''
  );
}

/** Whether `outer` is a path, or a directory above it. In `path` a leading `~` stands for any home. */
export function coversPath(outer: string, path: string): boolean {
  const place = normalPath(outer);
  const wanted = normalPath(path);
  if (place === '/' || place === wanted || wanted.startsWith(`${place}/`)) return true;
  if (!wanted.startsWith('~/')) return false;
  // A home that is not known as one: /app/.cache for ~/.cache/pip.
  const below = wanted.slice(1).split('/');
  return below.some((_, index) => index > 0 && place.endsWith(below.slice(0, index + 1).join('/')));
}

/** The alternatives of `{a,b}` in a word; the word itself where it has none, or more than a handful. */
export function expandBraces(word: string): readonly string[] {
  let words: readonly string[] = [word];
  for (let round = 0; round < 4; round++) {
    const expanded = words.flatMap((text) => {
      const braces = /^([^{}]*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(text);
      if (braces === null) return [text];
      const [, before = '', inside = '', behind = ''] = braces;
      return inside.split(',').map((alternative) => before + alternative + behind);
    });
    if (expanded.length === words.length || expanded.length > 64) break;
    words = expanded;
  }
  return words;
}

/** Whether a file name fits a pattern with `*`, `?` and `[…]` (which is taken for any one character). */
export function fitsGlob(pattern: string, name: string): boolean {
  const glob = pattern.replace(/\[[^\]]*\]/g, '?');
  let at = 0;
  let from = 0;
  let star = -1;
  let mark = 0;
  while (from < name.length) {
    if (at < glob.length && (glob[at] === '?' || glob[at] === name[from])) {
      at++;
      from++;
    } else if (glob[at] === '*') {
      star = at++;
      mark = from;
    } else if (star !== -1) {
      at = star + 1;
      from = ++mark;
    } else {
      return false;
    }
  }
  while (glob[at] === '*') at++;
  return at === glob.length;
}

/** Whether `rm -rf <pattern>` deletes a path, a directory above it, or all that is in it. */
export function deletesPath(pattern: string, path: string): boolean {
  if (!/^[/~]/.test(pattern)) return false;
  const parts = normalPath(pattern).split('/');
  const wanted = normalPath(path).split('/');
  const common = Math.min(parts.length, wanted.length);
  for (let index = 0; index < common; index++) {
    if (!fitsGlob(parts[index] ?? '', wanted[index] ?? '')) return false;
  }
  if (parts.length <= wanted.length) return true;
  return parts.length === wanted.length + 1 && parts.at(-1)?.includes('*') === true;
}
