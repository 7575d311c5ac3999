import { skipBlanks } from '../text/blanks.js';
import { createLineIndex } from '../text/line-index.js';
import { readDirectives } from './directives.js';
import { readInstruction } from './instructions.js';
import { readComment, readLogicalLine } from './logical-lines.js';
import { fileProblems, instructionProblems } from './problems.js';
import type { Comment, Instruction, SyntaxProblem, SyntaxTree } from './types.js';

function dominantLineEnding(text: string): '\n' | '\r\n' {
  let newlines = 0;
  let carriageReturns = 0;
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) {
    newlines++;
    if (text[index - 1] === '\r') carriageReturns++;
  }
  return carriageReturns * 2 > newlines ? '\r\n' : '\n';
}

/**
 * Parses a Dockerfile. Takes any text and always gives a tree; what cannot be read is in `problems`, and everything else
 * is there all the same. Linear in the length of the text. All offsets are UTF-16 offsets into `text`.
 */
export function parseDockerfile(text: string): SyntaxTree {
  const lines = createLineIndex(text);
  const block = readDirectives(text, lines);
  const file = { text, lines, escapeCharacter: block.escapeCharacter, neverEnded: new Set<string>() };
  const comments: Comment[] = [];
  const instructions: Instruction[] = [];
  const problems: SyntaxProblem[] = [...block.problems];

  let line = block.nextLine;
  while (line < lines.count) {
    const physical = lines.lineSpan(line);
    const lineStart = physical.start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : physical.start;
    const start = skipBlanks(text, lineStart, physical.end);
    if (start === physical.end) {
      line++;
      continue;
    }
    if (text[start] === '#') {
      comments.push(readComment(text, start, physical.end, line, false));
      line++;
      continue;
    }
    const logical = readLogicalLine(text, lines, line, start, block.escapeCharacter);
    for (const comment of logical.comments) comments.push(comment);
    if (skipBlanks(logical.content.text, 0, logical.content.text.length) === logical.content.text.length) {
      line = logical.nextLine;
      continue;
    }
    const { instruction, nextLine } = readInstruction(file, logical);
    instructions.push(instruction);
    for (const problem of instructionProblems(instruction, block.escapeCharacter)) problems.push(problem);
    line = nextLine;
  }

  return {
    text,
    lines,
    escapeCharacter: block.escapeCharacter,
    lineEnding: dominantLineEnding(text),
    directives: block.directives,
    comments,
    instructions,
    problems: [...problems, ...fileProblems({ text, instructions })],
  };
}
