import { createLineIndex, type LineIndex } from '../../text/line-index.js';
import type { Span } from '../../text/span.js';
import type { ConfigProblem } from '../types.js';

/** Who made so many mistakes has another file in mind, and nobody reads on. */
const mostProblems = 200;
const longestMessage = 400;

/** Gathers what is wrong in one file, up to a number that nobody reads to the end. */
export interface ProblemList {
  error(span: Span, message: string): void;
  warning(span: Span, message: string): void;
  /** Nothing more is taken. */
  isFull(): boolean;
  /** Sorted by place. */
  all(): readonly ConfigProblem[];
}

/** An empty list of problems of a file. */
export function createProblemList(path: string, text: string): ProblemList {
  const problems: ConfigProblem[] = [];
  let lines: LineIndex | undefined;
  const add = (severity: ConfigProblem['severity'], span: Span, message: string): void => {
    if (problems.length >= mostProblems) return;
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
      message: message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message,
    });
  };
  return {
    error: (span, message) => add('error', span, message),
    warning: (span, message) => add('warning', span, message),
    isFull: () => problems.length >= mostProblems,
    all: () => [...problems].sort((a, b) => a.span.start - b.span.start),
  };
}
