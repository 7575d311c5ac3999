import { createLineIndex } from '@dockwright/shared-rules';
import { codeOf } from './code.js';
import { hadolintLevels } from './hadolint-json.js';
import { hadolintPlaceOf } from './place.js';
import type { Reporter } from './report.js';
import { visible } from './visible.js';

/**
 * One line a problem as editors and build tools find them in the output of compilers, with hadolint's name for the program:
 * https://www.gnu.org/prep/standards/html_node/Errors.html
 */
export const gnuReporter: Reporter = (report) =>
  report.files
    .flatMap(({ path, text, problems }) => {
      const lines = createLineIndex(text);
      return problems.map(({ problem }) => {
        const { line } = hadolintPlaceOf(lines, problem);
        const level = hadolintLevels[problem.severity];
        return `hadolint:${visible(path)}:${line}: ${codeOf(problem)} ${level}: ${visible(problem.message)}\n`;
      });
    })
    .join('');
