import type { EscapeCharacter } from '../syntax/types.js';
import { isBlank } from '../text/blanks.js';

/** Behind `$` or `$NAME` it would become a part of the variable. */
const GOES_ON = /^[\w{(@*#?!$-]/;

/**
 * A value of the form `ENV key value`, where blanks need no quotes, as one word of the form `ENV key=value` that Docker
 * reads the same. `undefined` where a quote is never closed, or only quotes keep a variable's name from what follows it.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go
 */
export function quoteValue(value: string, escapeCharacter: EscapeCharacter): string | undefined {
  let inside = '';
  let quote = '';
  let hasOuterBlank = false;
  let isInVariable = false;
  let isBoundary = false;
  let runsTogether = false;
  const add = (text: string, mayBeginVariable: boolean): void => {
    runsTogether ||= isBoundary && isInVariable && GOES_ON.test(text);
    isBoundary = false;
    isInVariable = mayBeginVariable ? text === '$' || (isInVariable && /^\w$/.test(text)) : false;
    inside += text;
  };
  for (let index = 0; index < value.length; index++) {
    const character = value[index] ?? '';
    const next = value[index + 1] ?? '';
    if (quote === "'") {
      if (character === "'") {
        quote = '';
        isBoundary = true;
      } else add(escapeInside(character, escapeCharacter), false);
    } else if (character === escapeCharacter) {
      if (next === '') return undefined;
      isBoundary = true;
      add(quote === '"' ? character + next : escapeInside(next, escapeCharacter), false);
      index++;
    } else if (character === quote || (quote === '' && (character === '"' || character === "'"))) {
      quote = quote === '' ? character : '';
      isBoundary = true;
    } else {
      hasOuterBlank ||= quote === '' && isBlank(character.charCodeAt(0));
      add(character, true);
    }
  }
  if (quote !== '') return undefined;
  if (!hasOuterBlank) return value;
  return runsTogether ? undefined : `"${inside}"`;
}

function escapeInside(character: string, escapeCharacter: EscapeCharacter): string {
  return character === '"' || character === '$' || character === escapeCharacter
    ? `${escapeCharacter}${character}`
    : character;
}
