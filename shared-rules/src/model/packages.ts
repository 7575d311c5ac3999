import {
  findPackageManager,
  type PackageAction,
  type PackageManager,
  type PackageOption,
  pacmanAction,
  readSubcommand,
} from '../facts/package-managers.js';
import { type Argument, effectiveCommand, readArguments } from '../shell/commands.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';
import { baseName } from '../shell/wrappers.js';
import { cover, type Span } from '../text/span.js';
import { rememberInFile, rememberLatest } from './memo.js';
import { scriptOf } from './script.js';
import { shellText } from './shell-values.js';
import type { Dockerfile, InstructionNode } from './types.js';

/** A call of a package manager in a RUN. */
export interface PackageCall {
  readonly manager: PackageManager;
  readonly action: PackageAction;
  /** `install`, `cache clean`; the last word of it is where options can follow. */
  readonly subcommand: readonly ShellWord[];
  /** The word of the program: `apt-get`; for `python -m pip` the word `pip`. */
  readonly program: ShellWord;
  /** Operands behind the subcommand: packages, files. */
  readonly operands: readonly ShellWord[];
  readonly options: readonly Extract<Argument, { readonly kind: 'option' }>[];
  /** Some words are known only at run time and may hold options, so that no option is surely absent. */
  readonly mayHoldMore: boolean;
  readonly command: ShellCommand;
}

interface ReadCall {
  readonly command: ShellCommand;
  readonly call: PackageCall | undefined;
}

const callsOfFile = rememberLatest((_file: Dockerfile) => new Map<ShellCommand, ReadCall>());

/** One rule after the other asks for the same command. */
let latest: ReadCall | undefined;

/** The package manager that a simple command of an instruction calls, and what for; `undefined` for every other command. */
export function packageCall(command: ShellCommand, instruction: InstructionNode): PackageCall | undefined {
  if (latest?.command === command) return latest.call;
  const calls = callsOfFile(instruction.file);
  const read = calls.get(command) ?? { command, call: readCall(command) };
  calls.set(command, read);
  latest = read;
  return read.call;
}

function readCall(command: ShellCommand): PackageCall | undefined {
  const program = effectiveCommand(command);
  if (program === undefined) return undefined;
  const found = findPackageManager(program.name, program.arguments);
  if (found === undefined) return undefined;
  const { manager, skip } = found;
  const words = readArguments(program.arguments.slice(skip), manager.optionsWithValue);
  const operands = words.flatMap((argument) => (argument.kind === 'operand' ? [argument.word] : []));
  const options = words.flatMap((argument) => (argument.kind === 'option' ? [argument] : []));
  const nameWord = program.arguments[skip - 1] ?? program.nameWord;
  const shared = {
    manager,
    program: nameWord,
    options,
    mayHoldMore: program.arguments.some((word) => word.value === undefined && /^"?[$`]/.test(word.text)),
    command,
  };
  if (manager.name === 'pacman') {
    const action = pacmanAction(
      options.flatMap(({ names }) => names),
      operands.length > 0,
    );
    return action === undefined ? undefined : { ...shared, action, subcommand: [], operands };
  }
  const subcommand = readSubcommand(
    manager,
    operands.map(({ value }) => value),
  );
  if (subcommand === undefined) return undefined;
  return {
    ...shared,
    action: subcommand.action,
    subcommand: operands.slice(0, subcommand.words),
    operands: operands.slice(subcommand.words),
  };
}

/** Whether a call has an option in any of its spellings. */
export function callHasOption({ options }: PackageCall, option: PackageOption): boolean {
  const names = [
    ...[...(option.short ?? '')].map((letter) => `-${letter}`),
    ...(option.long ?? []).map((name) => `--${name}`),
  ];
  return options.some((given) => given.names.some((name) => names.includes(name)));
}

/** The program and its subcommand: `apt-get install`. */
export function callSpan({ program, subcommand }: PackageCall): Span {
  return cover(program.span, subcommand.at(-1)?.span ?? program.span);
}

/** `apt-get install`, as a message names it. */
export function callName({ program, subcommand, manager }: PackageCall): string {
  const words = [baseName(program.value ?? manager.name), ...subcommand.map(({ value = '' }) => value)];
  return words.join(' ');
}

/** The program as it is called, to call it once more: `/usr/bin/dnf`. */
export function packageProgram({ program, manager }: PackageCall): string {
  return program.value !== undefined && /^[\w./-]+$/.test(program.value) ? program.value : manager.name;
}

/** The word behind which one more flag reads best: the last of the plain flags that follow the subcommand, or that itself. */
export function flagPlace({ command, subcommand, program, options }: PackageCall): ShellWord {
  let place = subcommand.at(-1) ?? program;
  for (const word of command.arguments.slice(command.arguments.indexOf(place) + 1)) {
    const option = options.find((given) => given.word === word);
    if (option === undefined || option.valueWord !== undefined) break;
    place = word;
  }
  return place;
}

/** By its name the variable holds packages: `$BUILD_DEPS`, `${PHP_PACKAGES}`. */
function namesPackages({ variables, hasSubstitution }: ShellWord): boolean {
  const holdsPackages = /(?:packages?|pkgs?|deps|dependencies|modules|libs|requirements)$/i;
  return !hasSubstitution && variables.length > 0 && variables.every(({ name }) => holdsPackages.test(name));
}

/**
 * Whether options may come from words that are known only at run time, so that no option is surely absent. What an ENV,
 * an ARG or the script itself sets is looked up.
 */
export function mayHoldOptions({ mayHoldMore, command }: PackageCall, instruction: InstructionNode): boolean {
  if (!mayHoldMore) return false;
  return command.arguments.some((word) => {
    if (word.value !== undefined || !/^"?[$`]/.test(word.text)) return false;
    const text = shellText(instruction, word);
    return text === undefined ? !namesPackages(word) : /(?:^|\s)-/.test(text);
  });
}

/** All calls of package managers in a RUN, in source order; none where it is not in a POSIX-like shell. */
export function packageCalls(instruction: InstructionNode): readonly PackageCall[] {
  return instruction.keyword === 'RUN' ? callsOfRun(instruction) : [];
}

const callsOfRun = rememberInFile(
  ({ file }: InstructionNode) => file,
  (run): readonly PackageCall[] =>
    (scriptOf(run)?.commands ?? []).flatMap((command) => packageCall(command, run) ?? []),
);
