import { imageFacts } from '../../facts/base-images.js';
import { parseImageReference } from '../../facts/image-reference.js';
import { joinPath } from '../../model/paths.js';
import { sourceStage } from '../../model/stage-references.js';
import { transferOf } from '../../model/transfer.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import { cover } from '../../text/span.js';

/** The root in the one spelling that hadolint looks for. */
const ROOT = /^["']?\/["']?$/;

export default defineRule({
  id: 'no-copy-of-whole-stage',
  title: 'Copy only what you need out of another stage',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3067'],
  practices: ['P05'],
  fixes: [],
  why: `
    The whole file system of the other stage goes into this image: compilers, package caches, sources, and what was meant to
    stay behind, such as credentials in \`/root\`. It also lies over the files of this image's own base, so libraries and the
    package database may no longer fit together. All that the second stage was to save is lost.
  `,
  references: ['https://docs.docker.com/build/building/multi-stage/'],
  examples: [
    {
      bad: `
        FROM golang:1.25 AS build
        RUN go build -o /out/server .
        FROM debian:13-slim
        COPY --from=build «/ /»
        CMD ["/out/server"]
      `,
      good: `
        FROM golang:1.25 AS build
        RUN go build -o /out/server .
        FROM debian:13-slim
        COPY --from=build /out/server /out/server
        CMD ["/out/server"]
      `,
    },
    {
      title: 'The same from an image, in exec form.',
      bad: `
        FROM debian:13-slim
        COPY --from=python:3.13-slim [«"/", "/"»]
      `,
      good: `
        FROM debian:13-slim
        COPY --from=python:3.13-slim ["/usr/local/", "/usr/local/"]
      `,
    },
  ],
  silences: [
    {
      because: 'FROM scratch, to make one layer of many',
      text: 'FROM debian:13 AS build\nRUN a\nFROM scratch\nCOPY --from=build / /\n',
    },
    {
      because: 'a stage from scratch holds only what was put there',
      text: 'FROM scratch AS files\nCOPY a /a\nFROM debian:13\nCOPY --from=files / /\n',
    },
    {
      because: 'nobody knows what that image holds: many are made to be copied whole',
      text: 'FROM --platform=$BUILDPLATFORM tonistiigi/xx AS xx\nFROM debian:13\nCOPY --from=xx / /\nCOPY --from=tonistiigi/xx / /\nCOPY --from=context / /\n',
    },
    {
      because: 'a directory',
      text: 'FROM debian:13 AS b\nFROM debian:13\nCOPY --from=b /rootfs/ /\nCOPY --from=b / /mnt/\n',
    },
    { because: 'the build context', text: 'FROM debian:13\nCOPY / /\n' },
  ],
  on: { COPY: check },
});

function* check(instruction: InstructionNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const { stage } = instruction;
  if (stage === undefined || instruction.isTrigger || instruction.flags.length === 0) return;
  const { from, sources, destination } = transferOf(instruction);
  if (from === undefined || destination?.path === undefined) return;
  const whole = sources.find(({ path }) => path !== undefined && /^\/+\.?$/.test(path));
  if (whole === undefined || joinPath(instruction.before.workdir ?? '/unknown', destination.path) !== '/') return;
  const source = sourceStage(instruction);
  const reference = source === undefined ? parseImageReference(from) : undefined;
  const image = source?.image ?? (reference === undefined ? undefined : imageFacts(reference));
  if (!eachCodeAlone && (image?.hasShell !== true || stage.base.kind === 'scratch')) return;
  yield {
    span: cover(whole.span, destination.span),
    message: `All files of "${from}" are laid over this image, with the tools and caches of its build. Copy the paths that you need.`,
    ...([whole, destination].every(({ text }) => ROOT.test(text)) ? {} : { codes: [] }),
  };
}
