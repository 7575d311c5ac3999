import { scriptOf } from '../../model/script.js';
import { plainShellOf } from '../../model/system-shell.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { ShellCommand, ShellCompound, ShellWord } from '../../shell/types.js';
import { type Span, slice } from '../../text/span.js';

/** Something that bash understands and a plain shell does not. */
interface Bashism {
  readonly span: Span;
  /** What it is, for the message: `[[ ]]`. */
  readonly what: string;
  /** What happens instead. */
  readonly effect: string;
  /** What to write. */
  readonly remedy: string;
  readonly codes: readonly string[];
  /** BusyBox's ash has it: https://git.busybox.net/busybox/tree/shell/ash.c */
  readonly inAsh?: true;
  readonly fix?: Fix;
}

/** Commands whose operands are paths, where braces are meant to be expanded. */
const FILE_COMMANDS: ReadonlySet<string> = new Set([
  ...['chmod', 'chown', 'cp', 'install', 'ln', 'mkdir', 'mv', 'rm', 'rmdir', 'touch'],
]);

/** https://www.gnu.org/software/bash/manual/html_node/Bash-Builtins.html, without those that dash and ash have, too. */
const BASH_BUILTINS: ReadonlySet<string> = new Set([
  ...['declare', 'typeset', 'shopt', 'pushd', 'popd', 'mapfile', 'readarray'],
]);

