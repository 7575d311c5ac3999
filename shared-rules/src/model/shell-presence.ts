import { joinPath } from './paths.js';
import { stageChain } from './stages.js';
import { transferOf } from './transfer.js';
import type { InstructionNode, Stage, TransferPath } from './types.js';

const SHELL_FILE = /(?:^|\/)(?:sh|ash|bash|dash|zsh|ksh|busybox|toybox)(?:[-._].*)?$/;
/** Directories whose content may be a whole system, shell included. */
const SYSTEM_DIRECTORY = /^\/(?:(?:usr\/)?(?:local\/)?s?bin|usr|busybox)?$/;

/**
 * Whether a shell is missing for sure where an instruction stands: the base image has none (scratch, distroless), and
 * nothing before it may have brought one.
 */
export function lacksShell(instruction: InstructionNode): boolean {
  const { stage, before } = instruction;
  if (stage?.image?.hasShell !== false || before.shell.instruction !== undefined) return false;
  for (const { instructions } of stageChain(stage)) {
    for (const earlier of instructions) {
      if (earlier.index < instruction.index && mayBringShell(earlier, stage)) return false;
    }
  }
  return true;
}

function mayBringShell(instruction: InstructionNode, stage: Stage): boolean {
  const { keyword } = instruction;
  if (keyword === 'RUN') return true;
  if (keyword !== 'COPY' && keyword !== 'ADD') return false;
  const { sources, destination } = transferOf(instruction);
  if (keyword === 'ADD' && sources.some(({ text }) => !/^https?:/.test(text))) return true;
  if (destination?.path === undefined) return true;
  const target = joinPath(instruction.before.workdir ?? '/', destination.path);
  if (SHELL_FILE.test(target) || sources.some(({ text }) => SHELL_FILE.test(text))) return true;
  return SYSTEM_DIRECTORY.test(target) && sources.some((source) => !isOneFile(source, stage));
}

/** A file, not a directory: by its extension, or because it is the program that the image runs. */
function isOneFile({ path }: TransferPath, { end }: Stage): boolean {
  const name = path?.split('/').at(-1) ?? '';
  if (name === '' || /[*?[]/.test(name)) return false;
  if (/[^.]\.[A-Za-z]\w*$/.test(name)) return true;
  return [end.cmd, end.entrypoint].some((instruction) => {
    const [word] = instruction?.form.kind === 'shell' ? instruction.words : [];
    return word?.text.split('/').at(-1) === name;
  });
}
