import { fileOf } from '../model/build.js';
import { scriptOf } from '../model/script.js';
import type { Dockerfile, InstructionNode } from '../model/types.js';
import type { Fix } from '../rule.js';
import { hasErrexit } from '../shell/dialect.js';
import type { ShellCommand, ShellScript } from '../shell/types.js';
import type { TextEdit } from '../text/edit.js';
import { type Span, slice, span } from '../text/span.js';

/** Commands that change the shell they run in: what follows in the same shell would feel it. */
const CHANGES_SHELL: ReadonlySet<string> = new Set([
  '.',
  'alias',
  'cd',
  'declare',
  'eval',
  'exec',
  'exit',
  'export',
  'hash',
  'local',
  'popd',
  'pushd',
  'readonly',
  'return',
  'set',
  'shopt',
  'source',
  'trap',
  'typeset',
  'ulimit',
  'umask',
  'unalias',
  'unset',
]);

function runsInSameShell({ nesting }: ShellCommand): boolean {
  return !nesting.some((kind) => kind === 'subshell' || kind === 'substitution' || kind === 'script-argument');
}

function changesShell(script: ShellScript): boolean {
  return (
    script.compounds.some(({ kind }) => kind === 'function') ||
    script.commands.some(
      (command) =>
        runsInSameShell(command) &&
        (command.name === undefined || CHANGES_SHELL.has(command.name.value ?? '') || command.name.value === undefined),
    )
  );
}

function usesSet(script: ShellScript): boolean {
  return script.commands.some(
    (command) => runsInSameShell(command) && /^(?:set|trap)$/.test(command.name?.value ?? ''),
  );
}

/** How the commands of one RUN go into a longer `&&` list without changing what they do. */
type Wrapping = 'none' | 'group' | 'subshell';

interface MergeableRun {
  readonly instruction: InstructionNode;
  readonly wrapping: Wrapping;
  readonly script: ShellScript;
}

/** A shell that stops at the first failure (`-e`) does not do so inside of an `&&` list. */
function stopsAtFailure({ before }: InstructionNode): boolean {
  return before.shell.argv === undefined || hasErrexit(before.shell.argv);
}

/** Whether a `;` ends the last command; that of `find … -exec … \;` is a word. */
function endsInSemicolon(text: string): boolean {
  return /(?<!\\)(?:\\\\)*;$/.test(text);
}

