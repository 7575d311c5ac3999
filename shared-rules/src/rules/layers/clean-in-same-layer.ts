import { lendToRunFix } from '../../fixes/lend-to-run.js';
import { mergeRunsFix } from '../../fixes/merge-runs.js';
import { type LateDeletion, type Leftover, lateDeletions } from '../../model/late-deletions.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { smallest } from '../../text/numbers.js';

export default defineRule({
  id: 'clean-in-same-layer',
  title: 'Delete in the RUN that makes it',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P42'],
  fixes: ['suggested'],
  why: `
    Each instruction makes a layer, and a layer never changes. A RUN that deletes what an earlier instruction brought only
    writes a note "not there any more" into a layer of its own: the image keeps every byte, everybody who pulls it pays for
    them, and whoever unpacks the layer still has the file. Only what the same RUN makes and deletes is gone.
    Measured with a download of 50 MB: layers of 61.7 MB where a second RUN deletes it, of 11.7 MB where the same does.
  `,
  how: `
    Download, use and delete in one RUN. What COPY brings only to be unpacked or installed can be mounted into the RUN instead:
    \`RUN --mount=type=bind,source=app.tar.gz,target=/tmp/app.tar.gz tar -xf /tmp/app.tar.gz -C /opt\`. Tools that only the
    build needs belong to a build stage.
  `,
  references: [
    'https://docs.docker.com/build/building/best-practices/#run',
    'https://docs.docker.com/engine/storage/drivers/',
  ],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN curl -fsSLo /tmp/app.tar.gz https://example.com/app.tar.gz
        RUN tar -xzf /tmp/app.tar.gz -C /opt && rm «/tmp/app.tar.gz»
      `,
      good: `
        FROM debian:13-slim
        RUN curl -fsSLo /tmp/app.tar.gz https://example.com/app.tar.gz && \\
            tar -xzf /tmp/app.tar.gz -C /opt && rm /tmp/app.tar.gz
      `,
      fix: 'suggested',
    },
    {
      title: 'A relative path, in an image that starts in the root folder.',
      bad: `
        FROM debian:13-slim
        RUN curl -fsSLO https://example.com/app.tar.gz
        RUN tar -xzf app.tar.gz -C /opt && rm «app.tar.gz»
      `,
      good: `
        FROM debian:13-slim
        RUN curl -fsSLO https://example.com/app.tar.gz && \\
            tar -xzf app.tar.gz -C /opt && rm app.tar.gz
      `,
      fix: 'suggested',
    },
    {
      title: 'What COPY brings can be mounted into the RUN.',
      bad: `
        FROM debian:13-slim
        COPY app.tar.gz /tmp/
        RUN tar -xzf /tmp/app.tar.gz -C /opt \\
          && rm «/tmp/app.tar.gz»
      `,
      good: `
        FROM debian:13-slim
        RUN --mount=type=bind,source=app.tar.gz,target=/tmp/app.tar.gz tar -xzf /tmp/app.tar.gz -C /opt
      `,
      fix: 'suggested',
    },
    {
      title: 'What ADD downloads.',
      bad: `
        FROM debian:13-slim
        ARG VERSION
        ADD https://example.com/app-\${VERSION}.tar.gz /tmp/app.tar.gz
        RUN tar -xzf /tmp/app.tar.gz -C /opt && rm «/tmp/app.tar.gz»
      `,
      good: `
        FROM debian:13-slim
        ARG VERSION
        RUN curl -fsSL https://example.com/app-\${VERSION}.tar.gz | tar -xz -C /opt
      `,
    },
    {
      title: 'Packages that only the build needs.',
      bad: `
        FROM alpine:3.22
        RUN apk add --no-cache --virtual .build gcc musl-dev
        RUN make install \\
          && «apk del» .build
      `,
      good: `
        FROM alpine:3.22
        RUN apk add --no-cache --virtual .build gcc musl-dev \\
          && make install \\
          && apk del .build
      `,
      fix: 'suggested',
    },
    {
      title: 'The cache of a package manager.',
      bad: `
        FROM node:24-slim
        RUN npm ci
        RUN npm run build && «npm cache clean» --force
      `,
      good: `
        FROM node:24-slim
        RUN npm ci && \\
            npm run build && npm cache clean --force
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it is made and deleted in one RUN',
      text: `
        FROM debian:13
        RUN cd /tmp && wget https://example.com/x.tgz && tar -xf x.tgz -C /opt && rm x.tgz
        RUN rm -rf /tmp/*
      `,
    },
    {
      because: 'layers of a build stage are not shipped',
      text: `
        FROM debian:13 AS build
        RUN curl -o /x.zip https://example.com/x.zip
        RUN unzip /x.zip -d /app && rm /x.zip
        FROM debian:13
        COPY --from=build /app /app
      `,
    },
    {
      because: 'what is deleted came with the base image',
      text: 'FROM nginx:1.29\nCOPY site.conf /etc/nginx/conf.d/\nRUN rm /etc/nginx/conf.d/default.conf\n',
    },
    {
      because: 'a script of a few lines is not worth it',
      text: 'FROM debian:13\nCOPY install.sh /tmp/\nRUN /tmp/install.sh && rm /tmp/install.sh\n',
    },
    {
      because: 'the download is in a mount',
      text: `
        FROM debian:13
        RUN --mount=type=cache,target=/var/cache/x curl -o /var/cache/x/a.zip https://example.com/a.zip
        RUN --mount=type=cache,target=/var/cache/x rm /var/cache/x/a.zip
      `,
    },
    {
      because: 'it has been moved away',
      text: `
        FROM debian:13
        RUN curl -o /tmp/tool https://example.com/tool && mv /tmp/tool /usr/local/bin/
        RUN rm -rf /tmp/*
      `,
    },
    {
      because: 'the lists of apt have a rule of their own',
      text: 'FROM debian:13\nRUN apt-get update && apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*\n',
    },
    {
      because: 'nobody knows where it is',
      text: 'FROM debian:13\nARG DIR\nRUN git clone https://example.com/x.git $DIR\nRUN rm -rf $DIR\n',
    },
  ],
  on: { document: check },
});

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  for (const deletion of lateDeletions(dockerfile).all) {
    yield {
      span: deletion.span,
      message: messageOf(deletion),
      related: deletion.leftovers.map(({ span, kind }) => ({
        span,
        message: kind === 'packages' ? 'Installed here.' : 'This is the layer that keeps it.',
      })),
      fixes: () => {
        const fix = lend(deletion) ?? mergeRunsFix(runsUpTo(deletion), 'Merge this RUN with the one that makes it');
        return fix === undefined ? [] : [fix];
      },
    };
  }
}

