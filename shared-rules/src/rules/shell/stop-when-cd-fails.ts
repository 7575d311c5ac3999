import { insertAt } from '../../fixes/edits.js';
import { stopsAtFailure } from '../../model/errexit.js';
import { isKnownFolder } from '../../model/known-folders.js';
import { joinPath } from '../../model/paths.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import type { ShellCommand } from '../../shell/types.js';

/** Up from here, or to the root: these do not fail. */
const ALWAYS_THERE = /^\/*(?:\.{1,2}\/+)*(?:\.{1,2})?$/;

export default defineRule({
  id: 'stop-when-cd-fails',
  title: 'Stop when cd fails',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['shellcheck:SC2164'],
  fixes: ['suggested'],
  why: `
    Behind \`;\` or in the next line of a script, the next command runs whether \`cd\` worked or not. Where the folder is
    missing, \`rm -rf *\`, \`make\` or \`git clean\` do their work in the folder where the script was before, and the build goes
    on as if nothing had happened.
  `,
  how: `
    Chain the commands with \`&&\`, begin a script with \`set -e\`, or write \`cd folder || exit 1\`. For a whole step, WORKDIR is
    simpler: it makes the folder where it is missing.
  `,
  references: ['https://pubs.opengroup.org/onlinepubs/9799919799/utilities/cd.html'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        ARG APP=/srv
        RUN touch old; «cd "$APP"»; rm -f old
      `,
      good: `
        FROM debian:12-slim
        ARG APP=/srv
        RUN touch old; cd "$APP" || exit 1; rm -f old
      `,
      fix: 'suggested',
    },
    {
      title: 'In a script, where each line begins anew.',
      bad: `
        FROM debian:12-slim
        RUN mkdir -p /srv/app
        RUN <<EOF
        echo building
        «cd /srv/build»
        touch \\
          done
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN mkdir -p /srv/app
        RUN <<EOF
        set -e
        echo building
        cd /srv/build
        touch \\
          done
        EOF
      `,
    },
  ],
  silences: [
    { because: '&& stops there', text: 'FROM debian:12\nRUN echo a; cd /srv/a && rm -rf b\n' },
    { because: 'somebody thought of it', text: 'FROM debian:12\nRUN echo a; cd /srv/a || exit 1; rm -rf b\n' },
    { because: 'set -e stops the script', text: 'FROM debian:12\nRUN set -ex; mkdir b; cd /srv/a; rm -rf b\n' },
    {
      because: 'set -e of a heredoc, and of its shell',
      text: 'FROM debian:12\nRUN <<EOF\nset -e\necho a\ncd /srv/a\nls\nEOF\nRUN bash -e <<EOF\necho a\ncd /srv/a\nls\nEOF\n',
    },
    { because: 'these folders are there', text: 'FROM debian:12\nRUN echo a; cd /tmp; ls; cd ..; ls; cd /; ls\n' },
    { because: 'WORKDIR made it', text: 'FROM debian:12\nWORKDIR /srv/a\nRUN echo a; cd /srv/a; ls\n' },
    { because: 'nothing follows', text: 'FROM debian:12\nRUN echo a; cd /srv/a\n' },
    { because: 'it is the condition', text: 'FROM debian:12\nRUN if cd /srv/a; then ls; fi\n' },
    { because: 'it is for WORKDIR', text: 'FROM debian:12\nRUN cd /srv/a; ls\n' },
  ],
  mentions: ['cd'],
  on: { command: check },
});

function* check({ command, script, instruction }: CommandNode): Iterable<Finding> {
  if (command.name?.value !== 'cd' || !goesOn(command) || script.commands[0] === command) return;
  const [folder, another] = command.arguments;
  if (folder === undefined || another !== undefined || folder.text === '-') return;
  const path = folder.value;
  if (path !== undefined) {
    if (ALWAYS_THERE.test(path)) return;
    const from = path.startsWith('/') ? '/' : instruction.before.workdir;
    if (from !== undefined && isKnownFolder(instruction, joinPath(from, path))) return;
  }
  if (stopsAtFailure(instruction)) return;
  yield {
    span: command.span,
    message: `Where cd ${folder.text} fails, the rest runs in another folder. Chain it with &&, or write || exit 1 behind it.`,
    fixes: () => [
      {
        title: 'Stop when cd fails',
        safety: 'suggested',
        edits: [insertAt(command.span.end, ' || exit 1')],
      },
    ],
  };
}

/** Another command follows, whatever became of this one. */
function goesOn({ operatorAfter, operatorBefore, nesting }: ShellCommand): boolean {
  if (operatorAfter !== ';' && operatorAfter !== '\n') return false;
  return operatorBefore !== '|' && nesting.every((each) => each === 'subshell' || each === 'group');
}
