import { wordsOf } from '../text/words.js';

/** What a subcommand does. */
export type PackageAction =
  /** Installs packages: those named, or those of a manifest. */
  | 'install'
  /** Fetches packages without installing them. */
  | 'download'
  /** Builds a program, and fetches what it needs for that. */
  | 'build'
  /** Refreshes the list of packages. */
  | 'update-index'
  /** Brings installed packages to newer versions. */
  | 'upgrade'
  /** The same, and packages may be removed or a new release of the distribution be taken. */
  | 'upgrade-distribution'
  | 'remove'
  /** Deletes downloaded packages or lists. */
  | 'clean';

/** An option in one of its spellings, without dashes; `short` holds letters that mean the same. */
export interface PackageOption {
  readonly short?: string;
  readonly long?: readonly string[];
}

/** `--mount=type=cache` for a manager. */
export interface CacheMountRecipe {
  /** `~` stands for the home of the user that runs the command. */
  readonly target: string;
  /** Two builds must not write at a time. */
  readonly sharing?: 'locked';
}

export interface PackageManager {
  /** As rules name it: `apt-get`, `pip`, `yarn`. */
  readonly name: string;
  /** `system`: packages of the distribution. */
  readonly kind: 'system' | 'language';
  /** Managers that share one list and one cache: `apt` for apt-get, apt and aptitude. */
  readonly group: string;
  readonly source: string;
  /** Names of its program, without directories. Names with a version (`pip3.12`) are found by `findPackageManager`. */
  readonly commands: readonly string[];
  /** Subcommands by what they do; several words where it takes several (`cache clean`); `''` for a call without any. */
  readonly subcommands: Readonly<Partial<Record<PackageAction, readonly string[]>>>;
  /** With their dashes: options whose value is the next word. */
  readonly optionsWithValue: readonly string[];
  /** Answers every question. Absent: it never asks. */
  readonly assumeYes?: PackageOption;
  /** Leaves out packages that are only recommended. */
  readonly noRecommends?: PackageOption;
  /** Keeps no cache. */
  readonly noCache?: PackageOption;
  /** ENV that does the same when it is truthy. */
  readonly noCacheEnvironment?: string;
  /** Directories that it fills; `~` is the home. */
  readonly caches: readonly string[];
  /** What is deleted to leave no list of packages in the layer; for most managers the caches. */
  readonly lists?: readonly string[];
  /** The command that cleans, to be put behind an install. */
  readonly cleanCommand?: string;
  readonly cacheMounts: readonly CacheMountRecipe[];
}

const APT_OPTIONS: readonly string[] = [
  ...['-t', '--target-release', '--default-release', '-o', '--option', '-c', '--config-file'],
  ...['-a', '--host-architecture', '-P', '--build-profiles', '-S', '--snapshot'],
];

const APT_SHARED = {
  kind: 'system',
  group: 'apt',
  assumeYes: { short: 'y', long: ['yes', 'assume-yes'] },
  noRecommends: { long: ['no-install-recommends'] },
  caches: ['/var/cache/apt', '/var/lib/apt/lists'],
  lists: ['/var/lib/apt/lists'],
  cleanCommand: 'rm -rf /var/lib/apt/lists/*',
  cacheMounts: [
    { target: '/var/cache/apt', sharing: 'locked' },
    { target: '/var/lib/apt', sharing: 'locked' },
  ],
} as const;

const DNF_OPTIONS: readonly string[] = [
  ...['-c', '--config', '-d', '--debuglevel', '-e', '--errorlevel', '-R', '--randomwait', '-x', '--exclude'],
  ...[
    '--excludepkgs',
    '--disableexcludes',
    '--disableexcludepkgs',
    '--enablerepo',
    '--disablerepo',
    '--repo',
    '--repoid',
  ],
  ...['--repofrompath', '--setopt', '--installroot', '--releasever', '--forcearch', '--destdir', '--downloaddir'],
  ...['--color', '--comment', '--advisory', '--advisories', '--bz', '--bzs', '--cve', '--cves', '--sec-severity'],
  ...['--secseverity', '--disableplugin', '--enableplugin', '--rpmverbosity', '--use-host-config', '--arch'],
];

const DNF_SUBCOMMANDS = {
  install: [
    ...['install', 'in', 'localinstall', 'groupinstall', 'group install', 'groups install', 'module install'],
    ...['reinstall', 'rei', 'install-n', 'install-na', 'install-nevra'],
  ],
  download: ['download'],
  'update-index': ['makecache', 'mc', 'check-update', 'check-upgrade'],
  upgrade: ['update', 'upgrade', 'up', 'upgrade-minimal', 'update-minimal', 'up-min', 'localupdate'],
  'upgrade-distribution': ['distro-sync', 'dsync', 'distribution-synchronization', 'system-upgrade'],
  remove: ['remove', 'erase', 'rm', 'autoremove', 'groupremove', 'group remove', 'module remove'],
  clean: ['clean'],
} as const;

