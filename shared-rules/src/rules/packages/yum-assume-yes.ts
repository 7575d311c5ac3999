import { managerWords } from '../../facts/package-managers.js';
import { insertOption } from '../../fixes/insert-option.js';
import { callName, callSpan, packageCall } from '../../model/packages.js';
import { asksToContinue } from '../../model/questions.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'yum-assume-yes',
  title: 'Let yum go on without asking',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3030'],
  practices: ['P49'],
  fixes: ['safe'],
  why: `
    yum shows what it is about to install or remove and asks "Is this ok [y/N]". Nobody sits at the keyboard of a build, so
    the answer is no: nothing is installed and the build fails. \`-y\` says yes.
  `,
  references: ['https://man7.org/linux/man-pages/man8/yum.8.html'],
  examples: [
    {
      bad: `
        FROM rockylinux:9
        RUN «yum install» git && yum clean all
      `,
      good: `
        FROM rockylinux:9
        RUN yum install -y git && yum clean all
      `,
      fix: 'safe',
    },
    {
      title: 'In every stage, for groups and removals, too.',
      bad: `
        FROM almalinux:9 AS build
        RUN <<EOF
          set -e
          «yum -q groupinstall» \\
            "Development Tools"
          ./build
          «yum remove» gcc
        EOF
        FROM almalinux:9
        COPY --from=build /x /x
      `,
      good: `
        FROM almalinux:9 AS build
        RUN <<EOF
          set -e
          yum -q groupinstall -y \\
            "Development Tools"
          ./build
          yum remove -y gcc
        EOF
        FROM almalinux:9
        COPY --from=build /x /x
      `,
      fix: 'safe',
    },
  ],
  silences: [
    {
      because: 'it is told to say yes, whatever the spelling',
      text: `
        FROM rockylinux:9
        RUN yum -y install git
        RUN yum install git -y
        RUN yum --assumeyes install git
        RUN yum -qy install git
        RUN yum --setopt=assumeyes=1 install git
      `,
    },
    {
      because: 'the answer comes from somewhere else',
      text: 'FROM rockylinux:9\nRUN yes | yum install git\nRUN yum install git <<< y\n',
    },
    {
      because: 'it is configured',
      text: 'FROM rockylinux:9\nRUN echo assumeyes=1 >> /etc/yum.conf\nRUN yum install git\n',
    },
    {
      because: 'nobody knows what the configuration says',
      text: 'FROM rockylinux:9\nCOPY yum.conf /etc/yum.conf\nRUN yum install git\n',
    },
    {
      because: 'nothing is installed or removed',
      text: 'FROM rockylinux:9\nRUN yum makecache && yum list installed && yum --assumeno install git && yum clean all\n',
    },
    {
      because: 'options may come from a variable',
      text: 'FROM rockylinux:9\nARG YUM_OPTIONS\nRUN yum install $YUM_OPTIONS git\n',
    },
  ],
  mentions: managerWords('yum'),
  on: { command: check },
});

/** What hadolint looks at. */
const REPORTED_BY_HADOLINT: ReadonlySet<string> = new Set(['install', 'groupinstall', 'localinstall']);

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const call = packageCall(command, instruction);
  if (call?.manager.name !== 'yum' || !asksToContinue(call, instruction)) return;
  yield {
    span: callSpan(call),
    message: `\`${callName(call)}\` asks whether to continue, and in a build that ends it. Add \`-y\`.`,
    ...(REPORTED_BY_HADOLINT.has(call.subcommand[0]?.value ?? '') ? {} : { codes: [] }),
    fixes: () => [
      {
        title: 'Add -y',
        safety: 'safe',
        edits: [insertOption(instruction, call.subcommand.at(-1) ?? call.program, '-y')],
      },
    ],
  };
}
