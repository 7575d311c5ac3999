import { managerWords } from '../../facts/package-managers.js';
import { quotedNames, rpmWithVersion, unpinnedPackages } from '../../model/pinned-packages.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'pin-yum-packages',
  title: 'Name the versions of what yum installs',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3033'],
  fixes: [],
  why: `
    Without a version, yum installs what the repositories offer on the day of the build. The same Dockerfile gives another image next
    month, and what worked yesterday may fail without a change of yours. With a version, each build installs the same or fails and
    says so.
  `,
  how: `
    Write the version after a dash: \`httpd-2.4.57\`, with the release if you want one build and no other. A star takes fixes,
    too: \`httpd-2.4.*\`.
  `,
  references: ['https://man7.org/linux/man-pages/man8/yum.8.html'],
  examples: [
    {
      bad: `
        FROM almalinux:9
        RUN yum install -y «httpd» && yum clean all
      `,
      good: `
        FROM almalinux:9
        RUN yum install -y httpd-2.4.62 && yum clean all
      `,
    },
    {
      title: 'A number in the name is no version.',
      bad: `
        FROM almalinux:9
        RUN yum -y install --enablerepo crb \\
              «java-17-openjdk» \\
              git-2.47.3-1.el9 \\
            && yum module install -y «nodejs» \\
            && yum clean all
      `,
      good: `
        FROM almalinux:9
        RUN yum -y install --enablerepo crb \\
              java-17-openjdk-17.0.16.0.8 \\
              git-2.47.3-1.el9 \\
            && yum module install -y nodejs:22 \\
            && yum clean all
      `,
    },
  ],
  silences: [
    {
      because: 'it has a version, a release or a part of one',
      text: `
        FROM almalinux:9
        RUN yum install -y foo-1.2 foo-bar-1.2-3.el9 foo-1.2.x86_64 foo-1:1.2 foo-1.2* 'foo >= 1.2'
      `,
    },
    {
      because: 'local files and addresses',
      text: `
        FROM almalinux:9
        RUN yum install -y x.rpm ./x-y.rpm /tmp/y.rpm https://example.org/b-c.rpm
      `,
    },
    {
      because: 'the version is in a variable',
      text: `
        FROM almalinux:9
        ARG VERSION
        RUN yum install -y foo-$VERSION foo-\${VERSION} kernel-headers-$(uname -r) $PACKAGES
      `,
    },
    {
      because: 'groups and what a package provides have no such version',
      text: `
        FROM almalinux:9
        RUN yum install -y '@Development Tools' 'dnf-command(builddep)' /usr/bin/git && yum groupinstall -y x
      `,
    },
    {
      because: 'values of options are no packages',
      text: `
        FROM almalinux:9
        RUN yum install -y --enablerepo crb --setopt install_weak_deps=False foo-1.2
      `,
    },
    {
      because: 'these install nothing new by name',
      text: `
        FROM almalinux:9
        RUN yum update -y foo && yum remove -y foo && yum reinstall -y foo
      `,
    },
    {
      because: 'a module has a stream',
      text: `
        FROM almalinux:9
        RUN yum module install -y nodejs:22 && yum module enable -y php
      `,
    },
  ],
  mentions: managerWords('yum'),
  on: { command: check },
});

function* check(node: CommandNode): Iterable<Finding> {
  for (const found of unpinnedPackages('yum', node)) {
    yield {
      span: found.span,
      message: found.isModule
        ? `No stream is given for the module ${quotedNames(found)}: each build takes the default. Write \`${found.names[0]}:<stream>\`.`
        : `No version is given for ${quotedNames(found)}: each build takes the one that the repository has that day. Write \`${rpmWithVersion(found.names[0])}\`.`,
    };
  }
}
