import { isManifestFile } from '../../facts/ecosystems.js';
import { isFileName } from '../../facts/file-names.js';
import { mergeCopiesEdits } from '../../fixes/merge-copies.js';
import { transferOf } from '../../model/transfer.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { slice } from '../../text/span.js';

export default defineRule({
  id: 'merge-adjacent-copies',
  title: 'Copy files to one directory with one COPY',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['kics:0008c003'],
  practices: ['P41', 'U42'],
  fixes: ['suggested'],
  why: `
    Each COPY makes a layer, and a build looks each of them up in the cache by itself. Files that go to the same directory
    one after the other can share a COPY: fewer layers to push, pull and unpack. Keep a COPY of its own for what must stay in
    the cache when the others change, such as manifests before an install.
  `,
  references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        COPY app.py /app/
        «COPY» settings.py /app/
        COPY start.sh /app/
      `,
      good: `
        FROM python:3.13-slim
        COPY app.py settings.py start.sh /app/
      `,
      fix: 'suggested',
    },
    {
      title: 'In a stage that ships, with flags, and in the layout of the first one.',
      bad: `
        FROM node:22-slim AS build
        WORKDIR /srv
        COPY package.json .
        COPY package-lock.json .

        FROM node:22-slim
        WORKDIR /srv
        COPY --chown=1000:1000 server.js \\
             cart.js \\
             ./
        «COPY» --chown=1000:1000 orders.js .
        COPY public public
      `,
      good: `
        FROM node:22-slim AS build
        WORKDIR /srv
        COPY package.json .
        COPY package-lock.json .

        FROM node:22-slim
        WORKDIR /srv
        COPY --chown=1000:1000 server.js \\
             cart.js \\
             orders.js \\
             ./
        COPY public public
      `,
      fix: 'suggested',
    },
    {
      title: 'JSON arrays.',
      bad: `
        FROM debian:12-slim
        COPY ["a b.txt", "/data/"]
        «COPY» ["c.txt", "/data/"]
      `,
      good: `
        FROM debian:12-slim
        COPY ["a b.txt", "c.txt", "/data/"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'an install stands between',
      text: 'FROM node:22-slim\nWORKDIR /a\nCOPY package.json ./\nRUN npm i\nCOPY server.js ./\n',
    },
    {
      because: 'what is in a directory is copied, not the directory',
      text: 'FROM node:22-slim\nWORKDIR /a\nCOPY src ./\nCOPY lib ./\n',
    },
    { because: 'they go to different places', text: 'FROM debian:12-slim\nCOPY a.txt /a/\nCOPY b.txt /b/\n' },
    {
      because: 'the files get other names',
      text: 'FROM debian:12-slim\nCOPY a.txt /data/x.txt\nCOPY b.txt /data/x.txt\n',
    },
    {
      because: 'their flags differ',
      text: 'FROM debian:12-slim\nCOPY --chmod=755 a.sh /data/\nCOPY b.txt /data/\n',
    },
    {
      because: 'linked layers stand for themselves',
      text: 'FROM debian:12-slim\nCOPY --link a.txt /data/\nCOPY --link b.txt /data/\n',
    },
    {
      because: 'both have the same name',
      text: 'FROM debian:12-slim\nCOPY a/x.txt /data/\nCOPY b/x.txt /data/\n',
    },
    {
      because: 'the install must not run again when the source changes',
      text: 'FROM python:3.13-slim\nWORKDIR /a\nCOPY app.py ./\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n',
    },
    {
      because: 'a comment tells them apart',
      text: 'FROM debian:12-slim\nCOPY a.txt /data/\n# changes often\nCOPY b.txt /data/\n',
    },
    { because: 'one is written here', text: 'FROM debian:12-slim\nCOPY <<a.txt /data/\na\na.txt\nCOPY b.txt /data/\n' },
    {
      because: 'layers of a build stage are not shipped',
      text: 'FROM debian:12-slim AS b\nCOPY a.txt /d/\nCOPY b.txt /d/\nFROM scratch\nCOPY --from=b /d/a.txt /\n',
    },
  ],
  on: { stage: check },
});

function* check(stage: Stage): Iterable<Finding> {
  if (!stage.ships) return;
  let group: InstructionNode[] = [];
  let names = new Set<string>();
  for (const instruction of [...stage.instructions, undefined]) {
    const last = group.at(-1);
    const own = instruction === undefined ? undefined : copiedNames(instruction);
    const isNext = instruction !== undefined && last !== undefined && own?.some((name) => names.has(name)) === false;
    if (!isNext || !belongTogether(last, instruction)) {
      yield* report(group);
      group = [];
      names = new Set();
    }
    if (instruction === undefined || own === undefined) continue;
    group.push(instruction);
    for (const name of own) names.add(name);
  }
}

/** The names of the files that a COPY brings into a directory; `undefined` for every other instruction. */
function copiedNames(instruction: InstructionNode): readonly string[] | undefined {
  const { keyword, heredocs, flags, form } = instruction;
  if (keyword !== 'COPY' || heredocs.length > 0 || form.kind === 'malformed') return undefined;
  if (!flags.every(({ name }) => name === 'chown' || name === 'chmod' || name === 'from')) return undefined;
  const { sources, destination } = transferOf(instruction);
  if (destination === undefined || sources.length === 0 || !/(?:^|\/)\.{0,2}$/.test(destination.text)) return undefined;
  const isPlain = sources.every(({ text }) => !/[$*?[]/.test(text) && isFileName(text));
  return isPlain ? sources.map(({ text }) => text.slice(text.lastIndexOf('/') + 1)) : undefined;
}

function belongTogether(first: InstructionNode, second: InstructionNode): boolean {
  const { file } = first;
  if (first.form.kind !== second.form.kind || first.written !== second.written) return false;
  const hasComment = file.syntax.comments.some(({ line }) => line > first.endLine && line < second.line);
  return (
    !hasComment &&
    sameFlags(first, second) &&
    targetOf(first) === targetOf(second) &&
    bringsManifests(first) === bringsManifests(second)
  );
}

function sameFlags(first: InstructionNode, second: InstructionNode): boolean {
  const [one, other] = [first, second].map(({ file, flags }) =>
    flags.map((flag) => slice(file.text, flag.span)).join(' '),
  );
  return one === other;
}

/** What installs need stays apart from the source, which changes more often. */
function bringsManifests(copy: InstructionNode): boolean {
  return transferOf(copy).sources.every(({ text }) => isManifestFile(text));
}

/** `.` and `./`, `/a` and `/a/` are one; all of them are directories here. */
function targetOf(copy: InstructionNode): string | undefined {
  return transferOf(copy)
    .destination?.text.replace(/\/*$/, '/')
    .replace(/^\.\/(?=.)/, '');
}

function* report(group: readonly InstructionNode[]): Iterable<Finding> {
  const [first, second] = group;
  if (first === undefined || second === undefined) return;
  yield {
    span: second.keywordSpan,
    message: `These ${group.length} COPY steps bring files to ${transferOf(first).destination?.text ?? 'one directory'} one after the other. One COPY can bring them all.`,
    related: [{ span: first.keywordSpan, message: 'The first of them.' }],
    fixes: (): readonly Fix[] => {
      const edits = mergeCopiesEdits(group);
      return edits === undefined
        ? []
        : [{ title: `Merge these ${group.length} COPY steps into one`, safety: 'suggested', edits }];
    },
  };
}
