import { ownProbes, probeCommand, probeTools } from '../../facts/servers.js';
import { insertAt, keywordLike } from '../../fixes/edits.js';
import { firstLineOf } from '../../fixes/move-instruction.js';
import { startedServers } from '../../model/container-process.js';
import { packageCalls } from '../../model/packages.js';
import { exposedPorts } from '../../model/ports.js';
import { addressOf } from '../../model/server-address.js';
import { stageChain, stagesBuiltOn } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'require-healthcheck',
  title: 'Give an image that serves a HEALTHCHECK',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3057', 'trivy:DS-0026', 'checkov:CKV_DOCKER_2', 'kics:b03a748a'],
  practices: ['P81'],
  fixes: ['suggested'],
  why: `
    Docker sees whether the process runs, not whether it answers. A server that hangs, or answers every request with an
    error, stays \`Up\` for days. With a HEALTHCHECK \`docker ps\` says \`unhealthy\`, Compose can wait with what needs the
    server, and Swarm replaces the container.
  `,
  how: `
    Ask for an address that is cheap and needs no login, with a tool that the image has. Docker alone does not restart an
    unhealthy container, and Kubernetes ignores HEALTHCHECK: there, write probes into the manifest.
  `,
  references: [
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
    'https://docs.docker.com/compose/how-tos/startup-order/',
  ],
  examples: [
    {
      bad: `
        FROM «node:24-slim»
        COPY server.js /srv/
        USER node
        EXPOSE 3000
        # the server alone
        CMD ["node", "/srv/server.js"]
      `,
      good: `
        FROM node:24-slim
        COPY server.js /srv/
        USER node
        EXPOSE 3000
        HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \\
            CMD ["node", "-e", "fetch('http://127.0.0.1:3000/').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
        # the server alone
        CMD ["node", "/srv/server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The server and its port are known; curl is installed.',
      bad: `
        FROM python:3.13-slim AS base
        RUN apt-get update && apt-get install -y --no-install-recommends curl

        FROM «base»
        ENTRYPOINT ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8001"]
      `,
      good: `
        FROM python:3.13-slim AS base
        RUN apt-get update && apt-get install -y --no-install-recommends curl

        FROM base
        HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \\
            CMD ["curl", "--fail", "--silent", "--show-error", "--output", "/dev/null", "--max-time", "5", "http://127.0.0.1:8001/"]
        ENTRYPOINT ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8001"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A server that brings a check of its own.',
      bad: `
        FROM «postgres:17»
        COPY init.sql /docker-entrypoint-initdb.d/
        EXPOSE 5432
      `,
      good: `
        FROM postgres:17
        COPY init.sql /docker-entrypoint-initdb.d/
        EXPOSE 5432
        HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \\
            CMD ["pg_isready", "-q", "-U", "postgres"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'there is one, here or in a stage below, or it is switched off on purpose',
      text: 'FROM node:24-slim\nEXPOSE 80\nHEALTHCHECK CMD ["node", "check.js"]\nFROM node:24-slim AS base\nHEALTHCHECK CMD ["node", "check.js"]\nFROM base\nEXPOSE 80\nFROM node:24-slim\nEXPOSE 80\nHEALTHCHECK NONE\n',
    },
    { because: 'nothing serves', text: 'FROM node:24-slim\nCMD ["node", "report.js"]\n' },
    {
      because: 'only the finished image counts',
      text: 'FROM node:24-slim AS build\nEXPOSE 80\nCMD ["gunicorn", "a"]\nFROM scratch\nCOPY --from=build /a /a\n',
    },
    { because: 'a stage for development', text: 'FROM node:24-slim AS dev\nEXPOSE 9229\nCMD ["node", "x.js"]\n' },
    { because: 'Windows', text: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nEXPOSE 80\nCMD ["a.exe"]\n' },
  ],
  on: { document: check },
});

function* check(dockerfile: Dockerfile, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  if (eachCodeAlone) {
    yield* checkEach(dockerfile);
    return;
  }
  const { finalStage } = dockerfile;
  if (finalStage?.baseSpan === undefined || finalStage.forDevelopment || finalStage.image?.windows === true) return;
  const { end, image, baseSpan } = finalStage;
  if (end.healthcheck !== undefined || image?.shipsHealthcheck === true) return;
  const port = servedPort(finalStage);
  if (port === undefined && startedServers(finalStage).length === 0) return;
  yield {
    span: baseSpan,
    message: `This image serves${port === undefined ? '' : ` port ${port}`}, and Docker cannot tell whether it is well. Add a HEALTHCHECK.`,
    fixes: () => fixes(dockerfile, finalStage),
  };
}

/** As hadolint counts: a check anywhere in a chain of stages is one for all of them. */
function* checkEach({ stages }: Dockerfile): Iterable<Finding> {
  for (const stage of stages) {
    const isChecked = stagesBuiltOn(stages, stage).some(({ end }) => end.healthcheck !== undefined);
    if (isChecked || stage.baseSpan === undefined) continue;
    yield {
      span: stage.baseSpan,
      message: 'This stage has no HEALTHCHECK, so Docker cannot tell whether its program is well.',
    };
  }
}

/** The one port that EXPOSE names, or that a server is started with. */
function servedPort(stage: Stage): number | undefined {
  const exposed = [...stageChain(stage)].flatMap(({ instructions }) =>
    instructions.filter(({ keyword }) => keyword === 'EXPOSE').flatMap((instruction) => exposedPorts(instruction)),
  );
  const [first] = exposed;
  const [started] = startedServers(stage);
  if (started !== undefined) {
    const { port, isKnown } = addressOf(started);
    const number = Number(port?.text ?? (isKnown ? started.server.port : undefined));
    if (Number.isInteger(number) && number > 0) return number;
  }
  return first !== undefined && exposed.length === 1 && first.first === first.last ? first.first : undefined;
}

/** Ports at which, by habit, a server answers over plain HTTP. */
const HTTP_PORTS: ReadonlySet<number> = new Set([80, 3000, 4000, 5000, 8000, 8080, 8081, 8888]);

function fixes(file: Dockerfile, stage: Stage): readonly Fix[] {
  const words = ownProbes[stage.image?.family ?? ''] ?? httpProbe(stage);
  if (words === undefined) return [];
  const { escapeCharacter, lineEnding, lines } = file.syntax;
  const keyword = keywordLike(stage.from.written, 'HEALTHCHECK');
  const command = `CMD [${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  const text = `${keyword} --interval=30s --timeout=5s --start-period=10s ${escapeCharacter}${lineEnding}    ${command}`;
  const process = stage.instructions.find(isProcess);
  const edit =
    process === undefined
      ? insertAt((stage.instructions.at(-1) ?? stage.from).span.end, `${lineEnding}${text}`)
      : insertAt(lines.lineSpan(firstLineOf(file, process)).start, `${text}${lineEnding}`);
  return [{ title: `Add a HEALTHCHECK with ${words[0] ?? 'a probe'}`, safety: 'suggested', edits: [edit] }];
}

function isProcess({ keyword }: InstructionNode): boolean {
  return keyword === 'CMD' || keyword === 'ENTRYPOINT';
}

/** A request with a tool that the image surely has. */
function httpProbe(stage: Stage): readonly string[] | undefined {
  const port = servedPort(stage);
  if (port === undefined || (startedServers(stage).length === 0 && !HTTP_PORTS.has(port))) return undefined;
  const tool = probeTools.find((name) => stage.image?.tools[name] === true || isInstalled(stage, name));
  return tool === undefined ? undefined : probeCommand(tool, port);
}

function isInstalled(stage: Stage, tool: string): boolean {
  return [...stageChain(stage)].some(({ instructions }) =>
    instructions.some(
      (instruction) =>
        instruction.keyword === 'RUN' &&
        instruction.body.text.includes(tool) &&
        packageCalls(instruction).some(
          ({ action, manager, operands }) =>
            action === 'install' && manager.kind === 'system' && operands.some(({ value }) => value === tool),
        ),
    ),
  );
}