const CONDA_SHARED = {
  kind: 'language',
  group: 'conda',
  subcommands: {
    install: ['install', 'create', 'update', 'env create', 'env update', 'upgrade'],
    remove: ['remove', 'uninstall', 'env remove'],
    clean: ['clean'],
  },
  optionsWithValue: [
    ...['-n', '--name', '-p', '--prefix', '-c', '--channel', '-f', '--file', '--solver', '--repodata-fn'],
    ...['--platform', '--subdir', '--experimental', '--revision', '-r', '--root-prefix', '--rc-file'],
  ],
  assumeYes: { short: 'y', long: ['yes'] },
  caches: ['/opt/conda/pkgs', '~/.conda/pkgs'],
  cacheMounts: [{ target: '/opt/conda/pkgs', sharing: 'locked' }],
} as const;

/** Every package manager that rules know. Taken 2026-11 from each one's manual, as `source` names it. */
export const packageManagers: readonly PackageManager[] = [
  {
    ...APT_SHARED,
    name: 'apt-get',
    source: 'https://manpages.debian.org/trixie/apt/apt-get.8.en.html',
    commands: ['apt-get'],
    subcommands: {
      install: ['install', 'reinstall', 'build-dep'],
      download: ['download', 'source'],
      'update-index': ['update'],
      upgrade: ['upgrade'],
      'upgrade-distribution': ['dist-upgrade', 'full-upgrade'],
      remove: ['remove', 'purge', 'autoremove', 'auto-remove', 'autopurge'],
      clean: ['clean', 'autoclean', 'auto-clean', 'distclean', 'dist-clean'],
    },
    optionsWithValue: APT_OPTIONS,
  },
  {
    ...APT_SHARED,
    name: 'apt',
    source: 'https://manpages.debian.org/trixie/apt/apt.8.en.html',
    commands: ['apt'],
    subcommands: {
      install: ['install', 'reinstall', 'build-dep', 'satisfy'],
      download: ['download', 'source'],
      'update-index': ['update'],
      upgrade: ['upgrade'],
      'upgrade-distribution': ['full-upgrade', 'dist-upgrade'],
      remove: ['remove', 'purge', 'autoremove', 'auto-remove', 'autopurge'],
      clean: ['clean', 'autoclean', 'auto-clean', 'distclean', 'dist-clean'],
    },
    optionsWithValue: APT_OPTIONS,
  },
  {
    ...APT_SHARED,
    name: 'aptitude',
    source: 'https://manpages.debian.org/trixie/aptitude/aptitude.8.en.html',
    commands: ['aptitude'],
    subcommands: {
      install: ['install', 'reinstall', 'build-dep'],
      download: ['download'],
      'update-index': ['update'],
      upgrade: ['safe-upgrade', 'upgrade'],
      'upgrade-distribution': ['full-upgrade', 'dist-upgrade'],
      remove: ['remove', 'purge'],
      clean: ['clean', 'autoclean'],
    },
    optionsWithValue: ['-t', '--target-release', '--default-release', '-o', '-w', '--width', '-F', '-O', '--sort'],
    noRecommends: { short: 'R', long: ['without-recommends'] },
  },
  {
    name: 'apk',
    kind: 'system',
    group: 'apk',
    source: 'https://gitlab.alpinelinux.org/alpine/apk-tools/-/tree/master/doc',
    commands: ['apk'],
    subcommands: {
      install: ['add'],
      download: ['fetch'],
      'update-index': ['update'],
      upgrade: ['upgrade'],
      remove: ['del'],
      clean: ['cache clean', 'cache purge'],
    },
    optionsWithValue: [
      ...['-t', '--virtual', '-X', '--repository', '-p', '--root', '--arch', '--keys-dir', '--repositories-file'],
      ...['--cache-dir', '--cache-max-age', '--progress-fd', '--timeout', '--wait', '-o', '--output'],
    ],
    noCache: { long: ['no-cache'] },
    caches: ['/var/cache/apk', '/etc/apk/cache'],
    lists: ['/var/cache/apk'],
    cleanCommand: 'rm -rf /var/cache/apk/*',
    cacheMounts: [{ target: '/var/cache/apk', sharing: 'locked' }],
  },
  {
    name: 'yum',
    kind: 'system',
    group: 'yum',
    source: 'https://man7.org/linux/man-pages/man8/yum.8.html',
    commands: ['yum'],
    subcommands: DNF_SUBCOMMANDS,
    optionsWithValue: DNF_OPTIONS,
    assumeYes: { short: 'y', long: ['assumeyes'] },
    noRecommends: { long: ['setopt=install_weak_deps=False'] },
    caches: ['/var/cache/yum', '/var/cache/dnf'],
    cleanCommand: 'yum clean all',
    cacheMounts: [{ target: '/var/cache/yum', sharing: 'locked' }],
  },
  {
    name: 'dnf',
    kind: 'system',
    group: 'dnf',
    source: 'https://dnf.readthedocs.io/en/latest/command_ref.html',
    commands: ['dnf', 'dnf5', 'dnf-3', 'tdnf'],
    subcommands: DNF_SUBCOMMANDS,
    optionsWithValue: DNF_OPTIONS,
    assumeYes: { short: 'y', long: ['assumeyes'] },
    caches: ['/var/cache/dnf', '/var/cache/libdnf5'],
    cleanCommand: 'dnf clean all',
    cacheMounts: [{ target: '/var/cache/dnf', sharing: 'locked' }],
  },
  {
    name: 'microdnf',
    kind: 'system',
    group: 'microdnf',
    source: 'https://github.com/rpm-software-management/microdnf',
    commands: ['microdnf'],
    subcommands: DNF_SUBCOMMANDS,
    optionsWithValue: DNF_OPTIONS,
    assumeYes: { short: 'y', long: ['assumeyes'] },
    caches: ['/var/cache/yum', '/var/cache/dnf'],
    cleanCommand: 'microdnf clean all',
    cacheMounts: [{ target: '/var/cache/yum', sharing: 'locked' }],
  },
  {
    name: 'zypper',
    kind: 'system',
    group: 'zypper',
    source: 'https://en.opensuse.org/SDB:Zypper_manual',
    commands: ['zypper'],
    subcommands: {
      install: ['install', 'in', 'source-install', 'si'],
      download: ['download'],
      'update-index': ['refresh', 'ref', 'refresh-services', 'refs'],
      upgrade: ['update', 'up', 'patch'],
      'upgrade-distribution': ['dist-upgrade', 'dup'],
      remove: ['remove', 'rm'],
      clean: ['clean', 'cc'],
    },
    optionsWithValue: [
      ...[
        '-c',
        '--config',
        '-R',
        '--root',
        '--installroot',
        '-D',
        '--reposd-dir',
        '-C',
        '--cache-dir',
        '--raw-cache-dir',
      ],
      ...['--solv-cache-dir', '--pkg-cache-dir', '-p', '--plus-repo', '--plus-content', '--releasever', '--userdata'],
      ...['-r', '--repo', '--from', '-t', '--type', '--download', '--cve', '--bugzilla', '--category', '--severity'],
    ],
    assumeYes: { short: 'ny', long: ['non-interactive', 'no-confirm'] },
    noRecommends: { long: ['no-recommends'] },
    caches: ['/var/cache/zypp'],
    cleanCommand: 'zypper clean --all',
    cacheMounts: [{ target: '/var/cache/zypp', sharing: 'locked' }],
  },
  {
    name: 'pacman',
    kind: 'system',
    group: 'pacman',
    source: 'https://man.archlinux.org/man/pacman.8',
    commands: ['pacman'],
    subcommands: {},
    optionsWithValue: [
      ...['-b', '--dbpath', '-r', '--root', '--arch', '--cachedir', '--color', '--config', '--gpgdir', '--hookdir'],
      ...['--logfile', '--sysroot', '--assume-installed', '--print-format', '--ignore', '--ignoregroup', '--overwrite'],
    ],
    assumeYes: { long: ['noconfirm'] },
    caches: ['/var/cache/pacman/pkg'],
    lists: ['/var/lib/pacman/sync'],
    cleanCommand: 'pacman -Scc --noconfirm',
    cacheMounts: [{ target: '/var/cache/pacman/pkg', sharing: 'locked' }],
  },
  {
    name: 'pip',
    kind: 'language',
    group: 'pip',
    source: 'https://pip.pypa.io/en/stable/cli/',
    commands: ['pip', 'pip2', 'pip3'],
    subcommands: {
      install: ['install'],
      download: ['download', 'wheel'],
      remove: ['uninstall'],
      clean: ['cache purge', 'cache remove'],
    },
    optionsWithValue: [
      ...['-r', '--requirement', '-c', '--constraint', '-e', '--editable', '-t', '--target', '--platform', '--group'],
      ...['--python-version', '--implementation', '--abi', '--root', '--prefix', '-b', '--build', '--src', '--report'],
      ...['--upgrade-strategy', '--no-binary', '--only-binary', '--progress-bar', '--global-option', '--build-option'],
      ...['--install-option', '-C', '--config-settings', '--config-setting', '-i', '--index-url', '--pypi-url'],
      ...['--extra-index-url', '-f', '--find-links', '--log', '--proxy', '--retries', '--timeout', '--exists-action'],
      ...['--trusted-host', '--cert', '--client-cert', '--cache-dir', '--use-feature', '--use-deprecated', '--python'],
      ...['--root-user-action', '--keyring-provider', '--resume-retries', '-w', '--wheel-dir', '-d', '--dest'],
      ...['--build-constraint', '--uploaded-prior-to'],
    ],
    noCache: { long: ['no-cache-dir', 'no-cache'] },
    noCacheEnvironment: 'PIP_NO_CACHE_DIR',
    caches: ['~/.cache/pip'],
    cleanCommand: 'pip cache purge',
    cacheMounts: [{ target: '~/.cache/pip' }],
  },
  {
    name: 'uv-pip',
    kind: 'language',
    group: 'uv',
    source: 'https://docs.astral.sh/uv/reference/cli/#uv-pip',
    commands: [],
    subcommands: { install: ['install', 'sync'], remove: ['uninstall'] },
    optionsWithValue: [
      ...['-r', '--requirement', '--requirements', '-c', '--constraint', '--constraints', '--override', '--overrides'],
      ...[
        '-e',
        '--editable',
        '-b',
        '--build-constraint',
        '--build-constraints',
        '--extra',
        '--group',
        '-t',
        '--target',
      ],
      ...['--prefix', '-p', '--python', '--python-version', '--python-platform', '--index', '--default-index', '-i'],
      ...['--index-url', '--extra-index-url', '-f', '--find-links', '--index-strategy', '--keyring-provider', '-P'],
      ...['--upgrade-package', '--reinstall-package', '--resolution', '--prerelease', '--exclude-newer', '-C'],
      ...['--config-setting', '--link-mode', '--cache-dir', '--no-binary', '--only-binary', '--directory', '--project'],
      ...['--config-file', '--color', '--torch-backend', '--allow-insecure-host'],
    ],
    noCache: { short: 'n', long: ['no-cache', 'no-cache-dir'] },
    noCacheEnvironment: 'UV_NO_CACHE',
    caches: ['~/.cache/uv'],
    cleanCommand: 'uv cache clean',
    cacheMounts: [{ target: '~/.cache/uv' }],
  },
  {
    name: 'uv',
    kind: 'language',
    group: 'uv',
    source: 'https://docs.astral.sh/uv/reference/cli/',
    commands: ['uv'],
    subcommands: {
      install: ['sync', 'add', 'tool install', 'python install'],
      remove: ['remove', 'tool uninstall', 'python uninstall'],
      clean: ['cache clean', 'cache prune', 'clean'],
    },
    optionsWithValue: [
      ...['--extra', '--group', '--no-group', '--only-group', '--no-extra', '-p', '--python', '--package', '--index'],
      ...['--default-index', '-i', '--index-url', '--extra-index-url', '-f', '--find-links', '--index-strategy'],
      ...['--keyring-provider', '-P', '--upgrade-package', '--reinstall-package', '--resolution', '--prerelease'],
      ...['--exclude-newer', '-C', '--config-setting', '--link-mode', '--cache-dir', '--directory', '--project'],
      ...['--config-file', '--color', '--no-install-package', '--no-binary-package', '--no-build-package', '--script'],
      ...[
        '--output-format',
        '--with',
        '--from',
        '-r',
        '--requirements',
        '-c',
        '--constraints',
        '--allow-insecure-host',
      ],
    ],
    noCache: { short: 'n', long: ['no-cache', 'no-cache-dir'] },
    noCacheEnvironment: 'UV_NO_CACHE',
    caches: ['~/.cache/uv'],
    cleanCommand: 'uv cache clean',
    cacheMounts: [{ target: '~/.cache/uv' }],
  },
  {
    name: 'poetry',
    kind: 'language',
    group: 'poetry',
    source: 'https://python-poetry.org/docs/cli/',
    commands: ['poetry'],
    subcommands: { install: ['install', 'sync', 'add', 'update'], remove: ['remove'], clean: ['cache clear'] },
    optionsWithValue: [
      ...['--only', '--without', '--with', '-E', '--extras', '-C', '--directory', '-P', '--project', '-G', '--group'],
      ...['--source', '--python', '--platform', '--markers'],
    ],
    assumeYes: { short: 'n', long: ['no-interaction'] },
    noCache: { long: ['no-cache'] },
    caches: ['~/.cache/pypoetry'],
    cacheMounts: [{ target: '~/.cache/pypoetry' }],
  },
  {
    name: 'pipenv',
    kind: 'language',
    group: 'pipenv',
    source: 'https://pipenv.pypa.io/en/latest/commands.html',
    commands: ['pipenv'],
    subcommands: { install: ['install', 'sync', 'update', 'upgrade'], remove: ['uninstall'], clean: ['--clear'] },
    optionsWithValue: [
      ...['--python', '--categories', '-r', '--requirements', '-i', '--index', '-e', '--editable', '--extra-pip-args'],
      ...['--pypi-mirror', '--sequential'],
    ],
    caches: ['~/.cache/pipenv', '~/.cache/pip'],
    cacheMounts: [{ target: '~/.cache/pipenv' }],
  },
  {
    ...CONDA_SHARED,
    name: 'conda',
    source: 'https://docs.conda.io/projects/conda/en/stable/commands/',
    commands: ['conda'],
    cleanCommand: 'conda clean --all --yes',
  },
  {
    ...CONDA_SHARED,
    name: 'mamba',
    source: 'https://mamba.readthedocs.io/en/latest/user_guide/mamba.html',
    commands: ['mamba'],
    cleanCommand: 'mamba clean --all --yes',
  },
  {
    ...CONDA_SHARED,
    name: 'micromamba',
    source: 'https://mamba.readthedocs.io/en/latest/user_guide/micromamba.html',
    commands: ['micromamba'],
    cleanCommand: 'micromamba clean --all --yes',
  },
  {
    name: 'npm',
    kind: 'language',
    group: 'npm',
    source: 'https://docs.npmjs.com/cli/v11/commands/',
    commands: ['npm'],
    subcommands: {
      install: [
        ...['install', 'i', 'in', 'ins', 'inst', 'insta', 'instal', 'isnt', 'isnta', 'isntal', 'isntall', 'add'],
        ...[
          'ci',
          'clean-install',
          'ic',
          'install-clean',
          'isntall-clean',
          'install-test',
          'it',
          'cit',
          'install-ci-test',
        ],
      ],
      upgrade: ['update', 'up', 'upgrade', 'udpate'],
      remove: ['uninstall', 'unlink', 'remove', 'rm', 'r', 'un', 'prune'],
      clean: ['cache clean', 'cache rm', 'cache clear'],
    },
    optionsWithValue: [
      ...[
        '-C',
        '--prefix',
        '--registry',
        '--loglevel',
        '--cache',
        '--userconfig',
        '--globalconfig',
        '-w',
        '--workspace',
      ],
      ...[
        '--omit',
        '--include',
        '--only',
        '--also',
        '--tag',
        '--install-strategy',
        '--os',
        '--cpu',
        '--libc',
        '--before',
      ],
      ...['--script-shell', '--node-options', '--otp', '--scope', '--fetch-retries', '--fetch-timeout', '--maxsockets'],
      ...[
        '--fetch-retry-factor',
        '--fetch-retry-mintimeout',
        '--fetch-retry-maxtimeout',
        '--network-timeout',
        '--proxy',
      ],
      ...['--https-proxy', '--noproxy', '--cafile', '--depth', '--save-prefix', '--audit-level', '--lockfile-version'],
      '--location',
    ],
    caches: ['~/.npm'],
    cleanCommand: 'npm cache clean --force',
    cacheMounts: [{ target: '~/.npm' }],
  },
  {
    name: 'yarn',
    kind: 'language',
    group: 'yarn',
    source: 'https://classic.yarnpkg.com/en/docs/cli/ and https://yarnpkg.com/cli',
    commands: ['yarn', 'yarnpkg'],
    subcommands: {
      install: ['', 'install', 'add', 'global add', 'workspaces focus'],
      upgrade: ['upgrade', 'up'],
      remove: ['remove'],
      clean: ['cache clean', 'cache clear'],
    },
    optionsWithValue: [
      ...['--cwd', '--modules-folder', '--cache-folder', '--registry', '--network-timeout', '--network-concurrency'],
      ...['--mutex', '--use-yarnrc', '--global-folder', '--prefix', '--otp', '--proxy', '--https-proxy', '--mode'],
      ...['--preferred-cache-folder', '--link-folder', '--link-duplicates-folder', '--scripts-prepend-node-path'],
    ],
    caches: ['/usr/local/share/.cache/yarn', '~/.cache/yarn', '~/.yarn/berry/cache'],
    cleanCommand: 'yarn cache clean',
    cacheMounts: [{ target: '/usr/local/share/.cache/yarn' }],
  },
  {
    name: 'pnpm',
    kind: 'language',
    group: 'pnpm',
    source: 'https://pnpm.io/pnpm-cli',
    commands: ['pnpm', 'pn'],
    subcommands: {
      install: ['install', 'i', 'add', 'ci', 'clean-install', 'ic', 'install-clean', 'install-test', 'it'],
      download: ['fetch'],
      upgrade: ['update', 'up', 'upgrade'],
      remove: ['remove', 'rm', 'uninstall', 'un', 'prune'],
      clean: ['store prune'],
    },
    optionsWithValue: [
      ...['-C', '--dir', '-F', '--filter', '--filter-prod', '--store-dir', '--registry', '--reporter', '--loglevel'],
      ...['--network-concurrency', '--child-concurrency', '--virtual-store-dir', '--modules-dir', '--lockfile-dir'],
      ...['--node-linker', '--cpu', '--os', '--libc', '--prefix', '--workspace-concurrency', '--package-import-method'],
    ],
    caches: ['~/.local/share/pnpm/store'],
    cleanCommand: 'pnpm store prune',
    cacheMounts: [{ target: '~/.local/share/pnpm/store' }],
  },
  {
    name: 'bun',
    kind: 'language',
    group: 'bun',
    source: 'https://bun.com/docs/pm/cli/install',
    commands: ['bun'],
    subcommands: {
      install: ['install', 'i', 'add', 'a', 'ci'],
      upgrade: ['update'],
      remove: ['remove', 'rm'],
      clean: ['pm cache rm'],
    },
    optionsWithValue: [
      ...['-c', '--config', '--cwd', '--registry', '--cache-dir', '--backend', '--filter', '--omit', '--linker'],
      ...[
        '--concurrent-scripts',
        '--network-concurrency',
        '--cpu',
        '--os',
        '--ca',
        '--cafile',
        '--minimum-release-age',
      ],
    ],
    noCache: { long: ['no-cache'] },
    caches: ['~/.bun/install/cache'],
    cacheMounts: [{ target: '~/.bun/install/cache' }],
  },
  {
    name: 'gem',
    kind: 'language',
    group: 'gem',
    source: 'https://guides.rubygems.org/command-reference/',
    commands: ['gem'],
    subcommands: {
      install: ['install', 'i'],
      download: ['fetch'],
      upgrade: ['update'],
      remove: ['uninstall', 'cleanup'],
    },
    optionsWithValue: [
      ...['-v', '--version', '-i', '--install-dir', '-n', '--bindir', '-s', '--source', '-P', '--trust-policy', '-p'],
      ...[
        '--http-proxy',
        '--platform',
        '-B',
        '--bulk-threshold',
        '--build-root',
        '--config-file',
        '--document',
        '--without',
      ],
    ],
    caches: ['~/.gem', '~/.local/share/gem', '/usr/local/bundle/cache'],
    cacheMounts: [],
  },
  {
    name: 'bundle',
    kind: 'language',
    group: 'bundle',
    source: 'https://bundler.io/man/bundle-install.1.html',
    commands: ['bundle', 'bundler'],
    subcommands: {
      install: ['', 'install', 'i', 'add'],
      upgrade: ['update'],
      remove: ['remove'],
      clean: ['clean'],
      download: ['cache', 'package'],
    },
    optionsWithValue: [
      ...['-j', '--jobs', '--path', '--without', '--with', '--gemfile', '--retry', '--shebang', '-P', '--trust-policy'],
      ...['--target-rbconfig', '-v', '--version', '-g', '--group', '-s', '--source', '--cache-path'],
    ],
    caches: ['/usr/local/bundle/cache', '~/.bundle/cache'],
    cacheMounts: [{ target: '/usr/local/bundle/cache' }],
  },
  {
    name: 'composer',
    kind: 'language',
    group: 'composer',
    source: 'https://getcomposer.org/doc/03-cli.md',
    commands: ['composer', 'composer.phar'],
    subcommands: {
      install: ['install', 'i', 'require', 'r', 'req', 'create-project', 'global require'],
      upgrade: ['update', 'u', 'upgrade'],
      remove: ['remove', 'rm', 'uninstall'],
      clean: ['clear-cache', 'clearcache', 'cc'],
    },
    optionsWithValue: [
      ...['-d', '--working-dir', '--prefer-install', '--apcu-autoloader-prefix', '--ignore-platform-req', '--format'],
      ...['-s', '--stability', '--repository', '--repository-url', '--root-reqs', '--audit-format'],
    ],
    assumeYes: { short: 'n', long: ['no-interaction'] },
    noCache: { long: ['no-cache'] },
    caches: ['~/.cache/composer', '~/.composer/cache', '/tmp/cache'],
    cleanCommand: 'composer clear-cache',
    cacheMounts: [{ target: '~/.cache/composer' }],
  },
  {
    name: 'go',
    kind: 'language',
    group: 'go',
    source: 'https://pkg.go.dev/cmd/go',
    commands: ['go'],
    subcommands: {
      install: ['install', 'get'],
      build: ['build', 'generate', 'test', 'run'],
      download: ['mod download', 'mod vendor'],
      clean: ['clean'],
    },
    optionsWithValue: [
      ...[
        '-o',
        '-C',
        '-p',
        '-tags',
        '-ldflags',
        '-gcflags',
        '-asmflags',
        '-gccgoflags',
        '-mod',
        '-modfile',
        '-overlay',
      ],
      ...[
        '-pkgdir',
        '-toolexec',
        '-buildmode',
        '-compiler',
        '-installsuffix',
        '-pgo',
        '-exec',
        '-covermode',
        '-coverpkg',
      ],
    ],
    caches: ['/go/pkg/mod', '~/.cache/go-build'],
    cleanCommand: 'go clean -cache -modcache',
    cacheMounts: [{ target: '/go/pkg/mod' }, { target: '~/.cache/go-build' }],
  },
  {
    name: 'cargo',
    kind: 'language',
    group: 'cargo',
    source: 'https://doc.rust-lang.org/cargo/commands/',
    commands: ['cargo'],
    subcommands: {
      install: ['install', 'binstall', 'add'],
      build: ['build', 'b', 'test', 't', 'run', 'r', 'chef cook', 'rustc'],
      download: ['fetch', 'vendor'],
      upgrade: ['update'],
      remove: ['uninstall', 'remove', 'rm'],
      clean: ['clean', 'cache'],
    },
    optionsWithValue: [
      ...['--manifest-path', '--target', '--target-dir', '-F', '--features', '--bin', '--example', '-p', '--package'],
      ...[
        '--profile',
        '-j',
        '--jobs',
        '--root',
        '--git',
        '--branch',
        '--tag',
        '--rev',
        '--path',
        '--version',
        '--vers',
      ],
      ...[
        '--registry',
        '--index',
        '--config',
        '-Z',
        '--color',
        '--message-format',
        '--exclude',
        '--test',
        '--bench',
        '-C',
      ],
      ...['--recipe-path', '--lockfile-path', '--artifact-dir'],
    ],
    caches: ['/usr/local/cargo/registry', '~/.cargo/registry', '/usr/local/cargo/git', '~/.cargo/git'],
    cacheMounts: [{ target: '/usr/local/cargo/registry' }, { target: '/usr/local/cargo/git/db' }],
  },
  {
    name: 'maven',
    kind: 'language',
    group: 'maven',
    source: 'https://maven.apache.org/ref/current/maven-embedder/cli.html',
    commands: ['mvn', 'mvnw', 'mvnd'],
    subcommands: {
      build: ['install', 'package', 'verify', 'deploy', 'compile', 'clean install', 'clean package', 'clean verify'],
      download: [
        'dependency:go-offline',
        'dependency:resolve',
        'dependency:resolve-plugins',
        'dependency:copy-dependencies',
      ],
      clean: ['dependency:purge-local-repository'],
    },
    optionsWithValue: [
      ...['-f', '--file', '-s', '--settings', '-gs', '--global-settings', '-t', '--toolchains', '-pl', '--projects'],
      ...[
        '-P',
        '--activate-profiles',
        '-T',
        '--threads',
        '-l',
        '--log-file',
        '-rf',
        '--resume-from',
        '-b',
        '--builder',
      ],
      ...['-D', '--define', '-gt', '--global-toolchains'],
    ],
    caches: ['~/.m2'],
    // The settings beside it stay what they are.
    cacheMounts: [{ target: '~/.m2/repository' }],
  },
  {
    name: 'gradle',
    kind: 'language',
    group: 'gradle',
    source: 'https://docs.gradle.org/current/userguide/command_line_interface.html',
    commands: ['gradle', 'gradlew'],
    subcommands: {
      build: ['build', 'assemble', 'installDist', 'bootJar', 'shadowJar', 'jar', 'war', 'clean build'],
      download: ['dependencies', 'resolveDependencies', 'downloadDependencies'],
    },
    optionsWithValue: [
      ...['-b', '--build-file', '-c', '--settings-file', '-p', '--project-dir', '-g', '--gradle-user-home', '-I'],
      ...['--init-script', '-x', '--exclude-task', '--console', '--warning-mode', '--max-workers', '--include-build'],
      ...['--project-cache-dir', '--priority', '-M', '--write-verification-metadata'],
    ],
    caches: ['~/.gradle'],
    cacheMounts: [{ target: '~/.gradle', sharing: 'locked' }],
  },
  {
    name: 'dotnet',
    kind: 'language',
    group: 'nuget',
    source: 'https://learn.microsoft.com/dotnet/core/tools/dotnet',
    commands: ['dotnet'],
    subcommands: {
      install: ['tool install', 'workload install', 'add package'],
      build: ['build', 'publish', 'pack', 'test', 'run', 'msbuild'],
      download: ['restore', 'tool restore', 'workload restore'],
      clean: ['nuget locals'],
    },
    optionsWithValue: [
      ...['-c', '--configuration', '-o', '--output', '-f', '--framework', '-r', '--runtime', '-a', '--arch', '--os'],
      ...['-v', '--verbosity', '-s', '--source', '--configfile', '--packages', '--version-suffix', '--version'],
      ...['--tool-path', '--tool-manifest', '--lock-file-path', '--artifacts-path', '--manifest', '--add-source'],
    ],
    caches: ['~/.nuget/packages'],
    cacheMounts: [{ target: '~/.nuget/packages' }],
  },
  {
    name: 'mix',
    kind: 'language',
    group: 'hex',
    source: 'https://hexdocs.pm/mix/Mix.Tasks.Deps.Get.html',
    commands: ['mix'],
    subcommands: { install: ['deps.get', 'local.hex', 'local.rebar', 'archive.install'], upgrade: ['deps.update'] },
    optionsWithValue: ['--only', '--target'],
    assumeYes: { long: ['force'] },
    caches: ['~/.hex', '~/.cache/rebar3'],
    cacheMounts: [{ target: '~/.hex' }],
  },
];

