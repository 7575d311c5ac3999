import { managerWords } from '../../facts/package-managers.js';
import { quotedNames, rpmWithVersion, unpinnedPackages } from '../../model/pinned-packages.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'pin-dnf-packages',
  title: 'Name the versions of what dnf installs',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3041'],
  fixes: [],
  why: `
    Without a version, dnf and microdnf install what the repositories offer on the day of the build. The same Dockerfile gives another
    image next month, and what worked yesterday may fail without a change of yours. With a version, each build installs the same or
    fails and says so.
  `,
  how: `
    Write the version after a dash: \`nginx-1.28.0\`, with the release if you want one build and no other. A star takes fixes,
    too: \`nginx-1.28.*\`. Fedora removes replaced versions from its mirrors, so there an exact one fails to build before long.
  `,
  references: ['https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages'],
  examples: [
    {
      bad: `
        FROM fedora:42
        RUN dnf install -y «nginx» && dnf clean all
      `,
      good: `
        FROM fedora:42
        RUN dnf install -y nginx-1.28.0 && dnf clean all
      `,
    },
    {
      title: 'microdnf, and a number in the name, which is no version.',
      bad: `
        FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6
        RUN microdnf install -y --setopt=install_weak_deps=0 \\
              «java-21-openjdk-headless» \\
              tar-1.34 \\
            && microdnf clean all
      `,
      good: `
        FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6
        RUN microdnf install -y --setopt=install_weak_deps=0 \\
              java-21-openjdk-headless-21.0.8.0.9 \\
              tar-1.34 \\
            && microdnf clean all
      `,
    },
  ],
  silences: [
    {
      because: 'it has a version, a release or a part of one',
      text: `
        FROM fedora:42
        RUN dnf install -y foo-1.2 foo-bar-1.2-3.el9 foo-1.2.x86_64 foo-1:1.2 foo-1.2* 'foo >= 1.2'
      `,
    },
    {
      because: 'local files and addresses',
      text: `
        FROM fedora:42
        RUN dnf install -y x.rpm ./x-y.rpm /tmp/y.rpm https://example.org/b-c.rpm
      `,
    },
    {
      because: 'the version is in a variable',
      text: `
        FROM fedora:42
        ARG VERSION
        RUN dnf install -y foo-$VERSION foo-\${VERSION} kernel-headers-$(uname -r) $PACKAGES
      `,
    },
    {
      because: 'groups and what a package provides have no such version',
      text: `
        FROM fedora:42
        RUN dnf install -y '@Development Tools' 'dnf-command(builddep)' /usr/bin/git && dnf groupinstall -y x
      `,
    },
    {
      because: 'values of options are no packages',
      text: `
        FROM fedora:42
        RUN dnf install -y --enablerepo crb --setopt install_weak_deps=False foo-1.2
      `,
    },
    {
      because: 'these install nothing new by name',
      text: `
        FROM fedora:42
        RUN dnf update -y foo && dnf remove -y foo && dnf reinstall -y foo
      `,
    },
    {
      because: 'a module has a stream',
      text: `
        FROM almalinux:9
        RUN dnf -y module install nodejs:22 && dnf -y group install x
      `,
    },
  ],
  mentions: managerWords('dnf', 'microdnf'),
  on: { command: check },
});

function* check(node: CommandNode): Iterable<Finding> {
  for (const found of unpinnedPackages('dnf', node)) {
    yield {
      span: found.span,
      message: found.isModule
        ? `No stream is given for the module ${quotedNames(found)}: each build takes the default. Write \`${found.names[0]}:<stream>\`.`
        : `No version is given for ${quotedNames(found)}: each build takes the one that the repository has that day. Write \`${rpmWithVersion(found.names[0])}\`.`,
      ...(/^(?:micro)?dnf$/.test(found.program) ? {} : { codes: [] }),
    };
  }
}
