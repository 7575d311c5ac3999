import type { InstructionNode } from '../model/types.js';
import type { TextEdit } from '../text/edit.js';
import { slice, span } from '../text/span.js';
import { addFlag, insertAt } from './edits.js';

/**
 * Gives a RUN one or more `--mount=…`, each on a line of its own before the command line; before a heredoc, or where the
 * command begins on a line of its own anyway, on the line of RUN.
 */
export function addMounts(run: InstructionNode, mounts: readonly string[]): TextEdit {
  const { file, heredocs, flags, keywordSpan, bodySpan } = run;
  const end = flags.at(-1)?.span.end ?? keywordSpan.end;
  const isBroken = slice(file.text, span(end, bodySpan.start)).includes('\n');
  if (heredocs.length > 0 || isBroken) return addFlag(run, mounts.join(' '));
  const { escapeCharacter, lineEnding } = file.syntax;
  return insertAt(end, mounts.map((mount) => ` ${mount} ${escapeCharacter}${lineEnding}   `).join(''));
}
