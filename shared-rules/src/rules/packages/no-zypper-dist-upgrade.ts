import { managerWords } from '../../facts/package-managers.js';
import { removeUpgradeFixes } from '../../fixes/remove-upgrade.js';
import { callName, callSpan, packageCall } from '../../model/packages.js';
import { isBuiltOnImage } from '../../model/stages.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'no-zypper-dist-upgrade',
  title: 'Do not upgrade the distribution in a build',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3035'],
  practices: ['P45'],
  fixes: ['suggested'],
  why: `
    \`zypper dist-upgrade\` brings the system to the state of its repositories, whatever that takes: packages may change their
    vendor, go back to an older version or be removed. What the image holds then hangs on the day of the build, and not on
    the base image that you name. All that it replaces stays in the layers below.
  `,
  how: `
    Name the release that you want in FROM, and rebuild when a newer base image is there. Where a fix cannot wait, update that
    package alone: \`zypper -n update openssl\`.
  `,
  references: ['https://en.opensuse.org/SDB:System_upgrade'],
  examples: [
    {
      bad: `
        FROM opensuse/leap:15.6
        RUN zypper -n refresh && «zypper -n dist-upgrade» && zypper -n install git && zypper clean --all
      `,
      good: `
        FROM opensuse/leap:15.6
        RUN zypper -n refresh && zypper -n install git && zypper clean --all
      `,
      fix: 'suggested',
    },
    {
      title: 'Nothing but the upgrade.',
      bad: `
        FROM opensuse/leap:15.6 AS build
        RUN «zypper --non-interactive dup» \\
              --no-recommends
        RUN zypper -n install gcc
        FROM opensuse/leap:15.6
        COPY --from=build /x /x
      `,
      good: `
        FROM opensuse/leap:15.6 AS build
        RUN zypper -n install gcc
        FROM opensuse/leap:15.6
        COPY --from=build /x /x
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'these upgrade packages within the release',
      text: 'FROM opensuse/leap:15.6\nRUN zypper -n update\nRUN zypper -n patch\n',
    },
    {
      because: 'Tumbleweed has no releases, so that this is the way to update it',
      text: 'FROM opensuse/tumbleweed AS base\nRUN zypper -n dup\nFROM base\nRUN zypper -n dup\n',
    },
    { because: 'nothing is upgraded', text: 'FROM opensuse/leap:15.6\nRUN zypper -n dup --dry-run\n' },
  ],
  mentions: managerWords('zypper'),
  on: { command: check },
});

function* check({ command, instruction }: CommandNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const call = packageCall(command, instruction);
  if (call?.manager.name !== 'zypper' || call.action !== 'upgrade-distribution') return;
  if (call.options.some(({ names }) => names.includes('--dry-run'))) return;
  if (!eachCodeAlone && isBuiltOnImage(instruction.stage, /tumbleweed$/)) return;
  yield {
    span: callSpan(call),
    message: `\`${callName(call)}\` replaces or removes packages as the repositories are on the day of the build. Name the release that you want in FROM.`,
    fixes: () => removeUpgradeFixes(instruction, call),
  };
}
