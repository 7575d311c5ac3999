import { managerWords } from '../../facts/package-managers.js';
import { insertOption } from '../../fixes/insert-option.js';
import { callName, callSpan, packageCall } from '../../model/packages.js';
import { asksToContinue } from '../../model/questions.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'zypper-non-interactive',
  title: 'Let zypper go on without asking',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3034'],
  practices: ['P49'],
  fixes: ['safe'],
  why: `
    Before zypper installs or removes anything, it asks "Continue? [y/n/v/...]". In a build there is nobody to answer: zypper
    reads the end of its input, stops with an error, and the build fails. With \`-n\` after \`zypper\` it takes its default
    answer, which is to go on.
  `,
  references: ['https://en.opensuse.org/SDB:Zypper_manual#Global_options'],
  examples: [
    {
      bad: `
        FROM opensuse/leap:15.6
        RUN zypper refresh && «zypper install» git && zypper clean --all
      `,
      good: `
        FROM opensuse/leap:15.6
        RUN zypper refresh && zypper -n install git && zypper clean --all
      `,
      fix: 'safe',
    },
    {
      title: 'In every stage, for removals and updates, too.',
      bad: `
        FROM opensuse/leap:15.6 AS build
        RUN «zypper --quiet in» \\
              gcc \\
            && ./build \\
            && «zypper rm» gcc
        FROM opensuse/leap:15.6
        COPY --from=build /x /x
      `,
      good: `
        FROM opensuse/leap:15.6 AS build
        RUN zypper -n --quiet in \\
              gcc \\
            && ./build \\
            && zypper -n rm gcc
        FROM opensuse/leap:15.6
        COPY --from=build /x /x
      `,
      fix: 'safe',
    },
  ],
  silences: [
    {
      because: 'it is told not to ask, whatever the spelling',
      text: `
        FROM opensuse/leap:15.6
        RUN zypper -n install git
        RUN zypper --non-interactive in git
        RUN zypper install -y git
        RUN zypper in --no-confirm git
        RUN zypper -qn in git
      `,
    },
    {
      because: 'the answer comes from somewhere else',
      text: 'FROM opensuse/leap:15.6\nRUN yes | zypper install git\nRUN zypper install git <<< y\n',
    },
    {
      because: 'nothing is installed or removed',
      text: 'FROM opensuse/leap:15.6\nRUN zypper refresh && zypper search git && zypper install --dry-run git && zypper clean\n',
    },
    {
      because: 'options may come from a variable',
      text: 'FROM opensuse/leap:15.6\nARG OPTIONS\nRUN zypper $OPTIONS install git\n',
    },
  ],
  mentions: managerWords('zypper'),
  on: { command: check },
});

/** What hadolint looks at. */
const REPORTED_BY_HADOLINT: ReadonlySet<string> = new Set([
  ...['install', 'in', 'remove', 'rm', 'source-install', 'si', 'patch'],
]);

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const call = packageCall(command, instruction);
  if (call?.manager.name !== 'zypper' || !asksToContinue(call, instruction)) return;
  yield {
    span: callSpan(call),
    message: `\`${callName(call)}\` asks whether to continue, and in a build that ends it. Write \`zypper -n\`.`,
    ...(REPORTED_BY_HADOLINT.has(call.subcommand[0]?.value ?? '') ? {} : { codes: [] }),
    // Only there: behind `install` the option has another meaning.
    fixes: () => [{ title: 'Add -n', safety: 'safe', edits: [insertOption(instruction, call.program, '-n')] }],
  };
}
