import type { LineIndex, Problem, Span } from '@dockwright/shared-rules';

export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Lines and columns from 1, columns in UTF-16 units, end exclusive. */
export function placeOf(lines: LineIndex, { start, end }: Span): Place {
  const from = lines.positionAt(start);
  const to = lines.positionAt(end);
  return { line: from.line + 1, column: from.character + 1, endLine: to.line + 1, endColumn: to.character + 1 };
}

/** Where hadolint reports a problem: at the first line of the instruction, with our column if the problem is in that line. */
export function hadolintPlaceOf(lines: LineIndex, { span, instruction }: Pick<Problem, 'span' | 'instruction'>) {
  const { line, column } = placeOf(lines, span);
  const first = instruction === undefined ? line : lines.positionAt(instruction.start).line + 1;
  return { line: first, column: first === line ? column : 1 };
}
