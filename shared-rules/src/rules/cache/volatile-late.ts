import { isPlainCommand } from '../../facts/plain-commands.js';
import { isVolatile } from '../../facts/volatile-names.js';
import { moveBehind } from '../../fixes/move-instruction.js';
import { callName, callSpan, type PackageCall, packageCall } from '../../model/packages.js';
import { scriptOf } from '../../model/script.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { Span } from '../../text/span.js';

export default defineRule({
  id: 'volatile-late',
  title: 'Declare what changes with each build after the installs',
  severity: 'info',
  recommended: false,
  since: '0.1.0',
  codes: [],
  practices: ['P13'],
  fixes: ['suggested'],
  why: `
    Every RUN below an ARG sees its value, used or not. With another commit or date in each build, none of them is found in
    the cache: all packages are installed again, in every build, because of a label. Declared right before it is used, the
    value costs nothing.
  `,
  how: 'Put ARG, and the LABEL or ENV that uses it, as far down as they can go; the end of the stage is best.',
  references: [
    'https://docs.docker.com/reference/dockerfile/#impact-on-build-caching',
    'https://docs.docker.com/build/cache/invalidation/',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        ARG «GIT_SHA»
        RUN mkdir /data
        LABEL org.opencontainers.image.revision=$GIT_SHA
        RUN apt-get update && \\
            apt-get install -y --no-install-recommends less && \\
            rm -rf /var/lib/apt/lists/*
        CMD ["less", "--version"]
      `,
      good: `
        FROM debian:12-slim
        RUN mkdir /data
        RUN apt-get update && \\
            apt-get install -y --no-install-recommends less && \\
            rm -rf /var/lib/apt/lists/*
        ARG GIT_SHA
        LABEL org.opencontainers.image.revision=$GIT_SHA
        CMD ["less", "--version"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Several at once, below the last install that needs none of them.',
      bad: `
        FROM node:22-slim AS build
        # from the build server
        ARG «BUILD_DATE»
        ARG VERSION=dev
        ENV APP_VERSION=$VERSION

        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN <<EOF
        npm ci
        EOF
        COPY . .
        RUN npm run build
        LABEL created=$BUILD_DATE
      `,
      good: `
        FROM node:22-slim AS build

        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN <<EOF
        npm ci
        EOF
        # from the build server
        ARG BUILD_DATE
        ARG VERSION=dev
        ENV APP_VERSION=$VERSION
        COPY . .
        RUN npm run build
        LABEL created=$BUILD_DATE
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'the install uses it',
      text: 'FROM python:3.13-slim\nARG VERSION\nRUN pip install --no-cache-dir shop==$VERSION\n',
    },
    {
      because: 'a RUN that uses it comes first',
      text: 'FROM debian:12-slim\nARG GIT_SHA\nRUN echo "$GIT_SHA" > /revision\nRUN apt-get update && apt-get install -y less\n',
    },
    {
      because: 'a script may read it',
      text: 'FROM debian:12-slim\nARG GIT_SHA\nRUN ./prepare.sh\nRUN apt-get update && apt-get install -y less\n',
    },
    {
      because: 'these have values that seldom change',
      text: 'FROM debian:12-slim\nARG NODE_VERSION\nARG COMMIT=3f2a91c\nARG VERSION=1.4.2\nRUN apt-get update && apt-get install -y less\n',
    },
    {
      because: 'it is for FROM alone',
      text: 'ARG VERSION\nFROM debian:$VERSION\nRUN apt-get update && apt-get install -y less\n',
    },
    {
      because: 'it is in the right place',
      text: 'FROM debian:12-slim\nRUN apt-get update && apt-get install -y less\nARG GIT_SHA\nLABEL revision=$GIT_SHA\n',
    },
    {
      because: 'another stage installs',
      text: 'FROM debian:12-slim AS a\nARG GIT_SHA\nLABEL revision=$GIT_SHA\nFROM debian:12-slim\nRUN apt-get update && apt-get install -y less\n',
    },
    {
      because: 'it is there to make the steps below run again',
      text: 'FROM debian:12-slim\nARG CACHEBUST\nRUN apt-get update && apt-get install -y less\n',
    },
    {
      because: 'the project itself may read it',
      text: 'FROM python:3.13-slim\nARG VERSION\nRUN pip install --no-cache-dir .\n',
    },
  ],
  mentions: ['arg'],
  on: { stage: check },
});

/** What could move down, and the install that it should stand behind. */
interface TooEarly {
  readonly name: string;
  readonly span: Span;
  /** The first install that it costs. */
  readonly call: PackageCall;
  /** ARG, LABEL and ENV, in order. */
  readonly movable: readonly InstructionNode[];
  /** The last install that needs none of it. */
  readonly target: InstructionNode;
  /** One of them declares something else, too, that may be needed earlier. */
  readonly isMixed: boolean;
}

function* check(stage: Stage): Iterable<Finding> {
  const early = findTooEarly(stage);
  if (early === undefined) return;
  const { name, span, call, movable, target, isMixed } = early;
  yield {
    span,
    message: `${name} has another value in each build, so \`${callName(call)}\` below is never found in the cache. Declare it below that RUN.`,
    related: [{ span: callSpan(call), message: 'This runs again in each build.' }],
    fixes: (): readonly Fix[] => {
      const edits = isMixed ? undefined : moveBehind(stage.from.file, movable, target);
      return edits === undefined ? [] : [{ title: 'Move it below the installs', safety: 'suggested', edits }];
    },
  };
}

function findTooEarly({ instructions }: Stage): TooEarly | undefined {
  const names = new Set<string>();
  const movable: InstructionNode[] = [];
  let first: { readonly name: string; readonly span: Span } | undefined;
  let call: PackageCall | undefined;
  let target: InstructionNode | undefined;
  let targetCount = 0;
  for (const instruction of instructions) {
    const declared = volatileNames(instruction);
    if (declared.length > 0 || (names.size > 0 && mentions(instruction, names))) {
      if (!MOVABLE.has(instruction.keyword)) break;
      const [property] = instruction.properties;
      first ??= property === undefined ? undefined : { name: property.key, span: property.keySpan };
      for (const { key } of instruction.keyword === 'LABEL' ? [] : instruction.properties) names.add(key);
      movable.push(instruction);
      continue;
    }
    if (names.size === 0 || instruction.keyword !== 'RUN') continue;
    const calls = plainCalls(instruction);
    if (calls === undefined) break;
    const install = calls.find(({ action }) => action === 'install' || action === 'download' || action === 'upgrade');
    if (install === undefined) continue;
    call ??= install;
    target = instruction;
    targetCount = movable.length;
  }
  if (first === undefined || call === undefined || target === undefined) return undefined;
  const moved = movable.slice(0, targetCount);
  const isMixed = moved.some((each) => each.keyword !== 'LABEL' && each.properties.length > 1);
  return { ...first, call, movable: moved, target, isMixed };
}

const MOVABLE: ReadonlySet<string> = new Set(['ARG', 'ENV', 'LABEL']);

function volatileNames(instruction: InstructionNode): readonly string[] {
  const { keyword, properties, file } = instruction;
  if (keyword !== 'ARG') return [];
  return properties.flatMap(({ key, value }) => {
    const global = file.preamble.flatMap((each) => each.properties).find((property) => property.key === key);
    return isVolatile(key, value ?? global?.value) ? [key] : [];
  });
}

function mentions({ file, span }: InstructionNode, names: ReadonlySet<string>): boolean {
  for (const [word] of file.text.slice(span.start, span.end).matchAll(/[A-Za-z_]\w*/g))
    if (names.has(word)) return true;
  return false;
}

/** The calls of package managers in a RUN that surely reads no variable by itself; `undefined` for others. */
function plainCalls(run: InstructionNode): readonly PackageCall[] | undefined {
  const script = scriptOf(run);
  if (script?.complete !== true) return undefined;
  const calls: PackageCall[] = [];
  for (const command of script.commands) {
    const call = packageCall(command, run);
    const program = effectiveCommand(command)?.name;
    if (call === undefined && command.name !== undefined && (program === undefined || !isPlainCommand(program)))
      return undefined;
    if (call !== undefined && readsProject(call)) return undefined;
    if (call !== undefined) calls.push(call);
  }
  return calls;
}

/** What builds the project, or installs it, may read variables. */
function readsProject({ action, operands, options }: PackageCall): boolean {
  if (action === 'build' || operands.some(({ value }) => /^\.{0,2}(?:\/|$)|^\.\[/.test(value ?? ''))) return true;
  return options.some(({ names }) => names.includes('-e') || names.includes('--editable'));
}
