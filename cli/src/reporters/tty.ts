import { createLineIndex, type Severity } from '@dockwright/shared-rules';
import { codeOf } from './code.js';
import { createPaint, type Style } from './colors.js';
import { hadolintLevels } from './hadolint-json.js';
import { hadolintPlaceOf } from './place.js';
import type { Reporter } from './report.js';
import { visible } from './visible.js';

const styles: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'blue', hint: 'cyan' };

/** One line a problem, as hadolint prints it: `Dockerfile:3 DL3025 warning: …`. */
export const ttyReporter: Reporter = (report, { color }) => {
  const paint = createPaint(color);
  return report.files
    .flatMap(({ path, text, problems }) => {
      const lines = createLineIndex(text);
      return problems.map(({ problem }) => {
        const { line } = hadolintPlaceOf(lines, problem);
        const level = paint(styles[problem.severity], hadolintLevels[problem.severity]);
        return `${visible(path)}:${line} ${codeOf(problem)} ${level}: ${visible(problem.message)}\n`;
      });
    })
    .join('');
};
