import { compareText } from '../text/compare.js';
import type { TextEdit } from '../text/edit.js';
import { touches } from '../text/span.js';
import type { Analysis, EngineFinding } from './analysis.js';
import { type AnalyzeWith, candidatesOf } from './fixes.js';
import type { AppliedFix, FixAllOptions, FixAllResult, WithheldFix } from './types.js';
import type { FixCandidate } from './verify/candidate.js';
import { verify } from './verify/verify.js';

const mostPasses = 10;
/** How much text may be linted in all to find out which fixes are sound; what cannot be checked is withheld. */
const mostCharacters = 2_000_000;
/** How often even a very long text may be linted. */
const fewestAnalyses = 40;

/** What stays the same from pass to pass. */
interface Work {
  readonly options: FixAllOptions;
  readonly analyzeWith: AnalyzeWith;
}

/** A text on the way, with the fixes that led to it. */
interface Stop {
  readonly analysis: Analysis;
  readonly applied: readonly AppliedFix[];
}

interface Outcome {
  readonly accepted: readonly FixCandidate[];
  readonly after: Analysis | undefined;
  readonly rejected: readonly { readonly candidate: FixCandidate; readonly reason: string }[];
  /** How much text was linted for it. */
  readonly characters: number;
}

/**
 * Applies fixes until nothing changes: per pass all those whose edits do not touch each other, verified together, and one
 * by one only where together they are not sound. The outcome hangs neither on the order of rules nor on the clock; where
 * fixes undo each other, it is the shortest of the texts they go around in.
 */
export function fixAll(start: Analysis, options: FixAllOptions, analyzeWith: AnalyzeWith): FixAllResult {
  const work: Work = { options, analyzeWith };
  let charactersLeft = Math.max(mostCharacters, start.text.length * fewestAnalyses);
  const stops: Stop[] = [];
  let current: Stop = { analysis: start, applied: [] };
  let rejected = new Map<string, WithheldFix>();
  let passes = 0;
  while (passes < mostPasses) {
    const selection = select(current.analysis, options, rejected);
    if (selection.length === 0) break;
    const outcome = soundPart(current.analysis, selection, work, charactersLeft / 2);
    charactersLeft -= outcome.characters;
    if (outcome.after === undefined) {
      for (const { candidate, reason } of outcome.rejected) rejected.set(keyOf(candidate), withhold(candidate, reason));
      continue;
    }
    passes++;
    stops.push(current);
    current = { analysis: outcome.after, applied: [...current.applied, ...outcome.accepted.map(describe)] };
    rejected = new Map();
    const again = stops.findIndex(({ analysis }) => analysis.text === current.analysis.text);
    if (again === -1) continue;
    current = stops.slice(again).reduce(shorter);
    break;
  }
  return {
    text: current.analysis.text,
    applied: current.applied,
    withheld: [...rejected.values(), ...unfitFixes(current.analysis, options)],
    passes,
  };
}

function shorter(a: Stop, b: Stop): Stop {
  const difference = a.analysis.text.length - b.analysis.text.length || compareText(a.analysis.text, b.analysis.text);
  return difference <= 0 ? a : b;
}

function describe({ finding, fix }: FixCandidate): AppliedFix {
  return { rule: finding.problem.rule, title: fix.title, safety: fix.safety };
}

function withhold({ finding, fix }: FixCandidate, reason: string): WithheldFix {
  return { rule: finding.problem.rule, title: fix.title, reason };
}

function keyOf({ finding, fix }: FixCandidate): string {
  const { rule, span, message } = finding.problem;
  return `${span.start}-${span.end} ${rule} ${fix.title} ${message}`;
}

function fixable({ internals }: Analysis, { rule }: FixAllOptions): readonly EngineFinding[] {
  return internals.findings.filter(
    ({ problem, suppressed, hidden, fixes }) =>
      fixes !== undefined && !suppressed && !hidden && (rule === undefined || problem.rule === rule),
  );
}

function unfitFixes(analysis: Analysis, options: FixAllOptions): readonly WithheldFix[] {
  return fixable(analysis, options).flatMap((finding) => candidatesOf(analysis, finding).withheld);
}

