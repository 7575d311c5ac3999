import { type AdminPort, adminPorts } from '../../facts/admin-ports.js';
import { removeInstruction, removeWord } from '../../fixes/edits.js';
import { type ExposedPorts, exposedPorts } from '../../model/ports.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';

const FOR_SSH: readonly string[] = ['trivy:DS-0004', 'checkov:CKV_DOCKER_1', 'kics:5907595b', 'sonar:S6473'];
const FOR_OTHERS: readonly string[] = ['sonar:S6473'];

export default defineRule({
  id: 'no-admin-ports',
  title: 'Do not open a way into the machine with EXPOSE',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['trivy:DS-0004', 'checkov:CKV_DOCKER_1', 'kics:5907595b', 'sonar:S6473'],
  practices: ['P95', 'U2'],
  fixes: ['suggested'],
  why: `
    SSH, Telnet, Remote Desktop and VNC give whoever gets in a shell or a screen inside the container. They are the first
    ports that scanners on the internet try. \`docker run -P\` and several hosting services publish every port that EXPOSE
    names, without asking again.
  `,
  how: `
    For a look inside, use \`docker exec -it name sh\` or \`docker debug name\`: both need no server in the image, no keys and
    no port. If a start script of yours begins such a server on purpose, say so:
    \`# dockwright ignore=no-admin-ports -- this is the SSH gateway\`.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#expose'],
  examples: [
    {
      bad: `
        FROM node:22-slim
        EXPOSE 3000 «22»
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:22-slim
        EXPOSE 3000
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Through a variable, on a line of its own, and inherited from a stage.',
      bad: `
        FROM debian:12-slim AS base
        ARG SSH_PORT=22
        EXPOSE «$SSH_PORT»
        FROM base
        EXPOSE 8080/tcp \\
               «5900/tcp» \\
               8081
      `,
      good: `
        FROM debian:12-slim AS base
        ARG SSH_PORT=22
        FROM base
        EXPOSE 8080/tcp \\
               8081
      `,
      fix: 'suggested',
    },
    {
      title: 'In the middle of a range.',
      bad: `
        FROM debian:12-slim
        EXPOSE «20-25»
      `,
      good: `
        FROM debian:12-slim
        EXPOSE 20-21 24-25
      `,
    },
  ],
  silences: [
    { because: 'other ports', text: 'FROM debian:12-slim\nEXPOSE 80 443 2222 8022 5901\n' },
    { because: 'a stage that is not shipped', text: 'FROM debian:12-slim AS test\nEXPOSE 22\nFROM debian:12-slim\n' },
    {
      because: 'the server is what the image is for',
      text: 'FROM alpine:3.22\nRUN apk add --no-cache openssh\nEXPOSE 22\nENTRYPOINT ["/start.sh"]\nCMD ["/usr/sbin/sshd", "-D"]\n',
    },
    { because: 'unknown', text: 'FROM debian:12-slim\nARG PORT\nEXPOSE $PORT\n' },
    { because: 'SSH, VNC and the like use no UDP', text: 'FROM debian:12-slim\nEXPOSE 5900/udp\n' },
  ],
  on: { EXPOSE: check },
});

function* check(instruction: InstructionNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const { stage } = instruction;
  if (stage?.ships !== true && !eachCodeAlone) return;
  for (const ports of exposedPorts(instruction)) {
    const { word, first, last, protocol } = ports;
    const open = adminPorts.filter(({ port }) => port >= first && port <= last);
    const [admin] = open;
    if (admin === undefined || protocol !== 'tcp') continue;
    if (!eachCodeAlone && stage !== undefined && isWhatItServes(stage, admin)) continue;
    yield {
      span: word.span,
      message: `Port ${admin.port} is for ${admin.service}, a way to take over the container from afar. Use \`docker exec\` to look inside, and leave the port out.`,
      codes: first === 22 && last === 22 ? FOR_SSH : FOR_OTHERS,
      fixes: () => removal(instruction, ports),
    };
  }
}

/** CMD or ENTRYPOINT is the server itself: an image for Git over SSH, a gateway, a desktop. */
function isWhatItServes({ end }: Stage, { servers }: AdminPort): boolean {
  const words = [end.entrypoint, end.cmd].flatMap((each) => each?.words ?? []);
  return words.some(({ text }) => servers.test(text));
}

function removal(instruction: InstructionNode, { word, first, last }: ExposedPorts): readonly Fix[] {
  if (first !== last) return [];
  if (instruction.words.length > 1) {
    const edits = [removeWord(instruction, word)];
    return [{ title: `Remove port ${first}`, safety: 'suggested', edits }];
  }
  if (instruction.isTrigger) return [];
  const edits = [removeInstruction(instruction.file, instruction)];
  return [{ title: `Remove EXPOSE ${first}`, safety: 'suggested', edits }];
}
