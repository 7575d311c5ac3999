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
  /** The last of its name so far, this one included. */
  readonly last: Readonly<Partial<Record<'arg' | 'env', Definition>>>;
}

/**
 * The variables of a stage, or of what stands before the first FROM. An ENV always wins over an ARG of its name; a stage
 * inherits both from the stage that it is built FROM.
 * Source: https://docs.docker.com/reference/dockerfile/#arg
 */
export interface Scope {
  readonly definitions: Map<string, Definition[]>;
  readonly parent: Scope | undefined;
  /** What was looked up in the parents before: these are complete, as a stage is built FROM earlier ones only. */
  readonly inherited: Record<'arg' | 'env', Map<string, Definition | undefined>>;
  /** What is known of the base image, at the bottom of the chain. */
  readonly image: ImageFacts | undefined;
  readonly isGlobal: boolean;
}

/** A scope with nothing declared in it yet. */
export function createScope(parent: Scope | undefined, image: ImageFacts | undefined, isGlobal: boolean): Scope {
  return { definitions: new Map(), parent, inherited: { arg: new Map(), env: new Map() }, image, isGlobal };
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
  const last: Partial<Record<'arg' | 'env', Definition>> = { ...known?.at(-1)?.last };
  const definition: Definition = { index: instruction.index, kind, value, instruction, last };
  last[kind] = definition;
  if (known === undefined) scope.definitions.set(name, [definition]);
  else known.push(definition);
}

/** Definitions are in document order, so halving finds the place. */
function lastBefore(definitions: readonly Definition[], kind: 'arg' | 'env', index: number): Definition | undefined {
  let start = 0;
  let end = definitions.length;
  while (start < end) {
    const middle = (start + end) >> 1;
    if ((definitions[middle]?.index ?? index) < index) start = middle + 1;
    else end = middle;
  }
  return definitions[start - 1]?.last[kind];
}

function findDefinition(scope: Scope, name: string, kind: 'arg' | 'env', index: number): Definition | undefined {
  const own = scope.definitions.get(name);
  const found = own === undefined ? undefined : lastBefore(own, kind, index);
  return found ?? inheritedDefinition(scope, name, kind);
}

/** What the parents say of a name, remembered on the way: a chain of thousands of stages is walked once for each name. */
function inheritedDefinition(scope: Scope, name: string, kind: 'arg' | 'env'): Definition | undefined {
  const asked: Scope[] = [];
  let found: Definition | undefined;
  for (let current = scope; current.parent !== undefined; current = current.parent) {
    const known = current.inherited[kind];
    if (known.has(name)) {
      found = known.get(name);
      break;
    }
    asked.push(current);
    found = current.parent.definitions.get(name)?.at(-1)?.last[kind];
    if (found !== undefined) break;
  }
  for (const each of asked) each.inherited[kind].set(name, found);
  return found;
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
