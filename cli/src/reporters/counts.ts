import type { Severity } from '@dockwright/shared-rules';
import type { Report } from './report.js';

export type SeverityCounts = Readonly<Record<Severity, number>>;

/** How many problems of each severity a report holds. */
export function countBySeverity(report: Report): SeverityCounts {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const file of report.files) for (const { problem } of file.problems) counts[problem.severity]++;
  return counts;
}

/** `1 file`, `2 files`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
