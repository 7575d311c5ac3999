import { createLineIndex, type LineIndex, type Severity, type Span } from '@dockwright/shared-rules';
import { codeOf } from './code.js';
import { placeOf } from './place.js';
import type { Reporter } from './report.js';

const severities: Readonly<Record<Severity, string>> = {
  error: 'CRITICAL',
  warning: 'MAJOR',
  info: 'MINOR',
  hint: 'INFO',
};

/** Columns count from 0 and must lie in their line, at least one apart: without them, the whole line is meant. */
function textRange(lines: LineIndex, span: Span) {
  const { line, column, endLine, endColumn } = placeOf(lines, span);
  const lengthOf = (number: number): number => {
    const { start, end } = lines.lineSpan(number - 1);
    return end - start;
  };
  const isEmpty = line === endLine && column === endColumn;
  if (isEmpty || column - 1 >= lengthOf(line) || endColumn - 1 > lengthOf(endLine)) return { startLine: line };
  return { startLine: line, endLine, startColumn: column - 1, endColumn: endColumn - 1 };
}

/** https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/importing-external-issues/generic-issue-import-format/ */
export const sonarqubeReporter: Reporter = (report) => {
  const issues = report.files.flatMap(({ path, text, problems }) => {
    const lines = createLineIndex(text);
    return problems.map(({ problem }) => ({
      engineId: 'Dockwright',
      ruleId: codeOf(problem),
      severity: severities[problem.severity],
      type: problem.severity === 'error' ? 'BUG' : 'CODE_SMELL',
      primaryLocation: { message: problem.message, filePath: path, textRange: textRange(lines, problem.span) },
    }));
  });
  return `${JSON.stringify({ issues })}\n`;
};
