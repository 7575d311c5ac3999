import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, applyEdits, fixesFor, readShellcheckOutput, shellcheckRequests } from '@dockwright/shared-rules';

interface Said {
  readonly code: number;
  /** What it is about: the first place of it in the commands. */
  readonly on: string;
  /** Put in front of it and behind it. */
  readonly around?: string;
}

/** What ShellCheck would print of a script. */
function outputFor(script: string, said: readonly Said[]): string {
  const comments = said.flatMap(({ code, on, around }) => {
    const at = script.lastIndexOf(on);
    if (at === -1) return [];
    const place = (index: number) => {
      const lines = script.slice(0, index).split('\n');
      return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
    };
    const [start, end] = [place(at), place(at + on.length)];
    const insertion = ({ line, column }: { line: number; column: number }) => {
      return { line, column, endLine: line, endColumn: column, replacement: around };
    };
    const span = { ...start, endLine: end.line, endColumn: end.column };
    const fix = around === undefined ? null : { replacements: [insertion(start), insertion(end)] };
    return [{ ...span, file: '-', level: 'info', code, message: 'Said.', fix }];
  });
  return JSON.stringify({ comments });
}

/** A text with what ShellCheck says of it, as an analysis. */
function analysisOf(text: string, said: readonly Said[], settings = {}) {
  const requests = shellcheckRequests(analyze(text, settings));
  const reports = requests.map(({ key, script }) => {
    return [key, readShellcheckOutput(outputFor(script, said)) ?? []] as const;
  });
  return analyze(text, { ...settings, shellcheck: new Map(reports) });
}

function check(what: string, text: string, said: readonly Said[], expected: readonly string[]): void {
  it(what, () => {
    for (const each of [text, text.replaceAll('\n', '\r\n')]) {
      const problems = analysisOf(each, said).problems.filter(({ codes }) =>
        codes.some((code) => /^shellcheck:/.test(code)),
      );
      const found = problems.map(({ rule, span }) => {
        const line = each.slice(0, span.start).split('\n').length;
        return `${line}:${rule} ${each.slice(span.start, span.end)}`;
      });
      assert.deepEqual(found, expected);
    }
  });
}

const word: Said = { code: 2086, on: '$A', around: '"' };

describe('findings of ShellCheck', () => {
  check('in one line', 'FROM a\nRUN x $A\n', [word], ['2:SC2086 $A']);
  check('behind flags', 'FROM a\nRUN --network=none x $A\n', [word], ['2:SC2086 $A']);
  check('behind a continuation and a comment', 'FROM a\nRUN x \\\n  # why\n  y $A\n', [word], ['4:SC2086 $A']);
  check('behind characters of two units', 'FROM a\nRUN echo "é🐳" $A\n', [word], ['2:SC2086 $A']);
  check('in a heredoc', 'FROM a\nRUN <<E\n# why\nx \\\n\t$A\nE\n', [word], ['5:SC2086 $A']);
  check(
    'with another escape character',
    '# escape=`\nFROM a\nSHELL ["sh", "-c"]\nRUN x `\n $A\n',
    [word],
    ['5:SC2086 $A'],
  );
  check('in a trigger', 'FROM a\nONBUILD RUN x $A\n', [word], ['2:SC2086 $A']);
  check('not in the exec form', 'FROM a\nRUN ["x", "$A"]\n', [word], []);
  check('not in PowerShell', 'FROM a\nSHELL ["pwsh", "-c"]\nRUN x $A\n', [word], []);
});

describe('comments silence ShellCheck', () => {
  const silent = (comment: string): void =>
    check(comment, `FROM a\n${comment}\nRUN x $A\nRUN y $A\n`, [word], ['4:SC2086 $A']);
  silent('# shellcheck disable=SC2086');
  silent('# shellcheck shell=sh disable=SC1000,SC2086 # a reason');
  silent('# shellcheck disable=SC2000-SC3000');
  silent('# shellcheck disable=all');
  silent('# hadolint ignore=DL3008,SC2086');
  silent('# dockwright ignore=SC2086');
  silent('# dockwright ignore=shellcheck:SC2086 -- a reason');
  check('another code', 'FROM a\n# shellcheck disable=SC2046\nRUN x $A\n', [word], ['3:SC2086 $A']);
  check('inside a continuation', 'FROM a\nRUN x \\\n # shellcheck disable=SC2086\n $A\n', [word], []);
});

describe('what ShellCheck is asked', () => {
  const script = (text: string): string | undefined => shellcheckRequests(analyze(text))[0]?.script;
  it('declares what ARG and ENV set, with values where these are known', () => {
    const text = "FROM a\nARG A\nENV B=/opt C='it is'\nENV D=unused\nRUN x $A $B $C $E\n";
    assert.equal(script(text), "export A=\"$1\"\nexport B='/opt'\nexport C='it is'\nx $A $B $C $E\n");
  });
  it('names the shell of the image', () => {
    const shellIn = (text: string) => shellcheckRequests(analyze(text))[0]?.arguments[0];
    assert.equal(shellIn('FROM debian:12\nRUN x\n'), '--shell=dash');
    assert.equal(shellIn('FROM fedora:42\nRUN x\n'), '--shell=bash');
    assert.equal(shellIn('FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN x\n'), '--shell=bash');
    assert.equal(shellIn('FROM debian:12\nRUN <<E\n#!/bin/ksh\nx\nE\n'), '--shell=ksh');
  });
  it('is nothing where a profile is about something else', () => {
    const settings = { profile: 'buildkit', rules: new Map(), source: undefined } as const;
    assert.deepEqual(shellcheckRequests(analyze('FROM a\nRUN x $A\n', { settings })), []);
  });
});

describe('a finding of ShellCheck', () => {
  const text = 'FROM debian:12-slim\nARG A\nRUN if [ $A = x ]; then ls; fi\n';
  it('takes the place of ours where both have the same code', () => {
    const rulesOf = (said: readonly Said[]) =>
      analysisOf(text, said).problems.flatMap(({ rule, codes }) => (codes.includes('shellcheck:SC2086') ? [rule] : []));
    assert.deepEqual(rulesOf([]), ['quote-in-test']);
    assert.deepEqual(rulesOf([word]), ['SC2086']);
  });
  it('has a fix that is verified, and leaves a continuation behind the word alone', () => {
    const before = 'FROM a\nRUN x $A\\\n  y\n';
    const analysis = analysisOf(before, [word]);
    const problem = analysis.problems.find(({ rule }) => rule === 'SC2086');
    assert.ok(problem !== undefined);
    const [fix] = fixesFor(analysis, problem).fixes;
    assert.equal(fix?.safety, 'suggested');
    assert.equal(applyEdits(before, fix?.edits ?? []), 'FROM a\nRUN x "$A"\\\n  y\n');
  });
});

describe('the output of ShellCheck', () => {
  const read = (what: string, output: string, expected: number | undefined): void => {
    it(what, () => assert.equal(readShellcheckOutput(output)?.length, expected));
  };
  read('empty', '', undefined);
  read('an older format', '[]', undefined);
  read('no comments', '{"comments":[]}', 0);
  read('a comment of another shape', '{"comments":[{"line":"1"},null,7]}', 0);
  read('half of it', outputFor('x $A', [word]).slice(0, -5), undefined);
});
