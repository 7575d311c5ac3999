import type { ImageReference } from './image-reference.js';
import { type BaseFacts, bases } from './images/bases.js';
import { languageImages } from './images/languages.js';
import { serverImages } from './images/servers.js';
import { systemImages } from './images/systems.js';
import { readTag } from './images/tag.js';
import type {
  Distribution,
  ImageFamily,
  ImageFlavour,
  ImageRole,
  ImageTool,
  ImageUser,
  ImageVariant,
  ReadyUser,
  SystemPackageManager,
} from './images/types.js';
import { vendorImages } from './images/vendors.js';

export type {
  Distribution,
  ImageRole,
  ImageTool,
  ImageUser,
  ImageVariant,
  ReadyUser,
  SystemPackageManager,
} from './images/types.js';

/** What is known of an image before anything is built on it. `undefined` everywhere means unknown, never "no". */
export interface ImageFacts {
  /** Which rows of the tables it belongs to: `node`, `python`, `dotnet-sdk`; `undefined` for unknown images. */
  readonly family: string | undefined;
  readonly role: ImageRole | undefined;
  readonly variant: ImageVariant | undefined;
  readonly distribution: Distribution | undefined;
  /** The distribution's release as the tag writes it: `bookworm`, `3.22`, `jammy`, `9`. */
  readonly distributionRelease: string | undefined;
  readonly packageManager: SystemPackageManager | undefined;
  /** Whom it runs as where no USER follows. */
  readonly defaultUser: ImageUser | undefined;
  /** A user other than root that it has ready; `undefined` where it has none or nothing is known. */
  readonly nonRootUser: ReadyUser | undefined;
  /** Starts as root, but its own ENTRYPOINT runs the server as another user. */
  readonly dropsRoot: boolean;
  /** Its program works as root only: Docker in Docker. */
  readonly needsRoot: boolean;
  /** A sibling of this image that runs without root: `nginxinc/nginx-unprivileged`. */
  readonly unprivilegedImage: string | undefined;
  /** Has `/bin/sh` (or `cmd` on Windows). */
  readonly hasShell: boolean | undefined;
  readonly windows: boolean | undefined;
  /** Whether a command is there. */
  readonly tools: Readonly<Record<ImageTool, boolean | undefined>>;
  /** Has a CMD or ENTRYPOINT of its own that is more than a shell or an interpreter waiting for input. */
  readonly shipsProcess: boolean | undefined;
  readonly shipsHealthcheck: boolean | undefined;
  readonly environment: ImageEnvironment;
}

export interface ImageEnvironment {
  /** ENV names that the image sets. */
  readonly names: ReadonlySet<string>;
  /** It sets no others. */
  readonly complete: boolean;
}

const ROOT: ImageUser = { name: 'root', uid: 0, root: true };

/** Of an image of which nothing is known. */
export const unknownFacts: ImageFacts = {
  family: undefined,
  role: undefined,
  variant: undefined,
  distribution: undefined,
  distributionRelease: undefined,
  packageManager: undefined,
  defaultUser: undefined,
  nonRootUser: undefined,
  dropsRoot: false,
  needsRoot: false,
  unprivilegedImage: undefined,
  hasShell: undefined,
  windows: undefined,
  tools: toolRecord(undefined, {}),
  shipsProcess: undefined,
  shipsHealthcheck: undefined,
  environment: { names: new Set(), complete: false },
};

/** Of `FROM scratch`: nothing is there, and it runs as root. https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch */
export const scratchFacts: ImageFacts = {
  ...unknownFacts,
  family: 'scratch',
  role: 'system',
  variant: 'only',
  distribution: 'scratch',
  packageManager: 'none',
  defaultUser: ROOT,
  hasShell: false,
  windows: undefined,
  tools: toolRecord(bases.scratch, {}),
  shipsProcess: false,
  shipsHealthcheck: false,
  environment: { names: new Set(['PATH']), complete: true },
};

/**
 * Registries that carry copies of Docker's official images, with what stands before the image's name there.
 * Sources: https://gallery.ecr.aws/docker/ and https://cloud.google.com/artifact-registry/docs/pull-cached-dockerhub-images
 * (taken 2026-11)
 */
const MIRRORS: readonly string[] = ['public.ecr.aws/docker/library/', 'mirror.gcr.io/library/', 'mirror.gcr.io/'];

const { exact: familiesByName, wildcards } = indexFamilies([
  ...systemImages,
  ...languageImages,
  ...serverImages,
  ...vendorImages,
]);

/**
 * What is known of the image that a reference names. Where a name is unknown, its tag may still tell the distribution; a
 * digest without a tag tells nothing of the variant.
 */
