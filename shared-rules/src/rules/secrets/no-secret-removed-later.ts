import { removeInstruction } from '../../fixes/edits.js';
import { mountFileEdits } from '../../fixes/secret-file.js';
import { copiedSecretFiles, tokensWrittenThenRemoved } from '../../model/secret-files.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'no-secret-removed-later',
  title: 'Do not count on a later rm to remove a secret',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['S08'],
  fixes: ['suggested'],
  why: `
    Each step makes a layer, and layers are only ever added. An \`rm\` in a later step marks the file as gone, but the layer
    that brought it is still part of the image: \`docker save\` and \`tar\` give it to everybody who can pull the image.
  `,
  how: 'A secret mount brings the file for one step and leaves nothing behind: `RUN --mount=type=secret,id=key,target=/root/.ssh/id_ed25519 …`.',
  references: ['https://docs.docker.com/build/building/secrets/'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        WORKDIR /app
        COPY .npmrc ./
        COPY package.json package-lock.json ./
        RUN npm ci
        RUN rm -f «.npmrc»
      `,
      good: `
        FROM node:24-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci
      `,
      fix: 'suggested',
    },
    {
      title: 'The same in the step that uses it: the COPY before it already made the layer.',
      bad: `
        FROM debian:13-slim
        COPY id_ed25519 /root/.ssh/id_ed25519
        RUN git clone git@git.example.com:shop.git /srv && rm -rf «/root/.ssh»
      `,
      good: `
        FROM debian:13-slim
        RUN --mount=type=ssh git clone git@git.example.com:shop.git /srv
      `,
    },
  ],
  silences: [
    {
      because: 'never removed: reported at the COPY',
      text: 'FROM debian:13-slim\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@example.com:a.git\n',
    },
    {
      because: 'a secret mount leaves nothing',
      text: 'FROM debian:13-slim\nRUN --mount=type=secret,id=key,target=/k ./use /k && rm -f /tmp/x\n',
    },
    {
      because: 'other files',
      text: 'FROM debian:13-slim\nCOPY app.tgz /tmp/\nRUN tar -xf /tmp/app.tgz && rm /tmp/app.tgz\n',
    },
  ],
  mentions: ['rm', 'unlink', 'shred'],
  on: { document: check },
});

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  for (const file of copiedSecretFiles(dockerfile)) {
    const { removal, instruction, source } = file;
    if (removal === undefined) continue;
    yield {
      span: removal.word.span,
      message: `${file.name} is still in the image: the layer of its COPY keeps it, and this step only hides it. Mount it as a secret instead.`,
      related: [{ span: source.span, message: 'It comes into the image here.' }],
      fixes: () => {
        const mounts = mountFileEdits(file);
        const isOnlyStep = removal.instruction.words.length <= 3;
        if (mounts === undefined || !isOnlyStep) return [];
        const kept = mounts.filter(
          ({ span }) => span.start < removal.instruction.span.start || span.start > removal.instruction.span.end,
        );
        if (kept.length === 0) return [];
        return [
          {
            title: `Mount ${file.name} as a secret`,
            safety: 'suggested',
            edits: [
              removeInstruction(dockerfile, instruction),
              ...kept,
              removeInstruction(dockerfile, removal.instruction),
            ],
          },
        ];
      },
    };
  }
  for (const { writing, removal } of tokensWrittenThenRemoved(dockerfile)) {
    yield {
      span: removal.word.span,
      message: `The token in ${writing.file} is still in the image: the layer of the step that wrote it keeps it, and this step only hides it. Mount the file as a secret instead.`,
      related: [{ span: writing.span, message: 'It is written here.' }],
    };
  }
}
