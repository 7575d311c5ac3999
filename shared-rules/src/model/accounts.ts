import { accountsOf, hasOnlyBaseAccounts, isProgramUser } from '../facts/distribution-users.js';
import { isPlainCommand } from '../facts/plain-commands.js';
import { effectiveCommand } from '../shell/commands.js';
import type { ShellCommand } from '../shell/types.js';
import { rememberLatest } from './memo.js';
import { packageCall } from './packages.js';
import { coversPath } from './paths.js';
import { scriptOf } from './script.js';
import { transferOf } from './transfer.js';
import type { Dockerfile, InstructionNode, Stage } from './types.js';

/** Plain programs that make accounts, or may; a group alone is no account. */
const MAKES_ACCOUNTS: ReadonlySet<string> = new Set([
  ...[
    'adduser',
    'chpasswd',
    'dpkg',
    'dpkg-reconfigure',
    'newusers',
    'rpm',
    'useradd',
    'usermod',
    'git',
    'patch',
    'tar',
  ],
]);

/** Tools of languages, which know nothing of accounts. `npm run` and the like build the program. */
const BUILDS_PROGRAMS: ReadonlySet<string> = new Set([
  ...['bun', 'bundle', 'cargo', 'composer', 'corepack', 'dotnet', 'gem', 'go', 'gradle', 'gradlew', 'mvn', 'mvnw'],
  ...['next', 'node', 'npm', 'npx', 'php', 'pip', 'pip3', 'pnpm', 'poetry', 'python', 'python3', 'ruby', 'tsc', 'uv'],
  ...['vite', 'yarn', 'git', 'tar'],
]);

/** What the steps of a stage, and those of the stages below it, may have done about accounts. */
interface AccountSources {
  /** Nobody can tell: a script ran, or `/etc/passwd` may have been copied. */
  readonly unsure: boolean;
  /** The words of what installs packages of the distribution, those of the stages below included. */
  readonly installed: readonly string[];
}

const sourcesOfStages = rememberLatest((dockerfile: Dockerfile): ReadonlyMap<Stage, AccountSources> => {
  const sources = new Map<Stage, AccountSources>();
  for (const stage of dockerfile.stages)
    sources.set(stage, sourcesOf(stage, stage.parent && sources.get(stage.parent)));
  return sources;
});

/** Whether a stage surely has no account of this name: not from its base image, nor from any of its steps. */
export function surelyHasNoAccount(stage: Stage, name: string): boolean {
  const { image } = stage;
  if (image?.family === undefined || image.distribution === undefined || !hasOnlyBaseAccounts(image.family))
    return false;
  const accounts = accountsOf(image.distribution);
  if (accounts === undefined || accounts.has(name)) return false;
  if (image.nonRootUser?.name === name || image.defaultUser?.name === name) return false;
  const sources = sourcesOfStages(stage.from.file).get(stage);
  if (sources === undefined || sources.unsure) return false;
  if (sources.installed.length === 0) return true;
  return isProgramUser(name) && !sources.installed.some((text) => text.includes(name));
}

function sourcesOf({ base, instructions }: Stage, parent: AccountSources | undefined): AccountSources {
  const inherited = parent?.installed ?? [];
  if (parent?.unsure === true || base.kind === 'unknown') return { unsure: true, installed: [] };
  const own: string[] = [];
  for (const instruction of instructions) {
    const installed = installedBy(instruction);
    if (installed === undefined) return { unsure: true, installed: [] };
    own.push(...installed);
  }
  return { unsure: false, installed: own.length === 0 ? inherited : [...inherited, ...own] };
}

/** The words of the installs in a step; `undefined` where it may bring accounts in another way. */
function installedBy(instruction: InstructionNode): readonly string[] | undefined {
  switch (instruction.keyword) {
    case 'COPY':
    case 'ADD':
      return mayHoldAccounts(instruction) ? undefined : [];
    case 'RUN':
      return installedByRun(instruction);
    default:
      return [];
  }
}

/** Whether what is copied may hold `/etc/passwd`. */
function mayHoldAccounts(instruction: InstructionNode): boolean {
  const path = transferOf(instruction).destination?.path;
  const { workdir } = instruction.before;
  if (path === undefined) return true;
  if (path.startsWith('/')) return coversPath(path, '/etc/passwd');
  return workdir === undefined || workdir === '/' || workdir.startsWith('/etc');
}

function installedByRun(run: InstructionNode): readonly string[] | undefined {
  const script = scriptOf(run);
  if (script === undefined || !script.complete || /passwd|sysusers/.test(script.source.text)) return undefined;
  const installed: string[] = [];
  for (const command of script.commands) {
    const call = packageCall(command, run);
    if (call?.manager.kind === 'system') {
      if (call.action !== 'update-index' && call.action !== 'clean')
        installed.push(...command.arguments.map(({ text }) => text));
    } else if (mayMakeAccount(command)) return undefined;
  }
  return installed;
}

function mayMakeAccount(command: ShellCommand): boolean {
  if (command.name === undefined) return false;
  const program = effectiveCommand(command)?.name;
  if (program === undefined) return true;
  return !BUILDS_PROGRAMS.has(program) && (!isPlainCommand(program) || MAKES_ACCOUNTS.has(program));
}
