import type { Span } from '../text/span.js';
import { rememberLatest } from './memo.js';
import { mountsOf } from './mounts.js';
import type { Dockerfile, InstructionNode, Stage } from './types.js';

/** A `COPY --from` or `RUN --mount=from=` that names a stage of the file, earlier, later or its own. */
export interface StageReference {
  readonly instruction: InstructionNode;
  /** The stage that it stands in. */
  readonly stage: Stage;
  readonly target: Stage;
  /** Of the name; of the whole flag for a mount. */
  readonly span: Span;
  /** By its number. */
  readonly byNumber: boolean;
}

/**
 * All references to stages but those of FROM, in document order. As BuildKit does it, names are looked up in the whole
 * file, the last stage of a name wins, case is ignored and variables are not expanded; numbers count in COPY only.
 * Triggers of ONBUILD are left out: they run in another file.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go
 */
export const stageReferences: (file: Dockerfile) => readonly StageReference[] = rememberLatest(
  ({ stages }: Dockerfile) => {
    const byName = new Map<string, Stage>();
    for (const stage of stages) if (stage.name !== undefined) byName.set(stage.name.toLowerCase(), stage);
    return stages.flatMap((stage) =>
      stage.instructions.flatMap((instruction) =>
        namesIn(instruction).flatMap(({ name, span }): readonly StageReference[] => {
          const byNumber = instruction.keyword === 'COPY' && /^\d+$/.test(name);
          const target = byNumber ? stages[Number(name)] : byName.get(name.toLowerCase());
          return target === undefined ? [] : [{ instruction, stage, target, span, byNumber }];
        }),
      ),
    );
  },
);

const targets = rememberLatest(
  (file: Dockerfile): ReadonlyMap<InstructionNode, Stage> =>
    new Map(stageReferences(file).map(({ instruction, target }) => [instruction, target])),
);

/** The stage that a COPY takes from; `undefined` where it takes from an image or from the build context. */
export function sourceStage(copy: InstructionNode): Stage | undefined {
  return targets(copy.file).get(copy);
}

function namesIn(instruction: InstructionNode): readonly { readonly name: string; readonly span: Span }[] {
  const { keyword, flags } = instruction;
  if (flags.length === 0) return [];
  if (keyword === 'COPY') {
    return flags.flatMap(({ name, value, valueSpan }) =>
      name === 'from' && value !== undefined && valueSpan !== undefined ? [{ name: value, span: valueSpan }] : [],
    );
  }
  if (keyword !== 'RUN') return [];
  return mountsOf(instruction).flatMap(({ from, span }) => (from === undefined ? [] : [{ name: from, span }]));
}

/** References to a later stage that, directly or not, needs the stage they stand in: neither can be built first. */
export const circularReferences: (file: Dockerfile) => readonly StageReference[] = rememberLatest(
  (file: Dockerfile) => {
    const references = stageReferences(file);
    const forward = references.filter(({ stage, target }) => target.index > stage.index);
    if (forward.length === 0) return [];
    const components = componentsOf(file.stages, references);
    return forward.filter(({ stage, target }) => components.get(stage) === components.get(target));
  },
);

type Edges = ReadonlyMap<Stage, readonly Stage[]>;

/** Which stages need each other: those of one number. Kosaraju's algorithm, without recursion. */
function componentsOf(stages: readonly Stage[], references: readonly StageReference[]): ReadonlyMap<Stage, number> {
  const needs = new Map<Stage, Stage[]>(stages.map((stage) => [stage, []]));
  const neededBy = new Map<Stage, Stage[]>(stages.map((stage) => [stage, []]));
  const connect = (stage: Stage, target: Stage): void => {
    needs.get(stage)?.push(target);
    neededBy.get(target)?.push(stage);
  };
  for (const stage of stages) if (stage.parent !== undefined) connect(stage, stage.parent);
  for (const { stage, target } of references) connect(stage, target);
  const seen = new Set<Stage>();
  const order = stages.flatMap((stage) => reach(stage, needs, seen));
  const components = new Map<Stage, number>();
  const placed = new Set<Stage>();
  for (const stage of order.reverse()) {
    for (const member of reach(stage, neededBy, placed)) components.set(member, stage.index);
  }
  return components;
}

/** What can be reached and has not been seen yet, in the order in which a depth-first search leaves it. */
function reach(start: Stage, edges: Edges, seen: Set<Stage>): readonly Stage[] {
  if (seen.has(start)) return [];
  seen.add(start);
  const left: Stage[] = [];
  const path: { readonly stage: Stage; next: number }[] = [{ stage: start, next: 0 }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const neighbour = edges.get(top.stage)?.[top.next++];
    if (neighbour === undefined) {
      left.push(top.stage);
      path.pop();
    } else if (!seen.has(neighbour)) {
      seen.add(neighbour);
      path.push({ stage: neighbour, next: 0 });
    }
  }
  return left;
}
