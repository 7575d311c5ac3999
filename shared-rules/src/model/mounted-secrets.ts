import { commandName, effectiveCommand } from '../shell/commands.js';
import type { ShellCommand, ShellScript, ShellWord } from '../shell/types.js';
import type { Flag } from '../syntax/types.js';
import { contains } from '../text/span.js';
import { rememberLatest } from './memo.js';
import { mountsOf } from './mounts.js';
import { scriptOf } from './script.js';
import type { InstructionNode, Mount } from './types.js';

/** A secret that a RUN is given by `--mount=type=secret`. */
export interface MountedSecret {
  readonly mount: Mount;
  readonly flag: Flag;
  readonly id: string;
  /** Where its file is; `undefined` where it is a variable only, or its place is not known. */
  readonly path: string | undefined;
  /** The variable that holds it. */
  readonly env: string | undefined;
}

/** The secrets that a RUN is given, in order. https://docs.docker.com/reference/dockerfile/#run---mounttypesecret */
export function mountedSecrets(instruction: InstructionNode): readonly MountedSecret[] {
  if (instruction.flags.length === 0) return [];
  const flags = instruction.flags.filter(({ name }) => name === 'mount');
  return mountsOf(instruction).flatMap((mount, index) => {
    const flag = flags[index];
    if (mount.type !== 'secret' || flag === undefined) return [];
    const id = mount.id ?? mount.source ?? mount.target?.split('/').at(-1) ?? '';
    return [{ mount, flag, id, path: pathOf(mount, id, instruction), env: mount.env }];
  });
}

function pathOf({ target, env }: Mount, id: string, { before }: InstructionNode): string | undefined {
  if (target === undefined) return env === undefined ? `/run/secrets/${id}` : undefined;
  if (target.includes('$')) return undefined;
  if (target.startsWith('/')) return target;
  return before.workdir === undefined ? undefined : `${before.workdir.replace(/(?<!\/)\/+$/, '')}/${target}`;
}

/** Which words of a RUN hold a mounted secret. */
export interface SecretWords {
  readonly secrets: readonly MountedSecret[];
  /** Variables that hold one: those of the mounts, and those that the script fills from them. */
  readonly variables: ReadonlySet<string>;
  /** The secret whose file a word names. */
  fileOf(word: ShellWord): MountedSecret | undefined;
  /** Whether the value of a secret goes into the word: `$TOKEN`, `$(cat /run/secrets/token)`. */
  holdsValue(word: ShellWord): boolean;
}

/** `undefined` where the RUN has no secret mounts, or its script cannot be read. */
export const secretWordsOf: (instruction: InstructionNode) => SecretWords | undefined = rememberLatest(readSecretWords);

function readSecretWords(instruction: InstructionNode): SecretWords | undefined {
  const secrets = mountedSecrets(instruction);
  const script = secrets.length === 0 ? undefined : scriptOf(instruction);
  if (script === undefined) return undefined;
  const variables = new Set(secrets.flatMap(({ env }) => env ?? []));
  const fileOf = ({ value }: ShellWord): MountedSecret | undefined =>
    value === undefined ? undefined : secrets.find(({ path }) => path === value);
  const readings = readingsInSubstitutions(script, fileOf);
  const holdsValue = (word: ShellWord): boolean =>
    word.variables.some(({ name, span }) => variables.has(name) && showsValue(instruction, span)) ||
    (word.hasSubstitution && readings.some(({ span }) => contains(word.span, span)));
  for (const command of script.commands) {
    for (const { name, value } of command.assignments)
      if (value !== undefined && holdsValue(value)) variables.add(name);
    if (!/^(?:export|readonly|local|declare|typeset)$/.test(commandName(command) ?? '')) continue;
    for (const word of command.arguments) {
      const name = /^([A-Za-z_]\w*)=/.exec(word.text)?.[1];
      if (name !== undefined && holdsValue(word)) variables.add(name);
    }
  }
  return { secrets, variables, fileOf, holdsValue };
}

/** `${TOKEN:+yes}` and `${#TOKEN}` say something about it, but not what it is. */
function showsValue(
  { file }: InstructionNode,
  { start, end }: { readonly start: number; readonly end: number },
): boolean {
  return !/^\$\{(?:#|\w+:?\+)/.test(file.text.slice(start, end));
}

/** The commands inside `$(…)` that read a secret: `cat /run/secrets/token`, `< /run/secrets/token`. */
function readingsInSubstitutions({ commands }: ShellScript, fileOf: SecretWords['fileOf']): readonly ShellCommand[] {
  return commands.filter(
    (command) =>
      command.nesting.includes('substitution') &&
      (command.arguments.some((word) => fileOf(word) !== undefined) ||
        command.redirects.some(({ target }) => target !== undefined && fileOf(target) !== undefined)) &&
      !/^(?:wc|test|\[|ls|stat|sha256sum|md5sum)$/.test(effectiveCommand(command)?.name ?? ''),
  );
}

/** Whether what a command writes surely goes to the log of the build: not into a file, a pipe or a variable. */
export function writesToLog({ redirects, operatorAfter, nesting }: ShellCommand): boolean {
  if (operatorAfter === '|' || operatorAfter === '|&') return false;
  if (nesting.some((kind) => kind !== 'if' && kind !== 'condition')) return false;
  return !redirects.some(
    ({ operator, fileDescriptor, target }) =>
      /^(?:&?>|>\||>&)/.test(operator) && (fileDescriptor ?? 1) === 1 && target?.value !== '2',
  );
}
