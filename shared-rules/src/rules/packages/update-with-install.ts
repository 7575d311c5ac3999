import { managerNames, managerWords } from '../../facts/package-managers.js';
import { removeInstruction } from '../../fixes/edits.js';
import { mergeRunsFix } from '../../fixes/merge-runs.js';
import { prependCommand, removeCommand } from '../../fixes/script-edits.js';
import {
  type LateInstall,
  type LoneRefresh,
  onlyCleansUp,
  type PlacedCall,
  packageListUse,
} from '../../model/package-lists.js';
import { callName, callSpan } from '../../model/packages.js';
import { scriptOf } from '../../model/script.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { TextEdit } from '../../text/edit.js';
import { slice } from '../../text/span.js';

/** These look for a new list themselves where theirs is missing or old. */
const REFRESH_THEMSELVES: ReadonlySet<string> = new Set(['apk', 'yum', 'dnf', 'microdnf', 'zypper']);

export default defineRule({
  id: 'update-with-install',
  title: 'Refresh the package list in the RUN that installs',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['trivy:DS-0017', 'checkov:CKV_DOCKER_5', 'sonar:S6595'],
  practices: ['P12', 'U3'],
  fixes: ['suggested'],
  why: `
    Docker caches each RUN by its text. \`RUN apt-get update\` never changes its text, so its list of packages may be months
    old when you add a package to the RUN below it. Mirrors keep only the newest version of a package: the build then stops
    with "404 Not Found", or it installs a version whose holes are long known. In one RUN, list and install always go
    together, and the same RUN can delete the list: 19 MB on Debian 12, which a layer of its own keeps.
  `,
  references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN «apt-get update»
        RUN apt-get install -y --no-install-recommends curl
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && \\
            apt-get install -y --no-install-recommends curl
      `,
      fix: 'suggested',
    },
    {
      title: 'Where something stands between them, the refresh moves to the install.',
      bad: `
        FROM ubuntu:24.04
        RUN echo "deb [signed-by=/keys/x.asc] https://example.com stable main" > /etc/apt/sources.list.d/x.list \\
          && «apt-get update»
        ENV X_HOME=/opt/x
        RUN apt-get install -y \\
            x-server \\
            x-tools
      `,
      good: `
        FROM ubuntu:24.04
        RUN echo "deb [signed-by=/keys/x.asc] https://example.com stable main" > /etc/apt/sources.list.d/x.list
        ENV X_HOME=/opt/x
        RUN apt-get update \\
            && apt-get install -y \\
            x-server \\
            x-tools
      `,
      fix: 'suggested',
    },
    {
      title: 'An install that works from the list of an earlier RUN.',
      bad: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl
        RUN set -eux; \\
            «apt-get install» -y git
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl
        RUN set -eux; \\
            apt-get update; \\
            apt-get install -y git
      `,
      fix: 'suggested',
    },
    {
      title: 'Whoever installs with apt-get refreshes with it, too: apt is made for people.',
      bad: `
        FROM debian:13-slim
        RUN apt update && apt install -y less
        RUN «apt-get install» -y netcat-openbsd
      `,
      good: `
        FROM debian:13-slim
        RUN apt update && apt install -y less
        RUN apt-get update && apt-get install -y netcat-openbsd
      `,
      fix: 'suggested',
    },
    {
      title: 'A RUN that only cleans up behind the install comes along.',
      bad: `
        FROM debian:13-slim
        RUN «apt-get update»
        RUN apt-get install -y --no-install-recommends less
        RUN apt-get clean && rm -rf /var/lib/apt/lists/*
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && \\
            apt-get install -y --no-install-recommends less && \\
            apt-get clean && rm -rf /var/lib/apt/lists/*
      `,
      fix: 'suggested',
    },
    {
      title: '`apk add` fetches the list itself.',
      bad: `
        FROM alpine:3.22
        RUN «apk update»
        RUN apk add --no-cache curl
      `,
      good: `
        FROM alpine:3.22
        RUN apk add --no-cache curl
      `,
      fix: 'suggested',
    },
    {
      title: 'A script below may install from the list.',
      bad: `
        FROM debian:12-slim
        COPY install.sh /
        RUN «apt-get update»
        RUN sh /install.sh
      `,
      good: `
        FROM debian:12-slim
        COPY install.sh /
        RUN apt-get update && sh /install.sh
      `,
    },
  ],
  silences: [
    {
      because: 'refresh and install stand together',
      text: 'FROM debian:13\nRUN apt-get -qq update; apt-get install -y curl\n',
    },
    {
      because: 'an upgrade uses the list, too',
      text: 'FROM debian:13\nRUN apt-get update && apt-get upgrade -y\n',
    },
    {
      because: 'a script in the same RUN may install',
      text: 'FROM debian:13\nRUN apt-get update && ./install-packages.sh\n',
    },
    {
      because: 'the lists are in a cache mount',
      text: `
        FROM debian:13
        RUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update
        RUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get install -y curl
      `,
    },
    {
      because: 'these refresh no list of packages',
      text: 'FROM debian:13\nRUN update-ca-certificates\nRUN npm update\nRUN update-alternatives --list x\n',
    },
    {
      because: 'the script of the vendor refreshes the list',
      text: `
        FROM debian:13
        RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
        RUN curl -fsSL https://example.com/setup | bash - && apt-get install -y nodejs
      `,
    },
    {
      because: 'a script behind the deletion may fetch the list anew',
      text: `
        FROM debian:13
        RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && curl -fsSL https://example.com/setup | sh
        RUN apt-get install -y nodejs
      `,
    },
    {
      because: 'yum update upgrades packages and refreshes the list on its way',
      text: 'FROM rockylinux:9\nRUN yum update -y\nRUN yum install -y git\n',
    },
    {
      because: 'a file is installed',
      text: 'FROM debian:13\nRUN apt-get update && apt-get install -y curl\nRUN apt-get install -y ./x.deb\n',
    },
    {
      because: 'nothing is known of the lists of the base image',
      text: 'FROM example.com/base:1\nRUN apt-get install -y curl\n',
    },
  ],
  mentions: managerWords(...managerNames(({ kind }) => kind === 'system')),
  on: { document: check },
});

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  const { loneRefreshes, lateInstalls } = packageListUse(dockerfile);
  for (const refresh of loneRefreshes) yield loneFinding(dockerfile, refresh);
  const reported = new Set<InstructionNode>();
  for (const install of lateInstalls) {
    if (reported.has(install.run)) continue;
    reported.add(install.run);
    yield lateFinding(dockerfile, install);
  }
}

