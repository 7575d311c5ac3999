import type { Severity } from '../../rule.js';

/** hadolint's severities, weakest first: a code in several lists has the strongest. https://github.com/hadolint/hadolint#configure */
export const hadolintSeverities = ['style', 'info', 'warning', 'error'] as const;

/** From which severity on a run fails. `ignore` and `none` let it fail on every finding. */
export const hadolintThresholds = ['error', 'warning', 'info', 'style', 'ignore', 'none'] as const;

/** https://github.com/hadolint/hadolint#cli */
export const hadolintFormats = [
  'tty',
  'json',
  'checkstyle',
  'codeclimate',
  'gitlab_codeclimate',
  'gnu',
  'codacy',
  'sonarqube',
  'sarif',
  'junit',
] as const;

/** What the value of a label may have to be: https://github.com/hadolint/hadolint#linting-labels */
export const hadolintLabelTypes = ['text', 'url', 'semver', 'hash', 'rfc3339', 'spdx', 'email'] as const;

export type HadolintSeverity = (typeof hadolintSeverities)[number];
export type HadolintThreshold = (typeof hadolintThresholds)[number];
export type HadolintFormat = (typeof hadolintFormats)[number];
export type HadolintLabelType = (typeof hadolintLabelTypes)[number];

/** What our severity is called there, turned round. */
export const severityOfHadolint: Readonly<Record<HadolintSeverity, Severity>> = {
  style: 'hint',
  info: 'info',
  warning: 'warning',
  error: 'error',
};

/** What hadolint can be told: by its configuration file, its environment variables or its command line. */
export interface HadolintOptions {
  readonly ignored: readonly string[];
  readonly override: Readonly<Record<HadolintSeverity, readonly string[]>>;
  readonly trustedRegistries: readonly string[];
  readonly labels: ReadonlyMap<string, HadolintLabelType>;
  readonly strictLabels: boolean | undefined;
  readonly disableIgnorePragma: boolean | undefined;
  readonly failureThreshold: HadolintThreshold | undefined;
  readonly noFail: boolean | undefined;
  readonly noColor: boolean | undefined;
  readonly verbose: boolean | undefined;
  /** The n-th is for the n-th output; empty where none is named. */
  readonly formats: readonly HadolintFormat[];
}

/** Nothing said. */
export const noHadolintOptions: HadolintOptions = {
  ignored: [],
  override: { error: [], warning: [], info: [], style: [] },
  trustedRegistries: [],
  labels: new Map(),
  strictLabels: undefined,
  disableIgnorePragma: undefined,
  failureThreshold: undefined,
  noFail: undefined,
  noColor: undefined,
  verbose: undefined,
  formats: [],
};

/** Lays options over others: lists are joined, and of single values the stronger side's holds where it says anything. */
export function layHadolintOptions(weaker: HadolintOptions, stronger: HadolintOptions): HadolintOptions {
  return {
    ignored: [...weaker.ignored, ...stronger.ignored],
    override: {
      error: [...weaker.override.error, ...stronger.override.error],
      warning: [...weaker.override.warning, ...stronger.override.warning],
      info: [...weaker.override.info, ...stronger.override.info],
      style: [...weaker.override.style, ...stronger.override.style],
    },
    trustedRegistries: [...weaker.trustedRegistries, ...stronger.trustedRegistries],
    labels: new Map([...weaker.labels, ...stronger.labels]),
    strictLabels: stronger.strictLabels ?? weaker.strictLabels,
    disableIgnorePragma: stronger.disableIgnorePragma ?? weaker.disableIgnorePragma,
    failureThreshold: stronger.failureThreshold ?? weaker.failureThreshold,
    noFail: stronger.noFail ?? weaker.noFail,
    noColor: stronger.noColor ?? weaker.noColor,
    verbose: stronger.verbose ?? weaker.verbose,
    formats: stronger.formats.length > 0 ? stronger.formats : weaker.formats,
  };
}
