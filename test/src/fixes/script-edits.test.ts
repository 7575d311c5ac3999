import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { appendCommand, prependCommand, removeCommand } from '@dockwright/shared-rules/fixes/script-edits';
import { buildModel } from '@dockwright/shared-rules/model/build';
import { isHeredocScript, scriptOf } from '@dockwright/shared-rules/model/script';
import type { InstructionNode } from '@dockwright/shared-rules/model/types';
import type { ShellCommand } from '@dockwright/shared-rules/shell/types';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import { applyEdits, type TextEdit } from '@dockwright/shared-rules/text/edit';
import { slice } from '@dockwright/shared-rules/text/span';

/** The last RUN of a file whose earlier lines are given. */
function runOf(text: string): InstructionNode {
  const instructions = buildModel(parseDockerfile(text)).instructions;
  const run = instructions.filter((each) => (each.onbuildTrigger ?? each).keyword === 'RUN').at(-1);
  assert.ok(run !== undefined);
  return run.onbuildTrigger ?? run;
}

function edited(text: string, edit: TextEdit | undefined): string | undefined {
  return edit === undefined ? undefined : applyEdits(text, [edit]);
}

function commandNamed(run: InstructionNode, name: string): ShellCommand {
  const command = scriptOf(run)?.commands.find((each) => each.name?.value === name);
  assert.ok(command !== undefined, `no ${name}`);
  return command;
}

/** What a shell is given when Docker runs the RUN. */
function scriptText(text: string): string {
  const run = runOf(text);
  const [heredoc] = run.heredocs;
  return heredoc !== undefined && isHeredocScript(run) ? slice(text, heredoc.body) : run.body.text;
}

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

function execute(text: string): Outcome {
  const { status, stdout } = spawnSync('/bin/sh', ['-c', scriptText(text)], { encoding: 'utf8' });
  return { status, output: stdout };
}

const FROM = 'FROM debian:13\n';

const appended: ReadonlyArray<readonly [string, string, string | undefined]> = [
  ['one line', 'RUN a && b', 'RUN a && b && x'],
  ['blanks behind it', 'RUN a   \n', 'RUN a && x   \n'],
  ['operators begin the lines', 'RUN a \\\n\t&& b \\\n\t\tc', 'RUN a \\\n\t&& b \\\n\t\tc \\\n\t&& x'],
  ['operators end the lines', 'RUN a && \\\n  b \\\n    c', 'RUN a && \\\n  b \\\n    c && \\\n  x'],
  ['only arguments are broken', 'RUN a \\\n  b', 'RUN a \\\n  b \\\n  && x'],
  [
    'only arguments are broken, elsewhere operators end the lines',
    'RUN a && \\\n   b\nRUN c \\\n  d',
    'RUN a && \\\n   b\nRUN c \\\n  d && \\\n  x',
  ],
  ['a sequence under set -e', 'RUN set -e; \\\n\ta; \\\n\tb', 'RUN set -e; \\\n\ta; \\\n\tb; \\\n\tx'],
  ['a sequence under set -e that ends in ;', 'RUN set -e; \\\n\ta; \\\n\tb;', 'RUN set -e; \\\n\ta; \\\n\tb; \\\n\tx;'],
  ['a sequence without', 'RUN a; b', 'RUN a; b && x'],
  ['behind ||', 'RUN a || true', 'RUN a || true && x'],
  ['behind a pipe', 'RUN a | b', 'RUN a | b && x'],
  ['behind a compound', 'RUN if a; then b; fi', 'RUN if a; then b; fi && x'],
  ['behind its redirection', 'RUN (a; b) > /c 2>&1', 'RUN (a; b) > /c 2>&1 && x'],
  [
    'comments inside',
    'RUN a \\\n  # why\n  && b \\\n  # and why\n  c',
    'RUN a \\\n  # why\n  && b \\\n  # and why\n  c \\\n  && x',
  ],
  ['a comment behind it', 'RUN a # why', 'RUN a && x # why'],
  ['a continuation into nothing', 'RUN a \\\n  && b \\\n', 'RUN a \\\n  && b \\\n  && x \\\n'],
  ['a heredoc', 'RUN <<EOF\na\nb\nEOF', 'RUN <<EOF\na\nb && x\nEOF'],
  [
    'a heredoc under set -e',
    'RUN <<EOF\n  set -e\n  a\n  b # why\n\nEOF',
    'RUN <<EOF\n  set -e\n  a\n  b # why\n  x\n\nEOF',
  ],
  ['a heredoc for a shell', 'RUN bash -e <<EOF\na\nEOF', 'RUN bash -e <<EOF\na\nx\nEOF'],
  ['a heredoc with a shebang', 'RUN <<EOF\n#!/bin/bash -e\na\nEOF', 'RUN <<EOF\n#!/bin/bash -e\na\nx\nEOF'],
  ['a heredoc as input', 'RUN cat <<EOF > /c\na\nEOF', 'RUN cat <<EOF > /c && x\na\nEOF'],
  ['Windows line endings', 'RUN a \\\r\n  && b\r\n', 'RUN a \\\r\n  && b \\\r\n  && x\r\n'],
  ['ONBUILD', 'ONBUILD RUN a', 'ONBUILD RUN a && x'],
  ['the exec form', 'RUN ["a"]', undefined],
  ['behind exit', 'RUN a; exit 0', undefined],
  ['an exit on the way', 'RUN if a; then exit; fi; b', undefined],
  ['a failing exit', 'RUN a || exit 1', 'RUN a || exit 1 && x'],
  ['behind exec', 'RUN a && exec b', undefined],
  ['in the background', 'RUN a &', undefined],
  ['a broken script', 'RUN a && (b', undefined],
  ['another shell', 'SHELL ["pwsh", "-c"]\nRUN a', undefined],
];

