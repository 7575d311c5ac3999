import { isTarArchive } from '../facts/archives.js';
import { isFileName } from '../facts/file-names.js';
import { isPlainCommand } from '../facts/plain-commands.js';
import { effectiveCommand } from '../shell/commands.js';
import type { ShellCommand } from '../shell/types.js';
import { madeByCommand } from './made-files.js';
import { packageCall } from './packages.js';
import { expandBraces, fitsGlob, joinPath } from './paths.js';
import { scriptOf } from './script.js';
import { transferOf } from './transfer.js';
import type { InstructionNode } from './types.js';
import { type WorkingDirectory, workingDirectory } from './working-directory.js';

/** A file that a COPY or ADD names, and where it puts it. */
export interface PlacedFile {
  readonly path: string;
  readonly instruction: InstructionNode;
  /** It is sure to be there: its own name is written, not a pattern that it fits. */
  readonly isCertain: boolean;
}

/** What COPY, ADD and RUN have put where so far, in one stage and the stages that it is built FROM. */
export interface PlacedFiles {
  /**
   * Takes note of one more instruction; in document order. Shows each command of a RUN before it takes note of what the
   * command makes.
   */
  pass(instruction: InstructionNode, visit?: (command: ShellCommand, directories: WorkingDirectory) => void): void;
  /** What was put into the stage that this one is built FROM. */
  readonly below: PlacedFiles | undefined;
  /** Whether anything of this stage may have made or touched that absolute path. */
  mayBeHere(path: string): boolean;
  /** The files of that name that a COPY or ADD of this stage put somewhere; patterns that the name fits count. */
  namedHere(name: string): readonly PlacedFile[];
}

/** Whether anything so far, in the stages below, too, may have made or touched that absolute path. */
export function mayBeThere(files: PlacedFiles, path: string): boolean {
  for (let at: PlacedFiles | undefined = files; at !== undefined; at = at.below) if (at.mayBeHere(path)) return true;
  return false;
}

/** The files of that name that a COPY or ADD put somewhere, those of the stage itself first. */
export function* filesNamed(files: PlacedFiles, name: string): Iterable<PlacedFile> {
  for (let at: PlacedFiles | undefined = files; at !== undefined; at = at.below) yield* at.namedHere(name);
}

/** The file that is surely at that absolute path, because a COPY or ADD names it. */
export function fileAt(files: PlacedFiles, path: string): PlacedFile | undefined {
  for (const file of filesNamed(files, lastPart(path))) if (file.isCertain && file.path === path) return file;
  return undefined;
}

