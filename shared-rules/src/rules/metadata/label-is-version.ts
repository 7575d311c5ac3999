import { labelsOf } from '../../model/labels.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

/** https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string */
const NUMBER = '(?:0|[1-9][0-9]*)';
const IDENTIFIER = `(?:${NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;
const VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${IDENTIFIER}(?:\\.${IDENTIFIER})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

const STANDARD: readonly string[] = ['org.opencontainers.image.version', 'org.label-schema.version'];

export default defineRule({
  id: 'label-is-version',
  title: 'Write a semantic version in labels that name the version',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3056'],
  fixes: [],
  why: `
    Tools that compare images read this label as \`major.minor.patch\`. They cannot order \`v1.2\` or \`latest\`, so an
    update is missed, or a downgrade looks like one.
  `,
  how: 'Three numbers, perhaps with a suffix: `1.4.0`, `2.0.0-rc.1`, `1.4.0+build.7`.',
  references: ['https://semver.org/', 'https://github.com/opencontainers/image-spec/blob/main/annotations.md'],
  options: {
    keys: {
      type: 'array',
      description:
        'Keys of the labels that hold a semantic version; org.opencontainers.image.version and org.label-schema.version where none are given.',
      items: { type: 'string' },
    },
  },
  examples: [
    {
      bad: `
        FROM node:24-slim
        LABEL org.opencontainers.image.version=«"v1.4"»
      `,
      good: `
        FROM node:24-slim
        LABEL org.opencontainers.image.version="1.4.0"
      `,
    },
    {
      title: 'The value comes from an ENV.',
      bad: `
        FROM node:24-slim
        ENV VERSION=latest
        LABEL org.opencontainers.image.title="shop" \\
              org.opencontainers.image.version=«$VERSION»
      `,
      good: `
        FROM node:24-slim
        ENV VERSION=1.4.0-rc.1
        LABEL org.opencontainers.image.title="shop" \\
              org.opencontainers.image.version=$VERSION
      `,
    },
  ],
  silences: [
    {
      because: 'a default is there to be replaced',
      text: 'FROM node:24-slim\nARG VERSION=dev\nLABEL org.opencontainers.image.version=$VERSION\n',
    },
    {
      because: 'a suffix and a build number',
      text: 'FROM node:24-slim\nLABEL org.opencontainers.image.version="1.4.0-rc.1+build.7"\n',
    },
    {
      because: 'the value is known at build time only',
      text: 'FROM node:24-slim\nARG VERSION\nLABEL org.opencontainers.image.version=$VERSION\n',
    },
    {
      because: 'an empty value is said elsewhere',
      text: 'FROM node:24-slim\nLABEL org.opencontainers.image.version=""\n',
    },
    { because: 'another label', text: 'FROM node:24-slim\nLABEL version="v1"\n' },
  ],
  on: { LABEL: check },
});

function* check(instruction: InstructionNode, { options, eachCodeAlone }: RuleContext): Iterable<Finding> {
  for (const { key, value, span } of labelsOf(instruction, options['keys'], eachCodeAlone ? [] : STANDARD)) {
    if (value === '' || VERSION.test(value)) continue;
    yield { span, message: `${key} is to hold a semantic version, and this is none. Write it like 1.4.0.` };
  }
}
