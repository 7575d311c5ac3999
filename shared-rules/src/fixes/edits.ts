import type { Dockerfile, InstructionNode } from '../model/types.js';
import type { Flag, Word } from '../syntax/types.js';
import type { TextEdit } from '../text/edit.js';
import type { Span } from '../text/span.js';

/** Inserts a text at an offset. */
export function insertAt(offset: number, text: string): TextEdit {
  return { span: { start: offset, end: offset }, text };
}

/**
 * The lines of an instruction with the line ending behind them, for taking it out. A blank line that it leaves between
 * two blank lines goes, too.
 */
export function instructionLines({ syntax, text }: Dockerfile, instruction: InstructionNode): Span {
  const { lines } = syntax;
  const start = lines.lineSpan(instruction.line).start;
  const isLast = instruction.endLine + 1 >= lines.count;
  let end = isLast ? text.length : lines.lineSpan(instruction.endLine + 1).start;
  const isBlank = (line: number): boolean => {
    const span = lines.lineSpan(line);
    return text.slice(span.start, span.end).trim() === '';
  };
  const next = instruction.endLine + 1;
  const between = instruction.line === 0 || isBlank(instruction.line - 1);
  if (between && next + 1 < lines.count && isBlank(next)) end = lines.lineSpan(next + 1).start;
  return { start, end };
}

/** Removes an instruction with its lines. */
export function removeInstruction(file: Dockerfile, instruction: InstructionNode): TextEdit {
  return { span: instructionLines(file, instruction), text: '' };
}

/** Puts a flag behind the keyword and the flags that stand there: `--checksum=…`. */
export function addFlag(instruction: InstructionNode, flag: string): TextEdit {
  const last = instruction.flags.at(-1)?.span.end ?? instruction.keywordSpan.end;
  return insertAt(last, ` ${flag}`);
}

/** A keyword in the case that the file writes its own keyword in: all lower case stays lower case. */
export function keywordLike(written: string, keyword: string): string {
  return written === written.toLowerCase() ? keyword.toLowerCase() : keyword;
}

/** Puts an instruction on a line of its own behind another one. */
export function instructionBehind(
  { text, syntax }: Dockerfile,
  before: InstructionNode,
  keyword: string,
  body: string,
): TextEdit {
  const { start, end } = before.keywordSpan;
  const line = `${keywordLike(text.slice(start, end), keyword)} ${body}`;
  return insertAt(syntax.lines.lineSpan(before.endLine).end, `${syntax.lineEnding}${line}`);
}

/** Takes a flag out; its whole line where nothing else stands on it but what continues it. */
export function removeFlag({ text, syntax }: Dockerfile, { span }: Flag): TextEdit {
  const { lines } = syntax;
  const line = lines.lineAt(span.start);
  const { start, end } = lines.lineSpan(line);
  const isAlone =
    text.slice(start, span.start).trim() === '' && text.slice(span.end, end).trim() === syntax.escapeCharacter;
  if (isAlone && line + 1 < lines.count) return { span: { start, end: lines.lineSpan(line + 1).start }, text: '' };
  const before = text.slice(start, span.start);
  return { span: { start: start + before.trimEnd().length, end: span.end }, text: '' };
}

/** Takes one of several words of an instruction out, with the blanks before it. */
export function removeWord(instruction: InstructionNode, word: Word): TextEdit {
  const previous = instruction.words[instruction.words.indexOf(word) - 1];
  const next = instruction.words[instruction.words.indexOf(word) + 1];
  if (previous !== undefined) return { span: { start: previous.span.end, end: word.span.end }, text: '' };
  return { span: { start: word.span.start, end: next?.span.start ?? word.span.end }, text: '' };
}

/** Puts a line above an instruction, and above the comments that stand right over it: those are about the instruction. */
export function insertLineAbove({ syntax }: Dockerfile, instruction: InstructionNode, text: string): TextEdit {
  const commented = new Set(syntax.comments.filter((comment) => !comment.insideInstruction).map(({ line }) => line));
  let { line } = instruction;
  while (commented.has(line - 1)) line--;
  return insertAt(syntax.lines.lineSpan(line).start, `${text}${syntax.lineEnding}`);
}
