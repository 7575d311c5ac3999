import type { Span } from '../text/span.js';
import { rememberInFile } from './memo.js';
import type { InstructionNode, Transfer, TransferPath } from './types.js';
import { expandAt } from './variables.js';

function pathOf(instruction: InstructionNode, text: string, place: Span): TransferPath {
  return { text, path: expandAt(instruction, text), span: place };
}

/** What a COPY or ADD moves. Heredoc markers are no sources. For another instruction: nothing. */
export const transferOf: (instruction: InstructionNode) => Transfer = rememberInFile(({ file }) => file, readTransfer);

function readTransfer(instruction: InstructionNode): Transfer {
  const { form, heredocs, words } = instruction;
  const paths =
    form.kind === 'exec'
      ? form.elements.map(({ value, span }) => pathOf(instruction, value, span))
      : words
          .filter((word) => !heredocs.some(({ marker }) => marker.start === word.span.start))
          .map((word) => pathOf(instruction, word.text, word.span));
  const from = instruction.flags.find(({ name }) => name === 'from');
  const isTransfer = instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
  return {
    sources: isTransfer ? paths.slice(0, -1) : [],
    destination: isTransfer ? paths.at(-1) : undefined,
    from: from?.value,
    fromSpan: from?.valueSpan,
  };
}
