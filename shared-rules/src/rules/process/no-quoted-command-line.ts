import { execFormEdits } from '../../fixes/exec-form.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { splitCommandLine } from '../../shell/quote.js';
import type { ExecElement } from '../../syntax/types.js';
import { type MappedText, mappedSlice, mapWhole } from '../../text/mapped-text.js';

export default defineRule({
  id: 'no-quoted-command-line',
  title: 'Do not put the whole command in quotes',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P77'],
  fixes: ['suggested'],
  why: `
    In shell form the quotes reach the shell, and the shell takes all that is inside for the name of one program:
    \`gunicorn -w 4 app:app\` with blanks in its name. There is none, so the container ends at once with exit code 127,
    "not found". The image still builds, so nobody sees it before the first start.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#shell-and-exec-form'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        CMD «"gunicorn -w 4 app:app"»
      `,
      good: `
        FROM python:3.13-slim
        CMD ["gunicorn", "-w", "4", "app:app"]
      `,
      fix: 'suggested',
    },
    {
      bad: `
        FROM alpine:3.22
        RUN «'apk add curl'»
        ENTRYPOINT «"java -jar '/my app.jar'"»
      `,
      good: `
        FROM alpine:3.22
        RUN apk add curl
        ENTRYPOINT ["java", "-jar", "/my app.jar"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Where the command needs a shell, the quotes go and the shell form stays.',
      bad: `
        FROM alpine:3.22
        CMD «"server --port $PORT"»
      `,
      good: `
        FROM alpine:3.22
        CMD server --port $PORT
      `,
      fix: 'suggested',
    },
    {
      title: 'The same in exec form: one element is one word.',
      bad: `
        FROM python:3.13-slim
        CMD [«"gunicorn -w 4 app:app"»]
      `,
      good: `
        FROM python:3.13-slim
        CMD ["gunicorn", "-w", "4", "app:app"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'one quoted word is the name of a program', text: 'FROM alpine:3.22\nCMD "/usr/bin/server"\n' },
    { because: 'two quoted words', text: 'FROM alpine:3.22\nCMD "my program" "an argument"\n' },
    {
      because: 'a quoted program with a blank in its path and arguments',
      text: 'FROM alpine:3.22\nRUN "/opt/my app/run" --now\n',
    },
    { because: 'exec form', text: 'FROM alpine:3.22\nCMD ["sh", "-c", "a b"]\n' },
    {
      because: 'the entry point takes one script',
      text: 'FROM alpine:3.22\nENTRYPOINT ["sh", "-c"]\nCMD ["echo hello world"]\n',
    },
    { because: 'a program in a folder with a blank', text: 'FROM alpine:3.22\nCMD ["/opt/my app/run"]\n' },
    {
      because: 'PowerShell prints a quoted string',
      text: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN "hello world"\n',
    },
  ],
  on: { CMD: check, ENTRYPOINT: check, RUN: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { body, form, before, keyword } = instruction;
  if (form.kind === 'exec') yield* checkElement(instruction, form.elements);
  if (form.kind !== 'shell' || before.shell.dialect !== 'posix') return;
  const inside = contentOfQuotes(body);
  if (inside === undefined) return;
  const [program = ''] = inside.text.trim().split(/\s/, 1);
  yield {
    span: instruction.bodySpan,
    message: `The shell takes these quotes for one word and looks for a program of that whole name. ${keyword} starts "${program}" without them.`,
    fixes: () => fixes(instruction, inside),
  };
}

/** `["gunicorn -w 4 app:app"]`: one element, so one word. Behind `ENTRYPOINT ["sh", "-c"]` that is as it should be. */
function* checkElement(instruction: InstructionNode, elements: readonly ExecElement[]): Iterable<Finding> {
  const { keyword, stage } = instruction;
  const [only, ...others] = elements;
  if (only === undefined || others.length > 0 || !/^[\w.-]+\s+\S/.test(only.value)) return;
  if (keyword === 'CMD' && stage?.end.entrypoint !== undefined) return;
  const [program = ''] = only.value.split(/\s/, 1);
  yield {
    span: only.span,
    message: `This array has one element, so Docker looks for a program of that whole name. "${program}" and each argument need quotes of their own.`,
    fixes: () => {
      const words = splitCommandLine(mapWhole(only.value, 0));
      if (words === undefined) return [];
      const text = words.map((word) => JSON.stringify(word.value ?? word.text)).join(', ');
      return [{ title: 'Make each word an element', safety: 'suggested', edits: [{ span: only.span, text }] }];
    },
  };
}

/** What stands in the one pair of quotes that holds the whole command line; `undefined` where that is not so. */
function contentOfQuotes(body: MappedText): MappedText | undefined {
  const { text } = body;
  const quote = text[0];
  if ((quote !== '"' && quote !== "'") || text.length < 3 || !text.endsWith(quote)) return undefined;
  const inside = text.slice(1, -1);
  if (inside.includes(quote) || inside.includes('\\') || !/\S\s+\S/.test(inside)) return undefined;
  return mappedSlice(body, 1, text.length - 1);
}

function fixes(instruction: InstructionNode, inside: MappedText): readonly Fix[] {
  const words = instruction.keyword === 'RUN' ? undefined : splitCommandLine(inside);
  const quotes = [
    { start: instruction.bodySpan.start, end: instruction.bodySpan.start + 1 },
    { start: instruction.bodySpan.end - 1, end: instruction.bodySpan.end },
  ].map((span) => ({ span, text: '' }));
  if (words === undefined) return [{ title: 'Remove the quotes', safety: 'suggested', edits: quotes }];
  const edits = execFormEdits(words.map(({ value, text, span }) => ({ value: value ?? text, span })));
  return edits === undefined ? [] : [{ title: 'Use the exec form', safety: 'suggested', edits: [...quotes, ...edits] }];
}
