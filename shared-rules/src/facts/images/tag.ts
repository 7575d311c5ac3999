import type { BaseId } from './types.js';

/** What a tag tells of the distribution, by the habits of Docker's official images: `22-alpine3.22`, `3.13-slim-bookworm`. */
export interface TagFacts {
  /** `undefined` where the tag says nothing. */
  readonly base: BaseId | undefined;
  /** `3.22`, `bookworm`, `jammy`, `9`; `undefined` where the tag does not name one. */
  readonly release: string | undefined;
  /** Has the word `slim`. */
  readonly slim: boolean;
}

/** https://www.debian.org/releases/ (taken 2026-11) */
export const debianCodenames: readonly string[] = [
  ...['wheezy', 'jessie', 'stretch', 'buster', 'bullseye', 'bookworm', 'trixie', 'forky', 'sid'],
];

/** https://wiki.ubuntu.com/Releases (taken 2026-11) */
export const ubuntuCodenames: readonly string[] = [
  ...['trusty', 'xenial', 'bionic', 'cosmic', 'disco', 'eoan', 'focal', 'groovy', 'hirsute', 'impish', 'jammy'],
  ...['kinetic', 'lunar', 'mantic', 'noble', 'oracular', 'plucky', 'questing', 'resolute'],
];

/** Reads the words of a tag. An empty tag tells nothing. */
export function readTag(tag: string): TagFacts {
  const words = tag.toLowerCase().split('-');
  const slim = words.includes('slim');
  for (const word of words) {
    const found = readWord(word);
    if (found !== undefined)
      return { base: slim && found.base === 'debian' ? 'debian-slim' : found.base, release: found.release, slim };
  }
  return { base: undefined, release: undefined, slim };
}

function readWord(word: string): { readonly base: BaseId; readonly release: string | undefined } | undefined {
  if (debianCodenames.includes(word)) return { base: 'debian', release: word };
  if (ubuntuCodenames.includes(word)) return { base: 'ubuntu', release: word };
  const match =
    /^(alpine|ubuntu|debian|ubi|al|oraclelinux|ol|amazonlinux|fedora|nanoserver|windowsservercore|windows|wolfi|distroless|chiseled|azurelinux|mariner)(\d[\d.]*)?$/.exec(
      word,
    );
  if (match === null) return undefined;
  const release = match[2];
  switch (match[1]) {
    case 'alpine':
      return { base: 'alpine', release };
    case 'ubuntu':
      return { base: 'ubuntu', release };
    case 'debian':
      return { base: 'debian', release };
    case 'ubi':
      return { base: 'rhel', release };
    case 'ol':
    case 'oraclelinux':
      return { base: 'rhel', release };
    case 'al':
    case 'amazonlinux':
      return release === '2' ? { base: 'amazonlinux-2', release } : { base: 'amazonlinux-2023', release };
    case 'fedora':
      return { base: 'fedora', release };
    case 'nanoserver':
      return { base: 'windows-nanoserver', release };
    case 'windows':
    case 'windowsservercore':
      return { base: 'windows-servercore', release };
    case 'wolfi':
      return { base: 'wolfi', release };
    case 'azurelinux':
    case 'mariner':
      return { base: 'azurelinux', release };
    default:
      return { base: 'distroless', release };
  }
}
