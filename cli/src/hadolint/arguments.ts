import { type HadolintOptions, nearest, noHadolintOptions } from '@dockwright/shared-rules';
import { type Read, readCode, readFormat, readLabel, readThreshold, splitList } from './values.js';

export interface HadolintCommand {
  readonly command: 'hadolint';
  /** As written; `-` is standard input. Never empty. */
  readonly paths: readonly string[];
  readonly config: string | undefined;
  /** The n-th is for the n-th format. */
  readonly outputs: readonly string[];
  readonly filePathInReport: string | undefined;
  /** What the command line alone says. */
  readonly options: HadolintOptions;
}

export type HadolintArguments =
  | HadolintCommand
  | { readonly command: 'help'; readonly topic: 'hadolint' }
  | { readonly command: 'version' }
  | { readonly command: 'hadolint-problem'; readonly message: string };

/** What the command line has said so far; changed while it is read. */
interface Draft {
  config: string | undefined;
  filePathInReport: string | undefined;
  options: HadolintOptions;
  readonly outputs: string[];
  readonly paths: string[];
}

/** Takes a value into the draft, or says what is wrong with it. */
type Take = (draft: Draft, value: string) => string | undefined;

const switches = {
  '--help': 'help',
  '--version': 'version',
  '--no-fail': 'noFail',
  '--no-color': 'noColor',
  '--verbose': 'verbose',
  '--strict-labels': 'strictLabels',
  '--disable-ignore-pragma': 'disableIgnorePragma',
} as const;

type Switch = keyof typeof switches;

function taking<Value>(
  reader: (text: string) => Read<Value>,
  apply: (options: HadolintOptions, value: Value) => HadolintOptions,
): Take {
  return (draft, written) => {
    const read = reader(written);
    if ('wrong' in read) return read.wrong;
    draft.options = apply(draft.options, read.value);
    return undefined;
  };
}

/** The same for a list with commas, each part by itself. */
function takingList<Value>(
  reader: (text: string) => Read<Value>,
  apply: (options: HadolintOptions, value: Value) => HadolintOptions,
): Take {
  const take = taking(reader, apply);
  return (draft, written) => {
    const parts = splitList(written);
    if (parts.length === 0) return 'needs a value.';
    return parts.map((part) => take(draft, part)).find((wrong) => wrong !== undefined);
  };
}

function overriding(severity: keyof HadolintOptions['override']): Take {
  return takingList(readCode, (options, code) => ({
    ...options,
    override: { ...options.override, [severity]: [...options.override[severity], code] },
  }));
}

const readText = (value: string): Read<string> => ({ value });

const valued: Readonly<Record<string, Take>> = {
  '--config': (draft, value) => {
    draft.config = value;
    return undefined;
  },
  '--file-path-in-report': (draft, value) => {
    draft.filePathInReport = value;
    return undefined;
  },
  '--output': (draft, value) => {
    draft.outputs.push(value);
    return undefined;
  },
  '--format': taking(readFormat, (options, format) => ({ ...options, formats: [...options.formats, format] })),
  '--failure-threshold': taking(readThreshold, (options, failureThreshold) => ({ ...options, failureThreshold })),
  '--error': overriding('error'),
  '--warning': overriding('warning'),
  '--info': overriding('info'),
  '--style': overriding('style'),
  '--ignore': takingList(readCode, (options, code) => ({ ...options, ignored: [...options.ignored, code] })),
  '--trusted-registry': takingList(readText, (options, registry) => ({
    ...options,
    trustedRegistries: [...options.trustedRegistries, registry],
  })),
  '--require-label': takingList(readLabel, (options, [name, type]) => ({
    ...options,
    labels: new Map([...options.labels, [name, type]]),
  })),
};

const shortNames: ReadonlyMap<string, string> = new Map([
  ['h', '--help'],
  ['v', '--version'],
  ['V', '--verbose'],
  ['c', '--config'],
  ['f', '--format'],
  ['o', '--output'],
  ['t', '--failure-threshold'],
]);

function isSwitch(name: string): name is Switch {
  return Object.hasOwn(switches, name);
}

function takeOf(name: string): Take | undefined {
  return Object.hasOwn(valued, name) ? valued[name] : undefined;
}

function wrong(message: string): HadolintArguments {
  return { command: 'hadolint-problem', message };
}

function unknown(written: string): HadolintArguments {
  const meant = nearest(written, [...Object.keys(switches), ...Object.keys(valued)]);
  const hint = meant === undefined ? 'See all options with dockwright hadolint --help.' : `Did you mean ${meant}?`;
  return wrong(`Unknown option ${written}. ${hint}`);
}

/** An option as the command line has it: its long name, and its value where that stands in the same word. */
interface Written {
  readonly name: string;
  readonly value: string | undefined;
  /** What follows in a word of several letters, with its dash; `''` where nothing does. */
  readonly rest: string;
}

function splitOption(argument: string): Written | undefined {
  if (argument.startsWith('--')) {
    const equals = argument.indexOf('=');
    if (equals < 0) return { name: argument, value: undefined, rest: '' };
    return { name: argument.slice(0, equals), value: argument.slice(equals + 1), rest: '' };
  }
  const name = shortNames.get(argument.slice(1, 2));
  const more = argument.slice(2);
  if (name === undefined) return undefined;
  if (more === '' || !isSwitch(name)) return { name, value: more === '' ? undefined : more, rest: '' };
  return { name, value: undefined, rest: `-${more}` };
}

/**
 * Reads hadolint's command line, without the name of the program: https://github.com/hadolint/hadolint#cli. Gives what to
 * do, or what is wrong with the line and what to write instead.
 */
export function parseHadolintArguments(argv: readonly string[]): HadolintArguments {
  const draft: Draft = {
    config: undefined,
    filePathInReport: undefined,
    options: noHadolintOptions,
    outputs: [],
    paths: [],
  };
  const pending = [...argv].reverse();
  for (let argument = pending.pop(); argument !== undefined; argument = pending.pop()) {
    if (argument === '--') {
      draft.paths.push(...pending.reverse());
      break;
    }
    if (argument === '-' || !argument.startsWith('-')) {
      draft.paths.push(argument);
      continue;
    }
    const written = splitOption(argument);
    if (written === undefined) return unknown(argument);
    const { name, rest } = written;
    if (rest !== '') pending.push(rest);
    if (isSwitch(name)) {
      if (written.value !== undefined) return wrong(`${name} takes no value. Write ${name} alone.`);
      const key = switches[name];
      if (key === 'help') return { command: 'help', topic: 'hadolint' };
      if (key === 'version') return { command: 'version' };
      draft.options = { ...draft.options, [key]: true };
      continue;
    }
    const take = takeOf(name);
    if (take === undefined) return unknown(name);
    const value = written.value ?? pending.pop();
    if (value === undefined || value === '') return wrong(`${name} needs a value. See dockwright hadolint --help.`);
    const fault = take(draft, value);
    if (fault !== undefined) return wrong(`${name} ${fault}`);
  }
  const { config, filePathInReport, options, outputs, paths } = draft;
  if (paths.length === 0) return wrong('Name a Dockerfile, or - for standard input.');
  if (paths.includes('')) return wrong('A path is empty. Name a Dockerfile, or - for standard input.');
  return { command: 'hadolint', paths, config, outputs, filePathInReport, options };
}
