import type { SystemShell } from '../facts/system-shells.js';
import type { MappedText, Segment } from '../text/mapped-text.js';
import { scriptOf } from './script.js';
import { shellOfScript, systemShellAt } from './system-shell.js';
import type { InstructionNode } from './types.js';
import { resolveVariable } from './variables.js';

/** The shells that ShellCheck knows: https://github.com/koalaman/shellcheck/blob/master/shellcheck.1.md */
export type ShellcheckShell = 'sh' | 'bash' | 'dash' | 'ksh';

/** The commands of a RUN as a script for ShellCheck. */
export interface ShellcheckScript {
  /** The same for scripts of which ShellCheck says the same. */
  readonly key: string;
  readonly shell: ShellcheckShell;
  /** Declares the variables of ARG and ENV that the commands read, then the commands. */
  readonly text: string;
  /** Where the commands begin in `text`. */
  readonly bodyStart: number;
  /** The commands, with the places of their characters. */
  readonly body: MappedText;
  /** What really runs them where they are for `sh`; `undefined` where nobody knows. */
  readonly systemShell: SystemShell | undefined;
}

/** What is longer is no script that a person wrote. */
const LONGEST_BODY = 100_000;

/**
 * The script of a RUN in shell form or of its heredoc; `undefined` where there is none, where ShellCheck does not know the
 * shell, and where it is too long.
 */
export function shellcheckScriptOf(instruction: InstructionNode): ShellcheckScript | undefined {
  if (instruction.keyword !== 'RUN' || instruction.form.kind === 'exec') return undefined;
  if (mayBeForWindows(instruction)) return undefined;
  const source = scriptOf(instruction)?.source;
  if (source === undefined || source.text.length > LONGEST_BODY) return undefined;
  const program = shellOfScript(instruction);
  const systemShell = program === 'sh' ? systemShellAt(instruction) : undefined;
  const shell = shellFor(program, systemShell);
  if (shell === undefined) return undefined;
  const body = tidied(source);
  const declarations = declarationsFor(instruction);
  const text = `${declarations}${body.text}\n`;
  return { key: `${shell}\n${text}`, shell, text, bodyStart: declarations.length, body, systemShell };
}

/** An escape character that no path of Windows has, and nothing that says which shell it is. */
function mayBeForWindows({ file, before, heredocs }: InstructionNode): boolean {
  return file.syntax.escapeCharacter === '`' && before.shell.instruction === undefined && heredocs.length === 0;
}

/** Where nobody knows what `sh` is, nothing is said of what only some shells have: bash has most. */
function shellFor(program: string | undefined, systemShell: SystemShell | undefined): ShellcheckShell | undefined {
  switch (program) {
    case 'sh':
      return systemShell === 'dash' || systemShell === 'ash' ? 'dash' : 'bash';
    case 'ash':
    case 'dash':
      return 'dash';
    case 'bash':
      return 'bash';
    case 'ksh':
    case 'mksh':
      return 'ksh';
    default:
      return undefined;
  }
}

/** A line for each variable that Docker sets, with its value where that is known. */
function declarationsFor(instruction: InstructionNode): string {
  const names = new Set(scriptOf(instruction)?.variables.map(({ name }) => name));
  let lines = '';
  for (const name of names) {
    const { kind, value } = resolveVariable(instruction, name);
    if (kind === 'undeclared' || !/^[A-Za-z_]\w*$/.test(name)) continue;
    // An argument that nobody knows may hold anything, blanks included.
    lines += `export ${name}=${value === undefined ? '"$1"' : `'${value.replaceAll("'", "'\\''")}'`}\n`;
  }
  return lines;
}

/**
 * The commands as a person would write them in one line: without the indentation of continued lines, which would be
 * repeated blanks between words, and without carriage returns.
 */
function tidied({ text, segments }: MappedText): MappedText {
  const kept: Segment[] = [];
  let result = '';
  let cut = text.indexOf('\r\n');
  const keep = (start: number, end: number, offset: number): void => {
    if (start === end) return;
    kept.push({ at: result.length, offset });
    result += text.slice(start, end);
  };
  for (const [index, segment] of segments.entries()) {
    const end = segments[index + 1]?.at ?? text.length;
    let start = segment.at;
    if (/[ \t]$/.test(result)) while (start < end && (text[start] === ' ' || text[start] === '\t')) start++;
    for (; cut !== -1 && cut < end; cut = text.indexOf('\r\n', cut + 1)) {
      keep(start, cut, segment.offset + start - segment.at);
      start = cut + 1;
    }
    keep(start, end, segment.offset + start - segment.at);
  }
  return { text: result, segments: kept };
}
