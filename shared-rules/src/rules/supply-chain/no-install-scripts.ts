import { managerWords } from '../../facts/package-managers.js';
import { insertOption } from '../../fixes/insert-option.js';
import { rememberLatest } from '../../model/memo.js';
import { callName, callSpan, flagPlace, mayHoldOptions, type PackageCall, packageCall } from '../../model/packages.js';
import { shellVariable } from '../../model/shell-values.js';
import type { CommandNode, Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

const OPTION = '--ignore-scripts';
/** Spellings of the variable for `ignore-scripts`: https://docs.npmjs.com/cli/v11/using-npm/config#environment-variables */
const VARIABLES = ['npm_config_ignore_scripts', 'NPM_CONFIG_IGNORE_SCRIPTS', 'YARN_ENABLE_SCRIPTS'];
/** Options that only the first yarn has; newer ones have no such option. */
const CLASSIC_YARN = /^--(?:frozen-lockfile|pure-lockfile|production|prod|non-interactive|no-progress)$/;

export default defineRule({
  id: 'no-install-scripts',
  title: 'Install packages without running their scripts',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['sonar:S6505'],
  practices: ['U33'],
  fixes: ['suggested'],
  why: `
    Every package of npm may bring scripts that run while it is installed, as root in most builds and with every secret
    the step has. That is how the worms of 2025 spread: a package with a stolen account, a script, and the tokens were
    gone. With \`--ignore-scripts\` the files are there and nothing of them has run yet.
  `,
  how: `
    The few packages that compile something (\`sharp\`, \`bcrypt\`, …) get their turn by name: \`npm rebuild sharp\`. Scripts of
    your own project are left out, too: call them yourself, as in \`npm run build\`.
  `,
  references: [
    'https://docs.npmjs.com/cli/v11/commands/npm-install#ignore-scripts',
    'https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html',
  ],
  examples: [
    {
      bad: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN «npm ci» --omit=dev
      `,
      good: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci --ignore-scripts --omit=dev
      `,
      fix: 'suggested',
    },
    {
      title: 'In exec form and in a script.',
      bad: `
        FROM node:22-slim AS build
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN [«"npm", "ci"»]
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN <<EOF
        set -e
        «npm install»
        npm run build
        EOF
      `,
      good: `
        FROM node:22-slim AS build
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN ["npm", "ci", "--ignore-scripts"]
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN <<EOF
        set -e
        npm install --ignore-scripts
        npm run build
        EOF
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'scripts are off',
      text: `
        FROM node:24-slim
        RUN npm ci --ignore-scripts && npm_config_ignore_scripts=true npm install x
        RUN npm config set ignore-scripts true && npm ci
        ENV NPM_CONFIG_IGNORE_SCRIPTS=true
        RUN npm ci
      `,
    },
    { because: 'pnpm and bun run none unasked', text: 'FROM node:24-slim\nRUN pnpm install && bun install\n' },
    {
      because: 'the newer yarn has no such option',
      text: 'FROM node:24-slim\nRUN corepack enable && yarn install --immutable\nRUN yarn\n',
    },
    {
      because: 'nothing is installed, or options come from a variable',
      text: 'FROM node:24-slim\nRUN npm run install && npm cache clean --force && npm ci $OPTIONS\n',
    },
  ],
  mentions: managerWords('npm', 'yarn'),
  on: { command: check },
});

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const call = packageCall(command, instruction);
  if (call?.action !== 'install' || (call.manager.name !== 'npm' && !isClassicYarn(call))) return;
  if (call.options.some(({ names }) => names.includes(OPTION))) return;
  if (mayHoldOptions(call, instruction) || isSwitchedOff(call, instruction)) return;
  yield {
    span: callSpan(call),
    message: `\`${callName(call)}\` runs the scripts of every package it installs, as the user of this step. Add \`${OPTION}\`, and \`npm rebuild\` the packages that need theirs.`,
    fixes: () => [
      { title: `Add ${OPTION}`, safety: 'suggested', edits: [insertOption(instruction, flagPlace(call), OPTION)] },
    ],
  };
}

function isClassicYarn({ manager, options }: PackageCall): boolean {
  return manager.name === 'yarn' && options.some(({ names }) => names.some((name) => CLASSIC_YARN.test(name)));
}

function isSwitchedOff({ command }: PackageCall, instruction: InstructionNode): boolean {
  if (command.assignments.some(({ name }) => VARIABLES.includes(name))) return true;
  if (VARIABLES.some((name) => shellVariable(instruction, name) !== undefined)) return true;
  return settingOffset(instruction.file) < command.span.start;
}

/** Where the file first says so in a configuration; infinity where it does not. */
const settingOffset = rememberLatest(({ text }: Dockerfile): number => {
  const match = /\bignore-scripts[= ](?:true|1)\b/.exec(text);
  return match?.index ?? Number.POSITIVE_INFINITY;
});
