import { type HadolintOptions, type HadolintThreshold, type Severity, severities } from '@dockwright/shared-rules';
import type { FileReport } from './reporters/report.js';

/** The highest severity that still ends with exit code 0. */
export type MaxSeverity = Severity | 'none';

/** What is below the threshold is tolerated. https://github.com/hadolint/hadolint#cli */
const below: Readonly<Record<HadolintThreshold, MaxSeverity>> = {
  error: 'warning',
  warning: 'info',
  info: 'hint',
  style: 'none',
  ignore: 'none',
  none: 'none',
};

/** What hadolint's options tolerate; `undefined` where they do not say it. */
export function toleratedBy({ failureThreshold, noFail }: HadolintOptions): MaxSeverity | undefined {
  if (noFail === true) return 'error';
  return failureThreshold === undefined ? undefined : below[failureThreshold];
}

/** Whether a file has a problem of a severity that is not tolerated. */
export function isAbove(maxSeverity: MaxSeverity, { problems }: FileReport): boolean {
  const tolerated = maxSeverity === 'none' ? [] : severities.slice(severities.indexOf(maxSeverity));
  return problems.some(({ problem }) => !tolerated.includes(problem.severity));
}
