import { keywordLike, removeInstruction } from '../../fixes/edits.js';
import { removeCommand } from '../../fixes/script-edits.js';
import { scriptOf } from '../../model/script.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { ShellCommand } from '../../shell/types.js';
import { cover } from '../../text/span.js';

export default defineRule({
  id: 'unset-has-no-effect',
  title: 'Do not unset a variable at the end of a RUN',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S6581'],
  practices: ['U34'],
  fixes: ['suggested'],
  why: `
    Each RUN has a shell of its own, and what that unsets ends with it. A variable that ENV set is there again in the next
    step and in every container, with the value that \`docker inspect\` shows. A password that was to be gone is still there.
  `,
  how: `
    What only the build needs is an ARG, or is set in the RUN that uses it: \`RUN VERSION=1.2 ./install.sh\`. A secret comes
    with \`--mount=type=secret\`. An ENV of the base image cannot be taken away, but \`ENV NAME=""\` makes it empty.
  `,
  references: [
    'https://docs.docker.com/build/building/best-practices/#env',
    'https://docs.docker.com/build/building/secrets/',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        ENV ADMIN_USER=mark
        RUN echo "$ADMIN_USER" > /mark
        RUN «unset ADMIN_USER»
        CMD ["date"]
      `,
      good: `
        FROM debian:12-slim
        ENV ADMIN_USER=mark
        RUN echo "$ADMIN_USER" > /mark
        ENV ADMIN_USER=""
        CMD ["date"]
      `,
      fix: 'suggested',
    },
    {
      title: 'As the last command of a longer RUN.',
      bad: `
        FROM debian:12-slim AS base
        ENV ADMIN_USER=mark
        FROM base
        RUN echo "$ADMIN_USER" > /mark && \\
            «unset ADMIN_USER»
      `,
      good: `
        FROM debian:12-slim AS base
        ENV ADMIN_USER=mark
        FROM base
        RUN echo "$ADMIN_USER" > /mark
      `,
      fix: 'suggested',
    },
    {
      title: 'In a script.',
      bad: `
        FROM debian:12-slim
        ENV ADMIN_USER=mark
        RUN <<EOF
        echo "$ADMIN_USER" > /mark
        «unset -v ADMIN_USER»
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN <<EOF
        ADMIN_USER=mark
        echo "$ADMIN_USER" > /mark
        EOF
      `,
    },
  ],
  silences: [
    {
      because: 'commands behind it run without the variable',
      text: 'FROM debian:13\nENV HTTP_PROXY=http://a\nRUN unset HTTP_PROXY && apt-get update\n',
    },
    {
      because: 'it is no variable of the image',
      text: 'FROM debian:13\nRUN TMP_KEY=1; echo $TMP_KEY; unset TMP_KEY\nRUN export A=1 && echo $A && unset A\n',
    },
    { because: 'a function', text: 'FROM debian:13\nENV f=1\nRUN unset -f f\n' },
    {
      because: 'inside a subshell or a condition',
      text: 'FROM debian:13\nENV A=1\nRUN (unset A); if true; then unset A; fi\n',
    },
    { because: 'not a command', text: 'FROM debian:13\nENV A=1\nRUN echo unset A\n' },
  ],
  mentions: ['unset'],
  on: { RUN: check },
});

function* check(run: InstructionNode): Iterable<Finding> {
  if (!run.file.text.slice(run.span.start, run.span.end).includes('unset')) return;
  const commands = scriptOf(run)?.commands ?? [];
  for (let at = commands.length - 1; at >= 0; at--) {
    const command = commands[at];
    if (command?.name?.value !== 'unset' || command.nesting.length > 0) return;
    const names = unsetNames(run, command);
    if (names.length === 0) continue;
    const last = command.arguments.at(-1);
    const name = names.join(' and ');
    yield {
      span: last === undefined ? command.span : cover(command.name.span, last.span),
      message: `This lasts until the end of this RUN, which is here: ${name} ${names.length === 1 ? 'is' : 'are'} set again in the next step and in the container. Use ARG for what only the build needs, or set it empty with ENV.`,
      fixes: () => fixes(run.file, run, command, commands.length === 1 ? names : []),
    };
  }
}

/** The variables of the image among what an `unset` names. */
function unsetNames(run: InstructionNode, command: ShellCommand): readonly string[] {
  const words = command.arguments.map(({ value }) => value);
  if (words.includes('-f')) return [];
  return words.flatMap((name) => {
    if (name === undefined || name.startsWith('-')) return [];
    const { kind } = resolveVariable(run, name);
    return kind === 'env' || kind === 'image' ? [name] : [];
  });
}

function fixes(
  file: Dockerfile,
  run: InstructionNode,
  command: ShellCommand,
  names: readonly string[],
): readonly Fix[] {
  if (names.length > 0) {
    const text = `${keywordLike(run.written, 'ENV')} ${names.map((name) => `${name}=""`).join(' ')}`;
    return [
      {
        title: `Set ${names.join(' and ')} empty for the image`,
        safety: 'suggested',
        edits: [{ span: run.span, text }],
      },
      { title: 'Remove this RUN', safety: 'suggested', edits: [removeInstruction(file, run)] },
    ];
  }
  const removal = removeCommand(run, command);
  return removal === undefined ? [] : [{ title: 'Remove the command', safety: 'suggested', edits: [removal] }];
}
