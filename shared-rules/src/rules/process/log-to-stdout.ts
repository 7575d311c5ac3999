import { serverWords } from '../../facts/servers.js';
import { isFiller } from '../../fixes/script-edits.js';
import { type StartedServer, startedBy, startedServers } from '../../model/container-process.js';
import { scriptOf } from '../../model/script.js';
import { stageChain } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { effectiveCommand, readArguments } from '../../shell/commands.js';
import type { ShellRedirect, ShellWord } from '../../shell/types.js';
import { cover, type Span, slice, span } from '../../text/span.js';

export default defineRule({
  id: 'log-to-stdout',
  title: 'Write logs to the standard output',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P85'],
  fixes: ['suggested'],
  why: `
    \`docker logs\`, Compose, Kubernetes and every log collector show what the program writes to its standard output and
    standard error. A log file inside the container is invisible to them, is lost with the container, and grows on the disk
    of the host until that is full: nothing rotates it.
  `,
  how: `
    Leave the log where the program writes it by itself, or name \`-\` or \`/dev/stdout\`. For a program that only knows files,
    link the file: \`RUN ln -sf /dev/stdout /var/log/app/access.log\`. Jobs of cron can write to \`/proc/1/fd/1\`.
  `,
  references: ['https://docs.docker.com/engine/logging/'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        CMD ["gunicorn", "--worker-tmp-dir=/dev/shm", "--access-logfile", «"/var/log/access.log"», "app:app"]
      `,
      good: `
        FROM python:3.13-slim
        CMD ["gunicorn", "--worker-tmp-dir=/dev/shm", "--access-logfile", "-", "app:app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'ENTRYPOINT and CMD together make the command line.',
      bad: `
        FROM python:3.13-slim
        ENTRYPOINT ["gunicorn", "--worker-tmp-dir=/dev/shm"]
        CMD ["--access-logfile=-", \\
             "--error-logfile=«/var/log/error.log»", "app:app"]
      `,
      good: `
        FROM python:3.13-slim
        ENTRYPOINT ["gunicorn", "--worker-tmp-dir=/dev/shm"]
        CMD ["--access-logfile=-", \\
             "--error-logfile=-", "app:app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'What the shell sends to a file.',
      bad: `
        FROM debian:12-slim
        CMD exec /server --verbose \\
              «>> /var/log/server.log 2>&1»
      `,
      good: `
        FROM debian:12-slim
        CMD exec /server --verbose
      `,
      fix: 'suggested',
    },
    {
      title: 'Showing the file does not help: when the server dies, `tail` keeps the container up.',
      bad: `
        FROM debian:12-slim
        CMD service nginx start && «tail -f /var/log/nginx/access.log»
      `,
      good: `
        FROM debian:12-slim
        RUN ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log
        CMD ["nginx", "-g", "daemon off;"]
      `,
    },
  ],
  silences: [
    {
      because: 'the standard output',
      text: 'FROM a\nCMD gunicorn --access-logfile - --error-logfile=/dev/stderr --log-file=/proc/1/fd/1 a:a\n',
    },
    {
      because: 'the file is a link',
      text: 'FROM a\nRUN ln -sf /dev/stdout /var/log/access.log\nCMD gunicorn --access-logfile /var/log/access.log a:a\n',
    },
    { because: 'no log', text: 'FROM a\nCMD /server > /dev/null\nENTRYPOINT tail -f /dev/null\n' },
    { because: 'no log either', text: 'FROM a\nCMD envsubst < a > /etc/a.conf && exec nginx -g "daemon off;"\n' },
    { because: 'a variable decides', text: 'FROM a\nCMD gunicorn --access-logfile $LOG a:a\n' },
    { because: 'a step of the build', text: 'FROM a\nRUN make > /var/log/build.log\nCMD ["a"]\n' },
    { because: 'not the last stage', text: 'FROM a\nCMD gunicorn --log-file a.log a\nFROM b\nCMD ["b"]\n' },
  ],
  mentions: [...serverWords(({ logOptions }) => logOptions !== undefined), 'log', 'out', 'err'],
  on: { document: check },
});

function* check({ finalStage }: Dockerfile): Iterable<Finding> {
  if (finalStage === undefined || (finalStage.end.cmd ?? finalStage.end.entrypoint) === undefined) return;
  const places = logPlaces(finalStage);
  if (places.length === 0) return;
  const linked = linkedFiles(finalStage);
  const shown = new Set(places.flatMap(({ file, kind }) => (kind === 'tail' ? [file] : [])));
  for (const { finding, file, kind } of places) {
    if (linked.has(file) || (kind !== 'tail' && shown.has(file))) continue;
    yield finding;
  }
}

interface LogPlace {
  readonly kind: 'option' | 'redirect' | 'tail';
  readonly file: string;
  readonly finding: Finding;
}

function logPlaces(stage: Stage): readonly LogPlace[] {
  return [
    ...startedServers(stage).flatMap(inOptions),
    ...startedBy(stage).flatMap(({ command, words, instruction }) => {
      const tail = words[0]?.value?.split('/').at(-1) === 'tail' ? tailed(words) : undefined;
      return [
        ...command.redirects.flatMap((redirect) => inRedirect(redirect, command.redirects, instruction) ?? []),
        ...(tail ?? []),
      ];
    }),
  ];
}

/** A file in which nobody outside the container reads. */
function isLogFile(path: string): boolean {
  return !/^(?:-|\/dev\/.*|\/proc\/.*|syslog(?::.*)?)$/.test(path);
}

function inOptions({ server, arguments: words, started }: StartedServer): readonly LogPlace[] {
  const { logOptions } = server;
  if (logOptions === undefined) return [];
  return readArguments(words, [...(server.optionsWithValue ?? []), ...logOptions.options]).flatMap((argument) => {
    if (argument.kind !== 'option' || argument.value === undefined || argument.valueWord === undefined) return [];
    if (!argument.names.some((name) => logOptions.options.includes(name)) || !isLogFile(argument.value)) return [];
    const place = partOf(started.instruction, argument.valueWord, argument.value, argument.valueWord === argument.word);
    const isJson = slice(started.instruction.file.text, place).startsWith('"');
    const finding: Finding = {
      span: place,
      message: `${server.name} writes this log to a file inside the container, where \`docker logs\` does not see it. Send it to the standard output.`,
      fixes: () =>
        logOptions.dash
          ? [
              {
                title: 'Log to the standard output',
                safety: 'suggested',
                edits: [{ span: place, text: isJson ? '"-"' : '-' }],
              },
            ]
          : [],
    };
    return [{ kind: 'option', file: argument.value, finding } as const];
  });
}

