import { managerWords, type PackageOption } from './package-managers.js';

/** How a package manager installs what a manifest lists. */
export interface DependencyInstall {
  /** As `package-managers.ts` names it. */
  readonly manager: string;
  /** Subcommands that install from manifests, as `readSubcommand` gives them. */
  readonly subcommands: readonly string[];
  /** With operands it installs named packages; without this option (`-r`) it installs none from a file. */
  readonly manifestOption?: PackageOption;
  /** Without one of these it installs the project itself, too, and needs its source. */
  readonly withoutProject?: PackageOption;
  /** Names of files; `*` stands for any characters. */
  readonly manifests: readonly string[];
  readonly lockFiles: readonly string[];
  /**
   * What to copy before the install where nobody knows which of the files are there: a pattern ends in `*` where a COPY
   * of the name alone could find nothing. Absent: a few files are not enough, or which ones hangs on the project.
   */
  readonly copyFirst?: readonly string[];
  /** Without all of these it runs scripts or reads code of the project. */
  readonly onlyWith?: readonly PackageOption[];
  /** How to install exactly what the lock file says; `subcommand` takes the place of the one written. */
  readonly locked?: {
    readonly subcommand?: string;
    readonly insteadOf?: readonly string[];
    readonly option?: PackageOption;
    /** ENV that does the same when it is truthy. */
    readonly environment?: readonly string[];
    /** Newer releases have the variables only. */
    readonly byEnvironment?: true;
  };
  /** Leaves out what only developers need. */
  readonly production?: {
    readonly option: PackageOption;
    /** As one would write it. */
    readonly written: string;
    /** Only with this value of the option, where it has one. */
    readonly values?: readonly string[];
    /** ENV that does the same. */
    readonly environment?: { readonly name: string; readonly value: string | undefined };
  };
  readonly source: string;
}

