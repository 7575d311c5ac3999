import { rememberLatest } from '../../model/memo.js';
import { stageReferences } from '../../model/stage-references.js';
import type { Dockerfile, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { span } from '../../text/span.js';

export default defineRule({
  id: 'unused-stage',
  title: 'Remove stages that nothing uses',
  severity: 'info',
  recommended: false,
  since: '0.1.0',
  codes: [],
  practices: ['P06a'],
  fixes: ['suggested'],
  why: `
    A plain \`docker build\` makes the last stage and what that one needs. A stage that is no part of it is passed over by
    BuildKit, so nobody notices when it stops working; the older builder builds it every time for nothing. Often a COPY that
    was to take something from it is missing.
  `,
  how: `
    A stage that is built by \`--target\` is fine: names for development, tests and debugging are left alone, such as
    \`test\` or \`dev\`. Name others in the option \`targets\`.
  `,
  references: [
    'https://docs.docker.com/build/building/multi-stage/#differences-between-legacy-builder-and-buildkit',
    'https://docs.docker.com/reference/cli/docker/buildx/build/#target',
  ],
  options: {
    targets: {
      type: 'array',
      description: 'Names of stages that are built by `--target`, from a bake file or by Compose.',
      items: { type: 'string' },
      default: [],
    },
  },
  examples: [
    {
      bad: `
        FROM node:22-slim AS «assets»
        RUN mkdir /dist

        FROM debian:12-slim AS build
        RUN echo ready > /ready

        FROM debian:12-slim
        COPY --from=build /ready /ready
      `,
      good: `
        FROM debian:12-slim AS build
        RUN echo ready > /ready

        FROM debian:12-slim
        COPY --from=build /ready /ready
      `,
      fix: 'suggested',
    },
    {
      title: 'One without a name; its comment goes with it.',
      bad: `
        ARG TAG=12-slim
        # Compiles nothing any more.
        FROM «debian:12-slim»
        RUN touch \\
            /ready

        # What ships.
        FROM debian:\${TAG}
        CMD ["date"]
      `,
      good: `
        ARG TAG=12-slim
        # What ships.
        FROM debian:\${TAG}
        CMD ["date"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Used by nothing but a stage that nothing uses.',
      bad: `
        FROM debian:12-slim AS «base»
        FROM base AS «old»
        RUN touch /old
        FROM debian:12-slim
        CMD ["date"]
      `,
      good: `
        FROM debian:12-slim
        CMD ["date"]
      `,
    },
  ],
  silences: [
    {
      because: 'each way to use a stage',
      text: 'FROM debian:13 AS a\nFROM a AS b\nFROM debian:13 AS c\nFROM debian:13 AS d\nFROM debian:13\nFROM debian:13\nCOPY --from=c /c /c\nRUN --mount=type=bind,from=d,target=/d ls /d\nCOPY --from=4 /e /e\nCOPY --from=b /b /b\n',
    },
    { because: 'only one stage', text: 'FROM debian:13 AS build\nRUN ls\n' },
    {
      because: 'for development and tests',
      text: 'FROM debian:13 AS base\nFROM base AS dev\nFROM base AS unit-tests\nFROM debian:13\n',
    },
    {
      because: 'a target of its own, by the option',
      text: 'FROM debian:13 AS exporter\nRUN ls\nFROM debian:13\n',
      options: { targets: ['exporter'] },
    },
    {
      because: 'several stages start programs, so the file makes several images',
      text: 'FROM debian:13 AS web\nCMD ["web"]\nFROM debian:13 AS worker\nCMD ["worker"]\n',
    },
    {
      because: 'an argument chooses the stage',
      text: 'ARG KIND=a\nFROM debian:13 AS base-a\nFROM debian:14 AS base-b\nFROM base-${KIND}\n',
    },
    {
      because: 'it exports files with --target and --output',
      text: 'FROM debian:13 AS build\nFROM scratch AS artifacts\nCOPY --from=build /a /\nFROM debian:13\n',
    },
  ],
  on: { document: check },
});

function* check(
  file: Dockerfile,
  { options }: { readonly options: Readonly<Record<string, unknown>> },
): Iterable<Finding> {
  if (file.stages.length < 2) return;
  const targets = new Set(
    Array.isArray(options['targets']) ? options['targets'].map((name) => String(name).toLowerCase()) : [],
  );
  const used = usedStages(file, targets);
  for (const stage of file.stages) {
    const place = stage.nameSpan ?? stage.baseSpan;
    if (used.has(stage) || place === undefined) continue;
    const name = stage.name === undefined ? 'This stage' : `Stage "${stage.name}"`;
    yield {
      span: place,
      message: `${name} is in no image: the last stage does not need it. Copy from it, or remove it.`,
      tags: ['unnecessary'],
      fixes: () => (stage.usedBy.length > 0 ? [] : removeStage(file, stage)),
    };
  }
}

/** The last stage, those that are built by name, and what all these need. */
function usedStages(file: Dockerfile, targets: ReadonlySet<string>): ReadonlySet<Stage> {
  const { stages, finalStage } = file;
  const needs = new Map<Stage, Stage[]>(
    stages.map((stage) => [stage, stage.parent === undefined ? [] : [stage.parent]]),
  );
  for (const { stage, target } of stageReferences(file)) needs.get(stage)?.push(target);
  const prefixes = stages.flatMap(({ from }) => chosenPrefix(from.words[0]?.text ?? '') ?? []);
  const isWanted = (stage: Stage): boolean => {
    const name = stage.name?.toLowerCase() ?? '';
    return (
      stage === finalStage || isTarget(stage) || targets.has(name) || prefixes.some((prefix) => name.startsWith(prefix))
    );
  };
  const used = new Set(stages.filter(isWanted));
  for (const stage of used) for (const needed of needs.get(stage) ?? []) used.add(needed);
  return used;
}

/** What the name of a stage begins with that an argument chooses: `FROM base-${KIND}`. */
function chosenPrefix(written: string): string | undefined {
  const dollar = written.indexOf('$');
  if (dollar === -1 || /[/:@]/.test(written.replaceAll(/\$(?:\w+|\{[^}]*\})/g, ''))) return undefined;
  return written.slice(0, dollar).toLowerCase();
}

/** It is for development, starts a program of its own, or holds nothing but files to export. */
function isTarget({ forDevelopment, base, instructions, name = '' }: Stage): boolean {
  if (forDevelopment || (base.kind === 'scratch' && name !== '')) return true;
  if (
    /(?:^|[-_.])(?:exports?|artifacts?|release|output|bin|binary|binaries|check|validate|vendor|update|coverage|bench\w*|sbom|examples?)(?:$|[-_.])/i.test(
      name,
    )
  ) {
    return true;
  }
  return instructions.some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
}

/** With the comment that stands right above it, up to the comment of the next stage. */
function removeStage(file: Dockerfile, stage: Stage): readonly Fix[] {
  const next = file.stages[stage.index + 1];
  const isNumbered = stageReferences(file).some(({ byNumber, target }) => byNumber && target.index > stage.index);
  if (next === undefined || isNumbered) return [];
  const hasHeader = stage.index === 0 && file.preamble.length === 0;
  const { lines } = file.syntax;
  const start = lines.lineSpan(hasHeader ? stage.from.line : commentStart(file, stage.from.line)).start;
  const end = lines.lineSpan(commentStart(file, next.from.line)).start;
  return [{ title: 'Remove the stage', safety: 'suggested', edits: [{ span: span(start, end), text: '' }] }];
}

const commentLines = rememberLatest(
  ({ syntax }: Dockerfile): ReadonlySet<number> => new Set(syntax.comments.map(({ line }) => line)),
);

/** The first of the comment lines that stand right above a line. */
function commentStart(file: Dockerfile, line: number): number {
  let first = line;
  while (commentLines(file).has(first - 1)) first--;
  return first;
}
