/** Releases that nobody should download any more: with a back door, or with a hole that is attacked everywhere. */
export interface VulnerableReleases {
  /** As people call it. */
  readonly product: string;
  /** The version in the name of a file that is downloaded, as its first group. */
  readonly file: RegExp;
  /** For `mentions` of rules: it stands in every such name. */
  readonly word: string;
  readonly isAffected: (version: string) => boolean;
  /** What is wrong with them, as the rest of "… has …". */
  readonly problem: string;
  /** The first release to take instead. */
  readonly fixed: string;
  readonly source: string;
}

/** Of `2.14.1`; letters and the like behind a number do not count. */
function numbersOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}

function isBetween(version: string, first: readonly number[], last: readonly number[]): boolean {
  const numbers = numbersOf(version);
  return compare(numbers, first) >= 0 && compare(numbers, last) <= 0;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Releases of log4j for old Java versions that are mended, although their numbers are lower. */
const MENDED_LOG4J: ReadonlySet<string> = new Set(['2.3.1', '2.3.2', '2.12.2', '2.12.3', '2.12.4']);

/** Taken 2026-11 from the advisories of each project. */
export const vulnerableReleases: readonly VulnerableReleases[] = [
  {
    product: 'xz',
    file: /(?:^|\/)xz(?:-utils)?[-_](\d+\.\d+\.\d+)(?=[^\d.]|\.\D|$)/i,
    word: 'xz',
    isAffected: (version) => version === '5.6.0' || version === '5.6.1',
    problem: 'a back door that opens SSH servers (CVE-2024-3094)',
    fixed: '5.6.2',
    source: 'https://tukaani.org/xz-backdoor/',
  },
  {
    product: 'OpenSSL',
    file: /(?:^|\/)openssl-(\d+\.\d+\.\d+[a-z]?)(?=[^\da-z.]|\.\D|$)/i,
    word: 'openssl',
    isAffected: (version) => isBetween(version, [3, 0, 0], [3, 0, 6]) && !/[a-z]$/.test(version),
    problem: 'an overflow in the check of certificates (CVE-2022-3602)',
    fixed: '3.0.7',
    source: 'https://openssl-library.org/news/secadv/20221101.txt',
  },
  {
    product: 'OpenSSL',
    file: /(?:^|\/)openssl-(\d+\.\d+\.\d+[a-z]?)(?=[^\da-z.]|\.\D|$)/i,
    word: 'openssl',
    isAffected: (version) => /^1\.0\.1[a-f]?$/.test(version),
    problem: 'the Heartbleed hole, which gives private keys away (CVE-2014-0160)',
    fixed: '1.0.1g',
    source: 'https://openssl-library.org/news/secadv/20140407.txt',
  },
  {
    product: 'Log4j',
    file: /(?:^|\/)(?:log4j-core|apache-log4j)-(2\.\d+(?:\.\d+)?)(?=[^\d.]|\.\D|$)/i,
    word: 'log4j',
    isAffected: (version) => isBetween(version, [2, 0], [2, 16, 99]) && !MENDED_LOG4J.has(version),
    problem:
      'the Log4Shell hole or a follower of it: a line of log can run code or stop the program (CVE-2021-44228, CVE-2021-45105)',
    fixed: '2.17.1',
    source: 'https://logging.apache.org/security.html',
  },
  {
    product: 'Apache httpd',
    file: /(?:^|\/)httpd-(\d+\.\d+\.\d+)(?=[^\d.]|\.\D|$)/i,
    word: 'httpd',
    isAffected: (version) => version === '2.4.49' || version === '2.4.50',
    problem: 'a hole that gives files away and runs programs (CVE-2021-41773, CVE-2021-42013)',
    fixed: '2.4.51',
    source: 'https://httpd.apache.org/security/vulnerabilities_24.html',
  },
];

export interface VulnerableRelease {
  readonly version: string;
  readonly releases: VulnerableReleases;
}

/** The release that the address of a download names, where it is one of those. */
export function vulnerableReleaseOf(address: string): VulnerableRelease | undefined {
  for (const releases of vulnerableReleases) {
    const version = releases.file.exec(address)?.[1];
    if (version !== undefined && releases.isAffected(version)) return { version, releases };
  }
  return undefined;
}
