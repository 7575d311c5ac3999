import { type DependencyInstall, findDependencyInstall, isManifestFile } from '../facts/ecosystems.js';
import type { ShellCommand } from '../shell/types.js';
import { rememberInFile } from './memo.js';
import { mountsOf } from './mounts.js';
import { callHasOption, type PackageCall, packageCall, packageCalls } from './packages.js';
import { expandBraces, fitsGlob, joinPath, lastPart } from './paths.js';
import { scriptOf } from './script.js';
import { shellText } from './shell-values.js';
import { transferOf } from './transfer.js';
import type { Dockerfile, InstructionNode, Stage, StageState, TransferPath } from './types.js';
import { workingDirectory } from './working-directory.js';

/** An install of what manifests list, in a RUN. */
export interface ManifestInstall {
  readonly run: InstructionNode;
  readonly call: PackageCall;
  readonly kind: DependencyInstall;
  /** Where it runs; see `placeOf`. */
  readonly directory: string;
  /** The files that the call itself names: `-r requirements.txt`; relative ones are relative to `directory`. */
  readonly files: readonly string[];
  /** It installs the project itself, too, so that its source must be there. */
  readonly needsProject: boolean;
  /** A mount brings files of the build context for it. */
  readonly isMounted: boolean;
}

/** A COPY or ADD from the build context that brings source before an install that does not need it. */
export interface EarlySource {
  readonly instruction: InstructionNode;
  /** The sources in question; those of the same COPY that are manifests are not among them. */
  readonly sources: readonly TransferPath[];
  /** Where it brings a whole directory, manifests included. */
  readonly tree: SourceTree | undefined;
}

export interface SourceTree {
  /** The directory of the build context, as written: empty for `.`, else with a slash at its end. */
  readonly root: string;
  /** The way from the destination to the directory of the install: empty, or with a slash at its end. */
  readonly below: string;
}

/** Installs of one stage that run again whenever source changes, although manifests are all they need. */
export interface EarlySources {
  readonly sources: readonly [EarlySource, ...EarlySource[]];
  readonly installs: readonly [ManifestInstall, ...ManifestInstall[]];
  /** The manifests have a COPY of their own. */
  readonly manifestsAreCopied: boolean;
}

/** An absolute path; where the working directory is not known, a name that stands for it. */
export function placeOf({ workdir, workdirInstruction }: StageState, path: string): string {
  return joinPath(workdir ?? `/?${workdirInstruction?.index ?? ''}`, path);
}

/** What stands too early in each stage of a file; stages in which nothing does are not among the keys. */
export function earlySources({ stages }: Dockerfile): ReadonlyMap<Stage, EarlySources> {
  const found = new Map<Stage, EarlySources>();
  const installed = new Map<Stage, ReadonlySet<string>>();
  for (const stage of stages) {
    const before = (stage.parent === undefined ? undefined : installed.get(stage.parent)) ?? new Set<string>();
    const { early, managers } = readStage(stage, before);
    installed.set(stage, managers);
    if (early !== undefined) found.set(stage, early);
  }
  return found;
}

/** @param before the managers that have installed below this stage: what they do again is soon done */
function readStage(
  { instructions }: Stage,
  before: ReadonlySet<string>,
): { readonly early: EarlySources | undefined; readonly managers: ReadonlySet<string> } {
  const transfers: InstructionNode[] = [];
  const managers = new Set(before);
  const sources = new Map<InstructionNode, EarlySource>();
  const installs: ManifestInstall[] = [];
  let manifestsAreCopied = true;
  for (const instruction of instructions) {
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') transfers.push(instruction);
    for (const install of manifestInstalls(instruction)) {
      if (managers.has(install.kind.manager)) continue;
      managers.add(install.kind.manager);
      if (install.isMounted) continue;
      const isCopied = transfers.some((transfer) => bringsManifests(transfer, install));
      const early = transfers.flatMap((transfer) => earlySource(transfer, install, isCopied) ?? []);
      if (early.length === 0) continue;
      for (const source of early) sources.set(source.instruction, sources.get(source.instruction) ?? source);
      installs.push(install);
      manifestsAreCopied &&= isCopied;
    }
  }
  const [firstSource, ...otherSources] = [...sources.values()].sort(
    (a, b) => a.instruction.index - b.instruction.index,
  );
  const [firstInstall, ...otherInstalls] = installs;
  if (firstSource === undefined || firstInstall === undefined) return { early: undefined, managers };
  const early: EarlySources = {
    sources: [firstSource, ...otherSources],
    installs: [firstInstall, ...otherInstalls],
    manifestsAreCopied,
  };
  return { early, managers };
}

