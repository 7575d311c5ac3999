import { setOptions } from '../shell/commands.js';
import { shebangArgv, shellOptionsOf } from '../shell/dialect.js';
import type { ShellOptions } from '../shell/options.js';
import { slice } from '../text/span.js';
import { fileOf } from './build.js';
import { isHeredocScript, scriptOf } from './script.js';
import type { InstructionNode } from './types.js';

/**
 * Whether the script of a RUN ends at the first command that fails: by the SHELL, by `set -e`, or by the shell that a
 * heredoc goes to. `false` where nothing is known of it.
 */
export function stopsAtFailure(instruction: InstructionNode): boolean {
  return (setsErrexit(instruction) ?? shellOf(instruction)) === true;
}

/** What the outermost `set` commands of the script say in the end. */
function setsErrexit(instruction: InstructionNode): boolean | undefined {
  let errexit: boolean | undefined;
  for (const command of scriptOf(instruction)?.commands ?? []) {
    if (command.nesting.length === 0) errexit = setOptions(command)?.errexit ?? errexit;
  }
  return errexit;
}

function shellOf(instruction: InstructionNode): boolean | undefined {
  return shellOptionsBefore(instruction)?.errexit;
}

/** What the shell that reads the script of a RUN is started with: by SHELL, a shebang, or the words before a heredoc. */
export function shellOptionsBefore(instruction: InstructionNode): ShellOptions | undefined {
  const { argv } = instruction.before.shell;
  const ofStage = argv === undefined ? undefined : shellOptionsOf(argv);
  const text = fileOf(instruction)?.text;
  const [heredoc] = instruction.heredocs;
  if (text === undefined || heredoc === undefined || !isHeredocScript(instruction)) return ofStage;
  const interpreter = instruction.words.filter(({ span }) => span.start !== heredoc.marker.start);
  if (interpreter.length > 0) return shellOptionsOf(interpreter.map((word) => word.text));
  const [firstLine = ''] = slice(text, heredoc.body).split('\n', 1);
  const shebang = shebangArgv(firstLine);
  return shebang === undefined ? ofStage : shellOptionsOf(shebang);
}
