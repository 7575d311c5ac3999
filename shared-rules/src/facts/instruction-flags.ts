/** A version of the Dockerfile frontend: major, minor. */
export type FrontendVersion = readonly [major: number, minor: number];

export interface InstructionFlag {
  readonly name: string;
  /** `boolean`: may stand alone, or with `=true` and `=false`. */
  readonly value: 'text' | 'boolean' | 'duration' | 'number' | 'mount' | readonly string[];
  readonly repeatable: boolean;
  /** The frontend that brought it; absent where every one has it. */
  readonly since?: FrontendVersion;
  /** Only in frontends whose tag ends in `-labs` (or of the upstream channel). */
  readonly labs?: boolean;
}

export interface MountOption {
  readonly name: string;
  /** Other spellings of it. */
  readonly aliases: readonly string[];
  /** May stand without a value. */
  readonly bare: boolean;
  /** Allowed values, where they are a closed list. */
  readonly values?: readonly string[];
  readonly since?: FrontendVersion;
}

function flag(name: string, value: InstructionFlag['value'], more: Partial<InstructionFlag> = {}): InstructionFlag {
  return { name, value, repeatable: false, ...more };
}

const COPY_FLAGS: readonly InstructionFlag[] = [
  flag('chown', 'text'),
  flag('chmod', 'text', { since: [1, 2] }),
  flag('link', 'boolean', { since: [1, 4] }),
  flag('exclude', 'text', { repeatable: true, since: [1, 19] }),
];

/**
 * The flags of each instruction; instructions that are not listed have none.
 * Source: https://docs.docker.com/reference/dockerfile/ and
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/parse.go (taken 2026-11)
 */
const FLAGS: Readonly<Record<string, readonly InstructionFlag[]>> = {
  FROM: [flag('platform', 'text')],
  COPY: [...COPY_FLAGS, flag('from', 'text'), flag('parents', 'boolean', { since: [1, 20] })],
  ADD: [
    ...COPY_FLAGS,
    flag('keep-git-dir', 'boolean', { since: [1, 1] }),
    flag('checksum', 'text', { since: [1, 6] }),
    flag('unpack', 'boolean', { since: [1, 17] }),
  ],
  RUN: [
    flag('mount', 'mount', { repeatable: true, since: [1, 2] }),
    flag('network', ['default', 'none', 'host'], { since: [1, 3] }),
    flag('security', ['sandbox', 'insecure'], { since: [1, 20] }),
    flag('device', 'text', { repeatable: true, labs: true }),
  ],
  HEALTHCHECK: [
    flag('interval', 'duration'),
    flag('timeout', 'duration'),
    flag('start-period', 'duration'),
    flag('start-interval', 'duration'),
    flag('retries', 'number'),
  ],
};

/** The flags that an instruction takes; none for names that Docker does not know. Upper case. */
export function flagsOf(instruction: string): readonly InstructionFlag[] {
  return Object.hasOwn(FLAGS, instruction) ? (FLAGS[instruction] ?? []) : [];
}

/** A flag of an instruction by its name, in lower case and without dashes. */
export function findFlag(instruction: string, name: string): InstructionFlag | undefined {
  return flagsOf(instruction).find((known) => known.name === name);
}

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';

/** The types of `RUN --mount`; `bind` where none is written. */
export const mountTypes: readonly MountType[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
