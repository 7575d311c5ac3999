import type { LineIndex } from '../text/line-index.js';
import type { MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/span.js';

/** Every instruction of the Dockerfile reference: https://docs.docker.com/reference/dockerfile/#overview */
export type Keyword =
  | 'ADD'
  | 'ARG'
  | 'CMD'
  | 'COPY'
  | 'ENTRYPOINT'
  | 'ENV'
  | 'EXPOSE'
  | 'FROM'
  | 'HEALTHCHECK'
  | 'LABEL'
  | 'MAINTAINER'
  | 'ONBUILD'
  | 'RUN'
  | 'SHELL'
  | 'STOPSIGNAL'
  | 'USER'
  | 'VOLUME'
  | 'WORKDIR';

/** What joins lines and makes the next character plain; `# escape=` chooses. */
export type EscapeCharacter = '\\' | '`';

/** What a file says to the builder in its first lines. */
export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  /** The whole line, from `#`. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
}

/** A comment line, those between the lines of a continued instruction included. Directives are no comments. */
export interface Comment {
  /** From `#` to the end of the line. */
  readonly span: Span;
  /** What stands behind `#`, blanks at both ends cut. */
  readonly text: string;
  /** From 0. */
  readonly line: number;
  /** Whether it stands between the lines of an instruction (and outside a heredoc). */
  readonly insideInstruction: boolean;
}

/** A word of an instruction, as written, quotes and variables untouched. */
export interface Word {
  /** As Docker reads it: continuations joined; quotes, escapes and variables as written. */
  readonly text: string;
  readonly span: Span;
  /** Where the word stands in the instruction's `body.text`. */
  readonly at: Span;
}

/** A string of a JSON array. */
export interface ExecElement {
  /** The string itself, JSON escapes resolved. */
  readonly value: string;
  /** With its quotes. */
  readonly span: Span;
}

/**
 * How Docker reads the arguments of CMD, ENTRYPOINT, RUN, SHELL, VOLUME, COPY, ADD and HEALTHCHECK CMD.
 * `malformed`: begins with `[` but is not a JSON array of strings, so Docker falls back to the shell form (or, for
 * SHELL, refuses the file).
 */
export type ArgumentForm =
  | { readonly kind: 'exec'; readonly elements: readonly ExecElement[]; readonly span: Span }
  | { readonly kind: 'malformed'; readonly span: Span }
  | { readonly kind: 'shell' };

/** One `key=value` of a flag's value, as in `--mount=type=cache,target=/x`; a key alone has no value. */
export interface FlagOption {
  readonly name: string;
  readonly value: string | undefined;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
}

/** `--name` or `--name=value` before the arguments of an instruction. */
export interface Flag {
  /** Without the dashes, as written. */
  readonly name: string;
  /** As written; `undefined` where there is no `=`. */
  readonly value: string | undefined;
  readonly span: Span;
  /** Without the dashes. */
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
  /** The value split at commas; empty where there is no value. Meaningful for `--mount` and its like. */
  readonly options: readonly FlagOption[];
}

export interface Heredoc {
  readonly name: string;
  /** `<<-"EOF"` itself, with a file descriptor before it. */
  readonly marker: Span;
  /** A quoted name: variables in the body are not expanded. */
  readonly quoted: boolean;
  /** `<<-`: leading tabs are stripped. */
  readonly stripTabs: boolean;
  /** The lines of the body, the last line ending included; empty where there is none. */
  readonly body: Span;
  /** The line of the end marker without its line ending; `undefined` where the file ends before it. */
  readonly terminator: Span | undefined;
}

/** `key=value` of ENV, LABEL or ARG; also the legacy `ENV key value`, and `ARG name` without a value. */
export interface Property {
  /** As written, quotes included. */
  readonly key: string;
  readonly keySpan: Span;
  /** As Docker reads it before it expands variables: continuations joined, quotes as written. */
  readonly value: string | undefined;
  readonly valueSpan: Span | undefined;
  readonly span: Span;
  /** Where the value stands in the instruction's `body.text`. */
  readonly valueAt: Span | undefined;
}

export interface Instruction {
  /** Upper case, or `UNKNOWN` where Docker knows no such instruction. */
  readonly keyword: Keyword | 'UNKNOWN';
  /** The keyword as written. */
  readonly written: string;
  readonly keywordSpan: Span;
  /** From the keyword to the last character: arguments, continuations and heredocs included, line ending not. */
  readonly span: Span;
  /** Like `span`, but without heredoc bodies. */
  readonly head: Span;
  /** First and last line, from 0, heredocs included. */
  readonly line: number;
  readonly endLine: number;
  readonly flags: readonly Flag[];
  /** Keyword, flags and arguments as one line, the way Docker joins it. */
  readonly logical: MappedText;
  /** What stands behind keyword and flags, blanks at both ends cut. */
  readonly body: MappedText;
  /** The stretch of the document from the first to the last character of `body`; empty, behind the keyword or the last flag, where there is none. */
  readonly bodySpan: Span;
  /** `body` split at blanks, quotes and escapes respected. */
  readonly words: readonly Word[];
  /** How the arguments read; always `shell` for instructions that have no JSON form. For HEALTHCHECK: the form behind CMD. */
  readonly form: ArgumentForm;
  readonly heredocs: readonly Heredoc[];
  /** ENV, LABEL and ARG only. */
  readonly properties: readonly Property[];
  /** `ENV key value` or `LABEL key value`, without `=`. */
  readonly legacyProperties: boolean;
  /** ONBUILD only: the instruction behind it. */
  readonly trigger: Instruction | undefined;
  /** Empty lines inside the continuation, which Docker warns of; from 0. */
  readonly blankLines: readonly number[];
}

/**
 * What is wrong with the text itself; rules of topic `syntax` turn these into problems. `refused`: Docker stops there, but
 * other programs read the text without trouble.
 */
export interface SyntaxProblem {
  readonly kind: 'error' | 'refused' | 'malformed-exec-form' | 'directive';
  readonly span: Span;
  readonly message: string;
}

/** A parsed Dockerfile. There always is one: parsing never fails. */
export interface SyntaxTree {
  /** As given, with a byte order mark where there is one. */
  readonly text: string;
  readonly lines: LineIndex;
  readonly escapeCharacter: EscapeCharacter;
  /** What most lines end with. */
  readonly lineEnding: '\n' | '\r\n';
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  /** In document order; ONBUILD triggers are inside their ONBUILD. */
  readonly instructions: readonly Instruction[];
  readonly problems: readonly SyntaxProblem[];
}
