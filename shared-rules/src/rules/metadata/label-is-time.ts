import { labelsOf } from '../../model/labels.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

/** https://www.rfc-editor.org/rfc/rfc3339#section-5.6 */
const TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$/;

const STANDARD: readonly string[] = ['org.opencontainers.image.created', 'org.label-schema.build-date'];

export default defineRule({
  id: 'label-is-time',
  title: 'Write times in labels as RFC 3339 says',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3053'],
  fixes: [],
  why: `
    Tools that sort or clean up images by age read this label by machine. \`21.11.2026\` or a time without its zone means
    one thing to you and another, or nothing, to them: then the image counts as undated, or a day off.
  `,
  how: '`date --utc +%Y-%m-%dT%H:%M:%SZ` prints one; pass it as a build argument.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
  ],
  options: {
    keys: {
      type: 'array',
      description:
        'Keys of the labels that hold a time; org.opencontainers.image.created and org.label-schema.build-date where none are given.',
      items: { type: 'string' },
    },
  },
  examples: [
    {
      bad: `
        FROM node:24-slim
        LABEL org.opencontainers.image.created=«"2026-11-21 07:00"»
      `,
      good: `
        FROM node:24-slim
        LABEL org.opencontainers.image.created="2026-11-21T07:00:00Z"
      `,
    },
    {
      title: 'A day that no calendar has.',
      bad: `
        FROM node:24-slim
        LABEL org.opencontainers.image.title="shop" \\
              org.opencontainers.image.created=«2026-02-30T07:00:00+01:00»
      `,
      good: `
        FROM node:24-slim
        LABEL org.opencontainers.image.title="shop" \\
              org.opencontainers.image.created=2026-02-28T07:00:00+01:00
      `,
    },
  ],
  silences: [
    {
      because: 'fractions of a second',
      text: 'FROM node:24-slim\nLABEL org.opencontainers.image.created="2026-11-21T07:00:00.123-05:00"\n',
    },
    { because: 'a leap day', text: 'FROM node:24-slim\nLABEL org.opencontainers.image.created=2028-02-29t07:00:00z\n' },
    {
      because: 'the value is known at build time only',
      text: 'FROM node:24-slim\nARG NOW\nLABEL org.opencontainers.image.created=$NOW\n',
    },
    {
      because: 'an empty value is said elsewhere',
      text: 'FROM node:24-slim\nLABEL org.opencontainers.image.created=""\n',
    },
    { because: 'another label', text: 'FROM node:24-slim\nLABEL built="yesterday"\n' },
  ],
  on: { LABEL: check },
});

function* check(instruction: InstructionNode, { options, eachCodeAlone }: RuleContext): Iterable<Finding> {
  for (const { key, value, span } of labelsOf(instruction, options['keys'], eachCodeAlone ? [] : STANDARD)) {
    if (value === '' || isTime(value)) continue;
    yield {
      span,
      message: `${key} is to hold a time of RFC 3339, and this is none. Write it like 2026-11-21T07:00:00Z.`,
    };
  }
}

function isTime(value: string): boolean {
  const parts = TIME.exec(value)
    ?.slice(1)
    .map((part = '0') => Number(part));
  if (parts === undefined) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] = parts;
  if (day < 1 || day > daysOf(year, month)) return false;
  return hour < 24 && minute < 60 && second <= 60 && zoneHour < 24 && zoneMinute < 60;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month] ?? 0;
}
