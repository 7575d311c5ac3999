import type { Dockerfile, InstructionNode } from '../model/types.js';

/** The instruction at an offset, or the last one before it; `undefined` above the first. In ONBUILD it is the trigger. */
export function instructionAt({ instructions }: Dockerfile, offset: number): InstructionNode | undefined {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const node = instructions[low - 1];
  const trigger = node?.onbuildTrigger;
  return trigger !== undefined && trigger.span.start <= offset ? trigger : node;
}
