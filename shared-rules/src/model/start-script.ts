import { interpreterOfHeredoc } from '../shell/dialect.js';
import { parseShell } from '../shell/parse.js';
import type { ShellScript } from '../shell/types.js';
import type { Heredoc } from '../syntax/types.js';
import { mapWhole } from '../text/mapped-text.js';
import { slice } from '../text/span.js';
import { joinPath } from './paths.js';
import { isHeredocScript, scriptOf } from './script.js';
import { stageChain } from './stages.js';
import { transferOf } from './transfer.js';
import type { InstructionNode, Stage } from './types.js';

/** A script that the file itself holds and the container starts with. */
export interface StartScript {
  readonly script: ShellScript;
  /** Where it is in the image. */
  readonly path: string;
  /** The ENTRYPOINT or CMD that starts it. */
  readonly process: InstructionNode;
}

const SHELL = /(?:^|\/)(?:sh|bash|ash|dash)$/;
const BIN = /^\/(?:usr\/)?(?:local\/)?s?bin\//;

/**
 * The script that a container of the stage starts as its first process, where a heredoc of COPY or of `RUN cat` holds it.
 * `undefined` where an init process stands before it, and for scripts that are no shell scripts.
 */
export function startScript(stage: Stage): StartScript | undefined {
  const process = stage.end.entrypoint ?? stage.end.cmd;
  const words = process === undefined ? undefined : scriptOf(process)?.commands[0];
  if (process === undefined || words?.name?.value === undefined) return undefined;
  const isCalled = SHELL.test(words.name.value);
  const started = isCalled ? words.arguments.find(({ value }) => !/^-/.test(value ?? ''))?.value : words.name.value;
  if (started === undefined) return undefined;
  for (const { instructions } of stageChain(stage)) {
    for (const instruction of [...instructions].reverse()) {
      const path = placeOfHeredoc(instruction);
      if (path === undefined || !isSame(path, started, stage)) continue;
      const script = scriptIn(instruction.heredocs[0], instruction);
      return script === undefined ? undefined : { script, path, process };
    }
  }
  return undefined;
}

function isSame(path: string, started: string, { end }: Stage): boolean {
  if (!started.includes('/')) return BIN.test(path) && path.endsWith(`/${started}`);
  return path === joinPath(end.workdir ?? '/', started);
}

/** The absolute path of the one file that an instruction makes of its one heredoc. */
function placeOfHeredoc(instruction: InstructionNode): string | undefined {
  const { keyword, heredocs, before, body } = instruction;
  if (heredocs.length !== 1) return undefined;
  if (keyword === 'COPY' || keyword === 'ADD') {
    const { sources, destination } = transferOf(instruction);
    const path = destination?.path;
    const name = /\/$/.test(path ?? '') ? heredocs[0]?.name : '';
    return sources.length > 0 || path === undefined
      ? undefined
      : joinPath(before.workdir ?? '/', `${path}${name ?? ''}`);
  }
  if (keyword !== 'RUN' || isHeredocScript(instruction)) return undefined;
  const written = /^cat\s+(?:<<-?\S+\s*>\s*([\w./-]+)|>\s*([\w./-]+)\s*<<-?\S+)/.exec(body.text);
  const path = written?.[1] ?? written?.[2];
  return path === undefined ? undefined : joinPath(before.workdir ?? '/', path);
}

function scriptIn(heredoc: Heredoc | undefined, { file }: InstructionNode): ShellScript | undefined {
  if (heredoc === undefined) return undefined;
  const content = slice(file.text, heredoc.body);
  const [firstLine = ''] = content.split('\n', 1);
  const dialect = interpreterOfHeredoc(firstLine, []);
  return dialect === 'posix' || dialect === undefined ? parseShell(mapWhole(content, heredoc.body.start)) : undefined;
}
