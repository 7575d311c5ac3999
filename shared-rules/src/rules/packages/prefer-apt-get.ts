import { insertAt } from '../../fixes/edits.js';
import { insertOption } from '../../fixes/insert-option.js';
import { callHasOption, packageCall } from '../../model/packages.js';
import { scriptOf } from '../../model/script.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type FixSafety } from '../../rule.js';
import { effectiveCommand, operands } from '../../shell/commands.js';
import type { ShellCommand, ShellWord } from '../../shell/types.js';
import type { TextEdit } from '../../text/edit.js';

/** How a call of apt reads in a script; `edits` is `undefined` where no other command does the same. */
interface Replacement {
  readonly name: ShellWord;
  readonly subcommand: string;
  readonly edits: readonly TextEdit[] | undefined;
  readonly safety: FixSafety;
}

/** Subcommands that apt-get has under the same name: https://manpages.debian.org/trixie/apt/apt-get.8.en.html */
const SAME: ReadonlySet<string> = new Set([
  ...['install', 'reinstall', 'remove', 'purge', 'autoremove', 'auto-remove', 'autopurge', 'update', 'dist-upgrade'],
  ...['build-dep', 'satisfy', 'clean', 'autoclean', 'auto-clean', 'distclean', 'dist-clean', 'source', 'download'],
  ...['changelog'],
]);

/** Those that only print, and that apt-cache has: https://manpages.debian.org/trixie/apt/apt-cache.8.en.html */
const PRINTING: ReadonlySet<string> = new Set([
  'search',
  'show',
  'showsrc',
  'policy',
  'depends',
  'rdepends',
  'madison',
]);

export default defineRule({
  id: 'prefer-apt-get',
  title: 'Call apt-get, not apt, in a RUN',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3027'],
  fixes: ['safe', 'suggested'],
  why: `
    \`apt\` is made for people at a terminal. Its authors reserve the right to change its options, its output and what it does
    between versions, and it says so on each call: "apt does not have a stable CLI interface". \`apt-get\` takes the same
    packages from the same place and stays as it is, so your next base image will not surprise you.
  `,
  references: [
    'https://manpages.debian.org/trixie/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS',
  ],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN «apt» update && \\
            apt install -y curl && \\
            apt clean
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && \\
            apt-get install -y curl && \\
            apt-get clean
      `,
      fix: 'safe',
    },
    {
      title: '`apt upgrade` may also install new packages; apt-get has to be told.',
      bad: `
        FROM debian:13-slim
        RUN apt-get update; «apt» upgrade -y; apt full-upgrade -y
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update; apt-get upgrade --with-new-pkgs -y; apt-get dist-upgrade -y
      `,
      fix: 'safe',
    },
    {
      title: 'What only prints is in `apt-cache`.',
      bad: `
        FROM debian:13-slim
        RUN apt-get update && «apt» show curl
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-cache show curl
      `,
      fix: 'suggested',
    },
    {
      title: 'Exec form.',
      bad: `
        FROM debian:13-slim
        RUN [«"apt"», "install", "-y", "curl"]
      `,
      good: `
        FROM debian:13-slim
        RUN ["apt-get", "install", "-y", "curl"]
      `,
      fix: 'safe',
    },
  ],
  silences: [
    {
      because: 'the word is no command',
      text: 'FROM debian:13\nRUN mkdir apt && echo "apt install x" && ls /etc/apt && which apt\n',
    },
    {
      because: 'these are other programs',
      text: 'FROM debian:13\nRUN apt-get update && apt-cache policy && apt-mark hold x\n',
    },
    { because: 'it installs or prints nothing', text: 'FROM debian:13\nRUN apt --version\n' },
  ],
  mentions: ['apt'],
  on: { RUN: check },
});

function* check(run: InstructionNode): Iterable<Finding> {
  const calls = (scriptOf(run)?.commands ?? []).flatMap((command) => replacementOf(run, command) ?? []);
  const replaced = calls.filter(({ safety, edits }) => safety === 'safe' && edits !== undefined);
  const [first, ...rest] = replaced;
  if (first !== undefined) {
    yield {
      span: first.name.span,
      message:
        '`apt` is for people at a terminal and may change with the next base image. Call `apt-get`, which does the same.',
      related: rest.map(({ name }) => ({ span: name.span, message: 'This calls apt, too.' })),
      fixes: () => [{ title: 'Call apt-get', safety: 'safe', edits: replaced.flatMap(({ edits = [] }) => edits) }],
    };
  }
  for (const call of calls) {
    if (replaced.includes(call)) continue;
    const { name, subcommand, edits, safety } = call;
    yield {
      span: name.span,
      message:
        edits === undefined
          ? `What \`apt ${subcommand}\` does or prints may change with the next base image. Use apt-get, apt-cache or dpkg-query.`
          : `What \`apt ${subcommand}\` prints may change with the next base image. Call \`apt-cache ${subcommand}\`.`,
      fixes: () => (edits === undefined ? [] : [{ title: `Call apt-cache ${subcommand}`, safety, edits }]),
    };
  }
}

function replacementOf(run: InstructionNode, command: ShellCommand): Replacement | undefined {
  const program = effectiveCommand(command);
  if (program?.name !== 'apt') return undefined;
  const name = program.nameWord;
  const call = packageCall(command, run);
  const word = call?.subcommand[0] ?? operands(program.arguments, ['-o', '-c', '-t'])[0];
  const subcommand = word?.value;
  if (word === undefined || subcommand === undefined) return undefined;
  const other = { name, subcommand, edits: renamed(name, 'cache'), safety: 'suggested' } as const;
  if (PRINTING.has(subcommand)) return other;
  const renaming = renamed(name, 'get');
  if (renaming === undefined) return { ...other, edits: undefined };
  if (SAME.has(subcommand)) return { name, subcommand, edits: renaming, safety: 'safe' };
  if (subcommand === 'full-upgrade')
    return { name, subcommand, edits: [...renaming, ...distUpgrade(word)], safety: 'safe' };
  if (subcommand !== 'upgrade' || call === undefined) return { ...other, edits: undefined };
  const isTold = callHasOption(call, { long: ['with-new-pkgs', 'without-new-pkgs'] });
  const option = isTold ? [] : [insertOption(run, word, '--with-new-pkgs')];
  return { name, subcommand, edits: [...renaming, ...option], safety: 'safe' };
}

/** `apt`, `"apt"` or `/usr/bin/apt` with something behind its name; `undefined` where it is written in another way. */
function renamed(
  { text, value, hasQuotes, span }: ShellWord,
  ending: 'get' | 'cache',
): readonly TextEdit[] | undefined {
  if (value?.endsWith('apt') !== true) return undefined;
  // A string of a JSON array has its quotes in the span, but not in the text.
  const closing = hasQuotes && (span.end - span.start === text.length + 2 || /["']$/.test(text)) ? 1 : 0;
  return [insertAt(span.end - closing, `-${ending}`)];
}

/** The name that apt-get has for it, in the word as it is written. */
function distUpgrade({ span, value = '' }: ShellWord): readonly TextEdit[] {
  const start = span.start + (span.end - span.start > value.length ? 1 : 0);
  return [{ span: { start, end: start + 'full'.length }, text: 'dist' }];
}
