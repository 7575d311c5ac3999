import { createLineIndex, type Severity } from '@dockwright/shared-rules';
import { codeOf } from './code.js';
import { hadolintPlaceOf } from './place.js';
import type { Reporter } from './report.js';

/** What hadolint calls our severities. */
export const hadolintLevels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  hint: 'style',
};

/** The array that `hadolint --format json` prints, at the lines where it reports: https://github.com/hadolint/hadolint#cli */
export const hadolintJsonReporter: Reporter = (report) => {
  const items = report.files.flatMap(({ path, text, problems }) => {
    const lines = createLineIndex(text);
    return problems.map(({ problem }) => {
      const { line, column } = hadolintPlaceOf(lines, problem);
      const level = hadolintLevels[problem.severity];
      return { code: codeOf(problem), column, file: path, level, line, message: problem.message };
    });
  });
  return `${JSON.stringify(items)}\n`;
};
