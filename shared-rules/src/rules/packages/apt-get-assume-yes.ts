import { managerNames, managerWords } from '../../facts/package-managers.js';
import { insertOption } from '../../fixes/insert-option.js';
import { mayBeConfigured, settingOnCommandLine } from '../../model/apt-settings.js';
import {
  callHasOption,
  callName,
  callSpan,
  mayHoldOptions,
  type PackageCall,
  packageCall,
} from '../../model/packages.js';
import { isAnswered } from '../../model/questions.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'apt-get-assume-yes',
  title: 'Let apt-get go on without asking',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3014', 'sonar:S6584'],
  practices: ['P49'],
  fixes: ['safe'],
  why: `
    Before apt-get installs or removes more than the packages you name, it asks "Do you want to continue?". Nobody sits at
    the keyboard of a build: apt-get takes that for a no, prints "Abort." and the build fails. Whether it asks changes with
    the versions of packages, so a file that builds today may fail tomorrow. \`-y\` says yes.
  `,
  references: ['https://manpages.debian.org/trixie/apt/apt-get.8.en.html#OPTIONS'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN apt-get update && «apt-get install» --no-install-recommends curl
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends curl
      `,
      fix: 'safe',
    },
    {
      title: 'In every stage, and for removals, too.',
      bad: `
        FROM debian:13-slim AS build
        RUN set -ex; \\
            «apt-get -q install» \\
                gcc; \\
            «apt-get purge» --auto-remove gcc
        FROM scratch
        COPY --from=build /x /x
      `,
      good: `
        FROM debian:13-slim AS build
        RUN set -ex; \\
            apt-get -q install -y \\
                gcc; \\
            apt-get purge -y --auto-remove gcc
        FROM scratch
        COPY --from=build /x /x
      `,
      fix: 'safe',
    },
    {
      title: 'Exec form.',
      bad: `
        FROM debian:13-slim
        RUN [«"apt-get", "install"», "curl"]
      `,
      good: `
        FROM debian:13-slim
        RUN ["apt-get", "install", "-y", "curl"]
      `,
      fix: 'safe',
    },
  ],
  silences: [
    {
      because: 'it is told to say yes, whatever the spelling',
      text: `
        FROM debian:13
        RUN apt-get -y install a
        RUN apt-get install a --yes
        RUN apt-get install --assume-yes a
        RUN apt-get -qq install a
        RUN apt-get install -qqy a
        RUN apt-get -q=2 install a
        RUN apt-get --quiet --quiet install a
        RUN apt-get -o APT::Get::Assume-Yes=true install a
      `,
    },
    {
      because: 'the answer comes from somewhere else',
      text: `
        FROM debian:13
        RUN yes | apt-get install a
        RUN echo y | apt-get install a
        RUN apt-get install a <<< y
      `,
    },
    {
      because: 'it is configured',
      text: `
        FROM debian:13
        RUN echo 'APT::Get::Assume-Yes "true";' > /etc/apt/apt.conf.d/90-yes && apt-get install a
      `,
    },
    {
      because: 'nothing is installed',
      text: 'FROM debian:13\nRUN apt-get update\nRUN apt-get --simulate install a\nRUN apt-get clean\n',
    },
    {
      because: 'options may come from a variable',
      text: 'FROM debian:13\nARG APT_OPTIONS\nRUN apt-get install $APT_OPTIONS a\n',
    },
  ],
  mentions: managerWords(...managerNames(({ group }) => group === 'apt')),
  on: { command: check },
});

const ASKS_NOTHING: ReadonlySet<string> = new Set([
  ...['-s', '--simulate', '--just-print', '--dry-run', '--recon', '--no-act', '--print-uris'],
  ...['--assume-no', '--trivial-only', '--force-yes', '-h', '--help'],
]);

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const call = packageCall(command, instruction);
  if (call === undefined || call.manager.group !== 'apt' || !asks(call)) return;
  if (mayHoldOptions(call, instruction) || mayBeConfigured(call, instruction, 'Assume-Yes')) return;
  const isInstall = call.action === 'install';
  yield {
    span: callSpan(call),
    message: `\`${callName(call)}\` may ask whether to continue, and in a build that ends it. Add \`-y\`.`,
    ...(isInstall && call.manager.name === 'apt-get' ? {} : { codes: ['sonar:S6584'] }),
    fixes: () => [
      {
        title: 'Add -y',
        safety: 'safe',
        edits: [insertOption(instruction, call.subcommand.at(-1) ?? call.program, '-y')],
      },
    ],
  };
}

function asks(call: PackageCall): boolean {
  const { manager, action, options, command } = call;
  if (action !== 'install' && action !== 'remove' && action !== 'upgrade' && action !== 'upgrade-distribution')
    return false;
  if (manager.assumeYes !== undefined && callHasOption(call, manager.assumeYes)) return false;
  if (isVeryQuiet(call) || settingOnCommandLine(call, 'Assume-Yes') !== undefined) return false;
  if (options.some(({ names }) => names.some((name) => ASKS_NOTHING.has(name)))) return false;
  return !isAnswered(command);
}

/** `-qq` says yes: https://manpages.debian.org/trixie/apt/apt-get.8.en.html#OPTIONS */
function isVeryQuiet({ options }: PackageCall): boolean {
  let level = 0;
  for (const { names, value } of options) {
    for (const name of names) {
      if (name !== '-q' && name !== '--quiet') continue;
      level = value === undefined ? level + 1 : Number(value.replace(/^=/, ''));
    }
  }
  return level >= 2;
}
