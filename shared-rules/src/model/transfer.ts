import type { Span } from '../text/span.js';
import { rememberInFile } from './memo.js';
import type { InstructionNode, Transfer, TransferPath } from './types.js';
import { expandAt } from './variables.js';

function pathOf(instruction: InstructionNode, text: string, place: Span): TransferPath {
  return { text, path: expandAt(instruction, text), span: place };
}

/** What a COPY or ADD moves. Heredoc markers are no sources. For another instruction: nothing. */
export const transferOf: (instruction: InstructionNode) => Transfer = rememberInFile(({ file }) => file, readTransfer);

const NO_TRANSFER: Transfer = { sources: [], destination: undefined, from: undefined, fromSpan: undefined };

function readTransfer(instruction: InstructionNode): Transfer {
  const { form, heredocs, keyword, words } = instruction;
  if (keyword !== 'COPY' && keyword !== 'ADD') return NO_TRANSFER;
  const paths =
    form.kind === 'exec'
      ? form.elements.map(({ value, span }) => pathOf(instruction, value, span))
      : words
          .filter((word) => !heredocs.some(({ marker }) => marker.start === word.span.start))
          .map((word) => pathOf(instruction, word.text, word.span));
  const from = instruction.flags.find(({ name }) => name === 'from');
  return {
    sources: paths.slice(0, -1),
    destination: paths.at(-1),
    from: from?.value,
    fromSpan: from?.valueSpan,
  };
}
