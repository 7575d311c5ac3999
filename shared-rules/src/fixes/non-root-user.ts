import { accountOptionsWithValue } from '../facts/account-options.js';
import { accountCommandsOf } from '../facts/distribution-users.js';
import { scriptOf } from '../model/script.js';
import { shellText } from '../model/shell-values.js';
import { stageChain } from '../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../model/types.js';
import { resolveVariable } from '../model/variables.js';
import type { Fix } from '../rule.js';
import { effectiveCommand, operands } from '../shell/commands.js';
import type { ShellWord } from '../shell/types.js';
import { insertAt, keywordLike } from './edits.js';

/** A user to run as, and what has to be done for it first. */
interface Plan {
  readonly title: string;
  readonly user: string;
  /** Commands of one RUN before the USER. */
  readonly commands: readonly string[];
}

const NAME = 'app';
const ID = 1001;
/** The user that distroless images call nonroot. https://github.com/GoogleContainerTools/distroless */
const NUMBER = '65532:65532';
const SYSTEM_PATH =
  /^\/(?:bin|boot|dev|etc|lib(?:32|64)?|proc|root|run|sbin|sys|tmp|usr|var)?(?:\/(?:bin|lib|local|sbin|src))*\/?$/;

/** The folder that the program works in, where the file makes it itself, so that root owns it. */
function ownedWorkdir({ end }: Stage): string | undefined {
  if (end.workdirInstruction === undefined || end.workdir === undefined) return undefined;
  const path = end.workdir.replace(/(.)\/+$/, '$1');
  return SYSTEM_PATH.test(path) || !/^\/[\w./@+-]+$/.test(path) ? undefined : path;
}

/** A user that the file itself creates. */
interface CreatedUser {
  readonly name: string;
  /** What to write behind USER: the variable that has the name, where Docker knows it, too. */
  readonly written: string;
}

/** The last user that the file itself creates, and whose name is known. */
function createdUser(stage: Stage): CreatedUser | undefined {
  for (const { instructions } of stageChain(stage)) {
    for (const instruction of [...instructions].reverse()) {
      const script = instruction.keyword === 'RUN' ? scriptOf(instruction) : undefined;
      for (const command of script?.commands ?? []) {
        const program = effectiveCommand(command);
        if (program?.name !== 'useradd' && program?.name !== 'adduser') continue;
        const word = operands(program.arguments, accountOptionsWithValue[program.name])[0];
        const name = word && shellText(instruction, word);
        if (word === undefined || name === undefined || !/^[a-z_][a-z0-9_-]*$/i.test(name)) continue;
        return { name, written: writtenUser(stage, word, name) };
      }
    }
  }
  return undefined;
}

function writtenUser({ instructions, from }: Stage, word: ShellWord, name: string): string {
  const [variable] = word.variables;
  if (variable === undefined || !/^"?\$\{?\w+\}?"?$/.test(word.text)) return name;
  const last = instructions.at(-1) ?? from;
  return resolveVariable(last, variable.name).value === name ? `$${variable.name}` : name;
}

/** Whether a RUN of the file gives a folder to a user: with `chown`, or as the home that it makes for that user. */
function isGiven(stage: Stage, folder: string, user: string): boolean {
  return [...stageChain(stage)].some(({ instructions }) =>
    instructions.some((instruction) => {
      const script = instruction.keyword === 'RUN' ? scriptOf(instruction) : undefined;
      return script?.commands.some((command) => {
        const program = effectiveCommand(command);
        if (program?.name !== 'chown' && program?.name !== 'useradd') return false;
        const values = program.arguments.map((word) => shellText(instruction, word));
        const has = (...wanted: readonly string[]): boolean => wanted.some((value) => values.includes(value));
        if (program.name === 'chown') return has(folder) && has(user, `${user}:${user}`, `${user}:`);
        return has(user) && has('-m', '--create-home') && folder === `/home/${user}`;
      });
    }),
  );
}

