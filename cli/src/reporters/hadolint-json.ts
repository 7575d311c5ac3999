import { createLineIndex, type Severity } from '@dockwright/shared-rules';
import { codeOf } from './code.js';
import { placeOf } from './place.js';
import type { Reporter } from './report.js';

/** What hadolint calls our severities. */
export const hadolintLevels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  hint: 'style',
};

/** The array that `hadolint --format json` prints, with exact columns: https://github.com/hadolint/hadolint#cli */
export const hadolintJsonReporter: Reporter = (report) => {
  const items = report.files.flatMap(({ path, text, problems }) => {
    const lines = createLineIndex(text);
    return problems.map(({ problem }) => {
      const { line, column } = placeOf(lines, problem.span);
      const level = hadolintLevels[problem.severity];
      return { code: codeOf(problem), column, file: path, level, line, message: problem.message };
    });
  });
  return `${JSON.stringify(items)}\n`;
};
