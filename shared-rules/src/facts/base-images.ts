import type { ImageReference } from './image-reference.js';

export type Distribution =
  | 'debian'
  | 'ubuntu'
  | 'alpine'
  | 'rhel'
  | 'fedora'
  | 'amazonlinux'
  | 'suse'
  | 'arch'
  | 'busybox'
  | 'wolfi'
  | 'distroless'
  | 'windows'
  | 'scratch';
export type PackageManager = 'apt' | 'apk' | 'dnf' | 'microdnf' | 'yum' | 'zypper' | 'pacman' | 'none';

export interface ImageUser {
  readonly name: string;
  readonly root: boolean;
}
export interface ImageEnvironment {
  readonly names: ReadonlySet<string>;
  readonly complete: boolean;
}

export interface ImageFacts {
  readonly distribution: Distribution | undefined;
  readonly packageManager: PackageManager | undefined;
  readonly defaultUser: ImageUser | undefined;
  readonly nonRootUser: { readonly name: string } | undefined;
  readonly hasShell: boolean | undefined;
  readonly windows: boolean | undefined;
  readonly tools: Readonly<Record<string, boolean | undefined>>;
  readonly environment: ImageEnvironment;
}

export const scratchFacts: ImageFacts = {
  distribution: 'scratch',
  packageManager: 'none',
  defaultUser: { name: 'root', root: true },
  nonRootUser: { name: '65532' },
  hasShell: false,
  windows: false,
  tools: {},
  environment: { names: new Set(), complete: true },
};

export function imageFacts(reference: ImageReference): ImageFacts {
  const windows = reference.name.includes('windows') ? true : undefined;
  const known = ['alpine', 'debian', 'ubuntu', 'node', 'python', 'golang'].includes(reference.name);
  return {
    distribution: undefined,
    packageManager: undefined,
    defaultUser: known ? { name: 'root', root: true } : undefined,
    nonRootUser: reference.name === 'node' ? { name: 'node' } : undefined,
    hasShell: undefined,
    windows: known ? false : windows,
    tools: {},
    environment: { names: new Set(), complete: false },
  };
}