/** The value inside `--option=value`; the whole word where it stands alone. */
function partOf({ file }: InstructionNode, word: ShellWord, value: string, isAttached: boolean): Span {
  const at = isAttached ? slice(file.text, word.span).lastIndexOf(value) : -1;
  return at === -1 ? word.span : span(word.span.start + at, word.span.start + at + value.length);
}

function inRedirect(
  redirect: ShellRedirect,
  all: readonly ShellRedirect[],
  { file }: InstructionNode,
): LogPlace | undefined {
  const path = redirect.target?.value;
  if (path === undefined || !/^(?:&?>{1,2}|>\|)$/.test(redirect.operator) || !isLogFile(path)) return undefined;
  if (!/\.(?:log|out|err)$|^\/var\/log\//.test(path)) return undefined;
  const next = all[all.indexOf(redirect) + 1];
  const isBoth = next?.operator === '>&' && next.target?.value === '1';
  const place = isBoth ? cover(redirect.span, next.span) : redirect.span;
  let { start } = place;
  while (isFiller(file, start - 1)) start--;
  const finding: Finding = {
    span: place,
    message: `\`docker logs\` does not see what goes to ${path}, and the file grows without end. Let the output go where it goes by itself.`,
    fixes: () => [
      {
        title: 'Let the output go to the log of the container',
        safety: 'suggested',
        edits: [{ span: span(start, place.end), text: '' }],
      },
    ],
  };
  return { kind: 'redirect', file: path, finding };
}

/** `tail -f /var/log/…` as what keeps the container alive. */
function tailed(words: readonly ShellWord[]): readonly LogPlace[] | undefined {
  const [name, ...rest] = words;
  const follows = rest.some(({ value = '' }) => /^-\w*[fF]|^--follow/.test(value));
  const file = rest.find(({ value, text }) => !text.startsWith('-') && isLogFile(value ?? text) && !/^\d+$/.test(text));
  const last = rest.at(-1);
  const path = file?.text.replace(/["']/g, '');
  if (name === undefined || !follows || path === undefined || last === undefined || !/\.log\b|\/log\//.test(path))
    return undefined;
  const finding: Finding = {
    span: cover(name.span, last.span),
    message:
      '`tail` keeps the container up when the server has died, and the file grows without end. Start the server in the foreground, and link its log to /dev/stdout.',
  };
  return [{ kind: 'tail', file: path, finding }];
}

/** Files that a RUN of the chain has linked to something: `ln -sf /dev/stdout /var/log/nginx/access.log`. */
function linkedFiles(stage: Stage): ReadonlySet<string> {
  const linked = new Set<string>();
  for (const { instructions } of stageChain(stage)) {
    for (const instruction of instructions) {
      if (instruction.keyword !== 'RUN' || !instruction.body.text.includes('ln ')) continue;
      for (const command of scriptOf(instruction)?.commands ?? []) {
        const program = effectiveCommand(command);
        const target = program?.name === 'ln' ? program.arguments.at(-1)?.value : undefined;
        if (target !== undefined) linked.add(target);
      }
    }
  }
  return linked;
}
