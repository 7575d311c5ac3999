import { canonicalName, imageFamily } from './base-images.js';
import type { ImageReference } from './image-reference.js';
import { currentDistroless, distrolessEnd, namesDistrolessRelease } from './images/distroless.js';
import {
  debianNumbers,
  type EndedProduct,
  endedAlpine,
  endedDebian,
  endedProducts,
  endedUbuntu,
  nodeCodenames,
  retiredImages,
  ubuntuNumbers,
} from './images/end-of-life.js';
import { debianCodenames, ubuntuCodenames } from './images/tag.js';

export { TAKEN } from './images/end-of-life.js';

export interface SlimSibling {
  /** The tag of the same release without compilers and headers. */
  readonly tag: string;
  /** What both weigh unpacked, in megabytes, for one release. */
  readonly sizes: ImageSizes | undefined;
}

export interface ImageSizes {
  readonly image: string;
  readonly full: number;
  readonly slim: number;
  readonly source: string;
}

export interface EndOfLife {
  /** As people call it: `Python`, `Debian`, `the openjdk image`. */
  readonly product: string;
  /** As the tag writes it: `3.8`, `buster`; empty where the whole image is retired. */
  readonly release: string;
  /** `YYYY-MM-DD`, before `TAKEN`. */
  readonly ended: string;
  /** A supported tag of the same flavour; `undefined` where none can be told. */
  readonly successorTag: string | undefined;
  /** The image to take instead, with its tag, where this one is retired. */
  readonly replacement: string | undefined;
  /** What people go to where there is no successor: `AlmaLinux or Rocky Linux`. */
  readonly alternative?: string;
  readonly source: string;
}

/**
 * A supported release of each family, as a plain tag. Node.js and databases: the newest with long-term support.
 * Taken 2026-11 from https://hub.docker.com/search?badges=official and the sources of `images/end-of-life.ts`.
 */
const CURRENT_TAGS: Readonly<Record<string, string>> = {
  alpine: '3.24',
  almalinux: '10',
  amazoncorretto: '25',
  amazonlinux: '2023',
  'buildpack-deps': 'trixie',
  bun: '1',
  busybox: '1.37',
  caddy: '2',
  composer: '2',
  dart: '3',
  debian: '13',
  'dotnet-aspnet': '10.0',
  'dotnet-runtime': '10.0',
  'dotnet-sdk': '10.0',
  'eclipse-temurin': '25',
  elixir: '1.19',
  erlang: '28',
  fedora: '44',
  gcc: '15',
  ghost: '6',
  golang: '1.27',
  gradle: '9',
  haproxy: '3.2',
  httpd: '2.4',
  influxdb: '2',
  julia: '1',
  mariadb: '11.8',
  maven: '3.9',
  memcached: '1.6',
  mongo: '8.0',
  mysql: '8.4',
  nginx: '1.30',
  node: '24',
  opensuse: '16.0',
  oraclelinux: '9',
  perl: '5.42',
  php: '8.5',
  postgres: '18',
  python: '3.14',
  rabbitmq: '4',
  redis: '8',
  rockylinux: '10',
  ruby: '3.4',
  rust: '1',
  solr: '9',
  swift: '6',
  tomcat: '11.0',
  traefik: 'v3',
  ubuntu: '24.04',
  wordpress: '6',
  zookeeper: '3.9',
};

/** Where the word `slim` stands: behind all others, or behind the version and before the code name. */
const SLIM_PLACES: Readonly<Record<string, 'last' | 'before-codename'>> = {
  bun: 'last',
  debian: 'last',
  elixir: 'last',
  erlang: 'last',
  haskell: 'last',
  node: 'last',
  perl: 'before-codename',
  python: 'before-codename',
  ruby: 'before-codename',
  rust: 'before-codename',
  solr: 'last',
};

/** Taken 2026-11. */
const SIZES: Readonly<Record<string, ImageSizes>> = {
  node: {
    image: 'node:24',
    full: 1140,
    slim: 230,
    source: 'https://github.com/docker-library/repo-info/tree/master/repos/node/local',
  },
  python: {
    image: 'python:3.9',
    full: 886,
    slim: 115,
    source: 'https://testdriven.io/blog/docker-best-practices/',
  },
};

const VERSION = /^v?\d[\w.]*$/;
const DATE = /^20\d{6}(?:\.\d+)?$/;
const CHANNELS: ReadonlySet<string> = new Set(['latest', 'lts', 'current', 'stable', 'mainline']);

/**
 * A supported tag to write for an image that has none, or one that says nothing (`latest`); the same flavour where only
 * that is written (`alpine`, `slim`). `undefined` for unknown images, and for tags that name a release.
 */