/** Taken 2026-11, from each manager's manual. */
export const dependencyInstalls: readonly DependencyInstall[] = [
  {
    manager: 'npm',
    subcommands: ['ci', 'clean-install', 'ic', 'install-clean', 'install', 'i', 'in', 'ins', 'inst', 'isntall', 'add'],
    manifests: ['package.json', '.npmrc'],
    lockFiles: ['package-lock.json', 'npm-shrinkwrap.json'],
    copyFirst: ['package*.json'],
    locked: { subcommand: 'ci', insteadOf: ['install', 'i', 'in', 'ins', 'inst', 'isntall'] },
    production: {
      option: { long: ['omit', 'production', 'only', 'prod'] },
      written: '--omit=dev',
      values: ['dev', 'prod', 'production', 'true'],
      environment: { name: 'NODE_ENV', value: 'production' },
    },
    source: 'https://docs.npmjs.com/cli/v11/commands/npm-ci',
  },
  {
    manager: 'yarn',
    subcommands: ['', 'install', 'workspaces focus'],
    manifests: ['package.json', '.npmrc', '.yarnrc', '.yarnrc.yml', '.pnp.cjs'],
    lockFiles: ['yarn.lock'],
    copyFirst: ['package.json', 'yarn.lock*'],
    locked: {
      option: { long: ['frozen-lockfile', 'immutable', 'pure-lockfile'] },
      environment: ['YARN_ENABLE_IMMUTABLE_INSTALLS', 'CI'],
    },
    production: {
      option: { long: ['production', 'prod'] },
      written: '--production',
      environment: { name: 'NODE_ENV', value: 'production' },
    },
    source: 'https://classic.yarnpkg.com/en/docs/cli/install and https://yarnpkg.com/cli/install',
  },
  {
    manager: 'pnpm',
    subcommands: ['install', 'i', 'fetch', 'ci', 'clean-install'],
    manifests: ['package.json', '.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs'],
    lockFiles: ['pnpm-lock.yaml'],
    copyFirst: ['package.json', 'pnpm-lock.yaml*'],
    locked: { option: { long: ['frozen-lockfile'] }, environment: ['CI'] },
    production: {
      option: { short: 'P', long: ['prod', 'production'] },
      written: '--prod',
      environment: { name: 'NODE_ENV', value: 'production' },
    },
    source: 'https://pnpm.io/cli/install',
  },
  {
    manager: 'bun',
    subcommands: ['install', 'i', 'ci'],
    manifests: ['package.json', 'bunfig.toml', '.npmrc'],
    lockFiles: ['bun.lock', 'bun.lockb'],
    copyFirst: ['package.json', 'bun.lock*'],
    locked: { option: { long: ['frozen-lockfile'] } },
    production: { option: { short: 'p', long: ['production'] }, written: '--production' },
    source: 'https://bun.com/docs/pm/cli/install',
  },
  {
    manager: 'pip',
    subcommands: ['install', 'wheel', 'download'],
    manifestOption: { short: 'r', long: ['requirement'] },
    manifests: ['requirements*.txt', 'constraints*.txt', 'requirements*.in'],
    lockFiles: [],
    source: 'https://pip.pypa.io/en/stable/cli/pip_install/',
  },
  {
    manager: 'uv-pip',
    subcommands: ['install', 'sync'],
    manifestOption: { short: 'r', long: ['requirement', 'requirements'] },
    manifests: ['requirements*.txt', 'constraints*.txt'],
    lockFiles: [],
    source: 'https://docs.astral.sh/uv/pip/packages/',
  },
  {
    manager: 'uv',
    subcommands: ['sync'],
    withoutProject: { long: ['no-install-project', 'no-install-workspace'] },
    manifests: ['pyproject.toml', 'uv.toml', '.python-version'],
    lockFiles: ['uv.lock'],
    copyFirst: ['pyproject.toml', 'uv.lock*'],
    locked: { option: { long: ['locked', 'frozen'] }, environment: ['UV_LOCKED', 'UV_FROZEN'] },
    production: { option: { long: ['no-dev', 'no-default-groups'] }, written: '--no-dev' },
    source: 'https://docs.astral.sh/uv/guides/integration/docker/#intermediate-layers',
  },
  {
    manager: 'poetry',
    subcommands: ['install', 'sync'],
    withoutProject: { long: ['no-root'] },
    manifests: ['pyproject.toml', 'poetry.toml'],
    lockFiles: ['poetry.lock'],
    copyFirst: ['pyproject.toml', 'poetry.lock*'],
    production: { option: { long: ['only', 'without', 'no-dev'] }, written: '--only main' },
    source: 'https://python-poetry.org/docs/cli/#install',
  },
  {
    manager: 'pipenv',
    subcommands: ['install', 'sync'],
    manifests: ['Pipfile'],
    lockFiles: ['Pipfile.lock'],
    copyFirst: ['Pipfile*'],
    locked: { option: { long: ['deploy', 'ignore-pipfile'] } },
    source: 'https://pipenv.pypa.io/en/latest/commands.html',
  },
  {
    manager: 'conda',
    subcommands: ['env create', 'env update'],
    manifestOption: { short: 'f', long: ['file'] },
    manifests: ['environment*.yml', 'environment*.yaml', 'conda-lock*.yml'],
    lockFiles: [],
    source: 'https://docs.conda.io/projects/conda/en/stable/commands/env/create.html',
  },
  {
    manager: 'bundle',
    subcommands: ['', 'install', 'i'],
    manifests: ['Gemfile', '*.gemspec', '.ruby-version', '.tool-versions'],
    lockFiles: ['Gemfile.lock'],
    copyFirst: ['Gemfile*'],
    locked: {
      option: { long: ['frozen', 'deployment'] },
      environment: ['BUNDLE_FROZEN', 'BUNDLE_DEPLOYMENT'],
      byEnvironment: true,
    },
    production: {
      option: { long: ['without'] },
      written: '--without development test',
      environment: { name: 'BUNDLE_WITHOUT', value: undefined },
    },
    source: 'https://bundler.io/man/bundle-config.1.html',
  },
  {
    manager: 'composer',
    subcommands: ['install', 'i'],
    manifests: ['composer.json'],
    lockFiles: ['composer.lock', 'symfony.lock'],
    copyFirst: ['composer.*'],
    onlyWith: [{ long: ['no-scripts'] }, { long: ['no-autoloader'] }],
    production: {
      option: { long: ['no-dev'] },
      written: '--no-dev',
      environment: { name: 'COMPOSER_NO_DEV', value: '1' },
    },
    source: 'https://getcomposer.org/doc/03-cli.md#install-i',
  },
  {
    manager: 'go',
    subcommands: ['mod download', 'mod vendor'],
    manifests: ['go.mod', 'go.work'],
    lockFiles: ['go.sum', 'go.work.sum'],
    copyFirst: ['go.mod', 'go.sum*'],
    source: 'https://go.dev/ref/mod#go-mod-download',
  },
  {
    manager: 'cargo',
    subcommands: ['fetch'],
    manifests: ['Cargo.toml', 'rust-toolchain', 'rust-toolchain.toml'],
    lockFiles: ['Cargo.lock'],
    locked: { option: { long: ['locked', 'frozen'] } },
    source: 'https://doc.rust-lang.org/cargo/commands/cargo-fetch.html',
  },
  {
    manager: 'dotnet',
    subcommands: ['restore', 'tool restore'],
    manifests: [
      ...[
        '*.csproj',
        '*.fsproj',
        '*.vbproj',
        '*.sln',
        '*.slnx',
        '*.props',
        '*.targets',
        'nuget.config',
        'NuGet.Config',
      ],
      ...['global.json', 'NuGet.config', 'dotnet-tools.json'],
    ],
    lockFiles: ['packages.lock.json'],
    locked: { option: { long: ['locked-mode'] } },
    source: 'https://learn.microsoft.com/dotnet/core/tools/dotnet-restore',
  },
  {
    manager: 'maven',
    subcommands: [
      'dependency:go-offline',
      'dependency:resolve',
      'dependency:resolve-plugins',
      'dependency:copy-dependencies',
    ],
    manifests: ['pom.xml', 'settings.xml', 'mvnw', 'mvnw.cmd', '.mvn'],
    lockFiles: [],
    source: 'https://maven.apache.org/plugins/maven-dependency-plugin/go-offline-mojo.html',
  },
  {
    manager: 'gradle',
    subcommands: ['dependencies', 'resolveDependencies', 'downloadDependencies'],
    manifests: [
      ...['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts', 'gradle.properties', 'gradlew'],
      ...['gradlew.bat', 'libs.versions.toml', 'gradle-wrapper.jar', 'gradle-wrapper.properties', 'gradle'],
    ],
    lockFiles: ['gradle.lockfile'],
    source: 'https://docs.gradle.org/current/userguide/viewing_debugging_dependencies.html',
  },
  {
    manager: 'mix',
    subcommands: ['deps.get'],
    manifests: ['mix.exs'],
    lockFiles: ['mix.lock'],
    copyFirst: ['mix.exs', 'mix.lock*'],
    production: {
      option: { long: ['only'] },
      written: '--only prod',
      values: ['prod'],
      environment: { name: 'MIX_ENV', value: 'prod' },
    },
    source: 'https://hexdocs.pm/mix/Mix.Tasks.Deps.Get.html',
  },
];

