import type { Dockerfile, InstructionNode } from '../model/types.js';
import type { TextEdit } from '../text/edit.js';
import { type Span, slice, span } from '../text/span.js';
import { insertAt } from './edits.js';

/**
 * Moves instructions, with the comments right above them, behind another one further down; they keep their order.
 * `undefined` where variables that they hold may have other values there.
 */
export function moveBehind(
  file: Dockerfile,
  instructions: readonly InstructionNode[],
  target: InstructionNode,
): readonly TextEdit[] | undefined {
  const { lines, lineEnding } = file.syntax;
  const edits: TextEdit[] = [];
  const blocks: string[] = [];
  for (const instruction of instructions) {
    const passed = file.instructions.slice(instruction.index + 1, target.index + 1);
    const changesVariables = passed.some(
      (other) => (other.keyword === 'ENV' || other.keyword === 'ARG') && !instructions.includes(other),
    );
    if (changesVariables && instruction.logical.text.includes('$')) return undefined;
    const start = lines.lineSpan(firstLineOf(file, instruction)).start;
    blocks.push(slice(file.text, span(start, instruction.span.end)));
    edits.push({ span: wholeLines(file, start, instruction), text: '' });
  }
  edits.push(insertAt(lines.lineSpan(target.endLine).end, blocks.map((block) => lineEnding + block).join('')));
  return edits;
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
