import type { BaseId, Distribution, ImageTool, ImageUser, ImageVariant, SystemPackageManager } from './types.js';

/** A lowest layer: what every image that is built on it has, unless a row says otherwise. */
export interface BaseFacts {
  readonly distribution: Distribution;
  readonly packageManager: SystemPackageManager;
  readonly variant: ImageVariant;
  readonly hasShell: boolean;
  readonly tools: readonly ImageTool[];
  /** Tools that some of its releases have and others do not. */
  readonly sometimes?: readonly ImageTool[];
  /** Root where absent. */
  readonly user?: ImageUser;
}

const DEBIAN: readonly ImageTool[] = ['bash', 'perl', 'useradd'];
const CURL: readonly ImageTool[] = [...DEBIAN, 'curl', 'wget'];
const SCM: readonly ImageTool[] = [...CURL, 'git', 'python3', 'ssh'];

/**
 * Sources (taken 2026-11): the Dockerfiles of https://github.com/docker-library/buildpack-deps,
 * https://github.com/debuerreotype/docker-debian-artifacts, https://github.com/alpinelinux/docker-alpine (BusyBox brings
 * adduser, nc and wget), https://catalog.redhat.com/software/base-images, https://docs.aws.amazon.com/linux/al2023/ug/base-container.html,
 * https://github.com/GoogleContainerTools/distroless, https://learn.microsoft.com/virtualization/windowscontainers/manage-containers/container-base-images
 */
export const bases: Readonly<Record<BaseId, BaseFacts>> = {
  debian: {
    distribution: 'debian',
    packageManager: 'apt',
    variant: 'only',
    hasShell: true,
    tools: DEBIAN,
    sometimes: ['adduser'],
  },
  'debian-slim': {
    distribution: 'debian',
    packageManager: 'apt',
    variant: 'slim',
    hasShell: true,
    tools: DEBIAN,
    sometimes: ['adduser'],
  },
  'debian-curl': {
    distribution: 'debian',
    packageManager: 'apt',
    variant: 'full',
    hasShell: true,
    tools: CURL,
    sometimes: ['adduser'],
  },
  'debian-scm': {
    distribution: 'debian',
    packageManager: 'apt',
    variant: 'full',
    hasShell: true,
    tools: SCM,
    sometimes: ['adduser'],
  },
  'debian-build': {
    distribution: 'debian',
    packageManager: 'apt',
    variant: 'full',
    hasShell: true,
    tools: [...SCM, 'gcc', 'make'],
    sometimes: ['adduser'],
  },
  ubuntu: {
    distribution: 'ubuntu',
    packageManager: 'apt',
    variant: 'only',
    hasShell: true,
    tools: DEBIAN,
    sometimes: ['adduser'],
  },
  alpine: {
    distribution: 'alpine',
    packageManager: 'apk',
    variant: 'alpine',
    hasShell: true,
    tools: ['adduser', 'nc', 'wget'],
  },
  rhel: {
    distribution: 'rhel',
    packageManager: 'dnf',
    variant: 'full',
    hasShell: true,
    tools: ['bash', 'curl', 'useradd', 'adduser'],
    sometimes: ['python3'],
  },
  'rhel-minimal': {
    distribution: 'rhel',
    packageManager: 'microdnf',
    variant: 'slim',
    hasShell: true,
    tools: ['bash', 'curl'],
    sometimes: ['useradd', 'adduser'],
  },
  'rhel-micro': {
    distribution: 'rhel',
    packageManager: 'none',
    variant: 'distroless',
    hasShell: true,
    tools: ['bash'],
  },
  'centos-7': {
    distribution: 'rhel',
    packageManager: 'yum',
    variant: 'only',
    hasShell: true,
    tools: ['adduser', 'bash', 'curl', 'python', 'useradd'],
  },
  fedora: {
    distribution: 'fedora',
    packageManager: 'dnf',
    variant: 'only',
    hasShell: true,
    tools: ['bash', 'curl', 'useradd', 'adduser'],
    sometimes: ['python3'],
  },
  amazonlinux: {
    distribution: 'amazonlinux',
    packageManager: 'yum',
    variant: 'only',
    hasShell: true,
    tools: ['bash', 'curl'],
    sometimes: ['adduser', 'python', 'python3', 'useradd'],
  },
  'amazonlinux-2': {
    distribution: 'amazonlinux',
    packageManager: 'yum',
    variant: 'only',
    hasShell: true,
    tools: ['bash', 'curl', 'python'],
  },
  'amazonlinux-2023': {
    distribution: 'amazonlinux',
    packageManager: 'dnf',
    variant: 'only',
    hasShell: true,
    tools: ['bash', 'curl'],
    sometimes: ['python3', 'useradd', 'adduser'],
  },
  suse: {
    distribution: 'suse',
    packageManager: 'zypper',
    variant: 'only',
    hasShell: true,
    tools: ['bash', 'curl'],
    sometimes: ['perl', 'useradd'],
  },
  arch: {
    distribution: 'arch',
    packageManager: 'pacman',
    variant: 'only',
    hasShell: true,
    tools: ['bash', 'curl', 'perl', 'useradd'],
  },
  azurelinux: {
    distribution: 'azurelinux',
    packageManager: 'tdnf',
    variant: 'only',
    hasShell: true,
    tools: ['bash', 'curl'],
    sometimes: ['useradd'],
  },
  photon: {
    distribution: 'photon',
    packageManager: 'tdnf',
    variant: 'only',
    hasShell: true,
    tools: ['bash', 'curl'],
    sometimes: ['useradd'],
  },
  wolfi: {
    distribution: 'wolfi',
    packageManager: 'apk',
    variant: 'only',
    hasShell: true,
    tools: ['adduser', 'wget'],
    sometimes: ['bash', 'nc'],
  },
  busybox: {
    distribution: 'busybox',
    packageManager: 'none',
    variant: 'only',
    hasShell: true,
    tools: ['adduser', 'nc', 'wget'],
  },
  distroless: {
    distribution: 'distroless',
    packageManager: 'none',
    variant: 'distroless',
    hasShell: false,
    tools: [],
  },
  'distroless-debug': {
    distribution: 'distroless',
    packageManager: 'none',
    variant: 'distroless',
    hasShell: true,
    tools: ['adduser', 'nc', 'wget'],
  },
  'windows-servercore': {
    distribution: 'windows',
    packageManager: 'none',
    variant: 'windows',
    hasShell: true,
    tools: ['curl'],
    user: { name: 'ContainerAdministrator', uid: undefined, root: true },
  },
  'windows-nanoserver': {
    distribution: 'windows',
    packageManager: 'none',
    variant: 'windows',
    hasShell: true,
    tools: ['curl'],
    user: { name: 'ContainerUser', uid: undefined, root: false },
  },
  scratch: {
    distribution: 'scratch',
    packageManager: 'none',
    variant: 'only',
    hasShell: false,
    tools: [],
  },
};
