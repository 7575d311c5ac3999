import { isPlainCommand } from '../../facts/plain-commands.js';
import { insertAt } from '../../fixes/edits.js';
import { type StartScript, startScript } from '../../model/start-script.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { commandName, effectiveCommand } from '../../shell/commands.js';
import { isShellBuiltin } from '../../shell/quote.js';
import type { ShellCommand } from '../../shell/types.js';
import { slice } from '../../text/span.js';

export default defineRule({
  id: 'exec-in-entrypoint-script',
  title: 'End a start script with exec',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P80'],
  fixes: ['suggested'],
  why: `
    The shell that runs your start script is process 1, and stays it while the program runs. \`docker stop\` sends its signal
    to process 1 alone: the shell does not pass it on, the program never hears of it, and after ten seconds both are killed in
    the middle of their work. \`exec\` puts the program in the place of the shell.
  `,
  how: 'Write `exec` before the last command: `exec gunicorn app:app`, or `exec "$@"` for what CMD says. What stands behind it never runs.',
  references: ['https://docs.docker.com/build/building/best-practices/#entrypoint'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        COPY --chmod=755 <<"EOF" /entrypoint.sh
        #!/bin/sh
        set -e
        python manage.py migrate
        «gunicorn» --workers 4 app:app
        EOF
        ENTRYPOINT ["/entrypoint.sh"]
      `,
      good: `
        FROM python:3.13-slim
        COPY --chmod=755 <<"EOF" /entrypoint.sh
        #!/bin/sh
        set -e
        python manage.py migrate
        exec gunicorn --workers 4 app:app
        EOF
        ENTRYPOINT ["/entrypoint.sh"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The command of CMD; the script is found by its name.',
      bad: `
        FROM node:24-slim
        RUN cat <<'EOF' > /usr/local/bin/start.sh && chmod 755 /usr/local/bin/start.sh
        #!/bin/bash
        export PORT="\${PORT:-8080}"
        # what CMD says
        LANG=C «"$@"»
        EOF
        ENTRYPOINT ["start.sh"]
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:24-slim
        RUN cat <<'EOF' > /usr/local/bin/start.sh && chmod 755 /usr/local/bin/start.sh
        #!/bin/bash
        export PORT="\${PORT:-8080}"
        # what CMD says
        LANG=C exec "$@"
        EOF
        ENTRYPOINT ["start.sh"]
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The script comes from the stage below.',
      bad: `
        FROM debian:12-slim AS base
        WORKDIR /app
        COPY <<EOF start.sh
        mkdir -p /tmp/cache && «./server» --verbose
        EOF

        FROM base
        CMD ["sh", "./start.sh"]
      `,
      good: `
        FROM debian:12-slim AS base
        WORKDIR /app
        COPY <<EOF start.sh
        mkdir -p /tmp/cache && exec ./server --verbose
        EOF

        FROM base
        CMD ["sh", "./start.sh"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'the program takes the place of the shell',
      text: 'FROM node:24-slim\nCOPY --chmod=755 <<"EOF" /start.sh\n#!/bin/sh\nset -e\nexec "$@"\nEOF\nENTRYPOINT ["/start.sh"]\n',
    },
    {
      because: 'the script handles signals and processes itself',
      text: 'FROM node:24-slim\nCOPY --chmod=755 <<"EOF" /start.sh\ntrap stop TERM\nnode server.js &\nwait\nEOF\nCMD ["/start.sh"]\n',
    },
    {
      because: 'an init process stands before the script',
      text: 'FROM node:24-slim\nCOPY --chmod=755 <<"EOF" /start.sh\nnode server.js\nEOF\nENTRYPOINT ["tini", "--", "/start.sh"]\n',
    },
    {
      because: 'another program, or one that ends by itself',
      text: 'FROM node:24-slim\nCOPY --chmod=755 <<"EOF" /once.sh\nnode server.js\nEOF\nCOPY --chmod=755 <<"EOF" /start.sh\n/once.sh\nls -l\nEOF\nCMD ["/start.sh"]\n',
    },
    {
      because: 'a function of the script, a condition or a script of another language',
      text: 'FROM node:24-slim\nCOPY --chmod=755 <<"EOF" /start.sh\nmain() {\n  exec node server.js\n}\nmain "$@"\nEOF\nCMD ["/start.sh"]\nFROM node:24-slim\nCOPY --chmod=755 <<"EOF" /start.sh\nif a; then\n  b\nfi\nEOF\nCMD ["/start.sh"]\nFROM python:3.13-slim\nCOPY --chmod=755 <<"EOF" /start\n#!/usr/bin/env python3\nserve()\nEOF\nCMD ["/start"]\n',
    },
    {
      because: 'nobody knows what the script does',
      text: 'FROM node:24-slim\nCOPY start.sh /start.sh\nCMD ["/start.sh"]\n',
    },
  ],
  on: { document: check },
});

function* check({ finalStage, text }: Dockerfile): Iterable<Finding> {
  if (finalStage === undefined || finalStage.image?.windows === true || !text.includes('<<')) return;
  const start = startScript(finalStage);
  const last = start && lastCommand(start, text);
  if (start === undefined || last?.name === undefined) return;
  const { span } = last.name;
  yield {
    span,
    message: `The shell of ${start.path} stays process 1 and keeps the signals of \`docker stop\` to itself. Write \`exec\` before this command.`,
    related: [{ span: start.process.span, message: `The container starts with ${start.path}.` }],
    fixes: () => [
      { title: 'Write exec before the command', safety: 'suggested', edits: [insertAt(span.start, 'exec ')] },
    ],
  };
}

const LEAVES_TO_PROGRAM = new Set([undefined, '&&', ';', '\n']);

/** The program that the script ends with, where it is a program that may run for long, and the script leaves all to it. */
function lastCommand({ script }: StartScript, text: string): ShellCommand | undefined {
  const { commands, compounds, complete } = script;
  const last = commands.filter(({ nesting }) => !nesting.includes('substitution')).at(-1);
  if (!complete || last?.name === undefined || last.nesting.length > 0 || last.operatorAfter !== undefined)
    return undefined;
  if (!LEAVES_TO_PROGRAM.has(last.operatorBefore) || compounds.some(({ span }) => span.end > last.span.start))
    return undefined;
  if (commands.some((command) => /^(?:trap|wait)$/.test(commandName(command) ?? '') || command.operatorAfter === '&'))
    return undefined;
  if (compounds.some(({ kind, keyword }) => kind === 'function' && slice(text, keyword) === last.name?.value))
    return undefined;
  if (/^"?\$[@*]"?$/.test(last.name.text)) return last;
  const program = effectiveCommand(last);
  if (program === undefined || isShellBuiltin(last.name.value ?? '') || last.name.value === 'exec') return undefined;
  return isShellBuiltin(program.name) || isPlainCommand(program.name) || /^-/.test(program.name) ? undefined : last;
}
