import { lateDeletions } from '../../model/late-deletions.js';
import { callSpan, type PackageCall, packageCalls } from '../../model/packages.js';
import { scriptOf } from '../../model/script.js';
import { stageChain } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type RelatedPlace } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { ShellCommand } from '../../shell/types.js';

/**
 * Packages that only a build needs, under the names of the common distributions. No JDK: it also runs programs, and many
 * take it for the JRE.
 */
const TOOLS =
  /^(?:gcc(?:-\d+)?|g\+\+(?:-\d+)?|gcc-c\+\+|cpp|clang(?:-\d+)?|make|cmake|ninja-build|meson|autoconf|automake|libtool|build-essential|build-base|alpine-sdk|base-devel|musl-dev|libc6?-dev|linux-headers(?:-.+)?|kernel-headers|glibc-devel|python3?-dev(?:el)?|ruby-dev|php-dev|cargo|rustc?|golang(?:-\d.*|-go)?|go|maven|gradle|nodejs-dev)$/;
const LIBRARY_HEADERS = /^(?:lib[\w.+-]+|[\w.+-]+)-(?:dev|devel)$/;

/** Commands that make a program out of its source, for languages whose compiler the program does not need to run. */
const BUILDS: Readonly<Record<string, readonly string[]>> = {
  cargo: ['build', 'install'],
  dotnet: ['publish'],
  go: ['build', 'install'],
  gradle: ['build', 'assemble', 'bootJar', 'shadowJar', 'installDist'],
  gradlew: ['build', 'assemble', 'bootJar', 'shadowJar', 'installDist'],
  mvn: ['package', 'install', 'verify'],
  mvnw: ['package', 'install', 'verify'],
};

export default defineRule({
  id: 'keep-build-tools-out',
  title: 'Leave compilers and build tools out of the shipped image',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P01'],
  fixes: [],
  why: `
    Compilers and headers are only needed while the image is built, but here they ship: a Python image with gcc for its
    wheels weighed 259 MB against 156 MB without, a notebook image 969 MB against 357 MB. Every pull pays for that, scanners
    report flaws in tools that nobody runs, and whoever breaks in finds a compiler ready.
  `,
  how: `
    Build in a stage of its own and copy the result: \`FROM python:3.13 AS build\` … \`FROM python:3.13-slim\` …
    \`COPY --from=build /opt/venv /opt/venv\`. Where one stage has to do, remove the tools in the same RUN that needed them.
  `,
  references: ['https://docs.docker.com/build/building/multi-stage/'],
  examples: [
    {
      bad: `
        FROM «python:3.13-slim»
        RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && rm -rf /var/lib/apt/lists/*
        WORKDIR /app
        COPY requirements.txt .
        RUN pip install --no-cache-dir -r requirements.txt
      `,
      good: `
        FROM python:3.13-slim AS build
        RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && rm -rf /var/lib/apt/lists/*
        WORKDIR /app
        COPY requirements.txt .
        RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir -r requirements.txt

        FROM python:3.13-slim
        COPY --from=build /opt/venv /opt/venv
        ENV PATH="/opt/venv/bin:$PATH"
      `,
    },
    {
      title: 'A program that is compiled where it runs.',
      bad: `
        FROM «golang:1.25»
        COPY . .
        RUN go build -o /server .
        CMD ["/server"]
      `,
      good: `
        FROM golang:1.25 AS build
        COPY . .
        RUN go build -o /server .

        FROM gcr.io/distroless/static-debian12:nonroot
        COPY --from=build /server /server
        CMD ["/server"]
      `,
    },
  ],
  silences: [
    {
      because: 'the tools go in the same RUN',
      text: 'FROM alpine:3.22\nRUN apk add --no-cache --virtual .build gcc musl-dev && make && apk del .build\n',
    },
    {
      because: 'apt removes them in the same RUN',
      text: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y gcc && make && apt-get purge -y --auto-remove gcc && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      because: 'they are removed, but too late: that is a problem of its own',
      text: 'FROM python:3.13-slim\nRUN apt-get update && apt-get install -y gcc libpq-dev=15.1\nCOPY . .\nRUN pip install . && apt-get purge -y gcc libpq-dev\nCMD ["app"]\n',
    },
    {
      because: 'the same by the name that apk gave to all of them',
      text: 'FROM alpine:3.22\nRUN apk add --virtual .build gcc musl-dev\nRUN make && apk del .build\nCMD ["app"]\n',
    },
    {
      because: 'a build stage does not ship',
      text: 'FROM debian:13 AS build\nRUN apt-get install -y gcc\nFROM debian:13-slim\nCOPY --from=build /a /a\n',
    },
    { because: 'a stage for development', text: 'FROM debian:13 AS dev\nRUN apt-get install -y gcc\n' },
    {
      because: 'a JDK runs programs, too',
      text: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y default-jdk-headless\nCOPY app.jar /\nCMD ["java", "-jar", "/app.jar"]\n',
    },
    {
      because: 'an image that is itself a tool box',
      text: 'FROM debian:13\nRUN apt-get update && apt-get install -y build-essential\n',
    },
  ],
  on: { document: check },
});

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  const { finalStage } = dockerfile;
  if (finalStage?.baseSpan === undefined || finalStage.forDevelopment || !runsAProgram(finalStage)) return;
  const removed = removedLater(dockerfile);
  const places = [...stageChain(finalStage)]
    .reverse()
    .flatMap(({ instructions }) => instructions.flatMap((instruction) => toolPlaces(instruction, removed)));
  const [first] = places;
  if (first === undefined) return;
  yield {
    span: finalStage.baseSpan,
    message: `${first.problem} Build in a stage of its own and copy the result.`,
    related: places.slice(0, 8).map(({ place }) => place),
  };
}

