import { fileOf } from '../model/build.js';
import { stopsAtFailure } from '../model/errexit.js';
import { isHeredocScript, scriptOf } from '../model/script.js';
import type { Dockerfile, InstructionNode } from '../model/types.js';
import type { ShellCommand, ShellOperatorText, ShellScript } from '../shell/types.js';
import type { TextEdit } from '../text/edit.js';
import { documentOffset, type MappedText, mappedIndex } from '../text/mapped-text.js';
import { smallest } from '../text/numbers.js';
import { type Span, slice, span } from '../text/span.js';
import { insertAt } from './edits.js';
import { jointOf, layoutOf } from './script-layout.js';

interface EditableScript {
  readonly file: Dockerfile;
  readonly script: ShellScript;
  /** The command line, or the body of the heredoc that is the script. */
  readonly source: MappedText;
  readonly isHeredoc: boolean;
  readonly stopsAtFailure: boolean;
}

/** `undefined` for the exec form, for other shells than POSIX-like ones, and where the parser did not understand all. */
function editableScript(instruction: InstructionNode): EditableScript | undefined {
  const script = scriptOf(instruction);
  const file = fileOf(instruction);
  if (file === undefined || script === undefined || !script.complete || instruction.form.kind === 'exec')
    return undefined;
  const isHeredoc = isHeredocScript(instruction);
  return {
    file,
    script,
    source: isHeredoc ? script.source : instruction.body,
    isHeredoc,
    stopsAtFailure: stopsAtFailure(instruction),
  };
}

/**
 * Puts a command behind everything else that a RUN does, in the layout of the RUN: it runs only if all before it went
 * well. `undefined` where that cannot be done, or where the command might never run or run too early: behind `exit`,
 * `exec` or `&`.
 */
export function appendCommand(instruction: InstructionNode, command: string): TextEdit | undefined {
  const editable = editableScript(instruction);
  if (editable === undefined || mayEndEarly(editable.script)) return undefined;
  const { file, script, isHeredoc } = editable;
  const end = endOfScript(editable);
  if (end === undefined) return undefined;
  if (!isHeredoc) {
    const isSequence = editable.stopsAtFailure && script.operators.some(({ text }) => text === ';');
    const layout = layoutOf(file, instruction, command.length);
    return insertAt(end, `${jointOf(layout, isSequence ? ';' : '&&')}${command}`);
  }
  // Without `set -e` the result of a script is that of its last line: a line more would hide a failure.
  if (!editable.stopsAtFailure) return insertAt(end, ` && ${command}`);
  const { lines, lineEnding } = file.syntax;
  return insertAt(lines.lineSpan(lines.lineAt(end)).end, `${lineEnding}${indentOfScript(editable)}${command}`);
}

/** Whether the script may end, with success, before its last command. */
function mayEndEarly(script: ShellScript): boolean {
  return script.commands.some(({ name, arguments: words, operatorBefore, nesting }) => {
    if (nesting.some((kind) => kind === 'subshell' || kind === 'substitution' || kind === 'script-argument'))
      return false;
    if (name?.value === 'exec') return words.length > 0;
    if (name?.value === 'return') return nesting.length === 0;
    return name?.value === 'exit' && operatorBefore !== '||' && (words[0]?.value ?? '0') === '0';
  });
}

