import { type AccountProgram, accountOptionsWithValue } from '../facts/account-options.js';
import { type Argument, effectiveCommand, readArguments } from '../shell/commands.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';

/** A command that creates a user, or puts one into a group (`adduser user group`). */
export interface AccountCommand {
  readonly program: AccountProgram;
  readonly programWord: ShellWord;
  readonly arguments: readonly Argument[];
  /** The operands; the first is the user. */
  readonly operands: readonly ShellWord[];
}

/** How a command calls `useradd` or `adduser`; `undefined` for every other command. */
export function accountCommand(command: ShellCommand): AccountCommand | undefined {
  const called = effectiveCommand(command);
  if (called?.name !== 'useradd' && called?.name !== 'adduser') return undefined;
  const words = readArguments(called.arguments, accountOptionsWithValue[called.name]);
  return {
    program: called.name,
    programWord: called.nameWord,
    arguments: words,
    operands: words.flatMap((argument) => (argument.kind === 'operand' ? [argument.word] : [])),
  };
}

/** Whether one of the options, named with their dashes, is given. */
export function hasAccountOption({ arguments: words }: AccountCommand, ...names: readonly string[]): boolean {
  return words.some((word) => word.kind === 'option' && word.names.some((name) => names.includes(name)));
}

/** The option that is given last under one of these names. */
export function accountOption(
  { arguments: words }: AccountCommand,
  ...names: readonly string[]
): Extract<Argument, { readonly kind: 'option' }> | undefined {
  const given = words.flatMap((word) => (word.kind === 'option' ? [word] : []));
  return given.filter((option) => option.names.some((name) => names.includes(name))).at(-1);
}
