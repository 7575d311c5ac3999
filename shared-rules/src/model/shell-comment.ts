import { type ShellProgram, shellProgram } from '../shell/dialect.js';
import type { Dockerfile, InstructionNode } from './types.js';

/** A shell that a comment names. */
export interface ShellComment {
  /** Where the comment begins. */
  readonly start: number;
  /** `undefined` where it is none that we know. */
  readonly program: ShellProgram | undefined;
}

/** https://github.com/hadolint/hadolint#non-posix-shells */
const COMMENT = /^#+\s*hadolint\b:?\s+shell\s*=\s*(\S.*)$/i;

const commentsOfFile = new WeakMap<Dockerfile, readonly ShellComment[]>();

function commentsOf(file: Dockerfile): readonly ShellComment[] {
  const known = commentsOfFile.get(file);
  if (known !== undefined) return known;
  const { text, syntax } = file;
  const found = syntax.comments.flatMap(({ span, insideInstruction }): readonly ShellComment[] => {
    const written = insideInstruction ? undefined : COMMENT.exec(text.slice(span.start, span.end))?.[1];
    if (written === undefined) return [];
    const argv = written.split('#', 1)[0]?.trim().split(/\s+/) ?? [];
    return [{ start: span.start, program: shellProgram(argv) }];
  });
  commentsOfFile.set(file, found);
  return found;
}

/** The last comment before an offset. */
function lastBefore(comments: readonly ShellComment[], offset: number): ShellComment | undefined {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return comments[low - 1];
}

/**
 * The `# hadolint shell=…` that names the shell for the commands of an instruction; `undefined` where none does. It
 * holds up to the next SHELL or FROM; one above the first FROM holds in all stages until a SHELL.
 */
export function shellOfComment({ file, span, stage, before }: InstructionNode): ShellComment | undefined {
  const comments = commentsOf(file);
  if (comments.length === 0 || stage === undefined) return undefined;
  const shell = before.shell.instruction;
  const last = lastBefore(comments, span.start);
  if (last !== undefined && last.start > Math.max(stage.from.span.start, shell?.span.start ?? 0)) return last;
  if (shell !== undefined) return undefined;
  return lastBefore(comments, file.stages[0]?.from.span.start ?? 0);
}
