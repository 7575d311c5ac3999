import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'syntax-error',
  title: 'Write what Docker can read',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL1000'],
  fixes: [],
  why: `
    Docker reads the whole file before it builds anything, so one line that it cannot read stops the build at once. While
    you type, that is normal: the other lines keep their problems and their fixes.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#format'],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        «COPY» app.conf
      `,
      good: `
        FROM alpine:3.22
        COPY app.conf /etc/
      `,
    },
    {
      title: 'A heredoc ends with its name alone on a line.',
      bad: `
        FROM alpine:3.22
        RUN «<<EOF»
        apk add --no-cache curl
        EOF # done
      `,
      good: `
        FROM alpine:3.22
        RUN <<EOF
        apk add --no-cache curl
        EOF
      `,
    },
    {
      title: 'Every pair of ENV and LABEL has its own equals sign.',
      bad: `
        FROM alpine:3.22
        ENV LANG=C.UTF-8 «TZ»
      `,
      good: `
        FROM alpine:3.22
        ENV LANG=C.UTF-8 TZ=UTC
      `,
    },
    {
      bad: `
        FROM alpine:3.22 «as»
        HEALTHCHECK «wget» -q http://127.0.0.1/
        SHELL «/bin/ash -c»
      `,
      good: `
        FROM alpine:3.22 AS web
        HEALTHCHECK CMD wget -q http://127.0.0.1/
        SHELL ["/bin/ash", "-c"]
      `,
    },
    {
      title: 'A flag and its value are one word.',
      bad: `
        FROM golang:1.25 AS build
        FROM «--platform» linux/amd64 alpine:3.22
        COPY «--from» build /server /server
        RUN «--mount» type=cache,target=/root/.cache true
        HEALTHCHECK «--interval» 5s CMD true
      `,
      good: `
        FROM golang:1.25 AS build
        FROM --platform=linux/amd64 alpine:3.22
        COPY --from=build /server /server
        RUN --mount=type=cache,target=/root/.cache true
        HEALTHCHECK --interval=5s CMD true
      `,
    },
  ],
  silences: [
    {
      because: 'these flags stand alone, and those are options of programs',
      text: 'FROM alpine:3.22\nCOPY --link --parents a b/\nADD --unpack --keep-git-dir https://example.com/a.git /a\nRUN tool --from x --interval 5\n',
    },
    {
      because: 'several heredocs, one with tabs',
      text: 'FROM alpine:3.22\nCOPY <<one <<-two /etc/\na\none\n\tb\n\ttwo\nRUN true\n',
    },
    { because: 'quotes hide the marker of a heredoc', text: 'FROM alpine:3.22\nRUN echo "a <<EOF b"\n' },
    { because: 'comments and blanks inside a continuation', text: 'FROM alpine:3.22\nRUN a \\\n  # note\n\n  && b\n' },
    { because: 'the legacy form of ENV is still read', text: 'FROM alpine:3.22\nENV A b c\n' },
    { because: 'an empty array clears the command', text: 'FROM alpine:3.22\nENTRYPOINT []\nCMD []\n' },
  ],
  on: { document: check },
});

function* check({ syntax }: Dockerfile): Iterable<Finding> {
  for (const { kind, span, message } of syntax.problems) {
    if (kind === 'error') yield { span, message };
    if (kind === 'refused') yield { span, message, codes: [] };
  }
}
