import { isShellBuiltin, quoteForShell } from '../shell/quote.js';

/** A word that was meant for a shell. `variable`: names variables and is otherwise plain. */
export interface MeantWord {
  readonly value: string;
  readonly kind: 'word' | 'variable' | 'operator';
}

/** Not in every `/bin/sh`. */
const BASH_ONLY = /^(?:source|pushd|popd|shopt|declare|local)$/;

/** By their names, variables that hold several words. */
const SEVERAL_WORDS = /^\$\{?\w*(?:OPTS|OPTIONS|ARGS|ARGUMENTS|FLAGS|PARAMS)\}?$/;

/**
 * Words of a JSON array as arguments of `sh -c`: the line, with `exec` before its last program, and where the program
 * takes arguments, `"$@"` at the end and the program's name for `$0`. `undefined` where that cannot be said as one line,
 * and for what runs in the background: a container ends with the line.
 */
export function shellLineOfElements(
  words: readonly MeantWord[],
  { exec, takesArguments }: { readonly exec: boolean; readonly takesArguments: boolean },
): readonly string[] | undefined {
  if (words.some(({ value }) => /[\r\n]/.test(value) || BASH_ONLY.test(value))) return undefined;
  if (words.some(({ value, kind }) => kind === 'operator' && value === '&')) return undefined;
  const isList = words.every(({ value, kind }) => kind !== 'operator' || value !== '|');
  const last = words.reduce((found, { value, kind }, index) => {
    return kind === 'operator' && /^(?:&&|\|\||;)$/.test(value) ? index + 1 : found;
  }, 0);
  const program = words[last];
  if (program === undefined || words[0]?.kind === 'operator') return undefined;
  const canExec = exec && isList && program.kind !== 'operator' && !isShellBuiltin(program.value);
  if (takesArguments && !canExec) return undefined;
  const parts = words.map((word, index) => (canExec && index === last ? `exec ${write(word)}` : write(word)));
  const line = parts.join(' ').replaceAll(' ; ', '; ');
  return takesArguments ? [`${line} "$@"`, program.kind === 'word' ? program.value : 'sh'] : [line];
}

function write({ value, kind }: MeantWord): string {
  if (kind === 'operator' || (kind === 'variable' && SEVERAL_WORDS.test(value))) return value;
  return kind === 'variable' ? `"${value}"` : quoteForShell(value);
}
