import type { Problem, VerifiedFix } from '@dockwright/shared-rules';

export interface ReportedProblem {
  readonly problem: Problem;
  /** Those that passed verification on this very text; best first. */
  readonly fixes: readonly VerifiedFix[];
}

export interface FileReport {
  /** As the user would write it. */
  readonly path: string;
  /** What the problems' spans refer to: the file without its byte order mark, fixes applied where there were any. */
  readonly text: string;
  /** By place. */
  readonly problems: readonly ReportedProblem[];
}

export interface FixCounts {
  readonly applied: number;
  /** Files that were changed. */
  readonly files: number;
  /** Fixes that would have changed more than they should, and were not applied. */
  readonly withheld: number;
}

/** What one run found, in the order in which the files were met. */
export interface Report {
  readonly files: readonly FileReport[];
  /** `undefined` where no fixes were asked for. */
  readonly fixed: FixCounts | undefined;
}

export interface ReporterOptions {
  readonly color: boolean;
  /** Leave out everything that is not a problem. */
  readonly quiet: boolean;
  /** The width of the terminal in columns. */
  readonly columns: number;
  /** Dockwright's own. */
  readonly version: string;
  /** Whose names the rules of a SARIF report have; all formats that hadolint has, too, use its names in any case. */
  readonly ruleNames: 'dockwright' | 'hadolint';
}

/** Turns a report into what is printed, line ending included; `''` prints nothing. */
export type Reporter = (report: Report, options: ReporterOptions) => string;
