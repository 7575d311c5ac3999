import type { Rule } from '../rule.js';
import { withoutVersion } from '../text/words.js';

/** With the backslash before it: in a JSON string `\n` and the like end a line, and what follows them is a word. */
const WORD = /\\?[a-z0-9]+/g;
/**
 * A word that a continued line cuts in two, perhaps with comments or blank lines between, or that is spelled by numbers:
 * nobody can tell which words such a file has.
 */
const CUT_WORD = /[a-z0-9][\\`][ \t]*\r?\n(?:[a-z0-9]|[ \t]*(?:#|\r?\n))|\\(?:u[0-9a-f]{4}|x[0-9a-f]{2})/i;

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
    if (byWord.size === 0 || CUT_WORD.test(text)) return all;
    const mentioned = new Set(everywhere);
    const note = (word: string): void => {
      const named = byWord.get(word) ?? byWord.get(withoutVersion(word));
      if (named !== undefined) for (const asked of named) mentioned.add(asked);
    };
    for (const found of text.toLowerCase().match(WORD) ?? []) {
      if (found.startsWith('\\')) {
        note(found.slice(1));
        note(found.slice(2));
      } else note(found);
      if (mentioned.size === all.size) return all;
    }
    return mentioned;
  };
}