function loneFinding(dockerfile: Dockerfile, refresh: LoneRefresh): Finding {
  const { call, installs } = refresh;
  return {
    span: callSpan(call),
    message: loneMessage(refresh),
    related: installs.map((install) => ({
      span: callSpan(install.call),
      message: `This works from the list of line ${refresh.run.line + 1}.`,
    })),
    fixes: () => {
      if (installs.length === 0 && refresh.mayBeUsedBy !== undefined) return [];
      const fix = isNeedless(refresh) ? removeRefresh(dockerfile, refresh) : joinRefresh(dockerfile, refresh);
      return fix === undefined ? [] : [fix];
    },
  };
}

function isNeedless({ call, installs }: LoneRefresh): boolean {
  return installs.length === 0 || REFRESH_THEMSELVES.has(call.manager.group);
}

function loneMessage({ call, installs, mayBeUsedBy }: LoneRefresh): string {
  const [first] = installs;
  if (first === undefined && mayBeUsedBy !== undefined) {
    return `Docker caches this RUN, so whatever line ${mayBeUsedBy.line + 1} installs comes from an old list. Run \`${callName(call)}\` in that RUN, or leave it out.`;
  }
  if (first === undefined) {
    return `Nothing is installed from the list that this \`${callName(call)}\` fetches. Remove it, or install in the same RUN.`;
  }
  const install = callName(first.call);
  if (REFRESH_THEMSELVES.has(call.manager.group)) {
    return `\`${install}\` in line ${first.run.line + 1} fetches the list itself. This \`${callName(call)}\` makes a layer with a list that grows old; remove it.`;
  }
  return `Docker caches this RUN, so \`${install}\` in line ${first.run.line + 1} will work from an old list and ask for versions that are gone. Run \`${callName(call)}\` in the RUN that installs.`;
}

