import { hasOnlyBaseAccounts } from '../facts/distribution-users.js';
import { effectiveCommand, hasOption, operands } from '../shell/commands.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';
import { cover, type Span } from '../text/span.js';
import { rememberLatest } from './memo.js';
import { callName, callSpan, packageCall } from './packages.js';
import { scriptOf } from './script.js';
import { shellText } from './shell-values.js';
import type { Dockerfile, InstructionNode, Stage } from './types.js';
import { resolveVariable } from './variables.js';

/** A command that only root may run, in a RUN that runs as somebody else. */
export interface RootStep {
  readonly instruction: InstructionNode;
  readonly span: Span;
  /** What needs root, for a message: `apt-get install`, `writing to /usr/local/bin`. */
  readonly what: string;
}

/** Commands that change accounts or what belongs to the system; each one's manual: https://manpages.debian.org/ */
const ROOT_PROGRAMS: ReadonlySet<string> = new Set([
  ...[
    'useradd',
    'adduser',
    'groupadd',
    'addgroup',
    'usermod',
    'groupmod',
    'userdel',
    'deluser',
    'groupdel',
    'delgroup',
  ],
  ...['chpasswd', 'update-ca-certificates', 'locale-gen', 'setcap', 'ldconfig'],
]);

const PACKAGE_ACTIONS: ReadonlySet<string> = new Set([
  'install',
  'update-index',
  'upgrade',
  'upgrade-distribution',
  'remove',
]);

/** Commands that write to their last operand, or to each of them. */
const WRITERS: Readonly<Record<string, 'last' | 'all'>> = {
  cp: 'last',
  ln: 'last',
  mv: 'last',
  mkdir: 'all',
  tee: 'all',
  touch: 'all',
};
const SYSTEM_PATH = /^\/(?:usr|etc|bin|sbin|lib|lib64)(?:\/|$)/;
/** What may give a user rights of its own. */
const GIVES_RIGHTS = /\b(?:chown|chmod|chgrp|setfacl)\b|(?:^|[;&|\n])\s*install\s+-/;
/** What every image has: `mkdir -p` asks for nothing there. */
const STANDARD_FOLDER = /^\/(?:(?:usr\/)?(?:local\/)?(?:s?bin|lib|share|src|include|etc)|usr|usr\/local)\/?$/;

/** Programs that make root of an ordinary user. */
const BECOMES_ROOT: ReadonlySet<string> = new Set(['sudo', 'doas', 'su', 'fakeroot']);

/**
 * The first command of each RUN of a stage that fails because a USER before it (or the base image) took root away. Only
 * what surely fails: not where the failure is let pass, and no paths that may have been given to the user.
 */
export function rootSteps(stage: Stage): readonly RootStep[] {
  if (stage.image?.windows === true) return [];
  const steps: RootStep[] = [];
  let rights: RightsGiven | undefined;
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'RUN' || instruction.before.user.isRoot !== false || instruction.isTrigger) continue;
    rights ??= rightsOfFile(instruction.file).get(stage) ?? rightsGiven(stage, undefined);
    const step = firstStep(instruction, { stage, ...rights });
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

/** From which instruction on a path may belong to a user, and npm may have a folder of the user's. */
interface RightsGiven {
  readonly paths: number;
  readonly npmPrefix: number;
}

interface Place extends RightsGiven {
  readonly stage: Stage;
}

const rightsOfFile = rememberLatest((file: Dockerfile): ReadonlyMap<Stage, RightsGiven> => {
  const rights = new Map<Stage, RightsGiven>();
  for (const stage of file.stages) rights.set(stage, rightsGiven(stage, stage.parent && rights.get(stage.parent)));
  return rights;
});

function rightsGiven({ instructions }: Stage, below: RightsGiven | undefined): RightsGiven {
  const first = (test: (step: InstructionNode) => boolean): number =>
    instructions.find(test)?.index ?? Number.POSITIVE_INFINITY;
  const paths = first(({ keyword, body, flags }) =>
    keyword === 'RUN' ? GIVES_RIGHTS.test(body.text) : flags.some(({ name }) => name === 'chown' || name === 'chmod'),
  );
  const npmPrefix = first(
    ({ keyword, body }) => keyword === 'RUN' && /\bprefix\b|\.npmrc|\bch(?:own|mod)\b/.test(body.text),
  );
  return {
    paths: Math.min(paths, below?.paths ?? paths),
    npmPrefix: Math.min(npmPrefix, below?.npmPrefix ?? npmPrefix),
  };
}

