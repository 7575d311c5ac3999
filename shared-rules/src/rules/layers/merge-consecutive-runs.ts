import { canMergeRuns, mergeRunsFix } from '../../fixes/merge-runs.js';
import { scriptOf } from '../../model/script.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

/** A RUN with more commands than this is a step of its own: its author keeps its cache apart on purpose. */
const LONG_STEP = 3;

export default defineRule({
  id: 'merge-consecutive-runs',
  title: 'Merge neighbouring RUN steps',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3059', 'sonar:S7031'],
  fixes: ['suggested'],
  why: `
    Each RUN makes a layer. What one RUN writes stays in its layer, even where the next RUN deletes or overwrites it, so
    small steps in a row cost pulls and disk for nothing. A long step that seldom changes is worth a layer of its own: its
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
  ],
  silences: [
    {
      because: 'layers of a build stage are not shipped',
      text: 'FROM alpine:3.22 AS build\nRUN a\nRUN b\nFROM scratch\nCOPY --from=build /x /x\n',
    },
    { because: 'their mounts differ', text: 'FROM alpine:3.22\nRUN --mount=type=tmpfs,target=/x a\nRUN b\n' },
    { because: 'a heredoc is a script of its own', text: 'FROM alpine:3.22\nRUN <<EOF\na\nEOF\nRUN b\n' },
    { because: 'another instruction stands between', text: 'FROM alpine:3.22\nRUN a\nENV b=c\nRUN d\n' },
    { because: 'a long step keeps its own cache', text: 'FROM alpine:3.22\nRUN a && b && c && d\nRUN e\n' },
    { because: 'set -e would lose its meaning in a list', text: 'FROM alpine:3.22\nRUN set -e; a; b\nRUN c\n' },
  ],
  on: { stage: check },
});

function* check(stage: Stage): Iterable<Finding> {
  if (!stage.ships) return;
  let group: InstructionNode[] = [];
  for (const instruction of [...stage.instructions, undefined]) {
    const last = group.at(-1);
    if (instruction !== undefined && last !== undefined && isShort(instruction) && canMergeRuns(last, instruction)) {
      group.push(instruction);
      continue;
    }
    yield* report(group);
    group = instruction?.keyword === 'RUN' && isShort(instruction) ? [instruction] : [];
  }
}

function isShort(instruction: InstructionNode): boolean {
  const commands = scriptOf(instruction)?.commands.filter(({ nesting }) => nesting.length === 0) ?? [];
  return commands.length <= LONG_STEP;
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