export function currentTag(reference: ImageReference): string | undefined {
  const family = imageFamily(reference);
  const current = family !== undefined && Object.hasOwn(CURRENT_TAGS, family) ? CURRENT_TAGS[family] : undefined;
  if (current === undefined) return undefined;
  if (reference.tag === undefined || CHANNELS.has(reference.tag)) return current;
  return /^(?:alpine|slim)$/.test(reference.tag) ? `${current}-${reference.tag}` : undefined;
}

/**
 * The slim tag of the same release, for tags of the full variant: `22` -> `22-slim`, `3.13-bookworm` ->
 * `3.13-slim-bookworm`. `undefined` for images without one, for tags that already are slim or of another flavour, and
 * where a digest is written.
 */
export function slimSibling(reference: ImageReference): SlimSibling | undefined {
  const family = imageFamily(reference);
  if (family === undefined || reference.digest !== undefined) return undefined;
  const place = Object.hasOwn(SLIM_PLACES, family) ? SLIM_PLACES[family] : undefined;
  const tag = place === undefined ? undefined : slimTag(family, place, reference.tag ?? 'latest');
  return tag === undefined ? undefined : { tag, sizes: Object.hasOwn(SIZES, family) ? SIZES[family] : undefined };
}

function slimTag(family: string, place: 'last' | 'before-codename', tag: string): string | undefined {
  const words = tag.split('-');
  if (tag === 'latest') return family === 'debian' ? 'stable-slim' : 'slim';
  const isFull = words.every((word, index) => isPlainWord(family, word, index));
  if (!isFull) return undefined;
  const last = words.at(-1) ?? '';
  if (place === 'last' || !debianCodenames.includes(last)) return `${tag}-slim`;
  return [...words.slice(0, -1), 'slim', last].join('-');
}

/** Whether a word of a tag says no more than which release it is. */
function isPlainWord(family: string, word: string, index: number): boolean {
  if (debianCodenames.includes(word)) return true;
  if (index === 0) return VERSION.test(word) || CHANNELS.has(word) || Object.hasOwn(nodeCodenames, word);
  if (family === 'debian') return DATE.test(word);
  if (family === 'elixir') return word === 'otp' || VERSION.test(word);
  return family === 'node' && Object.hasOwn(nodeCodenames, word);
}

/**
 * Whether the release that a tag names got its last security fix before `TAKEN`: the product itself first, then the
 * distribution that the tag names (`-buster`, `-alpine3.15`). `undefined` for supported releases, and where nothing can
 * be told.
 */
export function endOfLife(reference: ImageReference): EndOfLife | undefined {
  const name = canonicalName(reference);
  const tag = reference.tag ?? (reference.digest === undefined ? 'latest' : undefined);
  if (Object.hasOwn(retiredImages, name)) return retired(name, tag);
  const distroless = distrolessEnd(reference);
  if (distroless !== undefined) return endOfDistroless(reference, distroless);
  const family = imageFamily(reference);
  if (family === undefined || tag === undefined) return undefined;
  const words = (name === 'centos' && tag === 'latest' ? CENTOS_LATEST : tag).toLowerCase().split('-');
  return productEnd(family, words) ?? distributionEnd(family, words);
}

function endOfDistroless(
  reference: ImageReference,
  { release, ended }: { readonly release: string; readonly ended: string },
): EndOfLife {
  const name = currentDistroless(reference);
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  return {
    product: 'the distroless image on Debian',
    release,
    ended,
    successorTag: undefined,
    replacement: name === undefined ? undefined : `${name}${tag}`,
    source: 'https://github.com/GoogleContainerTools/distroless/blob/main/SUPPORT_POLICY.md',
  };
}

/**
 * Whether an image has tags that name a version. Distroless images have their release in the name; the free images of
 * Chainguard have `latest` and `latest-dev` only. Such an image can be pinned by its digest alone.
 * Sources: https://github.com/GoogleContainerTools/distroless and
 * https://edu.chainguard.dev/chainguard/chainguard-images/about/images-categories/ (taken 2026-11)
 */
export function hasVersionTags(reference: ImageReference): boolean {
  return !/^(?:cgr\.dev\/)?chainguard\//.test(reference.name) && !namesDistrolessRelease(reference);
}

/** https://hub.docker.com/_/centos */
const CENTOS_LATEST = '8';

function retired(name: string, tag: string | undefined): EndOfLife | undefined {
  const image = retiredImages[name];
  if (image === undefined) return undefined;
  if (name === 'openjdk' && /(?:^|-)(?:ea|rc)(?:-|$)/.test(tag ?? '')) return undefined;
  const { product, ended, source } = image;
  const isWindows = /windowsservercore|nanoserver/.test(tag ?? '');
  const major = isWindows ? undefined : /^(8|11|17|21|25)(?:\D|$)/.exec(tag ?? '')?.[1];
  const flavour = /jre/.test(tag ?? '') ? '-jre' : '-jdk';
  const alpine = /alpine/.test(tag ?? '') ? '-alpine' : '';
  const version = major === undefined ? '' : `:${major}${flavour}${alpine}`;
  return {
    product,
    release: '',
    ended,
    successorTag: undefined,
    replacement: `${image.replacement}${version}`,
    source,
  };
}

