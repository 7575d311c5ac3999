import { effectiveCommand, operands, optionValues } from './commands.js';
import { isPosixShell } from './dialect.js';
import type { ShellCommand, ShellWord } from './types.js';

/**
 * The argument that a command runs as a shell script of its own: that of `sh -c`, `su -c` and `eval`, also behind `sudo`
 * and the like; `undefined` for other commands and where the script is no literal word of its own.
 */
export function scriptArgument(command: ShellCommand): ShellWord | undefined {
  const effective = effectiveCommand(command);
  if (effective === undefined) return undefined;
  const { name, arguments: words } = effective;
  if (name === 'eval') return words.length === 1 ? literal(words[0]) : undefined;
  if (name === 'su' || name === 'runuser') return commandOfSu(words);
  return isPosixShell(name) ? commandOfShell(words) : undefined;
}

function commandOfSu(words: readonly ShellWord[]): ShellWord | undefined {
  const [script] = optionValues(words, { short: 'c', long: ['command'] }, [
    '-s',
    '--shell',
    '-g',
    '--group',
    '-G',
    '-w',
  ]);
  return script !== undefined && script.value === script.word.value ? literal(script.word) : undefined;
}

/** With `-c` a shell takes the first word that is no option as its script. */
function commandOfShell(words: readonly ShellWord[]): ShellWord | undefined {
  const [first] = operands(words, ['-o', '+o', '-O', '+O', '--rcfile', '--init-file']);
  if (first === undefined) return undefined;
  const options = words.slice(0, words.indexOf(first));
  return options.some(({ value }) => /^-[A-Za-z]*c[A-Za-z]*$/.test(value ?? '')) ? literal(first) : undefined;
}

function literal(word: ShellWord | undefined): ShellWord | undefined {
  return word?.value === undefined || word.value === '' ? undefined : word;
}
