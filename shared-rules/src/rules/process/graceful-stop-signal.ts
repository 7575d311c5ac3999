import { ownServer, type Server } from '../../facts/servers.js';
import { cannotBeHandled, signalName } from '../../facts/signals.js';
import { startedServers } from '../../model/container-process.js';
import { rememberLatest } from '../../model/memo.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'graceful-stop-signal',
  title: 'Stop the container with a signal that its program can answer',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: ['suggested'],
  why: `
    \`docker stop\` sends the signal that STOPSIGNAL names, waits ten seconds, and kills what is left. No program can answer
    SIGKILL or SIGSTOP: it loses what it was writing, and its clients see broken connections. Some servers take other signals
    for "now" and for "finish first": SIGTERM makes nginx drop every request that it is serving, SIGQUIT lets it finish them.
  `,
  how: `
    Without STOPSIGNAL it is SIGTERM, or what the base image sets; that is right for nearly all programs. The official images
    of nginx, Apache, HAProxy and PostgreSQL set their own.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#stopsignal'],
  examples: [
    {
      bad: `
        FROM node:22-slim
        STOPSIGNAL «SIGKILL»
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:22-slim
        STOPSIGNAL SIGTERM
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'nginx finishes what it is serving on SIGQUIT only.',
      bad: `
        FROM debian:12-slim AS base
        STOPSIGNAL «15»
        FROM base
        ENTRYPOINT ["nginx"]
        CMD ["-g", "daemon off;"]
      `,
      good: `
        FROM debian:12-slim AS base
        STOPSIGNAL SIGQUIT
        FROM base
        ENTRYPOINT ["nginx"]
        CMD ["-g", "daemon off;"]
      `,
      fix: 'suggested',
    },
    {
      title: 'gunicorn is the other way round.',
      bad: `
        FROM python:3.13-slim
        STOPSIGNAL «quit»
        CMD exec gunicorn --worker-tmp-dir=/dev/shm app:app
      `,
      good: `
        FROM python:3.13-slim
        STOPSIGNAL SIGTERM
        CMD exec gunicorn --worker-tmp-dir=/dev/shm app:app
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'the signal of the server',
      text: 'FROM debian:12\nSTOPSIGNAL SIGQUIT\nCMD ["nginx", "-g", "daemon off;"]\n',
    },
    { because: 'systemd has its own', text: 'FROM debian:12\nSTOPSIGNAL SIGRTMIN+3\nCMD ["/sbin/init"]\n' },
    { because: 'both are graceful for PostgreSQL', text: 'FROM postgres:18\nSTOPSIGNAL SIGTERM\n' },
    { because: 'nobody knows this program', text: 'FROM debian:12\nSTOPSIGNAL SIGINT\nCMD ["/server"]\n' },
    { because: 'a variable decides', text: 'FROM debian:12\nARG SIGNAL\nSTOPSIGNAL $SIGNAL\nCMD ["/server"]\n' },
    { because: 'the stage does not ship', text: 'FROM a AS b\nSTOPSIGNAL SIGKILL\nFROM a\nCMD ["b"]\n' },
    { because: 'another one follows', text: 'FROM a\nSTOPSIGNAL 9\nSTOPSIGNAL SIGTERM\nCMD ["b"]\n' },
    { because: 'several servers', text: 'FROM a\nSTOPSIGNAL SIGTERM\nCMD nginx && gunicorn app\n' },
  ],
  on: { STOPSIGNAL: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { stage, words, isTrigger, file } = instruction;
  const [word] = words;
  const written = word === undefined ? undefined : expandAt(instruction, word.text);
  const { finalStage } = file;
  if (word === undefined || written === undefined || isTrigger || stage?.ships !== true || finalStage === undefined)
    return;
  if (lastStopSignal(file) !== instruction) return;
  const signal = signalName(written);
  const server = serverOf(finalStage);
  const better = server?.stopSignal ?? 'SIGTERM';
  const message = cannotBeHandled(signal)
    ? `No program can answer ${signal}, so \`docker stop\` ends this one in the middle of its work. Use ${better}.`
    : server?.abruptSignals?.includes(signal) === true
      ? `On ${signal} ${server.name} drops the requests that it is serving. On ${better} it finishes them first.`
      : undefined;
  if (message === undefined) return;
  yield {
    span: word.span,
    message,
    fixes: () => [{ title: `Use ${better}`, safety: 'suggested', edits: [{ span: word.span, text: better }] }],
  };
}

/** The STOPSIGNAL that has the last word in what ships. */
const lastStopSignal = rememberLatest((file: Dockerfile): InstructionNode | undefined =>
  file.instructions.filter(({ keyword, stage }) => keyword === 'STOPSIGNAL' && stage?.ships === true).at(-1),
);

/** The only server that the container starts; that of the base image where the file starts nothing. */
function serverOf(stage: Stage): Server | undefined {
  const { cmd, entrypoint } = stage.end;
  if (cmd === undefined && entrypoint === undefined) {
    return stage.image?.family === undefined ? undefined : ownServer(stage.image.family);
  }
  const [found, another] = startedServers(stage);
  return another === undefined ? found?.server : undefined;
}
