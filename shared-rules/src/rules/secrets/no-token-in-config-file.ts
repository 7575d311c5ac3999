import { addFlag } from '../../fixes/edits.js';
import { removeProperty, secretId } from '../../fixes/secret-mount.js';
import { rememberLatest } from '../../model/memo.js';
import { scriptOf } from '../../model/script.js';
import { tokensWrittenThenRemoved } from '../../model/secret-files.js';
import { type Secret, secretsOf } from '../../model/secrets.js';
import { isSshKey } from '../../model/ssh-keys.js';
import { type TokenWriting, tokenWords, tokenWritings } from '../../model/token-files.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import type { ShellCommand } from '../../shell/types.js';
import type { TextEdit } from '../../text/edit.js';

export default defineRule({
  id: 'no-token-in-config-file',
  title: 'Mount credential files, do not write them',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['S06'],
  fixes: ['suggested'],
  why: `
    What a RUN writes stays in its layer. The token in this file can be read by everybody who can pull the image, and an
    \`rm\` in a later step only hides it: \`docker save\` and a look into the layer bring it back. The command itself, with the
    token in it, stands in the image's history as well.
  `,
  how: `
    Mount the finished file for the one step that needs it:
    \`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\`, and build with
    \`docker build --secret id=npmrc,src=$HOME/.npmrc .\` Nothing of it is stored. For another user than root, take that
    user's home and add \`uid=\`.
  `,
  references: ['https://docs.docker.com/build/building/secrets/'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        ARG NPM_TOKEN
        RUN echo "//registry.npmjs.org/:_authToken=$NPM_TOKEN" > «~/.npmrc» && npm ci
      `,
      good: `
        FROM node:24-slim
        RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
      `,
      fix: 'suggested',
    },
    {
      title: 'A subcommand that writes the file.',
      bad: `
        FROM node:24-slim
        ARG NPM_TOKEN
        RUN «npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN» \\
            && npm ci
      `,
      good: `
        FROM node:24-slim
        RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
      `,
      fix: 'suggested',
    },
    {
      title: 'A password for git.',
      bad: `
        FROM alpine:3.22
        ARG GITHUB_TOKEN
        RUN «git config --global url."https://$GITHUB_TOKEN@github.com/".insteadOf https://github.com/»
      `,
      good: `
        FROM alpine:3.22
        RUN --mount=type=secret,id=netrc,target=/root/.netrc git clone https://github.com/example/private.git
      `,
    },
  ],
  silences: [
    {
      because: 'no token goes into the file',
      text: 'FROM node:24-slim\nRUN npm config set registry https://registry.example.com/ && echo "fund=false" > .npmrc\n',
    },
    {
      because: 'a placeholder, which npm fills in when it runs',
      text: 'FROM node:24-slim\nRUN echo \'//registry.npmjs.org/:_authToken=${NPM_TOKEN}\' > .npmrc\nRUN npm config set "//registry.npmjs.org/:_authToken=\\${NPM_TOKEN}"\n',
    },
    {
      because: 'deleted in a later step: reported there',
      text: 'FROM node:24-slim\nARG NPM_TOKEN\nRUN echo "//r/:_authToken=$NPM_TOKEN" > .npmrc\nRUN npm ci && rm .npmrc\n',
    },
    {
      because: 'the value is a secret and the file goes again',
      text: 'FROM node:24-slim\nRUN --mount=type=secret,id=t,env=T echo "//r/:_authToken=$T" > .npmrc && npm ci && rm .npmrc\n',
    },
    {
      because: 'a mounted file',
      text: 'FROM node:24-slim\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n',
    },
    {
      because: 'keys for SSH have a rule of their own',
      text: 'FROM alpine:3.22\nARG SSH_KEY\nRUN echo "$SSH_KEY" > ~/.ssh/id_rsa\n',
    },
    { because: 'another file', text: 'FROM node:24-slim\nRUN echo "the token is not here" > README\n' },
  ],
  mentions: tokenWords,
  on: { RUN: check },
});

function* check(instruction: InstructionNode, { dockerfile }: RuleContext): Iterable<Finding> {
  const all = tokenWritings(instruction);
  if (all.length === 0) return;
  const removed = removedLater(dockerfile);
  const writings = all.filter(({ file, command }) => !isSshKey(file) && !removed.has(command));
  for (const writing of writings) {
    const secrets = secretsOf(dockerfile).filter(({ uses }) =>
      uses.some((use) => use.writing?.command === writing.command),
    );
    yield {
      span: writing.span,
      message: `${whatStays(writing)} Mount the file as a secret for the step that needs it.`,
      related: secrets.map(({ declaration }) => ({
        span: declaration.property.span,
        message: 'The token comes from here.',
      })),
      fixes: () => fixes(instruction, writing, secrets, writings.length, dockerfile),
    };
  }
}

/** The commands that write a token which a later step deletes: no-secret-removed-later speaks of those. */
const removedLater = rememberLatest(
  (dockerfile: Dockerfile): ReadonlySet<ShellCommand> =>
    new Set(tokensWrittenThenRemoved(dockerfile).map(({ writing }) => writing.command)),
);

function whatStays({ file, isDeleted, fromMount }: TokenWriting): string {
  if (isDeleted) return `${file} is deleted again, but its token stays in the history of the image.`;
  if (fromMount) return `The token in ${file} stays in this layer of the image.`;
  return `The token in ${file} stays in this layer and in the history of the image.`;
}

/** For a RUN `write the file && use it` of root: the first command goes, the file is mounted. */
function fixes(
  instruction: InstructionNode,
  { command, file }: TokenWriting,
  secrets: readonly Secret[],
  count: number,
  dockerfile: RuleContext['dockerfile'],
): readonly Fix[] {
  const { before, bodySpan, isTrigger } = instruction;
  const name = file.split('/').at(-1) ?? file;
  const home = before.user.isRoot === true ? '/root' : undefined;
  if (isTrigger || count !== 1 || home === undefined || !/^\.(?:npmrc|netrc|pypirc|git-credentials)$/.test(name))
    return [];
  const target =
    /^(?:~|\$HOME|\$\{HOME\}|\/root)\//.test(file) || file === name
      ? `${home}/${name}`
      : file.startsWith('/')
        ? file
        : undefined;
  if (target === undefined || command.span.start !== bodySpan.start || command.operatorAfter !== '&&') return [];
  const next = scriptOf(instruction)?.commands.find(({ span }) => span.start >= command.span.end);
  if (next === undefined) return [];
  const removed: TextEdit[] = [];
  for (const { declaration, uses, otherUses } of secrets) {
    if (uses.length > 1 || otherUses.length > 0) return [];
    removed.push(removeProperty(dockerfile, declaration.instruction, declaration.property));
  }
  return [
    {
      title: `Mount ${name} as a secret`,
      safety: 'suggested',
      edits: [
        ...removed,
        addFlag(instruction, `--mount=type=secret,id=${secretId(name)},target=${target}`),
        { span: { start: bodySpan.start, end: next.span.start }, text: '' },
      ],
    },
  ];
}
