import { type ImageFacts, type ImageTool, imageFacts } from '../../facts/base-images.js';
import { type ImageReference, parseImageReference } from '../../facts/image-reference.js';
import { type SlimSibling, slimSibling } from '../../facts/image-tags.js';
import { extendTagEdits } from '../../fixes/base-image.js';
import { type ImageStage, isImageStage, namingConcern, placeOfPart } from '../../model/base-image.js';
import { packageCalls } from '../../model/packages.js';
import { scriptOf } from '../../model/script.js';
import { stageChain, stagesBuiltOn } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { variablesOf } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import { span } from '../../text/span.js';

export default defineRule({
  id: 'prefer-slim-base-image',
  title: 'Ship the slim variant of the base image',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P30', 'P03'],
  fixes: ['suggested'],
  why: `
    The plain tag of a language image brings compilers, headers and version control: good for building, dead weight in what
    you ship. \`node:24\` takes 1.1 GB on disk, \`node:24-slim\` 230 MB. The slim one pulls faster, and scanners have a
    few hundred packages less to complain about.
  `,
  how: `
    Build with the full image in a stage of its own and copy the result into a slim one. What the program really needs at
    run time (\`libpq5\`, \`ca-certificates\`), install there by name.
  `,
  references: [
    'https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image',
    'https://hub.docker.com/_/python#image-variants',
  ],
  examples: [
    {
      bad: `
        FROM «node:24»
        WORKDIR /srv
        COPY package.json package-lock.json ./
        RUN npm ci --omit=dev
        COPY . .
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:24-slim
        WORKDIR /srv
        COPY package.json package-lock.json ./
        RUN npm ci --omit=dev
        COPY . .
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The stage that builds may stay as it is; the one that ships need not.',
      bad: `
        ARG VERSION=3.13
        FROM python:\${VERSION}-bookworm AS build
        RUN pip wheel --wheel-dir /wheels uwsgi

        FROM «python:\${VERSION}-bookworm»
        COPY --from=build /wheels /wheels
        RUN pip install --no-index --find-links /wheels uwsgi
      `,
      good: `
        ARG VERSION=3.13
        FROM python:\${VERSION}-bookworm AS build
        RUN pip wheel --wheel-dir /wheels uwsgi

        FROM python:\${VERSION}-slim-bookworm
        COPY --from=build /wheels /wheels
        RUN pip install --no-index --find-links /wheels uwsgi
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'it is slim', text: 'FROM node:24-slim\n' },
    { because: 'it is Alpine', text: 'FROM node:24-alpine\n' },
    { because: 'this image has no slim variant', text: 'FROM ubuntu:24.04\n' },
    {
      because: 'a build stage is not shipped',
      text: 'FROM node:24 AS build\nRUN npm run build\nFROM nginx:1.30\nCOPY --from=build /x /x\n',
    },
    { because: 'a development image wants its tools', text: 'FROM node:24 AS dev\nCMD ["npm", "run", "dev"]\n' },
    { because: 'it compiles', text: 'FROM python:3.13\nCOPY . .\nRUN make install\n' },
    { because: 'git is not in the slim image', text: 'FROM python:3.13\nRUN git clone https://example.com/a.git\n' },
    {
      because: 'its health check needs curl',
      text: 'FROM node:24\nHEALTHCHECK CMD curl -f http://127.0.0.1/\nCMD ["node", "a.js"]\n',
    },
    {
      because: 'headers are there to compile with',
      text: 'FROM python:3.13\nRUN apt-get update && apt-get install -y libpq-dev\nRUN pip install psycopg2\n',
    },
    {
      because: "a build tool is installed, and the compiler is the image's own",
      text: 'FROM python:3.13\nRUN apt-get update && apt-get install -y cmake\nRUN pip install dlib\n',
    },
    {
      because: 'another stage that is built on it compiles',
      text: 'FROM node:24 AS base\nFROM base AS build\nRUN make\nFROM base\nCOPY --from=build /x /x\n',
    },
    { because: 'the one who builds chooses the variant', text: 'ARG VARIANT=3.13\nFROM python:$VARIANT\n' },
    { because: 'gems are compiled', text: 'FROM ruby:3.4\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\n' },
    { because: 'it has no tag yet, which is said elsewhere', text: 'FROM python\n' },
    { because: 'its release has ended, which is said elsewhere', text: 'FROM python:3.8\n' },
    { because: 'a digest says which image it is', text: `FROM node:24@sha256:${'0'.repeat(64)}\n` },
  ],
  on: { stage: check },
});