/** The own names of all managers that are such. */
export function managerNames(isSuch: (manager: PackageManager) => boolean): readonly string[] {
  return packageManagers.filter(isSuch).map(({ name }) => name);
}

interface ArgumentWord {
  readonly value: string | undefined;
}

/** A call of a package manager: which one, and how many of the arguments only say that (`-m pip` behind `python`). */
export interface PackageManagerCall {
  readonly manager: PackageManager;
  readonly skip: number;
}

const byName: ReadonlyMap<string, PackageManager> = new Map(packageManagers.map((manager) => [manager.name, manager]));
const byCommand: ReadonlyMap<string, PackageManager> = new Map(
  packageManagers.flatMap((manager) => manager.commands.map((command) => [command, manager] as const)),
);

/** A manager by its own name, such as `apt-get` or `uv-pip`. */
export function packageManager(name: string): PackageManager | undefined {
  return byName.get(name);
}

/**
 * Words for `mentions` of rules: one stands in every call of these managers, given by their own names, such as `apt-get` or
 * `uv-pip`.
 */
export function managerWords(...names: readonly string[]): readonly string[] {
  return wordsOf(
    names.flatMap((name) => {
      const commands = byName.get(name)?.commands ?? [];
      return commands.length === 0 ? [name] : commands;
    }),
  );
}

