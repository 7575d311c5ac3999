import { labelsOf } from '../../model/labels.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

/** Abbreviated by Git to 7 digits or more; 40 of SHA-1, 64 of SHA-256: https://git-scm.com/docs/hash-function-transition */
const HASH = /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/;

const STANDARD: readonly string[] = ['org.opencontainers.image.revision', 'org.label-schema.vcs-ref'];

export default defineRule({
  id: 'label-is-git-hash',
  title: 'Write a commit hash in labels that name the revision',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3055'],
  fixes: [],
  why: `
    This label says which commit an image was built from. When something breaks in production, the hash leads to the code
    that runs there. The name of a branch moves on with every commit, so a week later it leads to other code.
  `,
  how: 'Pass it as a build argument: `--build-arg REVISION=$(git rev-parse HEAD)`.',
  references: [
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
    'https://git-scm.com/docs/git-rev-parse',
  ],
  options: {
    keys: {
      type: 'array',
      description:
        'Keys of the labels that hold the hash of a commit; org.opencontainers.image.revision and org.label-schema.vcs-ref where none are given.',
      items: { type: 'string' },
    },
  },
  examples: [
    {
      bad: `
        FROM node:24-slim
        LABEL org.opencontainers.image.revision=«"main"»
      `,
      good: `
        FROM node:24-slim
        ARG REVISION
        LABEL org.opencontainers.image.revision=$REVISION
      `,
    },
    {
      title: 'Too short to name one commit.',
      bad: `
        FROM node:24-slim
        LABEL org.opencontainers.image.title="shop" \\
              org.opencontainers.image.revision=«3f2a»
      `,
      good: `
        FROM node:24-slim
        LABEL org.opencontainers.image.title="shop" \\
              org.opencontainers.image.revision=3f2a91c
      `,
    },
  ],
  silences: [
    {
      because: 'a whole hash',
      text: 'FROM node:24-slim\nLABEL org.opencontainers.image.revision="0123456789abcdef0123456789abcdef01234567"\n',
    },
    {
      because: 'a hash of SHA-256',
      text: 'FROM node:24-slim\nLABEL org.opencontainers.image.revision=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n',
    },
    {
      because: 'the value is known at build time only',
      text: 'FROM node:24-slim\nARG REVISION\nLABEL org.opencontainers.image.revision=$REVISION\n',
    },
    {
      because: 'an empty value is said elsewhere',
      text: 'FROM node:24-slim\nLABEL org.opencontainers.image.revision=""\n',
    },
    { because: 'another label', text: 'FROM node:24-slim\nLABEL branch="main"\n' },
  ],
  on: { LABEL: check },
});

function* check(instruction: InstructionNode, { options, eachCodeAlone }: RuleContext): Iterable<Finding> {
  for (const { key, value, span } of labelsOf(instruction, options['keys'], eachCodeAlone ? [] : STANDARD)) {
    if (value === '' || HASH.test(value)) continue;
    yield {
      span,
      message: `${key} is to hold the hash of a commit, and this is none. Write its first 7 or all 40 digits.`,
    };
  }
}
