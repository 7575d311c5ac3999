import { circularReferences, type StageReference, stageReferences } from '../../model/stage-references.js';
import type { Dockerfile, Stage } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'circular-stages',
  title: 'Let no two stages need each other',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: [],
  why: `
    Docker builds a stage when all that it takes from is built. Two stages that take from each other, directly or through
    others, both wait for ever, so Docker refuses the whole file with "circular dependency detected on stage".
  `,
  how: 'Move what both need into a stage of its own, before them, and let both take it from there.',
  references: ['https://docs.docker.com/build/building/multi-stage/'],
  examples: [
    {
      bad: `
        FROM node:24-slim AS assets
        COPY --from=«server» /srv/schema.json .
        RUN npm run build

        FROM golang:1.25 AS server
        COPY --from=assets /dist /srv/dist
        RUN go build -o /srv/server .
      `,
      good: `
        FROM golang:1.25 AS schema
        RUN go run ./schema > /schema.json

        FROM node:24-slim AS assets
        COPY --from=schema /schema.json .
        RUN npm run build

        FROM golang:1.25 AS server
        COPY --from=assets /dist /srv/dist
        RUN go build -o /srv/server .
      `,
    },
    {
      title: 'Through a third stage and a mount.',
      bad: `
        FROM alpine:3.22 AS one
        RUN «--mount=type=bind,from=three,target=/three» cp /three/x /x
        FROM one AS two
        FROM alpine:3.22 AS three
        COPY --from=two /x /x
      `,
      good: `
        FROM alpine:3.22 AS one
        RUN touch /x
        FROM one AS two
        FROM alpine:3.22 AS three
        COPY --from=two /x /x
      `,
    },
  ],
  silences: [
    {
      because: 'a later stage that needs nothing of this one',
      text: 'FROM alpine:3.22 AS a\nCOPY --from=b /x /x\nFROM alpine:3.22 AS b\nFROM alpine:3.22\nCOPY --from=a /x /x\nCOPY --from=b /x /x\n',
    },
    { because: 'its own stage is for another rule', text: 'FROM alpine:3.22 AS a\nCOPY --from=a /x /x\n' },
    {
      because: 'a trigger runs in another build',
      text: 'FROM alpine:3.22 AS a\nONBUILD COPY --from=b /x /x\nFROM a AS b\n',
    },
  ],
  on: { document: check },
});

function* check(file: Dockerfile): Iterable<Finding> {
  const circular = circularReferences(file);
  if (circular.length === 0) return;
  const places = new Map(stageReferences(file).map((reference) => [pair(reference), reference.span]));
  for (const { stage, target, span } of circular) {
    const back = places.get(pair({ stage: target, target: stage }));
    const place = back ?? (target.parent === stage ? target.baseSpan : undefined);
    yield {
      span,
      message: `Stage ${called(stage)} needs ${called(target)}, which ${place === undefined ? 'through others ' : ''}needs ${called(stage)}, so neither can be built. Move what both need into a stage of its own.`,
      ...(place === undefined
        ? {}
        : { related: [{ span: place, message: `Here ${called(target)} needs ${called(stage)}.` }] }),
    };
  }
}

function pair({ stage, target }: Pick<StageReference, 'stage' | 'target'>): string {
  return `${stage.index} ${target.index}`;
}

function called({ name, index }: Stage): string {
  return name === undefined ? String(index) : `"${name}"`;
}
