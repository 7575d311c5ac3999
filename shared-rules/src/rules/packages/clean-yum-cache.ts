import { managerWords } from '../../facts/package-managers.js';
import { cleanCacheFixes } from '../../fixes/clean-cache.js';
import { type CacheHabit, type KeptCache, keptCaches } from '../../model/kept-caches.js';
import { callName, callSpan, type PackageCall, packageProgram } from '../../model/packages.js';
import type { Stage } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'clean-yum-cache',
  title: 'Empty the cache of yum in the RUN that fills it',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3032', 'kics:00481784'],
  practices: ['P43'],
  fixes: ['suggested'],
  why: `
    Before it installs anything, yum fetches lists of all packages there are and keeps them in \`/var/cache\`: tens of
    megabytes that nothing in the image needs. They leave the image only if the same RUN deletes them: what a later RUN
    deletes stays in the layer below it.
  `,
  how: `
    End the RUN with \`yum clean all\`, or put the cache into a mount:
    \`RUN --mount=type=cache,target=/var/cache/yum,sharing=locked yum install …\`. Where yum is another name of dnf, as in
    Red Hat 8 and later, the directory is \`/var/cache/dnf\`.
  `,
  references: ['https://man7.org/linux/man-pages/man8/yum.8.html'],
  examples: [
    {
      bad: `
        FROM rockylinux:9
        RUN «yum install» -y git
      `,
      good: `
        FROM rockylinux:9
        RUN yum install -y git && yum clean all
      `,
      fix: 'suggested',
    },
    {
      title: 'Cleaning in another RUN comes too late.',
      bad: `
        FROM almalinux:9
        RUN yum install -y epel-release \\
            # from EPEL
            && «yum install» -y \\
                jq
        RUN yum clean all
      `,
      good: `
        FROM almalinux:9
        RUN yum install -y epel-release \\
            # from EPEL
            && yum install -y \\
                jq \\
            && yum clean all
        RUN yum clean all
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it is cleaned, whatever the spelling',
      text: `
        FROM rockylinux:9
        RUN yum install -y git && yum clean all
        RUN yum install -y git && yum -y clean all
        RUN yum install -y git; rm -rf /var/cache/yum
        RUN yum install -y git && rm -rf /tmp/* "/var/cache/"*
        RUN yum install -y git && dnf clean all
      `,
    },
    {
      because: 'a script that by its name cleans up follows',
      text: `
        FROM rockylinux:9
        RUN yum install -y git && /usr/local/bin/clean-layer.sh
      `,
    },
    {
      because: 'layers of a build stage are not shipped',
      text: `
        FROM rockylinux:9 AS build
        RUN yum install -y gcc
        FROM rockylinux:9
        COPY --from=build /x /x
      `,
    },
    {
      because: 'the cache is in a mount',
      text: `
        FROM rockylinux:9
        RUN --mount=type=cache,target=/var/cache/yum,sharing=locked yum install -y git
        RUN --mount=type=cache,target=/var/cache/dnf,sharing=locked yum install -y git
      `,
    },
    {
      because: 'nothing is fetched',
      text: `
        FROM rockylinux:9
        RUN yum remove -y git && yum clean all
      `,
    },
  ],
  mentions: managerWords('yum'),
  on: { stage: check },
});

const FILLS: ReadonlySet<PackageCall['action']> = new Set(['install', 'upgrade', 'upgrade-distribution']);

const HABIT: CacheHabit = {
  fills: ({ manager, action }) => manager.name === 'yum' && FILLS.has(action),
  empties: ({ manager, action }) => (manager.name === 'yum' || manager.name === 'dnf') && action === 'clean',
  paths: () => ['/var/cache/yum', '/var/cache/dnf', '/var/cache/libdnf5'],
};

function* check(stage: Stage): Iterable<Finding> {
  if (!stage.ships) return;
  for (const cache of keptCaches(stage, HABIT)) yield finding(cache);
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

/** hadolint looks for the word `install`, and at the first clean-up alone. */
function isReportedByHadolint({ filling, emptiedBefore }: KeptCache): boolean {
  return !emptiedBefore && filling.some(({ subcommand }) => subcommand.some(({ value }) => value === 'install'));
}
