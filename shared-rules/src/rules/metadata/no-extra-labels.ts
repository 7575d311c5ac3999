import { removeInstruction } from '../../fixes/edits.js';
import { listedKeys } from '../../model/labels.js';
import type { InstructionNode } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { contains, type Span, span } from '../../text/span.js';

export default defineRule({
  id: 'no-extra-labels',
  title: 'Set no labels but those that are agreed on',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3050'],
  fixes: ['suggested'],
  why: `
    Where a list says which labels images have, one that is not on it is mostly a typo or a second name for one that is:
    \`com.example.owner\` besides \`com.example.team\`. Filters and inventories look for the agreed key and do not find the
    image, and nobody notices until it is looked for.
  `,
  how: 'List the keys in the option `labels`; without a list this rule says nothing.',
  references: ['https://docs.docker.com/engine/manage-resources/labels/'],
  options: {
    labels: {
      type: 'array',
      description: 'Keys of the labels that an image may have. Where the list is empty, none.',
      items: { type: 'string' },
    },
  },
  examples: [
    {
      options: { labels: ['com.example.team'] },
      bad: `
        FROM debian:12-slim
        LABEL com.example.team="shop" \\
              «com.example.owner»="Ada"
      `,
      good: `
        FROM debian:12-slim
        LABEL com.example.team="shop"
      `,
      fix: 'suggested',
    },
    {
      title: 'The only label of its instruction.',
      options: { labels: ['com.example.team'] },
      bad: `
        FROM debian:12-slim AS build
        LABEL «owner»="Ada"
        FROM build
        LABEL com.example.team="shop"
      `,
      good: `
        FROM debian:12-slim AS build
        FROM build
        LABEL com.example.team="shop"
      `,
      fix: 'suggested',
    },
    {
      title: 'The first of several.',
      options: { labels: ['com.example.team'] },
      bad: `
        FROM debian:12-slim
        LABEL «owner»="Ada" com.example.team="shop"
      `,
      good: `
        FROM debian:12-slim
        LABEL com.example.team="shop"
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'there is no list', text: 'FROM debian:12-slim\nLABEL a=b\n' },
    {
      because: 'labels of the list, one of them in quotes',
      text: 'FROM debian:12-slim\nLABEL a=b "c"=d\n',
      options: { labels: ['a', 'c'] },
    },
    {
      because: 'the key is known at build time only',
      text: 'FROM debian:12-slim\nARG KEY\nLABEL $KEY=b\n',
      options: { labels: ['a'] },
    },
  ],
  on: { LABEL: check },
});

function* check(instruction: InstructionNode, { options }: RuleContext): Iterable<Finding> {
  const allowed = listedKeys(options['labels']);
  if (allowed === undefined) return;
  for (const [index, { key: written, keySpan }] of instruction.properties.entries()) {
    const key = expandAt(instruction, written);
    if (key === undefined || key === '' || allowed.includes(key)) continue;
    yield {
      span: keySpan,
      message: `"${key}" is none of the labels that are agreed on. Use one of the list, or take it out.`,
      fixes: () => fixes(instruction, index, key),
    };
  }
}

function fixes(instruction: InstructionNode, index: number, key: string): readonly Fix[] {
  const { file, properties, isTrigger } = instruction;
  const title = `Remove the label ${key}`;
  if (properties.length === 1) {
    return isTrigger ? [] : [{ title, safety: 'suggested', edits: [removeInstruction(file, instruction)] }];
  }
  const place = withGap(instruction, index);
  if (place === undefined || file.syntax.comments.some((comment) => contains(place, comment.span))) return [];
  return [{ title, safety: 'suggested', edits: [{ span: place, text: '' }] }];
}

/** A property with the blanks and the line ending before it, or behind it where it is the first. */
function withGap({ properties }: InstructionNode, index: number): Span | undefined {
  const [property, before, next] = [properties[index], properties[index - 1], properties[index + 1]];
  if (property === undefined) return undefined;
  if (before !== undefined) return span(before.span.end, property.span.end);
  return next === undefined ? undefined : span(property.span.start, next.span.start);
}
