import { scriptOf } from '../../model/script.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { Span } from '../../text/span.js';

export default defineRule({
  id: 'no-curl-and-wget',
  title: 'Download with curl or with wget, not with both',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL4001', 'kics:fc775e75'],
  fixes: [],
  why: `
    curl and wget do the same here. Installing both means two packages, with the libraries they need, in an image that makes do
    with one: more to download, to scan and to patch. Their options differ, too, so that whoever reads the file must know both.
  `,
  how: `
    For a file from the web you often need neither: \`ADD --checksum=sha256:… https://… /file\` downloads and verifies it, and
    puts no tool into the image.
  `,
  references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN curl -fsSLO https://example.org/a.tar.gz
        RUN «wget» -q https://example.org/b.tar.gz
      `,
      good: `
        FROM debian:13-slim
        RUN curl -fsSLO https://example.org/a.tar.gz
        RUN curl -fsSLO https://example.org/b.tar.gz
      `,
    },
    {
      title: 'In one RUN.',
      bad: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends curl wget \\
            && wget -q https://example.org/a.tar.gz \\
            && «curl» -fsSL https://example.org/key.asc | gpg --import \\
            && curl -fsSLO https://example.org/b.tar.gz
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends curl \\
            && curl -fsSLO https://example.org/a.tar.gz \\
            && curl -fsSL https://example.org/key.asc | gpg --import \\
            && curl -fsSLO https://example.org/b.tar.gz
      `,
    },
  ],
  silences: [
    {
      because: 'they are in different stages',
      text: `
        FROM debian:13 AS build
        RUN curl -fsSLO https://example.org/a.tar.gz
        FROM alpine:3.22
        RUN wget -q https://example.org/b.tar.gz
      `,
    },
    {
      because: 'layers of a build stage are not shipped',
      text: `
        FROM debian:13 AS build
        RUN curl -fsSLO https://example.org/a && wget -q https://example.org/b
        FROM debian:13-slim
        COPY --from=build /a /b /
      `,
    },
    {
      because: 'the base image has both',
      text: 'FROM buildpack-deps:trixie\nRUN curl -fsSLO https://example.org/a && wget -q https://example.org/b\n',
    },
    {
      because: 'only one of them runs',
      text: `
        FROM debian:13-slim
        RUN apt-get install -y curl wget && echo "use wget or curl" && command -v wget
        RUN apt-get purge -y wget && curl -fsSLO https://example.org/curl/wget
      `,
    },
    {
      because: 'the one of BusyBox is there anyway',
      text: 'FROM alpine:3.22\nRUN busybox wget -q https://example.org/a && curl -fsSLO https://example.org/b\n',
    },
    {
      because: 'what ONBUILD does is done in another image',
      text: 'FROM debian:13-slim\nRUN curl -fsSLO https://example.org/a\nONBUILD RUN wget -q https://example.org/b\n',
    },
  ],
  mentions: ['wget'],
  on: { stage: check },
});

type Tool = 'curl' | 'wget';

/** A call of curl or wget. */
interface Download {
  readonly tool: Tool;
  readonly span: Span;
}

function* check(stage: Stage, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  if (!eachCodeAlone && (!stage.ships || hasBoth(stage))) return;
  const first = new Map<Tool, Download>();
  for (const instruction of stage.instructions) {
    const downloads = instruction.keyword === 'RUN' ? downloadsOf(instruction) : [];
    const before = first.size;
    for (const download of downloads) if (!first.has(download.tool)) first.set(download.tool, download);
    const [earlier, later] = first.values();
    if (earlier === undefined || later === undefined) continue;
    const place = before < 2 ? later : downloads[0];
    if (place === undefined) continue;
    yield {
      span: place.span,
      message: `This stage downloads with both \`${earlier.tool}\` and \`${later.tool}\`. Use one of them for all, and leave the other out.`,
      related: [{ span: earlier.span, message: `\`${earlier.tool}\` downloads here.` }],
    };
    if (!eachCodeAlone) return;
  }
}

function hasBoth({ image }: Stage): boolean {
  return image?.tools.curl === true && image.tools.wget === true;
}

function downloadsOf(run: InstructionNode): readonly Download[] {
  return (scriptOf(run)?.commands ?? []).flatMap((command): readonly Download[] => {
    const program = effectiveCommand(command);
    if (program === undefined || program.wrappers.includes('busybox')) return [];
    const { name, nameWord } = program;
    return name === 'curl' || name === 'wget' ? [{ tool: name, span: nameWord.span }] : [];
  });
}