function lateFinding(dockerfile: Dockerfile, install: LateInstall): Finding {
  const { call, refresh, listIsGone } = install;
  const line = refresh.run.line + 1;
  const reason = listIsGone
    ? `The package list of line ${line} is not there any more, so this install finds nothing.`
    : `This installs from the list that line ${line} fetched; once Docker has cached that, the list grows old and its versions go.`;
  return {
    span: callSpan(call),
    message: `${reason} Run \`${refreshName(refresh, install)}\` in this RUN, too.`,
    codes: [],
    related: [{ span: callSpan(refresh.call), message: 'The list is fetched here.' }],
    fixes: () => {
      const edit = refreshBefore(dockerfile, refresh, install);
      return edit === undefined
        ? []
        : [{ title: `Run ${refreshName(refresh, install)} before this install`, safety: 'suggested', edits: [edit] }];
    },
  };
}

function removeRefresh(dockerfile: Dockerfile, refresh: LoneRefresh): Fix | undefined {
  const edit = removeCall(dockerfile, refresh);
  return edit && { title: `Remove ${callName(refresh.call)}`, safety: 'suggested', edits: [edit] };
}

/** Merges the RUN of the refresh with the next one that installs, or moves the refresh to the installs. */
function joinRefresh(dockerfile: Dockerfile, refresh: LoneRefresh): Fix | undefined {
  const [first] = refresh.installs;
  if (first === undefined) return undefined;
  const together = runsUpTo(refresh.run, first.run);
  const merged = mergeRunsFix([...together, ...cleanUpBehind(first)]) ?? mergeRunsFix(together);
  const removal = removeCall(dockerfile, refresh);
  const edits: TextEdit[] = merged === undefined ? (removal === undefined ? [] : [removal]) : [...merged.edits];
  if (edits.length === 0) return undefined;
  const done = new Set<InstructionNode>(merged === undefined ? [] : [first.run]);
  for (const install of refresh.installs) {
    if (done.has(install.run)) continue;
    done.add(install.run);
    const edit = refreshBefore(dockerfile, refresh, install);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  const title =
    merged === undefined ? `Move ${callName(refresh.call)} to the install` : 'Refresh and install in one RUN';
  return { title, safety: 'suggested', edits };
}

/** The RUNs from the first to the last one, where nothing but RUNs stands between them. */
function runsUpTo(first: InstructionNode, last: InstructionNode): readonly InstructionNode[] {
  if (first.stage === undefined || first.stage !== last.stage) return [];
  const between = first.stage.instructions.filter(({ index }) => index >= first.index && index <= last.index);
  return between.every(({ keyword }) => keyword === 'RUN') ? between : [];
}

/** The RUN behind an install, where it only deletes what that leaves: in a layer of its own it frees nothing. */
function cleanUpBehind({ run, call }: PlacedCall): readonly InstructionNode[] {
  const instructions = run.stage?.instructions ?? [];
  const next = instructions[instructions.indexOf(run) + 1];
  return next?.keyword === 'RUN' && onlyCleansUp(next, call) ? [next] : [];
}

function removeCall(dockerfile: Dockerfile, { call, run }: PlacedCall): TextEdit | undefined {
  const isAlone = scriptOf(run)?.commands.length === 1 && run.heredocs.length === 0;
  return isAlone ? removeInstruction(dockerfile, run) : removeCommand(run, call.command);
}

function refreshBefore(dockerfile: Dockerfile, refresh: PlacedCall, install: PlacedCall): TextEdit | undefined {
  const { span } = refresh.call.command;
  const { span: program } = refresh.call.program;
  const before = slice(dockerfile.text, { start: span.start, end: program.start });
  const behind = slice(dockerfile.text, { start: program.end, end: span.end });
  const written = `${before}${refreshProgram(refresh, install)}${behind}`;
  if (written.includes('\n') || refresh.run.form.kind === 'exec') return undefined;
  const needsSudo = usesSudo(install) && !usesSudo(refresh);
  return prependCommand(install.run, install.call.command, needsSudo ? `sudo ${written}` : written);
}

/** Scripts that install with apt-get also refresh with it: apt is made for people. */
function refreshProgram({ call }: PlacedCall, install: PlacedCall): string {
  const { text, value } = call.program;
  return value === 'apt' ? (install.call.program.value ?? text) : text;
}

/** As it stands before the install in the end: `apt-get update`. */
function refreshName(refresh: PlacedCall, install: PlacedCall): string {
  return refresh.call.program.value === 'apt' ? `${refreshProgram(refresh, install)} update` : callName(refresh.call);
}

function usesSudo({ call }: PlacedCall): boolean {
  return effectiveCommand(call.command)?.wrappers.includes('sudo') === true;
}
