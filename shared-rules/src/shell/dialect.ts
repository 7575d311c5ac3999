import { readShellOptions, type ShellOptions } from './options.js';
import type { ShellDialect } from './types.js';
import { findProgram } from './wrappers.js';

export type ShellProgram =
  | 'sh'
  | 'bash'
  | 'ash'
  | 'dash'
  | 'zsh'
  | 'ksh'
  | 'mksh'
  | 'yash'
  | 'powershell'
  | 'pwsh'
  | 'cmd';

const programs: ReadonlyMap<string, ShellProgram> = new Map<string, ShellProgram>([
  ['sh', 'sh'],
  ['bash', 'bash'],
  ['rbash', 'bash'],
  ['ash', 'ash'],
  ['hush', 'ash'],
  ['dash', 'dash'],
  ['zsh', 'zsh'],
  ['ksh', 'ksh'],
  ['ksh93', 'ksh'],
  ['mksh', 'mksh'],
  ['lksh', 'mksh'],
  ['pdksh', 'mksh'],
  ['yash', 'yash'],
  ['powershell', 'powershell'],
  ['pwsh', 'pwsh'],
  ['cmd', 'cmd'],
]);

/**
 * The shell that runs the shell form of instructions. `argv` is the array of the SHELL instruction, `undefined` where
 * there is none; then it is Docker's default, `/bin/sh` or, on Windows, `cmd`. Gives `undefined` for anything that is no
 * known shell. https://docs.docker.com/reference/dockerfile/#shell
 */
export function shellProgram(
  argv: readonly string[] | undefined,
  windows: boolean | undefined = undefined,
): ShellProgram | undefined {
  if (argv === undefined) return windows ? 'cmd' : 'sh';
  return findShell(argv)?.program;
}

/**
 * The language of the shell form. `argv` as for `shellProgram`; where it is not known whether the image is one of Windows,
 * it is taken for Linux. A program that is no known shell gives `unknown`.
 */
export function dialectOf(argv: readonly string[] | undefined, windows: boolean | undefined): ShellDialect {
  return dialectOfProgram(shellProgram(argv, windows));
}

/** Whether a program reads POSIX shell scripts: its name without directories. */
export function isPosixShell(name: string): boolean {
  return dialectOfProgram(programs.get(name)) === 'posix';
}

/** Which options of the shell the array of a SHELL instruction, or a shebang, switches on; all `undefined` for no known shell. */
export function shellOptionsOf(argv: readonly string[]): ShellOptions {
  const shell = findShell(argv);
  const isPosix = dialectOfProgram(shell?.program) === 'posix';
  return readShellOptions(isPosix && shell !== undefined ? argv.slice(shell.index + 1) : []);
}

/** Whether the array of a SHELL instruction makes a pipe fail when any of its commands fails (`-o pipefail`). */
export function hasPipefail(argv: readonly string[]): boolean {
  return shellOptionsOf(argv).pipefail ?? false;
}

/** Whether the array of a SHELL instruction makes a script end at the first command that fails (`-e`). */
export function hasErrexit(argv: readonly string[]): boolean {
  return shellOptionsOf(argv).errexit ?? false;
}

/** The words of a shebang, `#!/usr/bin/env -S bash -e`; `undefined` where the line is none. */
export function shebangArgv(firstLine: string): readonly string[] | undefined {
  if (!firstLine.startsWith('#!')) return undefined;
  return firstLine
    .slice(2)
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== '');
}

/**
 * What reads the heredoc of a RUN. `firstLine` is the first line of its body (leading tabs cut for `<<-`),
 * `wordsAfterMarker` the other words of the command line. Alone, the heredoc is a script: of the program that its shebang
 * names, else of the stage's own shell, for which the result is `undefined`. With other words it is the input of a
 * command: `posix` where that is a shell that reads its script from there (`RUN bash -e <<EOF`), else `unknown`. That is
 * said of the body only: the command line itself is for the stage's shell.
 * https://docs.docker.com/reference/dockerfile/#here-documents
 */
export function interpreterOfHeredoc(firstLine: string, wordsAfterMarker: readonly string[]): ShellDialect | undefined {
  if (wordsAfterMarker.length === 0) {
    const argv = shebangArgv(firstLine);
    return argv && dialectOfProgram(findShell(argv)?.program);
  }
  const shell = findShell(wordsAfterMarker);
  if (shell === undefined) return 'unknown';
  return readsScriptFromInput(wordsAfterMarker.slice(shell.index + 1)) ? dialectOfProgram(shell.program) : 'unknown';
}

function readsScriptFromInput(shellArguments: readonly string[]): boolean {
  for (let index = 0; index < shellArguments.length; index++) {
    const word = shellArguments[index] ?? '';
    if (word === '-' || /^-[A-Za-z]*s[A-Za-z]*$/.test(word)) return true;
    if (!/^[-+]/.test(word) || /^-[A-Za-z]*c[A-Za-z]*$/.test(word)) return false;
    if (/^[-+][A-Za-z]*[oO]$/.test(word)) index++;
  }
  return true;
}

function dialectOfProgram(program: ShellProgram | undefined): ShellDialect {
  switch (program) {
    case undefined:
      return 'unknown';
    case 'powershell':
    case 'pwsh':
      return 'powershell';
    case 'cmd':
      return 'cmd';
    default:
      return 'posix';
  }
}

interface ShellPlace {
  readonly program: ShellProgram;
  readonly index: number;
}

function findShell(argv: readonly string[]): ShellPlace | undefined {
  const place = findProgram(argv.map(withoutWindowsSpelling));
  const direct = place && shellAt(argv, place.index);
  if (direct !== undefined) return direct;
  // Any other program that runs a shell, as in ["conda", "run", "-n", "base", "/bin/bash", "-c"].
  if (!/^-[a-z]*c$/.test(argv.at(-1) ?? '')) return undefined;
  for (let index = 1; index < argv.length; index++) {
    const shell = shellAt(argv, index);
    if (shell !== undefined) return shell;
  }
  return undefined;
}

function shellAt(argv: readonly string[], index: number): ShellPlace | undefined {
  const word = argv[index];
  const program = word === undefined ? undefined : programs.get(withoutWindowsSpelling(word).replace(/^.*\//, ''));
  return program && { program, index };
}

/** `C:\\Windows\\System32\\Cmd.EXE` gives `c:/windows/system32/cmd`. */
function withoutWindowsSpelling(word: string): string {
  return /\\|\.exe$/i.test(word)
    ? word
        .replaceAll('\\', '/')
        .toLowerCase()
        .replace(/\.exe$/, '')
    : word;
}
