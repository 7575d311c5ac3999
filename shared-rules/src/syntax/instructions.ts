import { skipBlanks, trimEnd } from '../text/blanks.js';
import type { LineIndex } from '../text/line-index.js';
import { documentSpan, type MappedText, mappedSlice } from '../text/mapped-text.js';
import { span } from '../text/span.js';
import { readArgumentForm } from './argument-form.js';
import { readFlags } from './flags.js';
import { readHeredocs } from './heredocs.js';
import type { LogicalLine } from './logical-lines.js';
import { readArgProperties, readKeyValues } from './properties.js';
import type { ArgumentForm, EscapeCharacter, Instruction, Keyword, Property, Word } from './types.js';
import { splitAtBlanks, splitQuoted, wholeAsWord } from './words.js';

/** How Docker cuts an instruction's arguments into words, and whether they may be a JSON array. */
interface Shape {
  readonly words: 'blanks' | 'quoted' | 'whole';
  readonly json: boolean;
}

const SHAPES: Readonly<Record<Keyword | 'UNKNOWN', Shape>> = {
  ADD: { words: 'blanks', json: true },
  ARG: { words: 'quoted', json: false },
  CMD: { words: 'quoted', json: true },
  COPY: { words: 'blanks', json: true },
  ENTRYPOINT: { words: 'quoted', json: true },
  ENV: { words: 'quoted', json: false },
  EXPOSE: { words: 'blanks', json: false },
  FROM: { words: 'blanks', json: false },
  HEALTHCHECK: { words: 'quoted', json: false },
  LABEL: { words: 'quoted', json: false },
  MAINTAINER: { words: 'whole', json: false },
  ONBUILD: { words: 'quoted', json: false },
  RUN: { words: 'quoted', json: true },
  SHELL: { words: 'quoted', json: true },
  STOPSIGNAL: { words: 'whole', json: false },
  UNKNOWN: { words: 'quoted', json: false },
  USER: { words: 'whole', json: false },
  VOLUME: { words: 'blanks', json: true },
  WORKDIR: { words: 'whole', json: false },
};

const SHELL_FORM: ArgumentForm = { kind: 'shell' };

function isKeyword(text: string): text is Keyword {
  return text !== 'UNKNOWN' && Object.hasOwn(SHAPES, text);
}

/** Everything that reading an instruction needs to know of its file. */
export interface FileContext {
  readonly text: string;
  readonly lines: LineIndex;
  readonly escapeCharacter: EscapeCharacter;
  /** See `readHeredocs`. */
  readonly neverEnded: Set<string>;
}

function splitWords(body: MappedText, shape: Shape, escapeCharacter: EscapeCharacter): readonly Word[] {
  if (shape.words === 'whole') return wholeAsWord(body);
  return shape.words === 'blanks' ? splitAtBlanks(body) : splitQuoted(body, escapeCharacter);
}

function readForm(keyword: Keyword | 'UNKNOWN', body: MappedText): ArgumentForm {
  if (keyword === 'HEALTHCHECK') {
    const command = /^CMD\s+/i.exec(body.text);
    return command === null ? SHELL_FORM : readArgumentForm(mappedSlice(body, command[0].length, body.text.length));
  }
  return SHAPES[keyword].json ? readArgumentForm(body) : SHELL_FORM;
}

function readProperties(
  keyword: Keyword | 'UNKNOWN',
  body: MappedText,
  words: readonly Word[],
): { readonly properties: readonly Property[]; readonly legacy: boolean } {
  if (keyword === 'ENV' || keyword === 'LABEL') return readKeyValues(body, words);
  return { properties: keyword === 'ARG' ? readArgProperties(body, words) : [], legacy: false };
}

/** Heredocs belong to ADD, COPY and RUN, also behind ONBUILD, and never to their JSON form. */
function takesHeredocs(instruction: Pick<Instruction, 'keyword' | 'form'>): boolean {
  const { keyword, form } = instruction;
  return (keyword === 'ADD' || keyword === 'COPY' || keyword === 'RUN') && form.kind !== 'exec';
}

/** An instruction, and the first line (from 0) behind it. */
export interface ReadInstruction {
  readonly instruction: Instruction;
  readonly nextLine: number;
}

/** Reads the instruction of a logical line, with its heredocs and, for ONBUILD, its trigger. */
export function readInstruction(file: FileContext, line: LogicalLine): ReadInstruction {
  const { content } = line;
  const start = skipBlanks(content.text, 0, content.text.length);
  return readFrom(file, line, start === 0 ? content : mappedSlice(content, start, content.text.length), false);
}

function readFrom(file: FileContext, line: LogicalLine, source: MappedText, isTrigger: boolean): ReadInstruction {
  const { text } = source;
  const end = trimEnd(text, 0, text.length);
  const written = /^\S*/.exec(text)?.[0] ?? '';
  const upper = written.toUpperCase();
  const keyword: Keyword | 'UNKNOWN' = isKeyword(upper) ? upper : 'UNKNOWN';
  const { flags, argumentsStart } = readFlags(source, written.length);
  const body = mappedSlice(source, Math.min(argumentsStart, end), end);
  const shape = SHAPES[keyword];
  const words = splitWords(body, shape, file.escapeCharacter);
  const form = readForm(keyword, body);
  const { properties, legacy } = readProperties(keyword, body, words);

  const nested = keyword === 'ONBUILD' && !isTrigger && body.text !== '' ? readFrom(file, line, body, true) : undefined;
  const block =
    nested === undefined && takesHeredocs({ keyword, form })
      ? readHeredocs(file.text, file.lines, source, line.nextLine, file.neverEnded)
      : { heredocs: [], nextLine: nested?.nextLine ?? line.nextLine };
  const lastHeredoc = (nested?.instruction ?? block).heredocs.at(-1);

  const keywordSpan = documentSpan(source, 0, written.length);
  const head = span(keywordSpan.start, Math.max(keywordSpan.end, line.head.end));
  const behind = flags.at(-1)?.span.end ?? keywordSpan.end;
  const heredocEnd = lastHeredoc?.terminator?.end ?? trimEnd(file.text, head.end, lastHeredoc?.body.end ?? head.end);
  return {
    instruction: {
      keyword,
      written,
      keywordSpan,
      span: span(head.start, Math.max(head.end, heredocEnd)),
      head,
      line: file.lines.lineAt(keywordSpan.start),
      endLine: lastHeredoc === undefined ? line.lastLine : file.lines.lineAt(Math.max(head.end, heredocEnd)),
      flags,
      logical: { text: text.slice(0, end), segments: source.segments },
      body,
      bodySpan: body.text === '' ? span(behind, behind) : documentSpan(body, 0, body.text.length),
      words,
      form,
      heredocs: block.heredocs,
      properties,
      legacyProperties: legacy,
      trigger: nested?.instruction,
      blankLines: isTrigger ? [] : line.blankLines,
    },
    nextLine: block.nextLine,
  };
}