/**
 * The package manager that a command runs. Takes the program's name without directories, and its arguments (whose value
 * is `undefined` where it is known only at run time). Knows `pip3.12`, `python3 -m pip`, `corepack pnpm`, `uv pip`.
 */
export function findPackageManager(
  program: string,
  argumentWords: readonly ArgumentWord[],
): PackageManagerCall | undefined {
  if (/^python(?:\d+(?:\.\d+)?)?$/.test(program)) return findPythonModule(argumentWords);
  const first = argumentWords[0]?.value;
  if (program === 'corepack' && first !== undefined) {
    const manager = byCommand.get(first.split('@')[0] ?? '');
    return manager === undefined ? undefined : { manager, skip: 1 };
  }
  if (program === 'uv' && first === 'pip') return callOf(byName.get('uv-pip'), 1);
  return callOf(byCommand.get(/^pip\d+\.\d+$/.test(program) ? 'pip' : program), 0);
}

function findPythonModule(argumentWords: readonly ArgumentWord[]): PackageManagerCall | undefined {
  for (const [index, { value }] of argumentWords.entries()) {
    if (value === '-m') return callOf(byCommand.get(argumentWords[index + 1]?.value ?? ''), index + 2);
    if (value === undefined || !/^-[bBdEiIOPqsSuvx]+$/.test(value)) return undefined;
  }
  return undefined;
}

