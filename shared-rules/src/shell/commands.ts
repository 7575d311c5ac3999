import { readShellOptions, type ShellOptions, splitOption } from './options.js';
import type { ShellCommand, ShellWord } from './types.js';
import { baseName, findProgram, isWrapper } from './wrappers.js';

/** The program that a command runs in the end. */
export interface EffectiveCommand {
  /** Without directories: `apt-get` for `sudo /usr/bin/apt-get`. */
  readonly name: string;
  readonly nameWord: ShellWord;
  /** Behind the name. */
  readonly arguments: readonly ShellWord[];
  /** The programs it was reached through, outermost first: `sudo`, `env`, `timeout`, … */
  readonly wrappers: readonly string[];
}

/** An option in one of its spellings, without dashes. */
export interface OptionSpelling {
  /** One letter, or several letters that mean the same. */
  readonly short?: string;
  readonly long?: readonly string[];
}

/** A word of a command line, read as its program would read it. */
export type Argument =
  | {
      readonly kind: 'option';
      readonly word: ShellWord;
      /** With their dashes; several for `-qqy`. */
      readonly names: readonly string[];
      /** The value of the last of them; `undefined` where it has none, or its value is not known. */
      readonly value: string | undefined;
      /** The word that holds the value: the same, the next one, or none. */
      readonly valueWord: ShellWord | undefined;
    }
  | { readonly kind: 'operand'; readonly word: ShellWord };

/** The name of the program without directories; `undefined` where there is none, or it is known only at run time. */
export function commandName(command: ShellCommand): string | undefined {
  const value = command.name?.value;
  return value === undefined || value === '' ? undefined : baseName(value);
}

/**
 * Looks through `sudo`, `env A=b`, `exec`, `timeout 5`, `xargs`, `gosu user`, `tini --` and the like. Gives `undefined`
 * where the program is known only at run time, or the command has no name. A wrapper that runs nothing else is itself the
 * program.
 */
export function effectiveCommand(command: ShellCommand): EffectiveCommand | undefined {
  if (latest?.command !== command) latest = { command, effective: findEffective(command) };
  return latest.effective;
}

/** One rule after the other asks for the same command. */
let latest: { readonly command: ShellCommand; readonly effective: EffectiveCommand | undefined } | undefined;

function findEffective(command: ShellCommand): EffectiveCommand | undefined {
  const own = commandName(command);
  if (command.name === undefined) return undefined;
  if (own !== undefined && !isWrapper(own)) {
    return { name: own, nameWord: command.name, arguments: command.arguments, wrappers: [] };
  }
  const words = [command.name, ...command.arguments];
  const place = findProgram(words.map((word) => word.value ?? knownBeginning(word)));
  if (place === undefined) return undefined;
  const nameWord = words[place.index];
  if (nameWord?.value === undefined || nameWord.value === '') return undefined;
  return {
    name: baseName(nameWord.value),
    nameWord,
    arguments: words.slice(place.index + 1),
    wrappers: place.wrappers,
  };
}

/**
 * Reads the arguments of a command. `optionsWithValue` names, with their dashes, the options whose value is a word of its
 * own (`-o value`) or may be written behind a letter (`-ovalue`). Behind `--` all words are operands.
 */
export function readArguments(
  words: readonly ShellWord[],
  optionsWithValue: readonly string[] = [],
): readonly Argument[] {
  const result: Argument[] = [];
  let optionsEnded = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) break;
    const text = word.value ?? knownBeginning(word);
    if (!optionsEnded && text === '--') {
      optionsEnded = true;
      continue;
    }
    const option = optionsEnded || text === undefined ? undefined : splitOption(text, optionsWithValue);
    if (option === undefined) {
      result.push({ kind: 'operand', word });
      continue;
    }
    const valueWord = option.takesNext ? words[++index] : option.value === undefined ? undefined : word;
    const value = option.takesNext || word.value === undefined ? undefined : option.value;
    result.push({
      kind: 'option',
      word,
      names: option.names,
      value: option.takesNext ? valueWord?.value : value,
      valueWord,
    });
  }
  return result;
}

/**
 * Whether an option is given: `-y`, `-qqy`, `--assume-yes`, `--assume-yes=true`. See `readArguments` for
 * `optionsWithValue`; without it a value such as that of `-oy` may be taken for an option.
 */
export function hasOption(
  words: readonly ShellWord[],
  option: OptionSpelling,
  optionsWithValue: readonly string[] = [],
): boolean {
  const names = spellings(option);
  return readArguments(words, optionsWithValue).some(
    (argument) => argument.kind === 'option' && argument.names.some((name) => names.includes(name)),
  );
}

/** The words that are the value of an option, or hold it (`--option=value`), with the value where it is known. */
export function optionValues(
  words: readonly ShellWord[],
  option: OptionSpelling,
  optionsWithValue: readonly string[] = [],
): readonly { readonly word: ShellWord; readonly value: string | undefined }[] {
  const names = spellings(option);
  return readArguments(words, [...optionsWithValue, ...names]).flatMap((argument) => {
    if (argument.kind !== 'option' || argument.valueWord === undefined) return [];
    const last = argument.names.at(-1);
    return last !== undefined && names.includes(last) ? [{ word: argument.valueWord, value: argument.value }] : [];
  });
}

/** The arguments that are neither options nor values of the listed options (named with their dashes). */
export function operands(words: readonly ShellWord[], optionsWithValue: readonly string[]): readonly ShellWord[] {
  return readArguments(words, optionsWithValue).flatMap((argument) =>
    argument.kind === 'operand' ? [argument.word] : [],
  );
}

/** Whether a word may turn into options when the script runs: `$OPTIONS`, `$(options)`. Then no option is surely absent. */
export function mayHoldOptions(words: readonly ShellWord[]): boolean {
  return words.some((word) => word.value === undefined && /^"?[$`]/.test(word.text));
}

/** What a `set` command switches on or off; `undefined` for other commands. */
export function setOptions(command: ShellCommand): ShellOptions | undefined {
  if (commandName(command) !== 'set') return undefined;
  return readShellOptions(command.arguments.map((word) => word.value ?? ''));
}

function spellings({ short = '', long = [] }: OptionSpelling): readonly string[] {
  return [...[...short].map((letter) => `-${letter}`), ...long.map((name) => `--${name}`)];
}

/** What is sure of a word that is not static: whether it is an option, or an assignment for `env`. */
function knownBeginning(word: ShellWord): string | undefined {
  const text = word.text.replace(/["']/g, '');
  return /^-|^[A-Za-z_][A-Za-z0-9_]*=/.test(text) ? text : undefined;
}
