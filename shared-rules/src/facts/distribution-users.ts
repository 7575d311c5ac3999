import type { Distribution } from './images/types.js';

/** How a distribution makes an account that is only there to run a program. */
export interface AccountCommands {
  readonly distributions: readonly Distribution[];
  /** The command that must be in the image. */
  readonly tool: 'useradd' | 'adduser';
  /** The package that brings the command, where minimal images of the distribution lack it (`ubi-minimal`). */
  readonly package: string | undefined;
  /** A login shell that lets nobody in. */
  readonly nologin: string;
  /** Commands, in order, that make the group and the user; `name` and `id` are used for both. */
  readonly create: (name: string, id: number) => readonly string[];
  readonly source: string;
}

const shadow =
  (nologin: string) =>
  (name: string, id: number): readonly string[] => [
    `groupadd --system --gid ${id} ${name}`,
    `useradd --system --uid ${id} --gid ${name} --no-create-home --shell ${nologin} ${name}`,
  ];

/** Taken 2026-11 from each distribution's manual. */
export const accountCommands: readonly AccountCommands[] = [
  {
    distributions: ['debian', 'ubuntu'],
    tool: 'useradd',
    package: 'passwd',
    nologin: '/usr/sbin/nologin',
    create: shadow('/usr/sbin/nologin'),
    source: 'https://manpages.debian.org/trixie/passwd/useradd.8.en.html',
  },
  {
    distributions: ['alpine', 'wolfi', 'busybox'],
    tool: 'adduser',
    package: undefined,
    nologin: '/sbin/nologin',
    create: (name, id) => [
      `addgroup -S -g ${id} ${name}`,
      `adduser -S -D -H -u ${id} -G ${name} -s /sbin/nologin ${name}`,
    ],
    source: 'https://wiki.alpinelinux.org/wiki/Setting_up_a_new_user',
  },
  {
    distributions: ['rhel', 'fedora', 'amazonlinux', 'azurelinux'],
    tool: 'useradd',
    package: 'shadow-utils',
    nologin: '/sbin/nologin',
    create: shadow('/sbin/nologin'),
    source: 'https://man7.org/linux/man-pages/man8/useradd.8.html',
  },
  {
    distributions: ['photon', 'suse'],
    tool: 'useradd',
    package: 'shadow',
    nologin: '/sbin/nologin',
    create: shadow('/sbin/nologin'),
    source: 'https://man7.org/linux/man-pages/man8/useradd.8.html',
  },
  {
    distributions: ['arch'],
    tool: 'useradd',
    package: 'shadow',
    nologin: '/usr/bin/nologin',
    create: shadow('/usr/bin/nologin'),
    source: 'https://man.archlinux.org/man/useradd.8',
  },
];

/** How a distribution makes an account; `undefined` where it has no commands for it, as distroless images. */
export function accountCommandsOf(distribution: Distribution): AccountCommands | undefined {
  return accountCommands.find(({ distributions }) => distributions.includes(distribution));
}

const debianAccounts: readonly string[] = [
  ...['root', 'daemon', 'bin', 'sys', 'sync', 'games', 'man', 'lp', 'mail', 'news', 'uucp', 'proxy', 'www-data'],
  ...['backup', 'list', 'irc', 'gnats', 'nobody', '_apt'],
];

/**
 * Accounts that the base image of a distribution has, those of older releases included. `undefined`: not known.
 * https://salsa.debian.org/debian/base-passwd/-/blob/master/passwd.master,
 * https://git.alpinelinux.org/aports/tree/main/alpine-baselayout (taken 2026-11); Ubuntu has `ubuntu` since 23.04.
 */
const baseAccounts: Readonly<Partial<Record<Distribution, ReadonlySet<string>>>> = {
  debian: new Set(debianAccounts),
  ubuntu: new Set([...debianAccounts, 'ubuntu']),
  alpine: new Set([
    ...['root', 'bin', 'daemon', 'adm', 'lp', 'sync', 'shutdown', 'halt', 'mail', 'news', 'uucp', 'operator', 'man'],
    ...['postmaster', 'cron', 'ftp', 'sshd', 'at', 'squid', 'xfs', 'games', 'postgres', 'cyrus', 'vpopmail', 'ntp'],
    ...['smmsp', 'guest', 'nobody', 'svn', 'www-data', 'utmp'],
  ]),
  scratch: new Set(['root']),
};

/** The accounts that the base image of a distribution has; `undefined` where they are not known. */
export function accountsOf(distribution: Distribution): ReadonlySet<string> | undefined {
  return baseAccounts[distribution];
}

/**
 * Families of images (see `facts/images/`) that add no account to their distribution but the ready user that their row
 * names. Read from their Dockerfiles, which each row's source links; taken 2026-11.
 */
const PLAIN_FAMILIES: ReadonlySet<string> = new Set([
  ...['alpine', 'debian', 'ubuntu', 'scratch', 'node', 'python', 'golang', 'ruby', 'rust', 'perl', 'php', 'gcc'],
  ...['eclipse-temurin', 'maven', 'amazoncorretto', 'buildpack-deps'],
]);

/** Whether images of a family have the accounts of their distribution and no others, but for their ready user. */
export function hasOnlyBaseAccounts(family: string): boolean {
  return PLAIN_FAMILIES.has(family);
}

/** Names that people give to the user of their program, and that no package of a distribution creates. */
const PROGRAM_USER =
  /^(?:app|application|api|appl?[-_]?user|(?:my|web|dev|non-?root)?user|non-?root|web|worker|runner|service|server|developer|django|fastapi|flask|rails|node|python|nextjs|spring|golang|deno)$/;

/** Whether a user's name is one that people choose for their own program, so that no installed package brings it. */
export function isProgramUser(name: string): boolean {
  return PROGRAM_USER.test(name);
}
