import { managerNames, managerWords } from '../../facts/package-managers.js';
import { removeUpgradeFixes } from '../../fixes/remove-upgrade.js';
import { callName, callSpan, type PackageCall, packageCall } from '../../model/packages.js';
import { isBuiltOnImage } from '../../model/stages.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'no-distribution-upgrade',
  title: 'Take a newer base image instead of upgrading all its packages',
  severity: 'info',
  recommended: false,
  since: '0.1.0',
  codes: ['trivy:DS-0024', 'kics:distupgrade', 'semgrep:avoid-apt-get-upgrade'],
  practices: ['P45', 'U4'],
  fixes: ['suggested'],
  why: `
    An upgrade of all packages puts new copies of their files on top of the base image, which keeps the old ones: the image
    grows by every package that it upgrades. Docker caches the step by its text, so next month's security fixes do not come
    in before something above it changes, and two builds of the same file give two different images. A newer base image brings the
    fixes without the weight. \`dist-upgrade\` may also remove packages that your program needs.
  `,
  how: `
    Name a current release of the base image and pin its digest, let a bot raise that, and build with \`--pull\`. Where a fix
    cannot wait for the base image, upgrade that package alone: \`apt-get install -y --only-upgrade openssl\`.
  `,
  references: ['https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN apt-get update && «apt-get upgrade» -y && apt-get install -y --no-install-recommends less
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends less
      `,
      fix: 'suggested',
    },
    {
      title: 'Nothing but the upgrade.',
      bad: `
        FROM debian:13-slim AS base
        RUN apt-get update \\
            && «apt-get dist-upgrade» -y \\
            && rm -rf /var/lib/apt/lists/*
        FROM base
        RUN <<EOF
          set -e
          apt-get update
          «apt-get -q upgrade» -y
          apt-get install -y less
        EOF
      `,
      good: `
        FROM debian:13-slim AS base
        FROM base
        RUN <<EOF
          set -e
          apt-get update
          apt-get install -y less
        EOF
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'packages are named',
      text: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --only-upgrade openssl && apt-get upgrade -y libc6
        FROM alpine:3.22
        RUN apk upgrade --no-cache libcrypto3 libssl3
        FROM fedora:42
        RUN dnf upgrade -y openssl-libs && dnf clean all
      `,
    },
    { because: 'this refreshes a list', text: 'FROM debian:13-slim\nRUN apt-get update\nRUN apk update\n' },
    {
      because: 'a distribution without releases is upgraded all at once or not at all',
      text: `
        FROM archlinux:base-20260101.0.400000
        RUN pacman -Syu --noconfirm
        FROM opensuse/tumbleweed
        RUN zypper -n update
      `,
    },
    { because: 'nothing is upgraded', text: 'FROM debian:13-slim\nRUN apt-get --simulate upgrade\n' },
    { because: 'another rule speaks about it', text: 'FROM opensuse/leap:15.6\nRUN zypper -n dup\n' },
  ],
  mentions: managerWords(...managerNames(({ kind }) => kind === 'system')),
  on: { command: check },
});

const UPGRADES_NOTHING: ReadonlySet<string> = new Set([
  ...['-s', '--simulate', '--dry-run', '--just-print', '--assumeno', '--help', '--download-only', '--downloadonly'],
]);

function* check({ command, instruction }: CommandNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const call = packageCall(command, instruction);
  if (call === undefined || !upgradesAll(call)) return;
  const { manager, action } = call;
  if (manager.name === 'zypper') {
    if (isBuiltOnImage(instruction.stage, /tumbleweed$/)) return;
    if (action === 'upgrade-distribution' && !eachCodeAlone) return;
  }
  const removal = action === 'upgrade-distribution' ? ', and may remove packages' : '';
  yield {
    span: callSpan(call),
    message: `\`${callName(call)}\` brings what the distribution has on the day of the build${removal}; the old files stay in the base image's layers. Use a newer base image instead.`,
    codes: codesOf(call),
    fixes: () => removeUpgradeFixes(instruction, call),
  };
}

function upgradesAll({ manager, action, operands, options, mayHoldMore }: PackageCall): boolean {
  if (action !== 'upgrade' && action !== 'upgrade-distribution') return false;
  if (manager.kind !== 'system' || manager.name === 'pacman' || operands.length > 0 || mayHoldMore) return false;
  return !options.some(({ names }) => names.some((name) => UPGRADES_NOTHING.has(name)));
}

/** Trivy looks for `apt-get dist-upgrade`, semgrep's rule for `apt-get`, KICS has one for each. */
function codesOf({ manager, action }: PackageCall): readonly string[] {
  if (manager.name !== 'apt-get') return ['kics:distupgrade'];
  if (action === 'upgrade') return ['kics:distupgrade', 'semgrep:avoid-apt-get-upgrade'];
  return ['trivy:DS-0024', 'kics:distupgrade', 'semgrep:avoid-apt-get-upgrade'];
}
