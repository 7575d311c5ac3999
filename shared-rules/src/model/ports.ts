import type { InstructionNode, Word } from './types.js';
import { expandAt } from './variables.js';

/** One argument of EXPOSE: `8080`, `8000-8010/udp`. */
export interface ExposedPorts {
  readonly word: Word;
  readonly first: number;
  /** The same as `first` where it is no range. */
  readonly last: number;
  /** Lower case; `tcp` where none is written. */
  readonly protocol: string;
}

const PORTS = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/([a-z]+))?$/i;

/**
 * The ports that an EXPOSE names, variables resolved. Words that are no port, or hang on a variable without a value, are
 * left out. https://docs.docker.com/reference/dockerfile/#expose
 */
export function exposedPorts(instruction: InstructionNode): readonly ExposedPorts[] {
  return instruction.words.flatMap((word) => {
    const match = PORTS.exec(expandAt(instruction, word.text)?.replace(/^(["'])(.*)\1$/, '$2') ?? '');
    if (match === null) return [];
    const [, first = '', last = first, protocol = 'tcp'] = match;
    return [{ word, first: Number(first), last: Number(last), protocol: protocol.toLowerCase() }];
  });
}
