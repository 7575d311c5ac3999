import { managerWords } from '../../facts/package-managers.js';
import { quotedNames, unpinnedPackages } from '../../model/pinned-packages.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'pin-zypper-packages',
  title: 'Name the versions of what zypper installs',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3037'],
  fixes: [],
  why: `
    Without a version, zypper installs what the repositories offer on the day of the build. The same Dockerfile gives another image
    next month, and what worked yesterday may fail without a change of yours. With a version, each build installs the same or fails
    and says so.
  `,
  how: `
    Quote comparisons, or the shell takes \`>\` for a redirection: \`zypper --non-interactive install 'nginx>=1.27'\`.
  `,
  references: ['https://en.opensuse.org/SDB:Zypper_manual'],
  examples: [
    {
      bad: `
        FROM opensuse/leap:15.6
        RUN zypper --non-interactive install «nginx» && zypper clean --all
      `,
      good: `
        FROM opensuse/leap:15.6
        RUN zypper --non-interactive install nginx=1.21.5 && zypper clean --all
      `,
    },
    {
      title: 'Each package by itself.',
      bad: `
        FROM opensuse/leap:15.6
        RUN zypper -n in --no-recommends \\
              «git-core» \\
              'curl>=8.6' \\
            && zypper clean --all
      `,
      good: `
        FROM opensuse/leap:15.6
        RUN zypper -n in --no-recommends \\
              'git-core>=2.43' \\
              'curl>=8.6' \\
            && zypper clean --all
      `,
    },
  ],
  silences: [
    {
      because: 'it has a version',
      text: `
        FROM opensuse/leap:15.6
        RUN zypper -n in a=1 'b>1' 'c<=2' && zypper in -y --from repo d=1
      `,
    },
    {
      because: 'patterns are no packages',
      text: `
        FROM opensuse/leap:15.6
        RUN zypper -n in -t pattern devel_basis && zypper -n in --type pattern x && zypper -n in pattern:devel_C
      `,
    },
    {
      because: 'local files and addresses',
      text: `
        FROM opensuse/leap:15.6
        RUN zypper -n in x.rpm ./y.rpm https://example.org/z.rpm
      `,
    },
    {
      because: 'it is in a variable',
      text: `
        FROM opensuse/leap:15.6
        RUN zypper -n in nginx=$VERSION $PACKAGES $(cat list)
      `,
    },
    {
      because: 'a removal has no version',
      text: `
        FROM opensuse/leap:15.6
        RUN zypper -n in a=1 '!b' ~c -d && zypper -n remove e && zypper -n update f
      `,
    },
  ],
  mentions: managerWords('zypper'),
  on: { command: check },
});

function* check(node: CommandNode): Iterable<Finding> {
  for (const found of unpinnedPackages('zypper', node)) {
    yield {
      span: found.span,
      message: `No version is given for ${quotedNames(found)}: each build takes the one that the repository has that day. Write \`${found.names[0]}=<version>\`.`,
    };
  }
}
