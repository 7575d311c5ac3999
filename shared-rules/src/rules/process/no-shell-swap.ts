import { insertLineAbove, removeInstruction } from '../../fixes/edits.js';
import { removeCommand } from '../../fixes/script-edits.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { effectiveCommand, operands } from '../../shell/commands.js';
import type { ShellCommand, ShellWord } from '../../shell/types.js';
import { baseName } from '../../shell/wrappers.js';

const SHELL = 'SHELL ["/bin/bash", "-c"]';

export default defineRule({
  id: 'no-shell-swap',
  title: 'Choose the shell with SHELL, not by replacing /bin/sh',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL4005', 'kics:8a301064'],
  fixes: ['suggested'],
  why: `
    \`/bin/sh\` belongs to the distribution: install scripts, cron and thousands of programs start it and expect the small shell
    that was tested with them. With another one in its place scripts start slower and may behave differently, and the next
    update of that package puts the old link back, so a build that worked breaks without a change of yours.
  `,
  how: `
    \`SHELL\` is for the instructions of this file alone: every RUN, CMD and ENTRYPOINT in shell form behind it uses it. A single
    step can call \`bash -c '…'\`, or be a heredoc that begins with \`#!/bin/bash\`.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#shell'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN rm /bin/sh && «ln -s /bin/bash /bin/sh»
        RUN [[ -d /etc ]] && touch /done
      `,
      good: `
        FROM debian:12-slim
        SHELL ["/bin/bash", "-c"]
        RUN [[ -d /etc ]] && touch /done
      `,
      fix: 'suggested',
    },
    {
      title: 'In the middle of other commands, and in a heredoc.',
      bad: `
        FROM debian:12-slim AS build
        # What the tests need.
        RUN touch /a \\
            && «ln -sf bash /usr/bin/sh» \\
            && touch /b
        FROM debian:12-slim
        RUN <<EOF
        «ln --symbolic --force /bin/bash /bin/sh»
        touch /c
        EOF
      `,
      good: `
        FROM debian:12-slim AS build
        SHELL ["/bin/bash", "-c"]
        # What the tests need.
        RUN touch /a \\
            && touch /b
        FROM debian:12-slim
        SHELL ["/bin/bash", "-c"]
        RUN <<EOF
        touch /c
        EOF
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'another link to the shell', text: 'FROM debian:12\nRUN ln -s /bin/sh /usr/local/bin/shell\n' },
    { because: 'another link', text: 'FROM debian:12\nRUN ln -sf /usr/bin/python3 /usr/bin/python\n' },
    { because: 'the shell that the distribution has there', text: 'FROM debian:12\nRUN ln -sf dash /bin/sh\n' },
    {
      because: 'a system that is being made has none yet',
      text: 'FROM busybox:1.37\nRUN ln -s /bin/busybox /bin/sh && ln -s /bin/bash /target/bin/sh\n',
    },
    { because: 'nothing is run', text: "FROM debian:12\nRUN echo 'ln -s /bin/bash /bin/sh'\n" },
  ],
  mentions: ['ln'],
  on: { command: check },
});

function* check(node: CommandNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const link = linkOver(node.command);
  if (link === undefined) return;
  const shell = baseName(link.value ?? '');
  if (/^(?:dash|ash|busybox|toybox|sh)$/.test(shell) && !eachCodeAlone) return;
  yield {
    span: node.command.span,
    message: `This replaces \`/bin/sh\` for every program of the image. Use \`SHELL ["/bin/${shell === '' ? 'bash' : shell}", "-c"]\`, which is for this file alone.`,
    fixes: () => (shell === 'bash' ? fixes(node) : []),
  };
}

/** What `/bin/sh` becomes a link to; `undefined` where the command makes no such link. */
function linkOver(command: ShellCommand): ShellWord | undefined {
  const program = effectiveCommand(command);
  if (program?.name !== 'ln') return undefined;
  const [source, target, more] = operands(program.arguments, ['-S', '--suffix', '-t', '--target-directory']);
  return more === undefined && isShell(target) ? source : undefined;
}

function isShell(word: ShellWord | undefined): boolean {
  return word?.value !== undefined && /^\/(?:usr\/)?bin\/sh$/.test(word.value);
}

/** Moves the old link out of the way; without the new one there is no reason to. */
function putsAside({ name, arguments: words }: ShellCommand): boolean {
  return /^(?:rm|mv|unlink)$/.test(name?.value ?? '') && isShell(words.find(({ text }) => !text.startsWith('-')));
}

function fixes({ command, script, instruction }: CommandNode): readonly Fix[] {
  const { file, isTrigger, form, before, span } = instruction;
  if (isTrigger || form.kind !== 'shell' || !script.complete || script.compounds.length > 0) return [];
  const isSet = before.shell.program === 'bash';
  const title = isSet ? 'Remove the link: SHELL says bash already' : `Use ${SHELL}`;
  const others = script.commands.filter((other) => other !== command);
  if (others.every(putsAside)) {
    const edit = isSet ? removeInstruction(file, instruction) : { span, text: SHELL };
    return [{ title, safety: 'suggested', edits: [edit] }];
  }
  const removal = others.some(putsAside) ? undefined : removeCommand(instruction, command);
  if (removal === undefined) return [];
  const edits = isSet ? [removal] : [insertLineAbove(file, instruction, SHELL), removal];
  return [{ title, safety: 'suggested', edits }];
}
