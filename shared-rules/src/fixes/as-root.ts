import type { Dockerfile, InstructionNode, Stage } from '../model/types.js';
import type { Fix } from '../rule.js';
import type { TextEdit } from '../text/edit.js';
import { slice } from '../text/span.js';
import { insertAt, keywordLike, removeInstruction } from './edits.js';
import { firstLineOf } from './move-instruction.js';

/** Instructions that do the same whoever the user is. */
const NEUTRAL: ReadonlySet<string> = new Set([
  'ARG',
  'ENV',
  'EXPOSE',
  'LABEL',
  'SHELL',
  'STOPSIGNAL',
  'CMD',
  'ENTRYPOINT',
]);

/**
 * Lets steps of one user run as root: a USER that stands right above the first of them moves below it; around the others
 * USER goes to root and back. `undefined` where the user to go back to cannot be written.
 */
export function asRootFix(file: Dockerfile, stage: Stage, steps: readonly InstructionNode[]): Fix | undefined {
  const [first] = steps;
  const user = first && userWords(file, first);
  if (first === undefined || user === undefined) return undefined;
  const moved = userAbove(stage, first);
  const edits = groupsOf(stage, steps).flatMap((group, index): readonly TextEdit[] => {
    const [start] = group;
    const end = group.at(-1);
    if (start === undefined || end === undefined) return [];
    const isFollowed = nextOf(stage, end)?.keyword === 'USER';
    const back = isFollowed ? [] : [insertAt(end.span.end, line(file, start, user, 'behind'))];
    if (index === 0 && moved !== undefined) return [removeInstruction(file, moved), ...back];
    return [
      insertAt(file.syntax.lines.lineSpan(firstLineOf(file, start)).start, line(file, start, 'root', 'before')),
      ...back,
    ];
  });
  return {
    title: moved === undefined ? 'Run these steps as root' : `Move USER ${user} behind the steps that need root`,
    safety: 'suggested',
    edits,
  };
}

/** What stands behind USER, or the user of the base image. */
function userWords(file: Dockerfile, { before }: InstructionNode): string | undefined {
  const { instruction, name } = before.user;
  const written = instruction === undefined ? name : slice(file.text, instruction.bodySpan);
  return written === undefined || /\s/.test(written) ? undefined : written;
}

/** The USER of these steps, where everything between it and the first of them does the same for any user. */
function userAbove(stage: Stage, first: InstructionNode): InstructionNode | undefined {
  const { instruction } = first.before.user;
  if (instruction === undefined || instruction.stage !== stage) return undefined;
  const previous = instruction.before.user.isRoot;
  const between = stage.instructions.filter(({ index }) => index > instruction.index && index < first.index);
  return previous === true && between.every(({ keyword }) => NEUTRAL.has(keyword)) ? instruction : undefined;
}

/** Steps with nothing between them that hangs on the user. */
function groupsOf(stage: Stage, steps: readonly InstructionNode[]): readonly (readonly InstructionNode[])[] {
  const wanted = new Set(steps);
  const groups: InstructionNode[][] = [];
  let open = false;
  for (const instruction of stage.instructions) {
    if (wanted.has(instruction)) {
      if (open) groups.at(-1)?.push(instruction);
      else groups.push([instruction]);
      open = true;
    } else if (!NEUTRAL.has(instruction.keyword)) open = false;
  }
  return groups;
}

function nextOf({ instructions }: Stage, { index }: InstructionNode): InstructionNode | undefined {
  return instructions.find((other) => other.index > index);
}

function line(file: Dockerfile, like: InstructionNode, user: string, place: 'before' | 'behind'): string {
  const text = `${keywordLike(like.written, 'USER')} ${user}`;
  return place === 'before' ? `${text}${file.syntax.lineEnding}` : `${file.syntax.lineEnding}${text}`;
}
