import type { SwitchedOff } from '../model/check-switches.js';
import type { CommandNode, InstructionNode } from '../model/types.js';
import type { TextEdit } from '../text/edit.js';
import { span } from '../text/span.js';
import { removeInstruction } from './edits.js';
import { removeOption, removeWords } from './remove-words.js';
import { removeCommand } from './script-edits.js';
import { removeProperty } from './secret-mount.js';

/** Takes away what turns a check off in a RUN. `undefined` where that cannot be done cleanly. */
export function switchOnEdit({ command, script, instruction }: CommandNode, off: SwitchedOff): TextEdit | undefined {
  if (off.kind === 'option') {
    return off.valueWord === undefined
      ? removeOption(instruction, command, off.word, off.name)
      : removeWords(instruction, command, [off.word, off.valueWord]);
  }
  if (off.kind === 'line' || command.nesting.length > 0) return undefined;
  if (off.kind === 'variable' && command.name !== undefined && command.name.span.start > off.span.start) {
    return { span: span(off.span.start, nextWordStart(command, off.span.end)), text: '' };
  }
  if (off.kind === 'variable' && command.arguments.length + command.assignments.length > 1) return undefined;
  if (script.commands.length > 1) return removeCommand(instruction, command);
  return instruction.isTrigger ? undefined : removeInstruction(instruction.file, instruction);
}

function nextWordStart({ name, assignments }: CommandNode['command'], from: number): number {
  const starts = [...assignments.map((assignment) => assignment.span.start), name?.span.start ?? from];
  return starts.find((start) => start >= from) ?? from;
}

/** Takes a variable that turns a check off out of its ENV or ARG. */
export function dropVariableEdit(instruction: InstructionNode, off: SwitchedOff): TextEdit | undefined {
  if (off.kind !== 'variable' || off.property === undefined || instruction.isTrigger) return undefined;
  return removeProperty(instruction.file, instruction, off.property);
}
