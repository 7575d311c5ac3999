/** A text, and whether a byte order mark stood before it. Everything else of the file is in the text as it is. */
export interface Decoded {
  readonly text: string;
  readonly byteOrderMark: boolean;
}

/** Why bytes are no text, and where: line and column from 1, column in UTF-16 units. */
export interface NoText {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The most that is read of one file, in bytes. */
export const SIZE_LIMIT = 5_000_000;

const BYTE_ORDER_MARK = '\uFEFF';

function startsWith(bytes: Uint8Array, ...start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

/** Where the first sequence begins that is no UTF-8 and was read as U+FFFD; the number of bytes where there is none. */
function firstBroken(bytes: Uint8Array, text: string): number {
  if (!text.includes('\uFFFD')) return bytes.length;
  const written = new TextEncoder().encode(text);
  let index = bytes.findIndex((byte, at) => byte !== written[at]);
  if (index < 0) index = bytes.length;
  if (index === written.length) return index;
  // Bytes from 0x80 to 0xBF stand inside of a character, which may begin like the sequence that it stands for.
  while (index > 0 && ((written[index] ?? 0) & 0xc0) === 0x80) index--;
  return index;
}

/** The place of a byte whose predecessors are all sound. */
function placeOf(bytes: Uint8Array, offset: number): { readonly line: number; readonly column: number } {
  const before = new TextDecoder().decode(bytes.subarray(0, offset));
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let newline = before.indexOf('\n'); newline !== -1; newline = before.indexOf('\n', newline + 1)) line++;
  return { line, column: before.length - lineStart + 1 };
}

/** Reads UTF-8, with or without byte order mark. Everything else is refused, with the place and what to do. */
export function decode(bytes: Uint8Array): Decoded | NoText {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
    return { line: 1, column: 1, message: 'The file is UTF-16, which Docker cannot read. Save it as UTF-8.' };
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const broken = firstBroken(bytes, text);
  const zero = bytes.indexOf(0);
  if (zero !== -1 && zero <= broken) {
    return {
      ...placeOf(bytes, zero),
      message: 'The file holds a zero byte: it is binary, no Dockerfile. Name another file.',
    };
  }
  if (broken < bytes.length) {
    const byte = (bytes[broken] ?? 0).toString(16).toUpperCase().padStart(2, '0');
    return { ...placeOf(bytes, broken), message: `The byte 0x${byte} here is not UTF-8. Save the file as UTF-8.` };
  }
  const byteOrderMark = text.startsWith(BYTE_ORDER_MARK);
  return { text: byteOrderMark ? text.slice(1) : text, byteOrderMark };
}

/** The bytes that `decode` reads as this. */
export function encode({ text, byteOrderMark }: Decoded): Uint8Array {
  return new TextEncoder().encode(byteOrderMark ? BYTE_ORDER_MARK + text : text);
}
