import { createLineIndex, type Problem, ruleSummaries, type Severity } from '@dockwright/shared-rules';
import { codeOf } from './code.js';
import { createFingerprints, type Fingerprints } from './fingerprint.js';
import { placeOf } from './place.js';
import type { FileReport, Report, Reporter } from './report.js';

/** https://github.com/codeclimate/platform/blob/master/spec/analyzers/SPEC.md#issues */
const severities: Readonly<Record<Severity, string>> = {
  error: 'blocker',
  warning: 'major',
  info: 'minor',
  hint: 'info',
};

const topics = new Map(ruleSummaries.map(({ id, topic }) => [id, topic]));
const securityTopics: ReadonlySet<string | undefined> = new Set(['secrets', 'user', 'supply-chain', 'network']);

function category({ rule, severity }: Problem): string {
  if (securityTopics.has(topics.get(rule))) return 'Security';
  return severity === 'error' || severity === 'warning' ? 'Bug Risk' : 'Style';
}

function issuesOf(file: FileReport, fingerprints: Fingerprints) {
  const lines = createLineIndex(file.text);
  return file.problems.map(({ problem }) => {
    const { line, endLine } = placeOf(lines, problem.span);
    return {
      type: 'issue',
      check_name: codeOf(problem),
      description: problem.message,
      categories: [category(problem)],
      severity: severities[problem.severity],
      fingerprint: fingerprints(file, lines, problem),
      location: { path: file.path, lines: { begin: line, end: endLine } },
    };
  });
}

function issues(report: Report) {
  const fingerprints = createFingerprints();
  return report.files.flatMap((file) => issuesOf(file, fingerprints));
}

/** Issues as the Code Climate engine specification wants them: each followed by a null byte. */
export const codeClimateReporter: Reporter = (report) =>
  issues(report)
    .map((issue) => `${JSON.stringify(issue)}\0`)
    .join('');

/** One array of them, as GitLab reads it: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export const gitlabReporter: Reporter = (report) => `${JSON.stringify(issues(report))}\n`;
