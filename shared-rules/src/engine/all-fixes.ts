import { largest, smallest } from '../text/numbers.js';
import type { Analysis } from './analysis.js';
import { type AnalyzeWith, candidatesOf, flawOf, guardsFor, verifiedFix } from './fixes.js';
import { instructionAtOrBehind } from './suppression-comments.js';
import type { FixesResult, Problem, VerifiedFix, WithheldFix } from './types.js';
import type { FixCandidate } from './verify/candidate.js';
import { verify } from './verify/verify.js';

/** How much text may be linted in all; what cannot be checked is withheld. */
const mostCharacters = 4_000_000;
/** How often even a very long text may be linted. */
const fewestAnalyses = 60;

/** The instructions, by index, where a fix and its problem are, and one on either side. */
interface Neighbourhood {
  readonly candidate: FixCandidate;
  readonly first: number;
  readonly last: number;
}

/** Why a fix is withheld; `undefined` for a sound one. */
type Reasons = Map<FixCandidate, string | undefined>;

interface Checking {
  readonly analysis: Analysis;
  readonly analyzeWith: AnalyzeWith;
  readonly reasons: Reasons;
  charactersLeft: number;
}

/**
 * The fixes of many problems of a text, for reports and menus. The same as asking for each problem, but fixes far from each
 * other (with an instruction between them that none of them edits) are verified together, and one by one only where that
 * fails: a long report costs a few times as much as linting, not as many times as there are problems.
 */
export function allFixes(
  analysis: Analysis,
  problems: readonly Problem[],
  analyzeWith: AnalyzeWith,
): ReadonlyMap<Problem, FixesResult> {
  const wanted = new Set(problems);
  const shown = analysis.internals.findings.filter(({ problem }) => wanted.has(problem));
  const offers = shown.map((finding) => ({ problem: finding.problem, ...candidatesOf(analysis, finding) }));
  const checking: Checking = {
    analysis,
    analyzeWith,
    reasons: new Map(),
    charactersLeft: Math.max(mostCharacters, analysis.text.length * fewestAnalyses),
  };
  const all = offers.flatMap(({ candidates }) => candidates.map((candidate) => neighbourhoodOf(analysis, candidate)));
  // What creates a file changes what is known of the files around, so it is verified by itself.
  const isAlone = ({ candidate }: Neighbourhood): boolean => candidate.fix.creates !== undefined;
  for (const group of farApart(all.filter((one) => !isAlone(one)))) check(group, checking);
  for (const { candidate } of all.filter(isAlone)) {
    checking.reasons.set(candidate, flawOf(analysis, candidate, analyzeWith));
  }
  return new Map(offers.map((offer) => [offer.problem, resultOf(analysis, offer, checking.reasons)]));
}

function resultOf(
  analysis: Analysis,
  { problem, candidates, withheld }: { readonly problem: Problem } & ReturnType<typeof candidatesOf>,
  reasons: Reasons,
): FixesResult {
  const fixes: VerifiedFix[] = [];
  const held: WithheldFix[] = [...withheld];
  for (const candidate of candidates) {
    const reason = reasons.get(candidate);
    if (reason === undefined) fixes.push(verifiedFix(analysis, candidate));
    else held.push({ rule: problem.rule, title: candidate.fix.title, reason });
  }
  return { fixes, withheld: held };
}

/** Groups of fixes whose neighbourhoods do not overlap; each group is in document order. */
function farApart(all: readonly Neighbourhood[]): readonly (readonly Neighbourhood[])[] {
  const sorted = [...all].sort((a, b) => a.first - b.first || a.last - b.last);
  const groups: Neighbourhood[][] = [];
  for (const one of sorted) {
    const group = groups.find((other) => (other.at(-1)?.last ?? 0) < one.first);
    if (group === undefined) groups.push([one]);
    else group.push(one);
  }
  return groups;
}

function neighbourhoodOf({ internals }: Analysis, candidate: FixCandidate): Neighbourhood {
  const { dockerfile } = internals;
  const end = dockerfile.instructions.length;
  const indexAt = (offset: number): number => instructionAtOrBehind(dockerfile, offset)?.index ?? end;
  const places = [candidate.finding.problem.span, ...candidate.edits.map((edit) => edit.span)];
  const indexes = places.flatMap(({ start, end: behind }) => [indexAt(start), indexAt(behind)]);
  return { candidate, first: smallest(indexes) - 1, last: largest(indexes) + 1 };
}

/** Verifies fixes together, or, where that fails, in halves. */
function check(group: readonly Neighbourhood[], checking: Checking): void {
  const { analysis, analyzeWith, reasons } = checking;
  if (checking.charactersLeft < analysis.text.length) {
    for (const { candidate } of group) reasons.set(candidate, 'there are too many fixes to check at once');
    return;
  }
  checking.charactersLeft -= analysis.text.length;
  const candidates = group.map(({ candidate }) => candidate);
  const rules = candidates.map(({ finding }) => finding.problem.rule);
  const guards = guardsFor(analysis.internals.ruleSet, rules);
  const lint = (text: string): Analysis => analyzeWith(text, guards, analysis);
  const verdict = verify(analysis, candidates, lint, group.length === 1 ? [] : cutsOf(group, analysis));
  if (verdict.ok || group.length === 1) {
    for (const candidate of candidates) reasons.set(candidate, verdict.ok ? undefined : verdict.reason);
    return;
  }
  const half = group.length >> 1;
  check(group.slice(0, half), checking);
  check(group.slice(half), checking);
}

/** Where the neighbourhoods begin and end in the text. */
function cutsOf(group: readonly Neighbourhood[], { internals }: Analysis): readonly number[] {
  const { text, instructions } = internals.dockerfile;
  return group.flatMap(({ first, last }) => [
    instructions[first]?.span.start ?? 0,
    instructions[last]?.span.end ?? text.length,
  ]);
}