/** Nothing is put anywhere yet. */
export function createPlacedFiles(below?: PlacedFiles): PlacedFiles {
  /** Absolute paths of files, and of directories that hold nobody knows what. */
  const paths = new Set<string>();
  const trees = new Set<string>();
  const mentioned = new Set<string>();
  const unread: ShellCommand[] = [];
  const byName = new Map<string, PlacedFile[]>();
  const patterns: { readonly pattern: string; readonly directory: string; readonly instruction: InstructionNode }[] =
    [];
  const directoriesInUse = new Set<string>();
  let anything = false;

  const placeFile = (name: string, directory: string, instruction: InstructionNode): void => {
    if (/[*?[]/.test(name)) {
      trees.add(directory);
      patterns.push({ pattern: name, directory, instruction });
      return;
    }
    const path = joinPath(directory, name);
    paths.add(path);
    byName.set(name, [...(byName.get(name) ?? []), { path, instruction, isCertain: true }]);
  };

  const passTransfer = (instruction: InstructionNode): void => {
    const { sources, destination } = transferOf(instruction);
    const target = absolute(instruction, destination?.path);
    if (target === undefined) {
      anything = true;
      return;
    }
    paths.add(target);
    const hasDirectory = instruction.flags.some(({ name }) => name === 'parents' || name === 'unpack');
    const intoDirectory =
      sources.length > 1 || /(?:^|\/)\.{0,2}$/.test(destination?.path ?? '') || directoriesInUse.has(target);
    for (const { path } of sources) {
      const name = path === undefined ? undefined : fileName(path);
      const unpacks = instruction.keyword === 'ADD' && name !== undefined && isTarArchive(name);
      if (name === undefined || hasDirectory || unpacks) trees.add(target);
      else if (intoDirectory) for (const each of expandBraces(name)) placeFile(each, target, instruction);
      else if (lastPart(target) === name) placeFile(name, parentOf(target), instruction);
      // Into a directory of that name, if there is one.
      else paths.add(joinPath(target, name));
    }
  };

  const passCommand = (run: InstructionNode, command: ShellCommand, directories: WorkingDirectory): void => {
    if (anything) return;
    unread.push(command);
    for (const tree of treesOf(run, command, directories)) {
      if (tree === undefined) anything = true;
      else trees.add(tree);
    }
  };

  /** Whether a command names a file of that name; the words are taken apart only if somebody asks. */
  const isMentioned = (fileName: string): boolean => {
    for (const { name, arguments: words, redirects } of unread.splice(0)) {
      for (const word of [name, ...words, ...redirects.map(({ target }) => target)]) {
        for (const part of word?.text.split(/[^\w.-]+/) ?? []) mentioned.add(part);
      }
    }
    return mentioned.has(fileName);
  };

  const isBelow = (path: string): boolean => {
    for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
      if (trees.has(path.slice(0, at) || '/')) return true;
      if (at === 0) break;
    }
    return trees.has(path);
  };

  return {
    pass: (instruction, visit) => {
      const { keyword, before, onbuildTrigger } = instruction;
      if (before.workdir !== undefined) directoriesInUse.add(before.workdir);
      if (keyword === 'COPY' || keyword === 'ADD') passTransfer(instruction);
      // A trigger runs before all that stands behind the FROM of another file.
      if (onbuildTrigger !== undefined) anything = true;
      if (keyword !== 'RUN') return;
      const script = scriptOf(instruction);
      const directories = workingDirectory(instruction);
      for (const command of script?.commands ?? []) {
        visit?.(command, directories);
        passCommand(instruction, command, directories);
        directories.pass(command);
      }
      if (script?.complete !== true) anything = true;
    },
    below,
    mayBeHere: (path) => anything || paths.has(path) || isBelow(path) || isMentioned(lastPart(path)),
    namedHere: (name) => [
      ...(byName.get(name) ?? []),
      ...patterns.flatMap(({ pattern, directory, instruction }) =>
        fitsGlob(pattern, name) ? [{ path: joinPath(directory, name), instruction, isCertain: false }] : [],
      ),
    ],
  };
}

/** The name that a file has in the directory it is copied to; `undefined` for what may be a directory. */
function fileName(path: string): string | undefined {
  const file = path.includes('://') ? path.replace(/[?#].*$/, '') : path;
  return isFileName(file) ? lastPart(file) : undefined;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

function absolute({ before }: InstructionNode, path: string | undefined): string | undefined {
  if (path === undefined || path.startsWith('~')) return undefined;
  if (path.startsWith('/')) return joinPath('/', path);
  return before.workdir === undefined ? undefined : joinPath(before.workdir, path);
}

/** Plain commands that make files at the place which their last operand names. */
const MOVES: ReadonlySet<string> = new Set(['cp', 'mv', 'ln', 'install', 'dd', 'patch', 'zip', 'zstd', 'bzip2', 'xz']);

/** The directories that a command fills with what cannot be seen; `undefined` for one that cannot be told. */
function treesOf(
  run: InstructionNode,
  command: ShellCommand,
  directories: WorkingDirectory,
): readonly (string | undefined)[] {
  if (command.name === undefined) return [];
  const call = packageCall(command, run);
  if (call !== undefined) return call.action === 'build' ? [directories.resolve(command, '.')] : [];
  const program = effectiveCommand(command);
  if (program === undefined || !isPlainCommand(program.name)) return [undefined];
  const made = madeByCommand(run, command).map(({ path }) => directories.resolve(command, path));
  if (made.length > 0) return made;
  if (/^(?:tar|git|unzip)$/.test(program.name)) return [directories.resolve(command, '.')];
  if (!MOVES.has(program.name)) return [];
  const last = command.arguments.at(-1)?.value;
  return [last === undefined ? undefined : directories.resolve(command, last)];
}
