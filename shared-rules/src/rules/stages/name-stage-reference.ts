import { freeStageName, nameStage } from '../../fixes/rename-stage.js';
import { type StageReference, stageReferences } from '../../model/stage-references.js';
import type { Dockerfile, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';

export default defineRule({
  id: 'name-stage-reference',
  title: 'Name the stage that you copy from',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  codes: ['kics:68a51e22'],
  practices: ['P06b', 'U41'],
  fixes: ['safe', 'suggested'],
  why: `
    A number means the stage that stands at that place, counted from 0. Whoever puts a stage above it, or changes their
    order, makes the COPY take from another stage: then the build fails, or the wrong files get into the image. A name moves
    with its stage, and says what is copied.
  `,
  references: ['https://docs.docker.com/build/building/multi-stage/#name-your-build-stages'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN echo ready > /ready

        FROM debian:12-slim
        COPY --from=«0» /ready /ready
        COPY --from=0 /etc/os-release /build-os-release
      `,
      good: `
        FROM debian:12-slim AS build
        RUN echo ready > /ready

        FROM debian:12-slim
        COPY --from=build /ready /ready
        COPY --from=build /etc/os-release /build-os-release
      `,
      fix: 'suggested',
    },
    {
      title: 'The stage has a name already.',
      bad: `
        FROM debian:12-slim AS assets
        RUN echo ready > /ready

        FROM debian:12-slim
        COPY --chown=1000 \\
             --from=«0» /ready /ready
      `,
      good: `
        FROM debian:12-slim AS assets
        RUN echo ready > /ready

        FROM debian:12-slim
        COPY --chown=1000 \\
             --from=assets /ready /ready
      `,
      fix: 'safe',
    },
  ],
  silences: [
    { because: 'a name', text: 'FROM debian:13 AS build\nFROM debian:13\nCOPY --from=build /a /a\n' },
    { because: 'its own stage is for another rule', text: 'FROM debian:13\nCOPY --from=0 /a /a\n' },
    { because: 'a number that no stage has is for another rule', text: 'FROM debian:13\nCOPY --from=3 /a /a\n' },
    {
      because: 'a number is the name of an image here',
      text: 'FROM debian:13\nFROM debian:13\nRUN --mount=from=0,target=/x ls /x\n',
    },
  ],
  on: { document: check },
});

function* check(file: Dockerfile): Iterable<Finding> {
  const byTarget = new Map<Stage, StageReference[]>();
  for (const reference of stageReferences(file)) {
    if (!reference.byNumber || reference.target.index >= reference.stage.index) continue;
    const known = byTarget.get(reference.target);
    if (known === undefined) byTarget.set(reference.target, [reference]);
    else known.push(reference);
  }
  for (const [target, references] of byTarget) {
    const [first, ...others] = references;
    if (first === undefined) continue;
    const hint =
      target.name === undefined ? 'Give the stage a name and use that.' : `Write its name, "${target.name}".`;
    yield {
      span: first.span,
      message: `${target.index} will be another stage when one is added above it. ${hint}`,
      related: others.map(({ span }) => ({ span, message: 'Here, too.' })),
      fixes: () => fixes(file, target, references),
    };
  }
}

function fixes(file: Dockerfile, target: Stage, references: readonly StageReference[]): readonly Fix[] {
  const { name } = target;
  const use = (chosen: string) => references.map(({ span }) => ({ span, text: chosen }));
  if (name !== undefined) {
    const isUnique = file.stages.every((each) => each === target || each.name?.toLowerCase() !== name.toLowerCase());
    if (!isUnique) return [];
    return [{ title: `Write "${name}"`, safety: 'safe', edits: use(name) }];
  }
  const chosen = freeStageName(file, 'build');
  const naming = nameStage(target, chosen);
  if (naming.length === 0) return [];
  return [{ title: `Call the stage "${chosen}"`, safety: 'suggested', edits: [...naming, ...use(chosen)] }];
}
