import type { BaseId } from './types.js';

/** What a tag tells of the distribution, by the habits of Docker's official images: `22-alpine3.22`, `3.13-slim-bookworm`. */
export interface TagFacts {
  /** `undefined` where the tag says nothing. */
  readonly base: BaseId | undefined;
  /** `3.22`, `bookworm`, `jammy`, `9`; `undefined` where the tag does not name one. */
  readonly release: string | undefined;
}

/** Oldest first. https://www.debian.org/releases/ (taken 2026-11) */
export const debianCodenames: readonly string[] = [
  ...['wheezy', 'jessie', 'stretch', 'buster', 'bullseye', 'bookworm', 'trixie', 'forky', 'sid'],
];

/** Oldest first. https://wiki.ubuntu.com/Releases (taken 2026-11) */
export const ubuntuCodenames: readonly string[] = [
  ...['precise', 'trusty', 'xenial', 'artful', 'bionic', 'cosmic', 'disco', 'eoan', 'focal', 'groovy', 'hirsute'],
  ...['impish', 'jammy', 'kinetic', 'lunar', 'mantic', 'noble', 'oracular', 'plucky', 'questing', 'resolute'],
];

/** Words of tags that name a distribution, with the release behind them; `needsRelease`: nothing without it. */
const DISTRIBUTION_WORDS: Readonly<Record<string, { readonly base: BaseId; readonly needsRelease?: boolean }>> = {
  alpine: { base: 'alpine' },
  debian: { base: 'debian' },
  ubuntu: { base: 'ubuntu' },
  ubi: { base: 'rhel', needsRelease: true },
  oraclelinux: { base: 'rhel' },
  ol: { base: 'rhel', needsRelease: true },
  rockylinux: { base: 'rhel' },
  centos: { base: 'rhel', needsRelease: true },
  fedora: { base: 'fedora' },
  al: { base: 'amazonlinux', needsRelease: true },
  amazonlinux: { base: 'amazonlinux' },
  nanoserver: { base: 'windows-nanoserver' },
  windowsservercore: { base: 'windows-servercore' },
  wolfi: { base: 'wolfi' },
  azurelinux: { base: 'azurelinux' },
  distroless: { base: 'distroless' },
  chiseled: { base: 'distroless' },
};

/** Reads the words of a tag; the first that names a distribution counts. An empty tag tells nothing. */
export function readTag(tag: string): TagFacts {
  const words = tag.toLowerCase().split('-');
  const slim = words.includes('slim');
  for (const [index, word] of words.entries()) {
    const found = readWord(word, words[index + 1]);
    if (found === undefined) continue;
    return { base: slim && found.base === 'debian' ? 'debian-slim' : found.base, release: found.release };
  }
  return { base: undefined, release: undefined };
}

function readWord(
  word: string,
  next: string | undefined,
): { readonly base: BaseId; readonly release: string | undefined } | undefined {
  if (debianCodenames.includes(word)) return { base: 'debian', release: word };
  if (ubuntuCodenames.includes(word)) return { base: 'ubuntu', release: word };
  const match = /^([a-z]+)(\d[\d.]*)?$/.exec(word);
  const name = match?.[1] ?? '';
  const known = Object.hasOwn(DISTRIBUTION_WORDS, name) ? DISTRIBUTION_WORDS[name] : undefined;
  const follows = name === 'debian' && next !== undefined && /^\d{1,2}$/.test(next) ? next : undefined;
  const release = match?.[2] ?? follows;
  if (known === undefined || (known.needsRelease === true && release === undefined)) return undefined;
  if (known.base === 'rhel' && release === '7') return { base: 'centos-7', release };
  if (known.base === 'amazonlinux' && release === '2') return { base: 'amazonlinux-2', release };
  if (known.base === 'amazonlinux' && release === '2023') return { base: 'amazonlinux-2023', release };
  return { base: known.base, release };
}
