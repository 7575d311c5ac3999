import type { ImageReference } from '../image-reference.js';

/**
 * Google's distroless images name Debian's release in the image's name, not in the tag: `static-debian13:nonroot`.
 * Source: https://github.com/GoogleContainerTools/distroless#what-images-are-available
 */
interface DistrolessName {
  /** `gcr.io/distroless/` */
  readonly folder: string;
  /** `static`, `nodejs22` */
  readonly image: string;
  /** `12`; `undefined` where the name leaves it open. */
  readonly debian: string | undefined;
}

/** The release of Debian that current images are built on. */
const CURRENT = '13';

/** Images that run one language are given up earlier than the others. */
const LANGUAGE = /^(?:java|nodejs|python)/;

/**
 * Debian's release to the day its images got no more updates: those for a language, and the others.
 * Sources: https://github.com/GoogleContainerTools/distroless/blob/main/SUPPORT_POLICY.md and
 * https://github.com/GoogleContainerTools/distroless/issues/2129 (taken 2026-11)
 */
const ENDED: Readonly<Record<string, { readonly language: string; readonly other: string }>> = {
  '9': { language: '2021-04-04', other: '2021-04-04' },
  '10': { language: '2022-01-31', other: '2022-08-31' },
  '11': { language: '2023-12-01', other: '2024-06-01' },
  '12': { language: '2026-01-31', other: '2026-09-01' },
};

/** Images that are there on the current release, with what took the place of older ones. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  static: 'static',
  base: 'base',
  'base-nossl': 'base-nossl',
  cc: 'cc',
  'java-base': 'java-base',
  java17: 'java17',
  java21: 'java21',
  java25: 'java25',
  nodejs18: 'nodejs24',
  nodejs20: 'nodejs24',
  nodejs22: 'nodejs22',
  nodejs24: 'nodejs24',
  python3: 'python3',
};

function readName({ name }: ImageReference): DistrolessName | undefined {
  const [, folder, image, debian] = /^(gcr\.io\/distroless\/)([a-z][a-z0-9-]*?)(?:-debian(\d+))?$/.exec(name) ?? [];
  return folder === undefined || image === undefined ? undefined : { folder, image, debian };
}

/** The day a distroless image got its last update, with Debian's release; `undefined` for all others. */
export function distrolessEnd(
  reference: ImageReference,
): { readonly release: string; readonly ended: string } | undefined {
  const found = readName(reference);
  if (found?.debian === undefined || !Object.hasOwn(ENDED, found.debian)) return undefined;
  const end = ENDED[found.debian];
  if (end === undefined) return undefined;
  return { release: found.debian, ended: LANGUAGE.test(found.image) ? end.language : end.other };
}

/** The name of a distroless image with Debian's current release in it; `undefined` for other images, and where it has it. */
export function currentDistroless(reference: ImageReference): string | undefined {
  const found = readName(reference);
  if (found === undefined || found.debian === CURRENT) return undefined;
  const image = Object.hasOwn(SUCCESSORS, found.image) ? SUCCESSORS[found.image] : undefined;
  return image === undefined ? undefined : `${found.folder}${image}-debian${CURRENT}`;
}

/** Whether the name of a distroless image says which release of Debian it is. */
export function namesDistrolessRelease(reference: ImageReference): boolean {
  return readName(reference)?.debian !== undefined;
}
