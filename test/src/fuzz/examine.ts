import {
  type Analysis,
  allFixes,
  analyze,
  applyEdits,
  fixAll,
  hoverAt,
  type LintOptions,
  suppressionEdits,
} from '@dockwright/shared-rules';
import type { Random } from './random.js';

/** What a text of this length may take, in milliseconds: 50, and 50 for each KB begun. */
export function timeLimit(text: string): number {
  return 50 * (1 + Math.ceil(text.length / 1024));
}

/** Milliseconds since some moment; one that stands still where time is not the question. */
export type Clock = () => number;

/** Every rule is on. */
const strict: LintOptions = { settings: { profile: 'strict', rules: new Map(), source: undefined } };

/**
 * Does with a text what an editor and the command line may do with it, at random places, and gives what went wrong:
 * exceptions, failing rules, places outside the text, fixes that break something, work that took too long.
 */
export function examine(text: string, random: Random, clock: Clock = () => performance.now()): readonly string[] {
  const wrong: string[] = [];
  const limit = timeLimit(text);
  const timed = <Result>(what: string, work: () => Result): Result | undefined => {
    const start = clock();
    try {
      return work();
    } catch (error) {
      wrong.push(`${what} throws: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return undefined;
    } finally {
      const took = clock() - start;
      if (took > limit) wrong.push(`${what} took ${took.toFixed(0)} ms for ${text.length} characters`);
    }
  };
  const analysis = timed('analyze', () => analyze(text, strict));
  if (analysis === undefined) return wrong;
  wrong.push(...analysis.failures.map(({ rule, message }) => `${rule} throws: ${message}`));
  wrong.push(...placesOf(analysis).flatMap(({ what, start, end }) => outside(text, what, start, end)));
  for (let count = 0; count < 4; count++) {
    const offset = random.below(text.length + 1);
    const hover = timed(`hover at ${offset}`, () => hoverAt(analysis, offset));
    if (hover !== undefined) wrong.push(...outside(text, 'hover', hover.span.start, hover.span.end));
  }
  const fixes = timed('all fixes', () => allFixes(analysis));
  for (const { fixes: some } of fixes?.values() ?? []) {
    for (const fix of some) {
      if (applyEdits(text, fix.edits) === undefined)
        wrong.push(`the fix “${fix.title}” of ${fix.rule} overlaps itself`);
    }
  }
  const problem = random.pick(analysis.problems);
  if (problem !== undefined) {
    const scope = random.below(2) === 0 ? 'instruction' : 'file';
    const edits = timed('suppress', () => suppressionEdits(analysis, problem, scope)) ?? [];
    if (applyEdits(text, edits) === undefined) wrong.push(`the comment that silences ${problem.rule} overlaps itself`);
  }
  for (const include of ['safe', 'suggested'] as const) {
    wrong.push(...examineFixAll(text, include, timed));
  }
  return wrong;
}

function examineFixAll(
  text: string,
  include: 'safe' | 'suggested',
  timed: <Result>(what: string, work: () => Result) => Result | undefined,
): readonly string[] {
  const result = timed(`fix all (${include})`, () => fixAll(text, strict, { include }));
  if (result === undefined || result.text === text) return [];
  const again = timed('analyze the fixed text', () => analyze(result.text, strict));
  if (again === undefined) return [];
  const errors = (analysis: Analysis): number =>
    analysis.problems.filter(({ rule }) => rule === 'syntax-error' || rule === 'unknown-instruction').length;
  const before = timed('analyze', () => analyze(text, strict));
  return before !== undefined && errors(again) > errors(before)
    ? [`fix all (${include}) breaks the syntax: ${result.applied.map(({ rule }) => rule).join(', ')}`]
    : [];
}

interface PlaceIn {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

function placesOf(analysis: Analysis): readonly PlaceIn[] {
  return analysis.problems.flatMap(({ rule, span, related }) => [
    { what: rule, ...span },
    ...related.map((place) => ({ what: `related to ${rule}`, ...place.span })),
  ]);
}

function outside(text: string, what: string, start: number, end: number): readonly string[] {
  return 0 <= start && start <= end && end <= text.length
    ? []
    : [`${what}: ${start} to ${end} is outside the text of ${text.length} characters`];
}
