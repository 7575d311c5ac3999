import { imageFamily } from '../../facts/base-images.js';
import { parseImageReference } from '../../facts/image-reference.js';
import { runtimeSibling } from '../../facts/image-tags.js';
import { replaceInBase } from '../../fixes/base-image.js';
import { type ImageStage, isImageStage, placeOfPart } from '../../model/base-image.js';
import { scriptOf } from '../../model/script.js';
import { sourceStage } from '../../model/stage-references.js';
import { stageChain, stagesBuiltOn } from '../../model/stages.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { ShellCommand } from '../../shell/types.js';
import { span } from '../../text/span.js';

export default defineRule({
  id: 'no-sdk-in-final-stage',
  title: 'Ship on an image that is made to run programs',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P03'],
  fixes: ['suggested'],
  why: `
    The program comes ready from another stage, but it is put on an image with compilers and build tools, so that the second
    stage saves nothing. A Go or Rust image is 800 MB and more where the program needs a few; a JDK is about twice the size
    of the JRE. Scanners report the flaws of all those tools as yours.
  `,
  how: `
    Java runs on \`eclipse-temurin:21-jre\`, .NET on \`aspnet\` or \`runtime\`, Go on \`gcr.io/distroless/static-debian13\` or
    \`scratch\`, Rust on \`gcr.io/distroless/cc-debian13\` or \`debian:13-slim\`.
  `,
  references: [
    'https://docs.docker.com/build/building/multi-stage/',
    'https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds',
  ],
  examples: [
    {
      bad: `
        FROM eclipse-temurin:21-jdk AS build
        COPY . .
        RUN ./configure
        FROM «eclipse-temurin:21-jdk»
        COPY --from=build /etc/os-release /app.jar
        CMD ["java", "-jar", "/app.jar"]
      `,
      good: `
        FROM eclipse-temurin:21-jdk AS build
        COPY . .
        RUN ./configure
        FROM eclipse-temurin:21-jre
        COPY --from=build /etc/os-release /app.jar
        CMD ["java", "-jar", "/app.jar"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Through a stage between, over two lines.',
      bad: `
        FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
        RUN mkdir /out
        FROM --platform=$TARGETPLATFORM \\
             «mcr.microsoft.com/dotnet/sdk:9.0» AS base
        ENV DOTNET_NOLOGO=1
        FROM base
        COPY --from=build /out /app
        ENTRYPOINT ["dotnet", "/app/web.dll"]
      `,
      good: `
        FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
        RUN mkdir /out
        FROM --platform=$TARGETPLATFORM \\
             mcr.microsoft.com/dotnet/aspnet:9.0 AS base
        ENV DOTNET_NOLOGO=1
        FROM base
        COPY --from=build /out /app
        ENTRYPOINT ["dotnet", "/app/web.dll"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A compiled program needs no compiler.',
      bad: `
        FROM golang:1.25 AS build
        RUN go build -o /server .
        FROM «golang:1.25»
        COPY --from=build /server /server
        ENTRYPOINT ["/server"]
      `,
      good: `
        FROM golang:1.25 AS build
        RUN go build -o /server .
        FROM gcr.io/distroless/static-debian13:nonroot
        COPY --from=build /server /server
        ENTRYPOINT ["/server"]
      `,
    },
  ],
  silences: [
    {
      because: 'one stage: another rule says what to do',
      text: 'FROM golang:1.25\nRUN go build -o /server .\nCMD ["/server"]\n',
    },
    {
      because: 'it is for development',
      text: 'FROM golang:1.25 AS build\nRUN x\nFROM golang:1.25 AS dev\nCOPY --from=build /a /a\nCMD ["/a"]\n',
    },
    {
      because: 'it needs the tools when it runs',
      text: 'FROM golang:1.25 AS build\nFROM golang:1.25\nCOPY --from=build /a /a\nCMD ["go", "test", "./..."]\n',
    },
    {
      because: 'the tools are run on the files of the last stage; another rule speaks of that',
      text: 'FROM eclipse-temurin:21-jdk AS a\nFROM eclipse-temurin:21-jdk\nCOPY --from=a /a /a\nRUN <<EOF\njavac A.java\nEOF\nCMD ["java", "A"]\n',
    },
    {
      because: 'an image of tools runs nothing of its own',
      text: 'FROM golang:1.25 AS tools\nFROM golang:1.25\nCOPY --from=tools /go/bin /go/bin\nCMD ["bash"]\n',
    },
    {
      because: 'a runtime, and an image of nobody knows what',
      text: 'FROM golang:1.25 AS b\nFROM eclipse-temurin:21-jre\nCOPY --from=b /a /a\nCMD ["/a"]\nFROM team/sdk:1\nCOPY --from=b /a /a\nCMD ["/a"]\n',
    },
  ],
  on: { document: check },
});

function* check(file: Dockerfile): Iterable<Finding> {
  const { finalStage } = file;
  if (finalStage === undefined || file.stages.length < 2) return;
  const chain = [...stageChain(finalStage)];
  const bottom = chain.at(-1);
  if (bottom?.image?.role !== 'sdk' || !isImageStage(bottom) || bottom.baseSpan === undefined) return;
  if (bottom.image.family === 'devcontainers') return;
  if (chain.some(({ forDevelopment }) => forDevelopment)) return;
  const instructions = chain.flatMap((stage) => stage.instructions);
  const copied = instructions.find((each) => {
    const source = sourceStage(each);
    return source !== undefined && !source.ships;
  });
  const start = finalStage.end.entrypoint ?? finalStage.end.cmd;
  if (copied === undefined || start === undefined || needsTools(instructions)) return;
  const { reference } = bottom.base;
  const sibling = runtimeSibling(reference);
  yield {
    span: placeOfPart(bottom, span(0, reference.text.length))?.span ?? bottom.baseSpan,
    message: `${reference.text} ships its compilers and build tools, though the program comes ready from another stage. Run it on ${sibling ?? 'an image that has only what runs it'}.`,
    related: [{ span: copied.head, message: 'What another stage has built.' }],
    fixes: () => fixes(file, bottom, sibling),
  };
}

/** What comes with SDK images, or with a shell to work in. */
const TOOLS: ReadonlySet<string> = new Set([
  ...['go', 'gofmt', 'dlv', 'air', 'cargo', 'rustc', 'rustup', 'mvn', 'mvnw', 'gradle', 'gradlew', 'sbt', 'lein'],
  ...['javac', 'jar', 'jlink', 'jdeps', 'jshell', 'jcmd', 'jstack', 'jmap', 'jdb', 'javadoc', 'jpackage', 'kotlinc'],
  ...['gcc', 'g++', 'cc', 'c++', 'clang', 'make', 'cmake', 'nvcc', 'swift', 'swiftc', 'ghc', 'cabal', 'stack'],
  ...['tail', 'sleep', 'elixir', 'mix', 'erl', 'dart', 'flutter', 'hugo'],
]);

function needsTools(instructions: readonly InstructionNode[]): boolean {
  return instructions.some((instruction) => {
    const commands = scriptOf(instruction)?.commands ?? [];
    return commands.some((command) => isTool(command, instruction.keyword === 'RUN'));
  });
}

const SHELL = /^(?:ba|da|a|z)?sh$/;

function isTool(command: ShellCommand, isRun: boolean): boolean {
  const program = effectiveCommand(command);
  if (program === undefined) return false;
  if (program.name === 'dotnet') return program.arguments[0]?.value?.endsWith('.dll') !== true;
  if (SHELL.test(program.name)) {
    return !isRun && program.arguments.every(({ value }) => value?.startsWith('-') === true);
  }
  return TOOLS.has(program.name);
}

/** The siblings that stand in for the SDK as it is: the same distribution, a shell, the same user. */
const INTERCHANGEABLE: ReadonlySet<string> = new Set(['eclipse-temurin', 'dotnet-sdk', 'cuda', 'swift']);

function fixes(file: Dockerfile, stage: ImageStage, sibling: string | undefined): readonly Fix[] {
  if (sibling === undefined || !INTERCHANGEABLE.has(imageFamily(stage.base.reference) ?? '')) return [];
  if (stagesBuiltOn(file.stages, stage).some(({ ships }) => !ships)) return [];
  const edits = replaceInBase(file, stage, (reference, each) => {
    const wanted = each === stage ? parseImageReference(runtimeSibling(reference) ?? '') : undefined;
    if (wanted?.tag === undefined) return undefined;
    if (wanted.name === reference.name && reference.tagAt !== undefined) {
      return { part: reference.tagAt, text: wanted.tag };
    }
    return { part: span(0, reference.text.length), text: wanted.text };
  });
  return edits === undefined ? [] : [{ title: `Use ${sibling}`, safety: 'suggested', edits }];
}
