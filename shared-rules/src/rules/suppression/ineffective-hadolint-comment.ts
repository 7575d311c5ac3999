import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext, type SuppressionComment } from '../../rule.js';
import { type Span, slice, span as spanOf } from '../../text/span.js';

/**
 * What hadolint takes for a list of codes, and for the whole comment: lower case, no colon, codes in upper case, and behind
 * them nothing but a comment of its own. https://github.com/hadolint/hadolint#inline-ignores
 */
const HEAD = /^#[ \t]*hadolint[ \t]+(?:(?:global|stage)[ \t]+)?ignore[ \t]*=/;
const CODE = /^[DLSC0-9]+$/;

export default defineRule({
  id: 'ineffective-hadolint-comment',
  title: 'Write comments for hadolint so that hadolint reads them',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: ['safe'],
  why: `
    A comment that is not exactly as hadolint wants it is passed over without a word: the rule that was silenced on your
    machine is reported again in CI. hadolint wants the comment in the line right above the instruction, one comment for each
    instruction, codes in upper case, and a second \`#\` before a reason. Dockwright is less strict and heeds the comment here.
  `,
  how: 'Where only Dockwright checks your files, write `# dockwright ignore=…` instead, or turn this rule off.',
  references: ['https://github.com/hadolint/hadolint#inline-ignores'],
  examples: [
    {
      bad: `
        # hadolint ignore=DL3007 «we test the newest image»
        FROM alpine:latest
      `,
      good: `
        # hadolint ignore=DL3007 # we test the newest image
        FROM alpine:latest
      `,
      fix: 'safe',
    },
    {
      title: 'Only the last of several comments counts there.',
      bad: `
        FROM debian:13-slim
        «# hadolint ignore=DL3008»
        # hadolint ignore=DL3015
        RUN apt-get update && apt-get install -y curl
      `,
      good: `
        FROM debian:13-slim
        # hadolint ignore=DL3015,DL3008
        RUN apt-get update && apt-get install -y curl
      `,
      fix: 'safe',
    },
    {
      title: 'Between the comment and its instruction stands nothing, not even an empty line.',
      bad: `
        «# hadolint ignore=DL3007»
        # We test the newest image.

        FROM alpine:latest
      `,
      good: `
        # We test the newest image.

        # hadolint ignore=DL3007
        FROM alpine:latest
      `,
      fix: 'safe',
    },
    {
      title: 'Codes are in upper case.',
      bad: `
        # hadolint global ignore=«dl3007»
        FROM alpine:latest
      `,
      good: `
        # hadolint global ignore=DL3007
        FROM alpine:latest
      `,
      fix: 'safe',
    },
    {
      title: 'Comments between the lines of an instruction are not read at all.',
      bad: `
        FROM debian:13-slim
        RUN apt-get update && \\
            «# hadolint ignore=DL3008»
            apt-get install -y curl
      `,
      good: `
        FROM debian:13-slim
        # hadolint ignore=DL3008
        RUN apt-get update && \\
            apt-get install -y curl
      `,
    },
  ],
  silences: [
    { because: 'as hadolint wants it', text: '#hadolint ignore = DL3007 , SC2086 # why\nFROM alpine:latest\n' },
    { because: 'for the file it may stand anywhere', text: 'FROM alpine:latest\n# hadolint global ignore=DL3007\n\n' },
    { because: 'right above FROM', text: '# hadolint stage ignore=DL3018\nFROM alpine:3.22\nRUN apk add curl\n' },
    { because: 'a comment for Dockwright', text: '# dockwright ignore=no-latest-tag why\n\nFROM alpine:latest\n' },
    { because: 'a comment for BuildKit', text: 'FROM alpine:3.22\n# check=skip=JSONArgsRecommended why\n\nCMD a\n' },
    { because: 'it silences nothing anywhere', text: '# hadolint ignore=\nFROM alpine:3.22\n' },
    { because: 'right above a long instruction', text: 'FROM a\n# hadolint ignore=DL3059\nRUN a \\\n  # b\n\n  c\n' },
  ],
  on: { suppression: check },
});

function* check(comment: SuppressionComment, { dockerfile, ignoreFile }: RuleContext): Iterable<Finding> {
  if (comment.kind !== 'hadolint' || ignoreFile !== undefined) return;
  const { span, names } = comment;
  const text = slice(dockerfile.text, span);
  const last = names.at(-1);
  if (last === undefined) return;
  const wrongCode = names.find((name) => !CODE.test(name.text));
  if (!HEAD.test(text)) {
    yield {
      span,
      message: 'hadolint reads `# hadolint ignore=…` in lower case and without a colon only, so it passes over this.',
    };
  } else if (wrongCode !== undefined) {
    yield codeFinding(wrongCode);
  } else {
    yield* checkRest(comment, spanOf(last.span.end, span.end), dockerfile);
  }
}

