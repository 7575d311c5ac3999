import type { ImageReference } from '../facts/image-reference.js';
import { endOfLife } from '../facts/image-tags.js';
import { scanVariables } from '../syntax/variables.js';
import { documentSpan, type MappedText, mappedSlice } from '../text/mapped-text.js';
import { type Span, slice, span } from '../text/span.js';
import { fileOf } from './build.js';
import type { Dockerfile, InstructionNode, Stage } from './types.js';
import { resolveVariable } from './variables.js';

/** A piece of a base image's reference, and where the file says it. */
export interface BasePiece {
  /** Within the reference's text. */
  readonly at: Span;
  /** Where its text stands: in FROM, or in the default of an ARG. */
  readonly source: Span;
  /** What stands for it in FROM: itself, or `${VARIABLE}`. */
  readonly written: Span;
  /** The variable that it comes from. */
  readonly variable: string | undefined;
}

/** A place in the file that names all or part of the base image of one or more stages. */
export interface BasePlace {
  readonly span: Span;
  /** The variable whose default stands there; `undefined` where it is in FROM. */
  readonly variable: string | undefined;
  /** The first stage that it names the image of. */
  readonly stage: ImageStage;
  /** Later ones. */
  readonly others: readonly ImageStage[];
}

/** A stage whose base is an image by name. */
export interface ImageStage extends Stage {
  readonly base: Extract<Stage['base'], { readonly kind: 'image' }>;
}

/**
 * What most needs saying about how an image is named, so that one FROM is not reported for several things at once: its
 * release has ended; it has no tag; its tag is `latest`. An image that ended gains nothing from a tag.
 */
export function namingConcern(reference: ImageReference): 'ended' | 'no-tag' | 'latest' | undefined {
  if (endOfLife(reference) !== undefined) return 'ended';
  if (reference.digest !== undefined) return undefined;
  if (reference.tag === undefined) return 'no-tag';
  return reference.tag === 'latest' ? 'latest' : undefined;
}

/** Whether the base image is put together by variables that are made of other variables: a default that is there to be replaced. */
export function isComposed(stage: ImageStage): boolean {
  return stage.base.fromVariable && basePieces(stage) === undefined;
}

/** Whether a stage is built FROM an image by name: not from another stage, `scratch` or something unknown. */
export function isImageStage(stage: Stage): stage is ImageStage {
  return stage.base.kind === 'image';
}

/**
 * The pieces that a stage's base image is put together from, in order. `undefined` where it cannot be told which part of
 * the file says what: quotes, escapes, an ARG whose default has variables of its own.
 */
export function basePieces(stage: ImageStage): readonly BasePiece[] | undefined {
  const { from, base } = stage;
  const file = fileOf(from);
  const word = from.words[0];
  if (file === undefined || word === undefined) return undefined;
  const mapped = mappedSlice(from.body, word.at.start, word.at.end);
  const pieces: BasePiece[] = [];
  let text = '';
  const add = (part: string, source: Span, written: Span, variable: string | undefined): void => {
    if (part === '') return;
    pieces.push({ at: span(text.length, text.length + part.length), source, written, variable });
    text += part;
  };
  let position = 0;
  const addLiteral = (end: number): void => {
    const place = documentSpan(mapped, position, end);
    add(mapped.text.slice(position, end), place, place, undefined);
  };
  for (const variable of scanVariables(mapped, 0, mapped.text.length, file.syntax.escapeCharacter)) {
    if (variable.at.start < position) continue;
    addLiteral(variable.at.start);
    const source = variableSource(from, mapped, variable);
    if (source === undefined) return undefined;
    add(slice(file.text, source), source, variable.span, variable.name);
    position = variable.at.end;
  }
  addLiteral(mapped.text.length);
  const isWhole = pieces.every(({ source, at }) => slice(file.text, source) === text.slice(at.start, at.end));
  return isWhole && text === base.reference.text ? pieces : undefined;
}

/** Where the text that a variable of FROM expands to stands. */
function variableSource(
  from: InstructionNode,
  mapped: MappedText,
  variable: ReturnType<typeof scanVariables>[number],
): Span | undefined {
  const { name, modifier, operand, operandAt } = variable;
  const isDefault = modifier === ':-' || modifier === '-';
  if (modifier !== undefined && !isDefault) return undefined;
  const { value, instruction } = resolveVariable(from, name);
  if (value !== undefined && value !== '') {
    const property = instruction?.properties.filter(({ key }) => key === name).at(-1);
    return property?.valueSpan === undefined ? undefined : unquoted(property.value ?? '', property.valueSpan, value);
  }
  if (!isDefault || operand === undefined || operandAt === undefined) return undefined;
  return /[$"'\\`]/.test(operand) ? undefined : documentSpan(mapped, operandAt.start, operandAt.end);
}

/** The span of a value without the quotes around it; `undefined` where it is not written plainly. */
function unquoted(written: string, place: Span, value: string): Span | undefined {
  if (written === value) return place;
  const isQuoted = written === `"${value}"` || written === `'${value}'`;
  return isQuoted ? span(place.start + 1, place.end - 1) : undefined;
}

/** Where a part of a stage's reference is written, if one place says all of it. */
export function placeOfPart(stage: ImageStage, part: Span): Pick<BasePlace, 'span' | 'variable'> | undefined {
  const piece = basePieces(stage)?.find(({ at }) => at.start <= part.start && part.end <= at.end);
  if (piece === undefined) return undefined;
  const start = piece.source.start + part.start - piece.at.start;
  return { span: span(start, start + part.end - part.start), variable: piece.variable };
}

/**
 * The base images of a file by the place that says the part in question, each place once: an ARG that several FROMs use is
 * one place. Where no single place says it, FROM's whole reference is the place.
 * @param partOf the part of a reference to look for; `undefined` leaves the stage out
 */
export function basePlaces(
  { stages }: Dockerfile,
  partOf: (reference: ImageReference, stage: ImageStage) => Span | undefined,
): readonly BasePlace[] {
  const places = new Map<number, BasePlace & { readonly others: ImageStage[] }>();
  for (const stage of stages) {
    if (!isImageStage(stage) || stage.baseSpan === undefined) continue;
    const part = partOf(stage.base.reference, stage);
    if (part === undefined) continue;
    const place = placeOfPart(stage, part) ?? { span: stage.baseSpan, variable: undefined };
    const known = places.get(place.span.start);
    if (known === undefined) places.set(place.span.start, { ...place, stage, others: [] });
    else known.others.push(stage);
  }
  return [...places.values()];
}
