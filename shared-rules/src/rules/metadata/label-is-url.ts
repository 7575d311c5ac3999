import { labelsOf } from '../../model/labels.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

const STANDARD: readonly string[] = [
  'org.opencontainers.image.url',
  'org.opencontainers.image.documentation',
  'org.opencontainers.image.source',
];

export default defineRule({
  id: 'label-is-url',
  title: 'Write a whole address in labels that hold a link',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3052'],
  fixes: [],
  why: `
    Registries and update tools read these labels: Renovate looks for release notes at
    \`org.opencontainers.image.source\`, and GitHub links a package to its repository by it. Where the value is no address
    with its scheme, they find nothing and say nothing.
  `,
  how: 'Begin with `https://`.',
  references: [
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
    'https://docs.github.com/en/packages/learn-github-packages/connecting-a-repository-to-a-package',
  ],
  options: {
    keys: {
      type: 'array',
      description:
        'Keys of the labels that hold an address; org.opencontainers.image.url, org.opencontainers.image.documentation, org.opencontainers.image.source where none are given.',
      items: { type: 'string' },
    },
  },
  examples: [
    {
      bad: `
        FROM node:24-slim
        LABEL org.opencontainers.image.source=«"github.com/example/shop"»
      `,
      good: `
        FROM node:24-slim
        LABEL org.opencontainers.image.source="https://github.com/example/shop"
      `,
    },
    {
      title: 'An address without a host.',
      bad: `
        FROM node:24-slim
        LABEL org.opencontainers.image.title="shop" \\
              org.opencontainers.image.url=«https://»
      `,
      good: `
        FROM node:24-slim
        LABEL org.opencontainers.image.title="shop" \\
              org.opencontainers.image.url=https://shop.example.com/
      `,
    },
  ],
  silences: [
    {
      because: 'an address of mail has a scheme, too',
      text: 'FROM node:24-slim\nLABEL org.opencontainers.image.url="mailto:ada@example.com"\n',
    },
    { because: 'another label', text: 'FROM node:24-slim\nLABEL org.opencontainers.image.title="shop"\n' },
    { because: 'an empty value is said elsewhere', text: 'FROM node:24-slim\nLABEL org.opencontainers.image.url=""\n' },
    {
      because: 'the value is known at build time only',
      text: 'FROM node:24-slim\nARG URL\nLABEL org.opencontainers.image.url="https://$URL"\n',
    },
  ],
  on: { LABEL: check },
});

function* check(instruction: InstructionNode, { options, eachCodeAlone }: RuleContext): Iterable<Finding> {
  for (const { key, value, span } of labelsOf(instruction, options['keys'], eachCodeAlone ? [] : STANDARD)) {
    if (value === '' || isAddress(value)) continue;
    yield {
      span,
      message: `${key} is to hold an address, but this has no scheme or no host. Write it whole, such as https://example.com/shop.`,
    };
  }
}

/** An absolute URI: https://www.rfc-editor.org/rfc/rfc3986#section-4.3 */
function isAddress(value: string): boolean {
  if (/[\s<>"{}|\\^`]/.test(value)) return false;
  return (
    /^[a-z][a-z0-9+.-]*:/i.test(value) && (!/^(?:https?|ftp|git|ssh):/i.test(value) || /^[^:]+:\/\/[^/?#]/.test(value))
  );
}
