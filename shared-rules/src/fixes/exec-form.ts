import type { InstructionNode } from '../model/types.js';
import type { Fix, FixSafety } from '../rule.js';
import { isShellBuiltin } from '../shell/quote.js';
import type { ShellCommand, ShellScript } from '../shell/types.js';
import { isBlank } from '../text/blanks.js';
import type { TextEdit } from '../text/edit.js';
import { mappedIndex } from '../text/mapped-text.js';
import type { Span } from '../text/span.js';

/** A word of a command: what the program gets, and where it stands in the document. */
export interface CommandWord {
  readonly value: string;
  readonly span: Span;
}

/**
 * Edits that make a JSON array of words where they stand, so that the layout over several lines stays. `undefined` for
 * no words.
 */
export function execFormEdits(words: readonly CommandWord[]): readonly TextEdit[] | undefined {
  if (words.length === 0) return undefined;
  return words.map((word, index) => ({
    span: word.span,
    text: `${index === 0 ? '[' : ''}${JSON.stringify(word.value)}${index === words.length - 1 ? ']' : ','}`,
  }));
}

/**
 * The command line of a shell form as one line: where a continuation stood between words, one blank is left. Inside
 * quotes nothing is changed. `execAt`: the index in the body before which `exec ` goes.
 */
function singleLine(instruction: InstructionNode, execAt: number | undefined): string {
  const { body, words } = instruction;
  let result = '';
  let position = 0;
  const copyUntil = (end: number): void => {
    if (execAt !== undefined && position <= execAt && execAt < end) {
      result += `${body.text.slice(position, execAt)}exec `;
      position = execAt;
    }
    result += body.text.slice(position, end);
    position = end;
  };
  for (const segment of body.segments.slice(1)) {
    if (words.some(({ at }) => at.start < segment.at && segment.at < at.end)) continue;
    let start = segment.at;
    let end = segment.at;
    while (start > position && isBlank(body.text.charCodeAt(start - 1))) start--;
    while (end < body.text.length && isBlank(body.text.charCodeAt(end))) end++;
    copyUntil(start);
    result += ' ';
    position = end;
  }
  copyUntil(body.text.length);
  return result;
}

function lastCommand({ commands }: ShellScript): ShellCommand | undefined {
  return commands.filter(({ nesting }) => nesting.length === 0).at(-1);
}

/**
 * Where `exec` goes so that the command that ends the script takes the shell's place as process 1 and gets the signals.
 * `undefined` where the script does not end in one simple command of a program.
 */
function placeOfExec(script: ShellScript, instruction: InstructionNode): number | undefined {
  if (!script.complete || !script.isPlainList) return undefined;
  const last = lastCommand(script);
  if (last?.name === undefined || last.assignments.length > 0) return undefined;
  const { value, text, hasSubstitution, span } = last.name;
  const isProgram = value === undefined ? text.includes('/') && !hasSubstitution : !isShellBuiltin(value);
  return isProgram ? mappedIndex(instruction.body, span.start) : undefined;
}

function titleOf(script: ShellScript, execAt: number | undefined): string {
  if (execAt !== undefined) return 'Call the shell in exec form, and exec the program';
  const handsOver = script.complete && script.isPlainList && lastCommand(script)?.name?.value === 'exec';
  return handsOver ? 'Call the shell in exec form' : 'Call the shell in exec form (the shell stays process 1)';
}

/**
 * `["/bin/sh", "-c", "…"]` for a command that needs a shell: what Docker does for the shell form, but written down, and
 * with `exec` where the shell can hand its place over. `undefined` where comments between its lines would be lost.
 */
export function shellExecFix(
  instruction: InstructionNode,
  script: ShellScript,
  safety: FixSafety,
  hasComments: boolean,
): Fix | undefined {
  if (hasComments) return undefined;
  const execAt = placeOfExec(script, instruction);
  const line = singleLine(instruction, execAt);
  const title = titleOf(script, execAt);
  const text = `["/bin/sh", "-c", ${JSON.stringify(line)}]`;
  return { title, safety, edits: [{ span: instruction.bodySpan, text }] };
}
