import type { Instruction, SyntaxTree } from '../../syntax/types.js';
import type { TextEdit } from '../../text/edit.js';
import { type Span, slice } from '../../text/span.js';
import type { Analysis } from '../analysis.js';
import type { Change } from './candidate.js';
import type { EditMap } from './edit-map.js';

/** (c) The first instruction that no edit touches and that is not as it was, as a reason. */
export function changedInstruction({ before, after, map }: Change): string | undefined {
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

/** (c) What no edit touches is a directive if and only if it was one. */
export function changedDirective({ before, after, map }: Change): string | undefined {
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

/** Whether two spans overlap, or one is an empty one inside the other, not at its edge. */
function isInside(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
