import { managerWords } from '../../facts/package-managers.js';
import { cleanCacheFixes } from '../../fixes/clean-cache.js';
import { type CacheHabit, type KeptCache, keptCaches } from '../../model/kept-caches.js';
import { callName, callSpan, type PackageCall, packageProgram } from '../../model/packages.js';
import type { Stage } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'clean-zypper-cache',
  title: 'Empty the cache of zypper in the RUN that fills it',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3036', 'kics:38300d1a'],
  practices: ['P43'],
  fixes: ['suggested'],
  why: `
    Before it installs anything, zypper fetches lists of all packages there are and keeps them in \`/var/cache/zypp\`: tens
    of megabytes that nothing in the image needs. They leave the image only if the same RUN deletes them: what a later RUN
    deletes stays in the layer below it.
  `,
  how: `
    End the RUN with \`zypper clean --all\` (without \`--all\` the lists stay), or put the cache into a mount:
    \`RUN --mount=type=cache,target=/var/cache/zypp,sharing=locked zypper -n install …\`.
  `,
  references: ['https://en.opensuse.org/SDB:Zypper_manual'],
  examples: [
    {
      bad: `
        FROM opensuse/leap:15.6
        RUN «zypper -n install» git
      `,
      good: `
        FROM opensuse/leap:15.6
        RUN zypper -n install git && zypper clean --all
      `,
      fix: 'suggested',
    },
    {
      title: 'Cleaning in another RUN comes too late.',
      bad: `
        FROM opensuse/leap:15.6
        RUN zypper --non-interactive refresh && \\
            «zypper --non-interactive in» \\
              git
        RUN zypper clean --all
      `,
      good: `
        FROM opensuse/leap:15.6
        RUN zypper --non-interactive refresh && \\
            zypper --non-interactive in \\
              git && \\
            zypper clean --all
        RUN zypper clean --all
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it is cleaned, whatever the spelling',
      text: `
        FROM opensuse/leap:15.6
        RUN zypper -n install git && zypper clean
        RUN zypper -n in git && zypper cc -a
        RUN zypper -n in git && zypper -n clean --all
        RUN zypper -n in git && rm -rf /var/cache/zypp/*
      `,
    },
    {
      because: 'layers of a build stage are not shipped',
      text: `
        FROM opensuse/leap:15.6 AS build
        RUN zypper -n install gcc
        FROM opensuse/leap:15.6
        COPY --from=build /x /x
      `,
    },
    {
      because: 'the cache is in a mount',
      text: `
        FROM opensuse/leap:15.6
        RUN --mount=type=cache,target=/var/cache/zypp,sharing=locked zypper -n install git
      `,
    },
    {
      because: 'nothing is fetched',
      text: `
        FROM opensuse/leap:15.6
        RUN zypper -n remove git
      `,
    },
  ],
  mentions: managerWords('zypper'),
  on: { stage: check },
});

const FILLS: ReadonlySet<PackageCall['action']> = new Set(['install', 'upgrade', 'upgrade-distribution']);

const HABIT: CacheHabit = {
  fills: ({ manager, action }) => manager.name === 'zypper' && FILLS.has(action),
  empties: ({ manager, action }) => manager.name === 'zypper' && action === 'clean',
  paths: () => ['/var/cache/zypp'],
};

function* check(stage: Stage): Iterable<Finding> {
  if (!stage.ships) return;
  for (const cache of keptCaches(stage, HABIT)) yield finding(cache);
}

function finding(cache: KeptCache): Finding {
  const { call, late } = cache;
  return {
    span: callSpan(call),
    message: `The lists of packages that \`${callName(call)}\` fetches stay in this layer. Run \`${packageProgram(call)} clean --all\` at the end of this RUN.`,
    ...(isReportedByHadolint(cache) ? {} : { codes: [] }),
    related: late === undefined ? [] : [{ span: late, message: 'This cleans too late: they stay in the layer below.' }],
    fixes: () => cleanCacheFixes(cache, 'clean --all'),
  };
}

/** hadolint looks at installs alone. */
function isReportedByHadolint({ filling }: KeptCache): boolean {
  return filling.some(({ subcommand }) => /^in(?:stall)?$/.test(subcommand[0]?.value ?? ''));
}
