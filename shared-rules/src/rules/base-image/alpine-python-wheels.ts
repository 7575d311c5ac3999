import { basePlaces, namingConcern } from '../../model/base-image.js';
import { packageCalls } from '../../model/packages.js';
import { stagesBuiltOn } from '../../model/stages.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { type Span, span } from '../../text/span.js';

/** Packages of Alpine that bring a C compiler or the headers of its C library: https://pkgs.alpinelinux.org/packages */
const COMPILERS: ReadonlySet<string> = new Set(['gcc', 'g++', 'clang', 'musl-dev', 'build-base', 'alpine-sdk']);

const PYTHON_MANAGERS: ReadonlySet<string> = new Set(['pip', 'uv-pip', 'uv', 'poetry', 'pipenv']);

export default defineRule({
  id: 'alpine-python-wheels',
  title: 'Take a slim image where Alpine compiles your Python packages',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P31'],
  fixes: [],
  why: `
    Most Python packages with C code come as ready wheels for Debian's C library. Alpine has another one, musl, and wheels
    for it are rarer, so pip compiles those packages from source: builds take minutes instead of seconds, fail when a
    header is missing, and the compiler often makes the image larger than the slim one.
  `,
  how: `
    Try the \`-slim\` tag of the same version: often no compiler is needed there. Alpine stays a good choice where all your
    packages are pure Python, or have wheels named \`musllinux\` on PyPI.
  `,
  references: ['https://peps.python.org/pep-0656/', 'https://pythonspeed.com/articles/alpine-docker-python/'],
  examples: [
    {
      bad: `
        FROM python:«3.13-alpine»
        RUN apk add --no-cache gcc musl-dev
        WORKDIR /app
        COPY requirements.txt ./
        RUN pip install --no-cache-dir -r requirements.txt
      `,
      good: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY requirements.txt ./
        RUN pip install --no-cache-dir -r requirements.txt
      `,
    },
    {
      title: 'The compiler is in one stage, pip in another that is built on it.',
      bad: `
        ARG PYTHON_TAG=«3.13-alpine3.22»
        FROM python:\${PYTHON_TAG} AS base
        RUN apk add --no-cache \\
            build-base \\
            libffi-dev

        FROM base AS build
        RUN pip wheel --wheel-dir /wheels cryptography
      `,
      good: `
        ARG PYTHON_TAG=3.13-slim
        FROM python:\${PYTHON_TAG} AS base

        FROM base AS build
        RUN pip wheel --wheel-dir /wheels cryptography
      `,
    },
  ],
  silences: [
    { because: 'nothing is compiled', text: 'FROM python:3.13-alpine\nRUN pip install flask\n' },
    {
      because: 'no Python package is installed',
      text: 'FROM python:3.13-alpine\nRUN apk add --no-cache gcc musl-dev\n',
    },
    { because: 'it is not Alpine', text: 'FROM python:3.13-slim\nRUN apt-get install -y gcc\nRUN pip install a\n' },
    { because: 'this is not the Python image', text: 'FROM alpine:3.22\nRUN apk add py3-pip gcc\nRUN pip install a\n' },
    {
      because: 'the stages have different images',
      text: 'FROM python:3.13-alpine AS a\nRUN apk add gcc\nFROM python:3.13-slim\nRUN pip install a\n',
    },
    {
      because: 'the compiler is removed, not added',
      text: 'FROM python:3.13-alpine\nRUN apk del gcc && pip install a\n',
    },
    {
      because: 'its release has ended, which is said elsewhere',
      text: 'FROM python:3.8-alpine\nRUN apk add gcc && pip install a\n',
    },
    {
      because: 'the tag is known at build time only',
      text: 'ARG TAG\nFROM python:$TAG\nRUN apk add gcc && pip install a\n',
    },
  ],
  mentions: ['apk'],
  on: { document: check },
});

function* check(file: Dockerfile): Iterable<Finding> {
  const places = basePlaces(file, (reference, { image }) => {
    const isAlpine = image?.family === 'python' && image.distribution === 'alpine';
    if (!isAlpine || namingConcern(reference) === 'ended') return undefined;
    return reference.tagAt ?? span(0, reference.text.length);
  });
  for (const { span: place, stage, others } of places) {
    const compiler = [stage, ...others]
      .map((each) => compilerForPython(stagesBuiltOn(file.stages, each).flatMap(({ instructions }) => instructions)))
      .find((found) => found !== undefined);
    if (compiler === undefined) continue;
    yield {
      span: place,
      message: `Python packages are compiled here, with ${compiler.name}. Take the slim image, for which most of them come as ready wheels.`,
      related: [{ span: compiler.span, message: 'The compiler is installed here.' }],
    };
  }
}

/** The compiler that is installed where Python packages are, too. */
function compilerForPython(
  instructions: Dockerfile['instructions'],
): { readonly name: string; readonly span: Span } | undefined {
  const calls = instructions.flatMap(packageCalls);
  const makesWheels = calls.some(
    ({ manager, action }) => PYTHON_MANAGERS.has(manager.name) && (action === 'install' || action === 'download'),
  );
  if (!makesWheels) return undefined;
  const words = calls
    .filter(({ manager, action }) => manager.name === 'apk' && action === 'install')
    .flatMap(({ operands }) => operands);
  for (const { value = '', span: place } of words) {
    const name = value.replace(/[=<>~@].*$/, '');
    if (COMPILERS.has(name)) return { name, span: place };
  }
  return undefined;
}
