import { serverWords } from '../../facts/servers.js';
import { insertOption } from '../../fixes/insert-option.js';
import { type StartedServer, startedServers } from '../../model/container-process.js';
import { type AddressPart, addressOf, isLoopback } from '../../model/server-address.js';
import { stageChain } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { contains, cover, type Span, slice } from '../../text/span.js';

export default defineRule({
  id: 'no-loopback-bind',
  title: 'Listen on all addresses of the container',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P87'],
  fixes: ['suggested'],
  why: `
    A container has a loopback interface of its own. A server that listens on 127.0.0.1 inside it is reachable from inside
    only: \`docker run -p 8000:8000\` forwards to the container's other address, where nobody listens. The log looks fine, and
    every request from outside ends with "connection reset" or "empty reply".
  `,
  how: `
    Bind to \`0.0.0.0\`, which is all addresses of the container. Who may reach it is decided outside:
    \`docker run -p 127.0.0.1:8000:8000\` publishes the port on your own machine only.
  `,
  references: ['https://docs.docker.com/engine/network/port-publishing/'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        CMD ["gunicorn", "--worker-tmp-dir=/dev/shm", "--bind", "«127.0.0.1»:8000", "app:app"]
      `,
      good: `
        FROM python:3.13-slim
        CMD ["gunicorn", "--worker-tmp-dir=/dev/shm", "--bind", "0.0.0.0:8000", "app:app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The port is exposed, but nothing says where to listen: by itself uvicorn takes 127.0.0.1.',
      bad: `
        FROM python:3.13-slim
        EXPOSE 8000
        CMD exec «uvicorn» app:app --proxy-headers
      `,
      good: `
        FROM python:3.13-slim
        EXPOSE 8000
        CMD exec uvicorn --host=0.0.0.0 app:app --proxy-headers
      `,
      fix: 'suggested',
    },
    {
      title: 'ENTRYPOINT and CMD together make the command line.',
      bad: `
        FROM python:3.13-slim AS base
        EXPOSE 8000
        FROM base
        ENTRYPOINT ["uvicorn"]
        CMD ["app:app", "--host=«localhost»", \\
             "--port=8000"]
      `,
      good: `
        FROM python:3.13-slim AS base
        EXPOSE 8000
        FROM base
        ENTRYPOINT ["uvicorn"]
        CMD ["app:app", "--host=0.0.0.0", \\
             "--port=8000"]
      `,
      fix: 'suggested',
    },
    {
      title: 'An address without a name of its own.',
      bad: `
        FROM python:3.13-slim AS dev
        CMD python manage.py migrate && python manage.py runserver «127.0.0.1»:8000
      `,
      good: `
        FROM python:3.13-slim AS dev
        CMD python manage.py migrate && python manage.py runserver 0.0.0.0:8000
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'all addresses', text: 'FROM python:3.13\nEXPOSE 80\nCMD ["uvicorn", "--host", "0.0.0.0", "a:a"]\n' },
    { because: 'all addresses of IPv6', text: 'FROM python:3.13\nEXPOSE 80\nCMD ["gunicorn", "-b", "[::]:80", "a"]\n' },
    { because: 'all addresses, by leaving it out', text: 'FROM python:3.13\nCMD ["gunicorn", "-b", ":8000", "a:a"]\n' },
    {
      because: 'ENV says where',
      text: 'FROM python:3.13\nENV FLASK_RUN_HOST=0.0.0.0\nEXPOSE 5000\nCMD ["flask", "run"]\n',
    },
    { because: 'no port is exposed, so it may be for the container itself', text: 'FROM a\nCMD ["uvicorn", "a:a"]\n' },
    { because: 'a configuration file may say where', text: 'FROM a\nEXPOSE 80\nCMD gunicorn -c conf.py a:a\n' },
    { because: 'one that it finds by itself, too', text: 'FROM a\nEXPOSE 8000\nCMD ["gunicorn", "a:a"]\n' },
    { because: 'a socket', text: 'FROM a\nEXPOSE 80\nCMD ["uvicorn", "--uds", "/run/a.sock", "a:a"]\n' },
    {
      because: 'another server in the container passes requests on',
      text: 'FROM a\nEXPOSE 80\nCMD nginx && gunicorn -b 127.0.0.1:8000 a:a\n',
    },
    { because: 'options come from a variable', text: 'FROM a\nEXPOSE 80\nCMD exec uvicorn $OPTIONS a:a\n' },
    { because: 'the address comes from a variable', text: 'FROM a\nEXPOSE 80\nCMD uvicorn --host=$HOST a:a\n' },
    { because: 'not the last stage', text: 'FROM a\nCMD gunicorn -b 127.0.0.1:80 a\nFROM b\nCMD ["b"]\n' },
    { because: 'a client', text: 'FROM a\nCMD ["curl", "--host", "127.0.0.1:8000"]\nHEALTHCHECK CMD curl 127.0.0.1\n' },
  ],
  mentions: serverWords(),
  on: { document: check },
});

function* check({ finalStage }: Dockerfile): Iterable<Finding> {
  if (finalStage === undefined || (finalStage.end.cmd ?? finalStage.end.entrypoint) === undefined) return;
  const [found, another] = startedServers(finalStage);
  if (found === undefined || another !== undefined) return;
  const { host, isKnown } = addressOf(found);
  if (host !== undefined && isLoopback(host.text)) yield loopback(found, host);
  else if (isKnown && listensOnLoopback(found, finalStage, host)) yield byItself(found, finalStage);
}

function loopback({ server, started }: StartedServer, host: AddressPart): Finding {
  const { text } = started.instruction.file;
  const at = slice(text, host.word.span).lastIndexOf(host.text);
  const start = host.word.span.start + at;
  const span = at === -1 ? host.word.span : { start, end: start + host.text.length };
  return {
    span,
    message: `On ${host.text}, ${server.name} is reachable from inside the container only. Bind it to 0.0.0.0.`,
    fixes: () =>
      at === -1 ? [] : [{ title: 'Bind to 0.0.0.0', safety: 'suggested', edits: [{ span, text: '0.0.0.0' }] }],
  };
}

/** Whether it takes the loopback address because nothing says otherwise. */
function listensOnLoopback({ server, started }: StartedServer, stage: Stage, host: AddressPart | undefined): boolean {
  if (server.host !== 'loopback' || server.isConfigurable === true || host !== undefined) return false;
  const setByEnvironment = (server.hostEnvironment ?? []).some(
    (name) => resolveVariable(started.instruction, name).kind !== 'undeclared',
  );
  return !setByEnvironment && exposesPorts(stage);
}

function exposesPorts(stage: Stage): boolean {
  for (const { instructions } of stageChain(stage)) {
    if (instructions.some(({ keyword }) => keyword === 'EXPOSE')) return true;
  }
  return false;
}

function byItself(found: StartedServer, { end }: Stage): Finding {
  const { server, start, started } = found;
  const words = start.filter(({ span }) => contains(started.instruction.bodySpan, span));
  const [first, last] = [words[0], words.at(-1)];
  const span: Span =
    first === undefined || last === undefined ? started.instruction.bodySpan : cover(first.span, last.span);
  return {
    span,
    message: `Nothing says where ${server.name} listens, so it takes 127.0.0.1, which is reachable from inside the container only. Bind it to 0.0.0.0.`,
    fixes: () => {
      const place = start.at(-1);
      const instruction = [end.cmd, end.entrypoint].find(
        (one): one is InstructionNode => one !== undefined && place !== undefined && contains(one.bodySpan, place.span),
      );
      return place === undefined || instruction === undefined
        ? []
        : optionFix(found, (option) => insertOption(instruction, place, option));
    },
  };
}

function optionFix(
  { server, arguments: words }: StartedServer,
  insert: (option: string) => ReturnType<typeof insertOption>,
): readonly Fix[] {
  const long = server.hostOption?.long?.[0];
  const isBare = server.bindOperand === true && words.every(({ text }) => text.startsWith('-'));
  const option = long !== undefined ? `--${long}=0.0.0.0` : isBare ? `0.0.0.0:${server.port ?? 8000}` : undefined;
  if (option === undefined) return [];
  return [{ title: `Add ${option}`, safety: 'suggested', edits: [insert(option)] }];
}
