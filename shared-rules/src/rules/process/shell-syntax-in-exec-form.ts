import { shellLineOfElements } from '../../fixes/shell-line.js';
import { lacksShell } from '../../model/shell-presence.js';
import type { InstructionNode } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { isShellBuiltin } from '../../shell/quote.js';
import type { ExecElement } from '../../syntax/types.js';

/** An operator of the shell that is an element by itself, or a redirection with its file. */
const OPERATOR = /^(?:&&?|\|\|?|;|<|\d?>>?|(?:\d?>>?|&>>?) ?[/&][\w./-]*)$/;
/** `$NAME`, perhaps in a path or behind `--option=`: nothing that a program of its own would read. */
const VARIABLE =
  /^(?:[\w./:=@,-]*\$(?:[A-Z_][A-Z0-9_]*(?![A-Z0-9_])|\{[A-Z_][A-Z0-9_]*(?::?-[\w./:-]*)?\}))+[\w./:=@,-]*$/;
const SHELL = /(?:^|\/)(?:ba|da|a|k|z)?sh$/;
/** Hand what stands behind them to a shell, or have operators of their own. */
const OWN_SYNTAX =
  /(?:^|[\\/])(?:cmd|powershell|pwsh|find|test|\[|expr|ssh|su|watch|eval|parallel|envsubst|awk|gawk|sed|jq|perl|make|xargs|screen|tmux)(?:\.exe)?$/i;

export default defineRule({
  id: 'shell-syntax-in-exec-form',
  title: 'Do not use shell syntax in a JSON array',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P77', 'U48'],
  fixes: ['suggested'],
  why: `
    A JSON array is handed to the program as it is, and no shell reads it. \`&&\`, \`|\` and \`>\` become arguments of the
    program, \`$PORT\` stays a dollar sign with four letters, and \`cd\` is no program that could be started. The image
    builds without a word, and the container fails, or does something else, when it starts.
  `,
  how: `
    Call a shell yourself where you need one, with the whole command line as one element. \`exec\` before the last program
    lets it take the shell's place, so that \`docker stop\` reaches it. For a change of folder, WORKDIR is enough.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#shell-and-exec-form'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        CMD ["cd", "/tmp", «"&&"», "sleep", "60"]
      `,
      good: `
        FROM debian:12-slim
        CMD ["/bin/sh", "-c", "cd /tmp && exec sleep 60"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Variables are the business of a shell, too.',
      bad: `
        FROM node:22-slim
        ENV PORT=8080
        CMD ["node", "server.js", "--listen", «"\${HOST:-0.0.0.0}:$PORT"»]
      `,
      good: `
        FROM node:22-slim
        ENV PORT=8080
        CMD ["/bin/sh", "-c", "exec node server.js --listen \\"\${HOST:-0.0.0.0}:$PORT\\""]
      `,
      fix: 'suggested',
    },
    {
      title: 'An entry point keeps its arguments; a variable with several options stays without quotes.',
      bad: `
        FROM debian:12-slim
        ENV JAVA_OPTS="-Xmx256m -Xss1m"
        ENTRYPOINT ["java", «"$JAVA_OPTS"», \\
                    "-jar", "/app.jar"]
      `,
      good: `
        FROM debian:12-slim
        ENV JAVA_OPTS="-Xmx256m -Xss1m"
        ENTRYPOINT ["/bin/sh", "-c", "exec java $JAVA_OPTS -jar /app.jar \\"$@\\"", "java"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A step of the build.',
      bad: `
        FROM debian:12-slim AS build
        RUN ["echo", "built", «">"», "/built"]
        FROM debian:12-slim
        COPY --from=build /etc/os-release /
      `,
      good: `
        FROM debian:12-slim AS build
        RUN ["/bin/sh", "-c", "echo built > /built"]
        FROM debian:12-slim
        COPY --from=build /etc/os-release /
      `,
      fix: 'suggested',
    },
    {
      title: '`exec` is a command of the shell, too, and a JSON array starts the program itself.',
      bad: `
        FROM debian:12-slim
        CMD [«"exec"», "sleep", "60"]
      `,
      good: `
        FROM debian:12-slim
        CMD ["sleep", "60"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A command of the shell is no program.',
      bad: `
        FROM debian:12-slim
        CMD [«"source"», "/etc/profile"]
      `,
      good: `
        FROM debian:12-slim
        CMD ["/bin/bash", "-c", "source /etc/profile && exec sleep 60"]
      `,
    },
  ],
  silences: [
    {
      because: 'the shell is called by name',
      text: 'FROM debian:12-slim\nENTRYPOINT ["/bin/bash", "-lc", "cd /tmp && exec sleep $TIME"]\n',
    },
    {
      because: 'an init starts the shell',
      text: 'FROM debian:12-slim\nENTRYPOINT ["tini", "--", "sh", "-c", "sleep $TIME"]\n',
    },
    {
      because: 'the entry point is a shell',
      text: 'FROM debian:12-slim\nENTRYPOINT ["/bin/sh", "-c"]\nCMD ["cd /tmp && sleep $TIME"]\n',
    },
    {
      because: 'the entry point is a shell, and the variable its whole script',
      text: 'FROM debian:12-slim\nENTRYPOINT ["/bin/sh", "-c"]\nCMD ["$COMMAND"]\n',
    },
    {
      because: 'operators of the program itself',
      text: 'FROM debian:12-slim\nRUN ["find", "/tmp", "-name", "*.o", "-exec", "rm", "{}", ";"]\n',
    },
    {
      because: 'cmd reads its arguments itself',
      text: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCMD ["cmd", "/C", "echo", "a", "&&", "b.exe"]\n',
    },
    {
      because: 'operators inside an argument are text',
      text: 'FROM debian:12-slim\nCMD ["nginx", "-g", "daemon off; error_log /dev/stderr; ", "a|b", "a && b"]\n',
    },
    {
      because: 'a form of variable that the program reads',
      text: 'FROM debian:12-slim\nCMD ["app", "--format", "$host $request", "${foo.bar}", "$(NAME)", "$1"]\n',
    },
    {
      because: 'Spring reads such placeholders itself',
      text: 'FROM debian:12-slim\nCMD ["java", "-jar", "app.jar", "--server.port=${PORT}"]\n',
    },
    { because: 'shell form', text: 'FROM debian:12-slim\nCMD cd /tmp && exec sleep $TIME\n' },
    {
      because: 'a heredoc is a script',
      text: 'FROM debian:12-slim\nRUN <<EOF\ncd /tmp && echo $HOME > x\nEOF\n',
    },
  ],
  on: { CMD: check, ENTRYPOINT: check, RUN: check, HEALTHCHECK: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { form, before } = instruction;
  if (form.kind !== 'exec' || before.shell.dialect !== 'posix') return;
  const { elements } = form;
  if (elements.some(({ value }) => OWN_SYNTAX.test(value) || value.endsWith('.exe'))) return;
  const found = findOperator(elements) ?? findBuiltin(instruction, elements) ?? findVariable(instruction, elements);
  if (found === undefined) return;
  yield {
    span: found.element.span,
    message: `${found.problem} ${adviceFor(instruction, found)}`,
    fixes: () => fixes(instruction, elements),
  };
}

interface Found {
  readonly element: ExecElement;
  readonly problem: string;
}

function adviceFor(instruction: InstructionNode, { element }: Found): string {
  if (element.value === 'exec') return 'Take it out.';
  if (lacksShell(instruction)) return 'This image has no shell to call, so the program has to do without.';
  return 'Call a shell with the whole line as one element.';
}

function findOperator(elements: readonly ExecElement[]): Found | undefined {
  const operator = elements.find(({ value }, index) => index > 0 && OPERATOR.test(value));
  const program = elements[0]?.value ?? '';
  if (operator === undefined) return undefined;
  return {
    element: operator,
    problem: `No shell reads a JSON array, so \`${operator.value}\` becomes an argument of ${program}.`,
  };
}

function findBuiltin(instruction: InstructionNode, elements: readonly ExecElement[]): Found | undefined {
  const [first] = elements;
  if (first === undefined || !isShellBuiltin(first.value) || hasEntrypoint(instruction)) return undefined;
  return {
    element: first,
    problem: `\`${first.value}\` is a command of the shell and no program, so nothing can start it from a JSON array.`,
  };
}

function findVariable(instruction: InstructionNode, elements: readonly ExecElement[]): Found | undefined {
  if (elements.some(({ value }) => SHELL.test(value)) || startsShell(instruction)) return undefined;
  const readsPlaceholders = /(?:^|\/)java$/.test(elements[0]?.value ?? '');
  const element = elements.find(
    ({ value }) => VARIABLE.test(value) && !(readsPlaceholders && value.startsWith('-') && value.includes('${')),
  );
  if (element === undefined) return undefined;
  return {
    element,
    problem: `No shell reads a JSON array, so the program gets \`${element.value}\` with its dollar sign.`,
  };
}

function hasEntrypoint({ keyword, stage }: InstructionNode): boolean {
  return keyword === 'CMD' && stage?.end.entrypoint !== undefined;
}

/** Whether a CMD goes to an entry point that is a shell or may read variables itself. */
function startsShell(instruction: InstructionNode): boolean {
  const entrypoint = instruction.stage?.end.entrypoint;
  if (instruction.keyword !== 'CMD' || entrypoint === undefined) return false;
  return entrypoint.form.kind !== 'exec' || entrypoint.form.elements.some(({ value }) => SHELL.test(value));
}

/**
 * None for a CMD behind an entry point, whose arguments it is; none where a shell is called already, where there may be
 * none, and where a variable is an ARG, which is gone when the container starts.
 */
function fixes(instruction: InstructionNode, elements: readonly ExecElement[]): readonly Fix[] {
  const { keyword, stage, form } = instruction;
  if (stage === undefined || form.kind !== 'exec' || lacksShell(instruction) || hasEntrypoint(instruction)) return [];
  if (elements.some(({ value }) => SHELL.test(value) || isBuildTime(instruction, value))) return [];
  const [first, second] = elements;
  const needsShell = elements.some(({ value }) => OPERATOR.test(value) || VARIABLE.test(value));
  if (!needsShell && first?.value === 'exec' && second !== undefined) {
    const edits = [{ span: { start: first.span.start, end: second.span.start }, text: '' }];
    return [{ title: 'Remove exec', safety: 'suggested', edits }];
  }
  if (!needsShell) return [];
  const line = shellLineOfElements(
    elements.map(({ value }) => ({
      value,
      kind: OPERATOR.test(value) ? 'operator' : VARIABLE.test(value) ? 'variable' : 'word',
    })),
    { exec: keyword === 'CMD' || keyword === 'ENTRYPOINT', takesArguments: keyword === 'ENTRYPOINT' },
  );
  if (line === undefined) return [];
  const text = `[${['/bin/sh', '-c', ...line].map((word) => JSON.stringify(word)).join(', ')}]`;
  return [{ title: 'Call a shell for the line', safety: 'suggested', edits: [{ span: form.span, text }] }];
}

function isBuildTime(instruction: InstructionNode, value: string): boolean {
  if (instruction.keyword === 'RUN' || !VARIABLE.test(value)) return false;
  const names = [...value.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name);
  return names.some((name) => resolveVariable(instruction, name).kind === 'arg');
}
