import { fileOf } from '../../model/build.js';
import { isShellTest } from '../../model/shell-test.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { isBlank } from '../../text/blanks.js';
import type { TextEdit } from '../../text/edit.js';
import { documentSpan, type MappedText, mappedSlice } from '../../text/mapped-text.js';
import { contains } from '../../text/span.js';

export default defineRule({
  id: 'malformed-exec-form',
  title: 'Write the exec form as a JSON array of strings',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S7030', 'kics:34945ae8'],
  practices: ['U32', 'P76'],
  fixes: ['suggested'],
  why: `
    Docker takes \`[…]\` for the exec form only where it is valid JSON: double quotes, commas between, nothing behind. Anything
    else is run by the shell, brackets and all, and the container ends at once with \`[: missing ]\` or \`not found\`. For
    SHELL, and where an element is no string, the build itself stops.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#exec-form'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        CMD «['node', 'server.js']»
      `,
      good: `
        FROM node:24-slim
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A comma too many, one too few, no quotes.',
      bad: `
        FROM node:24-slim
        RUN «["npm", "ci",]»
        ENTRYPOINT «["tini" "--"]»
        CMD «[node, server.js]»
      `,
      good: `
        FROM node:24-slim
        RUN ["npm", "ci"]
        ENTRYPOINT ["tini", "--"]
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Typographic quotes from a web page, over two lines.',
      bad: `
        FROM node:24-slim
        CMD «[“node”, \\
             “server.js”]»
      `,
      good: `
        FROM node:24-slim
        CMD ["node", \\
             "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Text behind the array: only you know where it belongs.',
      bad: `
        FROM node:24-slim
        CMD «["node"] server.js»
      `,
      good: `
        FROM node:24-slim
        CMD ["node", "server.js"]
      `,
    },
  ],
  silences: [
    {
      because: 'a shell test',
      text: 'FROM alpine:3.22\nRUN [ -f /etc/passwd ] && echo yes\nRUN [ "$A" = b ] || exit 1\nRUN [[ -n $A ]] && true\n',
    },
    { because: 'a test with a variable alone', text: 'FROM alpine:3.22\nARG A\nRUN [ "$A" ] && echo yes\n' },
    { because: 'blanks and line breaks are fine in JSON', text: 'FROM alpine:3.22\nCMD [ "a" , \\\n  "b" ]\n' },
    {
      because: 'a type of PowerShell',
      text: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN [Net.ServicePointManager]::Expect100Continue = 1\n',
    },
    { because: 'an empty array clears the command', text: 'FROM alpine:3.22\nENTRYPOINT []\n' },
    { because: 'a label is no exec form', text: "FROM alpine:3.22\nLABEL a=['b']\n" },
  ],
  on: {
    ADD: check,
    CMD: check,
    COPY: check,
    ENTRYPOINT: check,
    HEALTHCHECK: check,
    RUN: check,
    SHELL: check,
    VOLUME: check,
  },
});

interface Token {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

interface LooseArray {
  readonly tokens: readonly Token[];
  /** The index of the closing bracket; -1 where there is none. */
  readonly close: number;
  readonly rest: string;
}

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { form, keyword } = instruction;
  if (form.kind !== 'malformed') return;
  const source = arraySource(instruction);
  if (isShellTest(source.text) || isPowerShellType(source.text)) return;
  const array = readLooseArray(source.text);
  yield {
    span: form.span,
    message: `${keyword} begins like an exec form, but it is not a JSON array of strings: ${cause(source.text, array)}.`,
    fixes: () => fixes(instruction, source, array),
  };
}

function arraySource({ body, keyword }: InstructionNode): MappedText {
  const skipped = keyword === 'HEALTHCHECK' ? (/^CMD\s+/i.exec(body.text)?.[0].length ?? 0) : 0;
  return skipped === 0 ? body : mappedSlice(body, skipped, body.text.length);
}

/** `[Net.ServicePointManager]::SecurityProtocol = …` in PowerShell. */
function isPowerShellType(text: string): boolean {
  return /^\[[\w.]+\](?:::|\$)/.test(text);
}

const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '”': '”',
  '„': '“',
  '‘': '’',
  '’': '’',
  '`': '`',
};

/** Reads an array as a person means it: any quotes or none, any commas or none. */
function readLooseArray(text: string): LooseArray {
  const tokens: Token[] = [];
  let index = 1;
  while (index < text.length) {
    const character = text[index] ?? '';
    if (character === ']') return { tokens, close: index, rest: text.slice(index + 1).trim() };
    if (character === ',' || isBlank(text.charCodeAt(index))) {
      index++;
      continue;
    }
    const token = readToken(text, index, character);
    tokens.push(token);
    index = token.end;
  }
  return { tokens, close: -1, rest: '' };
}

function readToken(text: string, start: number, first: string): Token {
  const closing = CLOSING[first];
  let end = start + 1;
  if (closing === undefined) {
    while (end < text.length && !/[\s,\]]/.test(text[end] ?? '')) end++;
    return { value: text.slice(start, end), start, end, quote: '' };
  }
  while (end < text.length && text[end] !== closing) end += text[end] === '\\' && closing === '"' ? 2 : 1;
  const stop = Math.min(end, text.length);
  return {
    value: readEscapes(text.slice(start + 1, stop), first),
    start,
    end: Math.min(stop + 1, text.length),
    quote: first,
  };
}

function readEscapes(written: string, quote: string): string {
  if (quote !== '"') return written;
  try {
    const parsed: unknown = JSON.parse(`"${written}"`);
    return typeof parsed === 'string' ? parsed : written;
  } catch {
    return written;
  }
}

function cause(text: string, { tokens, close, rest }: LooseArray): string {
  if (tokens.some(({ quote }) => /[\u2018\u2019\u201C-\u201E]/.test(quote)))
    return 'it has typographic quotes where JSON needs "';
  if (tokens.some(({ quote }) => quote === "'" || quote === '`')) return 'JSON needs double quotes';
  if (close === -1) return 'the closing ] is missing';
  if (rest !== '') return `"${rest.slice(0, 40)}" stands behind the closing ]`;
  if (tokens.some(({ quote }) => quote === '')) return 'each element needs double quotes';
  if (/,\s*\]/.test(text)) return 'there is a comma before the closing ]';
  if (/,\s*,|^\[\s*,/.test(text)) return 'there is a comma without an element';
  if (text.includes('\\')) return 'a backslash has to be written twice';
  return 'a comma is missing between two elements';
}

function fixes(instruction: InstructionNode, source: MappedText, { tokens, close, rest }: LooseArray): readonly Fix[] {
  if (rest !== '' || tokens.length === 0) return [];
  const comments = fileOf(instruction)?.syntax.comments ?? [];
  const edits: TextEdit[] = [];
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    const separatorEnd = next?.start ?? (close === -1 ? source.text.length : close);
    const separator = source.text.slice(token.end, separatorEnd);
    const place = documentSpan(source, token.start, token.end);
    if (comments.some((comment) => contains(place, comment.span))) return [];
    const comma = next !== undefined && !separator.includes(',') ? ',' : '';
    edits.push({ span: place, text: JSON.stringify(token.value) + comma });
    const commas = [...separator.matchAll(/,/g)].map(({ index: at }) => token.end + at);
    for (const at of commas.slice(next === undefined ? 0 : 1))
      edits.push({ span: documentSpan(source, at, at + 1), text: '' });
  }
  if (close === -1) {
    const { end } = documentSpan(source, 0, source.text.length);
    edits.push({ span: { start: end, end }, text: ']' });
  }
  return [{ title: 'Make it a JSON array', safety: 'suggested', edits }];
}