function readRun(instruction: InstructionNode, isLast: boolean): MergeableRun | undefined {
  const { form, heredocs, before, body } = instruction;
  if (instruction.keyword !== 'RUN' || instruction.isTrigger) return undefined;
  if (form.kind !== 'shell' || heredocs.length > 0 || before.shell.dialect !== 'posix' || body.text === '')
    return undefined;
  const script = scriptOf(instruction);
  if (script === undefined || !script.complete) return undefined;
  if (script.operators.some(({ text }) => text === '&')) return undefined;
  if (script.commands.some(({ redirects }) => redirects.some(({ operator }) => /^<<-?$/.test(operator))))
    return undefined;
  if (!script.isPlainList && /(?:^|\s)#/.test(body.text)) return undefined;
  if (!isLast && !script.isPlainList && (stopsAtFailure(instruction) || usesSet(script))) return undefined;
  const needsGroup =
    endsInSemicolon(body.text) || script.operators.some(({ text }) => text === ';' || text === '\n' || text === '||');
  if (!isLast && changesShell(script)) return { instruction, script, wrapping: 'subshell' };
  return { instruction, script, wrapping: needsGroup ? 'group' : 'none' };
}

function sameFlags(file: Dockerfile, first: InstructionNode, second: InstructionNode): boolean {
  const written = (instruction: InstructionNode): string =>
    instruction.flags
      .map((flag) => slice(file.text, flag.span))
      .sort()
      .join(' ');
  return written(first) === written(second);
}

/**
 * Whether two neighbouring RUNs can become one without changing what they do: both in a POSIX-like shell and in shell
 * form, no heredocs, the same flags, nothing in the background.
 */
export function canMergeRuns(first: InstructionNode, second: InstructionNode): boolean {
  const file = fileOf(first);
  if (file === undefined || second.index !== first.index + 1 || first.stage !== second.stage) return false;
  return sameFlags(file, first, second) && readRun(first, false) !== undefined && readRun(second, true) !== undefined;
}

interface Layout {
  /** What joins lines: `\`, or the backtick of `# escape=`. */
  readonly continuation: string;
  readonly lineEnding: string;
  readonly indent: string;
  /** `&& \` at line ends; otherwise `&&` begins the next line. */
  readonly trailingAnd: boolean;
}

function layoutOf(file: Dockerfile, runs: readonly InstructionNode[]): Layout {
  const text = runs.map((run) => slice(file.text, run.span)).join('\n');
  const indent = /\n([ \t]+)(?:&&[ \t]+)?\S/.exec(text)?.[1];
  return {
    continuation: file.syntax.escapeCharacter,
    lineEnding: file.syntax.lineEnding,
    indent: indent ?? '    ',
    trailingAnd: !/\n[ \t]*&&/.test(text),
  };
}

/** What stands between two RUNs that become one: their comments, the operator, and nothing else. */
function joint(file: Dockerfile, between: Span, layout: Layout): string {
  const { continuation, lineEnding, indent, trailingAnd } = layout;
  const comments = file.syntax.comments
    .filter((comment) => comment.span.start >= between.start && comment.span.end <= between.end)
    .map((comment) => `${indent}${slice(file.text, comment.span)}${lineEnding}`);
  const before = trailingAnd ? ` && ${continuation}` : ` ${continuation}`;
  return `${before}${lineEnding}${comments.join('')}${indent}${trailingAnd ? '' : '&& '}`;
}

function opening(wrapping: Wrapping): string {
  if (wrapping === 'subshell') return '(';
  return wrapping === 'group' ? '{ ' : '';
}

function closing({ wrapping, instruction }: MergeableRun): string {
  if (wrapping === 'subshell') return ')';
  if (wrapping === 'none') return '';
  return endsInSemicolon(instruction.body.text) ? ' }' : '; }';
}

function commentsInside(file: Dockerfile, instruction: InstructionNode): boolean {
  return file.syntax.comments.some(
    ({ span: place }) => place.start > instruction.bodySpan.end && place.end <= instruction.span.end,
  );
}

/**
 * One RUN out of two or more neighbouring ones, joined by `&&`, so that a failing step still fails the build. Steps that
 * change their shell (`cd`, `export`, …) get a subshell; steps with `;` or `||` a group. Comments stay. `undefined` where
 * that would change what a step does.
 */
export function mergeRunsFix(runs: readonly InstructionNode[], title?: string): Fix | undefined {
  const [first] = runs;
  const file = first === undefined ? undefined : fileOf(first);
  if (first === undefined || file === undefined || runs.length < 2) return undefined;
  const edits: TextEdit[] = [];
  const layout = layoutOf(file, runs);
  let previous: MergeableRun | undefined;
  for (const [index, instruction] of runs.entries()) {
    const run = readRun(instruction, index === runs.length - 1);
    if (run === undefined || commentsInside(file, instruction)) return undefined;
    if (previous === undefined) {
      if (run.wrapping !== 'none')
        edits.push({
          span: span(run.instruction.bodySpan.start, run.instruction.bodySpan.start),
          text: opening(run.wrapping),
        });
    } else {
      if (!canMergeRuns(previous.instruction, instruction)) return undefined;
      const between = span(previous.instruction.bodySpan.end, instruction.bodySpan.start);
      edits.push({ span: between, text: closing(previous) + joint(file, between, layout) + opening(run.wrapping) });
    }
    previous = run;
  }
  if (previous !== undefined && previous.wrapping !== 'none') {
    const { end } = previous.instruction.bodySpan;
    edits.push({ span: span(end, end), text: closing(previous) });
  }
  return { title: title ?? `Merge these ${runs.length} RUN steps into one`, safety: 'suggested', edits };
}
