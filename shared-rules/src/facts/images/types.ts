/** `rhel`: Red Hat Enterprise Linux and what is built from its sources: CentOS, Rocky, Alma, Oracle, UBI. */
export type Distribution =
  | 'debian'
  | 'ubuntu'
  | 'alpine'
  | 'rhel'
  | 'fedora'
  | 'amazonlinux'
  | 'suse'
  | 'arch'
  | 'azurelinux'
  | 'photon'
  | 'wolfi'
  | 'busybox'
  | 'distroless'
  | 'windows'
  | 'scratch';

export type SystemPackageManager =
  | 'apt'
  | 'apk'
  | 'dnf'
  | 'microdnf'
  | 'yum'
  | 'zypper'
  | 'pacman'
  | 'tdnf'
  /** The image has none: distroless, BusyBox, scratch, Windows. */
  | 'none';

/** Commands that rules ask for. `python` and `python3` are different commands. */
export type ImageTool =
  | 'adduser'
  | 'bash'
  | 'curl'
  | 'gcc'
  | 'git'
  | 'java'
  | 'make'
  | 'nc'
  | 'node'
  | 'perl'
  | 'php'
  | 'python'
  | 'python3'
  | 'ruby'
  | 'ssh'
  | 'useradd'
  | 'wget';

export type ImageVariant =
  /** With compilers, headers and other tools of a build. */
  | 'full'
  | 'slim'
  | 'alpine'
  /** No shell and no package manager, or hardly more. */
  | 'distroless'
  | 'windows'
  /** The image has no such choice. */
  | 'only';

export type ImageRole =
  /** A distribution and nothing else. */
  | 'system'
  /** An interpreted language: the same image builds and runs. */
  | 'language'
  /** Compilers or build tools; the program runs without them. */
  | 'sdk'
  /** Made to run programs that an SDK image builds. */
  | 'runtime'
  /** A server or a program ready to run. */
  | 'server'
  /** A tool that runs and ends. */
  | 'tool';

export interface ImageUser {
  /** As the image itself, or an instruction USER, names it. */
  readonly name: string;
  readonly uid: number | undefined;
  readonly root: boolean;
}

/** A user that the image has made ready for programs, whether or not it is its default. */
export interface ReadyUser {
  /** What to write behind USER: `node`, `nonroot`, `$APP_UID`. */
  readonly name: string;
  readonly uid: number | undefined;
}

/** The lowest layers that images are built on. */
export type BaseId =
  | 'debian'
  | 'debian-slim'
  | 'debian-build'
  | 'debian-scm'
  | 'debian-curl'
  | 'ubuntu'
  | 'alpine'
  | 'rhel'
  | 'rhel-minimal'
  | 'rhel-micro'
  | 'centos-7'
  | 'fedora'
  | 'amazonlinux'
  | 'amazonlinux-2'
  | 'amazonlinux-2023'
  | 'suse'
  | 'arch'
  | 'azurelinux'
  | 'photon'
  | 'wolfi'
  | 'busybox'
  | 'distroless'
  | 'distroless-debug'
  | 'windows-servercore'
  | 'windows-nanoserver'
  | 'scratch';

/** What a kind of tag of a family changes. The first flavour whose pattern fits the tag counts. */
export interface ImageFlavour {
  /** Absent: every tag. An image without tag has the tag `latest`. */
  readonly tag?: RegExp;
  /** Absent: what the tag tells, such as `-alpine` or `-bookworm`, and nothing where it tells nothing. */
  readonly base?: BaseId;
  readonly variant?: ImageVariant;
  readonly role?: ImageRole;
  /** Beside those of the base. */
  readonly tools?: readonly ImageTool[];
  /** Those of the base that it took away. */
  readonly without?: readonly ImageTool[];
  /** Tools that are there in some of these images, or of which it is not known. */
  readonly sometimes?: readonly ImageTool[];
  /** Any tool beside those named may be there, too. */
  readonly toolsOpen?: boolean;
  readonly user?: ImageUser | 'unknown';
  readonly readyUser?: ReadyUser | 'none';
  readonly hasShell?: boolean | 'unknown';
  readonly process?: boolean;
  /** Its program works as root only. */
  readonly needsRoot?: boolean;
  readonly packageManager?: SystemPackageManager;
}

/** What is known of the images of one name. Each row's `source` is where its facts are from. */
export interface ImageFamily {
  readonly id: string;
  /** Normalised; `bitnami/*` is everything below. */
  readonly names: readonly string[];
  readonly source: string;
  readonly role: ImageRole;
  /** Root where absent. */
  readonly user?: ImageUser;
  readonly readyUser?: ReadyUser;
  /** Has a CMD or ENTRYPOINT that is more than a shell or an interpreter waiting for input. */
  readonly process?: boolean | 'unknown';
  readonly healthcheck?: boolean;
  /** Starts as root; its ENTRYPOINT then runs the server as another user. */
  readonly dropsRoot?: boolean;
  /** A sibling of this image that runs without root. */
  readonly unprivilegedImage?: string;
  /** ENV names beside PATH. */
  readonly environment?: readonly string[];
  /** These are all ENV names that it has. */
  readonly environmentComplete?: boolean;
  readonly flavours: readonly ImageFlavour[];
}
