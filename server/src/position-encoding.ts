import type { InitializeParams, Position, TextDocumentsConfiguration } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** How an editor counts characters in a line. Source: https://microsoft.github.io/language-server-protocol (positionEncoding) */
export type PositionEncoding = 'utf-8' | 'utf-16' | 'utf-32';

const KNOWN: readonly PositionEncoding[] = ['utf-16', 'utf-8', 'utf-32'];

/** The encoding that the editor likes best; UTF-16 where it says nothing, or nothing that is known. */
export function positionEncoding({ capabilities }: InitializeParams): PositionEncoding {
  const wanted: unknown = capabilities.general?.positionEncodings;
  const offered: readonly unknown[] = Array.isArray(wanted) ? wanted : [];
  for (const name of offered) {
    const known = KNOWN.find((encoding) => encoding === name);
    if (known !== undefined) return known;
  }
  return 'utf-16';
}

/** How many units a character (a code point) takes. */
function unitsOf(character: string, encoding: PositionEncoding): number {
  if (encoding === 'utf-16') return character.length;
  if (encoding === 'utf-32') return 1;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

/** A document of which lines and characters are counted as the editor does, and offsets in UTF-16 units as everywhere. */
export function createDocument(
  encoding: PositionEncoding,
  uri: string,
  languageId: string,
  version: number,
  text: string,
): TextDocument {
  const document = TextDocument.create(uri, languageId, version, text);
  return encoding === 'utf-16' ? document : counted(document, encoding);
}

/** Keeps the documents of an editor that counts so. */
export function documentsIn(encoding: PositionEncoding): TextDocumentsConfiguration<TextDocument> {
  if (encoding === 'utf-16') return TextDocument;
  return {
    create: (uri, languageId, version, text) => createDocument(encoding, uri, languageId, version, text),
    update: (document, changes, version) => {
      const plain = plainDocuments.get(document);
      if (plain === undefined) return TextDocument.update(document, changes, version);
      for (const change of changes) {
        // Each change counts in the text as the ones before it left it.
        const offsets =
          'range' in change ? [document.offsetAt(change.range.start), document.offsetAt(change.range.end)] : [];
        const [start, end] = offsets.map((offset) => plain.positionAt(offset));
        const inPlain =
          start === undefined || end === undefined
            ? { text: change.text }
            : { range: { start, end }, text: change.text };
        TextDocument.update(plain, [inPlain], version);
      }
      return document;
    },
  };
}

/** The document, counted in UTF-16 units, behind one that is counted otherwise. */
const plainDocuments = new WeakMap<TextDocument, TextDocument>();

function counted(plain: TextDocument, encoding: PositionEncoding): TextDocument {
  const offsetAt = ({ line, character }: Position): number => {
    const start = plain.offsetAt({ line, character: 0 });
    const end = plain.offsetAt({ line, character: Number.MAX_SAFE_INTEGER });
    let offset = start;
    let units = 0;
    for (const each of plain.getText().slice(start, end)) {
      units += unitsOf(each, encoding);
      if (units > character) break;
      offset += each.length;
    }
    return offset;
  };
  const positionAt = (offset: number): Position => {
    const { line, character } = plain.positionAt(offset);
    const start = plain.offsetAt({ line, character: 0 });
    let units = 0;
    for (const each of plain.getText().slice(start, start + character)) units += unitsOf(each, encoding);
    return { line, character: units };
  };
  const document: TextDocument = {
    get uri() {
      return plain.uri;
    },
    get languageId() {
      return plain.languageId;
    },
    get version() {
      return plain.version;
    },
    get lineCount() {
      return plain.lineCount;
    },
    getText: (range) => {
      const text = plain.getText();
      return range === undefined ? text : text.slice(offsetAt(range.start), offsetAt(range.end));
    },
    getLineRange: (line) => {
      const { start, end } = plain.getLineRange(line);
      return { start: positionAt(plain.offsetAt(start)), end: positionAt(plain.offsetAt(end)) };
    },
    getEOLCharacters: (line) => plain.getEOLCharacters(line),
    offsetAt,
    positionAt,
  };
  plainDocuments.set(document, plain);
  return document;
}
