import { labelsOf } from '../../model/labels.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

/** The unquoted form: https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1 */
const ADDRESS = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;

export default defineRule({
  id: 'label-is-email',
  title: 'Write an e-mail address in labels that name a contact',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3058'],
  fixes: [],
  why: `
    Who finds a hole in an image looks for somebody to write to. A name, or an address with a typo, leads nowhere, so the
    report arrives late or never.
  `,
  how: 'Write the address alone, without a name around it. Without a list of keys this rule says nothing.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1',
    'https://docs.docker.com/reference/dockerfile/#label',
  ],
  options: {
    keys: {
      type: 'array',
      description: 'Keys of the labels that hold an e-mail address.',
      items: { type: 'string' },
      default: [],
    },
  },
  examples: [
    {
      bad: `
        FROM node:24-slim
        LABEL maintainer=«"Ada Lovelace"»
      `,
      good: `
        FROM node:24-slim
        LABEL maintainer="ada@example.com"
      `,
      options: { keys: ['maintainer'] },
    },
    {
      title: 'A comma instead of a dot.',
      bad: `
        FROM node:24-slim
        LABEL org.opencontainers.image.title="shop" \\
              maintainer=«ada@example,com»
      `,
      good: `
        FROM node:24-slim
        LABEL org.opencontainers.image.title="shop" \\
              maintainer=ada@example.com
      `,
      options: { keys: ['maintainer'] },
    },
  ],
  silences: [
    {
      because: 'signs that an address may have',
      text: `FROM node:24-slim\nLABEL maintainer="o'neil+docker@mail.example.co.uk"\n`,
      options: { keys: ['maintainer'] },
    },
    { because: 'no keys are configured', text: 'FROM node:24-slim\nLABEL maintainer="Ada"\n' },
    {
      because: 'the value is known at build time only',
      text: 'FROM node:24-slim\nARG MAIL\nLABEL maintainer=$MAIL\n',
      options: { keys: ['maintainer'] },
    },
    {
      because: 'an empty value is said elsewhere',
      text: 'FROM node:24-slim\nLABEL maintainer=""\n',
      options: { keys: ['maintainer'] },
    },
    { because: 'another label', text: 'FROM node:24-slim\nLABEL author="Ada"\n', options: { keys: ['maintainer'] } },
  ],
  on: { LABEL: check },
});

function* check(instruction: InstructionNode, { options }: RuleContext): Iterable<Finding> {
  for (const { key, value, span } of labelsOf(instruction, options['keys'], [])) {
    if (value === '' || ADDRESS.test(value)) continue;
    yield {
      span,
      message: `${key} is to hold an e-mail address, and this is none. Write the address alone, like ada@example.com.`,
    };
  }
}
