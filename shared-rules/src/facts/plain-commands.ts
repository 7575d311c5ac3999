/**
 * Programs that do what their own name says and nothing more: they run no script and no package manager. Read from each
 * one's manual page: https://man7.org/linux/man-pages/ and https://manpages.debian.org/ (taken 2026-11)
 */
const PLAIN: ReadonlySet<string> = new Set([
  ...[
    '[',
    ':',
    'alias',
    'cd',
    'declare',
    'echo',
    'exit',
    'export',
    'false',
    'hash',
    'local',
    'popd',
    'printf',
    'pushd',
  ],
  ...[
    'pwd',
    'read',
    'readonly',
    'set',
    'shift',
    'shopt',
    'test',
    'true',
    'type',
    'typeset',
    'ulimit',
    'umask',
    'unset',
  ],
  ...['wait', 'arch', 'awk', 'base64', 'basename', 'cat', 'chgrp', 'chmod', 'chown', 'cmp', 'cp', 'cut', 'date', 'dd'],
  ...[
    'df',
    'diff',
    'dirname',
    'du',
    'expr',
    'file',
    'free',
    'gawk',
    'getent',
    'grep',
    'egrep',
    'fgrep',
    'head',
    'hostname',
  ],
  ...['id', 'install', 'ln', 'ls', 'mawk', 'md5sum', 'mkdir', 'mktemp', 'mv', 'nproc', 'paste', 'ps', 'readlink'],
  ...['realpath', 'rm', 'rmdir', 'sed', 'seq', 'sha1sum', 'sha256sum', 'sha512sum', 'sleep', 'sort', 'stat', 'sync'],
  ...['tail', 'tee', 'touch', 'tr', 'truncate', 'uname', 'uniq', 'unlink', 'wc', 'which', 'whoami', 'xz', 'yes', 'jq'],
  ...['curl', 'wget', 'git', 'tar', 'unzip', 'zip', 'gzip', 'gunzip', 'bzip2', 'bunzip2', 'zstd', 'patch', 'strip'],
  ...['gpg', 'gpgconf', 'gpgv', 'openssl', 'ssh-keyscan', 'ssh-keygen', 'strings', 'envsubst'],
  ...['addgroup', 'adduser', 'chpasswd', 'chsh', 'delgroup', 'deluser', 'groupadd', 'groupmod', 'passwd', 'useradd'],
  ...['userdel', 'usermod', 'ldconfig', 'locale-gen', 'localedef', 'setcap', 'update-locale', 'update-ca-certificates'],
  ...['update-alternatives', 'update-ca-trust', 'dpkg', 'dpkg-architecture', 'dpkg-deb', 'dpkg-divert', 'dpkg-query'],
  ...[
    'dpkg-reconfigure',
    'debconf-set-selections',
    'apt-config',
    'apt-key',
    'apt-mark',
    'lsb_release',
    'rpm',
    'yum-config-manager',
  ],
]);

/** Whether a program, named without directories, is known to run no script and no package manager. */
export function isPlainCommand(name: string): boolean {
  return PLAIN.has(name);
}
