import type { CheckOption, CheckSwitches, CheckVariable } from '../facts/check-switches.js';
import { downloaderOptions } from '../facts/downloaders.js';
import { findPackageManager } from '../facts/package-managers.js';
import { type EffectiveCommand, effectiveCommand, readArguments } from '../shell/commands.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';
import type { Heredoc, Property } from '../syntax/types.js';
import { cover, type Span, slice, span } from '../text/span.js';
import { isHeredocScript } from './script.js';
import { replacementStart } from './shell-replacement.js';
import { shellText } from './shell-values.js';
import type { CommandNode, InstructionNode } from './types.js';
import { expandAt } from './variables.js';

/** A place where a check is turned off. */
export type SwitchedOff = {
  readonly span: Span;
  /** As a message names it: `-k`, `GIT_SSL_NO_VERIFY`. */
  readonly name: string;
} & (
  | {
      readonly kind: 'option';
      readonly program: EffectiveCommand;
      readonly word: ShellWord;
      /** The word of its value, where that is another one. */
      readonly valueWord: ShellWord | undefined;
    }
  | { readonly kind: 'setting'; readonly program: EffectiveCommand }
  | { readonly kind: 'variable'; readonly property: Property | undefined }
  | { readonly kind: 'line' }
);

/** What a command of a RUN turns off, by its options, its words, its variables, or by a line it writes to a file. */
export function switchedOffBy(node: CommandNode, switches: CheckSwitches): readonly SwitchedOff[] {
  const variables = switchedVariables(node, switches.variables);
  const program = effectiveCommand(node.command);
  if (program === undefined) return variables;
  if (/^(?:echo|printf|sed)$/.test(program.name)) return [...variables, ...switchedLines(node, program, switches.line)];
  return [
    ...variables,
    ...switchedOptions(node.instruction, program, switches.options),
    ...switchedSettings(node.command, program, switches),
  ];
}

function switchedOptions(
  instruction: InstructionNode,
  program: EffectiveCommand,
  table: readonly CheckOption[],
): readonly SwitchedOff[] {
  const found = findPackageManager(program.name, program.arguments);
  const name = found?.manager.name === 'pip' ? 'pip' : program.name;
  const options = table.filter(({ programs }) => programs.includes(name));
  if (options.length === 0) return [];
  const withValue = [
    ...(downloaderOptions(name) ?? found?.manager.optionsWithValue ?? []),
    ...options.flatMap(({ names, value }) => (value === undefined ? [] : names)),
  ];
  return readArguments(program.arguments, withValue).flatMap((argument): readonly SwitchedOff[] => {
    if (argument.kind === 'operand') return [];
    const { word, names, value, valueWord } = argument;
    for (const option of options) {
      const given = names.find((each) => option.names.includes(each));
      if (given === undefined) continue;
      const text = value ?? (valueWord === undefined ? undefined : shellText(instruction, valueWord));
      const isOff =
        option.value === undefined ? !/^(?:false|0|no)$/.test(text ?? '') : isFit(option.value, text, valueWord);
      if (!isOff) continue;
      const own = valueWord === word || option.value === undefined ? undefined : valueWord;
      const place = own === undefined ? word.span : cover(word.span, own.span);
      return [{ kind: 'option', span: place, name: nameOf(option, given, text), program, word, valueWord: own }];
    }
    return [];
  });
}

/** Of an option for many settings (`-o`, `--setopt`), the setting says more than the option. */
function nameOf({ value }: CheckOption, given: string, text: string | undefined): string {
  return value === undefined || value.source === '.' ? given : (text ?? given);
}

/** A value that is known at run time only may be anything: it fits where anything does. */
function isFit(pattern: RegExp, text: string | undefined, word: ShellWord | undefined): boolean {
  return text === undefined ? word !== undefined && pattern.source === '.' : pattern.test(text);
}

function switchedSettings(
  command: ShellCommand,
  program: EffectiveCommand,
  { settings }: CheckSwitches,
): readonly SwitchedOff[] {
  const fitting = settings.filter(({ programs }) => programs.includes(program.name));
  if (fitting.length === 0) return [];
  const words = program.arguments.map(({ value, text }) => value ?? text).join(' ');
  if (!fitting.some((setting) => setting.words.test(words))) return [];
  const place = cover(program.nameWord.span, command.arguments.at(-1)?.span ?? program.nameWord.span);
  return [{ kind: 'setting', span: place, name: `${program.name} ${words}`, program }];
}

function switchedVariables({ command }: CommandNode, table: readonly CheckVariable[]): readonly SwitchedOff[] {
  if (table.length === 0) return [];
  const given = command.assignments.flatMap(({ name, value, span: place }) =>
    value?.value === undefined ? [] : [{ name, value: value.value, place }],
  );
  if (/^(?:export|env)$/.test(command.name?.value ?? '')) {
    for (const { value = '', span: place } of command.arguments) {
      const assigned = /^([A-Za-z_]\w*)=(.*)$/s.exec(value);
      if (assigned !== null) given.push({ name: assigned[1] ?? '', value: assigned[2] ?? '', place });
    }
  }
  return given.flatMap(({ name, value, place }): readonly SwitchedOff[] =>
    isSwitch(table, name, value) ? [{ kind: 'variable', span: place, name, property: undefined }] : [],
  );
}

function isSwitch(table: readonly CheckVariable[], name: string, value: string): boolean {
  return table.some((variable) => variable.name === name && variable.value.test(value));
}

/** The variables of an ENV or ARG that turn a check off. */
export function switchedOffByProperties(
  instruction: InstructionNode,
  { variables }: CheckSwitches,
): readonly SwitchedOff[] {
  return instruction.properties.flatMap((property): readonly SwitchedOff[] => {
    const { key, value, span: place } = property;
    if (value === undefined || !variables.some(({ name }) => name === key)) return [];
    const text = expandAt(instruction, value);
    if (text === undefined || !isSwitch(variables, key, text)) return [];
    return [{ kind: 'variable', span: place, name: key, property }];
  });
}

function switchedLines(
  { instruction }: CommandNode,
  { name, arguments: words }: EffectiveCommand,
  line: RegExp,
): readonly SwitchedOff[] {
  return words.flatMap((word) => {
    if (!line.test(word.text)) return [];
    const text = slice(instruction.file.text, word.span);
    const written = name === 'sed' ? replacementStart(text) : 0;
    return placesIn(text, word.span.start, line).filter((place) => place.span.start >= word.span.start + written);
  });
}

/** Lines of files that a heredoc of COPY, ADD or RUN writes. Scripts are read as commands. */
export function switchedOffByHeredocs(instruction: InstructionNode, { line }: CheckSwitches): readonly SwitchedOff[] {
  if (instruction.heredocs.length === 0 || isHeredocScript(instruction)) return [];
  return instruction.heredocs.flatMap(({ body }: Heredoc) =>
    placesIn(slice(instruction.file.text, body), body.start, line),
  );
}

function placesIn(text: string, offset: number, line: RegExp): readonly SwitchedOff[] {
  const places: SwitchedOff[] = [];
  let lineStart = 0;
  let lineEnd = text.indexOf('\n');
  for (const { index, 0: name } of text.matchAll(new RegExp(line, 'gi'))) {
    while (lineEnd !== -1 && lineEnd < index) {
      lineStart = lineEnd + 1;
      lineEnd = text.indexOf('\n', lineStart);
    }
    if (/^\s*#/.test(text.slice(lineStart, index))) continue;
    places.push({ kind: 'line', span: span(offset + index, offset + index + name.length), name });
  }
  return places;
}
