import type { IgnoreFile } from '../context/ignore-file.js';
import type { BuildContext } from '../context/types.js';
import type { Dockerfile } from '../model/types.js';
import type { Fix, SuppressionComment } from '../rule.js';
import type { RuleSet } from './rule-set.js';
import type { LintOptions, Problem, RuleFailure } from './types.js';

/** A finding of a rule, those included that a host never sees. */
export interface EngineFinding {
  readonly problem: Problem;
  readonly fixes: (() => readonly Fix[]) | undefined;
  /** A comment keeps it from being shown. */
  readonly suppressed: boolean;
  /** Its rule is off: it was asked for the sake of fixes only. */
  readonly hidden: boolean;
}

/** What the engine knows of a text; hosts hand it back as it is. */
export interface AnalysisInternals {
  readonly options: LintOptions;
  readonly ruleSet: RuleSet;
  /** Without any instruction where the text is a `.dockerignore`. */
  readonly dockerfile: Dockerfile;
  readonly ignoreFile: IgnoreFile | undefined;
  readonly buildContext: BuildContext | undefined;
  /** Sorted by place, then by rule. */
  readonly findings: readonly EngineFinding[];
  readonly comments: readonly SuppressionComment[];
}

/** One file, linted. */
export interface Analysis {
  readonly text: string;
  /** Sorted by place, then by rule; what comments suppress is left out. */
  readonly problems: readonly Problem[];
  /** Rules that threw, each once. */
  readonly failures: readonly RuleFailure[];
  /** For the functions of this package only. */
  readonly internals: AnalysisInternals;
}
