import type { Dockerfile, InstructionNode } from '../model/types.js';
import type { TextEdit } from '../text/edit.js';
import { type Span, slice, span } from '../text/span.js';
import { insertAt } from './edits.js';

/**
 * Moves an instruction, with the comments right above it, behind another one further down. `undefined` where variables
 * that it holds may have other values there.
 */
export function moveBehind(
  file: Dockerfile,
  instruction: InstructionNode,
  target: InstructionNode,
): readonly TextEdit[] | undefined {
  const between = file.instructions.slice(instruction.index + 1, target.index + 1);
  const changesVariables = between.some(({ keyword }) => keyword === 'ENV' || keyword === 'ARG');
  if (changesVariables && instruction.logical.text.includes('$')) return undefined;
  const { lines, lineEnding } = file.syntax;
  const start = lines.lineSpan(firstLineOf(file, instruction)).start;
  const block = slice(file.text, span(start, instruction.span.end));
  return [
    { span: wholeLines(file, start, instruction), text: '' },
    insertAt(lines.lineSpan(target.endLine).end, lineEnding + block),
  ];
}

/** The line of the first of the comments right above an instruction; its own line where there are none. */
export function firstLineOf({ syntax }: Dockerfile, { line }: InstructionNode): number {
  const commented = new Set(
    syntax.comments.filter((comment) => !comment.insideInstruction).map((comment) => comment.line),
  );
  let first = line;
  while (commented.has(first - 1)) first--;
  return first;
}

/** To the end of the line; a blank line that would be left between two blank lines goes, too. */
export function wholeLines(file: Dockerfile, start: number, { endLine }: InstructionNode): Span {
  const { lines } = file.syntax;
  const first = lines.lineAt(start);
  const next = endLine + 1;
  const leavesTwo = (first === 0 || isBlankLine(file, first - 1)) && isBlankLine(file, next);
  return span(start, lines.lineSpan(leavesTwo ? next + 1 : next).start);
}

/** Whether a line, counted from 0, is there and holds nothing but blanks. */
export function isBlankLine({ syntax, text }: Dockerfile, line: number): boolean {
  return line < syntax.lines.count && slice(text, syntax.lines.lineSpan(line)).trim() === '';
}
