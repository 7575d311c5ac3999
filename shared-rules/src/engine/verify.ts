import type { Fix } from '../rule.js';
import type { Instruction, SyntaxTree } from '../syntax/types.js';
import { applyEdits, type TextEdit } from '../text/edit.js';
import { type Span, slice } from '../text/span.js';
import type { Analysis, EngineFinding } from './analysis.js';
import { createEditMap, type EditMap } from './edit-map.js';
import { createSpanList, type SpanList, shares } from './span-list.js';

/** A fix with the finding it is for, and its edits as they fit the file. */
export interface FixCandidate {
  readonly finding: EngineFinding;
  readonly fix: Fix;
  readonly edits: readonly TextEdit[];
}

export type Verdict = { readonly ok: true; readonly after: Analysis } | { readonly ok: false; readonly reason: string };

/**
 * Applies fixes to a text that has been analyzed and says whether the outcome is sound:
 * (a) no syntax problem is new, (b) each finding is gone and each rule finds less than before, (c) every instruction and
 * directive that no edit touches is as it was, (d) no problem of severity error is new, (e) line endings and byte order
 * mark are kept, (f) the fixes are not offered again where they were applied, which follows from (b).
 * @param analyzeAgain lints the outcome, at least with the rules of the fixes, those of severity error and those of
 *   topic `syntax`
 */
export function verify(
  before: Analysis,
  candidates: readonly FixCandidate[],
  analyzeAgain: (text: string) => Analysis,
): Verdict {
  const edits = candidates.flatMap((candidate) => candidate.edits);
  const text = applyEdits(before.text, edits);
  if (text === undefined) return { ok: false, reason: 'its edits overlap or reach outside the text' };
  if (!keepsLineEndings(before.text, text)) return { ok: false, reason: 'it would mix line endings' };
  const after = analyzeAgain(text);
  const map = createEditMap(edits);
  const reason =
    newSyntaxProblem(before, after) ??
    changedInstruction(before, after, map) ??
    changedDirective(before, after, map) ??
    remainingFinding(before, after, map, candidates) ??
    newError(before, after, map);
  return reason === undefined ? { ok: true, after } : { ok: false, reason };
}

function keepsLineEndings(before: string, after: string): boolean {
  const hadBoth = before.includes('\r\n') && /(?:^|[^\r])\n/.test(before);
  if (hadBoth || !before.includes('\n')) return true;
  return before.includes('\r\n') ? !/(?:^|[^\r])\n/.test(after) : !after.includes('\r\n');
}

