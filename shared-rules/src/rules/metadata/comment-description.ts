import { insertAt } from '../../fixes/edits.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import type { Comment, Directive } from '../../syntax/types.js';

/** Comments that speak to tools, instructions that are out of use, and lines that only draw something. */
const NO_DESCRIPTION =
  /^(?:(?:syntax|escape|check)\s*=|hadolint|dockwright|shellcheck|renovate|trivy|kics|checkov|noqa|nosec|nosemgrep|[A-Z]+:?\s*$|(?:FROM|ARG|RUN|COPY|ADD|ENV)\s|[^\p{L}]*$)/u;

export default defineRule({
  id: 'comment-description',
  title: 'Begin the description of a stage or argument with its name',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['buildkit:InvalidDefinitionDescription'],
  fixes: ['suggested'],
  why: `
    \`docker build --call=outline\` and \`--call=targets\` list the arguments and stages of a file, each with the comment
    right above it, if that begins with the name. A comment that begins otherwise is left out, so nobody who calls these
    commands reads it.
  `,
  how: 'A line with nothing but `#` or an empty line sets a comment apart that is meant for readers of the file only.',
  references: [
    'https://docs.docker.com/reference/build-checks/invalid-definition-description/',
    'https://docs.docker.com/reference/cli/docker/buildx/build/#call',
  ],
  examples: [
    {
      bad: `
        «# The release to build»
        ARG RELEASE=12

        «# Compiles the program»
        FROM debian:$RELEASE-slim AS build
        RUN touch /app
      `,
      good: `
        # RELEASE The release to build
        ARG RELEASE=12

        # build Compiles the program
        FROM debian:$RELEASE-slim AS build
        RUN touch /app
      `,
      fix: 'suggested',
    },
    {
      title: 'The name in another case, in the last of two stages.',
      bad: `
        FROM debian:12-slim AS base
        RUN touch /app
        «# Final is what ships»
        FROM base AS final
        CMD ["ls", "/"]
      `,
      good: `
        FROM debian:12-slim AS base
        RUN touch /app
        # final is what ships
        FROM base AS final
        CMD ["ls", "/"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'comments that begin with the name',
      text: '# TAG of the image\nARG TAG=12\n# build compiles\nFROM debian:$TAG AS Build\n# B is one of two\nARG A B\n',
    },
    { because: 'an empty line in between', text: '# Our web server\n\nFROM debian:12-slim AS web\nRUN true\n' },
    { because: 'a bare comment line in between', text: '# Our web server\n#\nFROM debian:12-slim AS web\nRUN true\n' },
    { because: 'a stage without a name', text: 'ARG A\n# Our web server\nFROM debian:12-slim\nRUN true\n' },
    {
      because: 'the description has several lines',
      text: '# web is our web server,\n# with all its pages\nFROM debian:12-slim AS web\nRUN true\n',
    },
    { because: 'a word to a tool', text: 'ARG A\n# hadolint ignore=DL3006\nFROM debian AS web\nRUN true\n' },
    {
      because: 'an instruction that is out of use',
      text: '# ARG A=1\nARG B=2\n# ------\nFROM debian:12-slim AS web\n',
    },
    { because: 'a line of a script', text: 'FROM debian:12-slim\nRUN <<EOF\n# Nothing\nARG X\nEOF\n' },
  ],
  mentions: ['arg', 'as'],
  on: { document: check },
});

function* check({ syntax, instructions }: Dockerfile, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  if (syntax.comments.length === 0 || (eachCodeAlone && !isAskedFor(syntax.directives))) return;
  const comments = new Map(syntax.comments.map((comment) => [comment.line, comment]));
  for (const instruction of instructions) {
    const names = namesOf(instruction);
    if (names.length === 0) continue;
    const above = commentsAbove(comments, instruction.line);
    const block = eachCodeAlone ? above.slice(0, 1) : above;
    const [last] = block;
    if (last === undefined || NO_DESCRIPTION.test(last.text)) continue;
    if (block.some(({ text }) => names.includes(firstWord(text)))) continue;
    yield finding(last, block.length, names);
  }
}

/** BuildKit has this check for those who ask for it: https://docs.docker.com/reference/dockerfile/#check */
function isAskedFor(directives: readonly Directive[]): boolean {
  return directives.some(
    ({ name, value }) =>
      name === 'check' && /(?:^|;)experimental=(?:all\b|\S*InvalidDefinitionDescription)/.test(value),
  );
}

function namesOf({ keyword, stage, properties }: InstructionNode): readonly string[] {
  if (keyword === 'ARG') return properties.map(({ key }) => key);
  return keyword === 'FROM' && stage?.name !== undefined ? [stage.name.toLowerCase()] : [];
}

/** The comment lines right above a line, nearest first, up to one with nothing in it. */
function commentsAbove(comments: ReadonlyMap<number, Comment>, line: number): readonly Comment[] {
  const block: Comment[] = [];
  for (let at = line - 1; ; at--) {
    const comment = comments.get(at);
    if (comment === undefined || comment.insideInstruction || comment.text === '') return block;
    block.push(comment);
  }
}

function firstWord(text: string): string {
  return text.split(/\s/, 1)[0] ?? '';
}

function finding({ span, text }: Comment, lines: number, names: readonly string[]): Finding {
  const [name = ''] = names;
  const word = firstWord(text);
  const start = span.end - text.length;
  const isOtherCase = word.toLowerCase() === name.toLowerCase();
  const edit = isOtherCase ? { span: { start, end: start + word.length }, text: name } : insertAt(start, `${name} `);
  return {
    span,
    message: `docker build --call leaves this comment out: as a description it has to begin with "${name}". Begin with the name, or set the comment apart.`,
    fixes: () => (lines === 1 ? [{ title: `Begin the comment with ${name}`, safety: 'suggested', edits: [edit] }] : []),
  };
}
