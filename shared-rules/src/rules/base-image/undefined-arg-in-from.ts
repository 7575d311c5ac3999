import { platformVariables } from '../../facts/predefined-variables.js';
import { insertAt, keywordLike } from '../../fixes/edits.js';
import { supportedRelease, undeclaredIn } from '../../model/from-arguments.js';
import { rememberLatest } from '../../model/memo.js';
import type { Dockerfile, InstructionNode, VariableReference } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import type { Property } from '../../syntax/types.js';
import { nearest } from '../../text/nearest.js';

export default defineRule({
  id: 'undefined-arg-in-from',
  title: 'Declare the variables of FROM before the first FROM',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['buildkit:UndefinedArgInFrom'],
  fixes: ['suggested'],
  why: `
    A FROM knows only the ARGs above the first FROM of the file; those inside a stage end with their stage. A variable that
    is not among them is empty, whatever \`--build-arg\` says, so the build stops at a name such as \`node:\`, or goes on with
    another image than you asked for.
  `,
  references: [
    'https://docs.docker.com/reference/build-checks/undefined-arg-in-from/',
    'https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact',
  ],
  examples: [
    {
      bad: `
        ARG NODE_VERSION=22
        FROM node:«\${NODE_VERSON}»-slim
        CMD ["node", "--version"]
      `,
      good: `
        ARG NODE_VERSION=22
        FROM node:\${NODE_VERSION}-slim
        CMD ["node", "--version"]
      `,
      fix: 'suggested',
    },
    {
      title: 'An ARG inside a stage is not seen by the next FROM.',
      bad: `
        FROM debian:12-slim AS build
        ARG VARIANT=12-slim
        RUN echo ready > /ready

        FROM debian:«$VARIANT»
        COPY --from=build /ready /ready
      `,
      good: `
        ARG VARIANT=12-slim
        FROM debian:12-slim AS build
        ARG VARIANT=12-slim
        RUN echo ready > /ready

        FROM debian:$VARIANT
        COPY --from=build /ready /ready
      `,
      fix: 'suggested',
    },
    {
      title: 'With a default in FROM, no build argument can change it.',
      bad: `
        ARG REGISTRY=docker.io
        # The image.
        FROM \${REGISTRY}/library/debian:«\${TAG:-12-slim}»
        CMD ["date"]
      `,
      good: `
        ARG REGISTRY=docker.io
        ARG TAG
        # The image.
        FROM \${REGISTRY}/library/debian:\${TAG:-12-slim}
        CMD ["date"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'declared, with and without a default', text: 'ARG A\nARG B=13\nFROM $A/debian:${B}\n' },
    {
      because: 'Docker declares the platforms itself',
      text: 'FROM --platform=$BUILDPLATFORM debian:13\nFROM --platform=linux/${TARGETARCH} debian:13-$TARGETVARIANT\n',
    },
    { because: 'several in one ARG', text: 'ARG A=1 \\\n    B=13\nFROM debian:$B\n' },
  ],
  on: { FROM: check },
});

const globalNames = rememberLatest(({ preamble }: Dockerfile): readonly string[] =>
  preamble.flatMap(({ properties }) => properties.map(({ key }) => key)),
);

/** The first ARG of each name inside a stage. */
const stageArguments = rememberLatest(({ stages }: Dockerfile) => {
  const found = new Map<string, { readonly index: number; readonly property: Property }>();
  for (const { keyword, properties, index } of stages.flatMap(({ instructions }) => instructions)) {
    if (keyword !== 'ARG') continue;
    for (const property of properties) if (!found.has(property.key)) found.set(property.key, { index, property });
  }
  return found;
});

function* check(from: InstructionNode, { dockerfile }: RuleContext): Iterable<Finding> {
  const undeclared = undeclaredIn(from);
  if (undeclared.length === 0) return;
  const declared = globalNames(dockerfile);
  for (const variable of undeclared) {
    const { name, span } = variable;
    const inStage = declarationInStage(from, name);
    const isPlatform = span.start < (from.words[0]?.span.start ?? 0);
    const meant = nearest(name, isPlatform ? [...declared, ...platformVariables] : declared);
    yield {
      span,
      message: messageFor(variable, inStage, meant),
      ...(inStage === undefined ? {} : { related: [{ span: inStage.span, message: 'Seen by its own stage only.' }] }),
      fixes: () => fixes(dockerfile, variable, inStage, meant),
    };
  }
}

/** The ARG of that name in a stage above. */
function declarationInStage(from: InstructionNode, name: string): Property | undefined {
  const found = stageArguments(from.file).get(name);
  return found !== undefined && found.index < from.index ? found.property : undefined;
}

function messageFor(
  { name, modifier }: VariableReference,
  inStage: Property | undefined,
  meant: string | undefined,
): string {
  const effect = modifier === ':-' || modifier === '-' ? 'this always takes its default' : `${name} is empty here`;
  if (inStage !== undefined) {
    return `ARG ${name} ends with the stage that it stands in, so ${effect}. Declare it before the first FROM.`;
  }
  const hint = meant === undefined ? 'Declare it before the first FROM.' : `Did you mean ${meant}?`;
  return `No ARG before the first FROM declares ${name}, so ${effect} and --build-arg cannot set it. ${hint}`;
}

function fixes(
  file: Dockerfile,
  variable: VariableReference,
  inStage: Property | undefined,
  meant: string | undefined,
): readonly Fix[] {
  const { name, span, modifier } = variable;
  if (inStage === undefined && meant !== undefined) {
    const start = file.text.indexOf(name, span.start);
    const edits = [{ span: { start, end: start + name.length }, text: meant }];
    return [{ title: `Use ${meant}`, safety: 'suggested', edits }];
  }
  const value = inStage?.value;
  if (value !== undefined) return value.includes('$') ? [] : declare(file, `${name}=${value}`);
  if (modifier === ':-' || modifier === '-') return declare(file, name);
  const release = supportedRelease(file, name);
  return release === undefined ? [] : declare(file, `${name}=${release}`);
}

/** Behind the last ARG before the first FROM, or right before that FROM. */
function declare(file: Dockerfile, declaration: string): readonly Fix[] {
  const first = file.stages[0]?.from;
  if (first === undefined) return [];
  const line = `${keywordLike(first.written, 'ARG')} ${declaration}`;
  const last = file.preamble.at(-1);
  const edit = last === undefined ? insertAt(first.span.start, `${line}\n`) : insertAt(last.span.end, `\n${line}`);
  return [{ title: `Declare ${declaration} before the first FROM`, safety: 'suggested', edits: [edit] }];
}
