import { removeInstruction } from '../../fixes/edits.js';
import { execFormEdits } from '../../fixes/exec-form.js';
import { ignoredCmd } from '../../model/ignored-cmd.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { splitCommandLine } from '../../shell/quote.js';

export default defineRule({
  id: 'entrypoint-ignores-cmd',
  title: 'Let ENTRYPOINT receive its CMD',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P78'],
  fixes: ['suggested'],
  why: `
    In exec form ENTRYPOINT is the program and CMD its arguments. In shell form Docker starts \`/bin/sh -c "…"\` instead, and
    hands CMD to that shell, which does nothing with it. The words of CMD never reach your program, and neither does what
    somebody writes behind the image in \`docker run\`.
  `,
  how: `
    Write ENTRYPOINT as a JSON array. Where it needs a shell, let the script take its arguments:
    \`ENTRYPOINT ["/bin/sh", "-c", "exec server --port $PORT \\"$@\\"", "--"]\`.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        ENTRYPOINT python main.py
        «CMD ["--port", "8000"]»
      `,
      good: `
        FROM python:3.13-slim
        ENTRYPOINT ["python", "main.py"]
        CMD ["--port", "8000"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A CMD that is a command line of its own has nobody to run it.',
      bad: `
        FROM python:3.13-slim AS base
        ENTRYPOINT ["/bin/sh", "-c", "exec python main.py --port $PORT"]

        FROM base
        ENV PORT=8000
        «CMD ["python", "-m", "http.server"]»
      `,
      good: `
        FROM python:3.13-slim AS base
        ENTRYPOINT ["/bin/sh", "-c", "exec python main.py --port $PORT"]

        FROM base
        ENV PORT=8000
      `,
      fix: 'suggested',
    },
    {
      title: 'Over several lines.',
      bad: `
        FROM debian:12-slim
        «CMD ["/var/lib"]»
        ENTRYPOINT ls \\
            # with the hidden files
            --almost-all
      `,
      good: `
        FROM debian:12-slim
        CMD ["/var/lib"]
        ENTRYPOINT ["ls", \\
            # with the hidden files
            "--almost-all"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'the exec form gets its arguments', text: 'FROM alpine:3.22\nENTRYPOINT ["a"]\nCMD ["b"]\n' },
    {
      because: 'the script takes its arguments',
      text: 'FROM alpine:3.22\nENTRYPOINT exec server "$0" "$@"\nCMD ["a"]\nFROM alpine:3.22\nENTRYPOINT ["sh", "-c", "exec server $X \\"$@\\"", "--"]\nCMD ["a"]\n',
    },
    {
      because: 'ENTRYPOINT takes the CMD of the stage below away, which is known',
      text: 'FROM alpine:3.22 AS a\nCMD ["a"]\nFROM a\nENTRYPOINT exec b\n',
    },
    {
      because: 'a later ENTRYPOINT takes the place of this one',
      text: 'FROM alpine:3.22\nENTRYPOINT a b\nCMD ["c"]\nENTRYPOINT ["a"]\n',
    },
    { because: 'Windows', text: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nENTRYPOINT a.exe\nCMD ["b"]\n' },
  ],
  mentions: ['entrypoint'],
  on: { stage: check },
});

function* check(stage: Stage, { dockerfile }: RuleContext): Iterable<Finding> {
  const ignored = ignoredCmd(stage);
  if (ignored === undefined) return;
  const { cmd, entrypoint } = ignored;
  const isShellForm = entrypoint.form.kind === 'shell';
  yield {
    span: cmd.span,
    message: `This CMD is never used: ENTRYPOINT ${isShellForm ? 'in shell form' : 'calls a shell, and its script'} takes no arguments. ${isShellForm ? 'Write ENTRYPOINT as a JSON array' : 'Pass them on with `"$@"`'}, or remove CMD.`,
    related: [{ span: entrypoint.span, message: 'This ENTRYPOINT never sees its CMD.' }],
    tags: ['unnecessary'],
    fixes: () => [
      ...execForm(cmd, entrypoint),
      {
        title: 'Remove the CMD without effect',
        safety: 'suggested',
        edits: [removeInstruction(dockerfile, cmd)],
      },
    ],
  };
}

/** Only where CMD reads like the arguments that ENTRYPOINT would begin to get. */
function execForm(cmd: InstructionNode, entrypoint: InstructionNode): readonly Fix[] {
  const words = entrypoint.form.kind === 'shell' ? splitCommandLine(entrypoint.body) : undefined;
  const [first, second] = cmd.form.kind === 'exec' ? cmd.form.elements.map(({ value }) => value) : [];
  if (words === undefined || words.length === 0 || words[0]?.value === 'exec' || first === undefined) return [];
  const program = words[0]?.value ?? '';
  const looksLikeCommand = !first.startsWith('-') && (first === program || second !== undefined);
  if (looksLikeCommand) return [];
  const edits = execFormEdits(words.map(({ value, text, span }) => ({ value: value ?? text, span })));
  return edits === undefined ? [] : [{ title: 'Write ENTRYPOINT in exec form', safety: 'suggested', edits }];
}