function isFromContext({ keyword, flags, heredocs }: InstructionNode): boolean {
  const isTransfer = keyword === 'COPY' || keyword === 'ADD';
  return isTransfer && heredocs.length === 0 && !flags.some(({ name }) => name === 'from');
}

/** Options that make an install look in another directory, at several projects or for nothing at all. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  ...['-g', '--global', '--location', '--prefix', '--cwd', '-C', '--dir', '--directory', '--project', '--gemfile'],
  ...['--working-dir', '--manifest-path', '--file', '-w', '--workspace', '--workspaces', '-F', '--filter', '--path'],
  ...['--recursive', '--package', '--all-packages', '--version', '--help', '-h', '--dry-run'],
]);

/** The installs of a RUN that need manifests only; none where it installs packages from the context, too. */
export const manifestInstalls: (run: InstructionNode) => readonly ManifestInstall[] = rememberInFile(
  ({ file }) => file,
  readManifestInstalls,
);

function readManifestInstalls(run: InstructionNode): readonly ManifestInstall[] {
  const script = run.keyword === 'RUN' ? scriptOf(run) : undefined;
  if (script === undefined || !packageCalls(run).some(({ manager }) => manager.kind === 'language')) return [];
  const installs: ManifestInstall[] = [];
  const directories = workingDirectory(run);
  let moved = false;
  for (const command of script.commands) {
    const call = packageCall(command, run);
    if (call !== undefined && installsLocalPackage(call)) return [];
    const isStart = !moved && run.before.workdir === undefined;
    const directory = isStart ? placeOf(run.before, '.') : directories.resolve(command, '.');
    const install = call === undefined || directory === undefined ? undefined : manifestInstall(run, call, directory);
    if (install !== undefined) installs.push(install);
    moved ||= command.name?.value === 'cd' || command.name?.value === 'pushd';
    directories.pass(command);
  }
  return installs;
}

