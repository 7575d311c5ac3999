import { stageReferences } from '../../model/stage-references.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { contains, type Span, slice } from '../../text/span.js';

export default defineRule({
  id: 'lowercase-stage-name',
  title: 'Name stages in lower case',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  codes: ['buildkit:StageNameCasing'],
  practices: ['P06'],
  fixes: ['suggested'],
  why: `
    Docker keeps the name of a stage in lower case, whatever the file says. \`COPY --from=Builder\` still finds it, but
    \`FROM Builder\` does not: Docker then looks for an image of that name in a registry, and the build fails with
    "repository name must be lowercase".
  `,
  references: ['https://docs.docker.com/reference/build-checks/stage-name-casing/'],
  examples: [
    {
      bad: `
        FROM debian:12-slim AS «BuildBase»
        RUN touch /app

        FROM debian:12-slim
        COPY --from=BuildBase /app /app
        RUN --mount=type=bind,from=BuildBase,target=/build cp /build/app /copy
      `,
      good: `
        FROM debian:12-slim AS buildbase
        RUN touch /app

        FROM debian:12-slim
        COPY --from=buildbase /app /app
        RUN --mount=type=bind,from=buildbase,target=/build cp /build/app /copy
      `,
      fix: 'suggested',
    },
    {
      title: 'A stage that others are built on.',
      bad: `
        FROM debian:12-slim \\
            AS «Base»
        RUN touch /app

        FROM Base AS final
        CMD ["ls", "/"]
      `,
      good: `
        FROM debian:12-slim \\
            AS base
        RUN touch /app

        FROM base AS final
        CMD ["ls", "/"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'names in lower case, whatever the case of AS',
      text: 'FROM debian:12-slim As build-1\nRUN true\nFROM build-1\nRUN true\n',
    },
    { because: 'a stage without a name', text: 'FROM debian:12-slim\nRUN echo AS Build\n' },
    {
      because: 'a reference with capitals is found',
      text: 'FROM debian:12-slim AS a\nFROM debian:12-slim\nCOPY --from=A /x /x\n',
    },
  ],
  mentions: ['as'],
  on: { stage: check },
});

function* check(stage: Stage): Iterable<Finding> {
  const { name, nameSpan } = stage;
  if (name === undefined || nameSpan === undefined || name === name.toLowerCase()) return;
  yield {
    span: nameSpan,
    message: `Docker keeps this name as "${name.toLowerCase()}", and a FROM ${name} would not find it. Write it in lower case.`,
    fixes: () => fixes(stage, name, nameSpan),
  };
}

/** None where another stage has that name, or a variable may name the stage. */
function fixes(stage: Stage, name: string, nameSpan: Span): readonly Fix[] {
  const { file } = stage.from;
  const lower = name.toLowerCase();
  if (file.stages.some((other) => other !== stage && other.name?.toLowerCase() === lower)) return [];
  const bases = file.stages.filter(({ base }) => base.kind === 'stage' && base.stage === stage);
  if (bases.some(({ baseSpan }) => baseSpan === undefined || slice(file.text, baseSpan).toLowerCase() !== lower)) {
    return [];
  }
  const references = stageReferences(file).filter(({ target, byNumber }) => target === stage && !byNumber);
  const places = [
    nameSpan,
    ...bases.flatMap(({ baseSpan }) => baseSpan ?? []),
    ...references.map(({ instruction, span }) => nameIn(instruction, span)),
  ];
  if (places.some((place) => slice(file.text, place).toLowerCase() !== lower)) return [];
  const edits = places.filter((place) => slice(file.text, place) !== lower).map((span) => ({ span, text: lower }));
  return [{ title: `Call the stage ${lower}, here and where it is used`, safety: 'suggested', edits }];
}

/** The name itself, where a reference is a whole `--mount`. */
function nameIn({ flags }: InstructionNode, reference: Span): Span {
  const mount = flags.find(({ name, span }) => name === 'mount' && contains(reference, span));
  return mount?.options.find(({ name }) => name.toLowerCase() === 'from')?.valueSpan ?? reference;
}
