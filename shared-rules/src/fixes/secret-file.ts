import { packageCalls } from '../model/packages.js';
import type { CopiedSecretFile } from '../model/secret-files.js';
import type { InstructionNode } from '../model/types.js';
import type { TextEdit } from '../text/edit.js';
import { addFlag } from './edits.js';
import { secretId } from './secret-mount.js';

/** Which package managers read a credentials file by themselves. */
const READERS: Readonly<Record<string, readonly string[]>> = {
  '.npmrc': ['npm', 'yarn', 'pnpm', 'bun'],
  '.pypirc': ['pip'],
};

function needsFile(instruction: InstructionNode, name: string): boolean {
  if (instruction.body.text.includes(name)) return true;
  const readers = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  return packageCalls(instruction).some(({ manager }) => readers?.includes(manager.name) === true);
}

/**
 * Mounts a copied secret file at the place where COPY put it, for each RUN behind it that reads it. `undefined` where that
 * place cannot be known, where its COPY brings other files, too, or where no RUN is known to read it.
 */
export function mountFileEdits({
  instruction,
  name,
  target,
  isOnlySource,
}: CopiedSecretFile): readonly TextEdit[] | undefined {
  const { stage, isTrigger } = instruction;
  if (stage === undefined || isTrigger || !isOnlySource || target === undefined || !target.startsWith('/'))
    return undefined;
  const readers = stage.instructions.filter(
    (later) => later.keyword === 'RUN' && later.index > instruction.index && needsFile(later, name),
  );
  if (readers.length === 0 || readers.some(({ before }) => before.user.isRoot !== true)) return undefined;
  const flag = `--mount=type=secret,id=${secretId(name)},target=${target}`;
  return readers.map((run) => addFlag(run, flag));
}
