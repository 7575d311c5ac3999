import { removeFlag } from '../../fixes/edits.js';
import type { InstructionNode } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

/** The variable alone; with a default it is never empty, for Docker always sets it. */
const TARGET = /^\$(?:TARGETPLATFORM|\{TARGETPLATFORM(?<fallback>:?-[^}]*)?\})$/;

export default defineRule({
  id: 'redundant-target-platform',
  title: 'Leave out --platform=$TARGETPLATFORM',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3065', 'buildkit:RedundantTargetPlatform'],
  fixes: ['safe'],
  why: `
    A FROM takes the platform that the image is built for by itself, so the flag changes nothing. It only makes the reader
    look for the reason, and hides the flags that do matter, such as \`--platform=$BUILDPLATFORM\` of a stage that compiles.
  `,
  references: ['https://docs.docker.com/reference/build-checks/redundant-target-platform/'],
  examples: [
    {
      bad: `
        FROM «--platform=$TARGETPLATFORM» debian:12-slim
        CMD ["date"]
      `,
      good: `
        FROM debian:12-slim
        CMD ["date"]
      `,
      fix: 'safe',
    },
    {
      title: 'In the last stage, over two lines.',
      bad: `
        FROM --platform=$BUILDPLATFORM debian:12-slim AS build
        RUN echo ready > /ready
        FROM \\
          «--platform=\${TARGETPLATFORM}» \\
          debian:12-slim
        COPY --from=build /ready /ready
      `,
      good: `
        FROM --platform=$BUILDPLATFORM debian:12-slim AS build
        RUN echo ready > /ready
        FROM \\
          debian:12-slim
        COPY --from=build /ready /ready
      `,
      fix: 'safe',
    },
  ],
  silences: [
    {
      because: 'other platforms',
      text: 'FROM --platform=$BUILDPLATFORM debian:13\nFROM --platform=linux/amd64 debian:13\nFROM --platform=$TARGETOS/$TARGETARCH debian:13\n',
    },
    {
      because: 'the file gives it a value of its own',
      text: 'ARG TARGETPLATFORM=linux/amd64\nFROM --platform=$TARGETPLATFORM debian:13\n',
    },
    { because: 'COPY has no such flag', text: 'FROM debian:13\nCOPY --platform=$TARGETPLATFORM a b\n' },
  ],
  mentions: ['targetplatform'],
  on: { FROM: check },
});

function* check(from: InstructionNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const flag = from.flags.find(({ name }) => name === 'platform');
  const match = TARGET.exec(flag?.value ?? '');
  if (flag === undefined || match === null) return;
  if (!eachCodeAlone && resolveVariable(from, 'TARGETPLATFORM').value !== undefined) return;
  yield {
    span: flag.span,
    message: 'FROM takes the platform that the image is built for anyway. Leave the flag out.',
    tags: ['unnecessary'],
    ...(match.groups?.['fallback'] === undefined ? {} : { codes: ['buildkit:RedundantTargetPlatform'] }),
    fixes: () => [{ title: 'Remove the flag', safety: 'safe', edits: [removeFlag(from.file, flag)] }],
  };
}
