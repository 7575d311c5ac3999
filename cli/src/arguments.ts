import { isProfile, nearest, type Profile, profiles, severities } from '@dockwright/shared-rules';
import { type HadolintCommand, parseHadolintArguments } from './hadolint/arguments.js';
import type { MaxSeverity } from './max-severity.js';

const profileNames = Object.keys(profiles).filter(isProfile);
const maxSeverities: readonly MaxSeverity[] = ['none', ...severities];

export const formats = [
  'text',
  'json',
  'sarif',
  'gitlab',
  'codeclimate',
  'checkstyle',
  'junit',
  'sonarqube',
  'tty',
  'gnu',
  'codacy',
  'hadolint-json',
] as const;
export const listFormats = ['text', 'json'] as const;
export const commandNames = ['lint', 'explain', 'rules', 'init', 'hadolint'] as const;

export type Format = (typeof formats)[number];
export type ListFormat = (typeof listFormats)[number];
export type CommandName = (typeof commandNames)[number];
export type FixMode = 'off' | 'safe' | 'suggested';

/** `auto`: ShellCheck, where it is on the PATH. */
export type ShellcheckChoice = 'auto' | 'off' | { readonly program: string };

export interface LintCommand {
  readonly command: 'lint';
  /** As written; `-` is standard input. Never empty. */
  readonly paths: readonly string[];
  readonly fix: FixMode;
  /** Show what `fix` would do and write nothing; `fix` is never `off` then. */
  readonly diff: boolean;
  /** `undefined`: what the configuration says, or else text. */
  readonly format: Format | undefined;
  readonly profile: Profile | undefined;
  readonly config: string | undefined;
  /** The folder that the images are built from, as written. */
  readonly context: string | undefined;
  /** `undefined`: what the configuration says, or else hint. */
  readonly maxSeverity: MaxSeverity | undefined;
  readonly stdinFilename: string | undefined;
  readonly shellcheck: ShellcheckChoice;
  readonly quiet: boolean;
  /** `undefined`: whatever the terminal and its environment ask for. */
  readonly color: boolean | undefined;
}

export interface ExplainCommand {
  readonly command: 'explain';
  readonly name: string;
}

export interface RulesCommand {
  readonly command: 'rules';
  readonly format: ListFormat;
}

export interface InitCommand {
  readonly command: 'init';
  readonly profile: Profile;
  /** hadolint's configuration to carry over, as written; `''` is the one of the working folder. */
  readonly fromHadolint: string | undefined;
}

export type Command =
  | LintCommand
  | ExplainCommand
  | RulesCommand
  | InitCommand
  | HadolintCommand
  | { readonly command: 'hadolint-problem'; readonly message: string }
  | { readonly command: 'help'; readonly topic: CommandName | undefined }
  | { readonly command: 'version' };

/** What is wrong with the command line, and what to write instead. */
export interface UsageProblem {
  readonly command: 'usage-problem';
  readonly message: string;
}

/** none: a switch. required: the next argument, or what stands behind `=`. optional: only what stands behind `=`. */
const valueKinds = {
  fix: 'optional',
  diff: 'none',
  format: 'required',
  profile: 'required',
  config: 'required',
  context: 'required',
  'max-severity': 'required',
  'stdin-filename': 'required',
  shellcheck: 'required',
  'no-shellcheck': 'none',
  quiet: 'none',
  color: 'none',
  'no-color': 'none',
  'from-hadolint': 'optional',
  help: 'none',
  version: 'none',
} as const satisfies Readonly<Record<string, 'none' | 'required' | 'optional'>>;

type OptionName = keyof typeof valueKinds;

const everywhere: readonly OptionName[] = ['help', 'version', 'color', 'no-color'];

const optionsOf: Readonly<Record<Exclude<CommandName, 'hadolint'>, readonly OptionName[]>> = {
  lint: [
    'fix',
    'diff',
    'format',
    'profile',
    'config',
    'context',
    'max-severity',
    'stdin-filename',
    'shellcheck',
    'no-shellcheck',
    'quiet',
    ...everywhere,
  ],
  explain: everywhere,
  rules: ['format', ...everywhere],
  init: ['profile', 'from-hadolint', ...everywhere],
};

const shortNames: ReadonlyMap<string, OptionName> = new Map([
  ['-c', 'config'],
  ['-f', 'format'],
  ['-h', 'help'],
  ['-q', 'quiet'],
  ['-v', 'version'],
  ['-V', 'version'],
]);

