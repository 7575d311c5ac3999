import { rememberLatest } from '../../model/memo.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';

/** Where each stage name stands first, as written. */
const firstStages = rememberLatest(({ stages }: Dockerfile): ReadonlyMap<string, number> => {
  const first = new Map<string, number>();
  for (const { name, index } of stages) if (name !== undefined && !first.has(name)) first.set(name, index);
  return first;
});

/** Whether a stage above this one has the name, exactly as written. */
export function isNameAbove(name: string, { stage, file }: InstructionNode): boolean {
  const index = firstStages(file).get(name);
  return index !== undefined && stage !== undefined && index < stage.index;
}

const stagesWithChildren = rememberLatest(
  ({ stages }: Dockerfile): ReadonlySet<Stage> => new Set(stages.flatMap(({ parent }) => parent ?? [])),
);

/** Whether another stage is built FROM this one. */
export function isBase(stage: Stage): boolean {
  return stagesWithChildren(stage.from.file).has(stage);
}

/** Where each ARG stands first. */
const firstArguments = rememberLatest(({ instructions }: Dockerfile): ReadonlyMap<string, number> => {
  const first = new Map<string, number>();
  for (const { keyword, properties, index } of instructions) {
    if (keyword !== 'ARG') continue;
    for (const { key } of properties) if (!first.has(key)) first.set(key, index);
  }
  return first;
});

/** Whether the file has this ARG, anywhere. */
export function isArgument(name: string, file: Dockerfile): boolean {
  return firstArguments(file).has(name);
}

/** Whether an ARG above an instruction has the name. */
export function isArgumentAbove(name: string, { file, index }: InstructionNode): boolean {
  return (firstArguments(file).get(name) ?? Number.POSITIVE_INFINITY) < index;
}

/** The stages with an instruction that holds, those built on them included. */
export function stagesWith(
  { stages }: Dockerfile,
  holds: (instruction: InstructionNode) => boolean,
): ReadonlySet<Stage> {
  const found = new Set<Stage>();
  for (const stage of stages) {
    const inherits = stage.parent !== undefined && found.has(stage.parent);
    if (inherits || stage.instructions.some(holds)) found.add(stage);
  }
  return found;
}
