import { createLineIndex } from '@dockwright/shared-rules';
import { countBySeverity } from './counts.js';
import { placeOf } from './place.js';
import type { FileReport, Reporter } from './report.js';

function jsonFile({ path, text, problems }: FileReport) {
  const lines = createLineIndex(text);
  return {
    path,
    problems: problems.map(({ problem, fixes }) => ({
      rule: problem.rule,
      codes: problem.codes,
      severity: problem.severity,
      message: problem.message,
      ...placeOf(lines, problem.span),
      related: problem.related.map(({ message, span }) => ({ message, ...placeOf(lines, span) })),
      fixes: fixes.map(({ title, safety, edits, creates }) => ({
        title,
        safety,
        edits: edits.map((edit) => ({ ...placeOf(lines, edit.span), text: edit.text })),
        ...(creates === undefined ? {} : { creates: { path: creates.path, text: creates.text } }),
      })),
    })),
  };
}

/** One JSON object on one line; the shape is a contract that other programs rely on, and `version` counts its changes. */
export const jsonReporter: Reporter = (report) => {
  const files = report.files.map(jsonFile);
  return `${JSON.stringify({ version: 1, files, summary: { files: files.length, ...countBySeverity(report) } })}\n`;
};