/** What other tools call an option, where the name alone would not lead to ours. */
const foreignNames: ReadonlyMap<string, string> = new Map([
  ['--build-context', '--context'],
  ['--dry-run', '--diff'],
  ['--fail-level', '--max-severity'],
  ['--fail-on', '--max-severity'],
  ['--failure-threshold', '--max-severity'],
  ['--fix-dry-run', '--diff'],
  ['--fix-unsafe', '--fix=suggested'],
  ['--max-warnings', '--max-severity'],
  ['--no-fail', '--max-severity error'],
  ['--output-format', '--format'],
  ['--preset', '--profile'],
  ['--reporter', '--format'],
  ['--stdin', '-'],
  ['--stdin-filepath', '--stdin-filename'],
  ['--unsafe-fixes', '--fix=suggested'],
]);

function problem(message: string): UsageProblem {
  return { command: 'usage-problem', message };
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(valueKinds, name);
}

/** `a, b or c`. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function unknownOption(written: string): UsageProblem {
  const known = Object.keys(valueKinds).map((name) => `--${name}`);
  const meant = foreignNames.get(written.toLowerCase()) ?? nearest(written, known);
  const remedy = meant === undefined ? 'See all options with dockwright --help.' : `Did you mean ${meant}?`;
  return problem(`Unknown option ${written}. ${remedy}`);
}

interface Scanned {
  readonly options: ReadonlyMap<OptionName, string>;
  readonly words: readonly string[];
}

/** Parts options from words. An option without value has the value `''`; where one is written twice, the last counts. */
function scan(argv: readonly string[]): Scanned | UsageProblem {
  const options = new Map<OptionName, string>();
  const words: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? '';
    if (argument === '--') {
      words.push(...argv.slice(index + 1));
      break;
    }
    if (argument === '-' || !argument.startsWith('-')) {
      if (argv[index - 1] === '--fix' && (argument === 'suggested' || argument === 'safe')) {
        return problem(`Write --fix=${argument}, in one word. A file of that name is ./${argument}.`);
      }
      words.push(argument);
      continue;
    }
    const equals = argument.indexOf('=');
    const written = equals < 0 ? argument : argument.slice(0, equals);
    const name = shortNames.get(written) ?? (written.startsWith('--') ? written.slice(2) : '');
    if (!isOptionName(name)) return unknownOption(written);
    const kind = valueKinds[name];
    if (equals >= 0) {
      const value = argument.slice(equals + 1);
      if (kind === 'none') return problem(`${written} takes no value. Write ${written} alone.`);
      if (value === '') return problem(`${written} needs a value behind the equals sign.`);
      options.set(name, value);
    } else if (kind === 'required') {
      const value = argv[++index];
      if (value === undefined || value === '' || /^-./.test(value)) {
        return problem(`${written} needs a value. See dockwright lint --help.`);
      }
      options.set(name, value);
    } else {
      options.delete(name);
      options.set(name, '');
    }
  }
  return { options, words };
}

/** One of the allowed values, or a problem that lists them. */
function choose<Value extends string>(option: string, value: string, allowed: readonly Value[]): Value | UsageProblem {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  const meant = nearest(value, allowed);
  const remedy = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return problem(`${option} cannot be “${value}”: it is ${listed(allowed)}.${remedy}`);
}

/** Whichever of the two switches stands later on the command line. */
function colorOf(options: ReadonlyMap<OptionName, string>): boolean | undefined {
  const last = [...options.keys()].filter((name) => name === 'color' || name === 'no-color').at(-1);
  return last === undefined ? undefined : last === 'color';
}

function shellcheckOf(options: ReadonlyMap<OptionName, string>): ShellcheckChoice {
  const program = options.get('shellcheck');
  // A process for each script takes longer than all of our own work, so nobody gets it unasked.
  if (program === undefined || options.has('no-shellcheck')) return 'off';
  return program === 'auto' ? 'auto' : { program };
}

function unknownCommand(word: string): UsageProblem {
  const meant = nearest(word, [...commandNames, 'help']);
  if (meant !== undefined) return problem(`Unknown command ${word}. Did you mean dockwright ${meant}?`);
  if (/[./\\-]|file$/i.test(word)) return problem(`To lint ${word}, write: dockwright lint ${word}`);
  return problem(`Unknown command ${word}. The commands are ${listed(commandNames)}.`);
}

function isCommandName(word: string): word is CommandName {
  return commandNames.some((name) => name === word);
}

