import type { ImageReference } from '../facts/image-reference.js';
import { type BasePiece, basePieces, type ImageStage, isImageStage } from '../model/base-image.js';
import type { Dockerfile } from '../model/types.js';
import { variablesOf } from '../model/variables.js';
import type { TextEdit } from '../text/edit.js';
import { type Span, span } from '../text/span.js';
import { insertAt } from './edits.js';

interface PieceEdit extends TextEdit {
  /** The variable whose default it changes; `undefined` where it changes FROM. */
  readonly variable: string | undefined;
}

/**
 * Gives the base image of a stage another tag: in FROM, or in the default of the ARG that says it. Other FROMs that use
 * the same ARG change with it. `undefined` where that cannot be done cleanly: there is a digest, the tag is not written
 * plainly, or another FROM that shares the ARG does not go along.
 * @param tagOf the new tag of an image; `undefined` where there is none
 */
export function retagEdits(
  file: Dockerfile,
  stage: ImageStage,
  tagOf: (reference: ImageReference, stage: ImageStage) => string | undefined,
): readonly TextEdit[] | undefined {
  return changeBase(file, stage, (each) => {
    const tag = tagOf(each.base.reference, each);
    return tag === undefined ? undefined : tagEdits(each, tag);
  });
}

/** Replaces a part of a stage's base image reference, with the same care as `retagEdits`. */
export function replaceInBase(
  file: Dockerfile,
  stage: ImageStage,
  change: (reference: ImageReference, stage: ImageStage) => { readonly part: Span; readonly text: string } | undefined,
): readonly TextEdit[] | undefined {
  return changeBase(file, stage, (each) => {
    const wanted = change(each.base.reference, each);
    const edit = wanted === undefined ? undefined : replacePart(each, wanted.part, wanted.text);
    return edit === undefined ? undefined : [edit];
  });
}

/**
 * Puts words into the tag of a stage's base image where they are not written yet: `22` -> `22-slim`. What comes from an
 * ARG stays as it is where the words can stand behind it in FROM. `undefined` where the tag would have to change otherwise.
 */
export function extendTagEdits(file: Dockerfile, stage: ImageStage, tag: string): readonly TextEdit[] | undefined {
  const { tagAt, tag: old, digest } = stage.base.reference;
  const pieces = basePieces(stage);
  if (tagAt === undefined || old === undefined || digest !== undefined || pieces === undefined) return undefined;
  const same = commonStart(old, tag);
  const added = tag.slice(same, tag.length - (old.length - same));
  if (tag !== old.slice(0, same) + added + old.slice(same)) return undefined;
  const offset = tagAt.start + same;
  const piece = pieces.find(({ at }) => at.start < offset && offset <= at.end);
  if (piece === undefined) return undefined;
  if (offset === piece.at.end && piece.at.start > 0) return [insertAt(piece.written.end, added)];
  if (piece.variable !== undefined && stagesUsing(file, piece.variable).length > 1) return undefined;
  return [insertAt(piece.source.start + offset - piece.at.start, added)];
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function changeBase(
  file: Dockerfile,
  stage: ImageStage,
  editsOf: (stage: ImageStage) => readonly PieceEdit[] | undefined,
): readonly TextEdit[] | undefined {
  const edits = new Map<number, PieceEdit>();
  const variables = new Set<string>();
  const seen = new Set<ImageStage>([stage]);
  for (const each of seen) {
    const own = editsOf(each);
    if (own === undefined) return undefined;
    for (const edit of own) {
      const known = edits.get(edit.span.start);
      if (known !== undefined && (known.text !== edit.text || known.span.end !== edit.span.end)) return undefined;
      edits.set(edit.span.start, edit);
      if (edit.variable === undefined || variables.has(edit.variable)) continue;
      variables.add(edit.variable);
      const sharing = stagesUsing(file, edit.variable);
      if (!sharing.every(isImageStage)) return undefined;
      for (const other of sharing.filter(isImageStage)) seen.add(other);
    }
  }
  const agree = [...seen].every((each) => changesAll(each, variables, editsOf(each) ?? []));
  return agree ? [...edits.values()].map(({ span: place, text }) => ({ span: place, text })) : undefined;
}

/** Whether a stage's own edits change each of the variables that its FROM uses. */
function changesAll({ from }: ImageStage, variables: ReadonlySet<string>, edits: readonly PieceEdit[]): boolean {
  const used = variablesOf(from).filter(({ name }) => variables.has(name));
  return used.every(({ name }) => edits.some(({ variable }) => variable === name));
}

function stagesUsing({ stages }: Dockerfile, variable: string): readonly Dockerfile['stages'][number][] {
  return stages.filter(({ from }) => variablesOf(from).some(({ name }) => name === variable));
}

function tagEdits(stage: ImageStage, tag: string): readonly PieceEdit[] | undefined {
  const { tagAt, tag: old, digest, text } = stage.base.reference;
  if (digest !== undefined) return undefined;
  if (tagAt === undefined || old === undefined) return addTag(basePieces(stage)?.at(-1), `:${tag}`);
  const whole = replacePart(stage, tagAt, tag);
  if (whole !== undefined) return [whole];
  const oldWords = wordsOf(text, tagAt);
  const newWords = tag.split('-');
  if (oldWords.length !== newWords.length) return undefined;
  const edits: PieceEdit[] = [];
  for (const [index, { text: word, at }] of oldWords.entries()) {
    const wanted = newWords[index] ?? word;
    if (word === wanted) continue;
    const edit = replacePart(stage, at, wanted);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  return edits;
}

function addTag(last: BasePiece | undefined, text: string): readonly PieceEdit[] | undefined {
  if (last === undefined) return undefined;
  const inDefault = last.variable !== undefined && last.at.start === 0;
  const edit = insertAt(inDefault ? last.source.end : last.written.end, text);
  return [{ ...edit, variable: inDefault ? last.variable : undefined }];
}

/** The words of a tag with their places in the reference. */
function wordsOf(reference: string, tagAt: Span): readonly { readonly text: string; readonly at: Span }[] {
  let start = tagAt.start;
  return reference
    .slice(tagAt.start, tagAt.end)
    .split('-')
    .map((text) => {
      const at = span(start, start + text.length);
      start = at.end + 1;
      return { text, at };
    });
}

function replacePart(stage: ImageStage, part: Span, text: string): PieceEdit | undefined {
  const piece = basePieces(stage)?.find(({ at }) => at.start <= part.start && part.end <= at.end);
  if (piece === undefined) return undefined;
  const start = piece.source.start + part.start - piece.at.start;
  return { span: span(start, start + part.end - part.start), text, variable: piece.variable };
}
