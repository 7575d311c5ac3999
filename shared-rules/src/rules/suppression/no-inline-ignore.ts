import { defineRule, type Finding, type SuppressionComment } from '../../rule.js';

export default defineRule({
  id: 'no-inline-ignore',
  title: 'Silence rules in the configuration, not in comments',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL1001'],
  fixes: [],
  why: `
    A comment can switch off any rule for its line, security rules included, without anybody but the reviewer noticing. Some
    teams want such decisions in one place, where they are seen and can be found again. This rule is for them; everywhere
    else a comment with a reason is fine.
  `,
  how: 'Write the exception into `dockwright.yaml`, with a comment that gives the reason.',
  references: ['https://github.com/dockwright/dockwright#silencing-a-problem'],
  examples: [
    {
      bad: `
        «# dockwright ignore=no-latest-tag -- we test the newest image here»
        FROM alpine:latest
      `,
      good: `
        FROM alpine:3.22
      `,
    },
    {
      title: 'Comments for other tools count as well.',
      bad: `
        FROM debian:13-slim
        «# hadolint ignore=DL3008»
        RUN apt-get update && apt-get install -y --no-install-recommends curl
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends curl=8.14.1-2
      `,
    },
  ],
  silences: [
    {
      because: 'a comment that silences nothing',
      text: '# we ignore warnings here\n# hadolint is our linter\nFROM alpine:3.22\n',
    },
    { because: 'it sets the shell', text: 'FROM alpine:3.22\n# hadolint shell=/bin/ash\nRUN a\n' },
  ],
  on: { suppression: check },
});

function* check({ span, kind, scope, names }: SuppressionComment): Iterable<Finding> {
  const [first] = names;
  yield {
    span,
    message: `This comment silences ${first === undefined ? 'rules' : `"${first.text}"`}${names.length > 1 ? ' and others' : ''} outside the configuration. Mend the problem, or write the exception there.`,
    ...(kind === 'hadolint' && scope === 'instruction' ? {} : { codes: [] }),
  };
}
