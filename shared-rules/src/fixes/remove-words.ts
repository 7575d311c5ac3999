import { fileOf } from '../model/build.js';
import type { InstructionNode } from '../model/types.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';
import type { TextEdit } from '../text/edit.js';
import { type Span, slice, span } from '../text/span.js';
import { isExecElement } from './insert-option.js';

/**
 * Takes words out of a command, from the first to the last of them, with the blanks or the comma before them: an option
 * and its value, most often. `undefined` where something else stands between them, or a comment would go with them.
 */
export function removeWords(
  instruction: InstructionNode,
  command: ShellCommand,
  words: readonly [ShellWord, ...ShellWord[]],
): TextEdit | undefined {
  const file = fileOf(instruction);
  const parts = partsOf(command);
  const first = words[0].span;
  const last = (words.at(-1) ?? words[0]).span;
  const previous = parts.filter(({ end }) => end <= first.start).at(-1);
  if (file === undefined || previous === undefined) return undefined;
  const removed = parts.filter(({ start, end }) => start >= first.start && end <= last.end);
  const range = span(previous.end, last.end);
  const isPlain = /^(?:[ \t\r\n]|\\(?=\r?\n)|`(?=\r?\n))+$/.test(slice(file.text, span(previous.end, first.start)));
  const hasComma = isExecElement(instruction, words[0]);
  if (removed.length !== words.length || (!isPlain && !hasComma)) return undefined;
  const { comments } = file.syntax;
  if (comments.some((comment) => comment.span.start < range.end && comment.span.end > range.start)) return undefined;
  return { span: range, text: '' };
}

/** Every word, assignment and redirection of a command, in the order of the document. */
function partsOf({ name, arguments: words, assignments, redirects }: ShellCommand): readonly Span[] {
  const parts = [...(name === undefined ? [] : [name]), ...words, ...assignments, ...redirects];
  return parts.map((part) => part.span).sort((a, b) => a.start - b.start);
}

/**
 * Takes an option without a value out of a command: the whole word, or its letter out of `-sSLk`. `undefined` where that
 * cannot be done cleanly.
 * @param name with its dashes: `-k`, `--insecure`
 */
export function removeOption(
  instruction: InstructionNode,
  command: ShellCommand,
  word: ShellWord,
  name: string,
): TextEdit | undefined {
  if (word.value === undefined || name.startsWith('--') || word.value.length <= 2) {
    return removeWords(instruction, command, [word]);
  }
  const file = fileOf(instruction);
  const written = file === undefined ? '' : slice(file.text, word.span);
  const at = written.indexOf(name.slice(1), written.indexOf('-') + 1);
  const isCluster = /^"?-[A-Za-z0-9]+"?$/.test(written);
  return isCluster && at !== -1 ? { span: span(word.span.start + at, word.span.start + at + 1), text: '' } : undefined;
}
