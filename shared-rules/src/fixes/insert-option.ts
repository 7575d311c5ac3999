import type { InstructionNode } from '../model/types.js';
import type { ShellWord } from '../shell/types.js';
import type { TextEdit } from '../text/edit.js';
import { insertAt } from './edits.js';

/** Whether a word of a command is a string of the instruction's JSON array. */
export function isExecElement({ form }: InstructionNode, word: ShellWord): boolean {
  return (
    form.kind === 'exec' &&
    form.elements.some(({ span }) => span.start === word.span.start && span.end === word.span.end)
  );
}

/**
 * Puts an option behind a word of a command, usually its subcommand: `install` becomes `install -y`, `"install"` of a
 * JSON array `"install", "-y"`. The option must need no quotes.
 */
export function insertOption(instruction: InstructionNode, behind: ShellWord, option: string): TextEdit {
  return insertAt(behind.span.end, isExecElement(instruction, behind) ? `, "${option}"` : ` ${option}`);
}
