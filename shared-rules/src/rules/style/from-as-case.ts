import { caseOf, inCase, keywordCase } from '../../model/keyword-case.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'from-as-case',
  title: 'Write AS in the same case as FROM',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  codes: ['buildkit:FromAsCasing'],
  practices: ['P06'],
  fixes: ['safe'],
  why: `
    FROM and AS are two keywords of one instruction. Where one is in capitals and the other is not, \`as build\` looks like
    a part of the image's name, and the names of the stages are harder to find. Docker warns of it, and nothing changes in
    the image when both are alike.
  `,
  references: ['https://docs.docker.com/reference/build-checks/from-as-casing/'],
  examples: [
    {
      bad: `
        FROM debian:12-slim «as» build
        RUN touch /app

        FROM debian:12-slim \\
            «As» app
        COPY --from=build /app /app
      `,
      good: `
        FROM debian:12-slim AS build
        RUN touch /app

        FROM debian:12-slim \\
            AS app
        COPY --from=build /app /app
      `,
      fix: 'safe',
    },
    {
      title: 'A file in lower case.',
      bad: `
        from debian:12-slim «AS» app
        cmd ["ls", "/"]
      `,
      good: `
        from debian:12-slim as app
        cmd ["ls", "/"]
      `,
      fix: 'safe',
    },
  ],
  silences: [
    { because: 'both in capitals', text: 'FROM debian:12-slim AS app\nCMD ["ls"]\n' },
    { because: 'both in lower case', text: 'from debian:12-slim as app\ncmd ["ls"]\n' },
    { because: 'FROM itself is in both cases', text: 'From debian:12-slim as app\nCMD ["ls"]\n' },
    {
      because: 'it is FROM that is not as the rest of the file',
      text: 'from debian:12-slim AS app\nRUN true\nCMD ["ls"]\n',
    },
    { because: 'no AS', text: 'FROM debian:12-slim\nRUN echo as\n' },
  ],
  on: { FROM: check },
});

function* check({ file, written, words }: InstructionNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const [, as] = words;
  const wanted = caseOf(written);
  if (as === undefined || wanted === undefined || as.text.toUpperCase() !== 'AS' || caseOf(as.text) === wanted) return;
  if (!eachCodeAlone && keywordCase(file) !== wanted && caseOf(as.text) === keywordCase(file)) return;
  const meant = inCase(as.text, wanted);
  yield {
    span: as.span,
    message: `FROM is in ${wanted} case and its "${as.text}" is not. Write ${meant}.`,
    fixes: () => [{ title: `Write ${meant}`, safety: 'safe', edits: [{ span: as.span, text: meant }] }],
  };
}
