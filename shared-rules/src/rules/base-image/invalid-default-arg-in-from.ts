import { imageFamily } from '../../facts/base-images.js';
import { parseImageReference } from '../../facts/image-reference.js';
import { insertAt } from '../../fixes/edits.js';
import { imageByDefault, isBaseName, supportedRelease, undeclaredIn } from '../../model/from-arguments.js';
import type { Dockerfile, InstructionNode, Stage, VariableReference } from '../../model/types.js';
import { resolveVariable, variablesOf } from '../../model/variables.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import type { Property } from '../../syntax/types.js';

export default defineRule({
  id: 'invalid-default-arg-in-from',
  title: 'Let FROM name an image without any build argument',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['buildkit:InvalidDefaultArgInFrom'],
  fixes: ['suggested'],
  why: `
    An ARG without a default is empty until somebody passes \`--build-arg\`. Until then the FROM names no image, such as
    \`node:\`, and a plain \`docker build .\` ends with "invalid reference format" or "base name should not be blank" before
    its first step. Editors, scanners and tools that update images cannot tell what the image is built on, either.
  `,
  how: 'A default does not stand in the way: `--build-arg` still wins. Where a value must be given, say so: `${TAG:?pass a tag}`.',
  references: ['https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/'],
  examples: [
    {
      bad: `
        ARG NODE_VERSION
        FROM node:«\${NODE_VERSION}»-slim
        CMD ["node", "--version"]
      `,
      good: `
        ARG NODE_VERSION=24
        FROM node:\${NODE_VERSION}-slim
        CMD ["node", "--version"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The whole image comes from outside.',
      bad: `
        ARG BASE_IMAGE
        FROM debian:12-slim AS build
        RUN mkdir /out
        FROM «$BASE_IMAGE»
        COPY --from=build /out /out
      `,
      good: `
        ARG BASE_IMAGE=debian:12-slim
        FROM debian:12-slim AS build
        RUN mkdir /out
        FROM $BASE_IMAGE
        COPY --from=build /out /out
      `,
    },
    {
      title: 'An image name has no upper case.',
      bad: `
        FROM «Debian:12-slim»
        CMD ["date"]
      `,
      good: `
        FROM debian:12-slim
        CMD ["date"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'a default, in either place', text: 'ARG A=debian\nARG B\nFROM $A:${B:-13}\n' },
    { because: 'a value that must be given, and says so', text: 'ARG TAG\nFROM debian:${TAG:?pass a tag}\n' },
    { because: 'an empty part does no harm', text: 'ARG SUFFIX\nFROM debian:13${SUFFIX}\n' },
    { because: 'only the build knows its platform', text: 'FROM --platform=$BUILDPLATFORM team/$TARGETARCH:1\n' },
    { because: 'nobody declares it: that is for another rule', text: 'FROM debian:$TAG\n' },
    {
      because: 'a stage in upper case is for another rule',
      text: 'ARG BASE=Debug\nFROM debian:13 AS Debug\nFROM $BASE\nFROM Debug\nFROM scratch\n',
    },
  ],
  on: { stage: check },
});

function* check(stage: Stage, { dockerfile, eachCodeAlone }: RuleContext): Iterable<Finding> {
  const { from, baseSpan } = stage;
  const image = baseSpan === undefined ? undefined : imageByDefault(from);
  if (baseSpan === undefined || image === undefined || isBaseName(image, stage, dockerfile)) return;
  if (undeclaredIn(from).length > 0 && !eachCodeAlone) return;
  const inImage = variablesOf(from).filter(({ span }) => span.start >= baseSpan.start);
  const empty = inImage.find(({ name }) => (resolveVariable(from, name).value ?? '') === '') ?? inImage[0];
  if (empty !== undefined) yield variableFinding(dockerfile, from, image, empty);
  else if (eachCodeAlone || !isUnfinished(image)) yield literalFinding(stage, image);
}

/** Nothing stands behind the colon: that is for another rule. */
function isUnfinished(image: string): boolean {
  return /[:@]$/.test(image);
}

function literalFinding(stage: Stage, image: string): Finding {
  const span = stage.baseSpan ?? stage.from.span;
  const lower = image.toLowerCase();
  const reference = lower === image ? undefined : parseImageReference(lower);
  const mends = reference !== undefined && imageFamily(reference) !== undefined;
  return {
    span,
    message: `"${image}" is not the name of an image${mends ? ': they are all lower case' : ' that Docker can read'}, so the build stops here. Write it the way the registry does.`,
    fixes: () => (mends ? [{ title: `Write "${lower}"`, safety: 'suggested', edits: [{ span, text: lower }] }] : []),
  };
}

function variableFinding(
  file: Dockerfile,
  from: InstructionNode,
  image: string,
  { name, span }: VariableReference,
): Finding {
  const { instruction, value } = resolveVariable(from, name);
  const property = instruction?.properties.filter(({ key }) => key === name).at(-1);
  const state = (value ?? '') === '' ? `${name} is empty` : `${name} is "${value ?? ''}"`;
  const result = image === '' ? 'this FROM names no image' : `this FROM reads "${image}", which is no image`;
  return {
    span,
    message: `Without --build-arg, ${state} and ${result}. Give the ARG a default that works.`,
    related: property === undefined ? [] : [{ span: property.span, message: 'The ARG.' }],
    fixes: () => giveDefault(file, name, property),
  };
}

function giveDefault(file: Dockerfile, name: string, property: Property | undefined): readonly Fix[] {
  const release = supportedRelease(file, name);
  if (property === undefined || property.value !== undefined || release === undefined) return [];
  const edits = [insertAt(property.span.end, `=${release}`)];
  return [{ title: `Make ${release} the default of ${name}`, safety: 'suggested', edits }];
}
