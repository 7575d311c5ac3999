import { documentSpan, type MappedText } from '../text/mapped-text.js';
import { span } from '../text/span.js';
import type { Property, Word } from './types.js';

function propertyOf(source: MappedText, word: Word): Property {
  const equals = word.text.indexOf('=');
  const { start, end } = word.at;
  if (equals === -1) {
    return {
      key: word.text,
      keySpan: word.span,
      value: undefined,
      valueSpan: undefined,
      span: word.span,
      valueAt: undefined,
    };
  }
  const valueStart = start + equals + 1;
  return {
    key: word.text.slice(0, equals),
    keySpan: documentSpan(source, start, start + equals),
    value: word.text.slice(equals + 1),
    valueSpan: documentSpan(source, valueStart, end),
    span: word.span,
    valueAt: span(valueStart, end),
  };
}

/** The properties of ARG: each word a name, or name=value. */
export function readArgProperties(source: MappedText, words: readonly Word[]): readonly Property[] {
  return words.map((word) => propertyOf(source, word));
}

/**
 * The properties of ENV and LABEL. Where the first word has no `=`, Docker takes all behind it for its value.
 * Source: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/line_parsers.go (parseNameVal)
 */
export function readKeyValues(
  source: MappedText,
  words: readonly Word[],
): { readonly properties: readonly Property[]; readonly legacy: boolean } {
  const first = words[0];
  if (first === undefined || first.text.includes('='))
    return { properties: words.map((word) => propertyOf(source, word)), legacy: false };
  const match = /^(\S+)(\s+)([\s\S]*)$/.exec(source.text);
  if (match === null) return { properties: [propertyOf(source, first)], legacy: false };
  const [, key = '', gap = '', value = ''] = match;
  const valueStart = key.length + gap.length;
  const end = valueStart + value.length;
  return {
    properties: [
      {
        key,
        keySpan: documentSpan(source, 0, key.length),
        value,
        valueSpan: documentSpan(source, valueStart, end),
        span: documentSpan(source, 0, end),
        valueAt: span(valueStart, end),
      },
    ],
    legacy: true,
  };
}
