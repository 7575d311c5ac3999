import { managerNames, managerWords } from '../../facts/package-managers.js';
import { insertOption } from '../../fixes/insert-option.js';
import { mayBeConfigured, settingOnCommandLine } from '../../model/apt-settings.js';
import {
  callHasOption,
  callName,
  callSpan,
  flagPlace,
  mayHoldOptions,
  type PackageCall,
  packageCalls,
} from '../../model/packages.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'apt-get-no-install-recommends',
  title: 'Install only what you ask apt-get for',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3015', 'sonar:S6500'],
  practices: ['P48'],
  fixes: ['suggested'],
  why: `
    Beside what you name and what that needs, apt-get installs what is merely recommended to go with it: documentation
    tools, fonts, desktop libraries. That often takes more room than the package you wanted, and each of them is one more
    thing to patch. With
    \`--no-install-recommends\` you get the packages you name and what they cannot work without.
  `,
  how: `
    Something you use may have come along as a recommendation (\`ca-certificates\` for curl, \`openssh-client\` for git). Build
    and test once after the change, and name such packages yourself.
  `,
  references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN apt-get update && «apt-get install» -y curl ca-certificates && rm -rf /var/lib/apt/lists/*
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates && rm -rf /var/lib/apt/lists/*
      `,
      fix: 'suggested',
    },
    {
      bad: `
        FROM debian:13-slim
        RUN apt-get update \\
          && «apt-get -y install» \\
            git \\
          && rm -rf /var/lib/apt/lists/*
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update \\
          && apt-get -y install --no-install-recommends \\
            git \\
          && rm -rf /var/lib/apt/lists/*
      `,
      fix: 'suggested',
    },
    {
      title: 'Several in one RUN.',
      bad: `
        FROM debian:13-slim
        RUN apt-get update && «apt-get install» -y curl && ./add-repository.sh \\
          && apt-get update && apt-get install -y less
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends curl && ./add-repository.sh \\
          && apt-get update && apt-get install -y --no-install-recommends less
      `,
      fix: 'suggested',
    },
    {
      title: 'Exec form.',
      bad: `
        FROM debian:13-slim
        RUN [«"apt-get", "install"», "-y", "git"]
      `,
      good: `
        FROM debian:13-slim
        RUN ["apt-get", "install", "-y", "--no-install-recommends", "git"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'they are left out, whatever the spelling',
      text: `
        FROM debian:13
        RUN apt-get --no-install-recommends install -y a
        RUN apt-get install -y a --no-install-recommends
        RUN apt-get -o APT::Install-Recommends=0 install -y a
        RUN apt-get install -y -oAPT::Install-Recommends=false a
        RUN apt-get install --option=APT::Install-Recommends=no -y a
      `,
    },
    {
      because: 'they are left out by configuration',
      text: `
        FROM debian:13
        RUN echo 'APT::Install-Recommends "false";' > /etc/apt/apt.conf.d/99-lean
        RUN apt-get update && apt-get install -y a
      `,
    },
    {
      because: 'nobody knows what the configuration says',
      text: 'FROM debian:13\nCOPY apt.conf /etc/apt/apt.conf.d/\nRUN apt-get install -y a\n',
    },
    { because: 'they are wanted', text: 'FROM debian:13\nRUN apt-get install -y --install-recommends winehq-stable\n' },
    {
      because: 'layers of a build stage are not shipped',
      text: 'FROM debian:13 AS build\nRUN apt-get install -y gcc\nFROM debian:13\nCOPY --from=build /x /x\n',
    },
    {
      because: 'nothing new is asked for',
      text: `
        FROM debian:13
        RUN apt-get install -y -f
        RUN apt-get install -y --only-upgrade openssl
        RUN apt-get build-dep -y nginx
        RUN apt-get install --print-uris a
      `,
    },
    { because: 'options may come from a variable', text: 'FROM debian:13\nARG OPTS\nRUN apt-get install $OPTS a\n' },
    {
      because: 'the variable holds the option',
      text: 'FROM debian:13\nENV OPTS="-y --no-install-recommends"\nRUN apt-get install $OPTS a\n',
    },
  ],
  mentions: managerWords(...managerNames(({ group }) => group === 'apt')),
  on: { RUN: check },
});

const ASKS_FOR_NOTHING_NEW: ReadonlySet<string> = new Set([
  ...['--only-upgrade', '--reinstall', '--install-recommends', '--with-recommends', '--print-uris', '--no-download'],
  ...['-s', '--simulate', '--just-print', '--dry-run', '--recon', '--no-act'],
]);

/** One finding a RUN: they are all written by the same hand. */
function* check(run: InstructionNode): Iterable<Finding> {
  if (run.stage?.ships !== true) return;
  const calls = packageCalls(run).filter((call) => installsRecommended(call, run));
  for (const name of new Set(calls.map(({ manager }) => manager.name))) {
    const [first, ...rest] = calls.filter(({ manager }) => manager.name === name);
    if (first !== undefined) yield report(run, first, rest);
  }
}

function report(run: InstructionNode, first: PackageCall, rest: readonly PackageCall[]): Finding {
  const option = `--${first.manager.noRecommends?.long?.[0] ?? 'no-install-recommends'}`;
  const where = rest.length === 0 ? '' : ` to all ${rest.length + 1} installs of this RUN`;
  return {
    span: callSpan(first),
    message: `\`${callName(first)}\` also installs packages that are only recommended. Add \`${option}\`${where}.`,
    ...(first.manager.name === 'apt-get' ? {} : { codes: ['sonar:S6500'] }),
    related: rest.map((call) => ({ span: callSpan(call), message: 'This installs them, too.' })),
    fixes: () => [
      {
        title: `Add ${option}`,
        safety: 'suggested',
        edits: [first, ...rest].map((call) => insertOption(run, flagPlace(call), option)),
      },
    ],
  };
}

function installsRecommended(call: PackageCall, run: InstructionNode): boolean {
  const { manager, action, subcommand, operands, options } = call;
  if (manager.group !== 'apt' || action !== 'install' || subcommand[0]?.value !== 'install') return false;
  if (operands.length === 0 || manager.noRecommends === undefined || callHasOption(call, manager.noRecommends))
    return false;
  if (options.some(({ names }) => names.some((name) => ASKS_FOR_NOTHING_NEW.has(name)))) return false;
  if (settingOnCommandLine(call, 'Install-Recommends') !== undefined || mayHoldOptions(call, run)) return false;
  return !mayBeConfigured(call, run, 'Install-Recommends');
}
