import { documentSpan, type MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/span.js';
import type { EscapeCharacter } from './types.js';

/** A `$x` or `${x…}` that Docker itself expands, as it stands in a text. */
export interface ScannedVariable {
  readonly name: string;
  readonly span: Span;
  /** Index in the scanned text: from `$` to behind the expression. */
  readonly at: Span;
  /** `:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `##`, `%`, `%%`, `/`, `//` */
  readonly modifier: string | undefined;
  readonly operand: string | undefined;
  readonly operandAt: Span | undefined;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const MODIFIER = /:[-+?]|##?|%%?|\/\/?|[-+?]/y;
const DEEPEST = 20;
/** So many `${` inside one another are taken for text; the search for a closing brace never goes further. */
const MOST_OPEN = 100;

function matchAt(expression: RegExp, text: string, index: number): string | undefined {
  expression.lastIndex = index;
  return expression.exec(text)?.[0];
}

/** The index of the `}` that closes a `${` whose inside begins at `from`; -1 where none does. */
function closingBrace(text: string, from: number, end: number, escapeCharacter: string): number {
  let depth = 1;
  for (let index = from; index < end; index++) {
    const character = text[index];
    if (character === escapeCharacter) index++;
    else if (character === '{' && text[index - 1] === '$') {
      depth++;
      if (depth > MOST_OPEN) return -1;
    } else if (character === '}' && --depth === 0) return index;
  }
  return -1;
}

function scan(
  source: MappedText,
  start: number,
  end: number,
  escapeCharacter: string,
  depth: number,
  found: ScannedVariable[],
): void {
  const { text } = source;
  let quote = '';
  for (let index = start; index < end; index++) {
    const character = text[index] ?? '';
    if (quote === "'") {
      if (character === "'") quote = '';
    } else if (character === escapeCharacter) index++;
    else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'") && depth === 0) quote = character;
    else if (character === '$') index = scanDollar(source, index, end, escapeCharacter, depth, found) - 1;
  }
}

/** Reads the expression at `$` and gives the index behind it. */
function scanDollar(
  source: MappedText,
  dollar: number,
  end: number,
  escapeCharacter: string,
  depth: number,
  found: ScannedVariable[],
): number {
  const { text } = source;
  const braced = text[dollar + 1] === '{';
  const nameStart = dollar + (braced ? 2 : 1);
  const name = matchAt(NAME, text, nameStart);
  if (name === undefined) return dollar + 1;
  const nameEnd = nameStart + name.length;
  if (!braced) {
    found.push(variable(source, name, dollar, nameEnd));
    return nameEnd;
  }
  if (text[nameEnd] === '}') {
    found.push(variable(source, name, dollar, nameEnd + 1));
    return nameEnd + 1;
  }
  const modifier = matchAt(MODIFIER, text, nameEnd);
  const close = closingBrace(text, nameEnd, end, escapeCharacter);
  if (modifier === undefined || close === -1) return nameEnd;
  const operandStart = nameEnd + modifier.length;
  found.push({
    ...variable(source, name, dollar, close + 1),
    modifier,
    operand: text.slice(operandStart, close),
    operandAt: { start: operandStart, end: close },
  });
  if (depth < DEEPEST) scan(source, operandStart, close, escapeCharacter, depth + 1, found);
  return close + 1;
}

function variable(source: MappedText, name: string, start: number, end: number): ScannedVariable {
  return {
    name,
    span: documentSpan(source, start, end),
    at: { start, end },
    modifier: undefined,
    operand: undefined,
    operandAt: undefined,
  };
}

/**
 * The variables that Docker expands in `[start, end)` of a text: not those in single quotes or behind an escape
 * character. Those inside the operand of another follow it. Special parameters such as `$1` and `$@` are left out.
 * Source: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go
 */
export function scanVariables(
  source: MappedText,
  start: number,
  end: number,
  escapeCharacter: EscapeCharacter,
): readonly ScannedVariable[] {
  if (!source.text.includes('$', start)) return [];
  const found: ScannedVariable[] = [];
  scan(source, start, end, escapeCharacter, 0, found);
  return found;
}

/** What a variable holds: a value; `undefined` where it is known to be unset; `unknown` where it cannot be known. */
export type Lookup = (
  name: string,
) => { readonly known: true; readonly value: string | undefined } | { readonly known: false };

/**
 * A text as Docker expands it: variables replaced, quotes and escapes resolved. `undefined` where a value that matters
 * cannot be known, or the text is malformed. An unset variable is empty, as for Docker.
 */
export function expandText(text: string, escapeCharacter: EscapeCharacter, lookup: Lookup): string | undefined {
  return expand(text, escapeCharacter, lookup, 0);
}

function expand(text: string, escapeCharacter: EscapeCharacter, lookup: Lookup, depth: number): string | undefined {
  if (depth > DEEPEST) return undefined;
  const mapped: MappedText = { text, segments: [{ at: 0, offset: 0 }] };
  let result = '';
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (quote === "'") {
      if (character === "'") quote = '';
      else result += character;
    } else if (character === escapeCharacter) {
      const next = text[index + 1] ?? '';
      if (quote === '"' && next !== '"' && next !== '$' && next !== escapeCharacter) result += character;
      result += next;
      index++;
    } else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === '$') {
      const found: ScannedVariable[] = [];
      const end = scanDollar(mapped, index, text.length, escapeCharacter, DEEPEST, found);
      const first = found[0];
      if (first === undefined) {
        if (/[{(0-9@*#?!$-]/.test(text[index + 1] ?? '')) return undefined;
        result += character;
        continue;
      }
      const value = expandVariable(first, escapeCharacter, lookup, depth);
      if (value === undefined) return undefined;
      result += value;
      index = end - 1;
    } else result += character;
  }
  return quote === '' ? result : undefined;
}

function expandVariable(
  reference: ScannedVariable,
  escapeCharacter: EscapeCharacter,
  lookup: Lookup,
  depth: number,
): string | undefined {
  const found = lookup(reference.name);
  if (!found.known) return undefined;
  const { value } = found;
  const { modifier } = reference;
  if (modifier === undefined) return value ?? '';
  const operand = reference.operand ?? '';
  const isSet = modifier.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  switch (modifier) {
    case ':-':
    case '-':
      return isSet ? value : expand(operand, escapeCharacter, lookup, depth + 1);
    case ':+':
    case '+':
      return isSet ? expand(operand, escapeCharacter, lookup, depth + 1) : '';
    case ':?':
    case '?':
      return isSet ? value : undefined;
    default:
      return expandPattern(modifier, value ?? '', operand);
  }
}

/** `#`, `%` and `/` with a plain pattern; `undefined` where the pattern is a glob, which nothing here needs. */
function expandPattern(modifier: string, value: string, operand: string): string | undefined {
  if (/[*?[\]\\$"']/.test(operand)) return undefined;
  if (modifier.startsWith('#')) return value.startsWith(operand) ? value.slice(operand.length) : value;
  if (modifier.startsWith('%')) return value.endsWith(operand) ? value.slice(0, value.length - operand.length) : value;
  const slash = operand.indexOf('/');
  const pattern = slash === -1 ? operand : operand.slice(0, slash);
  const replacement = slash === -1 ? '' : operand.slice(slash + 1);
  if (pattern === '') return value;
  return modifier === '//' ? value.split(pattern).join(replacement) : value.replace(pattern, () => replacement);
}
