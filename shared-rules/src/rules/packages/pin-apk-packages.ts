import { managerWords } from '../../facts/package-managers.js';
import { quotedNames, unpinnedPackages } from '../../model/pinned-packages.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'pin-apk-packages',
  title: 'Name the versions of what apk installs',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3018'],
  fixes: [],
  why: `
    Without a version, apk installs what the branch of Alpine offers on the day of the build, so the same Dockerfile gives
    different images. A version makes builds repeatable, and shows which one an image has.
  `,
  how: `
    Alpine keeps only the newest build of a package, so \`curl=8.14.1-r1\` fails once \`-r2\` is out. A fuzzy version
    (\`curl~8.14\`) takes rebuilds and fixes, but no new series.
  `,
  references: ['https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper', 'https://man.archlinux.org/man/apk-world.5'],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        RUN apk add --no-cache «curl»
      `,
      good: `
        FROM alpine:3.22
        RUN apk add --no-cache curl~8.14
      `,
    },
    {
      title: 'Several packages, one of them with a version.',
      bad: `
        FROM alpine:3.22
        RUN apk --no-cache add --virtual .build-deps \\
              build-base=0.5-r3 \\
              «linux-headers» \\
              «foo@edge»
      `,
      good: `
        FROM alpine:3.22
        RUN apk --no-cache add --virtual .build-deps \\
              build-base=0.5-r3 \\
              'linux-headers>6' \\
              foo@edge=1.2-r0
      `,
    },
    {
      title: 'Exec form.',
      bad: `
        FROM alpine:3.22
        RUN ["apk", "add", "--no-cache", «"git"»]
      `,
      good: `
        FROM alpine:3.22
        RUN ["apk", "add", "--no-cache", "git~2.49"]
      `,
    },
  ],
  silences: [
    {
      because: 'it has a version, whatever the operator',
      text: `
        FROM alpine:3.22
        RUN apk add a=1 b~1 'c>1' d~=1 'e<2'
      `,
    },
    {
      because: 'values of options are no packages',
      text: `
        FROM alpine:3.22
        RUN apk --root /x --arch x86 add -t .deps -X https://example.org/alpine foo=1
      `,
    },
    {
      because: 'local files, names of groups and conflicts',
      text: `
        FROM alpine:3.22
        RUN apk add --allow-untrusted ./foo.apk /tmp/bar.apk
        RUN apk add .deps '!busybox'
      `,
    },
    {
      because: 'what the variable holds is not known',
      text: `
        FROM alpine:3.22
        ARG PACKAGES
        RUN apk add $PACKAGES "$(cat list)" foo=$VERSION
      `,
    },
    {
      because: 'these install nothing new by name',
      text: `
        FROM alpine:3.22
        RUN apk upgrade foo
        RUN apk del foo
        RUN apk info foo
      `,
    },
  ],
  mentions: managerWords('apk'),
  on: { command: check },
});

function* check(node: CommandNode): Iterable<Finding> {
  for (const found of unpinnedPackages('apk', node)) {
    yield {
      span: found.span,
      message: `No version is given for ${quotedNames(found)}: each build takes the one that the repository has that day. Write \`${found.names[0]}~<version>\`.`,
    };
  }
}
