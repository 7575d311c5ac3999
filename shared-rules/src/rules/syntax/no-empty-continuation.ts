import { instructionNames } from '../../facts/instruction-flags.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { trimEnd } from '../../text/blanks.js';
import type { TextEdit } from '../../text/edit.js';
import { type Span, span } from '../../text/span.js';

export default defineRule({
  id: 'no-empty-continuation',
  title: 'Leave no empty line inside an instruction',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['buildkit:NoEmptyContinuation'],
  fixes: ['safe', 'suggested'],
  why: `
    The last character of the line before says that the instruction goes on, so Docker skips the empty line and goes on
    reading. To the eye the instruction ends there: an instruction below the gap then becomes a part of the one above,
    and is never carried out. Docker warns of such lines today and has said that they will be errors one day.
  `,
  how: 'A comment line can stand between the lines of an instruction where a gap is wanted.',
  references: ['https://docs.docker.com/reference/build-checks/no-empty-continuation/'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN touch /first && «\\»

            touch /second
      `,
      good: `
        FROM debian:12-slim
        RUN touch /first && \\
            touch /second
      `,
      fix: 'safe',
    },
    {
      title: 'Several gaps, and a comment in between.',
      bad: `
        FROM debian:12-slim
        ENV FIRST=1 «\\»

            # The second one

            SECOND=2 \\

            THIRD=3
        CMD ["env"]
      `,
      good: `
        FROM debian:12-slim
        ENV FIRST=1 \\
            # The second one
            SECOND=2 \\
            THIRD=3
        CMD ["env"]
      `,
      fix: 'safe',
    },
    {
      title: 'Another instruction below the gap: the backslash is one too many.',
      bad: `
        FROM debian:12-slim
        RUN test -d /tmp «\\»

        USER nobody
      `,
      good: `
        FROM debian:12-slim
        RUN test -d /tmp

        USER nobody
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'a comment line is no empty line', text: 'FROM debian:12-slim\nRUN a && \\\n    # why\n    b\n' },
    { because: 'an empty line in a heredoc', text: 'FROM debian:12-slim\nRUN <<EOF\na \\\n\nb\nEOF\n' },
    { because: 'the gap is behind the instruction', text: 'FROM debian:12-slim\nRUN a && \\\n    b\n\nRUN c\n' },
    { because: 'a doubled backslash continues nothing', text: 'FROM debian:12-slim\nRUN echo \\\\\n\nRUN c\n' },
  ],
  on: { instruction: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const [gap] = instruction.blankLines;
  if (gap === undefined || instruction.isTrigger) return;
  const following = instructionBelow(instruction);
  yield {
    span: continuationAbove(instruction, gap),
    message:
      following === undefined
        ? 'The instruction goes on behind an empty line, which Docker will refuse one day. Take the empty line out.'
        : `The instruction goes on behind the empty line, so ${following} below it is read as a part of it. Take this character out.`,
    fixes: () => [following === undefined ? removeGaps(instruction) : endAbove(instruction, gap)],
  };
}

/** The character that continues the last line with text above a gap. */
function continuationAbove({ file, line: first }: InstructionNode, gap: number): Span {
  const { lines, escapeCharacter } = file.syntax;
  for (let line = gap - 1; line >= first; line--) {
    const { start, end } = lines.lineSpan(line);
    const last = trimEnd(file.text, start, end);
    const isComment = line > first && file.text.slice(start, end).trimStart().startsWith('#');
    if (!isComment && last > start && file.text[last - 1] === escapeCharacter) return span(last - 1, last);
  }
  return lines.lineSpan(gap);
}

/** The keyword that the line below a gap begins with, in capitals as nearly everybody writes it. */
function instructionBelow({ blankLines, file }: InstructionNode): string | undefined {
  const { lines } = file.syntax;
  for (const gap of blankLines) {
    if (gap + 1 >= lines.count) continue;
    const { start, end } = lines.lineSpan(gap + 1);
    const word = /^([A-Z]+)\s+\S/.exec(file.text.slice(start, end))?.[1];
    if (word !== undefined && instructionNames.includes(word)) return word;
  }
  return undefined;
}

function removeGaps({ blankLines, file }: InstructionNode): Fix {
  const { lines } = file.syntax;
  const edits = blankLines.map((line): TextEdit => {
    return { span: span(lines.lineSpan(line).start, lines.lineSpan(line + 1).start), text: '' };
  });
  return { title: blankLines.length === 1 ? 'Remove the empty line' : 'Remove the empty lines', safety: 'safe', edits };
}

function endAbove(instruction: InstructionNode, gap: number): Fix {
  const { file, line } = instruction;
  const { start, end } = continuationAbove(instruction, gap);
  const before = trimEnd(file.text, file.syntax.lines.lineSpan(line).start, start);
  return {
    title: 'End the instruction above the empty line',
    safety: 'suggested',
    edits: [{ span: span(before, end), text: '' }],
  };
}
