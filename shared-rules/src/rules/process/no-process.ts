import { stageChain } from '../../model/stages.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'no-process',
  title: 'Say what the container runs',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: [],
  fixes: [],
  why: `
    The image has neither CMD nor ENTRYPOINT of its own, and its base starts a shell or an interpreter at most. With nobody
    at the keyboard that ends at once: \`docker run\` comes back without a word, compose starts the service again and again.
    Whoever runs the image must know the command by heart.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#cmd'],
  examples: [
    {
      bad: `
        FROM «python:3.13-slim»
        WORKDIR /app
        COPY . .
      `,
      good: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY . .
        CMD ["python", "main.py"]
      `,
    },
    {
      title: 'The CMD of another stage stays there.',
      bad: `
        FROM golang:1.25 AS build
        CMD ["go", "test"]
        FROM «debian:13-slim»
        COPY --from=build /server /server
        COPY config.yaml /etc/server/
      `,
      good: `
        FROM golang:1.25 AS build
        CMD ["go", "test"]
        FROM debian:13-slim
        COPY --from=build /server /server
        COPY config.yaml /etc/server/
        ENTRYPOINT ["/server"]
      `,
    },
  ],
  silences: [
    { because: 'the base image starts its server', text: 'FROM nginx:1.29\nCOPY dist /usr/share/nginx/html\n' },
    { because: 'the parent stage says it', text: 'FROM debian:13 AS base\nCMD ["a"]\nFROM base\nCOPY a /a\n' },
    { because: 'nobody knows what this image starts', text: 'FROM registry.example.com/base:1\nCOPY a /a\n' },
    {
      because: 'FROM scratch, to hand files over',
      text: 'FROM debian:13 AS b\nRUN a\nFROM scratch\nCOPY --from=b /a /a\n',
    },
    { because: 'a base image for others', text: 'FROM node:24\nONBUILD COPY . .\n' },
    { because: 'a stage for development', text: 'FROM node:24 AS dev\nWORKDIR /app\n' },
    {
      because: 'a base image with tools and nothing else',
      text: 'FROM debian:13\nRUN apt-get update && apt-get install -y curl\n',
    },
    {
      because: 'a program of another stage may be a tool for others',
      text: 'FROM debian:13 AS b\nRUN a\nFROM debian:13\nCOPY --from=b /usr/local/go /usr/local/go\n',
    },
    { because: 'nothing to build yet', text: 'FROM debian:13\n' },
  ],
  on: { document: check },
});

function* check({ finalStage }: Dockerfile): Iterable<Finding> {
  if (finalStage?.baseSpan === undefined) return;
  const { end, image, baseSpan } = finalStage;
  if (end.cmd !== undefined || end.entrypoint !== undefined) return;
  if (image?.shipsProcess !== false || image.family === 'scratch' || image.windows === true) return;
  const stages = [...stageChain(finalStage)];
  if (stages.some(({ forDevelopment }) => forDevelopment)) return;
  const instructions = stages.flatMap((stage) => stage.instructions);
  if (instructions.some(({ keyword }) => keyword === 'ONBUILD') || !instructions.some(bringsProgram)) return;
  yield {
    span: baseSpan,
    message: 'This image has no command of its own, and its base image starts no program. Add CMD or ENTRYPOINT.',
  };
}

/** Files of the build context are a program of one's own; images without any are tools or bases for others. */
function bringsProgram(instruction: InstructionNode): boolean {
  const { keyword, flags } = instruction;
  if ((keyword !== 'COPY' && keyword !== 'ADD') || flags.some(({ name }) => name === 'from')) return false;
  return transferOf(instruction).destination?.text.startsWith('/tmp') === false;
}
