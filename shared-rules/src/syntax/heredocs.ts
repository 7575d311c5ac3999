import type { LineIndex } from '../text/line-index.js';
import { documentSpan, type MappedText } from '../text/mapped-text.js';
import { span } from '../text/span.js';
import type { Heredoc } from './types.js';
import { splitQuoted } from './words.js';

/** `<<EOF` and its like, before its body is read. */
interface Marker {
  readonly name: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
  readonly start: number;
  readonly end: number;
}

export interface HeredocBlock {
  readonly heredocs: readonly Heredoc[];
  /** The first line (from 0) behind the last body. */
  readonly nextLine: number;
}

const MARKER = /^(\d*)<<(-?)([^<]+)$/;
const INSTRUCTION_LINE =
  /^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)[ \t]/;

/** Removes quotes and resolves escapes as a shell would. */
function unquote(text: string): string {
  let result = '';
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (quote === "'" && character !== "'") result += character;
    else if (character === '\\') {
      index++;
      result += text[index] ?? '';
    } else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
    else result += character;
  }
  return result;
}

/**
 * The heredoc markers of a logical line: whole words that begin with `<<`, outside quotes.
 * Source: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go (ParseHeredoc)
 */
function findMarkers(source: MappedText): readonly Marker[] {
  const markers: Marker[] = [];
  for (const word of splitQuoted(source, '\\')) {
    const match = MARKER.exec(word.text);
    if (match === null) continue;
    const written = match[3] ?? '';
    const name = unquote(written);
    if (name === '') continue;
    markers.push({
      name,
      quoted: name !== written,
      stripTabs: match[2] === '-',
      start: word.at.start,
      end: word.at.end,
    });
  }
  return markers;
}

/** The line of the end marker at or behind `from`; `undefined` where there is none. */
function findTerminator(text: string, lines: LineIndex, from: number, marker: Marker): number | undefined {
  for (let line = from; line < lines.count; line++) {
    const { start, end } = lines.lineSpan(line);
    let first = start;
    if (marker.stripTabs) while (text[first] === '\t') first++;
    if (end - first === marker.name.length && text.startsWith(marker.name, first)) return line;
  }
  return undefined;
}

/**
 * Where the body of a heredoc without an end marker is taken to end: before the next line that begins with an
 * instruction in capitals. Docker would swallow the rest of the file; while somebody types, the rest is worth keeping.
 */
function guessEnd(text: string, lines: LineIndex, from: number): number {
  for (let line = from; line < lines.count; line++) {
    const { start, end } = lines.lineSpan(line);
    if (INSTRUCTION_LINE.test(text.slice(start, Math.min(end, start + 16)))) return line;
  }
  return lines.count;
}

/** The offset at which a line begins; the end of the text for the line behind the last. */
function lineStart(text: string, lines: LineIndex, line: number): number {
  return line < lines.count ? lines.lineSpan(line).start : text.length;
}

/**
 * Reads the bodies of all heredocs of a logical line; the first body begins on line `from`. `neverEnded` is kept by the
 * caller for the whole file: end markers that were looked for in vain, so that no line is searched twice for one.
 */
export function readHeredocs(
  text: string,
  lines: LineIndex,
  source: MappedText,
  from: number,
  neverEnded: Set<string>,
): HeredocBlock {
  if (!source.text.includes('<<')) return { heredocs: [], nextLine: from };
  const heredocs: Heredoc[] = [];
  let line = from;
  for (const marker of findMarkers(source)) {
    const key = `${marker.stripTabs ? '-' : ''}${marker.name}`;
    const found = neverEnded.has(key) ? undefined : findTerminator(text, lines, line, marker);
    if (found === undefined) neverEnded.add(key);
    const end = found ?? guessEnd(text, lines, line);
    heredocs.push({
      name: marker.name,
      marker: documentSpan(source, marker.start, marker.end),
      quoted: marker.quoted,
      stripTabs: marker.stripTabs,
      body: span(lineStart(text, lines, line), lineStart(text, lines, end)),
      terminator: found === undefined ? undefined : lines.lineSpan(found),
    });
    line = found === undefined ? end : end + 1;
  }
  return { heredocs, nextLine: line };
}
