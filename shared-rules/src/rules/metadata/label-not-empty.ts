import { labelsOf } from '../../model/labels.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'label-not-empty',
  title: 'Give labels a value',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3051'],
  fixes: [],
  why: `
    A label without a value looks as if it were set, so a check that asks only for the key passes. Nobody learns from it
    what the image is or where it comes from.
  `,
  how: 'Write the value, or take the label out. Without a list of keys this rule says nothing.',
  references: [
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
    'https://docs.docker.com/reference/dockerfile/#label',
  ],
  options: {
    keys: {
      type: 'array',
      description: 'Keys of the labels that must not be empty.',
      items: { type: 'string' },
      default: [],
    },
  },
  examples: [
    {
      bad: `
        FROM node:24-slim
        LABEL org.opencontainers.image.title=«""»
      `,
      good: `
        FROM node:24-slim
        LABEL org.opencontainers.image.title="shop"
      `,
      options: { keys: ['org.opencontainers.image.title'] },
    },
    {
      title: 'The value comes from an ENV that is empty.',
      bad: `
        FROM node:24-slim
        ENV NAME=""
        LABEL org.opencontainers.image.title=«$NAME» \\
              maintainer="ada@example.com"
      `,
      good: `
        FROM node:24-slim
        ENV NAME="shop"
        LABEL org.opencontainers.image.title=$NAME \\
              maintainer="ada@example.com"
      `,
      options: { keys: ['org.opencontainers.image.title'] },
    },
  ],
  silences: [
    {
      because: 'a default is there to be replaced',
      text: 'FROM node:24-slim\nARG TITLE=""\nLABEL org.opencontainers.image.title=$TITLE\n',
      options: { keys: ['org.opencontainers.image.title'] },
    },
    {
      because: 'another label',
      text: 'FROM node:24-slim\nLABEL a=""\n',
      options: { keys: ['org.opencontainers.image.title'] },
    },
    { because: 'no keys are configured', text: 'FROM node:24-slim\nLABEL org.opencontainers.image.title=""\n' },
    {
      because: 'the value is known at build time only',
      text: 'FROM node:24-slim\nARG TITLE\nLABEL org.opencontainers.image.title=$TITLE\n',
      options: { keys: ['org.opencontainers.image.title'] },
    },
  ],
  on: { LABEL: check },
});

function* check(instruction: InstructionNode, { options }: RuleContext): Iterable<Finding> {
  for (const { key, value, span } of labelsOf(instruction, options['keys'], [])) {
    if (value !== '') continue;
    yield { span, message: `${key} is empty, so tools find nothing in it. Write a value, or take the label out.` };
  }
}
