import { insertAt } from '../../fixes/edits.js';
import { isKnownFolder } from '../../model/known-folders.js';
import { joinPath } from '../../model/paths.js';
import { transferOf } from '../../model/transfer.js';
import type { InstructionNode, TransferPath } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'copy-many-needs-directory',
  title: 'End the target of several sources with a slash',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3021', 'kics:6db6e0c2'],
  practices: ['P22'],
  fixes: ['safe'],
  why: `
    Several files can only go into a folder, and the slash at the end says that the target is one. Without it Docker's old
    builder stops. BuildKit goes on: where no folder of that name exists, it writes each file over the one before, so the
    last one is all that is left, under the name that you meant for the folder.
  `,
  references: [
    'https://docs.docker.com/reference/dockerfile/#destination',
    'https://github.com/moby/buildkit/issues/1853',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        COPY first.conf second.conf «/etc/app»
      `,
      good: `
        FROM debian:12-slim
        COPY first.conf second.conf /etc/app/
      `,
      fix: 'safe',
    },
    {
      title: 'Over several lines, as a JSON array, and from another stage.',
      bad: `
        FROM debian:12-slim AS build
        RUN touch /first /second

        FROM debian:12-slim
        WORKDIR /srv
        COPY --from=build \\
            /first \\
            /second \\
            «bin»
        COPY ["a.txt", "b.txt", «"my files"»]
      `,
      good: `
        FROM debian:12-slim AS build
        RUN touch /first /second

        FROM debian:12-slim
        WORKDIR /srv
        COPY --from=build \\
            /first \\
            /second \\
            bin/
        COPY ["a.txt", "b.txt", "my files/"]
      `,
      fix: 'safe',
    },
    {
      title: 'Files in the Dockerfile itself.',
      bad: `
        FROM debian:12-slim
        COPY <<first <<second «/srv/app»
        1
        first
        2
        second
      `,
      good: `
        FROM debian:12-slim
        COPY <<first <<second /srv/app/
        1
        first
        2
        second
      `,
      fix: 'safe',
    },
  ],
  silences: [
    { because: 'one source may get a new name', text: 'FROM debian:12-slim\nCOPY first.conf /etc/app\n' },
    { because: 'a slash, with and without quotes', text: 'FROM debian:12-slim\nCOPY a b /c/\nCOPY ["a", "b", "c/"]\n' },
    {
      because: 'the working directory is a folder by any name',
      text: 'FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json .\nCOPY a b /app\nCOPY a b ../app\n',
    },
    { because: 'a folder of every image', text: 'FROM debian:12-slim\nCOPY a b /usr/local/bin\n' },
    {
      because: 'a folder that was made above, also in the stage below',
      text: 'FROM debian:12-slim AS base\nRUN set -e; mkdir -p /etc/app/b && ls\nCOPY x /srv/data/\nFROM base\nCOPY a b /etc/app\nCOPY a b /etc/app/b\nADD a b /srv/data\n',
    },
    { because: 'the target is known at build time only', text: 'FROM debian:12-slim\nARG TARGET\nCOPY a b $TARGET\n' },
    { because: 'a variable that ends with a slash', text: 'FROM debian:12-slim\nENV TARGET=/app/\nCOPY a b $TARGET\n' },
    {
      because: 'a folder of Windows',
      text: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY a b C:\\\\app\\\\\n',
    },
    { because: 'a command of a shell', text: 'FROM debian:12-slim\nRUN <<EOF\nCOPY a b c\nEOF\n' },
  ],
  on: { COPY: check, ADD: check },
});

function* check(instruction: InstructionNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const { keyword, heredocs } = instruction;
  if (instruction.form.kind === 'malformed') return;
  const { sources, destination } = transferOf(instruction);
  if (sources.length + heredocs.length < 2 || destination?.path === undefined || destination.path === '') return;
  const { path } = destination;
  if (/[/\\]$/.test(path)) return;
  if (!(eachCodeAlone && keyword === 'COPY') && isFolder(instruction, path)) return;
  yield {
    span: destination.span,
    message: `${keyword} takes ${sources.length + heredocs.length} sources here, so the target must be a folder, but "${path}" does not end with a slash: each source can overwrite the one before. Write ${path}/.`,
    ...(keyword === 'COPY' ? {} : { codes: [] }),
    fixes: () => fixes(instruction, destination),
  };
}

function isFolder(instruction: InstructionNode, path: string): boolean {
  const { workdir } = instruction.before;
  if (/(?:^|\/)\.{1,2}$/.test(path)) return true;
  if (!path.startsWith('/') && workdir === undefined) return false;
  return isKnownFolder(instruction, joinPath(workdir ?? '/', path));
}

function fixes({ file }: InstructionNode, { span, path }: TransferPath): readonly Fix[] {
  const isQuoted = /["']/.test(file.text[span.end - 1] ?? '');
  const edit = insertAt(isQuoted ? span.end - 1 : span.end, '/');
  return [{ title: `Write ${path}/`, safety: 'safe', edits: [edit] }];
}
