import { caseOf, inCase, keywordCase } from '../../model/keyword-case.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';

export default defineRule({
  id: 'consistent-instruction-case',
  title: 'Write all keywords in the same case',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  codes: ['buildkit:ConsistentInstructionCasing', 'sonar:S6476'],
  practices: ['U45'],
  fixes: ['safe'],
  why: `
    Docker takes keywords in any case, but the eye looks for one shape: a \`run\` between many \`RUN\` is read as a part of
    the command above it, and a search for \`^COPY\` does not find \`Copy\`. Docker itself warns of a file that mixes them.
    The case that most keywords of the file have decides.
  `,
  references: ['https://docs.docker.com/reference/build-checks/consistent-instruction-casing/'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        «run» touch /first
        RUN touch /second
        «Cmd» ["ls", "/"]
      `,
      good: `
        FROM debian:12-slim
        RUN touch /first
        RUN touch /second
        CMD ["ls", "/"]
      `,
      fix: 'safe',
    },
    {
      title: 'Most are in lower case here, also over several stages.',
      bad: `
        from debian:12-slim as build
        run touch /app && \\
            chmod +x /app

        «FROM» debian:12-slim AS app
        copy --from=build /app /app
      `,
      good: `
        from debian:12-slim as build
        run touch /app && \\
            chmod +x /app

        from debian:12-slim as app
        copy --from=build /app /app
      `,
      fix: 'safe',
    },
  ],
  silences: [
    { because: 'all in lower case', text: 'from debian:12-slim\nrun true\ncmd ["sh"]\n' },
    {
      because: 'what stands before FROM or behind ONBUILD does not count for Docker, either',
      text: 'arg TAG=12\nFROM debian:$TAG\nONBUILD run true\nHEALTHCHECK cmd true\n',
    },
    { because: 'lines of a script are no instructions', text: 'FROM debian:12-slim\nRUN <<EOF\nrun true\nEOF\n' },
    { because: 'no instruction that Docker knows', text: 'FROM debian:12-slim\nrunn true\n' },
  ],
  on: { instruction: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { file, keyword, keywordSpan, written, stage, isTrigger } = instruction;
  const wanted = keywordCase(file);
  if (keyword === 'UNKNOWN' || stage === undefined || isTrigger || caseOf(written) === wanted) return;
  const meant = inCase(keyword, wanted);
  yield {
    span: keywordSpan,
    message: `Most keywords of this file are in ${wanted} case. Write ${meant}.`,
    fixes: () => [recase(instruction, meant)],
  };
}

/** The AS of a FROM goes with it. */
function recase(instruction: InstructionNode, meant: string): Fix {
  const { file, keyword, keywordSpan, words } = instruction;
  const as = keyword === 'FROM' ? words[1] : undefined;
  const wantedAs = as === undefined ? '' : inCase(as.text, keywordCase(file));
  const edits = [{ span: keywordSpan, text: meant }];
  if (as !== undefined && wantedAs !== as.text) edits.push({ span: as.span, text: wantedAs });
  return { title: `Write ${meant}`, safety: 'safe', edits };
}