describe('append a command', () => {
  for (const [name, text, expected] of appended) {
    it(name, () => {
      const file = (text.includes('\r\n') ? 'FROM debian:13\r\n' : FROM) + text;
      const result = edited(file, appendCommand(runOf(file), 'x'));
      assert.equal(result, expected === undefined ? undefined : file.replace(text, expected));
    });
  }
});

/** Real scripts, so that a real shell says whether an appended command runs exactly if all went well before. */
const real: readonly string[] = [
  'RUN true && true',
  'RUN true && false',
  'RUN false; true',
  'RUN true; false',
  'RUN false || true',
  'RUN false || exit 3',
  'RUN true || exit 3',
  'RUN set -e; true; true',
  'RUN set -e; \\\n  true; \\\n  false',
  'RUN set -e; \\\n  false; \\\n  true;',
  'RUN ! true',
  'RUN if false; then true; fi',
  'RUN for i in 1 2; do false; done',
  'RUN (true; false) 2> /dev/null',
  'RUN true # && false',
  'RUN <<EOF\nfalse\ntrue\nEOF',
  'RUN <<EOF\ntrue\nfalse\nEOF',
  'RUN <<EOF\nset -e\nfalse\ntrue\nEOF',
  'RUN <<EOF\nset -e\nif true; then\n  true\nfi\nEOF',
];

describe('an appended command in a real shell', { skip: process.platform === 'win32' }, () => {
  for (const text of real) {
    it(JSON.stringify(text), () => {
      const before = execute(FROM + text);
      const result = edited(FROM + text, appendCommand(runOf(FROM + text), 'echo appended'));
      assert.ok(result !== undefined);
      const output = before.status === 0 ? 'appended\n' : '';
      assert.deepEqual(execute(result), { status: before.status, output });
    });
  }
});

const prepended: ReadonlyArray<readonly [string, string, string | undefined]> = [
  ['the first command', 'RUN a b', 'RUN x && a b'],
  ['in operators that begin lines', 'RUN b \\\n  && a', 'RUN b \\\n  && x \\\n  && a'],
  ['in operators that end lines', 'RUN b && \\\n  a', 'RUN b && \\\n  x && \\\n  a'],
  ['the first of several lines', 'RUN a \\\n  && b', 'RUN x \\\n  && a \\\n  && b'],
  ['under set -e', 'RUN set -e; \\\n  a', 'RUN set -e; \\\n  x; \\\n  a'],
  ['under set -e, behind &&', 'RUN set -e && a', 'RUN set -e && x && a'],
  ['with an assignment', 'RUN A=1 a', 'RUN x && A=1 a'],
  ['in a group', 'RUN { a; }', 'RUN { x && a; }'],
  ['before a pipe', 'RUN a | b', 'RUN x && a | b'],
  ['in a heredoc', 'RUN <<EOF\nb\na\nEOF', 'RUN <<EOF\nb\nx && a\nEOF'],
  ['in a heredoc under set -e', 'RUN <<EOF\n set -e\n a\nEOF', 'RUN <<EOF\n set -e\n x\n a\nEOF'],
  ['behind a pipe', 'RUN b | a', undefined],
  ['behind ||', 'RUN b || a', undefined],
  ['in a condition', 'RUN if a; then b; fi', undefined],
  ['in the exec form', 'RUN ["a"]', undefined],
];

describe('prepend a command', () => {
  for (const [name, text, expected] of prepended) {
    it(name, () => {
      const run = runOf(FROM + text);
      const result = edited(FROM + text, prependCommand(run, commandNamed(run, 'a'), 'x'));
      assert.equal(result, expected === undefined ? undefined : FROM + expected);
    });
  }
});

const removed: ReadonlyArray<readonly [string, string, string | undefined]> = [
  ['the first', 'RUN a && b', 'RUN b'],
  ['the last', 'RUN b && a', 'RUN b'],
  ['in the middle', 'RUN b && a c && d', 'RUN b && d'],
  ['the first line', 'RUN a \\\n  && b', 'RUN b'],
  ['the first line, operators at ends', 'RUN a && \\\n  b', 'RUN b'],
  ['a line in the middle', 'RUN b \\\n  && a \\\n  && c', 'RUN b \\\n  && c'],
  ['the last line, operators at ends', 'RUN b && \\\n  a', 'RUN b'],
  ['in a sequence', 'RUN b; \\\n  a; \\\n  c', 'RUN b; \\\n  c'],
  ['the last of a sequence', 'RUN b; a;', 'RUN b;'],
  ['in a heredoc', 'RUN <<EOF\nb\na\nc\nEOF', 'RUN <<EOF\nb\nc\nEOF'],
  ['the first in a heredoc', 'RUN <<EOF\na\nc\nEOF', 'RUN <<EOF\nc\nEOF'],
  ['beside a compound', 'RUN if b; then c; fi; a', 'RUN if b; then c; fi'],
  ['the only one', 'RUN a', undefined],
  ['whose failure counts', 'RUN a || b', undefined],
  ['in a pipe', 'RUN a | b', undefined],
  ['inside a compound', 'RUN if b; then a; fi', undefined],
  ['with a comment of its own', 'RUN b \\\n  # why\n  && a', undefined],
];

describe('remove a command', () => {
  for (const [name, text, expected] of removed) {
    it(name, () => {
      const run = runOf(FROM + text);
      const result = edited(FROM + text, removeCommand(run, commandNamed(run, 'a')));
      assert.equal(result, expected === undefined ? undefined : FROM + expected);
    });
  }
});
