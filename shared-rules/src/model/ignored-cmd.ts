import { scriptOf } from './script.js';
import type { InstructionNode, Stage } from './types.js';

const SHELL = /(?:^|\/)(?:sh|bash|ash|dash|zsh|ksh)$/;
/** The script takes what follows it: `"$@"`, `$1`. */
const POSITIONAL = /\$(?:[@*0-9#]|\{[@*0-9#])/;

/**
 * Whether an ENTRYPOINT starts a shell with a script that never looks at its arguments, so that CMD, and what follows the
 * image in `docker run`, is lost.
 */
function ignoresArguments(entrypoint: InstructionNode): boolean {
  const { form, body, before } = entrypoint;
  if (form.kind === 'shell') return body.text !== '' && before.shell.dialect === 'posix' && !POSITIONAL.test(body.text);
  if (form.kind !== 'exec') return false;
  const [program, option, script] = form.elements;
  if (program === undefined || !SHELL.test(program.value) || !/^-[a-z]*c$/.test(option?.value ?? '')) return false;
  return script !== undefined && !POSITIONAL.test(script.value) && scriptOf(entrypoint)?.complete === true;
}

/** The last CMD of a stage and the ENTRYPOINT that never gets it; `undefined` where CMD counts. */
export function ignoredCmd(
  stage: Stage,
): { readonly cmd: InstructionNode; readonly entrypoint: InstructionNode } | undefined {
  const { cmd, entrypoint } = stage.end;
  if (cmd?.stage !== stage || entrypoint === undefined || !ignoresArguments(entrypoint)) return undefined;
  return { cmd, entrypoint };
}