/** What the product table of a family says of the release that the first word of a tag names. */
function productEnd(family: string, words: readonly string[]): EndOfLife | undefined {
  if (family === 'debian' || family === 'ubuntu') return systemEnd(family, words);
  const product = productOf(family);
  if (product === undefined) return undefined;
  const release = endedRelease(product, versionOf(family, words));
  if (release === undefined) return undefined;
  const [first = '', ...rest] = words;
  const flavour = flavourOf(family, rest);
  const known = product.successor !== undefined && VERSION.test(first) && flavour !== undefined;
  return toEnd(product, release, known ? [product.successor, ...flavour].join('-') : undefined);
}

function productOf(family: string): EndedProduct | undefined {
  if (family === 'alpine') return { ...endedAlpine, successor: CURRENT_TAGS['alpine'] };
  const id = isDotnet(family) ? 'dotnet' : family;
  return Object.hasOwn(endedProducts, id) ? endedProducts[id] : undefined;
}

function isDotnet(family: string): boolean {
  return family === 'dotnet-sdk' || family === 'dotnet-aspnet' || family === 'dotnet-runtime';
}

/** The version that a tag names, code names of Node.js and `centos7` included. */
function versionOf(family: string, words: readonly string[]): string {
  if (family === 'centos') return (words[0] ?? '').replace(/^centos(?=\d)/, '');
  const codename = family === 'node' ? words.find((word) => Object.hasOwn(nodeCodenames, word)) : undefined;
  return (codename === undefined ? words[0] : nodeCodenames[codename]) ?? '';
}

