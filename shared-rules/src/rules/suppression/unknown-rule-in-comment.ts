import { defineRule, type Finding, type SuppressionComment } from '../../rule.js';

export default defineRule({
  id: 'unknown-rule-in-comment',
  title: 'Name rules that exist when you silence them',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: ['suggested'],
  why: `
    A comment that silences a rule by a wrong name silences nothing, and says nothing about it. The problem stays, or it
    comes back in CI, and the reader believes that somebody decided to accept it.
  `,
  references: ['https://github.com/dockwright/dockwright#silencing-a-problem'],
  examples: [
    {
      bad: `
        # dockwright ignore=«no-latest-tags» -- we test the newest image here
        FROM alpine:latest
      `,
      good: `
        # dockwright ignore=no-latest-tag -- we test the newest image here
        FROM alpine:latest
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'a code of hadolint', text: '# hadolint ignore=DL3007\nFROM alpine:latest\n' },
    {
      because: 'a code of ShellCheck, which another tool checks',
      text: 'FROM alpine:3.22\n# hadolint ignore=SC2086\nRUN echo $A\n',
    },
    { because: 'a check of BuildKit', text: '# check=skip=JSONArgsRecommended\nFROM alpine:3.22\nCMD a\n' },
    {
      because: 'reasons in free text',
      text: '# hadolint ignore=DL3007 because we want the newest\nFROM alpine:latest\n',
    },
  ],
  on: { suppression: check },
});

function* check({ names }: SuppressionComment): Iterable<Finding> {
  for (const { text, span, known, nearest } of names) {
    if (known) continue;
    yield {
      span,
      message: `There is no rule "${text}", so nothing is silenced.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`,
      ...(nearest === undefined
        ? {}
        : { fixes: () => [{ title: `Write "${nearest}"`, safety: 'suggested', edits: [{ span, text: nearest }] }] }),
    };
  }
}
