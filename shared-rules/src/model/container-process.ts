import { developmentScripts, findServer, type Server } from '../facts/servers.js';
import { effectiveCommand } from '../shell/commands.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';
import { rememberInFile } from './memo.js';
import { scriptOf } from './script.js';
import type { InstructionNode, Stage } from './types.js';

/** A command line of the container's process. */
export interface StartedCommand {
  /** The program and what follows it, wrappers such as `exec` left out. */
  readonly words: readonly ShellWord[];
  /** Where a problem with it is reported; words of ENTRYPOINT may stand before its own. */
  readonly instruction: InstructionNode;
  readonly command: ShellCommand;
}

function fileOfStage({ from }: Stage): object {
  return from.file;
}

/**
 * The command lines that a container of the stage starts: those of ENTRYPOINT, those of CMD, and that of both together.
 * CMD is not looked at by itself where it can be nothing but the arguments of a program in ENTRYPOINT. What is decided only when the container starts (`if`, behind `||`) is left out.
 */
export const startedBy: (stage: Stage) => readonly StartedCommand[] = rememberInFile(
  fileOfStage,
  ({ end: { cmd, entrypoint } }) => {
    const first = entrypoint === undefined ? [] : commandsOf(entrypoint);
    if (cmd === undefined || entrypoint?.form.kind === 'shell') return first;
    const second = commandsOf(cmd);
    const [only, ...more] = first;
    const [argumentsOfFirst, ...others] = second;
    const isJoined = only !== undefined && argumentsOfFirst !== undefined && more.length + others.length === 0;
    if (!isJoined || cmd.form.kind !== 'exec') return [...first, ...second];
    const words = [...only.words, ...argumentsOfFirst.words];
    const joined = { words, instruction: cmd, command: argumentsOfFirst.command };
    return RUNS_ITS_ARGUMENTS.test(only.words[0]?.value ?? '') ? [...first, ...second, joined] : [...first, joined];
  },
);

/** Entrypoint scripts and init programs, which start what CMD names. */
const RUNS_ITS_ARGUMENTS = /\.\w*sh$|entry|init|wrap|start|run|exec|gosu|tini|s6|^\/docker-|^[^/]*env$|^$/i;

function commandsOf(instruction: InstructionNode): readonly StartedCommand[] {
  return (scriptOf(instruction)?.commands ?? []).flatMap((command) => {
    const program = isConditional(command) ? undefined : effectiveCommand(command);
    return program === undefined ? [] : [{ words: [program.nameWord, ...program.arguments], instruction, command }];
  });
}

/** Whether it runs at all is decided when the container starts. */
function isConditional({ nesting, operatorBefore }: ShellCommand): boolean {
  return operatorBefore === '||' || nesting.some((kind) => kind === 'if' || kind === 'case' || kind === 'function');
}

/** A server among the commands that a container starts. */
export interface StartedServer {
  readonly server: Server;
  /** The words that say which server it is: `flask run`. */
  readonly start: readonly ShellWord[];
  /** What follows them. */
  readonly arguments: readonly ShellWord[];
  readonly started: StartedCommand;
}

/** The servers that a container of the stage starts; the whole command line where ENTRYPOINT and CMD make one together. */
export const startedServers: (stage: Stage) => readonly StartedServer[] = rememberInFile(fileOfStage, (stage) => {
  const found = startedBy(stage).flatMap((started): readonly StartedServer[] => {
    const [program, ...rest] = started.words;
    if (program?.value === undefined) return [];
    const values = rest.map(({ value }) => value);
    const start = findServer(program.value.split('/').at(-1) ?? '', values);
    if (start === undefined) return [];
    const length = start.skip + 1;
    return [
      { server: start.server, start: started.words.slice(0, length), arguments: started.words.slice(length), started },
    ];
  });
  return [...new Map(found.map((each) => [each.start[0], each])).values()];
});

/** Programs that compile and start the source itself, again after each change: `dotnet run`, `go run`, `cargo watch`. */
const SOURCE_RUNNERS = /^(?:dotnet (?:run|watch)|go run|cargo (?:run|watch)|(?:npm|yarn|pnpm|bun) (?:run )?(\S+))/;

/** Whether a container of the stage starts what only developers start: a development server, `npm run dev`, `dotnet watch`. */
export function startsForDevelopers(stage: Stage): boolean {
  const isDevelopmentServer = startedServers(stage).some(
    ({ server, arguments: words }) =>
      server.development === true ||
      words.some(({ value = '' }) => server.developmentOptions?.includes(value) === true),
  );
  if (isDevelopmentServer) return true;
  return startedBy(stage).some(({ words }) => {
    const line = words.map(({ value = '' }) => value).join(' ');
    const match = SOURCE_RUNNERS.exec(line);
    return match !== null && (match[1] === undefined || developmentScripts.includes(match[1]));
  });
}
