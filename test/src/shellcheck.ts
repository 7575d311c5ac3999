import { spawnSync } from 'node:child_process';

function answers(): boolean {
  return spawnSync('shellcheck', ['--version']).status === 0;
}

/** As root on Debian and its relatives the package is a command away; elsewhere the person decides. */
function install(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
  const options = { timeout: 120_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const words = ['install', '-y', '--no-install-recommends', 'shellcheck'];
  if (spawnSync('apt-get', words, options).status === 0) return;
  spawnSync('apt-get', ['update'], options);
  spawnSync('apt-get', words, options);
}

/** For the option `skip` of tests that need the real ShellCheck: `false` where it is there, or else why they are skipped. */
export function skipWithoutShellcheck(): false | string {
  if (!answers()) install();
  return answers() ? false : 'shellcheck is not installed';
}
