// Text of a Dockerfile inside Markdown: shown as it is, never read as a link, a command, HTML or formatting.

/** Characters that change the reading direction or are not seen; they can make text look like other text. */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** One line of visible characters: line breaks become blanks, invisible characters their code point. */
function visibleLine(text: string): string {
  return text
    .replace(/\r?\n|\r|\t/g, ' ')
    .replace(
      invisible,
      (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
}

/** Any text as a run of Markdown text, on one line. */
export function markdownText(text: string): string {
  return visibleLine(text)
    .replace(/[\\`*_{}[\]()#<>|~&!$]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/@/g, '\\@')
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`)
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

/** Any text as a code span, on one line, cut to `limit` characters. */
export function markdownCode(text: string, limit = 80): string {
  const line = visibleLine(text);
  const shown = line.length > limit ? `${cutAt(line, limit - 1)}…` : line;
  if (shown.trim() === '') return '(empty)';
  const fence = '`'.repeat(longestBacktickRun(shown) + 1);
  const padding = shown.startsWith('`') || shown.endsWith('`') || shown.startsWith(' ') ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** A message for people, on one line: what it has in single backticks becomes code, the rest text. */
export function markdownMessage(message: string): string {
  return message
    .split(/(`[^`]+`)/)
    .map((piece) => (/^`[^`]+`$/.test(piece) ? markdownCode(piece.slice(1, -1)) : markdownText(piece)))
    .join('');
}

/** Any text as a fenced block, ending with a line break. */
export function markdownBlock(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestBacktickRun(text) + 1));
  return `${fence}${language}\n${text.replace(/\r/g, '').replace(/\n*$/, '')}\n${fence}\n`;
}

/** A cell of a table: its text must not end the cell or the row. */
export function markdownCell(markdown: string): string {
  return markdown.replace(/\s*\n\s*/g, ' ').replace(/(?<!\\)\|/g, '\\|');
}

function longestBacktickRun(text: string): number {
  let longest = 0;
  for (const run of text.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  return longest;
}

/** The first `length` units, without half of a surrogate pair at the end. */
function cutAt(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
