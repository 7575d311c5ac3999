/** A piece of a TypeScript file that is no code: a comment, or what stands between quotes. */
interface Piece {
  readonly kind: 'comment' | 'text';
  readonly start: number;
  readonly end: number;
}

/** A TypeScript file taken apart as far as the checks need it. */
export interface SourceText {
  /** The file with the inside of comments, strings, templates and regular expressions blanked; offsets stay. */
  readonly code: string;
  /** The comments, with their slashes. */
  readonly comments: readonly string[];
  readonly imports: readonly Import[];
}

export interface Import {
  /** As written between the quotes. */
  readonly specifier: string;
  /** Erased by the compiler: `import type`, `export type … from`. */
  readonly typeOnly: boolean;
}

/** Takes a TypeScript or JavaScript file apart. Not a parser: it knows comments, quotes and regular expressions. */
export function readSource(source: string): SourceText {
  const pieces = findPieces(source);
  const code = blank(source, pieces);
  return {
    code,
    comments: pieces.filter((piece) => piece.kind === 'comment').map((piece) => source.slice(piece.start, piece.end)),
    imports: [...findImports(code, source)],
  };
}

/** A regular expression as written in a file. */
export interface RegularExpression {
  readonly pattern: string;
  readonly flags: string;
  /** From 1. */
  readonly line: number;
}

/** The regular expressions of a TypeScript file that stand between slashes. */
export function regularExpressionsOf(source: string): readonly RegularExpression[] {
  return findPieces(source)
    .filter(({ kind, start, end }) => kind === 'text' && source[start - 1] === '/' && source[end] === '/')
    .map(({ start, end }) => ({
      pattern: source.slice(start, end),
      flags: /^[a-z]*/.exec(source.slice(end + 1))?.[0] ?? '',
      line: source.slice(0, start).split('\n').length,
    }));
}

const staticImport = /(?<![\w$.])(import|export)(\s+type\b)?(?=[\s{*'"])([^'";()=]*?\bfrom)?\s*(['"])/g;
const dynamicImport = /(?<![\w$.])(?:import|require)\s*\(\s*(['"`])/g;

function* findImports(code: string, source: string): Iterable<Import> {
  for (const match of code.matchAll(staticImport)) {
    const isBareImport = match[1] === 'import' && match[3] === undefined;
    if (match[3] === undefined && !isBareImport) continue;
    yield { specifier: quotedAt(source, match.index + match[0].length - 1), typeOnly: match[2] !== undefined };
  }
  for (const match of code.matchAll(dynamicImport)) {
    yield { specifier: quotedAt(source, match.index + match[0].length - 1), typeOnly: false };
  }
}

function quotedAt(source: string, quote: number): string {
  const end = source.indexOf(source.charAt(quote), quote + 1);
  return source.slice(quote + 1, end === -1 ? source.length : end);
}

/** Everything between the quotes (or slashes) becomes blanks, and the comments all of them. */
function blank(source: string, pieces: readonly Piece[]): string {
  let code = '';
  let position = 0;
  for (const piece of pieces) {
    code += source.slice(position, piece.start) + source.slice(piece.start, piece.end).replace(/[^\n]/g, ' ');
    position = piece.end;
  }
  return code + source.slice(position);
}

/** In document order, not overlapping. The code inside `${…}` of a template belongs to none. */
function findPieces(source: string): readonly Piece[] {
  const pieces: Piece[] = [];
  // For each template that is open around the present place: how many braces are open inside its `${`.
  const templates: number[] = [];
  let position = 0;
  const add = (kind: Piece['kind'], start: number, end: number): void => {
    pieces.push({ kind, start, end });
  };
  const templateText = (start: number): number => {
    const end = endOfTemplateText(source, start);
    add('text', start, end);
    if (source.charAt(end) === '$') {
      templates.push(0);
      return end + 2;
    }
    return end + 1;
  };
  while (position < source.length) {
    const character = source.charAt(position);
    const two = source.slice(position, position + 2);
    if (two === '//' || two === '/*') {
      const end = endOfComment(source, position);
      add('comment', position, end);
      position = end;
    } else if (character === "'" || character === '"') {
      const end = endOfQuoted(source, position + 1, character);
      add('text', position + 1, end);
      position = end + 1;
    } else if (character === '`') {
      position = templateText(position + 1);
    } else if (character === '/' && startsRegularExpression(source, position)) {
      const end = endOfRegularExpression(source, position + 1);
      add('text', position + 1, end);
      position = end + 1;
    } else if (character === '}' && templates.at(-1) === 0) {
      templates.pop();
      position = templateText(position + 1);
    } else {
      const depth = templates.pop();
      if (depth !== undefined) templates.push(depth + (character === '{' ? 1 : character === '}' ? -1 : 0));
      position++;
    }
  }
  return pieces;
}

function endOfComment(source: string, start: number): number {
  const isLine = source.charAt(start + 1) === '/';
  const end = isLine ? source.indexOf('\n', start) : source.indexOf('*/', start + 2);
  if (end === -1) return source.length;
  return isLine ? end : end + 2;
}

function endOfQuoted(source: string, start: number, quote: string): number {
  let position = start;
  while (position < source.length && source.charAt(position) !== quote) {
    position += source.charAt(position) === '\\' ? 2 : 1;
  }
  return Math.min(position, source.length);
}

/** The offset of the closing backtick or of the next `${`. */
function endOfTemplateText(source: string, start: number): number {
  let position = start;
  while (position < source.length) {
    const character = source.charAt(position);
    if (character === '`' || source.startsWith('${', position)) return position;
    position += character === '\\' ? 2 : 1;
  }
  return source.length;
}

function endOfRegularExpression(source: string, start: number): number {
  let position = start;
  let inClass = false;
  while (position < source.length) {
    const character = source.charAt(position);
    if (character === '\n' || (character === '/' && !inClass)) return position;
    if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    position += character === '\\' ? 2 : 1;
  }
  return source.length;
}

/** A slash divides behind a name, a number or a closing bracket; elsewhere it begins a regular expression. */
function startsRegularExpression(source: string, slash: number): boolean {
  const before = source.slice(Math.max(0, slash - 40), slash).trimEnd();
  const word = /[\w$]+$/.exec(before)?.[0];
  if (word !== undefined) return /^(return|typeof|case|in|of|do|else|yield|await|void)$/.test(word);
  return !/[)\]}'"`]$/.test(before);
}
