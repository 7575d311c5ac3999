import { canonicalName, imageFacts } from '../../facts/base-images.js';
import type { ImageReference } from '../../facts/image-reference.js';
import { isImageStage } from '../../model/base-image.js';
import type { Stage } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';

/** Docker Hub's accounts with the official images of one architecture each: https://github.com/docker-library/official-images#architectures-other-than-amd64 */
const ACCOUNTS: Readonly<Record<string, string>> = {
  amd64: 'amd64',
  arm32v5: 'arm',
  arm32v6: 'arm',
  arm32v7: 'arm',
  arm64v8: 'arm64',
  i386: '386',
  mips64le: 'mips64le',
  ppc64le: 'ppc64le',
  riscv64: 'riscv64',
  s390x: 's390x',
};

/** How tags and platforms spell the architectures of Go: https://go.dev/doc/install/source#environment */
const SPELLINGS: Readonly<Record<string, string>> = {
  ...ACCOUNTS,
  '386': '386',
  aarch64: 'arm64',
  arm: 'arm',
  arm64: 'arm64',
  armhf: 'arm',
  armv7: 'arm',
  armv7l: 'arm',
  x86_64: 'amd64',
};

export default defineRule({
  id: 'base-image-platform-mismatch',
  title: 'Ask for a platform that the base image has',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  codes: ['buildkit:InvalidBaseImagePlatform'],
  fixes: [],
  why: `
    Some names hold an image for one architecture only, such as \`arm64v8/alpine\` or a tag that ends in \`-amd64\`. With
    another \`--platform\` the build fails, or takes the image as it is: then the first RUN ends with "exec format error",
    or runs under emulation, many times slower.
  `,
  how: 'Take the image under its plain name, which has all architectures, and let `--platform` choose.',
  references: [
    'https://docs.docker.com/build/building/multi-platform/',
    'https://github.com/docker-library/official-images#architectures-other-than-amd64',
  ],
  examples: [
    {
      bad: `
        FROM --platform=linux/amd64 «arm64v8/alpine:3.22»
        RUN uname -m
      `,
      good: `
        FROM --platform=linux/amd64 alpine:3.22
        RUN uname -m
      `,
    },
    {
      title: 'The tag names the architecture, an ARG the platform; Windows images need Windows.',
      bad: `
        ARG PLATFORM=linux/arm64
        FROM --platform=\${PLATFORM} «gcr.io/distroless/static-debian13:nonroot-amd64» AS first
        FROM --platform=linux/amd64 «mcr.microsoft.com/windows/nanoserver:ltsc2025»
      `,
      good: `
        ARG PLATFORM=linux/arm64
        FROM --platform=\${PLATFORM} gcr.io/distroless/static-debian13:nonroot AS first
        FROM --platform=windows/amd64 mcr.microsoft.com/windows/nanoserver:ltsc2025
      `,
    },
  ],
  silences: [
    { because: 'they agree', text: 'FROM --platform=linux/arm64/v8 arm64v8/alpine:3.22\n' },
    { because: 'no platform is asked for', text: 'FROM arm64v8/alpine:3.22\n' },
    {
      because: 'the platform is known at build time only',
      text: 'FROM --platform=$BUILDPLATFORM arm64v8/alpine:3.22\n',
    },
    { because: 'spellings of one architecture', text: 'FROM --platform=linux/x86_64 team/app:1-amd64\n' },
    { because: 'the name says nothing', text: 'FROM --platform=linux/arm64 alpine:3.22\n' },
    { because: 'this is no account of one architecture', text: 'FROM --platform=linux/arm64 team/amd64:1\n' },
    { because: 'the tag is for both', text: 'FROM --platform=linux/arm64 team/app:1-amd64-arm64\n' },
    { because: 'this is a stage', text: 'FROM alpine:3.22 AS amd64\nFROM --platform=linux/arm64 amd64\n' },
  ],
  mentions: ['platform'],
  on: { stage: check },
});

function* check(stage: Stage): Iterable<Finding> {
  if (!isImageStage(stage) || stage.baseSpan === undefined) return;
  const written = stage.from.flags.find(({ name }) => name === 'platform')?.value;
  const platform = written === undefined ? undefined : expandAt(stage.from, written)?.toLowerCase();
  if (platform === undefined) return;
  const { reference } = stage.base;
  const mismatch = systemMismatch(platform, reference) ?? architectureMismatch(platform, reference);
  if (mismatch === undefined) return;
  yield {
    span: stage.baseSpan,
    message: `${reference.text} is for ${mismatch}, but the platform asked for is ${platform}. Take an image that has it.`,
  };
}

function systemMismatch(platform: string, reference: ImageReference): string | undefined {
  const { windows } = imageFacts(reference);
  const [system = ''] = platform.split('/');
  if (windows === true && system === 'linux') return 'Windows';
  return windows === false && system === 'windows' ? 'Linux' : undefined;
}

function architectureMismatch(platform: string, reference: ImageReference): string | undefined {
  const parts = platform.split('/');
  const wanted = architecture(parts.length === 1 ? platform : (parts[1] ?? ''));
  const offered = architecturesOf(reference);
  const [first] = offered;
  return wanted === undefined || first === undefined || offered.includes(wanted) ? undefined : first;
}

function architecture(word: string): string | undefined {
  return Object.hasOwn(SPELLINGS, word) ? SPELLINGS[word] : undefined;
}

/** The architectures that the name of an image says: its account on Docker Hub, or words of its tag. */
function architecturesOf(reference: ImageReference): readonly string[] {
  const [account = '', ...rest] = canonicalName(reference).split('/');
  const byAccount = rest.length === 1 && Object.hasOwn(ACCOUNTS, account) ? ACCOUNTS[account] : undefined;
  if (byAccount !== undefined) return [byAccount];
  const words = (reference.tag ?? '').toLowerCase().split(/[-.]/);
  return words.flatMap((word) => (/^\d+$/.test(word) ? [] : (architecture(word) ?? [])));
}
