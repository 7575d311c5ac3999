import { transferOf } from '../../model/transfer.js';
import type { InstructionNode } from '../../model/types.js';
import { rootStages } from '../../model/working-directory.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'relative-copy-without-workdir',
  title: 'Set a WORKDIR before you copy to a relative path',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3045'],
  fixes: [],
  why: `
    A relative target of COPY counts from the working folder. Where no WORKDIR is set, that is the root folder of the
    image: your files lie among \`/bin\`, \`/etc\` and \`/usr\`, and a \`COPY . .\` that holds a folder of such a name mixes
    with the system. A base image that some day sets a WORKDIR moves all of it elsewhere, and CMD no longer finds its
    program.
  `,
  how: 'Write `WORKDIR /app` above the COPY: it makes the folder, and RUN and CMD work in it, too.',
  references: [
    'https://docs.docker.com/reference/dockerfile/#workdir',
    'https://docs.docker.com/reference/dockerfile/#copy',
  ],
  examples: [
    {
      bad: `
        FROM node:24-slim
        COPY package.json package-lock.json «./»
        RUN npm ci
      `,
      good: `
        FROM node:24-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci
      `,
    },
    {
      title: 'Every stage begins anew: the WORKDIR of another one does not count.',
      bad: `
        FROM rust:1 AS build
        WORKDIR /src
        COPY . .
        RUN cargo build --release

        FROM debian:13-slim
        COPY --from=build \\
          /src/target/release/server \\
          «bin/»
      `,
      good: `
        FROM rust:1 AS build
        WORKDIR /src
        COPY . .
        RUN cargo build --release

        FROM debian:13-slim
        COPY --from=build \\
          /src/target/release/server \\
          /usr/local/bin/
      `,
    },
  ],
  silences: [
    { because: 'the target is absolute', text: 'FROM node:24-slim\nCOPY . /app\n' },
    { because: 'quotes around an absolute target', text: 'FROM node:24-slim\nCOPY ["a", "/my app/"]\n' },
    { because: 'the parent stage has a WORKDIR', text: 'FROM node:24 AS a\nWORKDIR /app\nFROM a\nCOPY . .\n' },
    { because: 'a variable that nobody knows', text: 'FROM node:24-slim\nARG DIR\nCOPY . $DIR\n' },
    { because: 'a variable with an absolute path', text: 'FROM node:24-slim\nENV DIR=/app\nCOPY . $DIR/\n' },
    { because: 'this image works in /var/www/html', text: 'FROM php:8.4-apache\nCOPY src/ .\n' },
    { because: 'nobody knows where this image works', text: 'FROM registry.example.com/base:1\nCOPY . .\n' },
    { because: 'an empty image has one folder only', text: 'FROM scratch\nCOPY server .\n' },
    { because: 'it runs in another build', text: 'FROM node:24-slim\nONBUILD COPY . .\n' },
    {
      because: 'a drive of Windows',
      text: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY a.exe C:\\\\app\\\\\n',
    },
  ],
  on: { COPY: check },
});

function* check(instruction: InstructionNode, { dockerfile, eachCodeAlone }: RuleContext): Iterable<Finding> {
  const { before, isTrigger, stage } = instruction;
  if (before.workdirInstruction !== undefined || isTrigger || stage === undefined) return;
  const { destination } = transferOf(instruction);
  const path = destination?.path;
  if (destination === undefined || path === undefined || path === '' || /^[/\\]|^[A-Za-z]:/.test(path)) return;
  if (!eachCodeAlone && !rootStages(dockerfile).has(stage)) return;
  yield { span: destination.span, message: messageFor(path) };
}

function messageFor(path: string): string {
  if (path === '~' || path.startsWith('~/')) {
    return `COPY does not know ~ as a home: it makes a folder of that name. Write the whole path.`;
  }
  const isHere = /^\.?\/*$/.test(path);
  const what = isHere ? 'the files land' : `"${path}" lands`;
  return `No WORKDIR is set, so ${what} in the root folder of the image. Set a WORKDIR above, or write an absolute path.`;
}