/** Counts texts; a multiset. */
function countAll(keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** The first of `after` that is not matched by one of `before`. */
function firstExtra(before: readonly string[], after: readonly string[]): string | undefined {
  const left = countAll(before);
  return after.find((key) => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

function newSyntaxProblem(before: Analysis, after: Analysis): string | undefined {
  const extra = firstExtra(syntaxProblems(before), syntaxProblems(after));
  return extra === undefined ? undefined : `it would break the file: ${extra.slice(0, extra.indexOf('\n'))}`;
}

/** What is wrong with a text as such: message first, the text in question behind it. */
function syntaxProblems({ text, internals }: Analysis): readonly string[] {
  const { dockerfile, findings, ruleSet } = internals;
  const { problems, instructions } = dockerfile.syntax;
  return [
    ...problems.map(({ message, span }) => `${message}\n${slice(text, span)}`),
    ...instructions.flatMap(({ keyword, written }) =>
      keyword === 'UNKNOWN' ? [`"${written}" is no instruction\n${written}`] : [],
    ),
    ...findings.flatMap(({ problem }) => {
      const rule = ruleSet.byId.get(problem.rule)?.rule;
      if (rule?.topic !== 'syntax' || rule.severity !== 'error') return [];
      return [`${problem.message}\n${problem.rule}\n${slice(text, problem.span)}`];
    }),
  ];
}

function changedInstruction(before: Analysis, after: Analysis, map: EditMap): string | undefined {
  const afterwards = new Map(instructionsOf(after).map((instruction) => [instruction.span.start, instruction]));
  const changed = instructionsOf(before).find((instruction) => {
    if (isEdited(before.text, instruction.span, map)) return false;
    const same = afterwards.get(map.mapOffset(instruction.span.start));
    return same === undefined || !isSame(before.text, instruction, after.text, same);
  });
  if (changed === undefined) return undefined;
  return `it would change the ${changed.written} in line ${changed.line + 1}, which it does not edit`;
}

function instructionsOf({ internals }: Analysis): readonly Instruction[] {
  return internals.dockerfile.syntax.instructions;
}

function isSame(textBefore: string, before: Instruction, textAfter: string, after: Instruction): boolean {
  return (
    before.keyword === after.keyword &&
    before.heredocs.length === after.heredocs.length &&
    slice(textBefore, before.span) === slice(textAfter, after.span)
  );
}

/** Whether an edit changes an instruction, and does not merely write or delete whole lines beside it. */
function isEdited(text: string, { start, end }: Span, map: EditMap): boolean {
  return map.touching({ start, end }).some((edit) => {
    if (edit.span.end <= start) return beginsInLineOf(text, start, edit) && !endsAtLineStart(text, edit);
    if (edit.span.start >= end) return !beginsAtLineEnd(text, edit);
    return true;
  });
}

/** An edit that comes from a line above is no edit of the instruction: it must leave it as it is. */
function beginsInLineOf(text: string, offset: number, edit: TextEdit): boolean {
  return edit.span.start > text.lastIndexOf('\n', offset - 1);
}

function endsAtLineStart(text: string, edit: TextEdit): boolean {
  const lead = text.slice(text.lastIndexOf('\n', edit.span.start - 1) + 1, edit.span.start);
  return /(?:^|\n)[ \t\ufeff]*$/.test(lead + edit.text);
}

function beginsAtLineEnd(text: string, edit: TextEdit): boolean {
  const behind = text.slice(edit.span.end, edit.span.end + 2);
  return /^(?:$|\r?\n)/.test(edit.text === '' ? behind : edit.text);
}

function changedDirective(before: Analysis, after: Analysis, map: EditMap): string | undefined {
  const treeBefore = before.internals.dockerfile.syntax;
  const treeAfter = after.internals.dockerfile.syntax;
  const kept = treeBefore.directives.filter(({ span }) => !isEdited(before.text, span, map));
  const expected = new Map(kept.map((directive) => [map.mapOffset(directive.span.start), directive]));
  for (const directive of treeAfter.directives) {
    const same = expected.get(directive.span.start);
    if (same !== undefined && same.name === directive.name && same.value === directive.value) {
      expected.delete(directive.span.start);
      continue;
    }
    if (!map.written.some((written) => isInside(written, directive.span))) {
      return 'it would make a directive of a comment';
    }
  }
  if (expected.size > 0) return 'it would make a comment of a directive';
  return escapeIsKept(treeBefore, treeAfter, kept.length) ? undefined : 'it would change the escape character';
}

function escapeIsKept(before: SyntaxTree, after: SyntaxTree, keptDirectives: number): boolean {
  return keptDirectives < before.directives.length || before.escapeCharacter === after.escapeCharacter;
}

function remainingFinding(
  before: Analysis,
  after: Analysis,
  map: EditMap,
  candidates: readonly FixCandidate[],
): string | undefined {
  const applied = countAll(candidates.map(({ finding }) => finding.problem.rule));
  for (const [rule, count] of applied) {
    const earlier = spansOf(before, rule);
    const later = spansOf(after, rule);
    if (later.length > earlier.length - count) return `${rule} would find as much as before`;
    const own = candidates.filter(({ finding }) => finding.problem.rule === rule);
    const moved = matchMoved(earlier, later, new Set(own.map(({ finding }) => finding.problem.span)), map);
    for (const { finding, edits } of own) {
      const place = [finding.problem.span];
      const edited = edits.map((edit) => edit.span);
      if (moved.later.countAt(mapAll(place, map)) >= moved.earlier.countAt(place)) {
        return 'the problem would still be there';
      }
      if (moved.later.countAt(mapAll(edited, map)) > moved.earlier.countAt(edited)) {
        return 'the problem would come back there';
      }
    }
  }
  return undefined;
}

interface Places {
  readonly earlier: SpanList;
  readonly later: SpanList;
}

/** Leaves out the places that are the same before and after, moved by the edits; those to be fixed are never left out. */
function matchMoved(earlier: readonly Span[], later: readonly Span[], fixed: ReadonlySet<Span>, map: EditMap): Places {
  const left = countAll(later.map(placeKey));
  const kept = earlier.filter((span) => {
    if (fixed.has(span)) return true;
    const start = map.mapOffset(span.start);
    const moved = [{ start, end: start + span.end - span.start }, map.mapSpan(span)].map(placeKey);
    const key = moved.find((candidate) => (left.get(candidate) ?? 0) > 0);
    if (key !== undefined) left.set(key, (left.get(key) ?? 0) - 1);
    return key === undefined;
  });
  const unmatched = later.filter((span) => {
    const key = placeKey(span);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0;
  });
  return { earlier: createSpanList(kept), later: createSpanList(unmatched) };
}

function placeKey({ start, end }: Span): string {
  return `${start}-${end}`;
}

function spansOf({ internals }: Analysis, rule: string): readonly Span[] {
  return internals.findings.flatMap(({ problem }) => (problem.rule === rule ? [problem.span] : []));
}

function mapAll(spans: readonly Span[], map: EditMap): readonly Span[] {
  return spans.map((span) => map.mapSpan(span));
}

/** Whether two spans overlap, or one is an empty one inside the other, not at its edge. */
function isInside(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

function newError(before: Analysis, after: Analysis, map: EditMap): string | undefined {
  const earlier = shownErrors(before);
  const later = shownErrors(after);
  const left = countAll(earlier.map((finding) => identityOf(before, finding)));
  const unmatched = later.filter((finding) => {
    const key = identityOf(after, finding);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
  if (unmatched.length === 0) return undefined;
  const mapped = earlier.map(({ problem }) => ({ rule: problem.rule, span: map.mapSpan(problem.span) }));
  const added = unmatched.find(
    ({ problem }) => !mapped.some(({ rule, span }) => rule === problem.rule && shares(span, problem.span)),
  );
  return added === undefined ? undefined : `it would bring a new error: ${added.problem.message}`;
}

function shownErrors({ internals }: Analysis): readonly EngineFinding[] {
  return internals.findings.filter(
    ({ problem, suppressed, hidden }) => problem.severity === 'error' && !suppressed && !hidden,
  );
}

function identityOf({ text }: Analysis, { problem }: EngineFinding): string {
  return `${problem.rule}\n${problem.message}\n${slice(text, problem.span)}`;
}
