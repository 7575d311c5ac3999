import { documentSpan, type MappedText, mappedIndex } from '../text/mapped-text.js';
import type { Span } from '../text/span.js';
import { parseShell } from './parse.js';
import type {
  ShellCommand,
  ShellCompoundKind,
  ShellOperatorText,
  ShellRedirect,
  ShellScript,
  ShellWord,
} from './types.js';

/** Something on a command line that only a shell understands. */
export interface ShellFeature {
  readonly kind:
    | 'pipe'
    /** `&&`, `||`, `;` or a line ending */
    | 'list'
    | 'background'
    | 'assignment'
    | 'redirect'
    | 'variable'
    /** `$1`, `$@`, `$((…))`, `$'…'`: expanded by the shell, but no variable by name */
    | 'expansion'
    | 'substitution'
    /** `*`, `?`, `[…]`, `{a,b}` and a leading `~` */
    | 'glob'
    | 'builtin'
    | 'keyword'
    | 'comment'
    /** What the parser does not understand. */
    | 'unreadable';
  /** What to call it: the operator, the keyword, the word, `$name`. Empty where it is unreadable. */
  readonly text: string;
  readonly span: Span;
}

/**
 * Commands of the shell itself that are no programs, or do something else as a program; `echo`, `test`, `pwd`, `true` and
 * the like exist as both. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_15 and
 * https://www.gnu.org/software/bash/manual/html_node/Bash-Builtins.html
 */
const builtins: ReadonlySet<string> = new Set([
  ...['.', ':', 'break', 'continue', 'eval', 'exec', 'exit', 'export', 'readonly', 'return', 'set', 'shift', 'times'],
  ...['trap', 'unset', 'alias', 'bg', 'cd', 'command', 'fc', 'fg', 'getopts', 'hash', 'jobs', 'read', 'type', 'ulimit'],
  ...['umask', 'unalias', 'wait', 'bind', 'builtin', 'caller', 'compgen', 'complete', 'declare', 'dirs', 'disown'],
  ...['enable', 'let', 'local', 'mapfile', 'popd', 'pushd', 'readarray', 'shopt', 'source', 'suspend', 'typeset'],
]);

/** Whether a name is a command of the shell itself, which `exec` cannot start. */
export function isShellBuiltin(name: string): boolean {
  return builtins.has(name);
}

const reservedWords: ReadonlySet<string> = new Set([
  ...['if', 'then', 'else', 'elif', 'fi', 'for', 'while', 'until', 'do', 'done', 'case', 'esac', 'in', 'select'],
  ...['function', 'coproc', 'time'],
]);

const keywords: Readonly<Record<ShellCompoundKind, string>> = {
  subshell: '(',
  group: '{',
  if: 'if',
  for: 'for',
  select: 'select',
  while: 'while',
  until: 'until',
  case: 'case',
  function: 'function',
  coproc: 'coproc',
  test: '[[',
  arithmetic: '((',
  negation: '!',
  time: 'time',
};

/**
 * The words of a command line, with their values, if it is one program with its arguments and nothing that needs a shell;
 * `undefined` otherwise, and where there is no word at all. Spans are document spans.
 */
export function splitCommandLine(source: MappedText): readonly ShellWord[] | undefined {
  const script = parseShell(source);
  if (featuresOf(script).length > 0) return undefined;
  const command = script.commands[0];
  return command?.name && [command.name, ...command.arguments];
}

/**
 * Lists what on a command line needs a shell, in source order; empty if and only if nothing does. The script of
 * `sh -c '…'` counts as a plain word. Spans are document spans.
 */
export function needsShell(source: MappedText): readonly ShellFeature[] {
  return featuresOf(parseShell(source));
}

/**
 * Writes a value as one word of a POSIX shell: as it is where no character is special, else in single quotes. A value
 * with a line ending gives a word with one, which an instruction cannot hold.
 */
export function quoteForShell(value: string): string {
  const isPlain = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(value);
  const isAssignment = /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(value);
  if (isPlain && !isAssignment && !reservedWords.has(value)) return value;
  return `'${value.replaceAll("'", "'\\''")}'`;
}

