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
