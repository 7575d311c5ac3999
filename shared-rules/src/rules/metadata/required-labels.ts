import { insertAt, keywordLike } from '../../fixes/edits.js';
import { labelKeys, listedKeys } from '../../model/labels.js';
import type { Dockerfile, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'required-labels',
  title: 'Set the labels that your images must have',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3049', 'sonar:S7028'],
  practices: ['P92', 'U39'],
  fixes: ['suggested'],
  why: `
    A label is how a running container says where its source is and who looks after it. Months later, when an image makes
    trouble and its builder has left, nothing else in it does. A label that your company asks for and the image lacks is
    found in review at best, and at worst never.
  `,
  how: `
    List the keys in the option \`labels\`; without a list this rule says nothing. Labels of a stage go to the stages that
    are built on it, so a stage that all share is a good place for them.
  `,
  references: [
    'https://docs.docker.com/reference/dockerfile/#label',
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
  ],
  options: {
    labels: {
      type: 'array',
      description: 'Keys of the labels that the image must have.',
      items: { type: 'string' },
      default: [],
    },
  },
  examples: [
    {
      options: { labels: ['org.opencontainers.image.source', 'org.opencontainers.image.title'] },
      bad: `
        «FROM» debian:12-slim
        LABEL org.opencontainers.image.title="shop"
        CMD ["ls", "/"]
      `,
      good: `
        FROM debian:12-slim
        LABEL org.opencontainers.image.title="shop"
        LABEL org.opencontainers.image.source=""
        CMD ["ls", "/"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A stage that is not shipped needs none; the last one needs all.',
      options: { labels: ['com.example.team', 'com.example.contact'] },
      bad: `
        from debian:12-slim as build
        label com.example.team="shop"
        run touch /app

        «from» debian:12-slim
        copy --from=build /app /app
      `,
      good: `
        from debian:12-slim as build
        label com.example.team="shop"
        run touch /app

        from debian:12-slim
        label com.example.team="" \\
              com.example.contact=""
        copy --from=build /app /app
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'nothing is required', text: 'FROM debian:12-slim\nCMD ["ls"]\n' },
    {
      because: 'the stage that it is built on has the label',
      text: 'FROM debian:12-slim AS base\nLABEL "com.example.team"="shop"\nFROM base\nCMD ["ls"]\n',
      options: { labels: ['com.example.team'] },
    },
    {
      because: 'a key that is known at build time only may be the one',
      text: 'FROM debian:12-slim\nARG KEY\nLABEL $KEY=shop\n',
      options: { labels: ['com.example.team'] },
    },
    { because: 'no stage', text: 'ARG TAG=12\n', options: { labels: ['com.example.team'] } },
  ],
  on: { document: check },
});

function* check({ finalStage }: Dockerfile, { options }: RuleContext): Iterable<Finding> {
  const required = listedKeys(options['labels']) ?? [];
  if (finalStage === undefined || required.length === 0) return;
  const keys = labelKeys(finalStage);
  if (keys === undefined) return;
  const missing = required.filter((key) => !keys.has(key));
  if (missing.length === 0) return;
  const shown = missing.slice(0, 5).join(', ');
  yield {
    span: finalStage.from.keywordSpan,
    message: `The image lacks ${missing.length === 1 ? 'the label' : 'the labels'} ${shown}${missing.length > 5 ? ' and others' : ''}. Set ${missing.length === 1 ? 'it' : 'them'} with LABEL.`,
    fixes: () => [insertFix(finalStage, missing)],
  };
}

/** Behind the last LABEL of the stage, or behind FROM; the values are for a person to fill in. */
function insertFix({ from, instructions }: Stage, missing: readonly string[]): Fix {
  const { file, written } = from;
  const { lineEnding, escapeCharacter } = file.syntax;
  const place = instructions.filter(({ keyword }) => keyword === 'LABEL').at(-1) ?? from;
  const keyword = keywordLike(written, 'LABEL');
  const pairs = missing.map((key) => `${key}=""`).join(` ${escapeCharacter}${lineEnding}      `);
  return {
    title: missing.length === 1 ? 'Add the label' : 'Add the labels',
    safety: 'suggested',
    edits: [insertAt(place.span.end, `${lineEnding}${keyword} ${pairs}`)],
  };
}
