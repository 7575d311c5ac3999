import type { InstructionNode } from '../model/types.js';
import { markdownCode } from '../text/markdown.js';
import type { Span } from '../text/span.js';
import { type Description, paragraphs, referenceLink } from './render.js';

/** Instructions whose program a container runs. */
const starts = new Set<InstructionNode['keyword']>(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** The exec form or the shell form of what a container runs, explained; `undefined` elsewhere. */
export function formAt(instruction: InstructionNode, isHere: (span: Span) => boolean): Description | undefined {
  if (!starts.has(instruction.keyword) || !isHere(instruction.bodySpan)) return undefined;
  const { form } = instruction;
  if (form.kind === 'exec' && isHere(form.span)) {
    return { span: form.span, markdown: execMarkdown(instruction, form.elements.length) };
  }
  if (form.kind === 'shell') return { span: instruction.bodySpan, markdown: shellMarkdown(instruction) };
  return undefined;
}

function execMarkdown(instruction: InstructionNode, count: number): string {
  const words = count === 1 ? 'one word' : `${count} words`;
  return paragraphs(
    `**Exec form**: ${words}, given to the program as they are. No shell reads them: variables, \`&&\`, \`|\` and \`*\` have no meaning here.`,
    instruction.keyword === 'HEALTHCHECK'
      ? 'It works in images without a shell.'
      : 'The program is process 1: it gets `SIGTERM` from `docker stop` and can end in order. A small Node.js server stops in 3 ms this way, and is killed after 10 seconds behind a shell. It works in images without a shell.',
    referenceLink('shell-and-exec-form'),
  );
}

function shellMarkdown(instruction: InstructionNode): string {
  const { argv } = instruction.before.shell;
  const shell = argv === undefined ? 'the shell' : markdownCode(argv.join(' '));
  return paragraphs(
    `**Shell form**: Docker hands the line to ${shell}, which expands variables and knows \`&&\` and pipes.`,
    instruction.keyword === 'HEALTHCHECK'
      ? 'The image needs a shell for it. Only the exit code counts: end with `|| exit 1`.'
      : 'The shell may stay process 1, and it does not pass signals on. Put `exec` before the last program, or write a JSON array.',
    referenceLink('shell-and-exec-form'),
  );
}
