import type { CommandExpansionPart, DoubleQuotedChild, Word } from 'unbash';
import type { MappedText, Segment } from '../text/mapped-text.js';

/** A stretch of a text, without the quotes and escapes that its place asks for. */
interface Piece {
  readonly start: number;
  readonly end: number;
  /** The characters that lose a backslash before them; `everything` for all of them, none where empty. A `\` before a line ending goes with it. */
  readonly escapable: string;
}

const everything = 'everything';
const insideDoubleQuotes = '$`"\\';

/**
 * The script that a literal word holds, quotes and escapes resolved, with a map to `text`, where the word stands. Gives
 * `undefined` where the word is not literal, or where no exact map exists (`$'\n'`).
 */
export function literalSource(text: string, word: Word): MappedText | undefined {
  const pieces = word.parts === undefined ? [bare(word)] : word.parts.flatMap((part) => piecesOf(part));
  const known: Piece[] = [];
  for (const piece of pieces) {
    if (piece === undefined) return undefined;
    known.push(piece);
  }
  const decoded = decode(text, known);
  return decoded.text === word.value ? decoded : undefined;
}

/** The script inside backticks, one level of escapes resolved, with a map to `text`, where the backticks stand. */
export function backtickSource(text: string, node: CommandExpansionPart, quoted: boolean): MappedText | undefined {
  const decoded = decode(text, [
    { start: node.pos + 1, end: node.end - 1, escapable: quoted ? insideDoubleQuotes : '$`\\' },
  ]);
  return decoded.text === node.script?.source ? decoded : undefined;
}

function bare(node: { readonly pos: number; readonly end: number }): Piece {
  return { start: node.pos, end: node.end, escapable: everything };
}

function piecesOf(part: NonNullable<Word['parts']>[number]): readonly (Piece | undefined)[] {
  switch (part.type) {
    case 'Literal':
      return [bare(part)];
    case 'SingleQuoted':
      return [{ start: part.pos + 1, end: part.end - 1, escapable: '' }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.map(quotedPiece);
    case 'AnsiCQuoted':
      return part.text.includes('\\') ? [undefined] : [{ start: part.pos + 2, end: part.end - 1, escapable: '' }];
    default:
      return [undefined];
  }
}

function quotedPiece(part: DoubleQuotedChild): Piece | undefined {
  return part.type === 'Literal' ? { start: part.pos, end: part.end, escapable: insideDoubleQuotes } : undefined;
}

function decode(text: string, pieces: readonly Piece[]): MappedText {
  const segments: Segment[] = [];
  let decoded = '';
  const append = (start: number, end: number): void => {
    if (start >= end) return;
    const last = segments.at(-1);
    const continues = last !== undefined && start - last.offset === decoded.length - last.at;
    if (!continues) segments.push({ at: decoded.length, offset: start });
    decoded += text.slice(start, end);
  };

  for (const { start, end, escapable } of pieces) {
    let from = start;
    if (escapable !== '') {
      for (let at = start; at + 1 < end; at++) {
        if (text[at] !== '\\') continue;
        const next = text.charAt(at + 1);
        if (next === '\n' || escapable === everything || escapable.includes(next)) {
          append(from, at);
          from = next === '\n' ? at + 2 : at + 1;
        }
        at++;
      }
    }
    append(from, end);
  }
  return { text: decoded, segments };
}
