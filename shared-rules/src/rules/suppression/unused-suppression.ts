import { defineRule, type Finding, type Fix, type SuppressedName, type SuppressionComment } from '../../rule.js';

export default defineRule({
  id: 'unused-suppression',
  title: 'Remove comments that silence nothing',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: ['safe', 'suggested'],
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
    {
      title: 'A comment for another tool: that tool may still need it, so a person must look.',
      bad: `
        # hadolint ignore=«DL3007»
        FROM alpine:3.22
        USER nobody
      `,
      good: `
        FROM alpine:3.22
        USER nobody
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'it silences a problem', text: '# dockwright ignore=no-latest-tag\nFROM alpine:latest\n' },
    {
      because: 'an unknown name is a problem of its own',
      text: '# dockwright ignore=no-such-rule\nFROM alpine:3.22\n',
    },
    { because: 'all checks of BuildKit are more than there are rules', text: '# check=skip=all\nFROM alpine:3.22\n' },
    { because: 'a code that other tools check', text: 'FROM alpine:3.22\n# hadolint ignore=SC2086\nRUN echo $A\n' },
  ],
  on: { suppression: check },
});

function isUnused({ known, active, used }: SuppressedName): boolean {
  return known && active && !used;
}

/** `# check=skip=all` is also for checks of BuildKit that no rule here stands for. */
function isEveryCheck({ kind }: SuppressionComment, { text }: SuppressedName): boolean {
  return kind === 'buildkit' && text.toLowerCase() === 'all';
}

function* check(comment: SuppressionComment): Iterable<Finding> {
  for (const [index, name] of comment.names.entries()) {
    if (!isUnused(name) || isEveryCheck(comment, name)) continue;
    yield {
      span: name.span,
      message: `"${name.text}" finds nothing here, so this comment silences nothing. Remove it.`,
      tags: ['unnecessary'],
      fixes: () => [removal(comment, index)],
    };
  }
}

/** The whole line where it names nothing else that is of use; otherwise the name with its comma. */
function removal({ names, lineSpan, kind }: SuppressionComment, index: number): Fix {
  // Another tool may still find there what this one does not.
  const safety = kind === 'dockwright' ? 'safe' : 'suggested';
  const name = names[index];
  const previous = names[index - 1];
  const next = names[index + 1];
  if (name === undefined || names.length === 1) {
    return { title: 'Remove the comment', safety, edits: [{ span: lineSpan, text: '' }] };
  }
  const span =
    previous === undefined
      ? { start: name.span.start, end: next?.span.start ?? name.span.end }
      : { start: previous.span.end, end: name.span.end };
  return { title: `Remove "${name.text}" from the comment`, safety, edits: [{ span, text: '' }] };
}
