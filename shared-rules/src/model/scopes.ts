import type { ImageFacts } from '../facts/base-images.js';
import { isPlatformVariable, isPredefinedArg } from '../facts/predefined-variables.js';
import type { EscapeCharacter } from '../syntax/types.js';
import { expandText, type Lookup } from '../syntax/variables.js';
import type { InstructionNode, VariableValue } from './types.js';

/** A variable that an ARG or ENV declares, from the instruction behind it on. */
interface Definition {
  readonly index: number;
  readonly kind: 'arg' | 'env';
  readonly value: string | undefined;
  readonly instruction: InstructionNode;
}

/**
 * The variables of a stage, or of what stands before the first FROM. An ENV always wins over an ARG of its name; a stage
 * inherits both from the stage that it is built FROM.
 * Source: https://docs.docker.com/reference/dockerfile/#arg
 */
export interface Scope {
  readonly definitions: Map<string, Definition[]>;
  readonly parent: Scope | undefined;
  /** What is known of the base image, at the bottom of the chain. */
  readonly image: ImageFacts | undefined;
  readonly isGlobal: boolean;
}

/** A scope with nothing declared in it yet. */
export function createScope(parent: Scope | undefined, image: ImageFacts | undefined, isGlobal: boolean): Scope {
  return { definitions: new Map(), parent, image, isGlobal };
}

/** Adds what an ARG or ENV declares; to be called in document order. */
export function declare(
  scope: Scope,
  name: string,
  kind: 'arg' | 'env',
  value: string | undefined,
  instruction: InstructionNode,
): void {
  const known = scope.definitions.get(name);
  const definition: Definition = { index: instruction.index, kind, value, instruction };
  if (known === undefined) scope.definitions.set(name, [definition]);
  else known.push(definition);
}

function lastBefore(definitions: readonly Definition[], kind: 'arg' | 'env', index: number): Definition | undefined {
  for (let at = definitions.length - 1; at >= 0; at--) {
    const definition = definitions[at];
    if (definition !== undefined && definition.kind === kind && definition.index < index) return definition;
  }
  return undefined;
}

function findDefinition(scope: Scope, name: string, kind: 'arg' | 'env', index: number): Definition | undefined {
  for (let current: Scope | undefined = scope; current !== undefined; current = current.parent) {
    const definitions = current.definitions.get(name);
    const found = definitions === undefined ? undefined : lastBefore(definitions, kind, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a name means before the instruction of that index. */
export function lookUp(scope: Scope, name: string, index: number): VariableValue {
  const definition = findDefinition(scope, name, 'env', index) ?? findDefinition(scope, name, 'arg', index);
  if (definition !== undefined) {
    return { kind: definition.kind, value: definition.value, instruction: definition.instruction };
  }
  if (isPlatformVariable(name) && scope.isGlobal)
    return { kind: 'predefined', value: undefined, instruction: undefined };
  if (isPredefinedArg(name)) return { kind: 'predefined', value: undefined, instruction: undefined };
  if (scope.image?.environment.names.has(name) === true) {
    return { kind: 'image', value: undefined, instruction: undefined };
  }
  return { kind: 'undeclared', value: undefined, instruction: undefined };
}

/** Whether nothing but this file can declare variables here: the base image's ENV is known as a whole. */
export function isClosed(scope: Scope): boolean {
  return scope.isGlobal || scope.image?.environment.complete === true;
}

/** The text as Docker expands it before the instruction of that index; `undefined` where it cannot be known. */
export function expandIn(
  scope: Scope,
  text: string,
  escapeCharacter: EscapeCharacter,
  index: number,
): string | undefined {
  const lookup: Lookup = (name) => {
    const { kind, value } = lookUp(scope, name, index);
    if (value !== undefined) return { known: true, value };
    return kind === 'undeclared' && isClosed(scope) ? { known: true, value: undefined } : { known: false };
  };
  return expandText(text, escapeCharacter, lookup);
}
