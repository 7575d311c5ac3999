import { removeFlag } from '../../fixes/edits.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'no-host-network',
  title: 'Run build steps in a network of their own',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S6431'],
  practices: ['U27'],
  fixes: ['suggested'],
  why: `
    A RUN has a network of its own, from which it reaches the internet and nothing on the build machine. With
    \`--network=host\` every program of the step, install scripts of packages included, can talk to what listens on the
    machine's own addresses: databases without a password, the cloud's metadata, other builds. Docker refuses such a step
    unless the build is started with \`--allow network.host\`, so it also fails for whoever does not know.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#run---network'],
  examples: [
    {
      bad: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN «--network=host» npm ci
      `,
      good: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci
      `,
      fix: 'suggested',
    },
    {
      title: 'On a line of its own, in front of a script.',
      bad: `
        FROM debian:12-slim AS build
        RUN --mount=type=cache,target=/var/cache/apt \\
            «--network=host» \\
            apt-get update
        RUN «--network=host» <<EOF
        echo ready > /ready
        EOF
      `,
      good: `
        FROM debian:12-slim AS build
        RUN --mount=type=cache,target=/var/cache/apt \\
            apt-get update
        RUN <<EOF
        echo ready > /ready
        EOF
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'no network at all', text: 'FROM node:22-slim\nRUN --network=none npm run build\n' },
    { because: 'the default, by name', text: 'FROM node:22-slim\nRUN --network=default npm ci\n' },
    {
      because: 'a program has such an option, too',
      text: 'FROM docker:29\nRUN docker build --network=host /x\n',
    },
  ],
  mentions: ['network'],
  on: { RUN: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  for (const flag of instruction.flags) {
    if (flag.name !== 'network' || flag.value !== 'host') continue;
    yield {
      span: flag.span,
      message:
        'This step shares the network of the build machine and reaches all that listens there. Leave the flag out; the internet is reachable without it.',
      fixes: () => [
        { title: 'Remove --network=host', safety: 'suggested', edits: [removeFlag(instruction.file, flag)] },
      ],
    };
  }
}
