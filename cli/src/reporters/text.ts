import { createLineIndex, type LineIndex, type Severity, type Span, type VerifiedFix } from '@dockwright/shared-rules';
import { codeFrame } from './code-frame.js';
import { createPaint, type Paint, type Style } from './colors.js';
import { countBySeverity, counted } from './counts.js';
import type { FileReport, FixCounts, Report, ReportedProblem, Reporter, ReporterOptions } from './report.js';
import { visible } from './visible.js';

const styles: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'blue', hint: 'cyan' };

function oneLine(text: string): string {
  return visible(text.replace(/\s*\n\s*/g, ' '));
}

function placeText(path: string, lines: LineIndex, span: Span): string {
  const { line, character } = lines.positionAt(span.start);
  return `${visible(path)}:${line + 1}:${character + 1}`;
}

function fixLine(fix: VerifiedFix, paint: Paint): string {
  const option = fix.safety === 'safe' ? '--fix' : '--fix=suggested';
  return `  ${paint('green', 'fix:')} ${oneLine(fix.title)} ${paint('dim', `(${option})`)}`;
}

function problemText(
  file: FileReport,
  lines: LineIndex,
  { problem, fixes }: ReportedProblem,
  options: ReporterOptions,
) {
  const paint = createPaint(options.color);
  const style = styles[problem.severity];
  const head = [
    paint('bold', `${placeText(file.path, lines, problem.span)}:`),
    paint(style, `${problem.severity}:`),
    oneLine(problem.message),
    paint('dim', `[${problem.rule}]`),
  ];
  const frame = (span: Span, markers: Style) =>
    codeFrame(file.text, lines, span, { paint, style: markers, columns: options.columns });
  const related = problem.related.flatMap(({ message, span }) => [
    `  ${paint('bold', `${placeText(file.path, lines, span)}:`)} ${oneLine(message)}`,
    ...frame(span, 'dim'),
  ]);
  const fixLines = fixes.map((fix) => fixLine(fix, paint));
  return [head.join(' '), ...frame(problem.span, style), ...related, ...fixLines, ''].join('\n');
}

/** `3 problems in 2 of 5 files: 1 error, 2 warnings.` */
function problemCount(report: Report): string {
  const { error, warning, info, hint } = countBySeverity(report);
  const all = error + warning + info + hint;
  const files = report.files.length;
  if (all === 0) return `No problems in ${counted(files, 'file')}.`;
  const affected = report.files.filter(({ problems }) => problems.length > 0).length;
  const where = affected === files ? counted(files, 'file') : `${affected} of ${counted(files, 'file')}`;
  const kinds = [
    ...(error > 0 ? [counted(error, 'error')] : []),
    ...(warning > 0 ? [counted(warning, 'warning')] : []),
    ...(info > 0 ? [`${info} info`] : []),
    ...(hint > 0 ? [counted(hint, 'hint')] : []),
  ];
  return `${counted(all, 'problem')} in ${where}: ${kinds.join(', ')}.`;
}

/** What a person can do next; nothing where there are no problems. */
function advice(report: Report): readonly string[] {
  const problems = report.files.flatMap((file) => file.problems);
  const safe = problems.filter(({ fixes }) => fixes.some((fix) => fix.safety === 'safe')).length;
  const suggested = problems.filter(({ fixes }) => fixes.length > 0).length - safe;
  const first = problems[0];
  return [
    ...(safe > 0 ? [`${safe} can be fixed with --fix.`] : []),
    ...(suggested > 0 ? [`${suggested}${safe > 0 ? ' more' : ''} can be fixed with --fix=suggested.`] : []),
    ...(first === undefined ? [] : [`To learn more: dockwright explain ${first.problem.rule}`]),
  ];
}

function fixSentences({ applied, files, withheld }: FixCounts): readonly string[] {
  const what = `${counted(applied, 'fix', 'fixes')} ${applied === 1 ? 'was' : 'were'} applied`;
  return [
    ...(applied > 0 ? [`${what} to ${counted(files, 'file')}.`] : []),
    ...(withheld > 0 ? [`${counted(withheld, 'fix', 'fixes')} held back: more would have changed than should.`] : []),
  ];
}

function summary(report: Report, paint: Paint): string {
  const sentences = [
    ...(report.fixed === undefined ? [] : fixSentences(report.fixed)),
    ...(report.files.length > 0 ? [paint('bold', problemCount(report))] : []),
    ...advice(report),
  ];
  return sentences.map((sentence) => `${sentence}\n`).join('');
}

/** For people: each problem with the lines it is about, then what to do next. */
export const textReporter: Reporter = (report, options) => {
  const problems = report.files.flatMap((file) => {
    const lines = createLineIndex(file.text);
    return file.problems.map((problem) => `${problemText(file, lines, problem, options)}\n`);
  });
  return problems.join('') + (options.quiet ? '' : summary(report, createPaint(options.color)));
};
