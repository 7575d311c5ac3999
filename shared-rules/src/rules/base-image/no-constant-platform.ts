import { imageFacts } from '../../facts/base-images.js';
import { removeFlag } from '../../fixes/edits.js';
import { isImageStage } from '../../model/base-image.js';
import type { Stage } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

const BUILDKIT = 'buildkit:FromPlatformFlagConstDisallowed';
const CODES = ['hadolint:DL3029', BUILDKIT, 'semgrep:avoid-platform-with-from'];

/** Other spellings of an architecture in the name of a stage. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  amd64: ['x86_64', 'x64', 'x86-64', 'intel'],
  arm64: ['aarch64', 'arm'],
  386: ['i386', 'x86'],
};

export default defineRule({
  id: 'no-constant-platform',
  title: 'Leave the platform to the one who builds',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  codes: CODES,
  fixes: ['suggested'],
  why: `
    With a fixed \`--platform\` the file makes an image for that one architecture, whatever \`docker build --platform\` says. On
    a machine of another kind, such as an Arm laptop or server, each RUN of it is emulated, many times slower, and the image
    may be labelled for a platform that it cannot run on.
  `,
  how: `
    Leave it out, and pass \`--platform\` to the build, or set it in Compose. A stage that compiles for other platforms takes
    \`--platform=$BUILDPLATFORM\`. A stage that is for one architecture says so in its name: \`AS build-amd64\`.
  `,
  references: [
    'https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/',
    'https://docs.docker.com/build/building/multi-platform/',
  ],
  examples: [
    {
      bad: `
        FROM --platform=«linux/amd64» debian:12-slim
        CMD ["date"]
      `,
      good: `
        FROM debian:12-slim
        CMD ["date"]
      `,
      fix: 'suggested',
    },
    {
      title: 'In a stage, next to one that is for an architecture by name.',
      bad: `
        FROM --platform=«linux/amd64» debian:12-slim AS build
        RUN echo ready > /ready
        FROM --platform=linux/amd64 debian:12-slim AS final-amd64
        COPY --from=build /ready /ready
      `,
      good: `
        FROM debian:12-slim AS build
        RUN echo ready > /ready
        FROM --platform=linux/amd64 debian:12-slim AS final-amd64
        COPY --from=build /ready /ready
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'variables',
      text: 'ARG PLATFORM=linux/amd64\nFROM --platform=$BUILDPLATFORM debian:13\nFROM --platform=$PLATFORM debian:13\nFROM --platform=linux/$TARGETARCH debian:13\n',
    },
    {
      because: 'the name of the stage says it',
      text: 'FROM --platform=linux/amd64 debian:13 AS linux\nFROM --platform=arm64 debian:13 AS app-aarch64\n',
    },
    {
      because: 'Windows images are for Windows only',
      text: 'FROM --platform=windows/amd64 mcr.microsoft.com/windows/nanoserver:ltsc2025\n',
    },
    {
      because: 'the image has one architecture',
      text: 'FROM --platform=linux/arm64 arm64v8/debian:13\nFROM --platform=linux/amd64 team/app:1-amd64\n',
    },
  ],
  mentions: ['platform'],
  on: { stage: check },
});

function* check(stage: Stage, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const { from } = stage;
  const flag = from.flags.find(({ name }) => name === 'platform');
  if (flag?.value === undefined || flag.valueSpan === undefined || flag.value === '') return;
  const isConstant = !flag.value.includes('$');
  const isMeant = isConstant && isInName(stage, flag.value);
  if (!eachCodeAlone && (!isConstant || isMeant || isBound(stage))) return;
  if (!isConstant && /BUILDPLATFORM|TARGETPLATFORM/.test(flag.value)) return;
  const codes = isConstant && !isMeant ? CODES : CODES.filter((code) => code !== BUILDKIT);
  yield {
    span: flag.valueSpan,
    message: `This stage is for ${flag.value} alone, whatever platform the build asks for. Leave --platform out and pass it to docker build.`,
    ...(codes.length === CODES.length ? {} : { codes }),
    fixes: () => [{ title: 'Remove the flag', safety: 'suggested', edits: [removeFlag(from.file, flag)] }],
  };
}

function isInName({ name = '' }: Stage, platform: string): boolean {
  const lower = name.toLowerCase();
  const words = platform.toLowerCase().split('/').slice(0, 2);
  return words.some((word) => [word, ...(SPELLINGS[word] ?? [])].some((spelling) => lower.includes(spelling)));
}

/** The image itself is for one system or architecture. */
function isBound(stage: Stage): boolean {
  if (!isImageStage(stage)) return false;
  const { reference } = stage.base;
  if (imageFacts(reference).windows === true) return true;
  return /(?:^|[/:_-])(?:amd64|arm64(?:v8)?|aarch64|arm32v\d|armv\d|i386|x86_64|ppc64le|s390x|riscv64)(?:$|[/:_-])/.test(
    reference.text,
  );
}
