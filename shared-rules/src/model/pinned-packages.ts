import { leavesVersionOpen, type PackageEcosystem } from '../facts/package-specifiers.js';
import { effectiveCommand, readArguments } from '../shell/commands.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';
import { type Span, slice } from '../text/span.js';
import { rememberLatest } from './memo.js';
import { mountsOf } from './mounts.js';
import { mayHoldOptions, type PackageCall, packageCall } from './packages.js';
import { scriptOf } from './script.js';
import { shellText, shellVariable } from './shell-values.js';
import { stageChain } from './stages.js';
import type { CommandNode, Dockerfile, InstructionNode, Stage } from './types.js';
import { resolveVariable } from './variables.js';

/** A word of an install whose packages come in whatever version is the newest when the image is built. */
export interface UnpinnedPackage {
  /** The word, as far as it is written: a name, or a variable that holds names. */
  readonly span: Span;
  /** The packages in it without a version; at least one. */
  readonly names: readonly [string, ...string[]];
  /** What installs them: `apt-get`, `microdnf`, `pipx`. */
  readonly program: string;
  /** They are modules of dnf or yum, which have streams. */
  readonly isModule: boolean;
}

/** The managers whose packages a rule looks at. */
export type PinnedManager = 'apt' | 'apk' | 'pip' | 'npm' | 'gem' | 'yum' | 'dnf' | 'zypper' | 'go';

/** Operands of an install that are packages, and how their versions are written. */
interface Installed {
  readonly ecosystem: PackageEcosystem;
  readonly program: string;
  readonly words: readonly ShellWord[];
}

/**
 * The packages that a command installs without saying which version. None where the command is no install of that manager,
 * or where a constraint file, a requirement file, a date or a snapshot of the archive decides about versions. Words that
 * are known only at run time are taken for pinned.
 */
export function unpinnedPackages(
  manager: PinnedManager,
  { command, instruction }: CommandNode,
): readonly UnpinnedPackage[] {
  const installed = READERS[manager](command, instruction);
  if (installed === undefined) return [];
  const { ecosystem, program, words } = installed;
  return words.flatMap((word) => {
    const [first, ...others] = specifiersOf(word, instruction).filter((text) => leavesVersionOpen(ecosystem, text));
    return first === undefined
      ? []
      : [{ span: word.span, names: [first, ...others], program, isModule: ecosystem === 'rpm-module' }];
  });
}

/** How many names a message shows. */
const SHOWN = 3;

/** Names as a message shows them: `` `curl`, `git` ``, the first few of many. */
export function quotedNames({ names }: UnpinnedPackage): string {
  const shown = names.slice(0, SHOWN).map((name) => `\`${name}\``);
  const others = names.length - shown.length;
  return others === 0 ? shown.join(', ') : `${shown.join(', ')} and ${others} more`;
}

/**
 * How an RPM package is written with a version: `git-<version>`, and `git-<version>.x86_64` where an architecture is named.
 * https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages
 */
export function rpmWithVersion(name: string): string {
  const [, plain = name, architecture = ''] =
    /^(.+?)(\.(?:noarch|x86_64|i[3-6]86|aarch64|ppc64le|s390x|armv7hl|riscv64))?$/.exec(name) ?? [];
  return `${plain}-<version>${architecture}`;
}

/** What a word gives to the program: several for a variable that is split. Empty where it is not known. */
function specifiersOf(word: ShellWord, instruction: InstructionNode): readonly string[] {
  const text = shellText(instruction, word);
  if (text === undefined) return [];
  if (word.variables.every(({ quoted }) => quoted)) return [text];
  const parts = text.split(/\s+/).filter((part) => part !== '');
  return parts.some((part) => part.startsWith('-')) ? [] : parts;
}

type Reader = (command: ShellCommand, instruction: InstructionNode) => Installed | undefined;

const READERS: Readonly<Record<PinnedManager, Reader>> = {
  apt: readApt,
  apk: readApk,
  pip: readPip,
  npm: readNpm,
  gem: readGem,
  yum: (command, instruction) => readRpm(command, instruction, ['yum']),
  dnf: (command, instruction) => readRpm(command, instruction, ['dnf', 'microdnf']),
  zypper: readZypper,
  go: readGo,
};

