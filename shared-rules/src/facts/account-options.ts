import type { Distribution } from './images/types.js';

/**
 * Options of the commands that make accounts whose value is a word of its own. Those of `adduser` are Debian's and
 * BusyBox's together; on Red Hat and its kin `adduser` is another name of `useradd`.
 * https://manpages.debian.org/bookworm/passwd/useradd.8.en.html,
 * https://manpages.debian.org/bookworm/adduser/adduser.8.en.html, https://busybox.net/downloads/BusyBox.html (taken 2026-11)
 */
export const accountOptionsWithValue = {
  useradd: [
    ...[
      '-u',
      '--uid',
      '-g',
      '--gid',
      '-G',
      '--groups',
      '-d',
      '--home',
      '--home-dir',
      '-s',
      '--shell',
      '-c',
      '--comment',
    ],
    ...[
      '-k',
      '--skel',
      '-b',
      '--base-dir',
      '-e',
      '--expiredate',
      '-f',
      '--inactive',
      '-p',
      '--password',
      '-K',
      '--key',
    ],
    ...['-R', '--root', '-P', '--prefix', '-Z', '--selinux-user'],
  ],
  adduser: [
    ...['-u', '--uid', '-G', '--ingroup', '--gid', '-h', '--home', '-s', '--shell', '-g', '--gecos', '--comment', '-k'],
    ...['--skel', '--conf', '--firstuid', '--lastuid', '--firstgid', '--lastgid'],
  ],
} as const;

/** A program that makes accounts. */
export type AccountProgram = keyof typeof accountOptionsWithValue;

/** Whose commands for accounts a distribution has. */
export type AccountDialect =
  /** `adduser` and `addgroup` of BusyBox alone. */
  | 'busybox'
  /** `useradd` and `groupadd`, and the Perl scripts `adduser` and `addgroup` where they are installed. */
  | 'debian'
  /** `useradd` and `groupadd`; `adduser` is another name of `useradd`, and there is no `addgroup`. */
  | 'redhat';

/** `undefined` for distributions of which that is not known. */
export function accountDialect(distribution: Distribution): AccountDialect | undefined {
  switch (distribution) {
    case 'alpine':
    case 'wolfi':
    case 'busybox':
      return 'busybox';
    case 'debian':
    case 'ubuntu':
      return 'debian';
    case 'rhel':
    case 'fedora':
    case 'amazonlinux':
      return 'redhat';
    default:
      return undefined;
  }
}

const DEBIAN_LONG: readonly string[] = [
  ...['--group', '--disabled-login', '--quiet', '--comment', '--firstuid', '--lastuid', '--firstgid', '--lastgid'],
  ...['--allow-bad-names', '--allow-badname', '--force-badname', '--add_extra_groups', '--add-extra-groups', '--conf'],
];

/** Options of `adduser` with which it fails, each tried (BusyBox 1.35, adduser 3.134, shadow 4.13). */
const FAILING_ADDUSER: Readonly<Record<AccountDialect, ReadonlySet<string>>> = {
  busybox: new Set([...DEBIAN_LONG, '--gid', '-r', '-m', '-M', '-d', '-c', '-N']),
  debian: new Set(['-S', '-D', '-H', '-G', '-g', '-s', '-h', '-k', '-r', '-m', '-M', '-d', '--create-home']),
  redhat: new Set(
    [...DEBIAN_LONG.filter((option) => option !== '--comment'), ...['-S', '-H', '-h', '-D']].concat([
      ...['--disabled-password', '--empty-password', '--gecos', '--ingroup'],
    ]),
  ),
};

const FAILING_ADDGROUP: Readonly<Record<AccountDialect, ReadonlySet<string>>> = {
  busybox: new Set(['--quiet', '--firstgid', '--lastgid', '-r']),
  debian: new Set(['-S', '-g', '-r']),
  redhat: new Set(),
};

/** Options with which `adduser` or `addgroup` of a dialect fails. */
export function failingOptions(program: 'adduser' | 'addgroup', dialect: AccountDialect): ReadonlySet<string> {
  return (program === 'adduser' ? FAILING_ADDUSER : FAILING_ADDGROUP)[dialect];
}
