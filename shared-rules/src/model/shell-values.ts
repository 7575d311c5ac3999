import type { ShellWord } from '../shell/types.js';
import { rememberLatest } from './memo.js';
import { scriptOf } from './script.js';
import type { Dockerfile, InstructionNode } from './types.js';
import { resolveVariable } from './variables.js';

type Assignments = ReadonlyMap<string, string | undefined>;

const assignmentsOfFile = rememberLatest((_file: Dockerfile) => new Map<InstructionNode, Assignments>());

/** What the script of a RUN assigns to each variable; `undefined` for what it sets twice or computes. */
function assignmentsOf(instruction: InstructionNode): Assignments {
  const assignments = assignmentsOfFile(instruction.file);
  const known = assignments.get(instruction);
  if (known !== undefined) return known;
  const values = new Map<string, string | undefined>();
  const assign = (name: string, value: string | undefined): void => {
    values.set(name, values.has(name) ? undefined : value);
  };
  for (const command of scriptOf(instruction)?.commands ?? []) {
    for (const { name, value } of command.name === undefined ? command.assignments : []) assign(name, value?.value);
    if (!/^(?:export|readonly|local|declare|typeset|read)$/.test(command.name?.value ?? '')) continue;
    for (const word of command.arguments) {
      const assigned = /^([A-Za-z_]\w*)(?:=|$)/.exec(word.text);
      if (assigned?.[1] === undefined || (!word.text.includes('=') && command.name?.value !== 'read')) continue;
      assign(assigned[1], word.value?.slice(assigned[0].length));
    }
  }
  assignments.set(instruction, values);
  return values;
}

/** What a variable holds in the script of a RUN: set there once, or by ENV or ARG. `undefined` where unknown. */
export function shellVariable(instruction: InstructionNode, name: string): string | undefined {
  const own = assignmentsOf(instruction);
  return own.has(name) ? own.get(name) : resolveVariable(instruction, name).value;
}

const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g;

/**
 * The text of a word of a RUN with quotes resolved and variables replaced, globs and a leading `~` as written. `undefined`
 * where it hangs on what is known only at run time.
 */
export function shellText(instruction: InstructionNode, word: ShellWord): string | undefined {
  if (word.value !== undefined) return word.value;
  if (word.hasSubstitution || word.text.includes("'") || word.text.includes('\\')) return undefined;
  let isKnown = true;
  const text = word.text.replaceAll('"', '').replace(VARIABLE, (_, plain?: string, braced?: string) => {
    const value = shellVariable(instruction, plain ?? braced ?? '');
    isKnown &&= value !== undefined;
    return value ?? '';
  });
  return isKnown && !/[$`]/.test(text) ? text : undefined;
}
