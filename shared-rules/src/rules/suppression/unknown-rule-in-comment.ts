import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding, type SuppressionComment } from '../../rule.js';
import { nearest as nearestOf } from '../../text/nearest.js';
import { type Span, slice, span as spanOf } from '../../text/span.js';

/** What comments for a tool begin with. https://github.com/hadolint/hadolint#inline-ignores */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  dockwright: ['ignore', 'ignore-file'],
  hadolint: ['ignore', 'global', 'stage', 'shell'],
};
/** The tool, one word or two, and `=`. */
const COMMENT = /^#+\s*(dockwright|hadolint)\b:?\s+([a-z-]+)(?:(\s+)([a-z-]+))?\s*=/i;
/** The same without `=`, where a name or a code follows that can be nothing else. */
const WITHOUT_EQUALS =
  /^#+\s*(?:dockwright\b|hadolint\b(?=.*\b(?:DL|SC)\d{4}\b)):?\s+(?:(?:global|stage)\s+)?(ignore(?:-file)?)(\s*:\s*|\s+)(DL\d{4}|SC\d{4}|[a-z]+(?:-[a-z]+)+)\b/i;

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
    {
      title: 'The words before it must be right, too.',
      bad: `
        # hadolint «globl» ignore=DL3007
        # dockwright «ignor»=no-latest-tag
        FROM alpine:latest
        # hadolint «ignore DL3018»
        RUN apk add --no-cache curl
      `,
      good: `
        # hadolint global ignore=DL3007
        # dockwright ignore=no-latest-tag
        FROM alpine:latest
        # hadolint ignore=DL3018
        RUN apk add --no-cache curl
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'these comments only speak of the tools',
      text: '# hadolint version=2.12\n# dockwright: ignore what it says\n# hadolint ignore multi-stage builds\n# hadolint shell=/bin/ash\nFROM alpine:3.22\n',
    },
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
  on: { suppression: check, document: checkWords },
});

/** Comments that were meant to silence something, and are none that the tool reads. */
function* checkWords({ text, syntax }: Dockerfile): Iterable<Finding> {
  for (const { span } of syntax.comments) {
    const comment = slice(text, span);
    const match = COMMENT.exec(comment);
    if (match === null) {
      const withoutEquals = WITHOUT_EQUALS.exec(comment);
      if (withoutEquals !== null) yield equalsFinding(span, withoutEquals);
      continue;
    }
    const [whole, tool = '', first = '', blank = '', second] = match;
    const known = WORDS[tool.toLowerCase()] ?? [];
    const at = span.start + whole.indexOf(first, whole.indexOf(tool) + tool.length);
    yield* checkWord(first, at, second === undefined ? known : known.filter((word) => word !== 'ignore'));
    if (second !== undefined) yield* checkWord(second, at + first.length + blank.length, ['ignore']);
  }
}

function* checkWord(word: string, start: number, known: readonly string[]): Iterable<Finding> {
  const meant = known.includes(word.toLowerCase()) ? undefined : nearestOf(word, known);
  if (meant === undefined) return;
  const span = spanOf(start, start + word.length);
  yield {
    span,
    message: `"${word}" is no word for such a comment, so nothing is silenced. Did you mean "${meant}"?`,
    fixes: () => [{ title: `Write "${meant}"`, safety: 'suggested', edits: [{ span, text: meant }] }],
  };
}

function equalsFinding(
  { start }: Span,
  { 0: whole, 1: verb = '', 2: blank = '', 3: name = '' }: RegExpExecArray,
): Finding {
  const end = start + whole.length - name.length;
  const span = spanOf(end - blank.length - verb.length, end + name.length);
  const gap = spanOf(end - blank.length, end);
  return {
    span,
    message: `Without \`=\` this comment silences nothing. Write \`${verb}=${name}\`.`,
    fixes: () => [{ title: `Write "${verb}=${name}"`, safety: 'suggested', edits: [{ span: gap, text: '=' }] }],
  };
}

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
