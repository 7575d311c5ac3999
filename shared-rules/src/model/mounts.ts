import type { Flag } from '../syntax/types.js';
import { coversPath } from './paths.js';
import type { InstructionNode, Mount } from './types.js';
import { expandAt } from './variables.js';

/** https://docs.docker.com/reference/dockerfile/#run---mount */
const ALIASES: Readonly<Record<string, string>> = {
  dst: 'target',
  destination: 'target',
  src: 'source',
  ro: 'readonly',
};

function mountOf(flag: Flag): Mount {
  const options = new Map<string, string | undefined>();
  for (const { name, value } of flag.options) {
    const lower = name.toLowerCase();
    options.set(ALIASES[lower] ?? lower, value);
  }
  return {
    // In any case of letters: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/commands_runmount.go
    type: options.get('type')?.toLowerCase() ?? 'bind',
    target: options.get('target'),
    source: options.get('source'),
    from: options.get('from'),
    id: options.get('id'),
    env: options.get('env'),
    options,
    span: flag.span,
  };
}

/** The `--mount`s of a RUN, in order. */
export function mountsOf(instruction: InstructionNode): readonly Mount[] {
  return instruction.flags.filter(({ name }) => name === 'mount').map(mountOf);
}

/**
 * Whether a mount lies over a directory while a RUN runs, so that nothing that is written there gets into the layer. `~`
 * in the path stands for any home. A mount whose place is not known counts, too.
 */
export function isMounted(instruction: InstructionNode, path: string): boolean {
  return mountsOf(instruction).some(({ type, target }) => {
    if (type === 'secret' || type === 'ssh') return false;
    const place = target === undefined ? undefined : expandAt(instruction, target);
    return place === undefined || coversPath(place, path);
  });
}
