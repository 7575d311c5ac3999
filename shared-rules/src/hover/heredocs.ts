import { frontendFeatures } from '../facts/instruction-flags.js';
import type { InstructionNode } from '../model/types.js';
import type { Heredoc } from '../syntax/types.js';
import { markdownCode } from '../text/markdown.js';
import { paragraphs, referenceLink, sinceText } from './render.js';

/** A heredoc, explained at its marker. */
export function heredocMarkdown(instruction: InstructionNode, heredoc: Heredoc): string {
  const name = markdownCode(heredoc.name);
  return paragraphs(
    `**Heredoc** ${name}: the lines up to ${name} on a line of its own ${roleIn(instruction)}.`,
    expansionIn(instruction, heredoc),
    heredoc.stripTabs ? '`<<-` takes the tabs at the beginning of each line away. Blanks stay.' : undefined,
    heredoc.terminator === undefined ? `There is no line ${name}: the heredoc runs to the end of the file.` : undefined,
    `${sinceText(frontendFeatures.heredoc)}${referenceLink('here-documents')}`,
  );
}

function roleIn({ keyword }: InstructionNode): string {
  if (keyword === 'COPY' || keyword === 'ADD') return 'become a file at the destination';
  return 'are the script. A failed line does not stop it unless it begins with `set -e`';
}

function expansionIn({ keyword }: InstructionNode, heredoc: Heredoc): string {
  const expands = keyword === 'COPY' || keyword === 'ADD' ? 'Docker' : 'the shell';
  return heredoc.quoted
    ? 'Its name is quoted, so variables in it stay as they are written.'
    : `Variables in it are expanded by ${expands}. Quote the name, as in \`<<"EOF"\`, to keep them as they are written.`;
}