function featuresOf(script: ShellScript): readonly ShellFeature[] {
  const features: ShellFeature[] = [
    ...script.compounds
      .filter(({ nesting }) => isOnCommandLine(nesting))
      .map(({ kind, keyword }) => ({ kind: 'keyword', text: keywords[kind], span: keyword }) as const),
    ...script.operators.map(({ text, span }) => ({ kind: kindOfOperator(text), text, span })),
    ...script.commands.filter(({ nesting }) => isOnCommandLine(nesting)).flatMap(featuresOfCommand),
    ...featuresOutsideCommands(script),
  ];
  features.sort((a, b) => a.span.start - b.span.start);
  const { source } = script;
  const isUnderstood = script.complete && (features.length > 0 || script.isPlainList || isBlank(source.text));
  if (isUnderstood) return features;
  return [...features, { kind: 'unreadable', text: '', span: documentSpan(source, 0, source.text.length) }];
}

function isOnCommandLine(nesting: ShellCommand['nesting']): boolean {
  return !nesting.includes('substitution') && !nesting.includes('script-argument');
}

function kindOfOperator(text: ShellOperatorText): ShellFeature['kind'] {
  switch (text) {
    case '|':
    case '|&':
      return 'pipe';
    case '&':
      return 'background';
    default:
      return 'list';
  }
}

function featuresOfCommand(command: ShellCommand): readonly ShellFeature[] {
  const { name } = command;
  const isBuiltin = name?.value !== undefined && builtins.has(name.value);
  return [
    ...command.assignments.map(({ name: text, span }) => ({ kind: 'assignment', text, span }) as const),
    ...(isBuiltin ? [{ kind: 'builtin', text: name.value, span: name.span } as const] : []),
    ...(name === undefined ? [] : featuresOfWord(name)),
    ...command.arguments.flatMap(featuresOfWord),
    ...command.redirects.map(featureOfRedirect),
  ];
}

function featureOfRedirect({ operator, span }: ShellRedirect): ShellFeature {
  return { kind: 'redirect', text: operator, span };
}

function featuresOfWord(word: ShellWord): readonly ShellFeature[] {
  const features: ShellFeature[] = word.variables.map(({ name, span }) => ({
    kind: 'variable',
    text: `$${name}`,
    span,
  }));
  if (word.hasSubstitution) features.push({ kind: 'substitution', text: word.text, span: word.span });
  if (word.hasGlob) features.push({ kind: 'glob', text: word.text, span: word.span });
  const isOtherExpansion = word.value === undefined && features.length === 0;
  const isBashQuoting = word.hasQuotes && /\$['"]/.test(word.text);
  if (isOtherExpansion || isBashQuoting) features.push({ kind: 'expansion', text: word.text, span: word.span });
  return features;
}

/** A comment, or an operator at the end, which no command knows of. */
function featuresOutsideCommands(script: ShellScript): readonly ShellFeature[] {
  const { source } = script;
  const found: ShellFeature[] = [];
  const add = (kind: ShellFeature['kind'], text: string, start: number, end: number): void => {
    found.push({ kind, text, span: documentSpan(source, start, end) });
  };

  const leading = /^[ \t\r\n]*#/.exec(source.text);
  if (leading !== null) add('comment', '#', leading[0].length - 1, endOfLine(source.text, leading[0].length));

  const last = [...script.commands, ...script.compounds, ...script.operators].reduce(
    (end, { span }) => Math.max(end, span.end),
    -1,
  );
  const lastIndex = last === -1 ? undefined : mappedIndex(source, last - 1);
  if (lastIndex === undefined) return found;
  const [trailing = '', semicolon, comment] =
    /^[ \t\r\n]*(;?)[ \t\r\n]*(#?)/.exec(source.text.slice(lastIndex + 1)) ?? [];
  const from = lastIndex + 1;
  const end = from + trailing.length;
  if (semicolon === ';') add('list', ';', source.text.indexOf(';', from), source.text.indexOf(';', from) + 1);
  if (comment === '#') add('comment', '#', end - 1, endOfLine(source.text, end));
  return found;
}

function isBlank(text: string): boolean {
  return /^(?:[ \t\n]|\r(?=\n|$))*$/.test(text);
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline === -1 ? text.length : newline;
}
