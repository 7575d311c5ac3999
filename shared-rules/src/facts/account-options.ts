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