/** Something of its own is installed or started here; an image that only collects tools is meant to have them. */
function runsAProgram({ end, instructions, image }: Stage): boolean {
  if (end.cmd !== undefined || end.entrypoint !== undefined) return !isShell(end.cmd ?? end.entrypoint);
  return image?.role === 'language' && instructions.some(({ keyword }) => keyword === 'COPY' || keyword === 'ADD');
}

function isShell(instruction: InstructionNode | undefined): boolean {
  const commands = instruction === undefined ? [] : (scriptOf(instruction)?.commands ?? []);
  return (
    commands.length === 1 &&
    /^(?:.*\/)?(?:ba|da|z|a)?sh$/.test(commands[0]?.name?.value ?? '') &&
    commands[0]?.arguments.every(({ value }) => value?.startsWith('-') === true) === true
  );
}

interface ToolPlace {
  /** A sentence. */
  readonly problem: string;
  readonly place: RelatedPlace;
}

/** Packages that a later RUN removes, by the offset of their install: `clean-in-same-layer` speaks of those. */
function removedLater(dockerfile: Dockerfile): ReadonlyMap<number, ReadonlySet<string>> {
  const removed = new Map<number, Set<string>>();
  for (const { leftovers } of lateDeletions(dockerfile).all) {
    for (const { kind, name, span } of leftovers) {
      if (kind === 'packages') removed.set(span.start, (removed.get(span.start) ?? new Set()).add(name));
    }
  }
  return removed;
}

function toolPlaces(
  instruction: InstructionNode,
  removed: ReadonlyMap<number, ReadonlySet<string>>,
): readonly ToolPlace[] {
  if (instruction.keyword !== 'RUN') return [];
  const calls = packageCalls(instruction);
  if (calls.some(({ action }) => action === 'remove')) return [];
  const script = scriptOf(instruction);
  const places = calls.flatMap((call) => installed(call, removed.get(callSpan(call).start)));
  return [...places, ...(script?.commands ?? []).flatMap(built)];
}

function installed(
  { manager, action, operands: all, options }: PackageCall,
  removed: ReadonlySet<string> | undefined,
): readonly ToolPlace[] {
  if (manager.kind !== 'system' || action !== 'install') return [];
  // What `apk add --virtual NAME` installs goes with that name.
  if (options.some(({ value }) => value !== undefined && removed?.has(value) === true)) return [];
  const operands = all.filter(({ value = '' }) => removed?.has(packageName(value)) !== true);
  const names = operands.filter(({ value }) => value !== undefined && TOOLS.test(packageName(value)));
  const headers =
    names.length > 0
      ? operands.filter(({ value }) => value !== undefined && LIBRARY_HEADERS.test(packageName(value)))
      : [];
  return [...new Set([...names, ...headers])].map(({ value = '', span }) => ({
    problem: `The package "${packageName(value)}" stays in the shipped image, where only the build needs it.`,
    place: { span, message: 'Installed here, and never removed.' },
  }));
}

function packageName(text: string): string {
  return text.split(/[=<>~]/, 1)[0] ?? text;
}

function built(command: ShellCommand): readonly ToolPlace[] {
  const program = effectiveCommand(command);
  if (program === undefined) return [];
  const subcommands = Object.hasOwn(BUILDS, program.name) ? BUILDS[program.name] : undefined;
  const found = program.arguments.find(({ value }) => value !== undefined && subcommands?.includes(value) === true);
  if (found === undefined || found.value === undefined) return [];
  return [
    {
      problem: `\`${program.name} ${found.value}\` runs in the image that ships, so the compiler and the sources stay in it.`,
      place: { span: command.span, message: 'The program is built in the image that ships.' },
    },
  ];
}