function lend({ run, span, leftovers: [first, ...rest] }: LateDeletion): Fix | undefined {
  return rest.length === 0 && first.kind === 'file'
    ? lendToRunFix(first.instruction, run, first.name, span)
    : undefined;
}

function messageOf({ leftovers: [first, ...rest] }: LateDeletion): string {
  const { instruction } = first;
  const stays = rest.length === 0 ? 'stays' : `and ${rest.length} more stay`;
  const place = `the layer of the ${instruction.keyword} in line ${instruction.line + 1}`;
  return `This frees nothing: ${nameOf(first)} ${stays} in ${place}. ${remedyFor(first)}`;
}

function remedyFor({ kind, instruction }: Leftover): string {
  if (kind === 'packages') return 'Install, use and remove it in one RUN, or in a build stage.';
  if (instruction.keyword === 'RUN') return 'Delete it in that RUN.';
  const isDownload = transferOf(instruction).sources.some(({ text }) => text.includes('://'));
  return isDownload ? 'Download it in this RUN instead.' : 'Mount it into this RUN with `--mount=type=bind` instead.';
}

function nameOf({ kind, name }: Leftover): string {
  return kind === 'cache' ? `the cache of ${name}` : `\`${name}\``;
}

/** From the first RUN that makes to the one that deletes, where nothing but RUNs stands between them. */
function runsUpTo({ run, leftovers }: LateDeletion): readonly InstructionNode[] {
  const first = smallest(leftovers.map(({ instruction }) => instruction.index));
  const between = run.stage?.instructions.filter(({ index }) => index >= first && index <= run.index) ?? [];
  return between.every(({ keyword }) => keyword === 'RUN') ? between : [];
}
