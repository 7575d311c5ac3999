import { scriptOf } from '../model/script.js';
import type { Dockerfile, InstructionNode } from '../model/types.js';
import type { ShellOperator } from '../shell/types.js';
import { slice } from '../text/span.js';

/** How the commands of a script stand below each other. */
export interface ScriptLayout {
  /** `leading`: the operator begins a line. `trailing`: it ends one. `inline`: all on one line. */
  readonly operators: 'leading' | 'trailing' | 'inline';
  /** What stands before a command, or its operator, on a line of its own. */
  readonly indent: string;
  /** What joins lines: `\`, or the backtick of `# escape=`. */
  readonly continuation: string;
  readonly lineEnding: string;
}

type Broken = Pick<ScriptLayout, 'operators' | 'indent'>;

const DEFAULT_INDENT = '    ';

/** A command line that grows longer than this by an appended command is broken. */
const LINE_WIDTH = 100;

/**
 * The layout of a RUN's own command line; where all of it is on one line, or only the arguments of its commands are
 * broken, that of the other RUNs of the file. `added` is what a new command would take on the last line.
 */
export function layoutOf(file: Dockerfile, instruction: InstructionNode, added = 0): ScriptLayout {
  const shared = { continuation: file.syntax.escapeCharacter, lineEnding: file.syntax.lineEnding };
  const own = brokenLayout(file, instruction);
  if (own !== undefined) return { ...own, ...shared };
  const { start, end } = instruction.bodySpan;
  const breaksArguments = slice(file.text, { start, end }).includes('\n');
  const isShort = end - instruction.span.start + added <= LINE_WIDTH;
  if (!breaksArguments && isShort) return { operators: 'inline', indent: '', ...shared };
  const other = otherLayout(file);
  const indent = breaksArguments ? firstIndent(file, instruction) : other?.indent;
  return { operators: other?.operators ?? 'leading', indent: indent ?? DEFAULT_INDENT, ...shared };
}

/** What stands between two commands, the operator included. */
export function jointOf(layout: ScriptLayout, operator: '&&' | ';'): string {
  const { operators, indent, continuation, lineEnding } = layout;
  const attached = operator === ';' ? ';' : ` ${operator}`;
  if (operators === 'inline') return `${attached} `;
  if (operators === 'trailing' || operator === ';') return `${attached} ${continuation}${lineEnding}${indent}`;
  return ` ${continuation}${lineEnding}${indent}${operator} `;
}

function otherLayout(file: Dockerfile): Broken | undefined {
  for (const instruction of file.instructions) {
    if (instruction.keyword !== 'RUN') continue;
    const layout = brokenLayout(file, instruction);
    if (layout !== undefined) return layout;
  }
  return undefined;
}

/** The layout by the last operator of the command line that stands at an end of its line. */
function brokenLayout(file: Dockerfile, instruction: InstructionNode): Broken | undefined {
  const { form, bodySpan } = instruction;
  if (form.kind === 'exec' || !slice(file.text, bodySpan).includes('\n')) return undefined;
  const operators = scriptOf(instruction)?.operators ?? [];
  for (let at = operators.length - 1; at >= 0; at--) {
    const operator = operators[at];
    const layout = operator && operator.span.end <= bodySpan.end ? layoutAt(file, operator) : undefined;
    if (layout !== undefined) return layout;
  }
  return undefined;
}

function layoutAt({ text, syntax }: Dockerfile, { text: operator, span }: ShellOperator): Broken | undefined {
  if (operator !== '&&' && operator !== ';') return undefined;
  const line = syntax.lines.lineAt(span.start);
  const { start, end } = syntax.lines.lineSpan(line);
  const before = text.slice(start, span.start);
  if (before.trim() === '') return { operators: 'leading', indent: before };
  if (text.slice(span.end, end).trim() !== syntax.escapeCharacter) return undefined;
  return { operators: 'trailing', indent: indentBelow(syntax, line) ?? DEFAULT_INDENT };
}

/** The indent of the first line below that is neither empty nor a comment. */
function indentBelow({ text, lines }: Dockerfile['syntax'], line: number): string | undefined {
  for (let next = line + 1; next < lines.count; next++) {
    const written = slice(text, lines.lineSpan(next));
    if (/^[ \t]*[^ \t#]/.test(written)) return /^[ \t]*/.exec(written)?.[0];
  }
  return undefined;
}

function firstIndent(file: Dockerfile, { line }: InstructionNode): string | undefined {
  return indentBelow(file.syntax, line);
}
