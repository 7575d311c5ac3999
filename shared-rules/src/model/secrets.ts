import { looksLikeSecretName, nameWords } from '../facts/secret-names.js';
import { type SecretValueKind, secretValueKind } from '../facts/secret-values.js';
import type { ShellVariable } from '../shell/types.js';
import type { Property } from '../syntax/types.js';
import { rememberLatest } from './memo.js';
import { mountsOf } from './mounts.js';
import { scriptOf } from './script.js';
import { type TokenWriting, tokenWritings } from './token-files.js';
import type { Dockerfile, InstructionNode } from './types.js';
import { expandAt, resolveVariable, variablesOf } from './variables.js';

/** An ARG or ENV that brings a secret into the build. */
export interface SecretDeclaration {
  readonly kind: 'arg' | 'env';
  readonly name: string;
  readonly instruction: InstructionNode;
  readonly property: Property;
  /** The format of its value, where that gives it away. */
  readonly valueKind: SecretValueKind | undefined;
  /** It has a value in the file itself. */
  readonly hasValue: boolean;
}

/** A RUN that reads a declared secret. */
export interface SecretUse {
  readonly instruction: InstructionNode;
  readonly variable: ShellVariable;
  /** The variable goes into a file for tokens, such as `.npmrc`. */
  readonly writing: TokenWriting | undefined;
}

/** A declared secret with all RUNs that read it. */
export interface Secret {
  readonly declaration: SecretDeclaration;
  readonly uses: readonly SecretUse[];
  /** Instructions other than RUN that read it: ENV, COPY, LABEL, … */
  readonly otherUses: readonly InstructionNode[];
}

/** Values that say "none" or choose a behaviour; a word such as `changeme` is a real password for whoever forgets it. */
const NO_VALUE = /^(?:|true|false|yes|no|on|off|none|null|nil|0|1|\*+|x{3,}|<[^>]*>)$/i;
/** A path, a URL without a user, a file of Docker's secrets. */
const PLACE = /^(?:\.{0,2}\/|~\/|[A-Za-z]:[\\/]|[a-z][a-z0-9+.-]*:\/\/[^@]*$)/;
const FINGERPRINT = /^(?:0x)?[0-9a-f]{16}(?:[0-9a-f]{24})?$/i;

function isFingerprint(name: string, value: string): boolean {
  return nameWords(name).some((word) => /^(?:gpg|pgp)/.test(word)) || /keys?$/i.test(name)
    ? value.split(/\s+/).every((part) => FINGERPRINT.test(part))
    : false;
}

function holdsSecret(name: string, value: string): boolean {
  if (NO_VALUE.test(value.trim()) || PLACE.test(value)) return false;
  return looksLikeSecretName(name) && !isFingerprint(name, value);
}

function declarationOf(
  instruction: InstructionNode,
  property: Property,
  isSecret: (instruction: InstructionNode, name: string) => boolean,
): SecretDeclaration | undefined {
  const kind = instruction.keyword === 'ARG' ? 'arg' : 'env';
  const shared = { kind, name: property.key, instruction, property } as const;
  if (property.value === undefined) {
    return kind === 'arg' && looksLikeSecretName(property.key)
      ? { ...shared, valueKind: undefined, hasValue: false }
      : undefined;
  }
  const value = expandAt(instruction, property.value);
  const valueKind = secretValueKind(value ?? property.value);
  if (valueKind !== undefined) return { ...shared, valueKind, hasValue: true };
  if (value === undefined) {
    const fromSecret = variablesOf(instruction).some(
      ({ name, span }) =>
        property.valueSpan !== undefined &&
        span.start >= property.valueSpan.start &&
        span.end <= property.valueSpan.end &&
        isSecret(instruction, name),
    );
    return fromSecret && looksLikeSecretName(property.key)
      ? { ...shared, valueKind: undefined, hasValue: false }
      : undefined;
  }
  if (kind === 'arg' && value === '' && looksLikeSecretName(property.key)) {
    return { ...shared, valueKind: undefined, hasValue: false };
  }
  return holdsSecret(property.key, value) ? { ...shared, valueKind: undefined, hasValue: true } : undefined;
}

/** Every secret that an ARG or ENV of the file declares, in document order, with what reads it. */
export const secretsOf: (dockerfile: Dockerfile) => readonly Secret[] = rememberLatest(readSecrets);

interface OpenSecret extends Secret {
  readonly uses: SecretUse[];
  readonly otherUses: InstructionNode[];
}

function readSecrets(dockerfile: Dockerfile): readonly Secret[] {
  const secrets: OpenSecret[] = [];
  const byPlace = new Map<string, OpenSecret>();
  const find = (instruction: InstructionNode, name: string): OpenSecret | undefined => {
    const { instruction: source } = resolveVariable(instruction, name);
    return source === undefined ? undefined : byPlace.get(`${source.index} ${name}`);
  };
  for (const instruction of dockerfile.instructions) {
    if (instruction.keyword === 'ARG' || instruction.keyword === 'ENV') {
      for (const property of instruction.properties) {
        const declaration = declarationOf(instruction, property, (place, name) => find(place, name) !== undefined);
        if (declaration === undefined) continue;
        const secret: OpenSecret = { declaration, uses: [], otherUses: [] };
        secrets.push(secret);
        byPlace.set(`${instruction.index} ${property.key}`, secret);
      }
    }
    if (byPlace.size === 0) continue;
    for (const { name } of variablesOf(instruction)) find(instruction, name)?.otherUses.push(instruction);
    if (instruction.keyword === 'RUN') recordUses(instruction, (name) => find(instruction, name));
  }
  return secrets;
}

function recordUses(instruction: InstructionNode, find: (name: string) => OpenSecret | undefined): void {
  const script = scriptOf(instruction);
  if (script === undefined) return;
  const mounted = new Set(
    mountsOf(instruction).flatMap(({ type, env }) => (type === 'secret' && env !== undefined ? [env] : [])),
  );
  const writings = tokenWritings(instruction);
  for (const variable of script.variables) {
    if (mounted.has(variable.name)) continue;
    const writing = writings.find(
      ({ command }) => command.span.start <= variable.span.start && variable.span.end <= command.span.end,
    );
    find(variable.name)?.uses.push({ instruction, variable, writing });
  }
}