function* check(stage: Stage, { dockerfile }: { readonly dockerfile: Dockerfile }): Iterable<Finding> {
  const { finalStage } = dockerfile;
  if (!stage.ships || !isImageStage(stage) || finalStage === undefined || stage.baseSpan === undefined) return;
  const chain = [...stageChain(finalStage)];
  if (chain.some(({ forDevelopment }) => forDevelopment)) return;
  const { reference } = stage.base;
  if (namingConcern(reference) !== undefined || choosesVariant(stage)) return;
  const slim = slimSibling(reference);
  if (slim === undefined) return;
  if (needsFullImage(stagesBuiltOn(dockerfile.stages, stage), reference, slim)) return;
  const image = `${reference.name}:${slim.tag}`;
  yield {
    span: placeOfPart(stage, span(0, reference.text.length))?.span ?? stage.baseSpan,
    message: messageFor(stage, image, slim),
    fixes: () => {
      const edits = extendTagEdits(dockerfile, stage, slim.tag);
      return edits === undefined ? [] : [{ title: `Use ${image}`, safety: 'suggested', edits }];
    },
  };
}

/** The one who builds chooses the variant: `ARG VARIANT=24-trixie`. */
function choosesVariant({ from }: Stage): boolean {
  return variablesOf(from).some(({ name }) => /VARIANT|FLAVOU?R/i.test(name));
}

function messageFor({ base, image: facts }: ImageStage, image: string, { sizes }: SlimSibling): string {
  const { name, tag } = base.reference;
  const ballast =
    facts?.family === 'debian'
      ? 'documentation and translations that a container does not read'
      : 'compilers, headers and tools that a running program seldom needs';
  const figures = sizes === undefined ? '' : ` (${sizes.image}: ${sizes.slim} MB instead of ${sizes.full} MB)`;
  return `${name}:${tag} ships ${ballast}. ${image} is the same release without them${figures}.`;
}

/** Programs that compile, or that compile what they install. */
const COMPILES: ReadonlySet<string> = new Set([
  ...['gcc', 'g++', 'cc', 'c++', 'clang', 'clang++', 'make', 'cmake', 'ninja', 'meson', 'configure', 'autoconf'],
  ...['autoreconf', 'automake', 'libtool', 'node-gyp', 'cargo', 'rustc', 'cpan', 'cpanm', 'carton', 'cabal', 'stack'],
  ...['ghc', 'phpize', 'pecl', 'pg_config', 'mysql_config', 'pkg-config', 'hg', 'svn', 'convert', 'patch', 'bundle'],
]);

/** Packages that bring a compiler. */
const COMPILERS: ReadonlySet<string> = new Set(['build-essential', 'gcc', 'g++', 'clang']);

/** Packages of PyPI that have no ready-made wheels. */
const SOURCE_ONLY = /^(?:psycopg2|mysqlclient|uwsgi|python-ldap|pygraphviz|pycrypto|mod[-_]wsgi)(?:[=<>~![]|$)/i;

/** Whether anything in the stages built on an image shows that its slim variant would not do. */
function needsFullImage(stages: readonly Stage[], reference: ImageReference, { tag }: SlimSibling): boolean {
  const full = imageFacts(reference);
  const slimReference = parseImageReference(`${reference.name}:${tag}`);
  if (slimReference === undefined) return true;
  const slim = imageFacts(slimReference);
  const instructions = stages.flatMap((stage) => stage.instructions);
  const installed = new Set(instructions.flatMap(installedPackages));
  const hasCompiler = [...installed].some((name) => COMPILERS.has(name));
  const needsCompiler = [...installed].some(
    (name) => COMPILES.has(name) || /-dev(?:el)?$/.test(name) || SOURCE_ONLY.test(name),
  );
  if (needsCompiler && !hasCompiler) return true;
  return instructions
    .flatMap(programs)
    .some((name) => (COMPILES.has(name) && !hasCompiler) || (isLost(name, full, slim) && !installed.has(name)));
}

function installedPackages(instruction: InstructionNode): readonly string[] {
  return packageCalls(instruction)
    .filter(({ action, options }) => action === 'install' && !options.some(({ names }) => names.includes('--no-index')))
    .flatMap(({ operands }) => operands.flatMap(({ value }) => value ?? []));
}

/** The programs that an instruction runs while the image is built or while it runs. */
function programs(instruction: InstructionNode): readonly string[] {
  return (scriptOf(instruction)?.commands ?? []).flatMap((command) => effectiveCommand(command)?.name ?? []);
}

function isLost(name: string, full: ImageFacts, slim: ImageFacts): boolean {
  return isTool(name, full) && full.tools[name] === true && slim.tools[name] !== true;
}

function isTool(name: string, { tools }: ImageFacts): name is ImageTool {
  return Object.hasOwn(tools, name);
}