/** Behind the last statement; `undefined` where something stands behind it that is not understood. */
function endOfScript({ script, source }: EditableScript): number | undefined {
  let last = -1;
  for (const { span: part } of [...script.commands, ...script.compounds]) {
    const index = part.end > part.start ? mappedIndex(source, part.end - 1) : undefined;
    if (index !== undefined && index > last) last = index;
  }
  if (last === -1) return undefined;
  const tail = source.text.slice(last + 1);
  if (tail.split('\n').every((line) => /^[ \t\r;]*(?:#.*)?$/.test(line))) return documentOffset(source, last) + 1;
  const redirect = tail.trim();
  const isRedirect = /^(?:\d*[<>]|&>)/.test(redirect) && !/[;|#()\n$`]|&(?![>\d-])/.test(redirect);
  return isRedirect ? documentOffset(source, last + tail.trimEnd().length) + 1 : undefined;
}

/** The indent of the last outermost command that begins a line. */
function indentOfScript({ file, script }: EditableScript): string {
  const { lines } = file.syntax;
  for (let at = script.commands.length - 1; at >= 0; at--) {
    const command = script.commands[at];
    if (command === undefined || command.nesting.length > 0) continue;
    const before = slice(file.text, span(lines.lineSpan(lines.lineAt(command.span.start)).start, command.span.start));
    if (before.trim() === '') return before;
  }
  return '';
}

const STARTS_STATEMENT: ReadonlySet<ShellOperatorText | undefined> = new Set([undefined, '&&', ';', '\n']);

/**
 * Puts a command before another one of a RUN, which then runs only if the new one went well, or in a script that stops at
 * failures anyway. `undefined` where that would change what the script does: in pipes, behind `||`, in conditions.
 */
export function prependCommand(
  instruction: InstructionNode,
  before: ShellCommand,
  command: string,
): TextEdit | undefined {
  const editable = editableScript(instruction);
  if (editable === undefined || before.nesting.includes('condition')) return undefined;
  const { operatorBefore, operatorAfter, nesting } = before;
  if (!STARTS_STATEMENT.has(operatorBefore) || operatorAfter === '&') return undefined;
  const operator = editable.stopsAtFailure && operatorBefore !== '&&' ? ';' : '&&';
  return insertAt(before.span.start, command + jointBefore(editable, instruction, nesting.length > 0, operator));
}

function jointBefore(
  { file, isHeredoc, ...editable }: EditableScript,
  instruction: InstructionNode,
  isNested: boolean,
  operator: '&&' | ';',
): string {
  const inline = operator === ';' ? '; ' : ' && ';
  if (isNested) return inline;
  if (!isHeredoc) return jointOf(layoutOf(file, instruction), operator);
  return operator === ';' ? `${file.syntax.lineEnding}${indentOfScript({ file, isHeredoc, ...editable })}` : inline;
}

/**
 * Takes an outermost command out of a RUN, with the operator that ties it to its neighbours. `undefined` where it is the
 * only one, where its result counts for something else (`||`, pipes), and where a comment would go with it.
 */
export function removeCommand(instruction: InstructionNode, command: ShellCommand): TextEdit | undefined {
  const editable = editableScript(instruction);
  const { operatorBefore, operatorAfter, nesting } = command;
  if (editable === undefined || nesting.length > 0) return undefined;
  if (!STARTS_STATEMENT.has(operatorBefore) || !STARTS_STATEMENT.has(operatorAfter)) return undefined;
  const { script, file } = editable;
  const parts = [...script.commands, ...script.compounds].map((part) => part.span);
  const next = smallest(parts.map(({ start }) => start).filter((start) => start >= command.span.end));
  const range =
    operatorBefore === undefined ? span(command.span.start, next) : behindPrevious(file, script, command.span);
  if (range === undefined || !Number.isFinite(range.end) || hasComment(file, range)) return undefined;
  return { span: range, text: '' };
}

/** Takes several commands out, as `removeCommand` does with one. `undefined` where one of them cannot go. */
export function removeCommands(
  instruction: InstructionNode,
  commands: readonly ShellCommand[],
): readonly TextEdit[] | undefined {
  const editable = editableScript(instruction);
  const outermost = editable?.script.commands.filter(({ nesting }) => nesting.length === 0) ?? [];
  const kept = outermost.findIndex((command) => !commands.includes(command));
  const first = outermost[0];
  const next = outermost[kept];
  if (editable === undefined || first === undefined || next === undefined) return undefined;
  const edits: TextEdit[] = [];
  if (kept > 1) {
    const range = span(first.span.start, next.span.start);
    const isPlain = outermost.slice(0, kept).every(({ operatorAfter }) => STARTS_STATEMENT.has(operatorAfter));
    const isNested = editable.script.compounds.some((compound) => compound.span.start < range.end);
    if (!isPlain || isNested || hasComment(editable.file, range)) return undefined;
    edits.push({ span: range, text: '' });
  }
  for (const command of commands) {
    const at = outermost.indexOf(command);
    if (kept > 1 && at !== -1 && at < kept) continue;
    const edit = removeCommand(instruction, command);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  return edits;
}

/** From the end of the statement before, which ends at an operator, to the end of the command. */
function behindPrevious(file: Dockerfile, script: ShellScript, command: Span): Span | undefined {
  const operator = script.operators.filter(({ span: place }) => place.end <= command.start).at(-1);
  if (operator === undefined) return undefined;
  let start = operator.span.start;
  while (start > 0 && isFiller(file, start - 1)) start--;
  const line = file.syntax.lines.lineSpan(file.syntax.lines.lineAt(start));
  return /^[ \t]*#/.test(slice(file.text, line)) ? undefined : span(start, command.end);
}

/** Whether a character of the document is a blank, a line ending, or what continues a line. */
export function isFiller({ text, syntax }: Dockerfile, at: number): boolean {
  const character = text.charAt(at);
  if (/[ \t\r\n]/.test(character)) return true;
  return character === syntax.escapeCharacter && /[\r\n]/.test(text.charAt(at + 1));
}

function hasComment({ text, syntax }: Dockerfile, range: Span): boolean {
  return (
    syntax.comments.some(({ span: place }) => place.start < range.end && place.end > range.start) ||
    /(?:^|\s)#/.test(slice(text, range))
  );
}
