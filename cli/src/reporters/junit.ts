import { createLineIndex } from '@dockwright/shared-rules';
import { codeOf } from './code.js';
import { placeOf } from './place.js';
import type { FileReport, Reporter } from './report.js';
import { xml } from './xml.js';

function suite({ path, text, problems }: FileReport): string {
  const lines = createLineIndex(text);
  const name = xml(path);
  const cases = problems.map(({ problem }) => {
    const { line, column } = placeOf(lines, problem.span);
    const code = xml(codeOf(problem));
    const message = xml(problem.message);
    return [
      `    <testcase name="${code} in line ${line}" classname="${name}" time="0">\n`,
      `      <failure message="${message}" type="${problem.severity}">${name}:${line}:${column}: ${code}: ${message}</failure>\n`,
      '    </testcase>\n',
    ].join('');
  });
  const all = cases.length === 0 ? [`    <testcase name="No problems" classname="${name}" time="0"/>\n`] : cases;
  return `  <testsuite name="${name}" tests="${all.length}" failures="${problems.length}" errors="0" skipped="0" time="0">\n${all.join('')}  </testsuite>\n`;
}

/** A test for each problem, which fails; one that passes for a file without problems. */
export const junitReporter: Reporter = (report) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${report.files.map(suite).join('')}</testsuites>\n`;
