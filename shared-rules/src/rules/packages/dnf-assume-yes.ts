import { managerWords } from '../../facts/package-managers.js';
import { insertOption } from '../../fixes/insert-option.js';
import { callName, callSpan, type PackageCall, packageCall } from '../../model/packages.js';
import { asksToContinue } from '../../model/questions.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'dnf-assume-yes',
  title: 'Let dnf go on without asking',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3038'],
  practices: ['P49'],
  fixes: ['safe'],
  why: `
    dnf shows what it is about to install or remove and asks "Is this ok [y/N]". Nobody sits at the keyboard of a build, so
    the answer is no: nothing is installed and the build fails. \`-y\` says yes.
  `,
  references: ['https://dnf.readthedocs.io/en/latest/command_ref.html#options'],
  examples: [
    {
      bad: `
        FROM fedora:42
        RUN «dnf install» git && dnf clean all
      `,
      good: `
        FROM fedora:42
        RUN dnf install -y git && dnf clean all
      `,
      fix: 'safe',
    },
    {
      title: 'In every stage, for groups and removals, too.',
      bad: `
        FROM almalinux:9 AS build
        RUN <<EOF
          set -e
          «dnf -q group install» \\
            "Development Tools"
          ./build
          «dnf remove» gcc
        EOF
        FROM almalinux:9
        COPY --from=build /x /x
      `,
      good: `
        FROM almalinux:9 AS build
        RUN <<EOF
          set -e
          dnf -q group install -y \\
            "Development Tools"
          ./build
          dnf remove -y gcc
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
        FROM fedora:42
        RUN dnf -y install git
        RUN dnf install git -y
        RUN dnf --assumeyes install git
        RUN dnf5 -qy install git
        RUN dnf --setopt=assumeyes=1 install git
      `,
    },
    {
      because: 'microdnf never asks',
      text: 'FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6\nRUN microdnf install git && microdnf clean all\n',
    },
    {
      because: 'the answer comes from somewhere else',
      text: 'FROM fedora:42\nRUN yes | dnf install git\nRUN dnf install git <<< y\n',
    },
    {
      because: 'it is configured',
      text: 'FROM fedora:42\nRUN echo "assumeyes=True" >> /etc/dnf/dnf.conf\nRUN dnf install git\n',
    },
    {
      because: 'nobody knows what the configuration says',
      text: 'FROM fedora:42\nCOPY dnf.conf /etc/dnf/\nRUN dnf install git\n',
    },
    {
      because: 'nothing is installed or removed',
      text: 'FROM fedora:42\nRUN dnf makecache && dnf repolist && dnf --assumeno install git && dnf clean all\n',
    },
    {
      because: 'options may come from a variable',
      text: 'FROM fedora:42\nARG DNF_OPTIONS\nRUN dnf install $DNF_OPTIONS git\n',
    },
  ],
  mentions: managerWords('dnf', 'microdnf'),
  on: { command: check },
});

/** What hadolint looks at, of the programs that it knows. */
const REPORTED_BY_HADOLINT: ReadonlySet<string> = new Set(['install', 'groupinstall', 'localinstall']);

function* check({ command, instruction }: CommandNode, context: RuleContext): Iterable<Finding> {
  const call = packageCall(command, instruction);
  if (call === undefined || !isDnf(call, context) || !asksToContinue(call, instruction)) return;
  yield {
    span: callSpan(call),
    message: `\`${callName(call)}\` asks whether to continue, and in a build that ends it. Add \`-y\`.`,
    ...(isReportedByHadolint(call) ? {} : { codes: [] }),
    fixes: () => [
      {
        title: 'Add -y',
        safety: 'safe',
        edits: [insertOption(instruction, call.subcommand.at(-1) ?? call.program, '-y')],
      },
    ],
  };
}

/**
 * microdnf says yes by itself: https://github.com/rpm-software-management/microdnf/blob/main/dnf/dnf-main.c. It does ask
 * where it is another name of dnf5, which hadolint takes for the rule.
 */
function isDnf({ manager }: PackageCall, { eachCodeAlone }: RuleContext): boolean {
  return manager.name === 'dnf' || (eachCodeAlone && manager.name === 'microdnf');
}

function isReportedByHadolint({ program, subcommand }: PackageCall): boolean {
  const isKnown = /(?:^|\/)(?:micro)?dnf$/.test(program.value ?? '');
  return isKnown && REPORTED_BY_HADOLINT.has(subcommand[0]?.value ?? '');
}
