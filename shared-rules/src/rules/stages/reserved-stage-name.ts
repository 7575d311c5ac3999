import { freeStageName, renameStage } from '../../fixes/rename-stage.js';
import type { Dockerfile, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';

export default defineRule({
  id: 'reserved-stage-name',
  title: 'Call no stage scratch or context',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3063', 'buildkit:ReservedStageName'],
  fixes: ['suggested'],
  why: `
    Docker has these two names for itself: \`FROM scratch\` starts with nothing at all, and \`context\` is the build context.
    A stage that takes one of them may be passed over without a word: a FROM that means it can get an empty image instead,
    a COPY the files of the build context.
  `,
  references: ['https://docs.docker.com/reference/build-checks/reserved-stage-name/'],
  examples: [
    {
      bad: `
        FROM debian:12-slim AS «context»
        RUN echo ready > /ready
        FROM debian:12-slim
        COPY --from=context /ready /ready
      `,
      good: `
        FROM debian:12-slim AS context-stage
        RUN echo ready > /ready
        FROM debian:12-slim
        COPY --from=context-stage /ready /ready
      `,
      fix: 'suggested',
    },
    {
      title: 'In any case.',
      bad: `
        FROM debian:12-slim AS «Scratch»
        RUN echo ready > /ready
        FROM debian:12-slim
        COPY --from=Scratch \\
             /ready /ready
      `,
      good: `
        FROM debian:12-slim AS scratch-stage
        RUN echo ready > /ready
        FROM debian:12-slim
        COPY --from=scratch-stage \\
             /ready /ready
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'as a base it is what it is for', text: 'FROM scratch AS files\nFROM scratch\nCOPY --from=files / /\n' },
    { because: 'part of a name', text: 'FROM debian:13 AS build-context\nFROM debian:13 AS scratchpad\n' },
  ],
  mentions: ['scratch', 'context'],
  on: { stage: check },
});

function* check(stage: Stage): Iterable<Finding> {
  const { name, nameSpan, from } = stage;
  if (name === undefined || nameSpan === undefined) return;
  const lower = name.toLowerCase();
  if (lower !== 'scratch' && lower !== 'context') return;
  const meaning = lower === 'scratch' ? 'an empty image' : 'the build context';
  yield {
    span: nameSpan,
    message: `"${name}" means ${meaning} to Docker, so lines that name this stage may get that instead. Give the stage another name.`,
    ...(name === lower ? {} : { codes: ['buildkit:ReservedStageName'] }),
    fixes: () => rename(from.file, stage, lower),
  };
}

function rename(file: Dockerfile, stage: Stage, name: string): readonly Fix[] {
  // Whether FROM scratch behind it means the stage or nothing at all, nobody but its author knows.
  if (name === 'scratch' && file.stages.some(({ parent }) => parent === stage)) return [];
  const free = freeStageName(file, `${name}-stage`);
  const edits = renameStage(file, stage, free);
  return edits === undefined ? [] : [{ title: `Call the stage "${free}"`, safety: 'suggested', edits }];
}
