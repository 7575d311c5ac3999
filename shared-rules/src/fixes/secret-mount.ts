import { frontendAllows } from '../model/frontend.js';
import type { Secret, SecretDeclaration } from '../model/secrets.js';
import type { Dockerfile, InstructionNode } from '../model/types.js';
import type { Fix } from '../rule.js';
import type { Property } from '../syntax/types.js';
import type { TextEdit } from '../text/edit.js';
import { addFlag, removeInstruction } from './edits.js';

/** The id of a secret, as `docker build --secret id=…` names it: lower case with underscores. */
export function secretId(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/** Takes one `name=value` out of an ARG or ENV; the whole instruction where it holds no other. */
export function removeProperty(file: Dockerfile, instruction: InstructionNode, property: Property): TextEdit {
  const { properties } = instruction;
  const index = properties.indexOf(property);
  const previous = properties[index - 1];
  const next = properties[index + 1];
  if (properties.length === 1 || index === -1) return removeInstruction(file, instruction);
  if (previous !== undefined) return { span: { start: previous.span.end, end: property.span.end }, text: '' };
  return { span: { start: property.span.start, end: next?.span.start ?? property.span.end }, text: '' };
}

/**
 * Takes the secret out of the ARG or ENV and gives it to each RUN that reads it by `--mount=type=secret,env=`, so that the
 * commands stay as they are. `undefined` where something else reads it, too, where nobody does, or where the frontend of
 * the file has no such mount (before 1.10).
 */
export function secretMountFix(file: Dockerfile, { declaration, uses, otherUses }: Secret): Fix | undefined {
  if (uses.length === 0 || otherUses.length > 0) return undefined;
  if (uses.some(({ writing }) => writing !== undefined)) return undefined;
  return mountIntoRunsFix(file, declaration, new Set(uses.map((use) => use.instruction)));
}

/** Takes the secret out of the ARG or ENV and gives it to these RUNs. `undefined` as for `secretMountFix`. */
export function mountIntoRunsFix(
  file: Dockerfile,
  { name, instruction, property }: SecretDeclaration,
  runs: ReadonlySet<InstructionNode>,
): Fix | undefined {
  if (!frontendAllows(file, [1, 10]) || [...runs].some(({ isTrigger }) => isTrigger)) return undefined;
  const flag = `--mount=type=secret,id=${secretId(name)},env=${name}`;
  return {
    title: `Give ${name} to ${runs.size === 1 ? 'this RUN' : `${runs.size} RUNs`} as a secret`,
    safety: 'suggested',
    edits: [removeProperty(file, instruction, property), ...[...runs].map((run) => addFlag(run, flag))],
  };
}
