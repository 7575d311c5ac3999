import type { InstructionNode } from '../model/types.js';
import type { Fix, FixSafety } from '../rule.js';
import type { ShellScript } from '../shell/types.js';
import type { TextEdit } from '../text/edit.js';
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
 * quotes nothing is changed.
 */
export function singleLine(instruction: InstructionNode): string {
  const { body, words } = instruction;
  let result = '';
  let position = 0;
  for (const segment of body.segments.slice(1)) {
    const insideWord = words.some(({ at }) => at.start < segment.at && segment.at < at.end);
    if (insideWord) continue;
    let start = segment.at;
    let end = segment.at;
    while (start > position && /\s/.test(body.text[start - 1] ?? '')) start--;
    while (end < body.text.length && /\s/.test(body.text[end] ?? '')) end++;
    result += `${body.text.slice(position, start)} `;
    position = end;
  }
  return result + body.text.slice(position);
}

/**
 * The script with `exec` before the command that ends it, so that this command takes the shell's place as process 1 and
 * gets the signals. `undefined` where the script does not end in one simple command of a program.
 */
function withExec(line: string, script: ShellScript, instruction: InstructionNode): string | undefined {
  if (!script.complete || !script.isPlainList || instruction.body.segments.length > 1) return undefined;
  const last = script.commands.filter(({ nesting }) => nesting.length === 0).at(-1);
  if (last?.name?.value === undefined || last.name.value === 'exec' || last.assignments.length > 0) return undefined;
  const at = last.name.span.start - instruction.bodySpan.start;
  return `${line.slice(0, at)}exec ${line.slice(at)}`;
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
  const line = singleLine(instruction);
  const handedOver = withExec(line, script, instruction);
  const title =
    handedOver === undefined
      ? 'Call the shell in exec form (the shell stays process 1)'
      : 'Call the shell in exec form, and exec the program';
  const text = `["/bin/sh", "-c", ${JSON.stringify(handedOver ?? line)}]`;
  return { title, safety, edits: [{ span: instruction.bodySpan, text }] };
}
