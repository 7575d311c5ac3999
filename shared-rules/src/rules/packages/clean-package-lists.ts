import { managerNames, managerWords } from '../../facts/package-managers.js';
import { appendCommand } from '../../fixes/script-edits.js';
import { deletionsOf } from '../../model/deletions.js';
import { isMounted } from '../../model/mounts.js';
import { isLoneRefresh, listsAreDeleted, packageListUse } from '../../model/package-lists.js';
import { callName, callSpan, type PackageCall, packageCalls } from '../../model/packages.js';
import { deletesPath } from '../../model/paths.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RelatedPlace, type RuleContext } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';

const LISTS = '/var/lib/apt/lists';

export default defineRule({
  id: 'clean-package-lists',
  title: 'Delete the package lists of apt in the RUN that fetches them',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3009', 'sonar:S6587', 'semgrep:remove-package-lists'],
  practices: ['P43', 'U44'],
  fixes: ['suggested'],
  why: `
    \`apt-get update\` fetches the lists of all packages there are: 19 MB for Debian 12, more for Ubuntu. Nobody needs them
    once the packages are installed, and they soon are out of date. They leave the image only if the same RUN deletes them:
    what a later RUN deletes stays in the layer below it. Measured with \`less\` on Debian 12: a layer of 20.2 MB with the lists,
    1.2 MB without them. \`apt-get clean\` deletes packages, not lists.
  `,
  how: `
    Delete \`/var/lib/apt/lists/*\` at the end of the RUN, or put the directory into a mount:
    \`--mount=type=cache,target=/var/lib/apt,sharing=locked\`.
  `,
  references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN «apt-get update» && \\
            apt-get install -y --no-install-recommends curl
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && \\
            apt-get install -y --no-install-recommends curl && \\
            rm -rf /var/lib/apt/lists/*
      `,
      fix: 'suggested',
    },
    {
      title: 'In the layout of the RUN, comments and all.',
      bad: `
        FROM ubuntu:24.04
        RUN «apt-get update» \\
          # for the health check
          && apt-get install -y --no-install-recommends \\
            curl \\
            # and for downloads
            wget
        CMD ["bash"]
      `,
      good: `
        FROM ubuntu:24.04
        RUN apt-get update \\
          # for the health check
          && apt-get install -y --no-install-recommends \\
            curl \\
            # and for downloads
            wget \\
          && rm -rf /var/lib/apt/lists/*
        CMD ["bash"]
      `,
      fix: 'suggested',
    },
    {
      title: 'In a script that stops at the first failure, a line more.',
      bad: `
        FROM debian:13-slim
        RUN <<EOF
          set -e
          «apt-get update»
          apt-get install -y curl
        EOF
      `,
      good: `
        FROM debian:13-slim
        RUN <<EOF
          set -e
          apt-get update
          apt-get install -y curl
          rm -rf /var/lib/apt/lists/*
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'Deleting them in another RUN comes too late.',
      bad: `
        FROM debian:13-slim
        RUN «apt-get update» && apt-get install -y curl
        RUN apt-get clean && rm -rf /var/lib/apt/lists/*
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
        RUN apt-get clean && rm -rf /var/lib/apt/lists/*
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'they are deleted, whatever the spelling',
      text: `
        FROM debian:13
        RUN apt-get update && apt-get install -y a; rm -r /var/lib/apt/lists
        RUN apt-get update && apt-get install -y a && rm -rf /tmp/* "/var/lib/apt/lists/"* /var/tmp/*
        RUN apt-get update && apt-get install -y a && rm -rf /var/lib/{apt,dpkg/info}/lists/*
        RUN apt-get update && apt-get install -y a && find /var/lib/apt/lists -type f -delete
        RUN apt-get update && apt-get install -y a && apt-get dist-clean
        RUN trap 'rm -rf /var/lib/apt/lists/*' EXIT; apt-get update && apt-get install -y a
      `,
    },
    {
      because: 'a script that by its name cleans up follows',
      text: 'FROM debian:13\nRUN apt-get update && apt-get install -y a && /usr/local/bin/clean-layer.sh\n',
    },
    {
      because: 'layers of a build stage are not shipped',
      text: 'FROM debian:13 AS build\nRUN apt-get update && apt-get install -y gcc\nFROM debian:13\nCOPY --from=build /x /x\n',
    },
    {
      because: 'the lists are in a mount',
      text: `
        FROM debian:13
        RUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update && apt-get install -y a
        RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update && apt-get install -y b
      `,
    },
    {
      because: 'nothing but the refresh is in this RUN: another rule tells to merge it with the install',
      text: 'FROM debian:13\nRUN apt-get update\nRUN apt-get install -y curl\n',
    },
    { because: 'an install alone fetches no lists', text: 'FROM debian:13\nRUN apt-get install -y curl\n' },
  ],
  mentions: managerWords(...managerNames(({ group }) => group === 'apt')),
  on: { stage: check },
});

function* check(stage: Stage, context: RuleContext): Iterable<Finding> {
  if (!stage.ships) return;
  const runs = stage.instructions
    .map((instruction) => instruction.onbuildTrigger ?? instruction)
    .filter(({ keyword }) => keyword === 'RUN');
  const found: { readonly run: InstructionNode; readonly refresh: PackageCall }[] = [];
  for (const run of runs) {
    const refresh = packageCalls(run).filter(isRefresh).at(-1);
    if (refresh === undefined || isMounted(run, LISTS) || listsAreDeleted(run, refresh)) continue;
    if (!context.eachCodeAlone && isLoneRefresh(context.dockerfile, run)) continue;
    found.push({ run, refresh });
  }
  if (found.length === 0) return;
  const cleanUps = runs.flatMap((run) => lateCleanUp(run) ?? []);
  for (const { run, refresh } of found) {
    const late = cleanUps.find(({ line }) => line > run.line);
    yield finding(run, refresh, late, context);
  }
}

function isRefresh({ manager, action }: PackageCall): boolean {
  return manager.group === 'apt' && action === 'update-index';
}

/** Where a RUN deletes lists that an earlier one has left. */
function lateCleanUp(run: InstructionNode): (RelatedPlace & { readonly line: number }) | undefined {
  const deletion = deletionsOf(run).find(({ pattern }) => pattern !== undefined && deletesPath(pattern, LISTS));
  if (deletion === undefined || packageCalls(run).some(isRefresh)) return undefined;
  return {
    span: deletion.word.span,
    message: 'This deletes them too late: they stay in the layer below.',
    line: run.line,
  };
}

function finding(
  run: InstructionNode,
  refresh: PackageCall,
  late: RelatedPlace | undefined,
  { dockerfile }: RuleContext,
): Finding {
  return {
    span: callSpan(refresh),
    message: `The lists that \`${callName(refresh)}\` fetches stay in this layer. Delete /var/lib/apt/lists/* at the end of this RUN.`,
    related: late === undefined ? [] : [{ span: late.span, message: late.message }],
    fixes: () => {
      // An install in a later RUN that works from these lists has to get its own first.
      if (packageListUse(dockerfile).sharedRuns.has(run)) return [];
      const fix = deleteLists(run, refresh);
      return fix === undefined ? [] : [fix];
    },
  };
}

function deleteLists(run: InstructionNode, refresh: PackageCall): Fix | undefined {
  const wrappers = effectiveCommand(refresh.command)?.wrappers ?? [];
  const sudo = wrappers.includes('sudo') ? 'sudo ' : '';
  const edit = appendCommand(run, `${sudo}rm -rf /var/lib/apt/lists/*`);
  return edit && { title: 'Delete the lists at the end of this RUN', safety: 'suggested', edits: [edit] };
}
