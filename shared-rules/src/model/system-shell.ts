import { type SystemShell, systemShellOf } from '../facts/system-shells.js';
import { shebangArgv, shellProgram } from '../shell/dialect.js';
import { slice } from '../text/span.js';
import { rememberLatest } from './memo.js';
import { isHeredocScript, scriptOf } from './script.js';
import { shellOfComment } from './shell-comment.js';
import type { Dockerfile, InstructionNode } from './types.js';

const SWAP = /\b(?:ln|cp|mv|install|dpkg-divert|update-alternatives)\b[^\n]*\/bin\/sh\b|\bdpkg-reconfigure\b/;

/** From this instruction on `/bin/sh` may be another shell than the image came with. */
const firstSwap = rememberLatest(({ text, instructions }: Dockerfile): number => {
  if (!/\/bin\/sh|dpkg-reconfigure/.test(text)) return instructions.length;
  const swap = instructions.findIndex(({ keyword, span }) => keyword === 'RUN' && SWAP.test(slice(text, span)));
  return swap === -1 ? instructions.length : swap;
});

/** What `/bin/sh` is where an instruction stands; `undefined` where nobody knows. */
export function systemShellAt({ file, stage, index }: InstructionNode): SystemShell | undefined {
  return index >= firstSwap(file) ? undefined : systemShellOf(stage?.image?.distribution);
}

/** What a comment for hadolint says, or else what SHELL and the base image say. */
function shellAt(instruction: InstructionNode): string | undefined {
  const comment = shellOfComment(instruction);
  return comment === undefined ? instruction.before.shell.program : comment.program;
}

/**
 * The program that reads the script of a RUN: the stage's shell, or that of a heredoc (`RUN bash <<EOF`, or a shebang in its
 * body). `undefined` for what is no known shell.
 */
export function shellOfScript(instruction: InstructionNode): string | undefined {
  if (!isHeredocScript(instruction)) return shellAt(instruction);
  const { heredocs, words } = instruction;
  const shebang = shebangArgv(scriptOf(instruction)?.source.text.split('\n', 1)[0] ?? '');
  if (shebang !== undefined) return shellProgram(shebang);
  const rest = words.filter((word) => !heredocs.some(({ marker }) => marker.start === word.span.start));
  return rest.length === 0 ? shellAt(instruction) : shellProgram(rest.map(({ text }) => text));
}

/** The shell whose limits the script of a RUN has to keep to; `undefined` where nobody knows it, or where it is bash. */
export function plainShellOf(instruction: InstructionNode): 'dash' | 'ash' | undefined {
  if (instruction.form.kind === 'exec') return undefined;
  const program = shellOfScript(instruction);
  const shell = program === 'sh' ? systemShellAt(instruction) : program;
  return shell === 'dash' || shell === 'ash' ? shell : undefined;
}