/** The call, if it is one of these managers with one of these subcommands and none of these options. */
function installCall(
  command: ShellCommand,
  instruction: InstructionNode,
  managers: readonly string[],
  subcommands: readonly string[],
  without: readonly string[] = [],
): PackageCall | undefined {
  const call = packageCall(command, instruction);
  if (call === undefined || !managers.includes(call.manager.name) || call.operands.length === 0) return undefined;
  if (!subcommands.includes(subcommandOf(call))) return undefined;
  return call.options.some(({ names }) => names.some((name) => without.includes(name))) ? undefined : call;
}

function subcommandOf({ subcommand }: PackageCall): string {
  return subcommand.map(({ value = '' }) => value).join(' ');
}

function readApt(command: ShellCommand, instruction: InstructionNode): Installed | undefined {
  const others = [
    '-S',
    '--snapshot',
    '--only-upgrade',
    '--print-uris',
    '-s',
    '--simulate',
    '--dry-run',
    '--just-print',
  ];
  const call = installCall(command, instruction, ['apt-get', 'apt', 'aptitude'], ['install'], others);
  if (call === undefined || usesSnapshot(instruction)) return undefined;
  return { ecosystem: 'apt', program: call.manager.name, words: call.operands };
}

function readApk(command: ShellCommand, instruction: InstructionNode): Installed | undefined {
  const call = installCall(command, instruction, ['apk'], ['add'], ['-s', '--simulate']);
  return call && { ecosystem: 'apk', program: 'apk', words: call.operands };
}

/** Options with which something else decides which version comes: a file, a folder of packages, a date. */
const PIP_DECIDED: readonly string[] = [
  ...['-r', '--requirement', '--requirements', '-c', '--constraint', '--constraints', '--override', '--overrides'],
  ...['--no-index', '--exclude-newer', '--uploaded-prior-to', '--dry-run'],
];

/** The same by environment: https://pip.pypa.io/en/stable/topics/configuration/#environment-variables */
const PIP_DECIDED_BY: readonly string[] = [
  ...['PIP_CONSTRAINT', 'PIP_REQUIREMENT', 'PIP_NO_INDEX', 'UV_CONSTRAINT', 'UV_OVERRIDE', 'UV_EXCLUDE_NEWER'],
];

/** https://pipx.pypa.io/stable/reference/cli/#pipx-install */
const PIPX_OPTIONS: readonly string[] = [
  ...['--python', '-i', '--index-url', '--pip-args', '--suffix', '--preinstall', '--fetch-missing-python', '--backend'],
];

function readPip(command: ShellCommand, instruction: InstructionNode): Installed | undefined {
  const call = installCall(command, instruction, ['pip', 'uv-pip'], ['install'], PIP_DECIDED);
  if (call === undefined) return readPipx(command);
  if (mayHoldOptions(call, instruction) || isDecidedByEnvironment(command, instruction)) return undefined;
  if (call.operands.some(({ value }) => value === '.')) return undefined;
  const isUpgrade = call.options.some(({ names }) => names.includes('-U') || names.includes('--upgrade'));
  const words = call.operands.filter(({ value }) => !isUpgrade || value !== 'pip');
  return { ecosystem: 'pip', program: call.manager.name, words };
}

function readPipx(command: ShellCommand): Installed | undefined {
  const program = effectiveCommand(command);
  if (program?.name !== 'pipx') return undefined;
  const words = readArguments(program.arguments, PIPX_OPTIONS);
  const [subcommand, ...packages] = words.flatMap((argument) => (argument.kind === 'operand' ? [argument.word] : []));
  return subcommand?.value === 'install' ? { ecosystem: 'pip', program: 'pipx', words: packages } : undefined;
}

function isDecidedByEnvironment({ assignments }: ShellCommand, instruction: InstructionNode): boolean {
  return PIP_DECIDED_BY.some(
    (name) =>
      assignments.some((assignment) => assignment.name === name) ||
      resolveVariable(instruction, name).kind !== 'undeclared' ||
      shellVariable(instruction, name) !== undefined,
  );
}

function readNpm(command: ShellCommand, instruction: InstructionNode): Installed | undefined {
  const subcommands = [
    'install',
    'i',
    'in',
    'ins',
    'inst',
    'insta',
    'instal',
    'isnt',
    'isnta',
    'isntal',
    'isntall',
    'add',
  ];
  const call = installCall(command, instruction, ['npm'], subcommands, ['--before', '--dry-run']);
  return call && { ecosystem: 'npm', program: `npm ${subcommandOf(call)}`, words: call.operands };
}

