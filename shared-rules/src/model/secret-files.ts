import { isSecretFile } from '../facts/secret-values.js';
import { effectiveCommand } from '../shell/commands.js';
import type { ShellWord } from '../shell/types.js';
import { lastPart } from './paths.js';
import { scriptOf } from './script.js';
import { type TokenWriting, tokenWritings } from './token-files.js';
import { transferOf } from './transfer.js';
import type { Dockerfile, InstructionNode, Stage, TransferPath } from './types.js';

/** A word of an `rm` in a later step that names a file. */
export interface Removal {
  readonly instruction: InstructionNode;
  readonly word: ShellWord;
}

/** A file from the build context that most likely holds a secret. */
export interface CopiedSecretFile {
  readonly instruction: InstructionNode;
  readonly source: TransferPath;
  /** Without folders. */
  readonly name: string;
  /** Where it lands, from the root; `undefined` where that cannot be known. */
  readonly target: string | undefined;
  /** It is the only source of its COPY. */
  readonly isOnlySource: boolean;
  readonly removal: Removal | undefined;
}

/** A token that a RUN writes into a file which a later step deletes. */
export interface WrittenThenRemoved {
  readonly instruction: InstructionNode;
  readonly writing: TokenWriting;
  readonly removal: Removal;
}

function targetOf(
  instruction: InstructionNode,
  name: string,
  destination: TransferPath | undefined,
  count: number,
): string | undefined {
  const path = destination?.path;
  if (path === undefined) return undefined;
  const { workdir } = instruction.before;
  const whole = path.startsWith('/')
    ? path
    : workdir === undefined
      ? undefined
      : `${workdir.replace(/(?<!\/)\/+$/, '')}/${path.replace(/^(?:\.\/)+/, '')}`;
  if (whole === undefined) return undefined;
  const clean = whole.replace(/\/\.?$/, '/').replace(/\/\.$/, '/');
  const isFolder = clean.endsWith('/') || path === '.' || count > 1;
  return isFolder ? `${clean.replace(/(?<!\/)\/+$/, '').replace(/\/\.$/, '')}/${name}` : clean;
}

/** The first `rm` in a step behind the instruction that names the file, or its folder as a whole. */
function findRemoval(
  stage: Stage,
  from: InstructionNode,
  name: string,
  target: string | undefined,
): Removal | undefined {
  for (const instruction of stage.instructions) {
    if (instruction.index <= from.index || instruction.keyword !== 'RUN') continue;
    for (const command of scriptOf(instruction)?.commands ?? []) {
      const program = effectiveCommand(command)?.name;
      if (program !== 'rm' && program !== 'shred' && program !== 'unlink') continue;
      const word = command.arguments.find(({ text }) => {
        const path = text.replace(/["']/g, '');
        if (path.startsWith('-')) return false;
        return (
          lastPart(path) === name || (target?.startsWith(`${path.replace(/\/\*?$/, '')}/`) === true && path.length > 1)
        );
      });
      if (word !== undefined) return { instruction, word };
    }
  }
  return undefined;
}

/** The secret files that COPY and ADD bring in from the build context, in document order. */
export function copiedSecretFiles(dockerfile: Dockerfile): readonly CopiedSecretFile[] {
  return dockerfile.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => {
      if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return [];
      const { sources, destination, from } = transferOf(instruction);
      if (from !== undefined) return [];
      return sources.flatMap((source) => {
        const path = source.path ?? source.text;
        if (/^[a-z]+:\/\//i.test(path) || !isSecretFile(path)) return [];
        const name = lastPart(path);
        const target = targetOf(instruction, name, destination, sources.length);
        const removal = findRemoval(stage, instruction, name, target);
        return [{ instruction, source, name, target, isOnlySource: sources.length === 1, removal }];
      });
    }),
  );
}

/** The tokens that one step writes into a file and a later step deletes. */
export function tokensWrittenThenRemoved(dockerfile: Dockerfile): readonly WrittenThenRemoved[] {
  return dockerfile.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) =>
      tokenWritings(instruction).flatMap((writing) => {
        const removal = findRemoval(stage, instruction, lastPart(writing.file), undefined);
        return removal === undefined ? [] : [{ instruction, writing, removal }];
      }),
    ),
  );
}