/** Files that describe dependencies and belong to no single manager above. */
const OTHER_MANIFESTS: readonly string[] = [
  ...[
    'package*.json',
    'setup.py',
    'setup.cfg',
    'Pipfile*',
    'Gemfile*',
    'composer.*',
    'lerna.json',
    'nx.json',
    'turbo.json',
  ],
  ...['rush.json', 'bower.json', 'build.sbt', 'deps.edn', 'project.clj', 'stack.yaml', 'cabal.project', '*.cabal'],
  ...['Package.swift', 'Package.resolved', 'pubspec.yaml', 'pubspec.lock', 'deno.json', 'deno.lock', 'rebar.config'],
  ...['rebar.lock', 'shard.yml', 'shard.lock', 'cpanfile', 'DESCRIPTION', 'renv.lock', 'Project.toml', 'Manifest.toml'],
];

const byManager: ReadonlyMap<string, DependencyInstall> = new Map(
  dependencyInstalls.map((install) => [install.manager, install]),
);

const manifestPattern = namesPattern([
  ...dependencyInstalls.flatMap(({ manifests, lockFiles }) => [...manifests, ...lockFiles]),
  ...OTHER_MANIFESTS,
]);

/** Words of which one stands wherever a manager installs in one of these ways, for `mentions` of a rule. */
export function installWords(isMeant: (install: DependencyInstall) => boolean): readonly string[] {
  return managerWords(...dependencyInstalls.filter(isMeant).map(({ manager }) => manager));
}

/** How a manager installs from manifests with this subcommand; `undefined` where it does something else. */
export function findDependencyInstall(manager: string, subcommand: string): DependencyInstall | undefined {
  const install = byManager.get(manager);
  return install?.subcommands.includes(subcommand) === true ? install : undefined;
}

/**
 * Whether the last part of a path (of a COPY, perhaps with `*`) names nothing but manifests and lock files:
 * `package*.json`, `requirements.txt`, `app/go.sum`. Not for `.` and other folders.
 */
export function isManifestFile(path: string): boolean {
  return manifestPattern.test(path.split('/').at(-1) ?? '');
}

/** Whether a path names a lock file of this install. */
export function isLockFile(install: DependencyInstall, path: string): boolean {
  return install.lockFiles.includes(path.split('/').at(-1) ?? '');
}

/** A pattern for whole names; `*` in a name stands for any characters, and `*` in what is tested for itself. */
function namesPattern(names: readonly string[]): RegExp {
  const parts = [...new Set(names)].map((name) =>
    name
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .split('*')
      .join('[^/]*'),
  );
  return new RegExp(`^(?:${parts.join('|')})[*?]?$`);
}
