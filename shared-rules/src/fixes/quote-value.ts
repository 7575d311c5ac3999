import type { EscapeCharacter } from '../syntax/types.js';
import { isBlank } from '../text/blanks.js';

/**
 * A value of the form `ENV key value`, where blanks need no quotes, as one word of the form `ENV key=value` that Docker
 * reads the same. `undefined` where a quote is never closed.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go
 */
export function quoteValue(value: string, escapeCharacter: EscapeCharacter): string | undefined {
  let inside = '';
  let quote = '';
  let hasOuterBlank = false;
  for (let index = 0; index < value.length; index++) {
    const character = value[index] ?? '';
    const next = value[index + 1] ?? '';
    if (quote === "'") {
      if (character === "'") quote = '';
      else inside += escapeInside(character, escapeCharacter);
    } else if (character === escapeCharacter) {
      if (next === '') return undefined;
      inside += quote === '"' ? character + next : escapeInside(next, escapeCharacter);
      index++;
    } else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else {
      hasOuterBlank ||= quote === '' && isBlank(character.charCodeAt(0));
      inside += character;
    }
  }
  if (quote !== '') return undefined;
  return hasOuterBlank ? `"${inside}"` : value;
}

function escapeInside(character: string, escapeCharacter: EscapeCharacter): string {
  return character === '"' || character === '$' || character === escapeCharacter
    ? `${escapeCharacter}${character}`
    : character;
}
