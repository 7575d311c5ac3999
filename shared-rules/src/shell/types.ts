import type { MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/span.js';

/** Which language a command line is in. `posix` covers sh, ash, dash, bash, ksh and zsh. `unknown` is never parsed. */
export type ShellDialect = 'posix' | 'powershell' | 'cmd' | 'unknown';

/** A variable that a word reads: `$x`, `${x}`, `${x:-y}`. Positional and special parameters (`$1`, `$@`, `$?`) are left out. */
export interface ShellVariable {
  readonly name: string;
  /** From `$` to the end of the expression. */
  readonly span: Span;
  /** Inside double quotes, where the value is not split into words. */
  readonly quoted: boolean;
  /** Has `:-`, `-`, `:=`, `=`: a value of its own where the variable is not set. */
  readonly hasDefault: boolean;
}

export interface ShellWord {
  /** As written, continuations joined. */
  readonly text: string;
  /** What the program gets, quotes and escapes resolved; `undefined` where it hangs on a variable, a substitution or a glob. */
  readonly value: string | undefined;
  readonly span: Span;
  readonly variables: readonly ShellVariable[];
  /** Holds `$(…)` or backticks. */
  readonly hasSubstitution: boolean;
  /** Holds an unquoted `*`, `?`, `[…]`, `{a,b}` or a leading `~`. */
  readonly hasGlob: boolean;
  /** Any part of it is in quotes. */
  readonly hasQuotes: boolean;
}

/** `> file`, `2>&1`, `<<< word` and the like. */
export interface ShellRedirect {
  /** `>`, `>>`, `<`, `>&`, `&>`, `<<`, `<<-`, `<<<`, `<>`, `>|` */
  readonly operator: string;
  readonly fileDescriptor: number | undefined;
  readonly target: ShellWord | undefined;
  readonly span: Span;
}

export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord | undefined;
  readonly span: Span;
}

/** What surrounds a command, innermost last. */
export type ShellNesting =
  | 'subshell'
  | 'group'
  | 'if'
  | 'loop'
  | 'case'
  | 'function'
  | 'substitution'
  /** The script of `sh -c '…'` or `eval '…'`, where the script is one literal word. */
  | 'script-argument'
  /** The condition of `if`, `while` or `until`, or behind `!`: its failure does not end the script. */
  | 'condition';

/** A simple command: assignments, a name, arguments and redirections. */
export interface ShellCommand {
  /** `undefined` for a line of assignments or redirections alone. */
  readonly name: ShellWord | undefined;
  /** Behind the name. */
  readonly arguments: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly ShellRedirect[];
  /** From its first to its last word or redirection. */
  readonly span: Span;
  readonly nesting: readonly ShellNesting[];
  /** The operator before it in its own list or pipeline; `undefined` for the first one there. */
  readonly operatorBefore: '&&' | '||' | ';' | '&' | '|' | '|&' | '\n' | undefined;
  /** The operator behind it in its own list or pipeline. */
  readonly operatorAfter: '&&' | '||' | ';' | '&' | '|' | '|&' | '\n' | undefined;
}

/** An operator between the outermost commands of a script. */
export interface ShellOperator {
  readonly text: '&&' | '||' | ';' | '&' | '|' | '|&' | '\n';
  readonly span: Span;
}

/** A command line or script, taken apart. All spans are document spans. */
export interface ShellScript {
  /** What was parsed. */
  readonly source: MappedText;
  /** Every simple command in source order, those inside `if`, loops, groups, substitutions and `sh -c '…'` included. */
  readonly commands: readonly ShellCommand[];
  /** The operators between the outermost commands, in order. */
  readonly operators: readonly ShellOperator[];
  /** The whole script is one simple command or one flat `&&` list of simple commands, at the outermost level. */
  readonly isPlainList: boolean;
  /** The parser understood all of it. Where it did not, `commands` holds what could be read. */
  readonly complete: boolean;
}
