const CONTROL = /[\p{Cc}\u2028\u2029]/gu;
/** Characters that turn the writing direction round, so that a line reads differently from what it is: https://trojansource.codes */
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** From the East Asian Width property: https://www.unicode.org/reports/tr11/ */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]/u;
const EMOJI = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|[#*\d]\uFE0F?\u20E3/u;
const WITHOUT_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\uFFFD';
}

/**
 * Makes a text safe to print on one line of a terminal: control characters become pictures of themselves (`␛`), and what
 * turns the writing direction becomes `�`. Its length in UTF-16 units stays the same.
 */
export function visible(text: string): string {
  return text.replace(CONTROL, picture).replace(DIRECTION, '\uFFFD');
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The columns that one character, as a reader counts characters, takes in a terminal: 0, 1 or 2. */
function widthOf(character: string): number {
  if (character.length === 1 && character < '\u0300') return 1;
  if (EMOJI.test(character) || WIDE.test(character)) return 2;
  return WITHOUT_WIDTH.test(character) ? 0 : 1;
}

export interface Cell {
  /** What to print; a tab is spaces by now. */
  readonly text: string;
  /** In columns. */
  readonly width: number;
  /** Where the character stands in the line, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

const TAB = 4;

/** The part `[from, to)` of a line (without its ending) as a terminal shows it, character by character. */
export function cellsOf(line: string, from: number, to: number): readonly Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const { segment, index } of segmenter.segment(line.slice(from, to))) {
    const width = segment === '\t' ? TAB - (column % TAB) : widthOf(segment);
    const start = from + index;
    const text = segment === '\t' ? ' '.repeat(width) : visible(segment);
    cells.push({ text, width, start, end: start + segment.length });
    column += width;
  }
  return cells;
}
