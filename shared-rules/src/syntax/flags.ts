import { isBlank, skipBlanks } from '../text/blanks.js';
import { documentSpan, type MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/span.js';
import type { Flag, FlagOption } from './types.js';

interface RawFlag {
  readonly start: number;
  readonly end: number;
  /** Quotes and escapes resolved. */
  readonly value: string;
}

/** The index behind the last flag and the blanks that follow it. */
export interface FlagBlock {
  readonly flags: readonly Flag[];
  readonly argumentsStart: number;
}

/**
 * Reads the `--flags` before an instruction's arguments. A word `--` ends them.
 * Source: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/line_parsers.go (extractBuilderFlags)
 */
export function readFlags(source: MappedText, from: number): FlagBlock {
  const { text } = source;
  const flags: Flag[] = [];
  let index = from;
  for (;;) {
    index = skipBlanks(text, index, text.length);
    if (!text.startsWith('--', index)) return { flags, argumentsStart: index };
    const raw = readFlag(text, index);
    index = raw.end;
    if (raw.value === '--') return { flags, argumentsStart: skipBlanks(text, index, text.length) };
    flags.push(toFlag(source, raw));
  }
}

function readFlag(text: string, start: number): RawFlag {
  let value = '';
  let quote = '';
  let index = start;
  for (; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '\\') {
      index++;
      value += text[index] ?? '';
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else value += character;
    } else if (character === '"' || character === "'") quote = character;
    else if (isBlank(text.charCodeAt(index))) break;
    else value += character;
  }
  return { start, end: Math.min(index, text.length), value };
}

function toFlag(source: MappedText, raw: RawFlag): Flag {
  const written = source.text.slice(raw.start, raw.end);
  const equals = written.indexOf('=');
  const nameEnd = equals === -1 ? raw.end : raw.start + equals;
  const valueEquals = raw.value.indexOf('=');
  const whole = documentSpan(source, raw.start, raw.end);
  return {
    name: source.text.slice(raw.start + 2, nameEnd),
    value: equals === -1 || valueEquals === -1 ? undefined : raw.value.slice(valueEquals + 1),
    span: whole,
    nameSpan: documentSpan(source, Math.min(raw.start + 2, nameEnd), nameEnd),
    valueSpan: equals === -1 ? undefined : documentSpan(source, nameEnd + 1, raw.end),
    options: equals === -1 ? [] : readOptions(source, nameEnd + 1, raw.end),
  };
}

/** Docker takes the quotes away before it splits the value: they protect blanks, not commas. */
function unquote(text: string): string {
  return text.replace(/["']/g, '');
}

/** Splits a flag's value at commas. */
function readOptions(source: MappedText, from: number, end: number): readonly FlagOption[] {
  const options: FlagOption[] = [];
  let start = from;
  for (let index = from; index <= end; index++) {
    if (index < end && source.text[index] !== ',') continue;
    if (index > start) options.push(toOption(source, start, index));
    start = index + 1;
  }
  return options;
}

function toOption(source: MappedText, start: number, end: number): FlagOption {
  const written = source.text.slice(start, end);
  const equals = written.indexOf('=');
  const nameEnd = equals === -1 ? end : start + equals;
  const valueSpan: Span | undefined = equals === -1 ? undefined : documentSpan(source, nameEnd + 1, end);
  return {
    name: unquote(equals === -1 ? written : written.slice(0, equals)),
    value: equals === -1 ? undefined : unquote(written.slice(equals + 1)),
    span: documentSpan(source, start, end),
    nameSpan: documentSpan(source, start, nameEnd),
    valueSpan,
  };
}
