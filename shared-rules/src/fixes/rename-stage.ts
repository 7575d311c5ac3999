import { sourceNames } from '../model/source-names.js';
import type { Dockerfile, Stage } from '../model/types.js';
import type { TextEdit } from '../text/edit.js';
import { type Span, slice } from '../text/span.js';
import { keywordLike } from './edits.js';

/**
 * Gives a named stage another name, with every FROM, COPY and mount behind it that names it. Those before it are left, for
 * they cannot mean it. `undefined` where a reference is not written plainly.
 */
export function renameStage(file: Dockerfile, stage: Stage, name: string): readonly TextEdit[] | undefined {
  const { nameSpan, name: old } = stage;
  if (nameSpan === undefined || old === undefined) return undefined;
  const bases = file.stages.flatMap(({ parent, baseSpan }) => (parent === stage ? [baseSpan] : []));
  const isPlain = (place: Span | undefined): place is Span =>
    place !== undefined && slice(file.text, place).toLowerCase() === old.toLowerCase();
  if (!bases.every(isPlain)) return undefined;
  const others = file.stages
    .filter(({ index }) => index > stage.index)
    .flatMap(({ instructions }) => instructions.flatMap(sourceNames))
    .flatMap(({ span }) => (isPlain(span) ? [span] : []));
  return [nameSpan, ...bases, ...others].map((place) => ({ span: place, text: name }));
}

/** Gives a stage without a name one. */
export function nameStage({ from, baseSpan }: Stage, name: string): readonly TextEdit[] {
  if (baseSpan === undefined) return [];
  return [{ span: { start: baseSpan.end, end: baseSpan.end }, text: ` ${keywordLike(from.written, 'AS')} ${name}` }];
}

/** The name in lower case, as Docker keeps it, with a number behind it where a stage of the file has it already. */
export function freeStageName({ stages }: Dockerfile, wanted: string): string {
  const taken = new Set(stages.flatMap(({ name }) => (name === undefined ? [] : [name.toLowerCase()])));
  const lower = wanted.toLowerCase();
  if (!taken.has(lower)) return lower;
  for (let number = 2; ; number++) {
    const name = `${lower}-${number}`;
    if (!taken.has(name)) return name;
  }
}
