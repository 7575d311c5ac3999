import { createLineIndex, type LineIndex, type Span } from '@dockwright/shared-rules';
import { countBySeverity } from './counts.js';
import type { FileReport, Reporter } from './report.js';

/** Lines and columns from 1, columns in UTF-16 units, end exclusive. */
function place(lines: LineIndex, { start, end }: Span) {
  const from = lines.positionAt(start);
  const to = lines.positionAt(end);
  return { line: from.line + 1, column: from.character + 1, endLine: to.line + 1, endColumn: to.character + 1 };
}

function jsonFile({ path, text, problems }: FileReport) {
  const lines = createLineIndex(text);
  return {
    path,
    problems: problems.map(({ problem, fixes }) => ({
      rule: problem.rule,
      codes: problem.codes,
      severity: problem.severity,
      message: problem.message,
      ...place(lines, problem.span),
      related: problem.related.map(({ message, span }) => ({ message, ...place(lines, span) })),
      fixes: fixes.map(({ title, safety, edits }) => ({
        title,
        safety,
        edits: edits.map((edit) => ({ ...place(lines, edit.span), text: edit.text })),
      })),
    })),
  };
}

/** One JSON object on one line; the shape is a contract that other programs rely on, and `version` counts its changes. */
export const jsonReporter: Reporter = (report) => {
  const files = report.files.map(jsonFile);
  return `${JSON.stringify({ version: 1, files, summary: { files: files.length, ...countBySeverity(report) } })}\n`;
};
