import { isBlank } from '../text/blanks.js';
import { documentSpan, type MappedText } from '../text/mapped-text.js';
import { span } from '../text/span.js';
import type { EscapeCharacter, Word } from './types.js';

function wordAt(source: MappedText, start: number, end: number): Word {
  return { text: source.text.slice(start, end), span: documentSpan(source, start, end), at: span(start, end) };
}

/** Splits at white space only, as Docker reads FROM, COPY, ADD, EXPOSE and VOLUME. */
export function splitAtBlanks(source: MappedText): readonly Word[] {
  const words: Word[] = [];
  for (const match of source.text.matchAll(/\S+/g))
    words.push(wordAt(source, match.index, match.index + match[0].length));
  return words;
}

/** Splits at white space outside quotes; quotes and escapes stay in the words. As Docker reads ENV, LABEL and ARG. */
export function splitQuoted(source: MappedText, escapeCharacter: EscapeCharacter): readonly Word[] {
  const { text } = source;
  const words: Word[] = [];
  let start = -1;
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (start === -1) {
      if (isBlank(text.charCodeAt(index))) continue;
      start = index;
    }
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (character === escapeCharacter && quote === '"') index++;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === escapeCharacter) index++;
    else if (isBlank(text.charCodeAt(index))) {
      words.push(wordAt(source, start, index));
      start = -1;
    }
  }
  if (start !== -1) words.push(wordAt(source, start, text.length));
  return words;
}

/** All of it as one word, as Docker reads USER, WORKDIR, STOPSIGNAL and MAINTAINER; none where it is empty. */
export function wholeAsWord(source: MappedText): readonly Word[] {
  return source.text === '' ? [] : [wordAt(source, 0, source.text.length)];
}
