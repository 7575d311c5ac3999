import type { Flag } from '../syntax/types.js';
import type { InstructionNode, Mount } from './types.js';

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
    type: options.get('type') ?? 'bind',
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