export function imageFacts(reference: ImageReference): ImageFacts {
  const tag = reference.tag ?? (reference.digest === undefined ? 'latest' : undefined);
  const family = findFamily(canonicalName(reference));
  if (family === undefined) return tag === undefined ? unknownFacts : factsOfTag(tag);
  if (tag === undefined && family.flavours.length > 1) return factsOfFamily(family, { toolsOpen: true }, '');
  const flavour = family.flavours.find(({ tag: pattern }) => pattern === undefined || pattern.test(tag ?? ''));
  return factsOfFamily(family, flavour ?? { toolsOpen: true }, tag ?? '');
}

/** The id of the family that an image's name belongs to, whatever its tag; `undefined` for unknown images. */
export function imageFamily(reference: ImageReference): string | undefined {
  return findFamily(canonicalName(reference))?.id;
}

/** The name on Docker Hub, where the registry is a known mirror of it. */
export function canonicalName(reference: ImageReference): string {
  const mirror = MIRRORS.find((prefix) => reference.name.startsWith(prefix));
  return mirror === undefined ? reference.name : reference.name.slice(mirror.length);
}

function findFamily(name: string): ImageFamily | undefined {
  return familiesByName.get(name) ?? wildcards.find(([prefix]) => name.startsWith(prefix))?.[1];
}

function indexFamilies(families: readonly ImageFamily[]): {
  readonly exact: ReadonlyMap<string, ImageFamily>;
  readonly wildcards: readonly (readonly [string, ImageFamily])[];
} {
  const exact = new Map<string, ImageFamily>();
  const wildcards: [string, ImageFamily][] = [];
  for (const family of families) {
    for (const name of family.names) {
      if (name.endsWith('*')) wildcards.push([name.slice(0, -1), family]);
      else exact.set(name, family);
    }
  }
  return { exact, wildcards: wildcards.sort(([a], [b]) => b.length - a.length) };
}

function factsOfTag(tag: string): ImageFacts {
  const { base, release } = readTag(tag);
  if (base === undefined) return unknownFacts;
  const { distribution, packageManager } = bases[base];
  return {
    ...unknownFacts,
    distribution,
    distributionRelease: release,
    packageManager: distribution === 'distroless' ? undefined : packageManager,
    windows: distribution === 'windows',
  };
}

function factsOfFamily(family: ImageFamily, flavour: ImageFlavour, tag: string): ImageFacts {
  const told = readTag(tag);
  const id = flavour.base ?? told.base;
  const base = id === undefined ? undefined : bases[id];
  const user = flavour.user ?? family.user ?? (base === undefined ? 'unknown' : (base.user ?? ROOT));
  const readyUser = flavour.readyUser ?? family.readyUser;
  const process = flavour.process ?? family.process ?? false;
  return {
    family: family.id,
    role: flavour.role ?? family.role,
    variant: flavour.variant ?? base?.variant,
    distribution: base?.distribution,
    distributionRelease: told.release,
    packageManager: flavour.packageManager ?? base?.packageManager,
    defaultUser: user === 'unknown' ? undefined : user,
    nonRootUser: readyUser === 'none' ? undefined : readyUser,
    dropsRoot: family.dropsRoot ?? false,
    needsRoot: flavour.needsRoot ?? false,
    unprivilegedImage: family.unprivilegedImage,
    hasShell: flavour.hasShell === 'unknown' ? undefined : (flavour.hasShell ?? base?.hasShell),
    windows: base === undefined ? undefined : base.distribution === 'windows',
    tools: toolRecord(base, flavour),
    shipsProcess: process === 'unknown' ? undefined : process,
    shipsHealthcheck: family.healthcheck ?? false,
    environment: {
      names: new Set(['PATH', ...(family.environment ?? [])]),
      complete: family.environmentComplete ?? false,
    },
  };
}

function toolRecord(
  base: BaseFacts | undefined,
  flavour: ImageFlavour,
): Readonly<Record<ImageTool, boolean | undefined>> {
  const present = (tool: ImageTool): boolean | undefined => {
    if (flavour.without?.includes(tool) === true) return false;
    if (flavour.tools?.includes(tool) === true) return true;
    if (base === undefined) return undefined;
    if (base.tools.includes(tool)) return true;
    const open = flavour.toolsOpen === true || [base.sometimes, flavour.sometimes].some((list) => list?.includes(tool));
    return open ? undefined : false;
  };
  return {
    adduser: present('adduser'),
    bash: present('bash'),
    curl: present('curl'),
    gcc: present('gcc'),
    git: present('git'),
    java: present('java'),
    make: present('make'),
    nc: present('nc'),
    node: present('node'),
    perl: present('perl'),
    php: present('php'),
    python: present('python'),
    python3: present('python3'),
    ruby: present('ruby'),
    ssh: present('ssh'),
    useradd: present('useradd'),
    wget: present('wget'),
  };
}
