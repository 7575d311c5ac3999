import { interpreterOfHeredoc } from '../shell/dialect.js';
import { parseShell } from '../shell/parse.js';
import type { ShellCommand, ShellScript, ShellWord } from '../shell/types.js';
import type { ExecElement, Heredoc } from '../syntax/types.js';
import { type MappedText, mappedSlice, mapWhole, type Segment } from '../text/mapped-text.js';
import { cover, type Span, slice } from '../text/span.js';
import { fileOf } from './build.js';
import { rememberInFile } from './memo.js';
import type { CommandNode, InstructionNode } from './types.js';

const rememberedScript = rememberInFile(({ file }: InstructionNode) => file, readScript);

/**
 * What a RUN, CMD, ENTRYPOINT or HEALTHCHECK CMD executes, taken apart: shell form, exec form and heredocs alike.
 * `undefined` for other instructions and for what is not in a POSIX-like shell (PowerShell, cmd, Python, …).
 * Parsed when first asked for.
 */
export function scriptOf(instruction: InstructionNode): ShellScript | undefined {
  return rememberedScript(instruction);
}

function readScript(instruction: InstructionNode): ShellScript | undefined {
  const { keyword, form } = instruction;
  const text = fileOf(instruction)?.text;
  if (text === undefined) return undefined;
  if (keyword !== 'RUN' && keyword !== 'CMD' && keyword !== 'ENTRYPOINT' && keyword !== 'HEALTHCHECK') return undefined;
  const source = keyword === 'HEALTHCHECK' ? healthcheckCommand(instruction.body) : instruction.body;
  if (source === undefined || source.text === '') return undefined;
  if (form.kind === 'exec') return execScript(text, source, form.elements);
  if (instruction.before.shell.dialect !== 'posix') return undefined;
  return instruction.heredocs.length === 0 ? parseShell(source) : heredocScript(text, instruction);
}

/**
 * The commands of a RUN whose text holds a match, none of any other RUN: for rules that look for programs which few files
 * have, so that nothing is parsed for them in vain.
 */
export function commandsMentioning(run: InstructionNode, mention: RegExp): readonly CommandNode[] {
  if (!mention.test(slice(run.file.text, run.span))) return [];
  const script = scriptOf(run);
  return script === undefined ? [] : script.commands.map((command) => ({ command, script, instruction: run }));
}

/** Whether the script of a RUN is the body of its heredoc, not a command line. */
export function isHeredocScript(instruction: InstructionNode): boolean {
  const [heredoc, another] = instruction.heredocs;
  const source = scriptOf(instruction)?.source;
  return heredoc !== undefined && another === undefined && source?.segments[0]?.offset === heredoc.body.start;
}

function healthcheckCommand(body: MappedText): MappedText | undefined {
  const command = /^CMD\s+/i.exec(body.text);
  return command === null ? undefined : mappedSlice(body, command[0].length, body.text.length);
}

/** A RUN with heredocs: their body is the script itself, or goes to a command that reads it. */
function heredocScript(text: string, instruction: InstructionNode): ShellScript | undefined {
  const { heredocs, words, body } = instruction;
  const rest = words.filter((word) => !heredocs.some(({ marker }) => marker.start === word.span.start));
  const [first] = heredocs;
  if (first !== undefined && heredocs.length === 1) {
    const content = slice(text, first.body);
    const [firstLine = ''] = content.split('\n', 1);
    const dialect = interpreterOfHeredoc(
      firstLine,
      rest.map((word) => word.text),
    );
    if (dialect === 'posix' || (dialect === undefined && rest.length === 0)) {
      return parseShell(mapWhole(content, first.body.start));
    }
    if (rest.length === 0) return undefined;
  }
  return parseShell(withBodies(text, body, heredocs));
}

/** The command line with the heredoc bodies behind it, as the shell gets it. */
function withBodies(text: string, body: MappedText, heredocs: readonly Heredoc[]): MappedText {
  let joined = body.text;
  const segments: Segment[] = [...body.segments];
  for (const heredoc of heredocs) {
    const start = heredoc.body.start;
    const end = heredoc.terminator?.end ?? heredoc.body.end;
    segments.push({ at: joined.length, offset: Math.max(0, start - 1) });
    joined += `\n${text.slice(start, end)}`;
  }
  return { text: joined, segments };
}

/** The arguments of an exec form as one command; the script of `["sh", "-c", "…"]` follows it. */
function execScript(text: string, source: MappedText, elements: readonly ExecElement[]): ShellScript {
  const words = elements.map((element): ShellWord => plainWord(element));
  const [name, ...rest] = words;
  const last = words.at(-1);
  if (name === undefined || last === undefined) {
    return { source, commands: [], operators: [], compounds: [], variables: [], isPlainList: true, complete: true };
  }
  const command: ShellCommand = {
    name,
    arguments: rest,
    assignments: [],
    redirects: [],
    span: cover(name.span, last.span),
    nesting: [],
    operatorBefore: undefined,
    operatorAfter: undefined,
  };
  const inner = shellArgument(text, elements);
  return {
    source,
    commands: [command, ...(inner?.commands ?? []).map((nested) => asArgument(nested))],
    operators: [],
    compounds: inner?.compounds ?? [],
    variables: inner?.variables ?? [],
    isPlainList: inner === undefined,
    complete: inner?.complete ?? true,
  };
}

function asArgument(command: ShellCommand): ShellCommand {
  return { ...command, nesting: ['script-argument', ...command.nesting] };
}

function plainWord({ value, span }: ExecElement): ShellWord {
  return { text: value, value, span, variables: [], hasSubstitution: false, hasGlob: false, hasQuotes: true };
}

const SHELL = /^(?:.*\/)?(?:sh|bash|ash|dash|zsh|ksh)$/;

function shellArgument(text: string, elements: readonly ExecElement[]): ShellScript | undefined {
  const [program, ...rest] = elements;
  if (program === undefined || !SHELL.test(program.value)) return undefined;
  const option = rest.findIndex(({ value }) => /^-[a-z]*c[a-z]*$/.test(value));
  const script = option === -1 ? undefined : rest[option + 1];
  return script === undefined ? undefined : parseShell(jsonString(text, script.span));
}

const JSON_ESCAPE = /\\(?:u[0-9a-fA-F]{4}|.)/g;

/** The content of a JSON string of the document, escapes resolved, with the places of its characters. */
function jsonString(text: string, place: Span): MappedText {
  const written = text.slice(place.start + 1, place.end - 1);
  const segments: Segment[] = [{ at: 0, offset: place.start + 1 }];
  let content = '';
  let position = 0;
  for (const match of written.matchAll(JSON_ESCAPE)) {
    content += written.slice(position, match.index);
    segments.push({ at: content.length, offset: place.start + 1 + match.index });
    content += decode(match[0]);
    position = match.index + match[0].length;
    segments.push({ at: content.length, offset: place.start + 1 + position });
  }
  return { text: content + written.slice(position), segments };
}

function decode(escaped: string): string {
  const parsed: unknown = JSON.parse(`"${escaped}"`);
  return typeof parsed === 'string' ? parsed : '';
}
