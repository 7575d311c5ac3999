import { applyEdits } from '../../text/edit.js';
import type { Analysis } from '../analysis.js';
import type { FixCandidate } from './candidate.js';
import { createEditMap } from './edit-map.js';
import { remainingFinding } from './findings.js';
import { newError, newShellProblem, newSyntaxProblem } from './problems.js';
import { createSections } from './sections.js';
import { changedDirective, changedInstruction } from './unchanged.js';

export type Verdict = { readonly ok: true; readonly after: Analysis } | { readonly ok: false; readonly reason: string };

/**
 * Applies fixes to a text that has been analyzed and says whether the outcome is sound:
 * (a) no syntax problem is new, neither of Docker nor of the shell, (b) each finding is gone and each rule finds less than before, (c) every instruction and
 * directive that no edit touches is as it was, (d) no problem of severity error is new, (e) line endings and byte order
 * mark are kept, (f) the fixes are not offered again where they were applied, which follows from (b).
 * @param analyzeAgain lints the outcome, at least with the rules of the fixes, those of severity error and those of
 *   topic `syntax`
 * @param cuts offsets, ascending and away from all edits, between which each section must be sound by itself
 */
export function verify(
  before: Analysis,
  candidates: readonly FixCandidate[],
  analyzeAgain: (text: string) => Analysis,
  cuts: readonly number[] = [],
): Verdict {
  const edits = candidates.flatMap((candidate) => candidate.edits);
  const text = applyEdits(before.text, edits);
  if (text === undefined) return { ok: false, reason: 'its edits overlap or reach outside the text' };
  if (!keepsLineEndings(before.text, text)) return { ok: false, reason: 'it would mix line endings' };
  const after = analyzeAgain(text);
  const map = createEditMap(edits);
  const change = { before, after, map, sections: createSections(cuts, map), candidates };
  const reason =
    newSyntaxProblem(change) ??
    newShellProblem(change) ??
    changedInstruction(change) ??
    changedDirective(change) ??
    remainingFinding(change) ??
    newError(change);
  return reason === undefined ? { ok: true, after } : { ok: false, reason };
}

function keepsLineEndings(before: string, after: string): boolean {
  const hadBoth = before.includes('\r\n') && /(?:^|[^\r])\n/.test(before);
  if (hadBoth || !before.includes('\n')) return true;
  return before.includes('\r\n') ? !/(?:^|[^\r])\n/.test(after) : !after.includes('\r\n');
}
