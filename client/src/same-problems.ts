/** A problem as an extension reports it; lines from 0. */
export interface Reported {
  readonly code: string;
  readonly message: string;
  readonly source: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/**
 * What the Docker language service of Container Tools calls its problems: numbers, see `ValidationCode` in
 * https://github.com/rcjsuen/dockerfile-utils/blob/master/src/main.ts. They go by a source of their own.
 */
const DOCKERFILE_UTILS = 'dockerfile-utils';
const dockerfileUtilsCodes: Readonly<Record<string, readonly string[]>> = {
  '0': ['buildkit:ConsistentInstructionCasing'],
  '10': ['buildkit:DuplicateStageName', 'hadolint:DL3024'],
  '11': ['buildkit:NoEmptyContinuation'],
  '37': ['buildkit:MultipleInstructionsDisallowed', 'hadolint:DL4003', 'hadolint:DL4004', 'hadolint:DL3012'],
  '45': ['buildkit:MaintainerDeprecated', 'hadolint:DL4000'],
  '49': ['buildkit:WorkdirRelativePath', 'hadolint:DL3000'],
  '50': ['buildkit:InvalidDefaultArgInFrom', 'buildkit:UndefinedArgInFrom'],
};

/** hadolint's extension has the code in the message only. */
const CODE_IN_MESSAGE = /\b(?:DL|SC)\d{4}\b/g;

function codesOf({ code, message, source }: Reported): ReadonlySet<string> {
  const named = [code, ...(message.match(CODE_IN_MESSAGE) ?? [])].filter((text) => text !== '');
  return new Set(source === DOCKERFILE_UTILS ? (dockerfileUtilsCodes[code] ?? []) : named);
}

/**
 * Tells whether a line and all up to another one are the same instruction: each is continued, empty or a comment.
 * @param textOf gives the text of a line
 */
export function isContinued(textOf: (line: number) => string): (from: number, to: number) => boolean {
  return (from, to) => {
    for (let line = from; line < to; line += 1) {
      if (!/[\\`]\s*$|^\s*(?:#.*)?$/.test(textOf(line))) return false;
    }
    return true;
  };
}

/**
 * Whether another extension's problem is the same as ours: it has one of the codes that our rule has elsewhere, and is
 * about the same lines, or about the beginning of the same instruction.
 * @param codes codes of our rule, such as `hadolint:DL3025`
 */
export function sayTheSame(
  ours: Reported,
  theirs: Reported,
  codes: readonly string[],
  isOneInstruction: (from: number, to: number) => boolean,
): boolean {
  const named = codesOf(theirs);
  const isSameCode =
    named.has(ours.code) || codes.some((code) => named.has(code) || named.has(code.slice(code.indexOf(':') + 1)));
  if (!isSameCode) return false;
  if (theirs.firstLine <= ours.lastLine && ours.firstLine <= theirs.lastLine) return true;
  return theirs.firstLine < ours.firstLine && isOneInstruction(theirs.firstLine, ours.firstLine);
}
