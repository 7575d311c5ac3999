import { prependCommand, removeCommand } from '../../fixes/script-edits.js';
import { deletionsOf } from '../../model/deletions.js';
import { rememberLatest } from '../../model/memo.js';
import { mountsOf } from '../../model/mounts.js';
import { callName, callSpan, type PackageCall, packageCalls } from '../../model/packages.js';
import { coversPath, deletesPath } from '../../model/paths.js';
import { stageChain } from '../../model/stages.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode, Mount, Stage } from '../../model/types.js';
import { expandAt, resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { ShellCommand } from '../../shell/types.js';
import type { TextEdit } from '../../text/edit.js';
import type { Span } from '../../text/span.js';

const PACKAGES = '/var/cache/apt';
const LISTS = '/var/lib/apt/lists';
/** A hook of the Docker images that deletes packages once they are installed: https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages */
const HOOK = '/etc/apt/apt.conf.d/docker-clean';

export default defineRule({
  id: 'apt-cache-mount-locked',
  title: 'Lock the cache mounts of apt and keep what is in them',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P17'],
  fixes: ['safe', 'suggested'],
  why: `
    A cache mount is shared: two builds, or two stages of one build, write to it at the same time. apt wants its directories for
    itself and stops with "Could not get lock", now and then, where nobody can repeat it. With \`sharing=locked\` the
    second one waits. The cache is of use only if something stays in it: the official Debian and Ubuntu images
    delete each package after its install, and a clean-up at the end of the RUN empties the mount, too.
  `,
  how: `
    Delete the hook \`${HOOK}\` once, then mount both directories in each RUN that installs:
    \`--mount=type=cache,target=/var/cache/apt,sharing=locked\` and \`--mount=type=cache,target=/var/lib/apt,sharing=locked\`.
    Nothing in them gets into the image, so nothing needs to be cleaned.
  `,
  references: [
    'https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages',
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN rm -f /etc/apt/apt.conf.d/docker-clean
        RUN «--mount=type=cache,target=/var/cache/apt» \\
            «--mount=type=cache,target=/var/lib/apt» \\
            apt-get update && apt-get install -y --no-install-recommends less
      `,
      good: `
        FROM debian:12-slim
        RUN rm -f /etc/apt/apt.conf.d/docker-clean
        RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
            --mount=type=cache,target=/var/lib/apt,sharing=locked \\
            apt-get update && apt-get install -y --no-install-recommends less
      `,
      fix: 'safe',
    },
    {
      title: 'A clean-up empties the cache that the mount is there for.',
      bad: `
        FROM debian:12-slim
        RUN rm -f /etc/apt/apt.conf.d/docker-clean
        RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
            --mount=type=cache,target=/var/lib/apt,sharing=locked \\
            apt-get update && \\
            apt-get install -y --no-install-recommends less && \\
            rm -rf «/var/lib/apt/lists/*»
      `,
      good: `
        FROM debian:12-slim
        RUN rm -f /etc/apt/apt.conf.d/docker-clean
        RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
            --mount=type=cache,target=/var/lib/apt,sharing=locked \\
            apt-get update && \\
            apt-get install -y --no-install-recommends less
      `,
      fix: 'safe',
    },
    {
      title: 'The image deletes packages after each install.',
      bad: `
        FROM debian:12-slim
        RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
            --mount=type=cache,target=/var/lib/apt,sharing=locked <<EOF
        set -e
        apt-get update
        «apt-get install» -y --no-install-recommends less
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
            --mount=type=cache,target=/var/lib/apt,sharing=locked <<EOF
        set -e
        apt-get update
        rm -f /etc/apt/apt.conf.d/docker-clean
        apt-get install -y --no-install-recommends less
        EOF
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'a cache of its own for each build needs no lock',
      text: 'FROM debian:12-slim\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN --mount=type=cache,target=/var/cache/apt,sharing=private apt-get install -y less\n',
    },
    {
      because: 'pip and npm share their caches well',
      text: 'FROM python:3.13-slim\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\nRUN --mount=type=cache,target=/var/cache/app make\n',
    },
    {
      because: 'the lists are not in the mount',
      text: 'FROM debian:12-slim\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update && apt-get install -y less && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      because: 'a stage below took the hook away',
      text: 'FROM debian:12-slim AS base\nRUN rm /etc/apt/apt.conf.d/docker-clean\nFROM base\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get install -y less\n',
    },
    {
      because: 'settings of apt are copied in',
      text: 'FROM debian:12-slim\nCOPY apt.conf /etc/apt/apt.conf.d/99-keep\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get install -y less\n',
    },
    {
      because: 'only lists are kept: the hook does not matter',
      text: 'FROM debian:12-slim\nRUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked apt-get update && apt-get install -y less\n',
    },
    {
      because: 'nothing is known of the image',
      text: 'FROM registry.example.com/base:1\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get install -y less\n',
    },
    {
      because: 'a tmpfs keeps nothing and is shared with nobody',
      text: 'FROM debian:12-slim\nRUN --mount=type=tmpfs,target=/var/cache/apt apt-get install -y less && apt-get clean\n',
    },
    {
      because: 'the way of sharing comes from outside',
      text: 'FROM debian:12-slim\nARG SHARING\nRUN rm /etc/apt/apt.conf.d/docker-clean\nRUN --mount=type=cache,target=/var/cache/apt,sharing=$SHARING apt-get install -y less\n',
    },
  ],
  mentions: ['mount'],
  on: { RUN: check },
});

interface AptMount {
  readonly mount: Mount;
  readonly target: string;
}

function* check(run: InstructionNode): Iterable<Finding> {
  if (!run.flags.some(({ name }) => name === 'mount')) return;
  const mounts = aptMounts(run);
  if (mounts.length === 0) return;
  const calls = packageCalls(run).filter(({ manager }) => manager.group === 'apt');
  for (const { mount, target } of mounts) {
    const sharing = mount.options.get('sharing') ?? 'shared';
    if (sharing !== 'shared') continue;
    // /var/cache holds more than what apt keeps there.
    if (calls.length === 0 && !/\/apt\b/.test(target)) continue;
    yield {
      span: mount.span,
      message: `Two builds may write to this cache of apt at once, and then one of them stops with "Could not get lock". Add sharing=locked.`,
      fixes: () => [{ title: 'Add sharing=locked', safety: 'safe', edits: [lock(run, mount)] }],
    };
  }
  yield* checkCleaning(run, mounts, calls);
  yield* checkHook(run, mounts, calls);
}

function aptMounts(run: InstructionNode): readonly AptMount[] {
  return mountsOf(run).flatMap((mount) => {
    const target = mount.type !== 'cache' || mount.target === undefined ? undefined : expandAt(run, mount.target);
    if (target === undefined || target === '/') return [];
    const isApt = [PACKAGES, LISTS].some((path) => coversPath(target, path) || target.startsWith(`${path}/`));
    return isApt ? [{ mount, target }] : [];
  });
}

function isKept(mounts: readonly AptMount[], path: string): boolean {
  return mounts.some(({ target }) => coversPath(target, path));
}

function lock({ flags }: InstructionNode, { span }: Mount): TextEdit {
  const options = flags.find((flag) => flag.span === span)?.options ?? [];
  const written = options.find(({ name }) => name.toLowerCase() === 'sharing');
  if (written !== undefined) return { span: written.span, text: 'sharing=locked' };
  return { span: { start: span.end, end: span.end }, text: ',sharing=locked' };
}

function* checkCleaning(
  run: InstructionNode,
  mounts: readonly AptMount[],
  calls: readonly PackageCall[],
): Iterable<Finding> {
  const deletions = deletionsOf(run);
  const isWasted = (pattern: string | undefined): boolean =>
    pattern !== undefined &&
    mounts.some(
      ({ target }) =>
        deletesPath(pattern, target) || (pattern.startsWith(`${target}/`) && !pattern.endsWith('/partial')),
    );
  for (const { command, word, pattern } of deletions) {
    if (!isWasted(pattern)) continue;
    const isAll = deletions.every((other) => other.command !== command || isWasted(other.pattern));
    yield emptied(run, command, word.span, `${word.text} is`, isAll);
  }
  for (const call of calls) {
    if (call.action !== 'clean' || !isKept(mounts, PACKAGES) || !/^(?:dist-?)?clean$/.test(subcommandOf(call)))
      continue;
    yield emptied(
      run,
      call.command,
      callSpan(call),
      `What ${callName(call)} deletes is`,
      subcommandOf(call) === 'clean',
    );
  }
}

function subcommandOf({ subcommand }: PackageCall): string {
  return subcommand[0]?.value ?? '';
}

function emptied(run: InstructionNode, command: ShellCommand, span: Span, what: string, mayGo: boolean): Finding {
  return {
    span,
    message: `${what} in a cache mount: it never gets into the image, and the next build must fetch it again. Leave it there.`,
    fixes: (): readonly Fix[] => {
      const edit = mayGo ? removeCommand(run, command) : undefined;
      return edit === undefined ? [] : [{ title: 'Keep the cache', safety: 'safe', edits: [edit] }];
    },
  };
}

function* checkHook(
  run: InstructionNode,
  mounts: readonly AptMount[],
  calls: readonly PackageCall[],
): Iterable<Finding> {
  const call = calls.find(({ action }) => action === 'install');
  if (call === undefined || !isKept(mounts, `${PACKAGES}/archives`) || !hasHook(run)) return;
  yield {
    span: callSpan(call),
    message: `This image deletes each package once it is installed, so the cache mount stays empty. Delete ${HOOK} first.`,
    fixes: (): readonly Fix[] => {
      const edit = run.before.user.isRoot === true ? prependCommand(run, call.command, `rm -f ${HOOK}`) : undefined;
      return edit === undefined
        ? []
        : [{ title: 'Delete the hook that empties the cache', safety: 'suggested', edits: [edit] }];
    },
  };
}

/** Whether the hook of the official images is surely there when a RUN begins. */
function hasHook(run: InstructionNode): boolean {
  const { stage } = run;
  const { distribution, family } = stage?.image ?? {};
  if (stage === undefined || family === undefined || (distribution !== 'debian' && distribution !== 'ubuntu'))
    return false;
  if (resolveVariable(run, 'APT_CONFIG').kind !== 'undeclared') return false;
  const drops = hookDrops(run.file);
  for (const each of stageChain(stage)) if ((drops.get(each) ?? Number.POSITIVE_INFINITY) <= run.index) return false;
  return true;
}

/** The index of the first instruction of each stage that may take the hook away; none for stages where nothing does. */
const hookDrops = rememberLatest(({ stages }: Dockerfile) => {
  const drops = new Map<Stage, number>();
  for (const stage of stages) {
    const first = stage.instructions.find(mayDropHook);
    if (first !== undefined) drops.set(stage, first.index);
  }
  return drops;
});

function mayDropHook(instruction: InstructionNode): boolean {
  const { keyword, body, file, span } = instruction;
  if (keyword === 'RUN') {
    const text = instruction.heredocs.length > 0 ? file.text.slice(span.start, span.end) : body.text;
    return /docker-clean|apt\.conf|Keep-Downloaded-Packages/.test(text);
  }
  if (keyword !== 'COPY' && keyword !== 'ADD') return false;
  const { destination } = transferOf(instruction);
  return /^\/(?:etc\/?)?$|^\/etc\/apt(?:\/|$)/.test(destination?.path ?? '/');
}
