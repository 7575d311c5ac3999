import { type StartedServer, startedBy, startedServers } from '../../model/container-process.js';
import { type ExposedPorts, exposedPorts } from '../../model/ports.js';
import { addressOf } from '../../model/server-address.js';
import { stageChain } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';
import { cover, slice, span } from '../../text/span.js';

export default defineRule({
  id: 'expose-matches-server',
  title: 'Expose the port that the server listens on',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P95'],
  fixes: ['suggested'],
  why: `
    EXPOSE opens nothing: it is a note that says where the server listens. People and tools go by it. \`docker run -P\`,
    Traefik, VS Code and hosting services send their requests to the port that stands there, and if nobody listens on it,
    they get "connection refused".
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#expose'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        EXPOSE «8080»
        CMD ["gunicorn", "--worker-tmp-dir=/dev/shm", "--bind=0.0.0.0:8000", "app:app"]
      `,
      good: `
        FROM python:3.13-slim
        EXPOSE 8000
        CMD ["gunicorn", "--worker-tmp-dir=/dev/shm", "--bind=0.0.0.0:8000", "app:app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Exposed in a stage below, with its protocol.',
      bad: `
        FROM python:3.13-slim AS base
        EXPOSE «8000»/tcp
        FROM base
        ENTRYPOINT ["uvicorn", "app:app"]
        CMD ["--host=0.0.0.0", \\
             "--port", "80"]
      `,
      good: `
        FROM python:3.13-slim AS base
        EXPOSE 80/tcp
        FROM base
        ENTRYPOINT ["uvicorn", "app:app"]
        CMD ["--host=0.0.0.0", \\
             "--port", "80"]
      `,
      fix: 'suggested',
    },
    {
      title: 'By itself this server takes port 5000.',
      bad: `
        FROM python:3.13-slim
        EXPOSE «80 443»
        CMD exec flask run --host=0.0.0.0
      `,
      good: `
        FROM python:3.13-slim
        EXPOSE 5000
        CMD exec flask run --host=0.0.0.0
      `,
    },
  ],
  silences: [
    { because: 'one of them is it', text: 'FROM a\nEXPOSE 80 8000\nCMD ["gunicorn", "-b", ":8000", "a"]\n' },
    { because: 'a range holds it', text: 'FROM a\nEXPOSE 8000-8010\nCMD ["gunicorn", "-b", ":8003", "a"]\n' },
    { because: 'nothing is exposed', text: 'FROM a\nCMD ["gunicorn", "-b", ":8000", "a"]\n' },
    { because: 'a variable decides', text: 'FROM a\nENV PORT=80\nEXPOSE $PORT\nCMD gunicorn -b :$PORT a\n' },
    { because: 'what is exposed is not known', text: 'FROM a\nARG P\nEXPOSE $P\nCMD ["gunicorn", "-b", ":80", "a"]\n' },
    { because: 'a socket', text: 'FROM a\nEXPOSE 80\nCMD ["gunicorn", "-b", "unix:/run/a.sock", "a"]\n' },
    { because: 'another server is in front', text: 'FROM a\nEXPOSE 80\nCMD nginx && gunicorn -b :8000 a\n' },
    { because: 'something else runs beside it', text: 'FROM a\nEXPOSE 80\nCMD /proxy & gunicorn -b :8000 a\n' },
    { because: 'a configuration file may name it', text: 'FROM a\nEXPOSE 80\nCMD ["gunicorn", "a:a"]\n' },
    { because: 'ENV names it', text: 'FROM a\nENV FLASK_RUN_PORT=80\nEXPOSE 80\nCMD ["flask", "run"]\n' },
    { because: 'CMD is what ENTRYPOINT is told', text: 'FROM a\nEXPOSE 80\nENTRYPOINT ["/registry"]\nCMD ["serve"]\n' },
    { because: 'UDP is for something else', text: 'FROM a\nEXPOSE 53/udp\nCMD ["gunicorn", "-b", ":8000", "a"]\n' },
  ],
  mentions: ['expose'],
  on: { document: check },
});

function* check({ finalStage }: Dockerfile): Iterable<Finding> {
  if (finalStage === undefined || (finalStage.end.cmd ?? finalStage.end.entrypoint) === undefined) return;
  const exposed = exposedBy(finalStage);
  const [first] = exposed ?? [];
  if (exposed === undefined || first === undefined) return;
  const found = onlyServer(finalStage);
  const port = found === undefined ? undefined : portOf(found);
  if (found === undefined || port === undefined) return;
  if (exposed.some((ports) => ports.first <= port && port <= ports.last)) return;
  const text = finalStage.from.file.text;
  const [only, another] = exposed;
  const word = first.word.span;
  const digits = /^\d+(?!-)/.exec(slice(text, word))?.[0];
  const isOne = another === undefined && digits !== undefined && only?.first === only?.last;
  const sameLine = exposed.filter(({ word: { span: place } }) => place.end <= first.instruction.span.end);
  const place = isOne
    ? span(word.start, word.start + digits.length)
    : cover(word, (sameLine.at(-1) ?? first).word.span);
  const instruction = found.started.instruction;
  yield {
    span: place,
    message: `${found.server.name} listens on port ${port}, and nothing listens on what is exposed here. Expose ${port}.`,
    related: [{ span: found.start[0]?.span ?? instruction.span, message: `${found.server.name} is started here.` }],
    fixes: () =>
      isOne ? [{ title: `Expose ${port}`, safety: 'suggested', edits: [{ span: place, text: String(port) }] }] : [],
  };
}

interface Exposed extends ExposedPorts {
  readonly instruction: InstructionNode;
}

/** The TCP ports of the stage and those below; `undefined` where one of them cannot be known. */
function exposedBy(stage: Stage): readonly Exposed[] | undefined {
  const found: Exposed[] = [];
  for (const { instructions } of stageChain(stage)) {
    for (const instruction of instructions) {
      if (instruction.keyword !== 'EXPOSE') continue;
      const ports = exposedPorts(instruction);
      if (ports.length < instruction.words.length) return undefined;
      for (const port of ports) if (port.protocol === 'tcp') found.push({ ...port, instruction });
    }
  }
  return found;
}

/** The server that the container starts, where nothing else of it can be what listens. */
function onlyServer(stage: Stage): StartedServer | undefined {
  const [found, another] = startedServers(stage);
  if (found === undefined || another !== undefined) return undefined;
  const runsBeside = startedBy(stage).some(
    ({ command, words }) =>
      command.operatorAfter === '&' || /^(?:service|systemctl|supervisord|\/init)$/.test(words[0]?.value ?? ''),
  );
  return runsBeside ? undefined : found;
}

/** As its command line says, or its own default where nothing else can set it. */
function portOf(found: StartedServer): number | undefined {
  const { server, started } = found;
  const { port, host, isKnown } = addressOf(found);
  if (port !== undefined) return /^\d+$/.test(port.text) ? Number(port.text) : undefined;
  const isPlain =
    isKnown && server.isConfigurable !== true && server.host !== 'unknown' && server.portOption !== undefined;
  if (!isPlain || (server.bindOption !== undefined && host !== undefined)) return undefined;
  const names = ['PORT', ...(server.portEnvironment ?? [])];
  const isSet = names.some((name) => resolveVariable(started.instruction, name).kind !== 'undeclared');
  const mayBeSet = found.arguments.some(({ text }) => /port/i.test(text));
  return isSet || mayBeSet ? undefined : server.port;
}
