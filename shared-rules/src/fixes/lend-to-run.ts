import { isPlainCommand } from '../facts/plain-commands.js';
import { fileOf } from '../model/build.js';
import { deletionsOf } from '../model/deletions.js';
import { scriptOf } from '../model/script.js';
import { transferOf } from '../model/transfer.js';
import type { InstructionNode } from '../model/types.js';
import type { Fix } from '../rule.js';
import { effectiveCommand } from '../shell/commands.js';
import type { ShellCommand } from '../shell/types.js';
import { contains, type Span } from '../text/span.js';
import { addFlag, removeInstruction } from './edits.js';
import { removeCommand } from './script-edits.js';

/** What stands between the COPY and the RUN and surely uses no file. */
const INERT: ReadonlySet<string> = new Set(['ARG', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'STOPSIGNAL', 'USER', 'VOLUME']);

/** Programs that only read what they are given: a bind mount cannot be written to. */
const READERS: ReadonlySet<string> = new Set([
  ...[
    'tar',
    'unzip',
    'cp',
    'dpkg',
    'apt',
    'apt-get',
    'rpm',
    'yum',
    'dnf',
    'microdnf',
    'apk',
    'pip',
    'pip3',
    'cat',
    'sha256sum',
  ],
]);

/**
 * Replaces a COPY whose file the RUN uses and deletes by a bind mount of that RUN: the file is there while it runs and
 * never gets into a layer. `path` is where the COPY puts it, `deletion` the word that deletes it. `undefined` where
 * something else may use or change the file.
 */
export function lendToRunFix(
  copy: InstructionNode,
  run: InstructionNode,
  path: string,
  deletion: Span,
): Fix | undefined {
  const file = fileOf(run);
  const mount = mountFor(copy, path);
  const removed = deletionsOf(run).filter(({ command }) => contains(command.span, deletion));
  const [only] = removed;
  if (file === undefined || mount === undefined || only === undefined || removed.length > 1) return undefined;
  if (
    /[*?[]/.test(only.pattern ?? '*') ||
    !standsBetween(copy, run) ||
    changesFile(run, only.command, only.pattern ?? '')
  )
    return undefined;
  const removal = removeCommand(run, only.command);
  if (removal === undefined) return undefined;
  return {
    title: 'Mount it into this RUN instead of copying it',
    safety: 'suggested',
    edits: [removeInstruction(file, copy), addFlag(run, mount), removal],
  };
}

/**
 * The `--mount` that brings what a COPY of one source brings: to `path`, which is where the COPY puts it. `undefined`
 * where it has options of its own or names with special characters.
 */
export function mountFor(copy: InstructionNode, path: string): string | undefined {
  const { sources, from } = transferOf(copy);
  const [source] = sources;
  if (copy.keyword !== 'COPY' || source?.path === undefined || sources.length > 1 || copy.heredocs.length > 0)
    return undefined;
  if (copy.flags.some(({ name }) => name !== 'from')) return undefined;
  const isPlain = [source.path, path, from ?? ''].every((text) => /^[\w./@:+-]*$/.test(text));
  if (!isPlain) return undefined;
  const origin = from === undefined ? '' : `from=${from},`;
  return `--mount=type=bind,${origin}source=${source.path.replace(/\/$/, '')},target=${path.replace(/\/$/, '')}`;
}

function standsBetween(copy: InstructionNode, run: InstructionNode): boolean {
  if (copy.stage === undefined || copy.stage !== run.stage) return false;
  return copy.stage.instructions
    .filter(({ index }) => index > copy.index && index < run.index)
    .every(({ keyword }) => INERT.has(keyword));
}

/** Whether a command may write to the file: one that is no reader and names it, or one of which nothing is known. */
function changesFile(run: InstructionNode, deleting: ShellCommand, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (scriptOf(run)?.commands ?? []).some((command) => {
    if (command === deleting) return false;
    const program = effectiveCommand(command);
    if (program === undefined || command.nesting.length > 0) return true;
    if (READERS.has(program.name)) return false;
    const isMentioned = [command.name, ...command.arguments].some((word) => word?.text.includes(name) === true);
    return isMentioned || !isPlainCommand(program.name);
  });
}
