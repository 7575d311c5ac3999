import type { InstructionNode } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';
import type { Word } from '../../syntax/types.js';

const CODES = [
  ...['hadolint:DL3000', 'buildkit:WorkdirRelativePath', 'trivy:DS-0009', 'checkov:CKV_DOCKER_10', 'sonar:S7021'],
];

export default defineRule({
  id: 'absolute-workdir',
  title: 'Give WORKDIR an absolute path',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: CODES,
  fixes: ['suggested'],
  why: `
    A relative WORKDIR goes below the folder that the base image works in. That folder is not written here, and a new
    version of the base image may change it: then your files land somewhere else, and the paths in CMD and COPY no longer
    fit.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#workdir'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        WORKDIR «app»
      `,
      good: `
        FROM node:24-slim
        WORKDIR /app
      `,
      fix: 'suggested',
    },
    {
      title: 'Docker knows no home.',
      bad: `
        FROM node:24-slim
        WORKDIR /srv
        WORKDIR «~/app»
      `,
      good: `
        FROM node:24-slim
        WORKDIR /srv
        WORKDIR /root/app
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'below a WORKDIR that is absolute', text: 'FROM node:24-slim\nWORKDIR /srv\nWORKDIR app\n' },
    {
      because: 'below an absolute one of the parent stage',
      text: 'FROM node:24-slim AS a\nWORKDIR /srv\nFROM a\nWORKDIR app\n',
    },
    {
      because: 'a variable that holds an absolute path',
      text: 'FROM node:24-slim\nENV HOME_DIR=/srv\nWORKDIR $HOME_DIR/app\n',
    },
    { because: 'a variable that nobody knows', text: 'FROM node:24-slim\nARG DIR\nWORKDIR $DIR\n' },
    { because: 'a drive of Windows', text: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nWORKDIR C:\\\\app\n' },
    { because: 'quotes around an absolute path', text: 'FROM node:24-slim\nWORKDIR "/my app"\n' },
  ],
  on: { WORKDIR: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const [word] = instruction.words;
  if (word === undefined || instruction.isTrigger) return;
  if (/^~(?:\/|$)/.test(word.text)) {
    yield inHome(instruction, word);
    return;
  }
  if (instruction.before.workdir !== undefined) return;
  const path = expandAt(instruction, word.text);
  if (path === undefined || path === '' || /^[/\\]|^[A-Za-z]:/.test(path)) return;
  if (instruction.before.workdirInstruction !== undefined) return;
  const isPlain = path === word.text && !path.startsWith('.') && instruction.stage?.image?.windows !== true;
  yield {
    span: word.span,
    message: `"${path}" goes below the folder that the base image happens to use. Write the whole path.`,
    fixes: () =>
      isPlain ? [{ title: `Use /${path}`, safety: 'suggested', edits: [{ span: word.span, text: `/${path}` }] }] : [],
  };
}

/** Docker knows no home: `~` is the name of a folder to it. BuildKit says so only where no WORKDIR stands above. */
function inHome({ before }: InstructionNode, { text, span }: Word): Finding {
  const path = `/root${text.slice(1)}`;
  return {
    span,
    message: 'Docker does not expand "~" and makes a folder of that name. Write the whole path.',
    ...(before.workdir === undefined ? {} : { codes: CODES.filter((code) => !code.startsWith('buildkit:')) }),
    fixes: () =>
      before.user.isRoot === true ? [{ title: `Use ${path}`, safety: 'suggested', edits: [{ span, text: path }] }] : [],
  };
}
