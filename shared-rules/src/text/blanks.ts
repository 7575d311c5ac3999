/** Whether a UTF-16 code is white space for Docker (Go's `unicode.IsSpace`, Latin-1 part). */
export function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0x85 || code === 0xa0;
}

/** The first index in `[start, end)` that is not white space; `end` where all is. */
export function skipBlanks(text: string, start: number, end: number): number {
  let index = start;
  while (index < end && isBlank(text.charCodeAt(index))) index++;
  return index;
}

/** The index behind the last character of `[start, end)` that is not white space; `start` where all is. */
export function trimEnd(text: string, start: number, end: number): number {
  let index = end;
  while (index > start && isBlank(text.charCodeAt(index - 1))) index--;
  return index;
}
