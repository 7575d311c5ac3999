import { execFormEdits } from '../../fixes/exec-form.js';
import { mountsOf } from '../../model/mounts.js';
import { lacksShell } from '../../model/shell-presence.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { splitCommandLine } from '../../shell/quote.js';

export default defineRule({
  id: 'no-shell-in-scratch',
  title: 'Ask for no shell where the image has none',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: ['suggested'],
  why: `
    In shell form, Docker runs \`/bin/sh -c\` with your line. An image FROM scratch is empty and distroless images leave the
    shell out, so there is no \`/bin/sh\`: a RUN stops the build, and with such a CMD or ENTRYPOINT the container ends at once
    with "exec: /bin/sh: no such file or directory".
  `,
  how: `
    Give CMD and ENTRYPOINT as a JSON array. Do the work of a RUN in an earlier stage and copy what it made.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#shell-and-exec-form'],
  examples: [
    {
      bad: `
        FROM golang:1.25 AS build
        RUN CGO_ENABLED=0 go build -o /server .
        FROM scratch
        COPY --from=build /server /server
        «CMD» /server
      `,
      good: `
        FROM golang:1.25 AS build
        RUN CGO_ENABLED=0 go build -o /server .
        FROM scratch
        COPY --from=build /server /server
        CMD ["/server"]
      `,
      fix: 'suggested',
    },
    {
      title: 'RUN in a stage without a shell.',
      bad: `
        FROM gcr.io/distroless/static-debian12
        COPY server /app/server
        «RUN» chmod +x /app/server
        ENTRYPOINT ["/app/server"]
      `,
      good: `
        FROM gcr.io/distroless/static-debian12
        COPY --chmod=755 server /app/server
        ENTRYPOINT ["/app/server"]
      `,
    },
    {
      title: 'Through a parent stage; a heredoc needs a shell, too.',
      bad: `
        FROM scratch AS base
        COPY config.json /etc/
        FROM base
        «RUN» <<EOF
        echo hello > /greeting
        EOF
      `,
      good: `
        FROM alpine:3.22 AS files
        RUN <<EOF
        echo hello > /greeting
        EOF
        FROM scratch
        COPY config.json /etc/
        COPY --from=files /greeting /greeting
      `,
    },
  ],
  silences: [
    { because: 'a whole system is unpacked', text: 'FROM scratch\nADD rootfs.tar.xz /\nRUN echo hello\nCMD bash\n' },
    { because: 'a whole system is copied', text: 'FROM debian:13 AS b\nFROM scratch\nCOPY --from=b / /\nCMD a\n' },
    { because: 'a directory may be a whole system', text: 'FROM scratch\nCOPY --from=b /out /\nRUN a\n' },
    { because: 'a shell is copied', text: 'FROM scratch\nCOPY --from=busybox:1.37 /bin/busybox /bin/sh\nRUN a\n' },
    { because: 'the directory of programs is copied', text: 'FROM scratch\nCOPY --from=b /usr/bin/ /bin/\nRUN a\n' },
    { because: 'another shell is chosen', text: 'FROM scratch\nCOPY x /x/\nSHELL ["/x/sh", "-c"]\nRUN a\n' },
    { because: 'exec form', text: 'FROM scratch\nCOPY a /a\nRUN ["/a"]\nCMD ["/a"]\n' },
    {
      because: 'a program that ran before may have installed one',
      text: 'FROM scratch\nCOPY tool /tool\nRUN ["/tool", "--install"]\nRUN a\n',
    },
    { because: 'the shell is mounted', text: 'FROM scratch\nRUN --mount=from=busybox:1.37,target=/bin a\n' },
    { because: 'this one has a shell', text: 'FROM gcr.io/distroless/static-debian12:debug\nRUN a\nCMD a\n' },
    { because: 'a trigger runs on another image', text: 'FROM scratch\nONBUILD RUN a\n' },
    { because: 'health checks are for another rule', text: 'FROM scratch\nCOPY a /a\nHEALTHCHECK CMD a\n' },
  ],
  on: { RUN: check, CMD: check, ENTRYPOINT: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { keyword, form, keywordSpan, isTrigger, stage } = instruction;
  if (isTrigger || stage?.image?.hasShell !== false || form.kind !== 'shell' || instruction.words.length === 0) return;
  if (keyword === 'RUN' && mountsOf(instruction).length > 0) return;
  if (!lacksShell(instruction)) return;
  yield {
    span: keywordSpan,
    message: `This ${keyword} needs a shell, and this image has none. ${
      keyword === 'RUN'
        ? 'Do it in an earlier stage, and copy the result.'
        : `Write it as a JSON array: ${keyword} ["/program", "argument"].`
    }`,
    fixes: () => (keyword === 'RUN' ? [] : execFormFixes(instruction)),
  };
}

/** None for a line that only a shell can read. */
function execFormFixes({ body }: InstructionNode): readonly Fix[] {
  const words = splitCommandLine(body)?.map(({ value, text, span }) => ({ value: value ?? text, span }));
  const edits = words === undefined ? undefined : execFormEdits(words);
  return edits === undefined ? [] : [{ title: 'Use the exec form', safety: 'suggested', edits }];
}
