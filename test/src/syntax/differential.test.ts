import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import { DockerfileParser } from 'dockerfile-ast';
import fc from 'fast-check';

/**
 * Pieces on which dockerfile-ast and Docker agree; where they differ (heredoc bodies, quotes around `<<`, escapes in
 * comments) the cases of parse.test.ts say what Docker does.
 */
const piece = fc.constantFrom(
  'FROM node:24-slim AS build',
  'from alpine',
  'ARG VERSION=1',
  'ENV A=1 B="two words"',
  'RUN apt-get update \\\n    && apt-get install -y \\\n    curl',
  'RUN a \\\n# note\n  b',
  'RUN a \\\n\n  b',
  'RUN --mount=type=cache,target=/x make',
  'COPY --from=build --chown=1:1 /a /b/',
  'COPY a b \\\n     c/',
  'CMD ["node", "server.js"]',
  'CMD node server.js',
  'HEALTHCHECK --interval=5s CMD curl -f http://127.0.0.1/',
  'ONBUILD RUN make',
  'EXPOSE 80 443/tcp',
  'LABEL a=b \\\n      c=d',
  '# a comment',
  '',
  '   ',
  'BOGUS thing',
);

const file = fc
  .array(piece, { maxLength: 12 })
  .chain((pieces) =>
    fc
      .constantFrom('\n', '\r\n')
      .map((ending) => ['FROM scratch', ...pieces, 'WORKDIR /end'].join('\n').replaceAll('\n', ending)),
  );

test('an independent parser finds the same instructions on the same lines', () => {
  fc.assert(
    fc.property(file, (text) => {
      const ours = parseDockerfile(text).instructions.map(({ written, line, endLine }) => ({ written, line, endLine }));
      const theirs = DockerfileParser.parse(text)
        .getInstructions()
        .map((instruction) => ({
          written: instruction.getInstruction(),
          line: instruction.getRange().start.line,
          endLine: instruction.getRange().end.line,
        }));
      assert.deepEqual(ours, theirs);
    }),
    { numRuns: 300 },
  );
});

test('any text at all gives a tree whose spans lie inside of it', () => {
  const dockerish = fc.array(
    fc.oneof(
      piece,
      fc.string(),
      fc.constantFrom('<<EOF', 'RUN <<-"A" <<B', 'A', '\\', '`', '# escape=`', '[', '"', '${a:-', '😀'),
    ),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(dockerish, fc.constantFrom('\n', '\r\n', ' ', ''), (pieces, joiner) => {
      const text = pieces.join(joiner);
      const tree = parseDockerfile(text);
      let previous = 0;
      for (const instruction of tree.instructions) {
        assert.ok(instruction.span.start >= previous && instruction.span.end <= text.length);
        previous = instruction.span.end;
        for (const word of instruction.words)
          assert.ok(word.span.start >= instruction.span.start && word.span.end <= instruction.head.end);
      }
      for (const problem of tree.problems) assert.ok(problem.span.start >= 0 && problem.span.end <= text.length);
    }),
    { numRuns: 500 },
  );
});

const pathological: ReadonlyArray<readonly [string, string]> = [
  ['100,000 short instructions', `FROM a\n${'RUN b\n'.repeat(100_000)}`],
  ['10,000 stages', 'FROM a AS b\nRUN c\n# note\n'.repeat(10_000)],
  ['one RUN of 50,000 lines', `RUN a \\\n${'  && b \\\n'.repeat(50_000)}  c\n`],
  ['20,000 heredocs that never end', 'RUN <<EOF\n'.repeat(20_000)],
  ['a line of 5 MB', `RUN ${'a'.repeat(5_000_000)}`],
  ['200,000 comments in a continuation', `RUN a \\\n${'# b\n'.repeat(200_000)} c`],
  ['a line of 100,000 ONBUILDs', 'ONBUILD '.repeat(100_000)],
];

for (const [name, text] of pathological) {
  test(`stays linear: ${name}`, () => {
    // Processor time: what else the machine does is no concern here.
    const before = process.cpuUsage();
    parseDockerfile(text);
    const milliseconds = process.cpuUsage(before).user / 1000;
    assert.ok(milliseconds < 2500, `took ${Math.round(milliseconds)} ms`);
  });
}
