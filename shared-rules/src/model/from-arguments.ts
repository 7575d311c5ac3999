import { parseImageReference } from '../facts/image-reference.js';
import { currentTag } from '../facts/image-tags.js';
import { isPlatformVariable } from '../facts/predefined-variables.js';
import { expandText } from '../syntax/variables.js';
import { findStage } from './stages.js';
import type { Dockerfile, InstructionNode, Stage, VariableReference } from './types.js';
import { resolveVariable, variablesOf } from './variables.js';

/** The variables of a FROM that nothing before the first FROM declares, each name once. */
export function undeclaredIn(from: InstructionNode): readonly VariableReference[] {
  const names = new Set<string>();
  return variablesOf(from).filter(({ name }) => {
    if (names.has(name) || isPlatformVariable(name) || resolveVariable(from, name).kind !== 'undeclared') return false;
    names.add(name);
    return true;
  });
}

/**
 * The image of a FROM as Docker reads it when no `--build-arg` is given: an ARG without a default is empty. `undefined`
 * where it hangs on the platform of the build, on another ARG without a default, or on a variable that must be given (`${X:?}`).
 */
export function imageByDefault(from: InstructionNode): string | undefined {
  return expandImage(from, undefined, '');
}

function expandImage(from: InstructionNode, variable: string | undefined, value: string): string | undefined {
  const word = from.words[0];
  if (word === undefined) return undefined;
  return expandText(word.text, from.file.syntax.escapeCharacter, (name) => {
    if (name === variable) return { known: true, value };
    const found = resolveVariable(from, name);
    if (found.kind === 'undeclared') return { known: true, value: undefined };
    if (found.kind !== 'arg' || isPlatformVariable(name)) return { known: false };
    const property = found.instruction?.properties.filter(({ key }) => key === name).at(-1);
    if (found.value === undefined && property?.value !== undefined) return { known: false };
    return { known: true, value: found.value };
  });
}

/** Whether FROM can start with that: a stage above, `scratch`, or something that has the form of an image's name. */
export function isBaseName(image: string, stage: Stage, { stages }: Dockerfile): boolean {
  if (image === 'scratch' || parseImageReference(image) !== undefined) return true;
  return image !== '' && findStage(stages, image, stage.index) !== undefined && !/^\d+$/.test(image);
}

/**
 * A value of a variable with which every FROM that uses it gets a supported tag of an image that is known:
 * `FROM node:${VERSION}-slim` -> `24`. `undefined` where there is none.
 */
export function supportedRelease({ stages }: Dockerfile, variable: string): string | undefined {
  const users = stages.filter(({ from }) => variablesOf(from).some(({ name }) => name === variable));
  const releases = new Set(users.map(({ from }) => releaseFor(from, variable)));
  const [release] = releases;
  return releases.size === 1 ? release : undefined;
}

function releaseFor(from: InstructionNode, variable: string): string | undefined {
  const written = from.words[0]?.text ?? '';
  if (!new RegExp(`:\\$(?:${variable}|\\{${variable}\\})(?:-\\w+)?$`).test(written)) return undefined;
  const [name = '', suffix = ''] = expandImage(from, variable, '')?.split(/:(?=[^:/]*$)/) ?? [];
  const reference = parseImageReference(suffix === '' ? name : `${name}:${suffix.replace(/^-/, '')}`);
  const tag = reference === undefined ? undefined : currentTag(reference);
  return tag?.endsWith(suffix) === true ? tag.slice(0, tag.length - suffix.length) : undefined;
}
