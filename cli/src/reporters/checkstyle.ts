import { createLineIndex, type Severity } from '@dockwright/shared-rules';
import { codeOf } from './code.js';
import { placeOf } from './place.js';
import type { FileReport, Reporter } from './report.js';
import { xml } from './xml.js';

/** Checkstyle knows no hints. https://checkstyle.org/property_types.html#SeverityLevel */
const severities: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  hint: 'info',
};

function fileElement({ path, text, problems }: FileReport): string {
  const lines = createLineIndex(text);
  const errors = problems.map(({ problem }) => {
    const { line, column } = placeOf(lines, problem.span);
    const attributes = `line="${line}" column="${column}" severity="${severities[problem.severity]}"`;
    return `    <error ${attributes} message="${xml(problem.message)}" source="${xml(codeOf(problem))}"/>\n`;
  });
  return `  <file name="${xml(path)}">\n${errors.join('')}  </file>\n`;
}

/** Checkstyle's XML, which most CI systems read. */
export const checkstyleReporter: Reporter = (report) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${report.files.map(fileElement).join('')}</checkstyle>\n`;
