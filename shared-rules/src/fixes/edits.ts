import type { Dockerfile, InstructionNode } from '../model/types.js';
import type { TextEdit } from '../text/edit.js';
import type { Span } from '../text/span.js';

/** Inserts a text at an offset. */
export function insertAt(offset: number, text: string): TextEdit {
  return { span: { start: offset, end: offset }, text };
}

/**
 * The lines of an instruction with the line ending behind them, for taking it out. A blank line that it leaves between
 * two blank lines goes, too.
 */
export function instructionLines({ syntax, text }: Dockerfile, instruction: InstructionNode): Span {
  const { lines } = syntax;
  const start = lines.lineSpan(instruction.line).start;
  const isLast = instruction.endLine + 1 >= lines.count;
  let end = isLast ? text.length : lines.lineSpan(instruction.endLine + 1).start;
  const isBlank = (line: number): boolean => {
    const span = lines.lineSpan(line);
    return text.slice(span.start, span.end).trim() === '';
  };
  const next = instruction.endLine + 1;
  const between = instruction.line === 0 || isBlank(instruction.line - 1);
  if (between && next + 1 < lines.count && isBlank(next)) end = lines.lineSpan(next + 1).start;
  return { start, end };
}

/** Removes an instruction with its lines. */
export function removeInstruction(file: Dockerfile, instruction: InstructionNode): TextEdit {
  return { span: instructionLines(file, instruction), text: '' };
}

/** Puts a flag behind the keyword and the flags that stand there: `--checksum=…`. */
export function addFlag(instruction: InstructionNode, flag: string): TextEdit {
  const last = instruction.flags.at(-1)?.span.end ?? instruction.keywordSpan.end;
  return insertAt(last, ` ${flag}`);
}

/** A keyword in the case that the file writes its own keyword in: all lower case stays lower case. */
export function keywordLike(written: string, keyword: string): string {
  return written === written.toLowerCase() ? keyword.toLowerCase() : keyword;
}