function codeFinding({ text, span }: SuppressionComment['names'][number]): Finding {
  const upper = text.toUpperCase();
  if (!CODE.test(upper)) {
    return {
      span,
      message: `hadolint reads codes such as DL3008 only, so because of "${text}" it passes over this comment.`,
    };
  }
  return {
    span,
    message: `hadolint reads codes in upper case only, so it passes over this comment. Write ${upper}.`,
    fixes: () => [{ title: `Write ${upper}`, safety: 'safe', edits: [{ span, text: upper }] }],
  };
}

function* checkRest(comment: SuppressionComment, rest: Span, dockerfile: Dockerfile): Iterable<Finding> {
  const text = slice(dockerfile.text, rest);
  const reason = text.trim();
  if (reason !== '' && !reason.startsWith('#')) {
    const start = rest.start + text.indexOf(reason);
    yield {
      span: spanOf(start, start + reason.length),
      message: 'hadolint passes over a comment with text behind the codes. Put a `#` before the reason.',
      fixes: () => [
        {
          title: 'Put a # before the reason',
          safety: 'safe',
          edits: [{ span: spanOf(rest.start, start), text: ' # ' }],
        },
      ],
    };
    return;
  }
  if (comment.scope === 'file' && !isInside(dockerfile, comment.span)) return;
  yield* checkPlace(comment, dockerfile);
}

function* checkPlace({ span, lineSpan, names, scope }: SuppressionComment, dockerfile: Dockerfile): Iterable<Finding> {
  if (isInside(dockerfile, span)) {
    yield { span, message: 'hadolint reads no comments between the lines of an instruction. Put this one above it.' };
    return;
  }
  const { text, syntax, instructions } = dockerfile;
  const next = instructions[firstBehind(dockerfile, span.end)];
  if (next === undefined) return;
  if (scope === 'stage' && next.keyword !== 'FROM') {
    yield { span, message: 'hadolint reads a comment for a stage right above its FROM only. Put this one there.' };
    return;
  }
  const own = syntax.lines.lineAt(span.start);
  const target = syntax.lines.lineAt(next.span.start);
  if (target === own + 1) return;
  const above = syntax.lines.lineSpan(target - 1);
  const isStacked = scope === 'instruction' && isReadable(slice(text, above));
  const title = isStacked ? 'Put the codes into the comment below' : 'Put the comment right above the instruction';
  const edits = isStacked
    ? addCodes(slice(text, above), above.start, names)
    : [{ span: spanOf(above.end, above.end), text: syntax.lineEnding + slice(text, span) }];
  const fix: Fix = { title, safety: 'safe', edits: [{ span: lineSpan, text: '' }, ...edits] };
  // The codes alone would go to the comment below, and a reason would be lost.
  const losesText = isStacked && slice(text, span).indexOf('#', 1) !== -1;
  yield {
    span,
    message: isStacked
      ? 'Of several comments above an instruction hadolint reads the last one only. Put the codes into one comment.'
      : `hadolint reads this comment in the line right above the ${scope === 'stage' ? 'FROM' : 'instruction'} only. Move it down.`,
    ...(losesText ? {} : { fixes: () => [fix] }),
  };
}

/** Behind the last code of a comment that hadolint reads. */
function addCodes(comment: string, start: number, names: SuppressionComment['names']): Fix['edits'] {
  const codes = /^[^=]*=[ \t]*[DLSC0-9]+(?:[ \t]*,[ \t]*[DLSC0-9]+)*/.exec(comment)?.[0] ?? comment;
  const at = start + codes.length;
  return [{ span: spanOf(at, at), text: names.map((name) => `,${name.text}`).join('') }];
}

function isReadable(line: string): boolean {
  return /^[ \t]*#[ \t]*hadolint[ \t]+ignore[ \t]*=[ \t]*[DLSC0-9]+(?:[ \t]*,[ \t]*[DLSC0-9]+)*[ \t]*(?:#.*)?$/.test(
    line,
  );
}

function isInside(dockerfile: Dockerfile, { start }: Span): boolean {
  const before = dockerfile.instructions[firstBehind(dockerfile, start) - 1];
  return before !== undefined && start < before.span.end;
}

/** The index of the first instruction that begins behind an offset. */
function firstBehind({ instructions }: Dockerfile, offset: number): number {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