function readGem(command: ShellCommand, instruction: InstructionNode): Installed | undefined {
  const call = installCall(command, instruction, ['gem'], ['install', 'i'], ['-v', '--version', '-g', '--file']);
  if (call === undefined || mayHoldOptions(call, instruction)) return undefined;
  const forExtension = command.arguments.find(({ value }) => value === '--')?.span.start ?? Number.POSITIVE_INFINITY;
  const words = call.operands.filter(({ span }) => span.start < forExtension);
  return { ecosystem: 'gem', program: 'gem', words };
}

function readRpm(
  command: ShellCommand,
  instruction: InstructionNode,
  managers: readonly string[],
): Installed | undefined {
  const call = installCall(command, instruction, managers, ['install', 'in', 'module install']);
  if (call === undefined) return undefined;
  const ecosystem = subcommandOf(call) === 'module install' ? 'rpm-module' : 'rpm';
  return { ecosystem, program: call.program.value ?? call.manager.name, words: call.operands };
}

function readZypper(command: ShellCommand, instruction: InstructionNode): Installed | undefined {
  const call = installCall(command, instruction, ['zypper'], ['install', 'in']);
  if (call === undefined) return undefined;
  const kind = call.options.find(({ names }) => names.includes('-t') || names.includes('--type'));
  if (kind !== undefined && kind.value !== 'package') return undefined;
  return { ecosystem: 'zypper', program: 'zypper', words: call.operands };
}

/**
 * Inside a module, `go install` and `go run` take the versions of its `go.mod`; so a path without `@` is left alone where
 * a module may be at hand. `go get` moves to the newest version everywhere. https://go.dev/ref/mod#go-install
 */
function readGo(command: ShellCommand, instruction: InstructionNode): Installed | undefined {
  const call = installCall(command, instruction, ['go'], ['install', 'get', 'run']);
  if (call === undefined) return undefined;
  const subcommand = subcommandOf(call);
  const operands = subcommand === 'run' ? call.operands.slice(0, 1) : call.operands;
  const mayBeOfModule = ({ value, text }: ShellWord): boolean => {
    const path = value ?? text;
    return subcommand === 'get' ? !/^[\w-]+\./.test(path) : !path.includes('@');
  };
  const words =
    operands.some(mayBeOfModule) && mayHaveModule(instruction)
      ? operands.filter((word) => !mayBeOfModule(word))
      : operands;
  return { ecosystem: 'go', program: `go ${subcommand}`, words };
}

/** The index of the first instruction of each stage that a property was found for; infinity where there is none. */
type FirstOfStage = Map<Stage, number>;

const snapshotsOfFile = rememberLatest((_file: Dockerfile): FirstOfStage => new Map());
const modulesOfFile = rememberLatest((_file: Dockerfile): FirstOfStage => new Map());

/** Whether an instruction of its chain, up to this one, is such; each stage is looked through once. */
function isThereBefore(
  instruction: InstructionNode,
  known: FirstOfStage,
  isSuch: (instruction: InstructionNode) => boolean,
): boolean {
  if (instruction.stage === undefined) return false;
  for (const stage of stageChain(instruction.stage)) {
    const first = known.get(stage) ?? stage.instructions.find(isSuch)?.index ?? Number.POSITIVE_INFINITY;
    known.set(stage, first);
    if (first <= instruction.index) return true;
  }
  return false;
}

/** Archives of past days: https://snapshot.debian.org and https://snapshot.ubuntu.com */
const SNAPSHOT = /\bsnapshot(?:-cloudflare)?\.(?:debian\.org|ubuntu\.com)/;

/** Whether packages come from the archive of one day, which always holds the same versions. */
function usesSnapshot(instruction: InstructionNode): boolean {
  const { file } = instruction;
  return isThereBefore(instruction, snapshotsOfFile(file), ({ span }) => SNAPSHOT.test(slice(file.text, span)));
}

function mayHaveModule(instruction: InstructionNode): boolean {
  return isThereBefore(instruction, modulesOfFile(instruction.file), bringsSource);
}

/** Brings files that may be a module: a COPY, a mount, a clone, `go mod init`. */
function bringsSource(instruction: InstructionNode): boolean {
  const { keyword } = instruction;
  if (keyword === 'COPY' || keyword === 'ADD') return true;
  if (keyword !== 'RUN') return false;
  if (mountsOf(instruction).some(({ type }) => type === 'bind')) return true;
  return (scriptOf(instruction)?.commands ?? []).some((command) => {
    const program = effectiveCommand(command);
    if (program === undefined) return false;
    const [first, second] = program.arguments;
    if (program.name === 'go') return first?.value === 'mod' && second?.value === 'init';
    return program.name === 'git' || program.name === 'tar' || program.name === 'unzip';
  });
}
