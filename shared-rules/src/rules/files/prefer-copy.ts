import { keywordLike } from '../../fixes/edits.js';
import { lastPart } from '../../model/paths.js';
import { transferOf } from '../../model/transfer.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

/** What ADD unpacks, known by its content; these are the names it usually has: https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives */
const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tzst|tar\.[a-z0-9]+)$/i;
const REMOTE = /^(?:https?|ftp|git|ssh):\/\/|^git@|\.git(?:[#?].*)?$/i;

export default defineRule({
  id: 'prefer-copy',
  title: 'Copy local files with COPY',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3020', 'trivy:DS-0005', 'checkov:CKV_DOCKER_4', 'sonar:S7029'],
  practices: ['P65'],
  fixes: ['safe'],
  why: `
    ADD does more than it says: it unpacks local tar archives and downloads URLs. A file that turns out to be an archive, or
    a name that changes, gives another image without a word. COPY copies, and nothing else.
  `,
  how: 'Keep ADD for a tar archive that is to be unpacked, and for a URL with `--checksum`.',
  references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        «ADD» package.json package-lock.json /app/
      `,
      good: `
        FROM node:24-slim
        COPY package.json package-lock.json /app/
      `,
      fix: 'safe',
    },
  ],
  silences: [
    { because: 'a tar archive is unpacked', text: 'FROM scratch\nADD rootfs.tar.xz /\n' },
    { because: 'a URL', text: 'FROM alpine:3.22\nADD https://example.com/a /a\n' },
    { because: 'a git repository', text: 'FROM alpine:3.22\nADD git@github.com:a/b.git /a\n' },
    {
      because: 'a name that only the build knows may be an archive',
      text: 'FROM alpine:3.22\nARG FILE\nADD $FILE /a\n',
    },
    { because: 'a pattern may match an archive', text: 'FROM alpine:3.22\nADD dist/app* /a/\n' },
    { because: 'flags that only ADD has', text: 'FROM alpine:3.22\nADD --unpack=true a /a\n' },
  ],
  on: { ADD: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { flags, keywordSpan, written } = instruction;
  if (flags.some(({ name }) => name === 'unpack' || name === 'checksum' || name === 'keep-git-dir')) return;
  const { sources } = transferOf(instruction);
  if (sources.length === 0 && instruction.heredocs.length === 0) return;
  if (!sources.every(({ path }) => path !== undefined && isPlain(path))) return;
  yield {
    span: keywordSpan,
    message: 'ADD also unpacks archives and fetches URLs. COPY does what is meant here: it copies local files.',
    fixes: () => [
      { title: 'Use COPY', safety: 'safe', edits: [{ span: keywordSpan, text: keywordLike(written, 'COPY') }] },
    ],
  };
}

function isPlain(path: string): boolean {
  if (ARCHIVE.test(path) || REMOTE.test(path)) return false;
  const name = lastPart(path);
  return !/[*?[]/.test(name) || /^[^*?[]*\.(?!t|xz|gz|bz2|zst)[a-z0-9]+$/i.test(name.replace(/^\*+/, ''));
}