function callOf(manager: PackageManager | undefined, skip: number): PackageManagerCall | undefined {
  return manager === undefined ? undefined : { manager, skip };
}

/** What a call does, and how many of its operands are the subcommand; the others are packages or files. */
export interface Subcommand {
  readonly action: PackageAction;
  /** `install`, `cache clean`; empty for a call without any. */
  readonly text: string;
  readonly words: number;
}

/**
 * Reads the subcommand from the operands of a call (its arguments that are no options, in order; `undefined` for one that
 * is known only at run time). Gives `undefined` for a subcommand that does nothing with packages.
 */
export function readSubcommand(
  manager: PackageManager,
  operandValues: readonly (string | undefined)[],
): Subcommand | undefined {
  for (let words = Math.min(3, operandValues.length); words >= 0; words--) {
    if (words === 0 && operandValues.length > 0) return undefined;
    const taken = operandValues.slice(0, words);
    if (taken.includes(undefined)) continue;
    const text = taken.join(' ');
    const action = actionOf(manager, text);
    if (action !== undefined) return { action, text, words };
  }
  return undefined;
}

function actionOf(manager: PackageManager, text: string): PackageAction | undefined {
  return ACTIONS.find((action) => manager.subcommands[action]?.includes(text) === true);
}

const ACTIONS: readonly PackageAction[] = [
  ...(['install', 'download', 'build', 'update-index', 'upgrade', 'upgrade-distribution', 'remove', 'clean'] as const),
];

/**
 * What a call of pacman does, which says so with options: takes their names with dashes, one per letter (`-S`, `-y`).
 * https://man.archlinux.org/man/pacman.8
 */
export function pacmanAction(optionNames: readonly string[], hasOperands: boolean): PackageAction | undefined {
  const has = (...names: readonly string[]): boolean => names.some((name) => optionNames.includes(name));
  if (has('-R', '--remove')) return 'remove';
  if (has('-U', '--upgrade')) return 'install';
  if (!has('-S', '--sync')) return undefined;
  if (has('-c', '--clean')) return 'clean';
  if (has('-u', '--sysupgrade')) return hasOperands ? 'install' : 'upgrade';
  if (hasOperands) return 'install';
  return has('-y', '--refresh') ? 'update-index' : undefined;
}

/** A path of these tables with `~` replaced by a home directory. */
export function inHome(path: string, home: string): string {
  return path.startsWith('~/') ? `${home.replace(/(?<!\/)\/+$/, '')}${path.slice(1)}` : path;
}
