/** A version of the Dockerfile frontend: major, minor. */
export type FrontendVersion = readonly [major: number, minor: number];

/** When something came; absent fields: every frontend has it. */
export interface Availability {
  /** In `docker/dockerfile:<major>.<minor>`. */
  readonly since?: FrontendVersion;
  /** Earlier, in `docker/dockerfile:<major>.<minor>-labs`. */
  readonly labsSince?: FrontendVersion;
}

export interface InstructionFlag extends Availability {
  /** Lower case, without dashes. */
  readonly name: string;
  /** `boolean`: may stand alone, or with `=true` and `=false`. A list: one of these words. */
  readonly value: 'text' | 'boolean' | 'duration' | 'number' | 'mount' | readonly string[];
  readonly repeatable: boolean;
}

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';

export interface MountOption extends Availability {
  readonly name: string;
  /** Other spellings of it. */
  readonly aliases: readonly string[];
  /** The types of mount that take it. */
  readonly types: readonly MountType[];
  /** `boolean`: may stand without a value. A list: one of these words. */
  readonly value: 'text' | 'boolean' | 'number' | 'octal' | 'size' | readonly string[];
  /** Docker refuses it for other types of mount, and does not merely ignore it. */
  readonly refusedElsewhere?: true;
}

/** Every instruction. https://docs.docker.com/reference/dockerfile/#overview (taken 2026-11) */
export const instructionNames: readonly string[] = [
  ...['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'MAINTAINER'],
  ...['ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
];

/** Instructions that Docker has replaced. https://docs.docker.com/reference/dockerfile/#maintainer-deprecated */
export const deprecatedInstructions: readonly string[] = ['MAINTAINER'];

/** What ONBUILD refuses to hold. https://docs.docker.com/reference/dockerfile/#onbuild-limitations */
export const forbiddenTriggers: readonly string[] = ['FROM', 'MAINTAINER', 'ONBUILD'];

/** Instructions of which the last in a stage counts. */
export const singleInstructions: readonly string[] = ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'];

/** The types of `RUN --mount`; `bind` where none is written. */
export const mountTypes: readonly MountType[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];

function flag(name: string, value: InstructionFlag['value'], more: Partial<InstructionFlag> = {}): InstructionFlag {
  return { name, value, repeatable: false, ...more };
}

const TRANSFER_FLAGS: readonly InstructionFlag[] = [
  flag('chown', 'text'),
  flag('chmod', 'text', { since: [1, 2] }),
  flag('link', 'boolean', { since: [1, 4] }),
  flag('exclude', 'text', { repeatable: true, since: [1, 19], labsSince: [1, 7] }),
];

/**
 * The flags of each instruction; instructions that are not listed have none.
 * Source: https://docs.docker.com/reference/dockerfile/, the tables of options, and
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/parse.go (taken 2026-11)
 */
const FLAGS: Readonly<Record<string, readonly InstructionFlag[]>> = {
  FROM: [flag('platform', 'text')],
  COPY: [...TRANSFER_FLAGS, flag('from', 'text'), flag('parents', 'boolean', { since: [1, 20], labsSince: [1, 7] })],
  ADD: [
    ...TRANSFER_FLAGS,
    flag('keep-git-dir', 'boolean', { since: [1, 1] }),
    flag('checksum', 'text', { since: [1, 6], labsSince: [1, 5] }),
    flag('unpack', 'boolean', { since: [1, 17] }),
  ],
  RUN: [
    flag('mount', 'mount', { repeatable: true, since: [1, 2] }),
    flag('network', ['default', 'none', 'host'], { since: [1, 3], labsSince: [1, 1] }),
    flag('security', ['sandbox', 'insecure'], { since: [1, 20], labsSince: [1, 1] }),
    flag('device', 'text', { repeatable: true, since: [1, 27], labsSince: [1, 14] }),
  ],
  HEALTHCHECK: [
    flag('interval', 'duration'),
    flag('timeout', 'duration'),
    flag('start-period', 'duration'),
    flag('start-interval', 'duration'),
    flag('retries', 'number'),
  ],
};

const OWNED: readonly MountType[] = ['cache', 'secret', 'ssh'];

/**
 * The options of `RUN --mount`. Source: https://docs.docker.com/reference/dockerfile/#run---mount and
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/commands_runmount.go (taken 2026-11)
 */
export const mountOptions: readonly MountOption[] = [
  { name: 'type', aliases: [], types: mountTypes, value: mountTypes },
  { name: 'target', aliases: ['dst', 'destination'], types: mountTypes, value: 'text' },
  { name: 'source', aliases: ['src'], types: ['bind', 'cache', 'secret', 'ssh'], value: 'text' },
  { name: 'from', aliases: [], types: ['bind', 'cache'], value: 'text' },
  { name: 'readonly', aliases: ['ro'], types: ['bind', 'cache'], value: 'boolean' },
  { name: 'readwrite', aliases: ['rw'], types: ['bind', 'cache'], value: 'boolean' },
  { name: 'id', aliases: [], types: OWNED, value: 'text' },
  { name: 'sharing', aliases: [], types: ['cache'], value: ['shared', 'private', 'locked'], refusedElsewhere: true },
  { name: 'required', aliases: [], types: ['secret', 'ssh'], value: 'boolean', refusedElsewhere: true },
  { name: 'env', aliases: [], types: ['secret'], value: 'text', since: [1, 10] },
  { name: 'mode', aliases: [], types: OWNED, value: 'octal', refusedElsewhere: true },
  { name: 'uid', aliases: [], types: OWNED, value: 'number', refusedElsewhere: true },
  { name: 'gid', aliases: [], types: OWNED, value: 'number', refusedElsewhere: true },
  { name: 'size', aliases: [], types: ['tmpfs'], value: 'size', refusedElsewhere: true },
];

/**
 * Options of `RUN --mount` that Podman and Buildah have and Docker does not; lower case.
 * Source: https://github.com/containers/buildah/blob/main/internal/volumes/volumes.go (taken 2026-11)
 */
export const podmanMountOptions: ReadonlySet<string> = new Set([
  ...['z', 'relabel', 'u', 'chown', 'tmpcopyup', 'notmpcopyup', 'consistency', 'no-dereference', 'bind-propagation'],
  ...['bind-nonrecursive', 'nosuid', 'suid', 'nodev', 'dev', 'noexec', 'exec', 'shared', 'rshared', 'private'],
  ...['rprivate', 'slave', 'rslave', 'tmpfs-size', 'tmpfs-mode', 'subpath', 'idmap'],
]);

export type FrontendFeature = 'heredoc' | 'symbolic-chmod' | 'check-directive' | 'check-comment';

/**
 * What else came with a frontend. Sources: https://docs.docker.com/reference/dockerfile/ and
 * https://github.com/moby/buildkit/releases (taken 2026-11)
 */
export const frontendFeatures: Readonly<Record<FrontendFeature, Availability>> = {
  heredoc: { since: [1, 4], labsSince: [1, 3] },
  'symbolic-chmod': { since: [1, 14] },
  'check-directive': { since: [1, 8] },
  'check-comment': { since: [1, 21] },
};

/** The flags that an instruction takes, its name in upper case; none for names that Docker does not know. */
export function flagsOf(instruction: string): readonly InstructionFlag[] {
  return Object.hasOwn(FLAGS, instruction) ? (FLAGS[instruction] ?? []) : [];
}

/** A flag of an instruction by its name, in lower case and without dashes. */
export function findFlag(instruction: string, name: string): InstructionFlag | undefined {
  return flagsOf(instruction).find((known) => known.name === name);
}

/** A mount option in any of its spellings; case is ignored, as Docker does. */
export function findMountOption(name: string): MountOption | undefined {
  const wanted = name.toLowerCase();
  return mountOptions.find((option) => option.name === wanted || option.aliases.includes(wanted));
}

/**
 * Which frontend a `# syntax=` asks for. `stable`, `labs`, `upstream`: Docker's own. `experimental`: the predecessor of
 * labs, from before 1.2. `builtin`: that of the builder. `custom`: somebody else's.
 */
export interface Frontend {
  readonly channel: 'stable' | 'labs' | 'upstream' | 'experimental' | 'builtin' | 'custom';
  /** `undefined`: the newest of its channel (`1`, `labs`, `latest`), or not known. */
  readonly version: FrontendVersion | undefined;
}

/**
 * Reads the value of a `# syntax=` directive: `docker/dockerfile:1.7-labs`. Source:
 * https://docs.docker.com/build/buildkit/frontend/ and https://hub.docker.com/r/docker/dockerfile (taken 2026-11)
 */
export function frontendVersion(directiveValue: string): Frontend {
  const image = directiveValue.trim().split(/\s/)[0] ?? '';
  if (image === 'dockerfile.v0') return { channel: 'builtin', version: undefined };
  const match = /^(?:docker\.io\/)?docker\/(dockerfile|dockerfile-upstream)(?::([\w.-]+))?(?:@[\w:.-]+)?$/.exec(image);
  if (match === null) return { channel: 'custom', version: undefined };
  const tag = match[2] ?? 'latest';
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(tag) ?? [];
  const version = major === undefined || minor === undefined ? undefined : ([Number(major), Number(minor)] as const);
  if (match[1] === 'dockerfile-upstream') return { channel: 'upstream', version: undefined };
  if (/(?:^|-)experimental/.test(tag)) return { channel: 'experimental', version };
  return { channel: /(?:^|-)labs/.test(tag) ? 'labs' : 'stable', version };
}

/**
 * Whether a frontend surely lacks something. Never true for one whose version is not known or moves: `docker/dockerfile:1`
 * is always the newest.
 */
export function frontendLacks({ channel, version }: Frontend, { since, labsSince }: Availability): boolean {
  if (version === undefined || since === undefined) return false;
  if (channel === 'experimental') return isOlder([1, 2], labsSince ?? since);
  if (channel === 'labs') return isOlder(version, labsSince ?? since);
  return channel === 'stable' && isOlder(version, since);
}

function isOlder(version: FrontendVersion, than: FrontendVersion): boolean {
  return version[0] !== than[0] ? version[0] < than[0] : version[1] < than[1];
}
