import { curlOptionsWithValue, wgetOptionsWithValue } from '../facts/downloaders.js';
import { type Argument, effectiveCommand, readArguments } from '../shell/commands.js';
import type { ShellCommand } from '../shell/types.js';
import type { Span } from '../text/span.js';
import { lastPart } from './paths.js';
import { shellText } from './shell-values.js';
import { transferOf } from './transfer.js';
import type { InstructionNode } from './types.js';

/** A file or a directory of some size that an instruction brings. */
export interface MadeFile {
  /** Variables resolved; relative ones are relative to the working directory. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** Where it is said: the command, or the destination of a COPY. */
  readonly span: Span;
}

/**
 * Options whose value is the next word, from each one's manual: https://git-scm.com/docs/git-clone,
 * https://www.gnu.org/software/tar/manual/tar.html, https://linux.die.net/man/1/unzip
 */
const OPTIONS_WITH_VALUE: Readonly<Record<string, readonly string[]>> = {
  curl: curlOptionsWithValue,
  wget: wgetOptionsWithValue,
  git: [
    ...['-b', '--branch', '--depth', '-c', '--config', '-C', '-j', '--jobs', '-o', '--origin', '--reference'],
    ...['--shallow-since', '--template', '--separate-git-dir', '--filter', '-u'],
  ],
  tar: ['-C', '--directory', '-f', '--file', '--strip-components', '--exclude', '-I', '-T'],
  unzip: ['-d', '-x', '-P'],
};

/** What a command downloads, clones or unpacks, as far as its place can be seen. */
export function madeByCommand(run: InstructionNode, command: ShellCommand): readonly MadeFile[] {
  const program = effectiveCommand(command);
  const options = program === undefined ? undefined : OPTIONS_WITH_VALUE[program.name];
  if (program === undefined || options === undefined) return [];
  const words = readArguments(program.arguments, options);
  const isDirectory = program.name !== 'curl' && program.name !== 'wget';
  const paths = pathsOf(program.name, { run, command, words });
  return paths.flatMap((path) => (isRealFile(path) ? [{ path, isDirectory, span: command.span }] : []));
}

interface Call {
  readonly run: InstructionNode;
  readonly command: ShellCommand;
  readonly words: readonly Argument[];
}

function pathsOf(program: string, call: Call): readonly (string | undefined)[] {
  const operands = operandsOf(call);
  switch (program) {
    case 'curl': {
      const output = optionText(call, '-o', '--output') ?? redirectText(call);
      const takesName = hasOption(call, '-O', '--remote-name');
      return output === undefined && takesName ? operands.map(fileOfUrl) : [output];
    }
    case 'wget': {
      const output = optionText(call, '-O', '--output-document');
      if (output !== undefined) return [output === '-' ? redirectText(call) : output];
      const directory = optionText(call, '-P', '--directory-prefix');
      return operands.map((url) => inDirectory(directory, fileOfUrl(url)));
    }
    case 'git': {
      const [subcommand, url, directory] = operands;
      return subcommand === 'clone' ? [directory ?? fileOfUrl(url)?.replace(/\.git$/, '')] : [];
    }
    case 'tar': {
      const extracts = hasOption(call, '-x', '--extract', '--get') || /^[a-zA-Z]*x[a-zA-Z]*$/.test(operands[0] ?? '');
      return extracts ? [optionText(call, '-C', '--directory')] : [];
    }
    default:
      return [optionText(call, '-d')];
  }
}

function operandsOf({ run, words }: Call): readonly (string | undefined)[] {
  return words.flatMap((argument) => (argument.kind === 'operand' ? [shellText(run, argument.word)] : []));
}

function hasOption({ words }: Call, ...names: readonly string[]): boolean {
  return words.some((argument) => argument.kind === 'option' && argument.names.some((name) => names.includes(name)));
}

function optionText({ run, words }: Call, ...names: readonly string[]): string | undefined {
  for (const argument of words) {
    if (argument.kind !== 'option' || !names.includes(argument.names.at(-1) ?? '')) continue;
    const { word, valueWord } = argument;
    const text = valueWord === undefined ? undefined : shellText(run, valueWord);
    if (valueWord !== word) return text;
    return text?.startsWith('--') === true ? text.slice(text.indexOf('=') + 1) : argument.value;
  }
  return undefined;
}

function redirectText({ run, command }: Call): string | undefined {
  const redirect = command.redirects.find(
    ({ operator, fileDescriptor }) => operator === '>' && (fileDescriptor ?? 1) === 1,
  );
  return redirect?.target === undefined ? undefined : shellText(run, redirect.target);
}

function fileOfUrl(url: string | undefined): string | undefined {
  const path = url?.replace(/[?#].*$/, '').replace(/\/$/, '');
  return path === undefined || !path.includes('/') ? undefined : path.slice(path.lastIndexOf('/') + 1);
}

function inDirectory(directory: string | undefined, name: string | undefined): string | undefined {
  return name === undefined || directory === undefined ? name : `${directory}/${name}`;
}

function isRealFile(path: string | undefined): path is string {
  return path !== undefined && path !== '' && path !== '-' && !path.startsWith('/dev/');
}

/** Archives, packages and installers: files that are brought to be unpacked and then thrown away. */
const ARCHIVE =
  /\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|tzst|zip|7z|rar|gz|bz2|xz|zst|deb|rpm|apk|whl|jar|war|ear|run|bin|iso|exe|msi)$/i;
/** Directories of scripts and settings: not worth a thought either. */
const SMALL_DIRECTORY = /scripts?$|^(?:etc|conf|config|hooks|patches|keys|certs?)$/i;
const TAR = /\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|tzst)$/i;

/** What a COPY or ADD brings that is worth a thought: archives, packages, whole directories. Scripts and settings are not. */
export function madeByTransfer(instruction: InstructionNode): readonly MadeFile[] {
  const { sources, destination } = transferOf(instruction);
  const target = destination?.path;
  if (destination === undefined || target === undefined) return [];
  const intoDirectory = target.endsWith('/') || target === '.' || sources.length > 1;
  return sources.flatMap(({ path, text }): readonly MadeFile[] => {
    if (path === undefined) {
      const isFile = instruction.keyword === 'COPY' || text.includes('://');
      return isFile && !intoDirectory && ARCHIVE.test(target)
        ? [{ path: target, isDirectory: false, span: destination.span }]
        : [];
    }
    const name = lastPart(path);
    const isUnpacked = instruction.keyword === 'ADD' && !path.includes('://') && TAR.test(name);
    const { span } = destination;
    if (SMALL_DIRECTORY.test(name)) return [];
    if (isUnpacked || !/[^.]\.\w+$/.test(name)) return [{ path: target, isDirectory: true, span }];
    if (!ARCHIVE.test(name)) return [];
    return [{ path: intoDirectory ? `${target}/${name}` : target, isDirectory: false, span }];
  });
}
