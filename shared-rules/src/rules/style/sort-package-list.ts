import { type PackageCall, packageCall } from '../../model/packages.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { ShellWord } from '../../shell/types.js';
import { compareText } from '../../text/compare.js';
import { slice, span } from '../../text/span.js';

export default defineRule({
  id: 'sort-package-list',
  title: 'Sort long lists of packages',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['sonar:S7018'],
  practices: ['P46', 'U36'],
  fixes: ['suggested'],
  why: `
    In a sorted list you see at once whether a package is there, and a package that is there twice stands beside itself.
    Without an order, nobody sees that: two people add the same package at two places, and each change is hard to review.
  `,
  how: 'Write one package a line, in the order of the alphabet. A comment between two lines begins a list of its own.',
  references: ['https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN apt-get update && apt-get install -y --no-install-recommends \\
            tree \\
            «less» \\
            bc \\
            && rm -rf /var/lib/apt/lists/*
      `,
      good: `
        FROM debian:12-slim
        RUN apt-get update && apt-get install -y --no-install-recommends \\
            bc \\
            less \\
            tree \\
            && rm -rf /var/lib/apt/lists/*
      `,
      fix: 'suggested',
    },
    {
      title: 'Versions do not count, nor does the case of letters.',
      bad: `
        FROM python:3.13-slim AS build
        RUN <<EOF
          pip install --no-cache-dir \\
            requests \\
            «Flask==1.0» \\
            celery
        EOF
        FROM python:3.13-slim
      `,
      good: `
        FROM python:3.13-slim AS build
        RUN <<EOF
          pip install --no-cache-dir \\
            celery \\
            Flask==1.0 \\
            requests
        EOF
        FROM python:3.13-slim
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it is sorted, with dashes and numbers in either order',
      text: `
        FROM debian:12-slim
        RUN apt-get install -y \\
            g++ \\
            gcc \\
            libc6-dev \\
            libc-bin \\
            python3 \\
            python3-dev
        RUN apt-get install -y \\
            libc-bin \\
            libc6-dev \\
            make
      `,
    },
    {
      because: 'a list on one line is no long list',
      text: 'FROM debian:12-slim\nRUN apt-get install -y wget curl bc\n',
    },
    {
      because: 'comments make groups',
      text: `
        FROM debian:12-slim
        RUN apt-get install -y \\
            # to build
            make \\
            gcc \\
            # to download
            curl
      `,
    },
    {
      because: 'what belongs together stands on a line',
      text: 'FROM alpine:3.22\nRUN apk add --no-cache \\\n    coreutils \\\n    dpkg-dev dpkg \\\n    make\n',
    },
    {
      because: 'a variable may hold anything',
      text: `
        FROM debian:12-slim
        ARG PACKAGES
        RUN apt-get install -y \\
            make \\
            $PACKAGES \\
            curl \\
            gcc
      `,
    },
    {
      because: 'options stand between them',
      text: `
        FROM debian:12-slim
        RUN pip install \\
            ./zlib \\
            -e ./b \\
            -e ./a
      `,
    },
    { because: 'files are no packages', text: 'FROM debian:12-slim\nRUN rm -f \\\n    /c \\\n    /b \\\n    /a\n' },
  ],
  on: { command: check },
});

/** Whose packages may be named in any order. */
const GROUPS: ReadonlySet<string> = new Set([
  ...['apt', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'pip', 'npm', 'yarn', 'pnpm', 'gem'],
]);

const SHORTEST_LIST = 3;

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const call = packageCall(command, instruction);
  if (call === undefined || call.action !== 'install' || !GROUPS.has(call.manager.group)) return;
  for (const list of listsOf(call, instruction)) {
    const starts = list.filter((word, index) => index === 0 || isOnNewLine(list[index - 1], word, instruction));
    const names = starts.map(sortName);
    if (isSorted(names) || isSorted(names.map((name) => name.replace(/[^a-z0-9]/g, '')))) continue;
    const at = names.findIndex((name, index) => index > 0 && compareText(names[index - 1] ?? '', name) > 0);
    const word = starts[at];
    const before = starts.find((_, index) => compareText(names[index] ?? '', names[at] ?? '') > 0);
    if (word === undefined) continue;
    yield {
      span: word.span,
      message: `\`${word.value}\` stands behind \`${before?.value}\`. Sort this list, so that it is easy to look through and to change.`,
      fixes: () => [sortFix(list, instruction)],
    };
  }
}

/** What stands together on a line may belong together: lines count by their first word. */
function isOnNewLine(previous: ShellWord | undefined, word: ShellWord, { file }: InstructionNode): boolean {
  return previous !== undefined && slice(file.text, span(previous.span.end, word.span.start)).includes('\n');
}

/** Packages that follow each other, on more than one line, with nothing between them but blanks. */
function listsOf({ command, operands }: PackageCall, { file }: InstructionNode): readonly (readonly ShellWord[])[] {
  const lists: ShellWord[][] = [];
  let current: ShellWord[] = [];
  const known = new Set(operands);
  const { lines } = file.syntax;
  for (const word of command.arguments) {
    const previous = current.at(-1);
    const isSplit =
      previous !== undefined && /^[ \t]*#/m.test(slice(file.text, span(previous.span.end, word.span.start)));
    if (isSplit || word.value === undefined || !known.has(word)) {
      lists.push(current);
      current = [];
    }
    if (word.value !== undefined && known.has(word)) current.push(word);
  }
  lists.push(current);
  return lists.filter((list) => {
    const [first, last] = [list[0], list.at(-1)];
    if (first === undefined || last === undefined || list.length < SHORTEST_LIST) return false;
    return lines.lineAt(first.span.start) !== lines.lineAt(last.span.start);
  });
}

/** Without the version, in lower case. */
function sortName({ value = '' }: ShellWord): string {
  return value.toLowerCase().replace(/(?<=.)[=<>~!@:[;].*$/s, '');
}

function isSorted(names: readonly string[]): boolean {
  return names.every((name, index) => index === 0 || compareText(names[index - 1] ?? '', name) <= 0);
}

/** Each word goes to the place of another one, so that lines and blanks stay what they are. */
function sortFix(list: readonly ShellWord[], { file }: InstructionNode): Fix {
  const names = list.map(sortName);
  const order = list.map((_, index) => index).sort((a, b) => compareText(names[a] ?? '', names[b] ?? '') || a - b);
  const edits = list.flatMap((word, index) => {
    const other = list[order[index] ?? index];
    return other === undefined || other === word ? [] : [{ span: word.span, text: slice(file.text, other.span) }];
  });
  return { title: 'Sort the list', safety: 'suggested', edits };
}
