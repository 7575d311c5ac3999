import type { Rule, Severity } from '../rule.js';
import { compareText } from '../text/compare.js';
import type { TextEdit } from '../text/edit.js';
import { allFixes } from './all-fixes.js';
import type { Analysis } from './analysis.js';
import { analyzeWith } from './analyze.js';
import { checkConfig } from './config/check.js';
import { editConfigRule } from './config/edit.js';
import { type HadolintConfig, readHadolintConfig } from './config/hadolint.js';
import { configFromHadolint } from './config/hadolint-convert.js';
import type { HadolintOptions } from './config/hadolint-options.js';
import { hadolintSettings } from './config/hadolint-settings.js';
import { resolveSettings } from './config/resolve.js';
import { configSchema, type JsonObject } from './config/schema.js';
import { fixAll } from './fix-all.js';
import { type AnalyzeWith, fixesFor } from './fixes.js';
import { createRuleNames } from './names.js';
import { rulePage } from './pages.js';
import type { RuleSet } from './rule-set.js';
import { defaultSettings, mergeSettings, ruleSetFor } from './settings.js';
import { type ShellcheckRequest, shellcheckRequests } from './shellcheck.js';
import { suppressionEdits } from './suppression-edits.js';
import type {
  ConfigHost,
  ConfigProblem,
  FixAllOptions,
  FixAllResult,
  FixesResult,
  LintOptions,
  Problem,
  Profile,
  ResolvedSettings,
  RuleSummary,
  Settings,
  SettingsOverlay,
} from './types.js';

/** What a set of rules can do with a text. Nothing in here throws on any text or configuration. */
export interface Engine {
  /** Every rule, sorted by topic and id. */
  readonly ruleSummaries: readonly RuleSummary[];
  /** A rule by its id or by another tool's code (`DL3025`, `hadolint:DL3025`); the first where several have the code. */
  findRule(nameOrCode: string): RuleSummary | undefined;
  /** Lints one Dockerfile. */
  analyze(text: string, options?: LintOptions): Analysis;
  /** The fixes of a problem, each verified on the text as it is. No fixes where the analysis has no such problem. */
  fixesFor(analysis: Analysis, problem: Problem): FixesResult;
  /** The verified fixes of every problem of an analysis, or of some of them: cheaper than asking for each. */
  allFixes(analysis: Analysis, problems?: readonly Problem[]): ReadonlyMap<Problem, FixesResult>;
  /** Applies verified fixes until nothing changes. */
  fixAll(text: string, lint: LintOptions, options: FixAllOptions): FixAllResult;
  /** Edits that silence a problem with a comment; none where no comment can. */
  suppressionEdits(analysis: Analysis, problem: Problem, scope: 'instruction' | 'file'): readonly TextEdit[];
  /** The settings of one file, from the nearest configuration upwards, or from the file that `configPath` names. */
  resolveSettings(filePath: string, host: ConfigHost, configPath?: string): Promise<ResolvedSettings>;
  /** What is wrong in the text of a configuration file, Dockwright's or hadolint's (told by its name). */
  checkConfig(path: string, text: string): readonly ConfigProblem[];
  /**
   * Edits of a `dockwright.yaml` that set a rule; `text` is `undefined` where the file does not exist yet. `undefined` where
   * the file cannot be edited safely, because it is broken.
   */
  editConfigRule(text: string | undefined, rule: string, severity: Severity | 'off'): readonly TextEdit[] | undefined;
  /** What the text of a `.hadolint.yaml` says, and what is wrong with it. */
  readHadolintConfig(path: string, text: string): HadolintConfig;
  /** What hadolint was told, as settings of our rules over a profile. */
  hadolintSettings(options: HadolintOptions, profile: Profile, source: string | undefined): Settings;
  /** The text of a `dockwright.yaml` that gives the same problems; `remarks` stand at its top, a line each. */
  configFromHadolint(options: HadolintOptions, profile: Profile, remarks: readonly string[]): string;
  /** What to ask ShellCheck about an analysed text; its answers go into the options of the next analysis. */
  shellcheckRequests(analysis: Analysis): readonly ShellcheckRequest[];
  /** Whether a rule has a name, or another tool uses it as a code. */
  isKnownName(name: string): boolean;
  /** JSON Schema of `dockwright.yaml`. */
  configSchema(): JsonObject;
  /** Lays a host's settings (editor, command line) over configured ones. */
  mergeSettings(base: Settings, overlay: SettingsOverlay): Settings;
}

/** Makes an engine of rules; their order does not matter. */
export function createEngine(rules: readonly Rule[]): Engine {
  const sorted = [...rules].sort((a, b) => compareText(a.topic, b.topic) || compareText(a.id, b.id));
  const names = createRuleNames(sorted);
  const ruleSummaries = sorted.map(summarise);
  const ruleSets = new WeakMap<Settings, RuleSet>();

  const ruleSetOf = (settings: Settings): RuleSet => {
    const known = ruleSets.get(settings);
    if (known !== undefined) return known;
    const ruleSet = ruleSetFor(sorted, settings);
    ruleSets.set(settings, ruleSet);
    return ruleSet;
  };
  const analyze = (text: string, options: LintOptions = {}): Analysis =>
    analyzeWith(text, ruleSetOf(options.settings ?? defaultSettings), options, names);
  const analyzeAgain: AnalyzeWith = (text, ruleSet, { internals }) =>
    analyzeWith(text, ruleSet, internals.options, names);

  return {
    ruleSummaries,
    findRule: (name) => {
      const [rule] = names.find(name);
      return rule === undefined ? undefined : summarise(rule);
    },
    analyze,
    fixesFor: (analysis, problem) => fixesFor(analysis, problem, analyzeAgain),
    allFixes: (analysis, problems = analysis.problems) => allFixes(analysis, problems, analyzeAgain),
    fixAll: (text, lint, options) => fixAll(analyze(text, lint), options, analyzeAgain),
    suppressionEdits: (analysis, problem, scope) => suppressionEdits(analysis, problem, scope, analyzeAgain),
    resolveSettings: (filePath, host, configPath) => resolveSettings(filePath, host, names, configPath),
    checkConfig: (path, text) => checkConfig(path, text, names),
    editConfigRule: (text, rule, severity) => editConfigRule(text, rule, severity, names),
    readHadolintConfig: (path, text) => readHadolintConfig(path, text, names),
    hadolintSettings: (options, profile, source) => hadolintSettings(options, profile, source, names),
    configFromHadolint: (options, profile, remarks) => configFromHadolint(options, profile, remarks, names),
    shellcheckRequests: ({ internals: { dockerfile, options } }) =>
      shellcheckRequests(dockerfile, options.settings ?? defaultSettings),
    isKnownName: names.isKnown,
    configSchema: () => configSchema(sorted),
    mergeSettings: (base, overlay) => mergeSettings(base, overlay, names),
  };
}

function summarise(rule: Rule): RuleSummary {
  const { id, title, topic, severity, recommended, codes, fixes } = rule;
  return { id, title, topic, severity, recommended, codes, fixes, url: rulePage(id) };
}
