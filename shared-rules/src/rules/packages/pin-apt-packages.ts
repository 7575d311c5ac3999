import { managerNames, managerWords } from '../../facts/package-managers.js';
import { quotedNames, unpinnedPackages } from '../../model/pinned-packages.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'pin-apt-packages',
  title: 'Name the versions of what apt-get installs',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3008'],
  practices: ['P48'],
  fixes: [],
  why: `
    Without a version, apt-get installs what the archive offers on the day of the build. The same Dockerfile gives another image
    next month, and what worked yesterday may fail without a change of yours. A version, or a snapshot of the archive, makes
    builds repeatable.
  `,
  how: `
    Debian and Ubuntu keep only the newest version of a package in a release, so an exact version fails to build once it is
    replaced. Where that matters, either let a tool such as Renovate raise the versions, allow a range (\`curl=8.14.*\`), or install
    from \`snapshot.debian.org\` or \`snapshot.ubuntu.com\`, which keep every day's archive.
  `,
  references: ['https://docs.docker.com/build/building/best-practices/#apt-get', 'https://snapshot.debian.org/'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends «curl» && rm -rf /var/lib/apt/lists/*
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends curl=8.14.1-2 && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: 'Each package by itself, in whatever stage.',
      bad: `
        FROM debian:13 AS build
        RUN apt-get update \\
            && apt-get -y install \\
              «gcc» \\
              make=4.4.1-2 \\
              «libssl-dev:amd64» \\
            && rm -rf /var/lib/apt/lists/*
        FROM debian:13-slim
        COPY --from=build /x /x
      `,
      good: `
        FROM debian:13 AS build
        RUN apt-get update \\
            && apt-get -y install \\
              gcc=4:14.2.0-1 \\
              make=4.4.1-2 \\
              libssl-dev:amd64=3.5.* \\
            && rm -rf /var/lib/apt/lists/*
        FROM debian:13-slim
        COPY --from=build /x /x
      `,
    },
    {
      title: 'A variable that holds packages.',
      bad: `
        FROM debian:13-slim
        ENV PACKAGES="git=1:2.47.3-0 jq"
        RUN <<EOF
        apt-get update
        apt-get install -y «$PACKAGES»
        EOF
      `,
      good: `
        FROM debian:13-slim
        ENV PACKAGES="git=1:2.47.3-0 jq=1.7.1-6"
        RUN <<EOF
        apt-get update
        apt-get install -y $PACKAGES
        EOF
      `,
    },
  ],
  silences: [
    {
      because: 'the version is in a variable, or everything is',
      text: `
        FROM debian:13
        ARG VERSION
        ARG PACKAGES
        RUN apt-get install -y nginx=$VERSION "curl=\${CURL_VERSION}" $PACKAGES $(cat packages.txt)
        RUN for package in a b; do apt-get install -y "$package"; done
        RUN xargs apt-get install -y < packages.txt
        RUN xargs -I{} apt-get install -y {} < packages.txt
      `,
    },
    {
      because: 'local files and a named release',
      text: `
        FROM debian:13
        RUN apt-get install -y ./app.deb /tmp/other.deb app.deb curl/trixie-backports
      `,
    },
    {
      because: 'the archive is that of one day',
      text: `
        FROM debian:13 AS base
        RUN echo "deb http://snapshot.debian.org/archive/debian/20261101T000000Z trixie main" > /etc/apt/sources.list
        FROM base
        RUN apt-get install -y curl
      `,
    },
    {
      because: 'the snapshot is an option',
      text: `
        FROM ubuntu:24.04
        RUN apt-get install -y --snapshot 20261101T000000Z curl
      `,
    },
    {
      because: 'values of options are no packages, and removals have no version',
      text: `
        FROM debian:13
        RUN apt-get -o Dpkg::Use-Pty=0 -t trixie install -y curl=8.14.1-2 vim-
        RUN apt-get remove -y install
        RUN apt-get build-dep -y nginx
      `,
    },
    {
      because: 'the newest version is what is asked for',
      text: `
        FROM debian:13
        RUN apt-get install -y --only-upgrade openssl
      `,
    },
  ],
  mentions: managerWords(...managerNames(({ group }) => group === 'apt')),
  on: { command: check },
});

function* check(node: CommandNode): Iterable<Finding> {
  for (const found of unpinnedPackages('apt', node)) {
    yield {
      span: found.span,
      message: `No version is given for ${quotedNames(found)}: each build takes the one that the archive has that day. Write \`${found.names[0]}=<version>\`.`,
      ...(found.program === 'apt-get' ? {} : { codes: [] }),
    };
  }
}
