import { imageFamily } from '../../facts/base-images.js';
import { parseImageReference } from '../../facts/image-reference.js';
import { rememberLatest } from '../../model/memo.js';
import { sourceNames } from '../../model/source-names.js';
import { circularReferences } from '../../model/stage-references.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { nearest } from '../../text/nearest.js';
import type { Span } from '../../text/span.js';

export default defineRule({
  id: 'unknown-stage',
  title: 'Copy from a stage that is there',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3022'],
  practices: ['P06c'],
  fixes: ['suggested'],
  why: `
    Docker takes a name after \`--from\` that no stage has for an image on Docker Hub and tries to pull it. With luck the
    build fails with "pull access denied", which says nothing of the typo; without, an image of a stranger has that very name
    and its files end up in yours. Numbers count from 0, so that the second stage is 1.
  `,
  how: `
    Stages further down can be read with BuildKit only; other builders know those above. Variables are not expanded after
    \`--from\`: give the image a stage of its own (\`FROM tool:\${VERSION} AS tool\`) and copy from that.
  `,
  references: [
    'https://docs.docker.com/build/building/multi-stage/#name-your-build-stages',
    'https://docs.docker.com/reference/dockerfile/#copy---from',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim AS builder
        RUN echo ready > /ready
        FROM debian:12-slim
        COPY --from=«buidler» /ready /ready
      `,
      good: `
        FROM debian:12-slim AS builder
        RUN echo ready > /ready
        FROM debian:12-slim
        COPY --from=builder /ready /ready
      `,
      fix: 'suggested',
    },
    {
      title: 'Half the name.',
      bad: `
        FROM golang:1.25 AS builder
        RUN go build -o /server .
        FROM gcr.io/distroless/static-debian12:nonroot
        COPY --from=«build» /server /server
      `,
      good: `
        FROM golang:1.25 AS builder
        RUN go build -o /server .
        FROM gcr.io/distroless/static-debian12:nonroot
        COPY --from=builder /server /server
      `,
      fix: 'suggested',
    },
    {
      title: 'A mount, over several lines.',
      bad: `
        FROM debian:12-slim AS wheels
        RUN echo ready > /ready
        FROM debian:12-slim
        RUN --mount=type=bind,from=«wheel»,target=/mnt \\
            cp /mnt/ready /ready
      `,
      good: `
        FROM debian:12-slim AS wheels
        RUN echo ready > /ready
        FROM debian:12-slim
        RUN --mount=type=bind,from=wheels,target=/mnt \\
            cp /mnt/ready /ready
      `,
      fix: 'suggested',
    },
    {
      title: 'A number that no stage has: they count from 0.',
      bad: `
        FROM golang:1.25
        RUN go build -o /server .
        FROM gcr.io/distroless/static-debian12:nonroot
        COPY --from=«2» /server /server
      `,
      good: `
        FROM golang:1.25
        RUN go build -o /server .
        FROM gcr.io/distroless/static-debian12:nonroot
        COPY --from=0 /server /server
      `,
    },
    {
      title: 'A stage further down.',
      bad: `
        FROM debian:12-slim AS app
        COPY --from=«assets» /srv /srv
        FROM debian:12-slim AS assets
        RUN mkdir -p /srv
      `,
      good: `
        FROM debian:12-slim AS assets
        RUN mkdir -p /srv
        FROM debian:12-slim AS app
        COPY --from=assets /srv /srv
      `,
    },
    {
      title: 'Docker does not expand variables here.',
      bad: `
        ARG VERSION=0.9
        FROM debian:12-slim
        COPY --from=«ghcr.io/astral-sh/uv:\${VERSION}» /uv /usr/local/bin/
      `,
      good: `
        ARG VERSION=0.9
        FROM ghcr.io/astral-sh/uv:\${VERSION} AS uv
        FROM debian:12-slim
        COPY --from=uv /uv /usr/local/bin/
      `,
    },
  ],
  silences: [
    {
      because: 'images, with and without a tag',
      text: 'FROM debian:13 AS nginy\nFROM debian:13\nCOPY --from=nginx /a /a\nCOPY --from=composer:2 /a /a\nCOPY --from=ghcr.io/astral-sh/uv /uv /bin/\nCOPY --from=bitnami/redis /a /a\n',
    },
    {
      because: 'a build context that the command line names',
      text: 'FROM debian:13 AS build\nFROM debian:13\nCOPY --from=sources /a /a\nRUN --mount=from=sources,target=/x ls\n',
    },
    { because: 'case does not matter', text: 'FROM debian:13 AS Build\nFROM debian:13\nCOPY --from=build /a /a\n' },
    {
      because: 'its own stage and stages that need each other are for other rules',
      text: 'FROM debian:13 AS a\nCOPY --from=a /a /a\nCOPY --from=b /a /a\nFROM a AS b\nCOPY --from=1 /a /b\n',
    },
    {
      because: 'a trigger runs in another file',
      text: 'FROM debian:13 AS build\nONBUILD COPY --from=buidl /a /a\n',
    },
  ],
  on: { COPY: check, RUN: check },
});

function* check(instruction: InstructionNode, { dockerfile, eachCodeAlone }: RuleContext): Iterable<Finding> {
  const { stage, keyword, flags } = instruction;
  if (stage === undefined || flags.length === 0 || instruction.isTrigger) return;
  for (const { name, span } of sourceNames(instruction)) {
    const finding = judge(name, span, instruction, stage, dockerfile, eachCodeAlone);
    if (finding === undefined) continue;
    const isImage = name.includes(':');
    yield keyword === 'COPY' && !isImage ? finding : { ...finding, codes: [] };
  }
}

/** So many names a wrong one is compared with. */
const MOST_NAMES = 50;

/** The stages of each name, in lower case. */
const stageNames = rememberLatest(({ stages }: Dockerfile) => {
  const first = new Map<string, Stage>();
  const last = new Map<string, Stage>();
  for (const stage of stages) {
    const name = stage.name?.toLowerCase();
    if (name === undefined) continue;
    if (!first.has(name)) first.set(name, stage);
    last.set(name, stage);
  }
  return { first, last };
});

function judge(
  name: string,
  span: Span,
  instruction: InstructionNode,
  stage: Stage,
  file: Dockerfile,
  eachCodeAlone: boolean,
): Finding | undefined {
  if (name.includes('$')) {
    const message = `Docker does not expand variables after --from, so the build stops here. Make it a stage (FROM ${name} AS …) and copy from that.`;
    return instruction.keyword === 'COPY' ? { span, message } : undefined;
  }
  if (/^\d+$/.test(name) && instruction.keyword === 'COPY')
    return numberFinding(Number(name), span, instruction, stage);
  const lower = name.toLowerCase();
  const { first, last } = stageNames(file);
  const target = last.get(lower);
  if (target !== undefined) {
    const isEarlier = (first.get(lower)?.index ?? target.index) <= stage.index;
    return isEarlier ? undefined : laterFinding(`"${name}"`, span, instruction, target);
  }
  const known = [...first.values()]
    .slice(0, MOST_NAMES)
    .flatMap((each) => (each.index < stage.index ? (each.name ?? []) : []));
  const meant = nearest(name, known) ?? known.find((each) => beginAlike(each.toLowerCase(), lower));
  const reference = parseImageReference(name);
  const isPlainWord = /^[\w.-]+$/.test(name);
  const isKnownImage = reference !== undefined && imageFamily(reference) !== undefined;
  if (!eachCodeAlone && (meant === undefined || !isPlainWord || isKnownImage)) return undefined;
  if (name.includes(':')) return undefined;
  const hint = meant === undefined ? 'Name a stage above, or an image with its tag.' : `Did you mean "${meant}"?`;
  return {
    span,
    message: `No stage above is called "${name}", so Docker looks for an image of that name. ${hint}`,
    fixes: () => (meant === undefined ? [] : [copyFrom(meant, span)]),
  };
}

/** `build` for `builder`, and the other way round. */
function beginAlike(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 4 && long.startsWith(short);
}

function numberFinding(number: number, span: Span, instruction: InstructionNode, stage: Stage): Finding | undefined {
  const { file } = instruction;
  if (number <= stage.index || isCircular(instruction)) return undefined;
  if (number < file.stages.length) {
    return {
      span,
      message: `Stage ${number} stands further down (the first is 0): only BuildKit builds it first. Move it above this stage.`,
    };
  }
  const last = file.stages.length - 1;
  return {
    span,
    message: `There is no stage ${number}: they count from 0, and the last of this file is ${last}. Name the stage that has the files.`,
  };
}

const circularOnes = rememberLatest(
  (file: Dockerfile): ReadonlySet<InstructionNode> =>
    new Set(circularReferences(file).map(({ instruction }) => instruction)),
);

function isCircular(instruction: InstructionNode): boolean {
  return circularOnes(instruction.file).has(instruction);
}

function laterFinding(name: string, span: Span, instruction: InstructionNode, target: Stage): Finding | undefined {
  if (isCircular(instruction)) return undefined;
  const place = target.nameSpan;
  return {
    span,
    message: `Stage ${name} stands further down: only BuildKit builds it first, other builders look for an image of that name. Move it above this stage.`,
    ...(place === undefined ? {} : { related: [{ span: place, message: 'The stage.' }] }),
  };
}

function copyFrom(name: string, span: Span): Fix {
  return { title: `Take it from stage "${name}"`, safety: 'suggested', edits: [{ span, text: name }] };
}
