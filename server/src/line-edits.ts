import type { TextEdit } from '@dockwright/shared-rules';

/** How many lines may differ before the difference is taken as one piece; bounds the work. */
const MOST_DIFFERENT_LINES = 500;

/** Lines with their line endings; together they are the text. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A stretch of lines `[start, end)` of the text before that becomes `[newStart, newEnd)` of the text after. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/**
 * The shortest way from one list of lines to another, after E. W. Myers, "An O(ND) Difference Algorithm and Its
 * Variations" (1986). `undefined` where more than `MOST_DIFFERENT_LINES` lines differ.
 */
function shortestPath(before: readonly string[], after: readonly string[]): readonly Change[] | undefined {
  const furthest = new Map<number, number>([[1, 0]]);
  const history: ReadonlyMap<number, number>[] = [];
  const at = (step: ReadonlyMap<number, number>, diagonal: number): number => step.get(diagonal) ?? -1;
  const goesDown = (step: ReadonlyMap<number, number>, diagonal: number, depth: number): boolean =>
    diagonal === -depth || (diagonal !== depth && at(step, diagonal - 1) < at(step, diagonal + 1));

  const backtrack = (): readonly Change[] => {
    const changes: Change[] = [];
    let x = before.length;
    let y = after.length;
    for (let depth = history.length - 1; depth > 0; depth--) {
      const step = history[depth];
      if (step === undefined) break;
      const down = goesDown(step, x - y, depth);
      const diagonal = down ? x - y + 1 : x - y - 1;
      const fromX = at(step, diagonal);
      const fromY = fromX - diagonal;
      changes.push(
        down
          ? { start: fromX, end: fromX, newStart: fromY, newEnd: fromY + 1 }
          : { start: fromX, end: fromX + 1, newStart: fromY, newEnd: fromY },
      );
      x = fromX;
      y = fromY;
    }
    return changes.reverse();
  };

  for (let depth = 0; depth <= MOST_DIFFERENT_LINES; depth++) {
    history.push(new Map(furthest));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      let x = goesDown(furthest, diagonal, depth) ? at(furthest, diagonal + 1) : at(furthest, diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      furthest.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return backtrack();
    }
  }
  return undefined;
}

/** Changes that stand side by side, as one. */
function joined(changes: readonly Change[]): readonly Change[] {
  const result: Change[] = [];
  for (const change of changes) {
    const last = result.at(-1);
    if (last !== undefined && last.end === change.start && last.newEnd === change.newStart) {
      result[result.length - 1] = { ...last, end: change.end, newEnd: change.newEnd };
    } else {
      result.push(change);
    }
  }
  return result;
}

/** Without the characters at both ends that stay; a surrogate pair is never cut. */
function trimmed(start: number, old: string, text: string): TextEdit {
  const shortest = Math.min(old.length, text.length);
  let head = 0;
  while (head < shortest && old[head] === text[head]) head++;
  let tail = 0;
  while (tail < shortest - head && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
  if (/[\uD800-\uDBFF]/.test(old[head - 1] ?? '')) head--;
  if (/[\uDC00-\uDFFF]/.test(old[old.length - tail] ?? '')) tail--;
  return { span: { start: start + head, end: start + old.length - tail }, text: text.slice(head, text.length - tail) };
}

/** Small edits that make `after` of `before`, in ascending order: cursors, folds and marks elsewhere stay where they are. */
export function lineEdits(before: string, after: string): readonly TextEdit[] {
  if (before === after) return [];
  const oldLines = linesOf(before);
  const newLines = linesOf(after);
  const changes = shortestPath(oldLines, newLines);
  if (changes === undefined) return [trimmed(0, before, after)];
  const edits: TextEdit[] = [];
  let offset = 0;
  let line = 0;
  for (const { start, end, newStart, newEnd } of joined(changes)) {
    for (; line < start; line++) offset += oldLines[line]?.length ?? 0;
    const old = oldLines.slice(start, end).join('');
    edits.push(trimmed(offset, old, newLines.slice(newStart, newEnd).join('')));
    offset += old.length;
    line = end;
  }
  return edits;
}
