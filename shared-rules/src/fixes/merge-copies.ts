import { transferOf } from '../model/transfer.js';
import type { InstructionNode } from '../model/types.js';
import type { TextEdit } from '../text/edit.js';
import { slice, span } from '../text/span.js';
import { insertAt, removeInstruction } from './edits.js';

/** A line that grows longer than this is broken. */
const LINE_WIDTH = 100;

/**
 * Gives the sources of COPY instructions to the first of them and takes the others out. They must stand next to each
 * other, have the same flags and the same directory as destination, and be in the same form.
 */
export function mergeCopiesEdits(copies: readonly InstructionNode[]): readonly TextEdit[] | undefined {
  const [first, ...others] = copies;
  const { sources, destination } = first === undefined ? { sources: [], destination: undefined } : transferOf(first);
  const last = sources.at(-1);
  if (first === undefined || last === undefined || destination === undefined || others.length === 0) return undefined;
  const { file, form } = first;
  const added = others.flatMap((copy) => transferOf(copy).sources.map((source) => slice(file.text, source.span)));
  const isExec = form.kind === 'exec';
  const isBroken = slice(file.text, span(last.span.start, destination.span.start)).includes('\n');
  const length = first.span.end - first.span.start + added.join(' ').length;
  const { escapeCharacter, lineEnding } = file.syntax;
  const between = slice(file.text, span(last.span.end, destination.span.start));
  const joint = isExec ? ', ' : isBroken ? between : length > LINE_WIDTH ? ` ${escapeCharacter}${lineEnding}    ` : ' ';
  if (joint.includes('#')) return undefined;
  const edits = [insertAt(last.span.end, added.map((text) => joint + text).join(''))];
  const target = slice(file.text, destination.span);
  if (!isExec && /(?:^|\/)\.{1,2}$/.test(target)) edits.push(insertAt(destination.span.end, '/'));
  return [...edits, ...others.map((copy) => removeInstruction(file, copy))];
}
