import { splitOption } from './options.js';

/** How a program that runs another one reads its own arguments. */
interface Wrapper {
  /** Options whose value is a word of its own. */
  readonly optionsWithValue?: readonly string[];
  /** Options with which it runs no other program. */
  readonly queries?: readonly string[];
  /** It runs another program only if one of these is given. */
  readonly onlyWith?: readonly string[];
  /** How many words besides options stand before the program. */
  readonly operands?: number;
  /** `name=value` may stand before the program. */
  readonly assignments?: boolean;
}

/** Read from each program's manual page: https://man7.org/linux/man-pages/ and https://manpages.debian.org/ */
const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    'sudo',
    {
      optionsWithValue: [
        ...['-u', '--user', '-g', '--group', '-h', '--host', '-p', '--prompt', '-C', '--close-from', '-r', '--role'],
        ...['-t', '--type', '-T', '--command-timeout', '-U', '--other-user', '-D', '--chdir', '-R', '--chroot'],
      ],
      queries: ['-l', '--list', '-v', '--validate', '-e', '--edit', '-V', '--version', '-K', '--remove-timestamp'],
      assignments: true,
    },
  ],
  ['doas', { optionsWithValue: ['-u', '-C', '-a'], queries: ['-L'] }],
  ['env', { optionsWithValue: ['-u', '--unset', '-C', '--chdir'], assignments: true }],
  ['cross-env', { assignments: true }],
  ['exec', { optionsWithValue: ['-a'] }],
  ['command', { queries: ['-v', '-V'] }],
  ['builtin', {}],
  ['nice', { optionsWithValue: ['-n', '--adjustment'] }],
  ['ionice', { optionsWithValue: ['-c', '--class', '-n', '--classdata'], queries: ['-p', '-P', '-u'] }],
  ['chrt', { optionsWithValue: ['-T', '-P', '-D'], queries: ['-p', '-m'], operands: 1 }],
  ['taskset', { queries: ['-p'], operands: 1 }],
  ['time', { optionsWithValue: ['-f', '--format', '-o', '--output'] }],
  ['nohup', {}],
  ['setsid', {}],
  ['timeout', { optionsWithValue: ['-s', '--signal', '-k', '--kill-after'], operands: 1 }],
  [
    'xargs',
    {
      optionsWithValue: [
        ...['-I', '-n', '--max-args', '-L', '-P', '--max-procs', '-d', '--delimiter', '-a', '--arg-file'],
        ...['-E', '-s', '--max-chars', '--process-slot-var'],
      ],
    },
  ],
  ['gosu', { operands: 1, queries: ['--version', '--help'] }],
  ['su-exec', { operands: 1 }],
  ['s6-setuidgid', { operands: 1 }],
  ['setuidgid', { operands: 1 }],
  [
    'chpst',
    {
      optionsWithValue: [
        ...['-u', '-U', '-b', '-/', '-e', '-n', '-l', '-L', '-m'],
        ...['-d', '-o', '-p', '-f', '-c', '-r', '-t'],
      ],
    },
  ],
  [
    'setpriv',
    {
      optionsWithValue: [
        ...['--reuid', '--regid', '--ruid', '--euid', '--rgid', '--egid', '--groups', '--inh-caps'],
        ...['--ambient-caps', '--bounding-set', '--securebits', '--pdeathsig', '--selinux-label'],
        ...['--apparmor-profile'],
      ],
      queries: ['-d', '--dump'],
    },
  ],
  ['runuser', { optionsWithValue: ['-u', '--user', '-g', '--group', '-G', '-w'], onlyWith: ['-u', '--user'] }],
  ['tini', { optionsWithValue: ['-p', '-e'], queries: ['--version', '-l'] }],
  ['dumb-init', { optionsWithValue: ['-r', '--rewrite'], queries: ['-V', '--version'] }],
  ['catatonit', {}],
  ['stdbuf', { optionsWithValue: ['-i', '--input', '-o', '--output', '-e', '--error'] }],
  ['unbuffer', {}],
  ['eatmydata', {}],
  ['fakeroot', { optionsWithValue: ['-l', '--lib', '--faked', '-s', '-i', '-b'] }],
  ['linux32', {}],
  ['linux64', {}],
  [
    'xvfb-run',
    {
      optionsWithValue: [
        ...['-e', '--error-file', '-f', '--auth-file', '-n', '--server-num', '-p', '--xauth-protocol'],
        ...['-s', '--server-args', '-w', '--wait'],
      ],
    },
  ],
  ['busybox', { queries: ['--list', '--list-full', '--install', '--help'] }],
]);

const assignment = /^[A-Za-z_][A-Za-z0-9_]*=/;

/** A program among the words of a command line. */
export interface ProgramPlace {
  readonly index: number;
  /** The programs before it that run it, outermost first, without directories. */
  readonly wrappers: readonly string[];
}

/** The last part of a path: `/usr/bin/apt-get` gives `apt-get`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a program, named without directories, may run another one that its arguments name. */
export function isWrapper(name: string): boolean {
  return wrappers.has(name);
}

/**
 * Finds the program that a command line comes down to, looking through `sudo`, `env`, `timeout 5` and the like. Words
 * whose value is not known are `undefined`; the result is `undefined` where the program is one of those, or there is none.
 * A wrapper without another program behind it is itself the program.
 */
export function findProgram(words: readonly (string | undefined)[]): ProgramPlace | undefined {
  const passed: string[] = [];
  for (let index = 0; ; ) {
    const word = words[index];
    if (word === undefined) return undefined;
    const name = baseName(word);
    const wrapper = wrappers.get(name);
    const inner = wrapper && innerIndex(wrapper, words, index + 1);
    if (inner === undefined) return { index, wrappers: passed };
    passed.push(name);
    index = inner;
  }
}

/** Where the program stands that a wrapper runs, whose arguments begin at `from`; `undefined` where it runs none. */
function innerIndex(wrapper: Wrapper, words: readonly (string | undefined)[], from: number): number | undefined {
  const { optionsWithValue = [], queries = [], onlyWith, assignments = false } = wrapper;
  let operands = wrapper.operands ?? 0;
  let optionsEnded = false;
  let runs = onlyWith === undefined;

  for (let index = from; index < words.length; index++) {
    const word = words[index];
    if (!optionsEnded && word === '--') {
      optionsEnded = true;
      continue;
    }
    const option = optionsEnded || word === undefined ? undefined : splitOption(word, optionsWithValue);
    if (option !== undefined) {
      if (option.names.some((name) => queries.includes(name))) return undefined;
      runs ||= option.names.some((name) => onlyWith?.includes(name));
      if (option.takesNext) index++;
      continue;
    }
    if (assignments && word !== undefined && assignment.test(word)) continue;
    if (operands === 0) return runs ? index : undefined;
    operands--;
    optionsEnded = true;
  }
  return undefined;
}
