import { rememberLatest } from './memo.js';
import type { Dockerfile, InstructionNode } from './types.js';

export type KeywordCase = 'upper' | 'lower';

/** The case that a word is written in; `undefined` where it has both. */
export function caseOf(word: string): KeywordCase | undefined {
  if (word === word.toUpperCase()) return 'upper';
  return word === word.toLowerCase() ? 'lower' : undefined;
}

/** A word in a case. */
export function inCase(word: string, wanted: KeywordCase): string {
  return wanted === 'upper' ? word.toUpperCase() : word.toLowerCase();
}

/**
 * The case that most keywords of a file are in, upper where both are equally many. As BuildKit counts: what stands before
 * the first FROM, triggers of ONBUILD and words in both cases are left out.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go (validateCommandCasing)
 */
export const keywordCase: (file: Dockerfile) => KeywordCase = rememberLatest(({ stages }: Dockerfile): KeywordCase => {
  let lower = 0;
  let upper = 0;
  const count = ({ written }: InstructionNode): void => {
    const found = caseOf(written);
    if (found === 'lower') lower++;
    else if (found === 'upper') upper++;
  };
  for (const { from, instructions } of stages) {
    count(from);
    for (const instruction of instructions) count(instruction);
  }
  return lower > upper ? 'lower' : 'upper';
});
