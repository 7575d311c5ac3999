import { type CommandWord, execFormEdits, shellExecFix } from '../../fixes/exec-form.js';
import { fileOf } from '../../model/build.js';
import { ignoredCmd } from '../../model/ignored-cmd.js';
import { scriptOf } from '../../model/script.js';
import { lacksShell } from '../../model/shell-presence.js';
import { isShellTest } from '../../model/shell-test.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { needsShell, type ShellFeature, splitCommandLine } from '../../shell/quote.js';
import type { ShellScript } from '../../shell/types.js';
import { contains } from '../../text/span.js';

const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a)?sh$/;

export default defineRule({
  id: 'use-exec-form',
  title: 'Write CMD and ENTRYPOINT in exec form',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [
    'hadolint:DL3025',
    'buildkit:JSONArgsRecommended',
    'kics:b86987e1',
    'sonar:S7019',
    'semgrep:prefer-json-notation',
  ],
  practices: ['P76'],
  fixes: ['safe', 'suggested'],
  why: `
    In shell form Docker runs \`/bin/sh -c "your command"\`. The shell can become process 1, and a shell does not pass
    signals on: \`docker stop\` sends \`SIGTERM\`, nobody hears it, and after ten seconds the container is killed in the
    middle of its work. In exec form your program is process 1, gets \`SIGTERM\` itself and can finish in order. Measured with
    a small Node.js server on Debian 12: 10.0 s to stop in shell form, 3 ms in exec form.
  `,
  how: `
    Write the program and each argument as strings of a JSON array, in double quotes. No shell reads them: variables,
    \`&&\`, pipes and \`*\` mean nothing there. Where you need them, call the shell yourself and let \`exec\` hand its
    place to your program: \`["/bin/sh", "-c", "exec server --port $PORT"]\`. HEALTHCHECK may stay in shell form.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#shell-and-exec-form'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        CMD «node server.js»
      `,
      good: `
        FROM node:24-slim
        CMD ["node", "server.js"]
      `,
      fix: 'safe',
    },
    {
      title: 'Over several lines, and with quotes.',
      bad: `
        FROM python:3.13-slim
        CMD «gunicorn --workers 4 \\
            # one log line for each request
            --access-logfile '-' \\
            --name "my app" app:app»
      `,
      good: `
        FROM python:3.13-slim
        CMD ["gunicorn", "--workers", "4", \\
            # one log line for each request
            "--access-logfile", "-", \\
            "--name", "my app", "app:app"]
      `,
      fix: 'safe',
    },
    {
      title: 'A variable needs a shell; `exec` makes the program process 1 all the same.',
      bad: `
        FROM python:3.13-slim
        CMD «uvicorn app:app --port $PORT»
      `,
      good: `
        FROM python:3.13-slim
        CMD ["/bin/sh", "-c", "exec uvicorn app:app --port $PORT"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Two commands: the last one takes the place of the shell.',
      bad: `
        FROM python:3.13-slim
        CMD «python manage.py migrate && gunicorn app:app»
      `,
      good: `
        FROM python:3.13-slim
        CMD ["/bin/sh", "-c", "python manage.py migrate && exec gunicorn app:app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The same over several lines.',
      bad: `
        FROM python:3.13-slim
        CMD «alembic upgrade head && \\
            uvicorn --host=0.0.0.0 app:app»
      `,
      good: `
        FROM python:3.13-slim
        CMD ["/bin/sh", "-c", "alembic upgrade head && exec uvicorn --host=0.0.0.0 app:app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A shell that is called already needs no other one around it.',
      bad: `
        FROM python:3.13-slim
        CMD «sh -c "python manage.py migrate && exec hypercorn --bind :$PORT app"»
      `,
      good: `
        FROM python:3.13-slim
        CMD ["sh", "-c", "python manage.py migrate && exec hypercorn --bind :$PORT app"]
      `,
      fix: 'suggested',
    },
    {
      title: '`exec` can start programs, but no commands of the shell itself.',
      bad: `
        FROM debian:13-slim
        ENTRYPOINT «umask 027 && command -v server»
      `,
      good: `
        FROM debian:13-slim
        ENTRYPOINT ["/bin/sh", "-c", "umask 027 && command -v server"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A test in brackets is a command of the shell, not an array.',
      bad: `
        FROM alpine:3.22
        CMD «[ -f /srv/ready ] && exec httpd -f»
      `,
      good: `
        FROM alpine:3.22
        CMD ["/bin/sh", "-c", "[ -f /srv/ready ] && exec httpd -f"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A script of your own must begin with `#!/bin/sh`, for no shell steps in now.',
      bad: `
        FROM alpine:3.22
        COPY start.sh /
        CMD «/start.sh --verbose»
      `,
      good: `
        FROM alpine:3.22
        COPY start.sh /
        CMD ["/start.sh", "--verbose"]
      `,
      fix: 'suggested',
    },
    {
      title: 'With an ENTRYPOINT in exec form, CMD is its arguments: a person must look.',
      bad: `
        FROM alpine:3.22
        ENTRYPOINT ["/usr/bin/backup"]
        CMD «all /data»
      `,
      good: `
        FROM alpine:3.22
        ENTRYPOINT ["/usr/bin/backup"]
        CMD ["all", "/data"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'a SHELL instruction chose the shell on purpose',
      text: 'FROM alpine:3.22\nSHELL ["/bin/ash", "-c"]\nCMD node server.js\n',
    },
    { because: 'exec already hands the place over', text: 'FROM alpine:3.22\nCMD exec node server.js\n' },
    {
      because: 'Windows has no signals to lose',
      text: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCMD app.exe\n',
    },
    {
      because: 'a health check may use the shell',
      text: 'FROM alpine:3.22\nHEALTHCHECK CMD wget -qO- http://127.0.0.1/ || exit 1\n',
    },
    { because: 'a broken array is a problem of its own', text: "FROM alpine:3.22\nCMD ['node', 'server.js']\n" },
    {
      because: 'a CMD that is never used is a problem of its own',
      text: 'FROM alpine:3.22\nENTRYPOINT exec server\nCMD all /data\n',
    },
    {
      because: 'an image without a shell is a problem of its own',
      text: 'FROM scratch\nCOPY server /server\nCMD /server --port 80\n',
    },
    { because: 'a quoted command line is a problem of its own', text: 'FROM alpine:3.22\nCMD "node server.js"\n' },
  ],
  on: { CMD: check, ENTRYPOINT: check },
});

function* check(instruction: InstructionNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const { form, body, before, keyword, stage } = instruction;
  if (form.kind === 'exec' || body.text === '' || (form.kind === 'malformed' && !isShellTest(body.text))) return;
  if (before.shell.dialect !== 'posix' || before.shell.instruction !== undefined) return;
  if (/^exec\s/.test(body.text) || isQuotedWhole(body.text) || /^\S+\.exe(?:\s|$)/i.test(body.text)) return;
  if (!eachCodeAlone && stage?.end.cmd === instruction && ignoredCmd(stage) !== undefined) return;
  if (!eachCodeAlone && lacksShell(instruction)) return;
  const features = needsShell(body);
  const needs = describe(features);
  const reason = needs === '' ? '' : ` It needs a shell for ${needs}, so call the shell by name.`;
  yield {
    span: instruction.bodySpan,
    message: `${keyword} in shell form puts a shell between Docker and the program, and \`docker stop\` may not reach it.${reason}`,
    fixes: () => fixes(instruction),
  };
}

/**
 * The words of `sh -c "… $NAME …"`: the shell that is called can look the variables up itself, and needs none around it.
 * `undefined` for anything else.
 */
function wordsOfShellCall({ body }: InstructionNode, { commands }: ShellScript): readonly CommandWord[] | undefined {
  const command = commands.find(({ nesting }) => nesting.length === 0);
  const [option, script, ...more] = command?.arguments ?? [];
  if (command?.name === undefined || option === undefined || script === undefined || more.length > 0) return undefined;
  const { name } = command;
  if (name.value === undefined || !SHELL.test(name.value) || option.value !== '-c') return undefined;
  const inside = /^"([^"\\`]*)"$/.exec(script.text)?.[1];
  if (inside === undefined || needsShell(body).some(({ kind }) => kind !== 'variable')) return undefined;
  return [
    { value: name.value, span: name.span },
    { value: '-c', span: option.span },
    { value: inside, span: script.span },
  ];
}

function isQuotedWhole(text: string): boolean {
  return /^"[^"]*"$|^'[^']*'$/.test(text);
}

function describe(features: readonly ShellFeature[]): string {
  const named = features.filter(({ text }) => text !== '').map(({ text }) => `\`${text}\``);
  return [...new Set(named)].slice(0, 3).join(', ');
}

function fixes(instruction: InstructionNode): readonly Fix[] {
  const words = splitCommandLine(instruction.body);
  if (words !== undefined) {
    const edits = execFormEdits(words.map(({ value, text, span }) => ({ value: value ?? text, span })));
    return edits === undefined
      ? []
      : [
          {
            title: 'Use the exec form',
            safety: isPlain(instruction) && !mayBeScript(words[0]?.text) ? 'safe' : 'suggested',
            edits,
          },
        ];
  }
  const script = scriptOf(instruction);
  if (script === undefined) return [];
  const shellCall = execFormEdits(wordsOfShellCall(instruction, script) ?? []);
  if (shellCall !== undefined) return [{ title: 'Use the exec form', safety: 'suggested', edits: shellCall }];
  const comments = fileOf(instruction)?.syntax.comments ?? [];
  const hasComments = comments.some((comment) => contains(instruction.span, comment.span));
  const fix = shellExecFix(instruction, script, 'suggested', hasComments);
  return fix === undefined ? [] : [fix];
}

/** A script without `#!` is run by a shell only: the kernel refuses it. Programs in `bin` folders begin with one. */
function mayBeScript(program: string | undefined): boolean {
  return program?.includes('/') === true && !/^\/(?:usr\/)?(?:local\/)?s?bin\/[^/.]+$/.test(program);
}

/**
 * Whether the exec form runs the same process. Together with an ENTRYPOINT in exec form a CMD is its arguments, and an
 * ENTRYPOINT that was in shell form begins to get those of CMD: right, but another command line than before.
 */
function isPlain({ keyword, stage }: InstructionNode): boolean {
  if (stage === undefined) return false;
  if (keyword === 'ENTRYPOINT') return stage.end.cmd === undefined;
  return stage.end.entrypoint === undefined || stage.end.entrypoint.form.kind !== 'exec';
}
