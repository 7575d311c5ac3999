import type { Distribution } from './images/types.js';

/** What `/bin/sh` is: Debian's dash, BusyBox's ash, or bash, which takes its own extensions under that name, too. */
export type SystemShell = 'dash' | 'ash' | 'bash';

const shells: Partial<Readonly<Record<Distribution, SystemShell>>> = {
  // https://wiki.debian.org/Shell
  debian: 'dash',
  // https://wiki.ubuntu.com/DashAsBinSh
  ubuntu: 'dash',
  // https://wiki.alpinelinux.org/wiki/BusyBox
  alpine: 'ash',
  // https://www.busybox.net/downloads/BusyBox.html
  busybox: 'ash',
  // https://edu.chainguard.dev/chainguard/chainguard-images/about/getting-started-wolfi/
  wolfi: 'ash',
  // https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/9/html/configuring_basic_system_settings/
  rhel: 'bash',
  fedora: 'bash',
  amazonlinux: 'bash',
  suse: 'bash',
  arch: 'bash',
  azurelinux: 'bash',
  photon: 'bash',
};

/** What `/bin/sh` is in the images of a distribution; `undefined` where it is not known or there is none. */
export function systemShellOf(distribution: Distribution | undefined): SystemShell | undefined {
  return distribution === undefined ? undefined : shells[distribution];
}
