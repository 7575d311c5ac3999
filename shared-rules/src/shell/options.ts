/** A word that holds options, taken apart. */
export interface OptionWord {
  /** With their dashes; several for `-qqy`. */
  readonly names: readonly string[];
  /** The value of the last of them, where it is part of the word: `--option=value`, `-ovalue`. */
  readonly value: string | undefined;
  /** The next word is the value of the last of them. */
  readonly takesNext: boolean;
}

/**
 * Takes a word apart that begins with a dash. Which options have a value (`-o`, `--option`, `-exec`) must be told: it
 * cannot be seen whether `-oy` is `-o` with the value `y` or `-o` and `-y`. Gives `undefined` for words that are no
 * options: `-`, `--` and all without a dash.
 */
export function splitOption(word: string, optionsWithValue: readonly string[]): OptionWord | undefined {
  if (!word.startsWith('-') || word === '-' || word === '--') return undefined;
  if (optionsWithValue.includes(word)) return { names: [word], value: undefined, takesNext: true };
  if (word.startsWith('--')) {
    const equals = word.indexOf('=');
    if (equals === -1) return { names: [word], value: undefined, takesNext: false };
    return { names: [word.slice(0, equals)], value: word.slice(equals + 1), takesNext: false };
  }

  const names: string[] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    const name = `-${letter}`;
    const hasValue = optionsWithValue.includes(name);
    if (!hasValue && !/[A-Za-z0-9]/.test(letter)) return { names, value: word.slice(at), takesNext: false };
    names.push(name);
    if (!hasValue) continue;
    const value = word.slice(at + 1);
    return value === '' ? { names, value: undefined, takesNext: true } : { names, value, takesNext: false };
  }
  return { names, value: undefined, takesNext: false };
}

/** What `set`, or the options of a shell, say of how failures end a script; `undefined` where they say nothing. */
export interface ShellOptions {
  /** `-e`: a failing command ends the script. */
  readonly errexit: boolean | undefined;
  /** `-o pipefail`: a pipe fails when any of its commands fails. */
  readonly pipefail: boolean | undefined;
  /** `-u`: reading a variable that is not set ends the script. */
  readonly nounset: boolean | undefined;
  /** `-x`: commands are printed before they run. */
  readonly xtrace: boolean | undefined;
}

const optionLetters: ReadonlyMap<string, string> = new Map([
  ['e', 'errexit'],
  ['u', 'nounset'],
  ['x', 'xtrace'],
]);
const shellOptionsWithValue: ReadonlySet<string> = new Set(['--rcfile', '--init-file']);

/**
 * Reads the words behind a shell's name, or behind `set`: `-euxo pipefail`, `-e -o pipefail -c …`, `+e`. Stops at the
 * first word that is no option. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set
 */
export function readShellOptions(words: readonly string[]): ShellOptions {
  const switched = new Map<string, boolean>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!/^[-+][^-]/.test(word)) {
      if (!word.startsWith('--') || word === '--') break;
      if (shellOptionsWithValue.has(word)) index++;
      continue;
    }
    const on = word.startsWith('-');
    for (const letter of word.slice(1)) {
      if (letter === 'o' || letter === 'O') index++;
      const name = letter === 'o' ? words[index]?.toLowerCase().replaceAll('_', '') : optionLetters.get(letter);
      if (name !== undefined) switched.set(name, on);
    }
  }
  return {
    errexit: switched.get('errexit'),
    pipefail: switched.get('pipefail'),
    nounset: switched.get('nounset'),
    xtrace: switched.get('xtrace'),
  };
}
