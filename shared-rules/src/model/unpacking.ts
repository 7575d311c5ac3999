import { effectiveCommand, readArguments } from '../shell/commands.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';
import { shellText } from './shell-values.js';
import type { InstructionNode } from './types.js';

/** Names that tar has. */
export const tarPrograms: readonly string[] = ['tar', 'bsdtar', 'gtar'];

/** A call of tar that unpacks an archive. */
export interface Unpacking {
  readonly command: ShellCommand;
  readonly archive: ShellWord;
  /** As written, variables resolved. */
  readonly path: string;
  /** The value of `-C`; `undefined` where it unpacks to where it is. */
  readonly directory: string | undefined;
  /** It unpacks the archive as it is: no part of it, and nothing renamed. */
  readonly isWhole: boolean;
}

/** Options of tar that change nothing of what is unpacked, or only say how the archive is compressed. */
const PLAIN =
  /^(?:-[xzjJavfCp]|--(?:extract|get|gzip|gunzip|bzip2|xz|zstd|auto-compress|verbose|file|directory|preserve-permissions|same-permissions))$/;

/** What a command unpacks by `tar -xf`, `tar --extract --file`, `tar xf`; `undefined` where it does not, or nobody can tell. */
export function unpackingOf(run: InstructionNode, command: ShellCommand): Unpacking | undefined {
  const program = effectiveCommand(command);
  if (program === undefined || !tarPrograms.includes(program.name)) return undefined;
  const [first, ...rest] = program.arguments;
  const bundle = /^[a-zA-Z]+$/.exec(first?.value ?? '')?.[0];
  if (bundle !== undefined) return oldStyle(run, command, bundle, rest);
  let archive: ShellWord | undefined;
  let path: string | undefined;
  let directory: string | undefined;
  let extracts = false;
  let isWhole = true;
  for (const argument of readArguments(program.arguments, ['-f', '--file', '-C', '--directory'])) {
    if (argument.kind === 'operand') {
      isWhole = false;
      continue;
    }
    const { names, valueWord, word, value } = argument;
    const last = names.at(-1);
    const text = valueWord === undefined ? undefined : valueWord === word ? value : shellText(run, valueWord);
    extracts ||= names.some((name) => name === '-x' || name === '--extract' || name === '--get');
    isWhole &&= names.every((name) => PLAIN.test(name));
    if (last === '-f' || last === '--file') [archive, path] = [valueWord, text];
    if (last === '-C' || last === '--directory') {
      if (text === undefined || directory !== undefined) isWhole = false;
      directory = text;
    }
  }
  if (!extracts || archive === undefined || path === undefined || path === '-') return undefined;
  return { command, archive, path, directory, isWhole };
}

/** `tar xzf archive -C directory`: the letters take their values in order from the words behind them. */
function oldStyle(
  run: InstructionNode,
  command: ShellCommand,
  letters: string,
  words: readonly ShellWord[],
): Unpacking | undefined {
  const [archive, option, place, ...others] = words;
  const path = archive === undefined ? undefined : shellText(run, archive);
  if (!/x/.test(letters) || !/f/.test(letters) || archive === undefined || path === undefined || path === '-') {
    return undefined;
  }
  const hasDirectory = option?.value === '-C' && place !== undefined;
  const directory = hasDirectory ? shellText(run, place) : undefined;
  const isWhole =
    /^[xzjJavfp]+$/.test(letters) &&
    others.length === 0 &&
    (option === undefined || (hasDirectory && directory !== undefined));
  return { command, archive, path, directory, isWhole };
}