/** For each problem its best fix that has not been rejected, as long as its edits do not touch those of another. */
function select(
  analysis: Analysis,
  options: FixAllOptions,
  rejected: ReadonlyMap<string, WithheldFix>,
): readonly FixCandidate[] {
  const selection: FixCandidate[] = [];
  const taken: TextEdit[] = [];
  for (const finding of fixable(analysis, options)) {
    const { candidates } = candidatesOf(analysis, finding);
    const best = inOrder(candidates, options).find((candidate) => !rejected.has(keyOf(candidate)));
    if (best === undefined || !take(best.edits, taken)) continue;
    selection.push(best);
  }
  return selection;
}

/** Fixes that create files are left out: what this gives is a text. */
function inOrder(all: readonly FixCandidate[], { include }: FixAllOptions): readonly FixCandidate[] {
  const candidates = all.filter(({ fix }) => fix.creates === undefined);
  const safe = candidates.filter(({ fix }) => fix.safety === 'safe');
  return include === 'safe' ? safe : [...safe, ...candidates.filter(({ fix }) => fix.safety !== 'safe')];
}

/** Adds edits to a sorted list, all or, where one touches an edit of the list, none. */
function take(edits: readonly TextEdit[], taken: TextEdit[]): boolean {
  const places = edits.map((edit) => placeFor(edit, taken));
  const isFree = edits.every((edit, index) => {
    const place = places[index] ?? 0;
    return [taken[place - 1], taken[place]].every((other) => other === undefined || !touches(other.span, edit.span));
  });
  if (!isFree) return false;
  for (const edit of edits) taken.splice(placeFor(edit, taken), 0, edit);
  return true;
}

/** The index of the first edit of a sorted list that begins at or behind another. */
function placeFor({ span }: TextEdit, sorted: readonly TextEdit[]): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.span.start ?? 0) < span.start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The largest part of a selection, as far as halving finds it, that is sound when applied together. */
function soundPart(before: Analysis, selection: readonly FixCandidate[], work: Work, budget: number): Outcome {
  const cost = before.text.length;
  if (budget < cost) {
    const rejected = selection.map((candidate) => ({ candidate, reason: 'there are too many fixes to check at once' }));
    return { accepted: [], after: undefined, rejected, characters: 0 };
  }
  const all = tryAll(before, selection, work);
  if (typeof all !== 'string') return { accepted: selection, after: all, rejected: [], characters: cost };
  const [only, ...others] = selection;
  if (only === undefined || others.length === 0) {
    const rejected = selection.map((candidate) => ({ candidate, reason: all }));
    return { accepted: [], after: undefined, rejected, characters: cost };
  }
  // What is wrong with one fix of a rule is most often wrong with all of them.
  const byRule = [...selection].sort((a, b) => compareText(a.finding.problem.rule, b.finding.problem.rule));
  const half = selection.length >> 1;
  const first = soundPart(before, byRule.slice(0, half), work, (budget - cost) / 2);
  const second = soundPart(before, byRule.slice(half), work, budget - cost - first.characters);
  return join(before, first, second, cost, work);
}

/** The parts of both halves together; where they are not sound together, the first, and the second has its turn later. */
function join(before: Analysis, first: Outcome, second: Outcome, spent: number, work: Work): Outcome {
  const rejected = [...first.rejected, ...second.rejected];
  const characters = spent + first.characters + second.characters;
  if (first.after === undefined) return { ...second, rejected, characters };
  if (second.after === undefined) return { ...first, rejected, characters };
  const accepted = [...first.accepted, ...second.accepted];
  const together = tryAll(before, accepted, work);
  const total = characters + before.text.length;
  if (typeof together === 'string') return { ...first, rejected, characters: total };
  return { accepted, after: together, rejected, characters: total };
}

/** The outcome of applying fixes together, or why it is not sound. */
function tryAll(before: Analysis, selection: readonly FixCandidate[], work: Work): Analysis | string {
  const { ruleSet } = before.internals;
  const verdict = verify(before, selection, (text) => work.analyzeWith(text, ruleSet, before));
  return verdict.ok ? verdict.after : verdict.reason;
}