function planOf(stage: Stage): Plan | undefined {
  const { image } = stage;
  const folder = ownedWorkdir(stage);
  const created = createdUser(stage);
  if (created !== undefined) {
    const { name, written } = created;
    const commands = folder === undefined || isGiven(stage, folder, name) ? [] : [`chown ${written} ${folder}`];
    return { title: `Run as "${name}", the user that this file creates`, user: written, commands };
  }
  if (image === undefined) return undefined;
  const canRun = image.hasShell === true;
  if (image.nonRootUser !== undefined) {
    const { name } = image.nonRootUser;
    const commands = folder === undefined || !canRun || name.startsWith('$') ? [] : [`chown ${name} ${folder}`];
    return { title: `Run as "${name}", the user that the image has ready`, user: name, commands };
  }
  if (image.distribution === 'scratch') return { title: `Run as user ${NUMBER}`, user: NUMBER, commands: [] };
  // Such a server has its files and ports set up for root, and would not start as a user that is new to it.
  if (image.role === 'server') return undefined;
  const accounts = image.distribution === undefined ? undefined : accountCommandsOf(image.distribution);
  if (accounts === undefined || !canRun) return undefined;
  if (image.tools[accounts.tool] !== true) {
    const commands = folder === undefined ? [] : [`chown ${ID}:${ID} ${folder}`];
    return { title: `Run as user ${ID}`, user: `${ID}:${ID}`, commands };
  }
  const chown = folder === undefined ? [] : [`chown ${NAME}:${NAME} ${folder}`];
  return {
    title: `Create a user "${NAME}" and run as it`,
    user: NAME,
    commands: [...accounts.create(NAME, ID), ...chown],
  };
}

const NEEDS_ROOT: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR', 'VOLUME', 'USER', 'ONBUILD']);

/**
 * Where USER goes: behind the last step that changes the file system, above the CMD or ENTRYPOINT that follows it and the
 * comments right above that. Without a command that follows: behind the last instruction.
 */
function placeOfUser(file: Dockerfile, stage: Stage): { readonly offset: number; readonly before: boolean } {
  const { instructions } = stage;
  let last = -1;
  instructions.forEach(({ keyword }, index) => {
    if (NEEDS_ROOT.has(keyword)) last = index;
  });
  const command = instructions.slice(last + 1).find(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  if (command === undefined) return { offset: (instructions.at(-1) ?? stage.from).span.end, before: false };
  const { lines, comments } = file.syntax;
  const commented = new Set(comments.filter(({ insideInstruction }) => !insideInstruction).map(({ line }) => line));
  let { line } = command;
  while (commented.has(line - 1)) line--;
  return { offset: lines.lineSpan(line).start, before: true };
}

function render(file: Dockerfile, like: InstructionNode, { commands, user }: Plan): string {
  const { escapeCharacter, lineEnding } = file.syntax;
  const joined = commands.join(` && ${escapeCharacter}${lineEnding}    `);
  const run = commands.length === 0 ? '' : `${keywordLike(like.written, 'RUN')} ${joined}${lineEnding}`;
  return `${run}${keywordLike(like.written, 'USER')} ${user}`;
}

/**
 * Makes a stage run as a user other than root: the image's own where it has one, otherwise one that is created with the
 * commands of its distribution. The folder of WORKDIR is given to that user, so that the program can write there as
 * before. None where the image's distribution or its commands are unknown.
 */
export function nonRootFix(file: Dockerfile, stage: Stage): Fix | undefined {
  const plan = planOf(stage);
  return plan === undefined ? undefined : insertUser(file, stage, plan);
}

/** Makes a stage run as a user that exists already, at the end of its steps. */
export function switchUserFix(file: Dockerfile, stage: Stage, user: string): Fix {
  return insertUser(file, stage, { title: `Run as "${user}" again`, user, commands: [] });
}

function insertUser(file: Dockerfile, stage: Stage, plan: Plan): Fix {
  const { lineEnding } = file.syntax;
  const { offset, before } = placeOfUser(file, stage);
  const text = render(file, stage.from, plan);
  const edit = insertAt(offset, before ? `${text}${lineEnding}` : `${lineEnding}${text}`);
  return { title: plan.title, safety: 'suggested', edits: [edit] };
}