function firstStep(instruction: InstructionNode, place: Place): RootStep | undefined {
  for (const command of scriptOf(instruction)?.commands ?? []) {
    if (command.operatorAfter === '||' || command.nesting.some((kind) => kind !== 'group')) continue;
    const program = effectiveCommand(command);
    if (program !== undefined && [program.name, ...program.wrappers].some((name) => BECOMES_ROOT.has(name))) continue;
    const found =
      packages(place, instruction, command) ?? programs(instruction, command) ?? paths(place, instruction, command);
    if (found !== undefined) return { instruction, ...found };
  }
  return undefined;
}

type Found = Omit<RootStep, 'instruction'> | undefined;

function packages({ stage, npmPrefix }: Place, instruction: InstructionNode, command: ShellCommand): Found {
  const call = packageCall(command, instruction);
  if (call === undefined || !PACKAGE_ACTIONS.has(call.action)) return undefined;
  if (call.manager.kind === 'system') return { span: callSpan(call), what: `\`${callName(call)}\`` };
  const isGlobal = call.manager.name === 'npm' && hasOption(command.arguments, { short: 'g', long: ['global'] });
  if (!isGlobal || stage.image?.family !== 'node' || npmPrefix <= instruction.index) return undefined;
  if (hasOwnPrefix(instruction, command)) return undefined;
  return { span: callSpan(call), what: `\`${callName(call)} -g\`` };
}

/** Whether npm may install global packages into a folder of the user. */
function hasOwnPrefix(instruction: InstructionNode, command: ShellCommand): boolean {
  if (hasOption(command.arguments, { long: ['prefix'] })) return true;
  const names = ['NPM_CONFIG_PREFIX', 'npm_config_prefix'];
  return names.some((name) => resolveVariable(instruction, name).kind !== 'undeclared');
}

function programs({ before }: InstructionNode, command: ShellCommand): Found {
  const program = effectiveCommand(command);
  if (program === undefined) return undefined;
  if (ROOT_PROGRAMS.has(program.name)) return { span: program.nameWord.span, what: `\`${program.name}\`` };
  if (program.name !== 'chown' || hasOption(program.arguments, { short: 'h', long: ['reference'] })) return undefined;
  const [owner] = operands(program.arguments, []);
  const name = owner?.value?.split(/[:.]/)[0];
  const isNumber = (text: string | undefined): boolean => /^\d+$/.test(text ?? '');
  if (owner === undefined || name === undefined || name === '' || before.user.name === undefined) return undefined;
  if (name === before.user.name) return undefined;
  if (name !== 'root' && name !== '0' && isNumber(name) !== isNumber(before.user.name)) return undefined;
  return { span: cover(program.nameWord.span, owner.span), what: `\`chown ${name}\`` };
}

function paths({ stage, paths: given }: Place, instruction: InstructionNode, command: ShellCommand): Found {
  const family = stage.image?.family;
  if (given <= instruction.index || family === undefined || !hasOnlyBaseAccounts(family)) return undefined;
  const target = writtenPath(instruction, command);
  return target && { span: target.word.span, what: `writing to ${target.path}` };
}

function writtenPath(
  instruction: InstructionNode,
  command: ShellCommand,
): { readonly word: ShellWord; readonly path: string } | undefined {
  const program = effectiveCommand(command);
  const writes = program === undefined ? undefined : WRITERS[program.name];
  const given =
    program === undefined || writes === undefined ? [] : operands(program.arguments, ['-m', '--mode', '-S', '-t']);
  const redirects = command.redirects.flatMap(({ operator, target }) =>
    /^(?:>>?|>\||&>>?)$/.test(operator) && target !== undefined ? [target] : [],
  );
  for (const word of [...(writes === 'last' ? given.slice(1).slice(-1) : given), ...redirects]) {
    const path = shellText(instruction, word);
    const isThere = program?.name === 'mkdir' && STANDARD_FOLDER.test(path ?? '');
    if (path !== undefined && SYSTEM_PATH.test(path) && !isThere) return { word, path };
  }
  return undefined;
}
