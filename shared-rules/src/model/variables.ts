import { type ScannedVariable, scanVariables } from '../syntax/variables.js';
import type { MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/span.js';
import { fileOf } from './build.js';
import { expandIn, isClosed, lookUp } from './scopes.js';
import type { InstructionNode, Keyword, VariableReference, VariableValue } from './types.js';

/** Instructions in whose arguments Docker itself expands variables: https://docs.docker.com/reference/dockerfile/#environment-replacement */
const EXPANDING: ReadonlySet<Keyword | 'UNKNOWN'> = new Set([
  'ADD',
  'ARG',
  'COPY',
  'ENV',
  'EXPOSE',
  'FROM',
  'LABEL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

/** What a variable holds before an instruction. */
export function resolveVariable(instruction: InstructionNode, name: string): VariableValue {
  return lookUp(instruction.scope, name, instruction.index);
}

/** Whether every variable that can be set before this instruction is known by name: the base image's ENV included. */
export function variablesAreKnown(instruction: InstructionNode): boolean {
  return isClosed(instruction.scope);
}

/** How many names are gone through, so that a file of many lines is not compared with itself. */
const MOST_NAMES = 100;

/** The names that ARG and ENV declare before an instruction, its own stage's first; a hundred at most. */
export function namesBefore({ scope, index }: InstructionNode): readonly string[] {
  const names: string[] = [];
  for (let current: typeof scope | undefined = scope; current !== undefined; current = current.parent) {
    for (const [name, [first]] of current.definitions) {
      if (names.length === MOST_NAMES) return names;
      if (first !== undefined && first.index < index) names.push(name);
    }
  }
  return names;
}

/** The first instruction further down in the stage that declares a name which is not declared yet. */
export function declaredLater({ scope, index }: InstructionNode, name: string): InstructionNode | undefined {
  const first = scope.definitions.get(name)?.[0];
  return first !== undefined && first.index > index ? first.instruction : undefined;
}

/** A text of an instruction as Docker expands it; `undefined` where a value cannot be known. */
export function expandAt(instruction: InstructionNode, text: string): string | undefined {
  return expandIn(instruction.scope, text, instruction.file.syntax.escapeCharacter, instruction.index);
}

function toReference(variable: ScannedVariable): VariableReference {
  return { name: variable.name, span: variable.span, modifier: variable.modifier, operand: variable.operand };
}

function scanPart(source: MappedText, part: Span, escapeCharacter: '\\' | '`'): readonly VariableReference[] {
  return scanVariables(source, part.start, part.end, escapeCharacter).map(toReference);
}

/**
 * The variables that Docker itself expands in an instruction: in its flags always, in its arguments for those that do it,
 * in the bodies of unquoted heredocs of COPY and ADD. Those that a shell expands (RUN, CMD, …) are not among them.
 */
export function variablesOf(instruction: InstructionNode): readonly VariableReference[] {
  const file = fileOf(instruction);
  if (file === undefined || !file.text.includes('$')) return [];
  const { escapeCharacter } = file.syntax;
  const { body, logical, keyword } = instruction;
  const argumentsStart = logical.text.length - body.text.length;
  const inFlags = scanPart(logical, { start: 0, end: argumentsStart }, escapeCharacter);
  if (!EXPANDING.has(keyword)) return inFlags;
  const inArguments = scanPart(logical, { start: argumentsStart, end: logical.text.length }, escapeCharacter);
  const bodies = keyword === 'COPY' || keyword === 'ADD' ? instruction.heredocs.filter(({ quoted }) => !quoted) : [];
  const inBodies = bodies.flatMap(({ body: { start, end } }) => {
    const source: MappedText = { text: file.text.slice(start, end), segments: [{ at: 0, offset: start }] };
    return scanPart(source, { start: 0, end: end - start }, escapeCharacter);
  });
  return [...inFlags, ...inArguments, ...inBodies];
}
