import { isPlatformVariable, isPredefinedArg } from '../../facts/predefined-variables.js';
import { insertAt } from '../../fixes/edits.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';
import type { ShellWord } from '../../shell/types.js';

/** Operators between two values: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html */
const COMPARISONS: ReadonlySet<string> = new Set(['=', '==', '!=', '-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

export default defineRule({
  id: 'quote-in-test',
  title: 'Put variables in quotes in a test',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['shellcheck:SC2086', 'shellcheck:SC2070'],
  fixes: ['suggested'],
  why: `
    An ARG without a value is nothing at all for the shell: \`[ $STAGE = prod ]\` becomes \`[ = prod ]\`, which ends with
    "unexpected operator" and counts as false, and \`[ -n $STAGE ]\` becomes \`[ -n ]\`, which is always true. A value with a
    blank breaks the test likewise. The build goes on with the wrong branch. In quotes nothing stays a word of its own.
  `,
  references: ['https://www.gnu.org/software/bash/manual/html_node/Word-Splitting.html'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        ARG STAGE
        RUN if [ «$STAGE» = prod ]; then touch /srv/prod; fi
      `,
      good: `
        FROM debian:12-slim
        ARG STAGE
        RUN if [ "$STAGE" = prod ]; then touch /srv/prod; fi
      `,
      fix: 'suggested',
    },
    {
      title: 'A test that is always true, and a value with a blank.',
      bad: `
        FROM debian:12-slim
        ARG DEBUG
        ENV TITLE="my app"
        RUN touch /srv/a \\
            # only where it is asked for
            && if [ -n «\${DEBUG}» ]; then touch /srv/debug; fi \\
            && if test «$TITLE» != "my app"; then touch /srv/other; fi
      `,
      good: `
        FROM debian:12-slim
        ARG DEBUG
        ENV TITLE="my app"
        RUN touch /srv/a \\
            # only where it is asked for
            && if [ -n "\${DEBUG}" ]; then touch /srv/debug; fi \\
            && if test "$TITLE" != "my app"; then touch /srv/other; fi
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it has a value of one word',
      text: 'FROM a\nARG STAGE=dev\nENV X=y\nRUN [ $STAGE = prod ] || [ $X = z ]\n',
    },
    { because: 'it is in quotes', text: 'FROM a\nARG STAGE\nRUN if [ "$STAGE" = prod ]; then ls; fi\n' },
    { because: 'it is part of a word', text: 'FROM a\nARG STAGE\nRUN if [ x$STAGE = xprod ]; then ls; fi\n' },
    { because: 'it has a value of its own', text: 'FROM a\nARG STAGE\nRUN if [ ${STAGE:-dev} = prod ]; then ls; fi\n' },
    { because: '[[ ]] does not split', text: 'FROM a\nSHELL ["bash", "-c"]\nARG STAGE\nRUN [[ $STAGE = prod ]]\n' },
    { because: 'the script sets it', text: 'FROM a\nARG STAGE\nRUN STAGE=$(date); [ $STAGE = prod ]\n' },
    { because: 'nothing and no word are both not there', text: 'FROM a\nARG STAGE\nRUN [ -z $STAGE ] || [ $STAGE ]\n' },
    { because: 'Docker sets it', text: 'FROM a\nARG TARGETARCH\nRUN if [ $TARGETARCH = arm64 ]; then ls; fi\n' },
    { because: 'the base image may set it', text: 'FROM example.com/a\nRUN if [ $STAGE = prod ]; then ls; fi\n' },
  ],
  on: { command: check },
});

function* check({ command, script, instruction }: CommandNode): Iterable<Finding> {
  const name = command.name?.value;
  if (name !== '[' && name !== 'test') return;
  const words = command.arguments;
  for (const [index, word] of words.entries()) {
    const isCompared = COMPARISONS.has(words[index - 1]?.text ?? '') || COMPARISONS.has(words[index + 1]?.text ?? '');
    const isMeasured = words[index - 1]?.text === '-n';
    if (!isCompared && !isMeasured) continue;
    const variable = loneVariable(word);
    if (variable === undefined || !mayFallApart(instruction, variable)) continue;
    if (script.commands.some(({ assignments }) => assignments.some((assignment) => assignment.name === variable)))
      continue;
    yield {
      span: word.span,
      message: isMeasured
        ? `Where ${variable} is empty, this test has no operand and is true. Write "${word.text}" in quotes.`
        : `Where ${variable} is empty or has a blank, this test ends with an error. Write "${word.text}" in quotes.`,
      codes: isMeasured ? ['shellcheck:SC2070'] : ['shellcheck:SC2086'],
      fixes: () => [
        {
          title: `Put ${word.text} in quotes`,
          safety: 'suggested',
          edits: [insertAt(word.span.start, '"'), insertAt(word.span.end, '"')],
        },
      ],
    };
  }
}

/** The name of the variable that a word is, without quotes and without a value of its own. */
function loneVariable({ text, variables }: ShellWord): string | undefined {
  const [variable] = variables;
  if (variable === undefined || variable.quoted) return undefined;
  return text === `$${variable.name}` || text === `\${${variable.name}}` ? variable.name : undefined;
}

/** An argument that has no value unless somebody gives one, or a value that is not one word. */
function mayFallApart(instruction: InstructionNode, name: string): boolean {
  const { kind, value, instruction: declaration } = resolveVariable(instruction, name);
  if ((kind !== 'arg' && kind !== 'env') || isPlatformVariable(name) || isPredefinedArg(name)) return false;
  if (value !== undefined) return value === '' || /\s/.test(value);
  return (
    kind === 'arg' &&
    declaration?.properties.some((property) => property.key === name && property.value === undefined) === true
  );
}
