import { mountsOf } from '../../model/mounts.js';
import { scriptOf } from '../../model/script.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { parseShell } from '../../shell/parse.js';
import type { ShellCommand, ShellScript, ShellWord } from '../../shell/types.js';
import { type MappedText, mappedSlice, mapWhole } from '../../text/mapped-text.js';
import { type Span, slice } from '../../text/span.js';

/** A simple command as hadolint sees it: only by its literal name, wherever it stands in the script. */
export interface CommandReading {
  readonly name: string;
  /** Behind the name, without quotes, `$x` written `${x}`. */
  readonly words: readonly string[];
  readonly span: Span;
}

/** A RUN as hadolint sees it. */
export interface RunReading {
  readonly node: InstructionNode;
  /** `undefined` for the trigger of an ONBUILD: hadolint reads those without their stage. */
  readonly stage: Stage | undefined;
  /** Empty where the script cannot be parsed. */
  readonly commands: readonly CommandReading[];
  readonly hasPipe: boolean;
  readonly text: string;
  /** Where its cache and tmpfs mounts lie. */
  readonly mounts: readonly string[];
}

/** A Dockerfile as hadolint sees it. */
export interface FileReading {
  readonly dockerfile: Dockerfile;
  readonly runs: readonly RunReading[];
}

/** Reads a file the way hadolint does: https://github.com/hadolint/hadolint/blob/master/src/Hadolint/Shell.hs */
export function readAsHadolint(dockerfile: Dockerfile): FileReading {
  const nodes = dockerfile.instructions.map((instruction) => instruction.onbuildTrigger ?? instruction);
  return { dockerfile, runs: nodes.filter(({ keyword }) => keyword === 'RUN').map(readRun) };
}

function readRun(node: InstructionNode): RunReading {
  const script = scriptAsBash(node);
  const commands = script.complete ? script.commands.filter(({ nesting }) => !nesting.includes('script-argument')) : [];
  const place = node.form.kind === 'exec' ? node.form.span : undefined;
  return {
    node,
    stage: node.isTrigger ? undefined : node.stage,
    commands: commands.flatMap((command) => readCommand(command, place)),
    hasPipe: commands.some(({ operatorBefore }) => operatorBefore === '|' || operatorBefore === '|&'),
    text: slice(node.file.text, node.span),
    mounts: mountsOf(node)
      .filter(({ type }) => type === 'cache' || type === 'tmpfs')
      .flatMap(({ target }) => target ?? []),
  };
}

/** hadolint takes every script for one of bash, and joins the words of an exec form. */
function scriptAsBash(node: InstructionNode): ShellScript {
  const { form, heredocs, body } = node;
  if (form.kind === 'exec') return parseShell(mapWhole(form.elements.map(({ value }) => value).join(' '), 0));
  if (heredocs.length > 0) return parseShell(withoutHeredoc(node));
  const known = node.before.shell.dialect === 'posix' ? scriptOf(node) : undefined;
  return known ?? parseShell(body);
}

/** The body where nothing but the heredoc is there; otherwise what stands before it. */
function withoutHeredoc({ file, heredocs, words, body }: InstructionNode): MappedText {
  const [heredoc] = heredocs;
  const marker = words.find(({ span }) => span.start === heredoc?.marker.start);
  if (heredoc === undefined || marker === undefined) return body;
  if (marker.at.start > 0) return mappedSlice(body, 0, marker.at.start);
  return mapWhole(slice(file.text, heredoc.body), heredoc.body.start);
}

const SEEN_THROUGH: ReadonlySet<string> = new Set(['command', 'builtin', 'exec', 'busybox', 'run']);

function readCommand(
  { name, arguments: rest, span }: ShellCommand,
  place: Span | undefined,
): readonly CommandReading[] {
  if (name === undefined) return [];
  const all = [name, ...rest].map(literal);
  const start = all.findIndex((word) => !SEEN_THROUGH.has(word));
  const first = all[start];
  if (first === undefined || first === '[') return [];
  const words = all.slice(start + 1);
  return [{ name: first, words, span: place ?? span }];
}

function literal({ value, text }: ShellWord): string {
  if (value !== undefined || !/["'\\$]/.test(text)) return value ?? text;
  return text
    .replace(/["'\\]/g, '')
    .replace(/\$(\w+)/g, '${$1}')
    .replace(/\$\(([^)]*)\)/g, '${$1}');
}

/** Names of options without dashes; each letter of `-xyz` is one. */
function flagsOf(word: string): readonly string[] {
  if (!word.startsWith('-')) return [];
  if (word.startsWith('--')) return word === '--' ? [] : [word.slice(2).replace(/=.*/s, '')];
  return [...word.slice(1)];
}

/** Whether any of these is among the words behind the name, in any place. */
export function hasWord({ words }: CommandReading, ...wanted: readonly string[]): boolean {
  return words.some((word) => wanted.includes(word));
}

/** Whether a command has any of these options; names without dashes. */
export function hasFlag({ words }: CommandReading, ...names: readonly string[]): boolean {
  return words.some((word) => flagsOf(word).some((flag) => names.includes(flag)));
}

/** The words that are no options, nor the value of one of these options. */
export function plainWords({ words }: CommandReading, ...flagsWithValue: readonly string[]): readonly string[] {
  return words.filter((word, index) => {
    if (word.startsWith('-')) return false;
    const before = words[index - 1];
    return (
      before === undefined || before.includes('=') || !flagsOf(before).some((flag) => flagsWithValue.includes(flag))
    );
  });
}