function installsLocalPackage({ manager, operands, options }: PackageCall): boolean {
  if (manager.kind !== 'language') return false;
  const isLocal = (value: string | undefined): boolean => value !== undefined && /^\.{0,2}(?:\/|$)|^\.\[/.test(value);
  const isEditable = options.some(({ names }) => names.includes('-e') || names.includes('--editable'));
  return isEditable || operands.some(({ value }) => isLocal(value) || value?.endsWith('/') === true);
}

function manifestInstall(run: InstructionNode, call: PackageCall, directory: string): ManifestInstall | undefined {
  const subcommand = call.subcommand.map(({ value = '' }) => value).join(' ');
  const kind = findDependencyInstall(call.manager.name, subcommand);
  if (kind === undefined || subcommand === 'mod vendor' || kind.manager === 'cargo') return undefined;
  const files = manifestFiles(run, call, kind, subcommand);
  if (files === undefined) return undefined;
  const needsProject = kind.withoutProject !== undefined && !callHasOption(call, kind.withoutProject);
  const isMounted = mountsOf(run).some(({ type, from }) => type === 'bind' && from === undefined);
  return { run, call, kind, directory, files, needsProject, isMounted };
}

/** The files that a call names; none where it finds them itself, `undefined` where it does not install from files. */
function manifestFiles(
  run: InstructionNode,
  call: PackageCall,
  { manifestOption, manager }: DependencyInstall,
  subcommand: string,
): readonly string[] | undefined {
  const { operands, options } = call;
  const isSync = manager === 'uv-pip' && subcommand === 'sync';
  if (manifestOption === undefined) {
    const isElsewhere = options.some(({ names }) => names.some((name) => ELSEWHERE.has(name)));
    return isElsewhere || operands.length > 0 ? undefined : [];
  }
  const names = [...(manifestOption.short ?? '')].map((letter) => `-${letter}`);
  names.push(...(manifestOption.long ?? []).map((name) => `--${name}`), '-c', '--constraint');
  const words = options.flatMap((option) => {
    const last = option.names.at(-1);
    if (option.valueWord === undefined || last === undefined || !names.includes(last)) return [];
    return [option.valueWord === option.word ? option.value : shellText(run, option.valueWord)];
  });
  const files = isSync ? operands.map((word) => shellText(run, word)) : words;
  const known = files.filter((file) => file !== undefined);
  const isCertain = known.length === files.length && known.length > 0 && known.every((file) => !file.includes(':'));
  return isCertain && known.some((file) => !/constraint/.test(file)) ? known : undefined;
}

/** The paths of the manifests that an install reads, as far as their names are known; `*` stands for any characters. */
function manifestNames({ kind, files }: ManifestInstall): readonly string[] {
  return files.length > 0 ? files.map(lastPart) : [...kind.manifests, ...kind.lockFiles];
}

/**
 * Whether a COPY names manifests of this install and brings them to where it looks for them, and does not merely bring a
 * directory that they are in. A destination that is not known counts as the right one.
 */
export function bringsManifests(transfer: InstructionNode, install: ManifestInstall): boolean {
  if (transfer.keyword !== 'COPY' && transfer.keyword !== 'ADD') return false;
  const { sources, destination } = transferOf(transfer);
  const target = destination?.path;
  const place = target === undefined ? undefined : placeOf(transfer.before, target);
  const folder = manifestFolder(install);
  if (place !== undefined && place !== folder && parentOf(place) !== folder) return false;
  const wanted = manifestNames(install);
  return sources.some(({ text }) =>
    expandBraces(lastPart(text)).some(
      (name) => name !== '*' && wanted.some((manifest) => fitsGlob(manifest, name) || fitsGlob(name, manifest)),
    ),
  );
}

/** Where an install looks for its manifests. */
function manifestFolder({ directory, files: [file] }: ManifestInstall): string {
  return file === undefined ? directory : parentOf(joinPath(directory, file));
}

/** Files and directories of code, by name; an install from manifests does not read them. */
const CODE_FILE = /\.(?:py|[cm]?js|[cm]?ts|jsx|tsx|vue|svelte|rb|go|rs|java|kt|scala|php|cs|fs|ex|html|css|scss)$/i;
const NOT_CODE = /^(?:setup\.py|conftest\.py|version\.\w+|gulpfile.*|gruntfile.*)$|\.(?:config|rc|setup)\.|^\.|^_/i;
const CODE_FOLDER = /^(?:src|public|pages|components|views|templates|assets|tests?|specs?|static)$/i;

/** What of a COPY is source that this install does not need; `undefined` where nothing surely is. */
function earlySource(
  instruction: InstructionNode,
  install: ManifestInstall,
  manifestsAreCopied: boolean,
): EarlySource | undefined {
  if (!isFromContext(instruction)) return undefined;
  const { sources, destination } = transferOf(instruction);
  const target = destination?.path;
  if (target === undefined) return undefined;
  const place = placeOf(instruction.before, target);
  const [only] = sources;
  const tree = only === undefined || sources.length > 1 ? undefined : treeOf(only, place, install);
  if (tree !== undefined) return { instruction, sources, tree };
  if (!manifestsAreCopied) return undefined;
  const code = sources.filter(isCode);
  return code.length > 0 && code.length + sources.filter(isManifest).length === sources.length
    ? { instruction, sources: code, tree: undefined }
    : undefined;
}

function isManifest({ text }: TransferPath): boolean {
  return isManifestFile(text);
}

function isCode({ text }: TransferPath): boolean {
  const name = lastPart(text);
  if (/:\/\//.test(text) || isManifestFile(text)) return false;
  return (CODE_FILE.test(name) && !NOT_CODE.test(name)) || CODE_FOLDER.test(name);
}

/** Names of files, and of folders that hold nothing but manifests. */
const NO_SOURCE_FOLDER = /[^.]\.\w+$|^[A-Z]\w*file$|^[A-Z]+$|requirements|^(?:reqs?|deps|dependencies)$/;

/** The directory of the context that a source is, if it brings the manifests of an install. */
function treeOf({ text }: TransferPath, place: string, install: ManifestInstall): SourceTree | undefined {
  const wanted = manifestFolder(install);
  const below =
    wanted === place ? '' : wanted.startsWith(withSlash(place)) ? wanted.slice(withSlash(place).length) : undefined;
  if (below === undefined) return undefined;
  const name = text.replace(/^(?:\.?\/)+|\/+$/g, '');
  if (name === '' || name === '.' || name === '*') return { root: name === '*' ? '*' : '', below: withSlash(below) };
  const isFolder = !/[*?[$:]/.test(name) && !NO_SOURCE_FOLDER.test(lastPart(name)) && !isManifestFile(name);
  return isFolder && below === '' ? { root: `${text.replace(/(?<!\/)\/+$/, '')}/`, below: '' } : undefined;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

/** Empty stays empty. */
function withSlash(path: string): string {
  return path === '' || path.endsWith('/') ? path : `${path}/`;
}

/** Whether commands of a RUN are of a kind that reads nothing that a COPY of source brings; the installs among them. */
export function readsNoSource(run: InstructionNode, commands: readonly ShellCommand[]): boolean {
  const alone = manifestInstalls(run).filter(({ needsProject }) => !needsProject);
  const installs = new Set(alone.map(({ call }) => call.command));
  return commands.every((command) => {
    if (command.redirects.some(({ operator }) => operator.startsWith('<'))) return false;
    if (installs.has(command)) return true;
    const call = packageCall(command, run);
    if (call !== undefined) return !installsLocalPackage(call) && isOfPackages(call);
    const name = command.name?.value;
    if (name === undefined) return command.name === undefined;
    if (name === 'cd')
      return alone.some(({ directory }) => directory === placeOf(run.before, argumentOf(command) ?? ''));
    return HARMLESS.has(name) || isConfiguration(name, command) || makesEnvironment(name, command);
  });
}

/** Installs of named packages, updates, removals and the like. */
function isOfPackages({ manager, action, operands, subcommand }: PackageCall): boolean {
  if (manager.kind === 'system' || action === 'clean') return true;
  return (action === 'install' || action === 'upgrade') && operands.length > 0 && subcommand.length > 0;
}

function argumentOf({ arguments: words }: ShellCommand): string | undefined {
  return words[0]?.value;
}

/** `npm config set …` */
function isConfiguration(name: string, command: ShellCommand): boolean {
  return argumentOf(command) === 'config' && /^(?:npm|yarn|pnpm|pip3?|poetry|bundle|composer)$/.test(name);
}

/** `python -m venv /venv` */
function makesEnvironment(name: string, { arguments: words }: ShellCommand): boolean {
  if (name === 'virtualenv') return true;
  return /^python[\d.]*$/.test(name) && words[0]?.value === '-m' && /^(?:venv|virtualenv)$/.test(words[1]?.value ?? '');
}

const HARMLESS: ReadonlySet<string> = new Set([
  ...[
    'addgroup',
    'adduser',
    'apt-key',
    'corepack',
    'curl',
    'echo',
    'export',
    'groupadd',
    'locale-gen',
    'ldconfig',
    'mkdir',
  ],
  ...['rm', 'set', 'sleep', 'test', 'true', 'update-ca-certificates', 'useradd', 'usermod', 'wget', 'yes', '['],
]);
