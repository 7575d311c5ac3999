import { mutate } from './mutate.js';
import { createRandom } from './random.js';
import type { FuzzKind, Seeds } from './seeds.js';

/** A text to be examined. */
export interface FuzzInput {
  readonly kind: FuzzKind;
  readonly text: string;
  /** What the `.dockerignore` beside it says, where there is one. */
  readonly neighbour: string | undefined;
}

/** Most of what people edit are Dockerfiles; three of eight begin with a whole one. */
const sources: readonly (keyof Seeds)[] = [
  ...(['dockerignore', 'config'] as const),
  ...(['whole', 'whole', 'whole'] as const),
  ...(['dockerfile', 'dockerfile', 'dockerfile', 'dockerfile', 'dockerfile'] as const),
];

/** The input of a number: always the same as long as the seeds are. */
export function makeInput(number: number, seeds: Seeds): FuzzInput {
  const random = createRandom(number);
  const source = random.pick(sources) ?? 'whole';
  const kind = source === 'whole' ? 'dockerfile' : source;
  const text = mutate(random.pick(seeds[source]) ?? '', random, seeds[kind]);
  if (kind !== 'dockerfile' || random.below(4) > 0) return { kind, text, neighbour: undefined };
  const neighbour = mutate(random.pick(seeds.dockerignore) ?? '', random, seeds.dockerignore);
  return { kind, text, neighbour };
}
