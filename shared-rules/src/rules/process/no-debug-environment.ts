import { productionValue } from '../../facts/debug-variables.js';
import { startsForDevelopers } from '../../model/container-process.js';
import { rememberLatest } from '../../model/memo.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';
import type { Property } from '../../syntax/types.js';
import type { TextEdit } from '../../text/edit.js';
import { slice } from '../../text/span.js';

export default defineRule({
  id: 'no-debug-environment',
  title: 'Ship the image with debugging switched off',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S4507'],
  practices: ['U31'],
  fixes: ['suggested'],
  why: `
    In debug mode frameworks answer an error with source code, settings and the environment, passwords included; some add a
    console in which visitors can run code. They also cache nothing: pages take many times as long. What ENV sets holds in
    every container, unless whoever starts it knows and says otherwise.
  `,
  how: `
    Set the production value in the image, and switch debugging on where you debug: \`docker run -e FLASK_DEBUG=1 …\` or
    \`environment:\` in your own compose file. If this image is meant for developers, give its stage a name that says so:
    \`FROM python:3.13 AS dev\`.
  `,
  references: [
    'https://flask.palletsprojects.com/en/stable/debugging/',
    'https://docs.docker.com/reference/dockerfile/#env',
  ],
  examples: [
    {
      bad: `
        FROM node:22-slim
        ENV PORT=3000 NODE_ENV=«development»
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:22-slim
        ENV PORT=3000 NODE_ENV=production
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Each variable in its own way of writing; stages below the one that ships count, too.',
      bad: `
        FROM debian:12-slim AS base
        ENV ASPNETCORE_ENVIRONMENT="«Development»" \\
            APP_ENV=«dev» \\
            XDEBUG_MODE=«develop,debug»
        FROM base
        ENV DJANGO_DEBUG «True»
      `,
      good: `
        FROM debian:12-slim AS base
        ENV ASPNETCORE_ENVIRONMENT="Production" \\
            APP_ENV=prod \\
            XDEBUG_MODE=off
        FROM base
        ENV DJANGO_DEBUG False
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'a stage for development', text: 'FROM node:22 AS dev\nENV NODE_ENV=development\n' },
    {
      because: 'the stage is not shipped',
      text: 'FROM node:22 AS build\nENV NODE_ENV=development\nFROM node:22\nCMD ["a"]\n',
    },
    {
      because: 'a later ENV has the last word',
      text: 'FROM node:22 AS base\nENV NODE_ENV=development\nFROM base\nENV NODE_ENV=production\n',
    },
    { because: 'whoever builds decides', text: 'FROM node:22\nARG NODE_ENV=development\nENV NODE_ENV=$NODE_ENV\n' },
    {
      because: 'what it starts says that all of it is for developers',
      text: 'FROM mcr.microsoft.com/dotnet/sdk:9.0\nENV ASPNETCORE_ENVIRONMENT=Development\nENTRYPOINT ["dotnet", "watch"]\n',
    },
    { because: 'off', text: 'FROM node:22\nENV DEBUG=0 FLASK_DEBUG=false XDEBUG_MODE=off NO_DEBUG=1\n' },
    { because: 'something else', text: 'FROM node:22\nENV BASH_ENV=/dev VIRTUAL_ENV=/venv DEBUG_PORT=1 DEBUG=app:*\n' },
    { because: 'the image for tests says so', text: 'FROM node:22\nENV NODE_ENV=test\n' },
  ],
  on: { ENV: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { stage, isTrigger, file } = instruction;
  const { finalStage } = file;
  if (isTrigger || stage?.ships !== true || stage.forDevelopment || finalStage?.forDevelopment !== false) return;
  for (const property of instruction.properties) {
    const { key, value, valueSpan } = property;
    if (value === undefined || valueSpan === undefined || value.includes('$')) continue;
    const text = expandAt(instruction, value);
    const production = text === undefined ? undefined : productionValue(key, text);
    if (text === undefined || production === undefined || lastProperties(file).get(key) !== property) continue;
    if (startsForDevelopers(finalStage)) return;
    const edit = valueEdit(instruction, property, text, production);
    yield {
      span: edit?.span ?? valueSpan,
      message: `\`${key}=${text}\` switches debugging on in every container. Set it to ${production} here, and to ${text} where you debug.`,
      fixes: () =>
        edit === undefined ? [] : [{ title: `Set ${key} to ${production}`, safety: 'suggested', edits: [edit] }],
    };
  }
}

/** For each variable the last place where an ENV of what ships sets it. */
const lastProperties = rememberLatest((file: Dockerfile): ReadonlyMap<string, Property> => {
  const last = new Map<string, Property>();
  for (const { keyword, stage, properties } of file.instructions) {
    if (keyword !== 'ENV' || stage?.ships !== true) continue;
    for (const property of properties) last.set(property.key, property);
  }
  return last;
});

/** Replaces the value between its quotes; `undefined` where it is written in some other way. */
function valueEdit(
  { file }: InstructionNode,
  { valueSpan }: Property,
  value: string,
  production: string,
): TextEdit | undefined {
  const at = valueSpan === undefined ? -1 : slice(file.text, valueSpan).indexOf(value);
  if (valueSpan === undefined || at === -1) return undefined;
  const start = valueSpan.start + at;
  return { span: { start, end: start + value.length }, text: production };
}
