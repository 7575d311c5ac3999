import { createLineIndex } from '@dockwright/shared-rules';
import { codeOf } from './code.js';
import { hadolintPlaceOf } from './place.js';
import type { Reporter } from './report.js';

/** One JSON object a problem, each in its line: https://docs.codacy.com/repositories-configure/local-analysis/client-side-tools/ */
export const codacyReporter: Reporter = (report) =>
  report.files
    .flatMap(({ path, text, problems }) => {
      const lines = createLineIndex(text);
      return problems.map(({ problem }) => {
        const { line } = hadolintPlaceOf(lines, problem);
        return `${JSON.stringify({ filename: path, patternId: codeOf(problem), message: problem.message, line })}\n`;
      });
    })
    .join('');