function endedRelease(product: EndedProduct, version: string): string | undefined {
  const [, major, minor] = /^v?(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  return [version, `${major}.${minor}`, `${major}`].find((candidate) => Object.hasOwn(product.ended, candidate));
}

/** Tags of the images of Debian and Ubuntu: a number or a code name, perhaps a date, perhaps `slim`. */
function systemEnd(family: string, words: readonly string[]): EndOfLife | undefined {
  const [first = '', ...rest] = words;
  const isNumber = VERSION.test(first);
  const system = readDistribution(isNumber ? `${family}${first}` : first);
  if (system === undefined) return undefined;
  const { product, codename, release } = system;
  const successor = isNumber ? numberOf(product.successor) : product.successor;
  const others = rest.filter((word) => !DATE.test(word));
  const known = successor !== undefined && others.every((word) => word === 'slim');
  return toEnd(product, release, known ? [successor, ...others].join('-') : undefined, codename);
}

function numberOf(codename: string | undefined): string | undefined {
  const numbers = { ...debianNumbers, ...ubuntuNumbers };
  return Object.keys(numbers).find((number) => numbers[number] === codename);
}

/** The distribution that a tag of another image names. */
function distributionEnd(family: string, words: readonly string[]): EndOfLife | undefined {
  for (const word of words) {
    const found = readDistribution(word);
    const end = found && toEnd(found.product, found.release, onCurrentDistribution(family, words), found.codename);
    if (end !== undefined) return end;
  }
  return undefined;
}

interface NamedDistribution {
  readonly product: EndedProduct;
  /** The key in the product's table. */
  readonly codename: string;
  /** As written. */
  readonly release: string;
}

/** `buster`, `debian10`, `ubuntu18.04`, `alpine3.15`. */
function readDistribution(word: string): NamedDistribution | undefined {
  if (debianCodenames.includes(word)) return { product: endedDebian, codename: word, release: word };
  if (ubuntuCodenames.includes(word)) return { product: endedUbuntu, codename: word, release: word };
  const [, name, version = ''] = /^(alpine|debian|ubuntu)(\d+(?:\.\d+)?)/.exec(word) ?? [];
  if (name === 'alpine') {
    const release = endedRelease(endedAlpine, version);
    return release === undefined ? undefined : { product: endedAlpine, codename: release, release };
  }
  if (name === 'debian') {
    const release = /^\d+/.exec(version)?.[0] ?? '';
    const codename = Object.hasOwn(debianNumbers, release) ? debianNumbers[release] : undefined;
    return codename === undefined ? undefined : { product: endedDebian, codename, release };
  }
  const codename = name === 'ubuntu' && Object.hasOwn(ubuntuNumbers, version) ? ubuntuNumbers[version] : undefined;
  return codename === undefined ? undefined : { product: endedUbuntu, codename, release: version };
}

/**
 * The same release on a supported distribution. Only releases that are still built get new distributions, so the version
 * is cut to its release, and families whose releases are unknown give none.
 */
function onCurrentDistribution(family: string, words: readonly string[]): string | undefined {
  const [first = '', ...rest] = words;
  const flavour = flavourOf(family, rest);
  if (flavour === undefined) return undefined;
  if (readDistribution(first) !== undefined) {
    const current = currentWord(first);
    return current === undefined ? undefined : [current, ...flavour].join('-');
  }
  if (productOf(family) === undefined) return undefined;
  const isChannel = family === 'node' && (first === 'lts' || first === 'current');
  const release = isChannel ? first : (family === 'node' ? /^\d+/ : /^\d+(?:\.\d+)?/).exec(first)?.[0];
  return release === undefined ? undefined : [release, ...flavour].join('-');
}

/** Words of flavours that stay the same from release to release. */
const FLAVOUR_WORDS: ReadonlySet<string> = new Set([
  ...['slim', 'alpine', 'fpm', 'apache', 'cli', 'zts', 'jdk', 'jre', 'management', 'scm', 'curl'],
]);

/**
 * The words behind the version of a tag, with ended distributions replaced; `undefined` where one of them may not exist
 * with other releases. .NET has left Debian: its plain tags are Ubuntu from 10.0 on.
 */
function flavourOf(family: string, words: readonly string[]): readonly string[] | undefined {
  const isDebianDotnet = isDotnet(family) && words.some((word) => debianCodenames.includes(word));
  const kept = isDebianDotnet ? words.filter((word) => word !== 'slim' && !debianCodenames.includes(word)) : words;
  const flavour = kept.map(currentWord).filter((word) => word !== undefined);
  return flavour.length === kept.length ? flavour : undefined;
}

/** Ubuntu's releases before the successor count as ended here: newer versions of a product are not built on them. */
function currentWord(word: string): string | undefined {
  if (FLAVOUR_WORDS.has(word)) return word;
  if (/^alpine\d+\.\d+$/.test(word))
    return readDistribution(word) === undefined ? word : `alpine${endedAlpine.successor}`;
  const system = readDistribution(word);
  if (system === undefined || system.codename !== word) return undefined;
  const { product } = system;
  const older =
    ubuntuCodenames.indexOf(word) !== -1 && ubuntuCodenames.indexOf(word) < ubuntuCodenames.indexOf('noble');
  return older || Object.hasOwn(product.ended, word) ? product.successor : word;
}

function toEnd(
  { product, ended, source, alternative }: EndedProduct,
  release: string,
  successorTag: string | undefined,
  key = release,
): EndOfLife | undefined {
  const day = Object.hasOwn(ended, key) ? ended[key] : undefined;
  if (day === undefined) return undefined;
  const end = { product, release, ended: day, successorTag, replacement: undefined, source };
  return alternative === undefined ? end : { ...end, alternative };
}

/**
 * Smaller images to run what an SDK image builds: `eclipse-temurin:21-jdk` -> `eclipse-temurin:21-jre`, .NET's SDK ->
 * `aspnet`. `undefined` where there is no plain one. Sources: the pages of the images on https://hub.docker.com/ and
 * https://mcr.microsoft.com/ (taken 2026-11)
 */
export function runtimeSibling(reference: ImageReference): string | undefined {
  const { name, tag, digest } = reference;
  if (digest !== undefined || /windows|nanoserver/.test(tag ?? '')) return undefined;
  switch (imageFamily(reference)) {
    case 'eclipse-temurin':
      return withTag(name, runtimeJavaTag(tag ?? 'latest'));
    case 'dotnet-sdk':
      return withTag(name.replace(/\/sdk$/, '/aspnet'), tag);
    case 'cuda':
      return tag?.includes('-devel-') === true ? withTag(name, tag.replace('-devel-', '-runtime-')) : undefined;
    case 'swift':
      return tag !== undefined && /^\d[\d.]*(?:-[a-z]+)?$/.test(tag) ? withTag(name, `${tag}-slim`) : undefined;
    case 'golang':
      return 'gcr.io/distroless/static-debian13:nonroot';
    case 'rust':
      return 'gcr.io/distroless/cc-debian13:nonroot';
    default:
      return undefined;
  }
}

function runtimeJavaTag(tag: string): string | undefined {
  if (/(?:^|-)jdk(?:-|$)/.test(tag)) return tag.replace(/(^|-)jdk(?=-|$)/, '$1jre');
  return /^\d+$/.test(tag) ? `${tag}-jre` : undefined;
}

function withTag(name: string, tag: string | undefined): string | undefined {
  return tag === undefined ? undefined : `${name}:${tag}`;
}
