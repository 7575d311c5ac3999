import { isPlainCommand } from '../../facts/plain-commands.js';
import { canMergeRuns, mergeRunsFix } from '../../fixes/merge-runs.js';
import { lateDeletions } from '../../model/late-deletions.js';
import { packageListUse } from '../../model/package-lists.js';
import { packageCall } from '../../model/packages.js';
import { scriptOf } from '../../model/script.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';

/** A RUN with more commands than this is a step of its own: its author keeps its cache apart on purpose. */
const LONGEST_STEP = 2;

export default defineRule({
  id: 'merge-consecutive-runs',
  title: 'Merge neighbouring RUN steps',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3059', 'sonar:S7031'],
  practices: ['P40'],
  fixes: ['suggested'],
  why: `
    Each RUN makes a layer. What one RUN writes stays in its layer, even where the next RUN deletes or overwrites it, so
    small steps in a row cost pulls and disk for nothing: a RUN that changes the owner of a file of 20 MB adds another 20 MB,
    measured, and none when one RUN makes and changes it. A long step that seldom changes is worth a layer of its own: its
    cache saves you time. Look at the base image and at stages first; layers come after those.
  `,
  references: ['https://docs.docker.com/build/building/best-practices/#run'],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        RUN mkdir /data
        «RUN» touch /data/ready
      `,
      good: `
        FROM alpine:3.22
        RUN mkdir /data && \\
            touch /data/ready
      `,
      fix: 'suggested',
    },
    {
      title: 'Comments stay, blank lines go, and `cd` gets a subshell so that it moves nobody else.',
      bad: `
        FROM alpine:3.22
        RUN cd /tmp && touch a

        # the service looks for this
        «RUN» mkdir /srv/app
        RUN touch /srv/app/b
      `,
      good: `
        FROM alpine:3.22
        RUN (cd /tmp && touch a) && \\
            # the service looks for this
            mkdir /srv/app && \\
            touch /srv/app/b
      `,
      fix: 'suggested',
    },
    {
      title: 'The layout of the file is kept.',
      bad: `
        FROM alpine:3.22
        RUN mkdir /data \\
          && touch /data/a
        «RUN» test -f /data/a || exit 1
      `,
      good: `
        FROM alpine:3.22
        RUN mkdir /data \\
          && touch /data/a \\
          && { test -f /data/a || exit 1; }
      `,
      fix: 'suggested',
    },
    {
      title: 'A `;` at the end of a step.',
      bad: `
        FROM alpine:3.22
        RUN mkdir /data;
        «RUN» touch /data/a
      `,
      good: `
        FROM alpine:3.22
        RUN { mkdir /data; } && \\
            touch /data/a
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'layers of a build stage are not shipped',
      text: 'FROM alpine:3.22 AS build\nRUN mkdir /a\nRUN mkdir /b\nFROM scratch\nCOPY --from=build /x /x\n',
    },
    {
      because: 'their mounts differ',
      text: 'FROM alpine:3.22\nRUN --mount=type=tmpfs,target=/x mkdir /a\nRUN mkdir /b\n',
    },
    { because: 'a heredoc is a script of its own', text: 'FROM alpine:3.22\nRUN <<EOF\nmkdir /a\nEOF\nRUN mkdir /b\n' },
    { because: 'another instruction stands between', text: 'FROM alpine:3.22\nRUN mkdir /a\nENV b=c\nRUN mkdir /b\n' },
    {
      because: 'a long step keeps its own cache',
      text: 'FROM alpine:3.22\nRUN mkdir a && touch b && touch c\nRUN mkdir /b\n',
    },
    {
      because: 'install and build are different steps: a change of the build must not install anew',
      text: 'FROM node:24\nRUN npm ci\nRUN npm run build\n',
    },
    {
      because: 'set -e would lose its meaning in a list',
      text: 'FROM alpine:3.22\nRUN set -e; mkdir /a\nRUN mkdir /b\n',
    },
    {
      because: 'a refresh of package lists belongs to the install, as another rule says',
      text: 'FROM debian:13\nRUN apt-get update\nRUN apt-get install -y curl\n',
    },
    {
      because: 'the cleaning belongs to what makes the mess, as another rule says',
      text: 'FROM debian:13\nRUN curl -o /x.zip https://example.com/x.zip\nRUN unzip /x.zip && rm /x.zip\n',
    },
  ],
  on: { stage: check },
});

function* check(stage: Stage, context: RuleContext): Iterable<Finding> {
  if (!stage.ships) return;
  let group: InstructionNode[] = [];
  for (const instruction of [...stage.instructions, undefined]) {
    const last = group.at(-1);
    const isCandidate =
      instruction !== undefined && isShort(instruction, context) && !isSpokenFor(instruction, context);
    if (isCandidate && last !== undefined && belongTogether(last, instruction, context)) {
      group.push(instruction);
      continue;
    }
    yield* report(group);
    group = isCandidate ? [instruction] : [];
  }
}

function isShort(instruction: InstructionNode, { eachCodeAlone }: RuleContext): boolean {
  if (instruction.keyword !== 'RUN') return false;
  const commands = scriptOf(instruction)?.commands ?? [];
  // hadolint's limit: https://github.com/hadolint/hadolint/wiki/DL3059
  if (eachCodeAlone) return commands.length <= 1;
  return commands.filter(({ nesting }) => nesting.length === 0).length <= LONGEST_STEP;
}

/** Other rules tell why this RUN belongs to another one, and merge them. */
function isSpokenFor(instruction: InstructionNode, { dockerfile, eachCodeAlone }: RuleContext): boolean {
  if (eachCodeAlone) return false;
  return packageListUse(dockerfile).concernedRuns.has(instruction) || lateDeletions(dockerfile).runs.has(instruction);
}

function belongTogether(first: InstructionNode, second: InstructionNode, { eachCodeAlone }: RuleContext): boolean {
  if (!canMergeRuns(first, second)) return false;
  if (eachCodeAlone) return true;
  const work = workOf(first);
  return work !== undefined && work === workOf(second);
}

/**
 * What kind of work a RUN does: `files` where it only deals with files and users, else the package manager that it
 * installs with. `undefined` where it builds or runs something: that is a step of its own, with a cache of its own.
 */
function workOf(run: InstructionNode): string | undefined {
  let work = 'files';
  for (const command of scriptOf(run)?.commands ?? []) {
    const call = packageCall(command, run);
    const program = effectiveCommand(command)?.name;
    if (call === undefined && command.name !== undefined && (program === undefined || !isPlainCommand(program)))
      return undefined;
    if (call === undefined || call.action === 'clean') continue;
    if (call.action === 'remove' || (work !== 'files' && work !== call.manager.name)) return undefined;
    work = call.manager.name;
  }
  return work;
}

function* report(group: readonly InstructionNode[]): Iterable<Finding> {
  const [first, second, ...rest] = group;
  if (first === undefined || second === undefined) return;
  yield {
    span: second.keywordSpan,
    message: `These ${group.length} RUN steps follow each other and make ${group.length} layers. One RUN would make one.`,
    related: [first, ...rest].map(({ keywordSpan }) => ({
      span: keywordSpan,
      message: 'This RUN belongs to the same group.',
    })),
    fixes: () => {
      const fix = mergeRunsFix(group);
      return fix === undefined ? [] : [fix];
    },
  };
}