function lintCommand(options: ReadonlyMap<OptionName, string>, words: readonly string[]): LintCommand | UsageProblem {
  const paths = words.length === 0 ? ['.'] : words;
  if (paths.includes('')) return problem('A path is empty. Write . for the current folder.');
  const diff = options.has('diff');
  const fixValue = options.get('fix') ?? (diff ? '' : undefined);
  const fix = fixValue === undefined ? 'off' : choose('--fix', fixValue || 'safe', ['safe', 'suggested'] as const);
  if (typeof fix === 'object') return fix;
  const formatValue = options.get('format');
  const format = formatValue === undefined ? undefined : choose('--format', formatValue, formats);
  if (typeof format === 'object') return format;
  if (diff && options.has('format'))
    return problem('--diff prints a patch, so it cannot go with --format. Drop one of them.');
  const profileValue = options.get('profile');
  const profile = profileValue === undefined ? undefined : choose('--profile', profileValue, profileNames);
  if (typeof profile === 'object') return profile;
  const maxValue = options.get('max-severity');
  const maxSeverity = maxValue === undefined ? undefined : choose('--max-severity', maxValue, maxSeverities);
  if (typeof maxSeverity === 'object') return maxSeverity;
  const stdinFilename = options.get('stdin-filename');
  if (stdinFilename !== undefined && !paths.includes('-')) {
    return problem('--stdin-filename names what comes from standard input. Add the path -');
  }
  return {
    command: 'lint',
    paths,
    fix,
    diff,
    format,
    profile,
    config: options.get('config'),
    context: options.get('context'),
    maxSeverity,
    stdinFilename,
    shellcheck: shellcheckOf(options),
    quiet: options.has('quiet'),
    color: colorOf(options),
  };
}

function explainCommand(words: readonly string[]): ExplainCommand | UsageProblem {
  const [name, ...more] = words;
  if (name === undefined) return problem('Name a rule: dockwright explain <rule>. dockwright rules lists them.');
  return more.length === 0 ? { command: 'explain', name } : problem('dockwright explain takes one rule at a time.');
}

function rulesCommand(options: ReadonlyMap<OptionName, string>, words: readonly string[]): RulesCommand | UsageProblem {
  if (words.length > 0)
    return problem(`dockwright rules takes no arguments. For one rule: dockwright explain ${words[0]}`);
  const format = choose('--format', options.get('format') ?? 'text', listFormats);
  return typeof format === 'object' ? format : { command: 'rules', format };
}

function initCommand(options: ReadonlyMap<OptionName, string>, words: readonly string[]): InitCommand | UsageProblem {
  const from = options.get('from-hadolint');
  // The file may stand behind the option as a word of its own: init takes no other.
  const [file, ...more] = from === '' ? words : ['', ...words];
  if (more.length > 0) return problem('dockwright init takes no arguments: it writes to the current folder.');
  const profile = choose('--profile', options.get('profile') ?? 'recommended', profileNames);
  if (typeof profile === 'object') return profile;
  return { command: 'init', profile, fromHadolint: from === undefined ? undefined : from || file || '' };
}

function helpTopic(word: string | undefined): CommandName | undefined {
  return word !== undefined && isCommandName(word) ? word : undefined;
}

/**
 * Reads a command line, without the name of the program. Gives what to do, or what is wrong with the line and what to
 * write instead.
 */
export function parseArguments(argv: readonly string[]): Command | UsageProblem {
  if (argv[0] === 'hadolint') return parseHadolintArguments(argv.slice(1));
  const scanned = scan(argv);
  if ('command' in scanned) return scanned;
  const { options, words } = scanned;
  const [name, ...rest] = words;
  if (options.has('version')) return { command: 'version' };
  if (name === 'help') return { command: 'help', topic: helpTopic(rest[0]) };
  if (options.has('help')) return { command: 'help', topic: helpTopic(name) };
  if (name === undefined) return problem('Say what to do, for example: dockwright lint .');
  if (!isCommandName(name)) return unknownCommand(name);
  if (name === 'hadolint') {
    return problem('Write hadolint first and its options behind it: dockwright hadolint [options] Dockerfile');
  }
  const stray = [...options.keys()].find((option) => !optionsOf[name].includes(option));
  if (stray !== undefined)
    return problem(`dockwright ${name} has no option --${stray}. See dockwright ${name} --help.`);
  switch (name) {
    case 'lint':
      return lintCommand(options, rest);
    case 'explain':
      return explainCommand(rest);
    case 'rules':
      return rulesCommand(options, rest);
    case 'init':
      return initCommand(options, rest);
  }
}
