import { effectiveCommand, hasOption, operands } from '../shell/commands.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';
import { expandBraces } from './paths.js';
import { scriptOf } from './script.js';
import { shellText } from './shell-values.js';
import type { InstructionNode } from './types.js';
import { startDirectory, workingDirectory } from './working-directory.js';

/** What a command deletes. */
export interface Deletion {
  readonly command: ShellCommand;
  /** The word that says what. */
  readonly word: ShellWord;
  /** Absolute or in a home (`~`), variables resolved, globs as written; `undefined` where it is not known. */
  readonly pattern: string | undefined;
  /** Directories, too. */
  readonly recursive: boolean;
}

/** Everything that the commands of a RUN delete: `rm`, `unlink`, `find … -delete`, in source order. */
export function deletionsOf(instruction: InstructionNode): readonly Deletion[] {
  const directory = workingDirectory(instruction, startDirectory(instruction));
  const deletions: Deletion[] = [];
  for (const command of scriptOf(instruction)?.commands ?? []) {
    directory.pass(command);
    const recursive = isRecursive(command);
    for (const word of deletedWords(command)) {
      for (const pattern of patternsOf(instruction, word)) {
        const path = pattern === undefined ? undefined : directory.resolve(command, pattern);
        deletions.push({ command, word, pattern: path, recursive });
      }
    }
  }
  return deletions;
}

function isRecursive(command: ShellCommand): boolean {
  const program = effectiveCommand(command);
  return program?.name !== 'rm' || hasOption(program.arguments, { short: 'rR', long: ['recursive'] });
}

function patternsOf(instruction: InstructionNode, word: ShellWord): readonly (string | undefined)[] {
  const home = /^"?\$(?:HOME|\{HOME\})"?(?=\/|$)/.exec(word.text);
  if (home !== null) return [`~${word.text.slice(home[0].length).replaceAll('"', '')}`];
  const text = shellText(instruction, word);
  return text === undefined ? [undefined] : text.split(/\s+/).flatMap((part) => expandBraces(part));
}

function deletedWords(command: ShellCommand): readonly ShellWord[] {
  const program = effectiveCommand(command);
  if (program === undefined) return [];
  const { name, arguments: words } = program;
  if (name === 'rm' || name === 'unlink') return operands(words, []);
  if (name !== 'find') return [];
  const first = words.findIndex(({ text }) => /^(?:-[a-zA-Z]|\(|\\\(|!)/.test(text) && !/^-[HLPD]/.test(text));
  const expression = first === -1 ? [] : words.slice(first).map(({ value }) => value);
  const deletes = expression.includes('-delete') || (expression.includes('-exec') && expression.includes('rm'));
  return deletes ? words.slice(0, first).filter(({ text }) => !/^-[HLP]$/.test(text)) : [];
}
