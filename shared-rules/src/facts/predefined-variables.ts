/**
 * Arguments about the platforms of a build. Docker knows them before the first FROM; a stage sees one only if it declares
 * it with ARG.
 * Source: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope and
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/platform.go (taken 2026-11)
 */
export const platformVariables: readonly string[] = [
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETOSVERSION',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETSTAGE',
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDOSVERSION',
  'BUILDARCH',
  'BUILDVARIANT',
];

/**
 * Build arguments that a RUN sees without an ARG.
 * Source: https://docs.docker.com/reference/dockerfile/#predefined-args (taken 2026-11)
 */
export const proxyArguments: readonly string[] = [
  'HTTP_PROXY',
  'http_proxy',
  'HTTPS_PROXY',
  'https_proxy',
  'FTP_PROXY',
  'ftp_proxy',
  'NO_PROXY',
  'no_proxy',
  'ALL_PROXY',
  'all_proxy',
];

/**
 * Arguments that steer BuildKit itself, given with `--build-arg`.
 * Source: https://docs.docker.com/reference/dockerfile/#buildkit-built-in-build-args (taken 2026-11)
 */
export const buildkitArguments: readonly string[] = [
  'BUILDKIT_BUILD_NAME',
  'BUILDKIT_CACHE_MOUNT_NS',
  'BUILDKIT_CONTEXT_KEEP_GIT_DIR',
  'BUILDKIT_DOCKERFILE_CHECK',
  'BUILDKIT_GIT_ADVICE',
  'BUILDKIT_INLINE_CACHE',
  'BUILDKIT_MULTI_PLATFORM',
  'BUILDKIT_SANDBOX_HOSTNAME',
  'BUILDKIT_SYNTAX',
  'SOURCE_DATE_EPOCH',
];

/**
 * What a RUN finds set without any ENV: by the container runtime (HOME, HOSTNAME, PATH) or by the shell itself.
 * Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_05_03 and
 * https://www.gnu.org/software/bash/manual/html_node/Bash-Variables.html (taken 2026-11)
 */
export const shellVariables: readonly string[] = [
  ...['HOME', 'HOSTNAME', 'IFS', 'LINENO', 'OLDPWD', 'OPTARG', 'OPTIND', 'PATH', 'PPID', 'PS1', 'PS2', 'PS4', 'PWD'],
  ...['BASH', 'BASHOPTS', 'BASHPID', 'BASH_ENV', 'BASH_LINENO', 'BASH_REMATCH', 'BASH_SOURCE', 'BASH_SUBSHELL'],
  ...['BASH_VERSINFO', 'BASH_VERSION', 'DIRSTACK', 'EPOCHREALTIME', 'EPOCHSECONDS', 'EUID', 'FUNCNAME', 'GROUPS'],
  ...['HISTFILE', 'HOSTTYPE', 'MACHTYPE', 'OPTERR', 'OSTYPE', 'PIPESTATUS', 'RANDOM', 'REPLY', 'SECONDS', 'SHELL'],
  ...['SHELLOPTS', 'SHLVL', 'SRANDOM', 'TERM', 'UID'],
];

const platformNames: ReadonlySet<string> = new Set(platformVariables);
const predefinedNames: ReadonlySet<string> = new Set([...proxyArguments, ...buildkitArguments]);
const shellNames: ReadonlySet<string> = new Set(shellVariables);

/** Whether it is one of `TARGETPLATFORM`, `BUILDARCH` and the like. */
export function isPlatformVariable(name: string): boolean {
  return platformNames.has(name);
}

/** Whether `--build-arg` takes it without an ARG that declares it: proxies, and what steers BuildKit. */
export function isPredefinedArg(name: string): boolean {
  return predefinedNames.has(name);
}

/** Whether the shell of a RUN has it without an ENV or ARG. */
export function isShellVariable(name: string): boolean {
  return shellNames.has(name);
}
