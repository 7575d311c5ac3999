import { editsConflict, type TextEdit } from '../text/edit.js';

/** Edits ready to be applied, or why they cannot be. */
export type PreparedEdits =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly reason: string };

const lineBreak = /\r\n|\n/g;

/**
 * Makes the edits of a fix fit the file: its line ending in what they write, nothing before a byte order mark, nothing
 * that writes what already stands there.
 */
export function prepareEdits(text: string, edits: readonly TextEdit[], lineEnding: '\n' | '\r\n'): PreparedEdits {
  if (!edits.every(({ span }) => Number.isInteger(span.start) && Number.isInteger(span.end) && span.start >= 0)) {
    return { ok: false, reason: 'an edit has no place in the text' };
  }
  if (editsConflict(edits, text.length)) return { ok: false, reason: 'its edits overlap or reach outside the text' };
  const prepared = edits
    .map((edit) => keepMark(text, edit))
    .map((edit) => ({ span: edit.span, text: edit.text.replace(lineBreak, lineEnding) }))
    .filter((edit) => text.slice(edit.span.start, edit.span.end) !== edit.text);
  if (prepared.length === 0) return { ok: false, reason: 'it changes nothing' };
  const splits = prepared.some(({ span }) => splitsLineEnding(text, span.start) || splitsLineEnding(text, span.end));
  return splits ? { ok: false, reason: 'it cuts a line ending in two' } : { ok: true, edits: prepared };
}

function keepMark(text: string, edit: TextEdit): TextEdit {
  if (edit.span.start > 0 || text.charCodeAt(0) !== 0xfeff) return edit;
  const written = edit.text.charCodeAt(0) === 0xfeff ? edit.text.slice(1) : edit.text;
  return { span: { start: 1, end: Math.max(1, edit.span.end) }, text: written };
}

function splitsLineEnding(text: string, offset: number): boolean {
  return text[offset - 1] === '\r' && text[offset] === '\n';
}
