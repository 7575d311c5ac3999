import { stageReferences } from '../../model/stage-references.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'no-self-copy',
  title: 'Copy from another stage than the one you are in',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3023', 'trivy:DS-0006', 'kics:cdddb86f'],
  practices: ['P06f'],
  fixes: [],
  why: `
    A COPY with \`--from\` takes files out of a stage that is finished. This one names the stage that is being built, which
    would have to be finished before it can go on, so Docker refuses the file: "circular dependency detected on stage".
  `,
  how: 'Name the stage that made the files. Files of the stage itself are moved with `RUN cp` or `RUN mv`.',
  references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  examples: [
    {
      bad: `
        FROM golang:1.25 AS build
        RUN go build -o /out/server .
        COPY --from=«build» /out/server /server
      `,
      good: `
        FROM golang:1.25 AS build
        RUN go build -o /out/server .
        FROM gcr.io/distroless/static-debian12:nonroot
        COPY --from=build /out/server /server
      `,
    },
    {
      title: 'By number, counted from 0: the only stage is its own.',
      bad: `
        FROM alpine:3.22
        COPY --from=«0» /etc/hosts /copy
      `,
      good: `
        FROM alpine:3.22
        RUN cp /etc/hosts /copy
      `,
    },
    {
      title: 'A mount is no different.',
      bad: `
        FROM alpine:3.22 AS tools
        FROM alpine:3.22 AS web
        RUN «--mount=type=bind,from=web,target=/mnt» cp /mnt/tool /usr/bin/
      `,
      good: `
        FROM alpine:3.22 AS tools
        FROM alpine:3.22 AS web
        RUN --mount=type=bind,from=tools,target=/mnt cp /mnt/tool /usr/bin/
      `,
    },
  ],
  silences: [
    {
      because: 'a trigger runs in the stage that is built on this one',
      text: 'FROM alpine:3.22 AS build\nONBUILD COPY --from=build /a /a\n',
    },
    {
      because: 'the base image of that name is meant in FROM only',
      text: 'FROM nginx:1.29 AS web\nFROM web AS final\nCOPY --from=web /a /b\nCOPY --from=nginx:1.29 /a /b\nCOPY web /final\n',
    },
  ],
  on: { document: check },
});

function* check(file: Dockerfile): Iterable<Finding> {
  for (const { stage, target, span, byNumber, instruction } of stageReferences(file)) {
    if (stage !== target) continue;
    yield {
      span,
      message: `${byNumber ? `${stage.index} is` : `"${stage.name ?? ''}" is`} the stage that this line stands in, so it can never be built. Name the stage that has the files.`,
      ...(byNumber || instruction.keyword !== 'COPY' ? { codes: [] } : {}),
    };
  }
}
