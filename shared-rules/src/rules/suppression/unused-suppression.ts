import { defineRule, type Finding, type Fix, type SuppressedName, type SuppressionComment } from '../../rule.js';

export default defineRule({
  id: 'unused-suppression',
  title: 'Remove comments that silence nothing',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: ['safe'],
  why: `
    The problem that this comment was written for is gone, or never was here. Left in place, it hides the next problem of
    that kind on this line, and tells readers of a decision that no longer stands.
  `,
  references: ['https://github.com/dockwright/dockwright#silencing-a-problem'],
  examples: [
    {
      bad: `
        # dockwright ignore=«no-latest-tag»
        FROM alpine:3.22
        USER nobody
      `,
      good: `
        FROM alpine:3.22
        USER nobody
      `,
      fix: 'safe',
    },
    {
      title: 'Only the name that is of no use goes.',
      bad: `
        # dockwright ignore=no-latest-tag,«absolute-workdir»
        FROM alpine:latest
        USER nobody
      `,
      good: `
        # dockwright ignore=no-latest-tag
        FROM alpine:latest
        USER nobody
      `,
      fix: 'safe',
    },
  ],
  silences: [
    { because: 'it silences a problem', text: '# dockwright ignore=no-latest-tag\nFROM alpine:latest\n' },
    {
      because: 'an unknown name is a problem of its own',
      text: '# dockwright ignore=no-such-rule\nFROM alpine:3.22\n',
    },
    {
      because: 'a comment for another tool, which may find more there',
      text: 'FROM alpine:3.22\nRUN a\n# hadolint ignore=DL3059\nRUN b\n',
    },
    { because: 'all checks of BuildKit are more than there are rules', text: '# check=skip=all\nFROM alpine:3.22\n' },
    { because: 'a code that other tools check', text: 'FROM alpine:3.22\n# hadolint ignore=SC2086\nRUN echo $A\n' },
  ],
  on: { suppression: check },
});

function isUnused({ known, active, used }: SuppressedName): boolean {
  return known && active && !used;
}

/** A comment for another tool may still silence that tool: it finds things where the rule here is content. */
function* check(comment: SuppressionComment): Iterable<Finding> {
  if (comment.kind !== 'dockwright') return;
  for (const [index, name] of comment.names.entries()) {
    if (!isUnused(name)) continue;
    yield {
      span: name.span,
      message: `"${name.text}" finds nothing here, so this comment silences nothing. Remove it.`,
      tags: ['unnecessary'],
      fixes: () => [removal(comment, index)],
    };
  }
}

/** The whole line where it names nothing else that is of use; otherwise the name with its comma. */
function removal({ names, lineSpan }: SuppressionComment, index: number): Fix {
  const name = names[index];
  const previous = names[index - 1];
  const next = names[index + 1];
  if (name === undefined || names.length === 1) {
    return { title: 'Remove the comment', safety: 'safe', edits: [{ span: lineSpan, text: '' }] };
  }
  const span =
    previous === undefined
      ? { start: name.span.start, end: next?.span.start ?? name.span.end }
      : { start: previous.span.end, end: name.span.end };
  return { title: `Remove "${name.text}" from the comment`, safety: 'safe', edits: [{ span, text: '' }] };
}
