import type { Span } from '../../text/span.js';
import type { Analysis } from '../analysis.js';
import type { Change, FixCandidate } from './candidate.js';
import type { EditMap } from './edit-map.js';
import { countAll, takeOne } from './multiset.js';
import { createSpanList, type SpanList } from './span-list.js';

/** (b), (f) The first fix whose finding is still there, or after which its rule finds as much as before, as a reason. */
export function remainingFinding(change: Change): string | undefined {
  const { before, after, map, candidates } = change;
  const rules = new Set(candidates.map(({ finding }) => finding.problem.rule));
  for (const rule of rules) {
    const own = candidates.filter(({ finding }) => finding.problem.rule === rule);
    const earlier = spansOf(before, rule);
    const later = spansOf(after, rule);
    if (!findsLess(earlier, later, own, change)) return `${rule} would find as much as before`;
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

/** Whether, in each section, a rule finds less than before by at least the number of its fixes there. */
function findsLess(
  earlier: readonly Span[],
  later: readonly Span[],
  own: readonly FixCandidate[],
  { sections }: Change,
): boolean {
  const left = countAll(earlier.map(({ start }) => String(sections.before(start))));
  const fixed = own.map(({ finding }) => String(sections.before(finding.problem.span.start)));
  return [...fixed, ...later.map(({ start }) => String(sections.after(start)))].every((key) => takeOne(left, key));
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
    return !moved.some((key) => takeOne(left, key));
  });
  const unmatched = later.filter((span) => takeOne(left, placeKey(span)));
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
