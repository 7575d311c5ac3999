import type { MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/span.js';

/** Which language a command line is in. `posix` covers sh, ash, dash, bash, ksh and zsh. `unknown` is never parsed. */
export type ShellDialect = 'posix' | 'powershell' | 'cmd' | 'unknown';

/**
 * A variable that is read: `$x`, `${x}`, `${x:-y}`, also `x` alone in arithmetic. Positional and special parameters (`$1`,
 * `$@`, `$?`) are left out.
 */
export interface ShellVariable {
  readonly name: string;
  /** From `$` to the end of the expression; in arithmetic the name alone, where it has no `$`. */
  readonly span: Span;
  /** Where the value is not split into words: inside double quotes, in arithmetic and in the body of a heredoc. */
  readonly quoted: boolean;
  /** Has `:-`, `-`, `:=`, `=`: a value of its own where the variable is not set. */
  readonly hasDefault: boolean;
}

export interface ShellWord {
  /** As written, continuations joined. */
  readonly text: string;
  /**
   * What the program gets, quotes and escapes resolved; `undefined` where it hangs on a variable, a substitution,
   * arithmetic or a glob. The value of an assignment is not globbed, so `x=*` has the value `*`.
   */
  readonly value: string | undefined;
  readonly span: Span;
  /** Those of the word itself, in order; what a substitution inside it reads belongs to the words of the inner commands. */
  readonly variables: readonly ShellVariable[];
  /** Holds `$(…)`, backticks or `<(…)`. */
  readonly hasSubstitution: boolean;
  /** Holds an unquoted `*`, `?`, `[…]`, `{a,b}` or a leading `~` (in an assignment also behind `=` or `:`). */
  readonly hasGlob: boolean;
  /** Any part of it is in quotes. */
  readonly hasQuotes: boolean;
}

/** `> file`, `2>&1`, `<<< word` and the like. */
export interface ShellRedirect {
  /** `>`, `>>`, `<`, `<&`, `>&`, `&>`, `&>>`, `<<`, `<<-`, `<<<`, `<>`, `>|` */
  readonly operator: string;
  readonly fileDescriptor: number | undefined;
  /** For `<<` and `<<-` the name of the end marker, whose value is the name without its quotes. */
  readonly target: ShellWord | undefined;
  readonly span: Span;
}

/** `name=value` before a command or alone. `export name=value` is a command with an argument. */
export interface ShellAssignment {
  readonly name: string;
  /** An empty word for `name=`; `undefined` for an array. */
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
  /** The script of `sh -c '…'`, `su -c '…'` or `eval '…'`, where the script is one literal word. */
  | 'script-argument'
  /** The condition of `if`, `while` or `until`, or behind `!`: its failure does not end the script. */
  | 'condition';

export type ShellOperatorText = '&&' | '||' | ';' | '&' | '|' | '|&' | '\n';

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
  readonly operatorBefore: ShellOperatorText | undefined;
  /**
   * The operator behind it in its own list or pipeline; `undefined` for the last one there, also where it ends with `;` or
   * a line ending. A last `&` is given: it sends the command to the background.
   */
  readonly operatorAfter: ShellOperatorText | undefined;
}

/** An operator between the outermost commands of a script, or `&` behind the last of them. */
export interface ShellOperator {
  readonly text: ShellOperatorText;
  readonly span: Span;
}

export type ShellCompoundKind =
  | 'subshell'
  | 'group'
  | 'if'
  | 'for'
  | 'select'
  | 'while'
  | 'until'
  | 'case'
  | 'function'
  | 'coproc'
  /** `[[ … ]]` */
  | 'test'
  /** `(( … ))` */
  | 'arithmetic'
  /** `! …` */
  | 'negation'
  /** The keyword `time` of bash. */
  | 'time';

/** What is made of a keyword or brackets rather than of a program's name. */
export interface ShellCompound {
  readonly kind: ShellCompoundKind;
  readonly span: Span;
  /** The word or bracket it begins with; for `name() …` the name. */
  readonly keyword: Span;
  readonly nesting: readonly ShellNesting[];
}

/** A command line or script, taken apart. */
export interface ScriptContent {
  /** Every simple command in source order, those inside `if`, loops, groups, substitutions and `sh -c '…'` included. */
  readonly commands: readonly ShellCommand[];
  /** The operators between the outermost commands, and an `&` behind the last, in order. */
  readonly operators: readonly ShellOperator[];
  /** Every compound command in source order, with the nesting that surrounds it. */
  readonly compounds: readonly ShellCompound[];
  /** Every variable that is read anywhere in it, in source order: in words, in heredoc bodies, in `for x in $y`, `case $x in` and so on. */
  readonly variables: readonly ShellVariable[];
  /**
   * The whole script is one simple command or one flat `&&` list of simple commands, and nothing else: no comment, no
   * operator at its end. Such scripts can be joined with `&&`, unless one of them has a heredoc.
   */
  readonly isPlainList: boolean;
  /** The parser understood all of it. Where it did not, `commands` holds what could be read. */
  readonly complete: boolean;
}

/** A command line or script, taken apart. All spans are document spans. */
export interface ShellScript extends ScriptContent {
  /** What was parsed. */
  readonly source: MappedText;
}
