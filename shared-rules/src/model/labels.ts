import type { Span } from '../text/span.js';
import { stageChain } from './stages.js';
import type { InstructionNode, Stage } from './types.js';
import { expandAt, resolveVariable, variablesOf } from './variables.js';

/** A label whose key and value are known before the build. */
export interface Label {
  readonly key: string;
  /** Quotes and variables resolved. */
  readonly value: string;
  /** The value with its quotes; the whole `key=` where nothing stands behind it. */
  readonly span: Span;
}

/**
 * The labels that a LABEL sets, among those asked for. Those with a value known only at build time are left out, also
 * where an ARG has a default: it is there to be replaced.
 * @param configured the keys as an option gives them
 * @param standard the keys where none are configured
 */
export function labelsOf(
  instruction: InstructionNode,
  configured: unknown,
  standard: readonly string[],
): readonly Label[] {
  const keys: readonly unknown[] = Array.isArray(configured) ? configured : standard;
  if (keys.length === 0) return [];
  const builderGiven = variablesOf(instruction).filter(({ name }) => resolveVariable(instruction, name).kind === 'arg');
  return instruction.properties.flatMap(({ key: written, value: text, valueSpan, span }) => {
    const key = expandAt(instruction, written);
    const value = text === undefined ? undefined : expandAt(instruction, text);
    if (key === undefined || value === undefined || !keys.includes(key)) return [];
    if (builderGiven.some((variable) => span.start <= variable.span.start && variable.span.end <= span.end)) return [];
    const isEmpty = valueSpan === undefined || valueSpan.start === valueSpan.end;
    return [{ key, value, span: isEmpty ? span : valueSpan }];
  });
}

/** The keys that an option lists; `undefined` where it is no list. */
export function listedKeys(option: unknown): readonly string[] | undefined {
  return Array.isArray(option) ? option.filter((key): key is string => typeof key === 'string') : undefined;
}

/**
 * The keys of the labels that a stage and those it is built FROM set; `undefined` where one is known at build time only.
 * Labels of the base image are not known.
 */
export function labelKeys(stage: Stage): ReadonlySet<string> | undefined {
  const keys = new Set<string>();
  for (const { instructions } of stageChain(stage)) {
    for (const instruction of instructions) {
      if (instruction.keyword !== 'LABEL') continue;
      for (const { key: written } of instruction.properties) {
        const key = expandAt(instruction, written);
        if (key === undefined) return undefined;
        keys.add(key);
      }
    }
  }
  return keys;
}
