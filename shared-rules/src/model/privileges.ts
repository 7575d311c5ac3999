import { effectiveCommand } from '../shell/commands.js';
import { packageCalls } from './packages.js';
import { scriptOf } from './script.js';
import { stageChain } from './stages.js';
import type { InstructionNode, Stage } from './types.js';

/** Programs that start another one as another user. */
const DROPS_ROOT: ReadonlySet<string> = new Set([
  'chpst',
  'gosu',
  'runuser',
  's6-applyuidgid',
  's6-setuidgid',
  'setpriv',
  'setuidgid',
  'su',
  'su-exec',
]);

/** Start systems that need root and start their services as other users. */
const START_SYSTEMS = /^(?:\/init|\/sbin\/init|\/(?:usr\/)?lib\/systemd\/systemd|\/sbin\/my_init|systemd)$/;

const PACKAGES = /^(?:gosu|su-exec|s6-overlay)$/;

function startsAsAnotherUser(instruction: InstructionNode): boolean {
  const script = scriptOf(instruction);
  if (script === undefined) return false;
  return script.commands.some((command) => {
    const written = command.name?.value ?? '';
    if (START_SYSTEMS.test(written)) return true;
    const program = effectiveCommand(command);
    return (
      DROPS_ROOT.has(written.split('/').at(-1) ?? '') || program?.wrappers.some((name) => DROPS_ROOT.has(name)) === true
    );
  });
}

function bringsSuch(instruction: InstructionNode): boolean {
  if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
    return instruction.words.some(({ text }) => /(?:^|\/)(?:gosu|su-exec)(?:-[a-z0-9]+)?$|s6-overlay/.test(text));
  }
  if (instruction.keyword !== 'RUN') return false;
  if (/\b(?:gosu|su-exec|s6-overlay)\b/.test(instruction.body.text)) return true;
  return packageCalls(instruction).some(({ operands }) => operands.some(({ value }) => PACKAGES.test(value ?? '')));
}

/**
 * Whether a stage that starts as root may well run its program as another user: through gosu and the like, a start system,
 * or the ENTRYPOINT of its base image.
 */
export function dropsPrivileges(stage: Stage): boolean {
  const { cmd, entrypoint } = stage.end;
  if (stage.image?.dropsRoot === true && entrypoint === undefined) return true;
  if (cmd !== undefined && startsAsAnotherUser(cmd)) return true;
  if (entrypoint !== undefined && startsAsAnotherUser(entrypoint)) return true;
  for (const { instructions } of stageChain(stage)) if (instructions.some(bringsSuch)) return true;
  return false;
}

/** Whether an image of this stage is made to be run: it has a command, of its own or of its base image. */
export function isMadeToRun({ end, image, instructions }: Stage): boolean {
  if (end.cmd !== undefined || end.entrypoint !== undefined || end.healthcheck !== undefined) return true;
  if (image?.shipsProcess === true) return true;
  return instructions.some(({ keyword }) => keyword === 'EXPOSE');
}
