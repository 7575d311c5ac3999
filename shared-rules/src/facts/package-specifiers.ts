/** What a package manager takes as the name of a package, and with what a version is asked for. */
export type PackageEcosystem = 'apt' | 'apk' | 'pip' | 'npm' | 'gem' | 'rpm' | 'rpm-module' | 'zypper' | 'go';

/**
 * Whether an operand of an install names a package and leaves its version open. Local files, addresses of files, groups,
 * removals and what is not understood leave nothing open.
 */
export function leavesVersionOpen(ecosystem: PackageEcosystem, specifier: string): boolean {
  return OPEN[ecosystem](specifier);
}

const OPEN: Readonly<Record<PackageEcosystem, (specifier: string) => boolean>> = {
  apt: isOpenForApt,
  apk: isOpenForApk,
  pip: isOpenForPip,
  npm: isOpenForNpm,
  gem: isOpenForGem,
  rpm: isOpenForRpm,
  'rpm-module': isOpenModule,
  zypper: isOpenForZypper,
  go: isOpenForGo,
};

/**
 * `name=version`, `name/release`; `name-` removes, `name^` is a task.
 * https://manpages.debian.org/trixie/apt/apt-get.8.en.html
 */
function isOpenForApt(specifier: string): boolean {
  return /^[A-Za-z0-9]/.test(specifier) && !/[=/]|\.deb$|[-^]$/.test(specifier);
}

/** `name=version`, `name~version`, `name>version`; `!name` and `.virtual` install nothing. https://man.archlinux.org/man/apk-world.5 */
function isOpenForApk(specifier: string): boolean {
  return /^[A-Za-z0-9_]/.test(specifier) && !/[=~<>/]|\.apk$/.test(specifier);
}

/** https://packaging.python.org/en/latest/specifications/dependency-specifiers/ and https://pip.pypa.io/en/stable/topics/vcs-support/ */
function isOpenForPip(specifier: string): boolean {
  const [requirement = ''] = specifier.split(';');
  const repository = /(?:^|@\s*)(?:git|hg|svn|bzr)\+(?!file:)[a-z]+:\/\/(?:[^/@]*@)?([^#]*)/.exec(requirement);
  if (repository !== null) return repository[1]?.includes('@') === false;
  const isName = /^[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?$/.test(requirement.trim());
  return isName && !/\.(?:whl|zip|tgz|tbz|txt|tar\.\w+)$/.test(requirement.trim());
}

/** `name@version`, `owner/repository#commit`. https://docs.npmjs.com/cli/v11/commands/npm-install */
function isOpenForNpm(specifier: string): boolean {
  if (/^(?:[./~]|file:|link:)|\.(?:tar|tar\.gz|tgz)$/.test(specifier)) return false;
  if (isNpmRepository(specifier)) return !specifier.includes('#');
  if (/^[a-z]+:/.test(specifier) || /^(?:true|false|null)$/.test(specifier)) return false;
  const version = /^(?:@[^/@]+\/)?[\w.-]+(?:@(.*))?$/.exec(specifier);
  return version !== null && /^(?:latest)?$/.test(version[1] ?? '');
}

/** Whether npm would take a specifier for a repository of source code. */
export function isNpmRepository(specifier: string): boolean {
  const isHosted = /^https?:\/\/(?:github|gitlab|bitbucket)\.(?:com|org)\/[^/]+\/[^/#]+\/?(?:#|$)/.test(specifier);
  return (
    isHosted ||
    /^(?:git[+:@]|(?:github|gitlab|bitbucket|gist):)|\.git(?:#|$)/.test(specifier) ||
    /^[\w-][\w.-]*\/[\w.-]+(?:#|$)/.test(specifier)
  );
}

/** `name:version`. https://guides.rubygems.org/command-reference/#gem-install */
function isOpenForGem(specifier: string): boolean {
  return /^[A-Za-z0-9_]/.test(specifier) && !/[:/]|\.gem$/.test(specifier);
}

/**
 * `name-version`, `name-version-release.arch`: the last part begins with a digit. `java-17-openjdk` is a mere name.
 * Groups (`@name`) and capabilities (`perl(Name)`) have no version of that kind.
 * https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages
 */
function isOpenForRpm(specifier: string): boolean {
  return /^[A-Za-z0-9_]/.test(specifier) && !/[/(=<>]|\.rpm$|-v?\d[^-]*$/.test(specifier);
}

/** `name:stream`. https://dnf.readthedocs.io/en/latest/command_ref.html#module-command */
function isOpenModule(specifier: string): boolean {
  return /^[A-Za-z0-9_]/.test(specifier) && !specifier.includes(':');
}

/** `name=version`, `name>version`; `pattern:name` is no package. https://en.opensuse.org/SDB:Zypper_manual */
function isOpenForZypper(specifier: string): boolean {
  return /^[A-Za-z0-9_]/.test(specifier) && !/[=<>/(:]|\.rpm$|-\d+\.\d[^-]*(?:-[^-]*)?$/.test(specifier);
}

/**
 * `path@version`; `@latest` asks for whatever is newest. A name without a slash or a dot is of the standard library or a
 * keyword (`std`, `tool`, `all`). https://go.dev/ref/mod#version-queries
 */
function isOpenForGo(specifier: string): boolean {
  if (/^[./]|\.go$|^cmd(?:\/|$)/.test(specifier) || !/[./]/.test(specifier)) return false;
  const at = specifier.indexOf('@');
  return at === -1 || /^@(?:latest|upgrade|none)?$/.test(specifier.slice(at));
}
