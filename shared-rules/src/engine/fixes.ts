import type { Fix, NewFile } from '../rule.js';
import type { Analysis, EngineFinding } from './analysis.js';
import { prepareEdits } from './prepare-edits.js';
import { type ActiveRule, createRuleSet, type RuleSet } from './rule-set.js';
import type { FixesResult, Problem, VerifiedFix, WithheldFix } from './types.js';
import type { FixCandidate } from './verify/candidate.js';
import { verify } from './verify/verify.js';

/** Lints a text with some rules; the options are those of the analysis at hand. */
export type AnalyzeWith = (text: string, ruleSet: RuleSet, analysis: Analysis) => Analysis;

export interface CandidatesResult {
  readonly candidates: readonly FixCandidate[];
  readonly withheld: readonly WithheldFix[];
}

/** What a rule offers for a finding, as far as its edits fit the text. */
export function candidatesOf(analysis: Analysis, finding: EngineFinding): CandidatesResult {
  const { rule } = finding.problem;
  const candidates: FixCandidate[] = [];
  const withheld: WithheldFix[] = [];
  const offered = askForFixes(finding);
  if (typeof offered === 'string') return { candidates, withheld: [{ rule, title: 'Fix', reason: offered }] };
  for (const fix of offered) {
    if (fix.creates !== undefined && fix.edits.length === 0) {
      candidates.push({ finding, fix, edits: [] });
      continue;
    }
    const prepared = prepareEdits(analysis.text, fix.edits, analysis.internals.dockerfile.syntax.lineEnding);
    if (prepared.ok) candidates.push({ finding, fix, edits: prepared.edits });
    else withheld.push({ rule, title: fix.title, reason: prepared.reason });
  }
  return { candidates, withheld };
}

function askForFixes({ fixes }: EngineFinding): readonly Fix[] | string {
  if (fixes === undefined) return [];
  try {
    return [...fixes()];
  } catch (error) {
    return `the rule failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The fixes of a problem, each verified by itself on the text of the analysis. */
export function fixesFor(analysis: Analysis, problem: Problem, analyzeWith: AnalyzeWith): FixesResult {
  const finding = findingOf(analysis, problem);
  if (finding === undefined) return { fixes: [], withheld: [] };
  const { candidates, withheld: unfit } = candidatesOf(analysis, finding);
  const fixes: VerifiedFix[] = [];
  const withheld: WithheldFix[] = [...unfit];
  for (const candidate of candidates) {
    const reason = flawOf(analysis, candidate, analyzeWith);
    if (reason === undefined) fixes.push(verifiedFix(analysis, candidate));
    else withheld.push({ rule: problem.rule, title: candidate.fix.title, reason });
  }
  return { fixes, withheld };
}

/** Why a fix, applied by itself, is not sound; `undefined` for a sound one. */
export function flawOf(analysis: Analysis, candidate: FixCandidate, analyzeWith: AnalyzeWith): string | undefined {
  const guards = guardsFor(analysis.internals.ruleSet, [candidate.finding.problem.rule]);
  const { creates } = candidate.fix;
  const after = creates === undefined ? analysis : withFile(analysis, creates);
  if (after === undefined) return 'there is such a file, or nobody knows';
  const verdict = verify(analysis, [candidate], (text) => analyzeWith(text, guards, after));
  return verdict.ok ? undefined : verdict.reason;
}

/** A fix as hosts get it. */
export function verifiedFix({ internals }: Analysis, { finding, fix, edits }: FixCandidate): VerifiedFix {
  const { title, safety, creates } = fix;
  const common = { rule: finding.problem.rule, title, safety, edits };
  if (creates === undefined) return common;
  return { ...common, creates: { ...creates, folder: internals.buildContext?.folder ?? '' } };
}

/** An analysis in whose build context there is another file; `undefined` where there is one already, or no context is known. */
function withFile(analysis: Analysis, { path, text }: NewFile): Analysis | undefined {
  const { internals } = analysis;
  const { buildContext } = internals;
  if (buildContext === undefined || buildContext.paths.has(path)) return undefined;
  const isIgnoreFile = path === '.dockerignore' || path.endsWith('.dockerignore');
  const dockerignore = isIgnoreFile ? text : buildContext.dockerignore;
  const grown = { ...buildContext, paths: new Set([...buildContext.paths, path]), dockerignore };
  return { ...analysis, internals: { ...internals, options: { ...internals.options, buildContext: grown } } };
}

/** The finding behind a problem that a host hands back, perhaps as a copy. */
export function findingOf({ internals }: Analysis, problem: Problem): EngineFinding | undefined {
  const shown = internals.findings.filter(({ suppressed, hidden }) => !suppressed && !hidden);
  return (
    shown.find((finding) => finding.problem === problem) ??
    shown.find(
      (finding) =>
        finding.problem.rule === problem.rule &&
        finding.problem.message === problem.message &&
        finding.problem.span.start === problem.span.start &&
        finding.problem.span.end === problem.span.end,
    )
  );
}

const guardSets = new WeakMap<RuleSet, Map<string, RuleSet>>();

/** The rules that have a say in whether fixes of some rules are sound. */
export function guardsFor(ruleSet: RuleSet, ids: readonly string[]): RuleSet {
  const fixed = new Set(ids);
  const key = [...fixed].sort().join();
  const sets = guardSets.get(ruleSet) ?? new Map<string, RuleSet>();
  guardSets.set(ruleSet, sets);
  const known = sets.get(key);
  if (known !== undefined) return known;
  const guards = ruleSet.active.filter((active) => fixed.has(active.rule.id) || isGuard(active));
  // What a comment suppresses is only known once all rules are heard.
  const needsAll = guards.some(({ rule }) => rule.on.suppression !== undefined);
  const set = needsAll ? ruleSet : createRuleSet(guards, ruleSet.manner);
  sets.set(key, set);
  return set;
}

function isGuard({ rule, severity }: ActiveRule): boolean {
  return severity === 'error' || (rule.topic === 'syntax' && rule.severity === 'error');
}
