import {
  type HadolintFormat,
  type HadolintLabelType,
  type HadolintThreshold,
  hadolintFormats,
  hadolintLabelTypes,
  hadolintThresholds,
  isKnownName,
  nearest,
} from '@dockwright/shared-rules';

/** A value that was read, or what is wrong with it. */
export type Read<Value> = { readonly value: Value } | { readonly wrong: string };

function readWord<Word extends string>(written: string, words: readonly Word[]): Read<Word> {
  const value = words.find((word) => word === written);
  if (value !== undefined) return { value };
  const meant = nearest(written, words);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return { wrong: `cannot be “${written}”: it is one of ${words.join(', ')}.${hint}` };
}

export function readFormat(written: string): Read<HadolintFormat> {
  return readWord(written, hadolintFormats);
}

export function readThreshold(written: string): Read<HadolintThreshold> {
  return readWord(written, hadolintThresholds);
}

/** A code such as `DL3025` or `SC2086`. */
export function readCode(written: string): Read<string> {
  const value = written.trim();
  return isKnownName(value) ? { value } : { wrong: `takes the code of a rule, such as DL3025, and not “${written}”.` };
}

/** `name:type`. */
export function readLabel(written: string): Read<readonly [name: string, type: HadolintLabelType]> {
  const colon = written.lastIndexOf(':');
  const name = written.slice(0, Math.max(0, colon)).trim();
  if (name === '') return { wrong: `takes a label and its type, such as maintainer:text, and not “${written}”.` };
  const type = readWord(written.slice(colon + 1).trim(), hadolintLabelTypes);
  return 'value' in type ? { value: [name, type.value] } : { wrong: `has a type of labels that ${type.wrong}` };
}

/** The parts of a list with commas, without blanks; empty ones are left out. */
export function splitList(written: string): readonly string[] {
  return written
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
