import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { span } from '../../text/span.js';

/** In capitals anywhere; in small letters only as a mark with a colon, for a "todo app" is something to build. */
const MARK = /(?<![\w-])(?:(?:TODO|FIXME)(?![\w-])|(?:[Tt]odo|[Ff]ixme)(?=(?:\([^()]{0,80}\))?:))/;

/** What finds the issue again: its page, its number, its key. */
const ISSUE = /https?:\/\/|#\d+|\b[A-Z][A-Z0-9]+-\d+\b|\bissue \d+/;

export default defineRule({
  id: 'no-todo',
  title: 'Do or track what comments leave to be done',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['sonar:S1135'],
  practices: ['U46'],
  fixes: [],
  why: `
    A note in a comment has no owner and no date. Nobody is reminded of it, so it stays for years and readers cannot tell
    whether the instruction below is finished. An issue is found, planned and closed.
  `,
  how: 'Do it, or open an issue and write its number and the reason into the comment.',
  references: ['https://docs.docker.com/reference/dockerfile/#format'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        # «TODO»: run as another user
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:24-slim
        # Root until the volume is migrated: issue 4711.
        CMD ["node", "server.js"]
      `,
    },
    {
      title: 'Between the lines of an instruction, and with a name behind it.',
      bad: `
        FROM debian:13-slim
        RUN apt-get update \\
          # «todo»(ada): pin the version
          && apt-get install -y curl
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update \\
          # Any version does: only the health check uses it.
          && apt-get install -y curl
      `,
    },
  ],
  silences: [
    {
      because: 'the comment names the issue',
      text: 'FROM node:24-slim\n# TODO: see https://github.com/example/shop/issues/12\n# FIXME(#34): slow\n# TODO SHOP-56: smaller\n',
    },
    { because: 'the name of a program', text: '# Builds the todo app.\nFROM node:24-slim\n' },
    { because: 'part of another word', text: '# See TODO-list and MASTODONTE.\nFROM node:24-slim\n' },
    { because: 'no comment', text: 'FROM node:24-slim\nRUN echo "# TODO: nothing"\n' },
    { because: 'text of a heredoc is no comment', text: 'FROM node:24-slim\nRUN <<EOF\n# TODO: a\ntrue\nEOF\n' },
  ],
  mentions: ['todo', 'fixme'],
  on: { document: check },
});

function* check({ syntax }: Dockerfile): Iterable<Finding> {
  for (const comment of syntax.comments) {
    const text = syntax.text.slice(comment.span.start, comment.span.end);
    const found = MARK.exec(text);
    if (found === null || ISSUE.test(text)) continue;
    const start = comment.span.start + found.index;
    yield {
      span: span(start, start + found[0].length),
      message:
        'This comment leaves something to be done, and nobody is reminded of it. Do it, or name the issue for it.',
    };
  }
}
