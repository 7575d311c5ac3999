import { deletionsOf } from '../model/deletions.js';
import { joinPath } from '../model/paths.js';
import { scriptOf } from '../model/script.js';
import { transferOf } from '../model/transfer.js';
import type { InstructionNode } from '../model/types.js';
import type { Unpacking } from '../model/unpacking.js';
import type { ShellCommand } from '../shell/types.js';
import type { TextEdit } from '../text/edit.js';
import { slice, span } from '../text/span.js';
import { keywordLike, removeInstruction } from './edits.js';

/** What may stand between a COPY and the RUN that unpacks what it brings. */
const INERT: ReadonlySet<string> = new Set(['ARG', 'ENV', 'EXPOSE', 'LABEL', 'STOPSIGNAL', 'USER', 'WORKDIR']);

/**
 * Lets ADD unpack an archive that a COPY brings and a RUN unpacks, and takes tar, and the deletion of the archive, out of
 * the RUN. `undefined` where something else uses the archive, where the files would get another owner, or where something
 * happens before they are unpacked.
 * @param place where the archive is copied to, absolute
 * @param directory where it is unpacked, absolute
 */
export function addArchiveEdits(
  copy: InstructionNode,
  run: InstructionNode,
  unpacking: Unpacking,
  place: string,
  directory: string,
): readonly TextEdit[] | undefined {
  const { file, stage, written } = copy;
  const { sources, destination } = transferOf(copy);
  const script = scriptOf(run);
  const isPlainCopy = copy.form.kind === 'shell' && copy.flags.length === 0 && sources.length === 1;
  if (stage === undefined || destination === undefined || script === undefined || !isPlainCopy) return undefined;
  const isPlainRun = script.isPlainList && run.form.kind === 'shell' && run.heredocs.length === 0;
  if (!isPlainRun || run.before.user.isRoot !== true || !/^[\w./@+-]+$/.test(directory)) return undefined;
  const between = file.instructions.slice(copy.index + 1, run.index);
  if (!between.every(({ keyword }) => INERT.has(keyword))) return undefined;
  const removed = removedCommands(run, unpacking, place);
  const before = script.commands.slice(0, script.commands.indexOf(unpacking.command));
  const name = place.slice(place.lastIndexOf('/') + 1);
  const uses = placesOf(file.text, name);
  const isUsedElsewhere = uses.some(
    (at) => at > copy.span.end && !removed.some((command) => command.span.start <= at && at < command.span.end),
  );
  if (isUsedElsewhere || !before.every((command) => makesDirectory(command))) return undefined;
  const edit = removal(run, script.commands, removed);
  if (edit === undefined) return undefined;
  return [
    { span: copy.keywordSpan, text: keywordLike(written, 'ADD') },
    { span: destination.span, text: directory === '/' ? '/' : `${directory}/` },
    edit,
  ];
}

/** Where a text stands, as offsets. */
function placesOf(text: string, part: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) places.push(at);
  return places;
}

function makesDirectory({ name, arguments: words }: ShellCommand): boolean {
  if (name?.value === 'cd') return true;
  return name?.value === 'mkdir' && words.some(({ value }) => value === '-p');
}

/** tar, and the command that deletes the archive and nothing else. */
function removedCommands(run: InstructionNode, { command }: Unpacking, place: string): readonly ShellCommand[] {
  const deletions = deletionsOf(run);
  const deleting = deletions.find(({ pattern }) => pattern !== undefined && joinPath('/', pattern) === place)?.command;
  const isOnly = deletions.filter((deletion) => deletion.command === deleting).length === 1;
  return deleting === undefined || !isOnly ? [command] : [command, deleting];
}

/** Takes neighbouring commands out of a list; the whole RUN where nothing but the making of directories is left. */
function removal(
  run: InstructionNode,
  commands: readonly ShellCommand[],
  removed: readonly ShellCommand[],
): TextEdit | undefined {
  const places = removed.map((command) => commands.indexOf(command)).sort((one, other) => one - other);
  const [first = -1] = places;
  const last = places.at(-1) ?? -1;
  if (first === -1 || last - first !== places.length - 1) return undefined;
  if (places.length === commands.length) return removeInstruction(run.file, run);
  const [previous, next] = [commands[first - 1], commands[last + 1]];
  const start = previous?.span.end ?? commands[first]?.span.start;
  const end = previous === undefined ? next?.span.start : commands[last]?.span.end;
  if (start === undefined || end === undefined || slice(run.file.text, span(start, end)).includes('#'))
    return undefined;
  return { span: span(start, end), text: '' };
}
