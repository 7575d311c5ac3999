import { accountsOf, hasOnlyBaseAccounts, isProgramUser } from '../facts/distribution-users.js';
import { isPlainCommand } from '../facts/plain-commands.js';
import { effectiveCommand } from '../shell/commands.js';
import type { ShellCommand } from '../shell/types.js';
import { packageCall } from './packages.js';
import { coversPath } from './paths.js';
import { scriptOf } from './script.js';
import { stageChain } from './stages.js';
import { transferOf } from './transfer.js';
import type { InstructionNode, Stage } from './types.js';

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

/** Whether a stage surely has no account of this name: not from its base image, nor from any of its steps. */
export function surelyHasNoAccount(stage: Stage, name: string): boolean {
  const { image } = stage;
  if (image?.family === undefined || image.distribution === undefined || !hasOnlyBaseAccounts(image.family))
    return false;
  const accounts = accountsOf(image.distribution);
  if (accounts === undefined || accounts.has(name)) return false;
  if (image.nonRootUser?.name === name || image.defaultUser?.name === name) return false;
  for (const { base, instructions } of stageChain(stage)) {
    if (base.kind === 'unknown') return false;
    if (instructions.some((instruction) => mayBringAccount(instruction, name))) return false;
  }
  return true;
}

function mayBringAccount(instruction: InstructionNode, name: string): boolean {
  switch (instruction.keyword) {
    case 'COPY':
    case 'ADD':
      return mayHoldAccounts(instruction);
    case 'RUN':
      return mayMakeAccount(instruction, name);
    default:
      return false;
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

function mayMakeAccount(run: InstructionNode, name: string): boolean {
  const script = scriptOf(run);
  if (script === undefined || !script.complete || /passwd|sysusers/.test(script.source.text)) return true;
  return script.commands.some((command) => isUnsure(command, run, name));
}

function isUnsure(command: ShellCommand, run: InstructionNode, name: string): boolean {
  if (command.name === undefined) return false;
  const call = packageCall(command, run);
  if (call?.manager.kind === 'system') {
    const isHarmless = call.action === 'update-index' || call.action === 'clean' || isProgramUser(name);
    return !isHarmless || command.arguments.some(({ text }) => text.includes(name));
  }
  const program = effectiveCommand(command)?.name;
  if (program === undefined) return true;
  return !BUILDS_PROGRAMS.has(program) && (!isPlainCommand(program) || MAKES_ACCOUNTS.has(program));
}
