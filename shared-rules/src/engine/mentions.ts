import type { Rule } from '../rule.js';

/** Behind a backslash the first letter may be no part of it: `"set -e\\ncurl …"` in an exec form. */
const WORD = /\\?[a-z0-9]+/g;
const VERSION_AT_END = /(?<=[a-z])\d+$/;
/**
 * A word that a continued line cuts in two, perhaps with comments between, or whose letters are written as numbers: nobody
 * can tell which words such a file has.
 */
const HIDDEN_WORD = /[a-z0-9][\\`][ \t]*\r?\n(?:[ \t]*(?:#.*)?\r?\n){0,20}[a-z0-9]|\\(?:u00|x)[0-9a-f]{2}/i;

/** Tells which rules may have something to say about a text, by the words that they name in `mentions`. */
export function createMentions<Asked extends { readonly rule: Rule }>(
  active: readonly Asked[],
): (text: string) => ReadonlySet<Asked> {
  const everywhere = active.filter(({ rule }) => rule.mentions === undefined);
  const all = new Set(active);
  const byWord = new Map<string, Asked[]>();
  for (const asked of active) {
    for (const word of asked.rule.mentions ?? []) {
      const named = byWord.get(word);
      if (named === undefined) byWord.set(word, [asked]);
      else named.push(asked);
    }
  }
  return (text) => {
    if (byWord.size === 0 || HIDDEN_WORD.test(text)) return all;
    const mentioned = new Set(everywhere);
    const note = (word: string): void => {
      const named = byWord.get(word) ?? byWord.get(word.replace(VERSION_AT_END, ''));
      if (named !== undefined) for (const asked of named) mentioned.add(asked);
    };
    for (const found of text.toLowerCase().match(WORD) ?? []) {
      const isEscaped = found.startsWith('\\');
      note(isEscaped ? found.slice(1) : found);
      if (isEscaped) note(found.slice(2));
      if (mentioned.size === all.size) return all;
    }
    return mentioned;
  };
}
