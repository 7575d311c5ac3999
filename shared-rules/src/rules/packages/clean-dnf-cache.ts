import { managerWords } from '../../facts/package-managers.js';
import { cleanCacheFixes } from '../../fixes/clean-cache.js';
import { type CacheHabit, type KeptCache, keptCaches } from '../../model/kept-caches.js';
import { callName, callSpan, type PackageCall, packageProgram } from '../../model/packages.js';
import type { Stage } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'clean-dnf-cache',
  title: 'Empty the cache of dnf in the RUN that fills it',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3040', 'kics:295acb63'],
  practices: ['P43'],
  fixes: ['suggested'],
  why: `
    Before it installs anything, dnf fetches lists of all packages there are and keeps them in \`/var/cache\`: tens of
    megabytes that nothing in the image needs. They leave the image only if the same RUN
    deletes them: what a later RUN deletes stays in the layer below it. microdnf does the same.
  `,
  how: `
    End the RUN with \`dnf clean all\`, or put the cache into a mount:
    \`RUN --mount=type=cache,target=/var/cache/dnf,sharing=locked dnf install …\`; dnf5, which Fedora has since release 41,
    keeps it in \`/var/cache/libdnf5\`.
  `,
  references: ['https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command'],
  examples: [
    {
      bad: `
        FROM fedora:42
        RUN «dnf install» -y git
      `,
      good: `
        FROM fedora:42
        RUN dnf install -y git && dnf clean all
      `,
      fix: 'suggested',
    },
    {
      title: 'microdnf, in a script; cleaning in another RUN comes too late.',
      bad: `
        FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6
        RUN <<EOF
          set -e
          microdnf update -y
          «microdnf install» -y --nodocs \\
            tar
        EOF
        RUN microdnf clean all
      `,
      good: `
        FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6
        RUN <<EOF
          set -e
          microdnf update -y
          microdnf install -y --nodocs \\
            tar
          microdnf clean all
        EOF
        RUN microdnf clean all
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it is cleaned, whatever the spelling',
      text: `
        FROM fedora:42
        RUN dnf install -y git && dnf clean all
        RUN dnf install -y git && dnf -y clean all
        RUN dnf install -y git; rm -rf /var/cache/dnf
        RUN dnf install -y git; rm -rf /var/cache/libdnf5*
        RUN microdnf install -y git && microdnf clean all
        RUN dnf install -y git && rm -rf /tmp/* "/var/cache/"*
        RUN dnf install -y git && yum clean all
        RUN microdnf install -y git && rm -rf /var/cache/yum
      `,
    },
    {
      because: 'a script that by its name cleans up follows',
      text: `
        FROM fedora:42
        RUN dnf install -y git && /usr/local/bin/clean-layer.sh
      `,
    },
    {
      because: 'layers of a build stage are not shipped',
      text: `
        FROM fedora:42 AS build
        RUN dnf install -y gcc
        FROM fedora:42
        COPY --from=build /x /x
      `,
    },
    {
      because: 'the cache is in a mount',
      text: `
        FROM fedora:42
        RUN --mount=type=cache,target=/var/cache/dnf,sharing=locked dnf install -y git
        RUN --mount=type=cache,target=/var/cache/libdnf5,sharing=locked dnf install -y git
        RUN --mount=type=tmpfs,target=/var/cache dnf install -y git
      `,
    },
    {
      because: 'nothing is fetched',
      text: `
        FROM fedora:42
        RUN dnf remove -y git && dnf clean all
      `,
    },
  ],
  mentions: managerWords('dnf', 'microdnf'),
  on: { stage: check },
});

const FILLS: ReadonlySet<PackageCall['action']> = new Set(['install', 'upgrade', 'upgrade-distribution']);

/** yum is another name of dnf where both are there; microdnf keeps lists of its own. */
const HABITS: readonly CacheHabit[] = [
  {
    fills: ({ manager, action }) => manager.name === 'dnf' && FILLS.has(action),
    empties: ({ manager, action }) => (manager.name === 'dnf' || manager.name === 'yum') && action === 'clean',
    paths: () => ['/var/cache/dnf', '/var/cache/libdnf5', '~/.cache/libdnf5'],
  },
  {
    fills: ({ manager, action }) => manager.name === 'microdnf' && FILLS.has(action),
    empties: ({ manager, action }) => manager.name === 'microdnf' && action === 'clean',
    paths: () => ['/var/cache/yum', '/var/cache/dnf', '/var/cache/libdnf5'],
  },
];

function* check(stage: Stage): Iterable<Finding> {
  if (!stage.ships) return;
  for (const habit of HABITS) {
    for (const cache of keptCaches(stage, habit)) yield finding(cache);
  }
}

function finding(cache: KeptCache): Finding {
  const { call, late } = cache;
  return {
    span: callSpan(call),
    message: `The lists of packages that \`${callName(call)}\` fetches stay in this layer. Run \`${packageProgram(call)} clean all\` at the end of this RUN.`,
    ...(isReportedByHadolint(cache) ? {} : { codes: [] }),
    related: late === undefined ? [] : [{ span: late, message: 'This cleans too late: they stay in the layer below.' }],
    fixes: () => cleanCacheFixes(cache, 'clean all'),
  };
}

/** What hadolint looks at, of the programs that it knows. */
const REPORTED_BY_HADOLINT: ReadonlySet<string> = new Set([
  ...['install', 'in', 'upgrade', 'up', 'upgrade-minimal', 'up-min', 'reinstall', 'rei'],
]);

/** Of several clean-ups it looks at the first alone. */
function isReportedByHadolint({ filling, emptiedBefore }: KeptCache): boolean {
  return (
    !emptiedBefore &&
    filling.some(
      ({ program, subcommand }) =>
        /(?:^|\/)(?:micro)?dnf$/.test(program.value ?? '') &&
        subcommand.some(({ value }) => value !== undefined && REPORTED_BY_HADOLINT.has(value)),
    )
  );
}
