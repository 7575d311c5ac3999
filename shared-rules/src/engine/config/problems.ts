import { createLineIndex, type LineIndex } from '../../text/line-index.js';
import type { Span } from '../../text/span.js';
import type { ConfigProblem } from '../types.js';

/** Gathers what is wrong in one file. */
export interface ProblemList {
  error(span: Span, message: string): void;
  warning(span: Span, message: string): void;
  /** Sorted by place. */
  all(): readonly ConfigProblem[];
}

/** An empty list of problems of a file. */
export function createProblemList(path: string, text: string): ProblemList {
  const problems: ConfigProblem[] = [];
  let lines: LineIndex | undefined;
  const add = (severity: ConfigProblem['severity'], span: Span, message: string): void => {
    lines ??= createLineIndex(text);
    const start = lines.positionAt(span.start);
    const end = lines.positionAt(span.end);
    problems.push({
      path,
      span,
      line: start.line,
      character: start.character,
      endLine: end.line,
      endCharacter: end.character,
      severity,
      message,
    });
  };
  return {
    error: (span, message) => add('error', span, message),
    warning: (span, message) => add('warning', span, message),
    all: () => [...problems].sort((a, b) => a.span.start - b.span.start),
  };
}
