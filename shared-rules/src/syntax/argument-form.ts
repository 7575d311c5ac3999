import { documentSpan, type MappedText } from '../text/mapped-text.js';
import type { ArgumentForm, ExecElement } from './types.js';

const SHELL_FORM: ArgumentForm = { kind: 'shell' };

/** Whether a text parses as a JSON array, and if all its elements are strings, which. */
function parseStringArray(text: string): readonly string[] | 'other-array' | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) return undefined;
    return parsed.every((element): element is string => typeof element === 'string') ? parsed : 'other-array';
  } catch {
    return undefined;
  }
}

/**
 * How Docker reads arguments that may be a JSON array: exec form only where the whole text is a JSON array of strings.
 * Source: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/line_parsers.go (parseJSON)
 */
export function readArgumentForm(source: MappedText): ArgumentForm {
  const { text } = source;
  if (!text.startsWith('[')) return SHELL_FORM;
  const span = documentSpan(source, 0, text.length);
  const values = parseStringArray(text);
  if (values === undefined || values === 'other-array') return { kind: 'malformed', span };
  const elements: ExecElement[] = [];
  let index = 0;
  for (const value of values) {
    const start = text.indexOf('"', index);
    let end = start + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    elements.push({ value, span: documentSpan(source, start, end + 1) });
    index = end + 1;
  }
  return { kind: 'exec', elements, span };
}
