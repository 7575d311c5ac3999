import type { Span } from './span.js';

/** Replaces the text of `span` by `text`. An empty span inserts, an empty text deletes. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** Sorts edits by place; edits that insert at one place keep their order. */
export function sortEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** Whether two edits of the list overlap, or one lies outside the text; such a list must not be applied. */
export function editsConflict(edits: readonly TextEdit[], textLength: number): boolean {
  let end = 0;
  for (const edit of sortEdits(edits)) {
    if (edit.span.start < end || edit.span.end < edit.span.start || edit.span.end > textLength) return true;
    end = edit.span.end;
  }
  return false;
}

/**
 * Applies edits, all of them relative to `text` as given. Gives `undefined` where two edits overlap or one lies outside
 * the text, so that a wrong fix can never write half of itself.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  if (editsConflict(edits, text.length)) return undefined;
  let result = '';
  let position = 0;
  for (const edit of sortEdits(edits)) {
    result += text.slice(position, edit.span.start) + edit.text;
    position = edit.span.end;
  }
  return result + text.slice(position);
}