export default defineRule({
  id: 'no-bash-syntax-in-sh',
  title: 'Write RUN for the shell that the image has',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [
    ...['shellcheck:SC3009', 'shellcheck:SC3010', 'shellcheck:SC3011', 'shellcheck:SC3014', 'shellcheck:SC3020'],
    ...['shellcheck:SC3030', 'shellcheck:SC3036', 'shellcheck:SC3037', 'shellcheck:SC3044', 'shellcheck:SC3046'],
    ...['shellcheck:SC3051', 'shellcheck:SC2112', 'shellcheck:SC2113'],
  ],
  fixes: ['suggested'],
  why: `
    RUN is read by \`/bin/sh\`, and in Debian, Ubuntu and Alpine that is not bash but a small shell that lacks many of bash's
    extensions. Some of them end the build: \`[[: not found\`. Worse are those that do not: \`echo -e\` writes \`-e\` into
    your file, \`mkdir {a,b}\` makes one folder of that name, \`if [[ … ]]\` is never true, and \`make &> log\` goes to the
    background while the next step starts.
  `,
  how: `
    Write what every shell reads: \`[ ]\` with \`=\`, \`.\`, \`printf\`, \`> log 2>&1\`. Where you want bash, install it and say so
    above the first step that needs it: \`SHELL ["/bin/bash", "-o", "pipefail", "-c"]\`.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#shell', 'https://wiki.ubuntu.com/DashAsBinSh'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN echo 'PORT=8080' > /etc/app.env
        RUN «source» /etc/app.env && echo "$PORT" > /etc/port
      `,
      good: `
        FROM debian:12-slim
        RUN echo 'PORT=8080' > /etc/app.env
        RUN . /etc/app.env && echo "$PORT" > /etc/port
      `,
      fix: 'suggested',
    },
    {
      title: 'What goes wrong without a word, in a command over several lines.',
      bad: `
        FROM debian:12-slim
        ARG STAGE=test
        RUN mkdir -p /srv \\
            # the folders of the app
            && mkdir -p «/srv/{data,cache}» \\
            && echo «-e» 'a\\nb' > /srv/list \\
            && if «[[» "$STAGE" = test ]]; then touch /srv/test; fi
      `,
      good: `
        FROM debian:12-slim
        ARG STAGE=test
        RUN mkdir -p /srv \\
            # the folders of the app
            && mkdir -p /srv/data /srv/cache \\
            && printf 'a\\nb\\n' > /srv/list \\
            && if [ "$STAGE" = test ]; then touch /srv/test; fi
      `,
    },
    {
      title: 'In a heredoc.',
      bad: `
        FROM ubuntu:24.04
        ARG STAGE=test
        RUN <<EOF
        set -e
        if [ "$STAGE" «==» test ]; then touch /srv/test; fi
        ls /srv «&> /srv/list»
        EOF
      `,
      good: `
        FROM ubuntu:24.04
        ARG STAGE=test
        RUN <<EOF
        set -e
        if [ "$STAGE" = test ]; then touch /srv/test; fi
        ls /srv > /srv/list 2>&1
        EOF
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'the stage has bash as its shell',
      text: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN [[ -f /x ]]\n',
    },
    { because: 'bash reads the heredoc', text: 'FROM debian:12\nRUN bash <<EOF\n[[ -f /x ]]\nEOF\n' },
    {
      because: 'the script says that it is for bash',
      text: 'FROM debian:12\nRUN <<EOF\n#!/usr/bin/env bash\nsource /x\nEOF\n',
    },
    { because: 'bash is called for it', text: "FROM debian:12\nRUN bash -c '[[ -f /x ]] && source /x'\n" },
    { because: 'sh is bash there', text: 'FROM fedora:42\nRUN source /etc/os-release && [[ -f /x ]]\n' },
    { because: 'nobody knows what sh is there', text: 'FROM example.com/base\nRUN source /etc/os-release\n' },
    {
      because: 'ash has these',
      text: 'FROM alpine:3.22\nRUN source /x && [[ -f /x ]] && echo -e "a\\n" && ls &> /log\n',
    },
    {
      because: 'sh was made bash before',
      text: 'FROM debian:12\nRUN ln -sf /bin/bash /bin/sh\nRUN [[ -f /x ]]\n',
    },
    {
      because: 'it is data of a program',
      text: 'FROM debian:12\nRUN find / -name "*.{a,b}" && echo "[[ x ]] source"\n',
    },
    {
      because: 'an environment of Python is another matter',
      text: 'FROM python:3.13\nRUN python -m venv /v && source /v/bin/activate\n',
    },
  ],
  on: { RUN: checkRun },
});

function* checkRun(run: InstructionNode): Iterable<Finding> {
  const shell = plainShellOf(run);
  const script = shell === undefined ? undefined : scriptOf(run);
  if (script === undefined) return;
  const { text } = run.file;
  const found = [
    ...script.commands.flatMap((command) => (isForeign(command) ? [] : [...bashismsOf(command, text)])),
    ...script.compounds.flatMap((compound) => (isForeign(compound) ? [] : [...bashismOf(compound, text)])),
  ];
  const name = shell === 'ash' ? "BusyBox's ash" : 'dash';
  for (const { span, what, effect, remedy, codes, inAsh, fix } of found) {
    if (shell === 'ash' && inAsh === true) continue;
    yield {
      span,
      message: `/bin/sh is ${name} here, which has no ${what}: ${effect}. ${remedy}`,
      codes: codes.map((code) => `shellcheck:${code}`),
      ...(fix === undefined ? {} : { fixes: () => [fix] }),
    };
  }
}

/** The script of `bash -c '…'` is for bash. */
function isForeign({ nesting }: ShellCommand | ShellCompound): boolean {
  return nesting.includes('script-argument');
}

function replace(title: string, span: Span, text: string): Fix {
  return { title, safety: 'suggested', edits: [{ span, text }] };
}

function* bashismsOf(command: ShellCommand, text: string): Iterable<Bashism> {
  const { name, arguments: words, assignments, redirects } = command;
  const program = name?.value ?? '';
  if (name !== undefined) yield* builtins(name, words);
  if (program === 'echo') yield* echoOption(words);
  if (program === '[' || program === 'test') yield* comparisons(words);
  if (FILE_COMMANDS.has(program)) yield* words.flatMap(braces);
  for (const { span, value } of assignments) {
    if (value !== undefined) continue;
    yield {
      span,
      what: 'arrays',
      effect: 'the build ends with a syntax error',
      remedy: 'Write the words in a row, or choose bash in a SHELL instruction.',
      codes: ['SC3030'],
    };
  }
  for (const { operator, span, target } of redirects) {
    if (operator === '<<<') {
      yield {
        span,
        what: '<<<',
        effect: 'the build ends with a syntax error',
        remedy: 'Pipe the text into the command.',
        codes: ['SC3011'],
      };
    }
    if (operator !== '&>' || target === undefined) continue;
    const file = slice(text, target.span);
    yield {
      span,
      what: '&>',
      effect: 'the command goes to the background, and its failure is lost',
      remedy: `Write > ${file} 2>&1.`,
      codes: ['SC3020'],
      inAsh: true,
      fix: replace(`Write > ${file} 2>&1`, span, `> ${file} 2>&1`),
    };
  }
}

function* builtins({ value, span }: ShellWord, [first]: readonly ShellWord[]): Iterable<Bashism> {
  if (value === undefined) return;
  if (value === 'source' && first !== undefined && !first.text.endsWith('/bin/activate')) {
    yield {
      span,
      what: 'source',
      effect: 'the command is not found',
      remedy: 'Write . and the path of the file.',
      codes: ['SC3046', 'SC3051'],
      inAsh: true,
      // Without a slash all shells look in PATH, and bash alone looks in the folder as well.
      ...(first.text.includes('/') ? { fix: replace('Write . for source', span, '.') } : {}),
    };
  }
  if (!BASH_BUILTINS.has(value)) return;
  yield {
    span,
    what: value,
    effect: 'the command is not found',
    remedy: 'Do without it, or choose bash in a SHELL instruction.',
    codes: ['SC3044'],
  };
}

function* echoOption([first]: readonly ShellWord[]): Iterable<Bashism> {
  const option = first?.value ?? '';
  if (first === undefined || !/^-[neE]*[eE][neE]*$/.test(option)) return;
  yield {
    span: first.span,
    what: `echo ${option}`,
    effect: `"${option}" becomes part of what is written`,
    remedy: 'Write printf, which is the same in every shell.',
    codes: ['SC3036', 'SC3037'],
    inAsh: true,
  };
}

function* comparisons(words: readonly ShellWord[]): Iterable<Bashism> {
  for (const { text, span } of words) {
    if (text !== '==') continue;
    yield {
      span,
      what: '== in a test',
      effect: 'the test ends with an error and is never true',
      remedy: 'Write =.',
      codes: ['SC3014'],
      inAsh: true,
      fix: replace('Write = for ==', span, '='),
    };
  }
}

function braces({ text, span, hasQuotes }: ShellWord): readonly Bashism[] {
  if (hasQuotes || !/(?<![$\\])\{[^{}\s]*(?:,|\.\.)[^{}\s]*\}/.test(text)) return [];
  return [
    {
      span,
      what: 'braces for several names',
      effect: 'braces and commas become part of one name',
      remedy: 'Write each path, or choose bash in a SHELL instruction.',
      codes: ['SC3009'],
    },
  ];
}

function* bashismOf({ kind, keyword }: ShellCompound, text: string): Iterable<Bashism> {
  if (kind === 'test') {
    yield {
      span: keyword,
      what: '[[ ]]',
      effect: 'the command is not found, and the test is never true',
      remedy: 'Write [ ] with each variable in quotes.',
      codes: ['SC3010'],
      inAsh: true,
    };
  }
  if (kind !== 'function' || slice(text, keyword) !== 'function') return;
  yield {
    span: keyword,
    what: 'keyword function',
    effect: 'the build ends with a syntax error',
    remedy: 'Write name() { … }.',
    codes: ['SC2112', 'SC2113'],
    inAsh: true,
  };
}
