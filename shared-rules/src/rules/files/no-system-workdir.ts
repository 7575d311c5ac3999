import { joinPath } from '../../model/paths.js';
import type { InstructionNode } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';

/** What the container's runtime mounts over: https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#default-filesystems */
const MOUNTED = /^\/(?:proc|sys|dev)(?:\/|$)/;

/** Where the system keeps its own programs and settings: https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html */
const SYSTEM = /^\/(?:(?:boot|initrd|lost\+found)(?:\/.*)?|etc|(?:usr\/)?(?:bin|sbin|lib|lib32|lib64))$/;

export default defineRule({
  id: 'no-system-workdir',
  title: 'Keep WORKDIR out of the folders of the system',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['trivy:DS-0030'],
  practices: ['U5'],
  fixes: [],
  why: `
    \`/proc\`, \`/sys\` and \`/dev\` are mounted anew when a container starts: nothing that a build puts there is in the image.
    A program that works in \`/etc\`, \`/bin\` or \`/lib\` writes among the files of the system, and one file of the same
    name breaks commands or settings that everything else relies on.
  `,
  how: 'Take a folder of your own, such as `/app`, `/srv` or `/opt/name`.',
  references: [
    'https://docs.docker.com/reference/dockerfile/#workdir',
    'https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html',
  ],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        WORKDIR «/dev/app»
        COPY . .
        CMD ["python", "main.py"]
      `,
      good: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY . .
        CMD ["python", "main.py"]
      `,
    },
    {
      title: 'The folder that the container works in at the end.',
      bad: `
        FROM node:24-slim
        WORKDIR «/usr/bin/»
        COPY server.js .
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:24-slim
        WORKDIR /srv/app
        COPY server.js .
        CMD ["node", "server.js"]
      `,
    },
  ],
  silences: [
    { because: 'a folder of its own', text: 'FROM node:24-slim\nWORKDIR /usr/src/app\n' },
    { because: 'local programs have their own place', text: 'FROM node:24-slim\nWORKDIR /usr/local/bin\n' },
    { because: 'the settings of one program', text: 'FROM nginx:1.30\nWORKDIR /etc/nginx\n' },
    { because: 'only the name begins like it', text: 'FROM node:24-slim\nWORKDIR /development\n' },
    { because: 'a step in between', text: 'FROM debian:13\nWORKDIR /usr/bin\nRUN ln -s a b\nWORKDIR /app\n' },
    { because: 'the path is known at build time only', text: 'FROM node:24-slim\nARG DIR\nWORKDIR /dev/$DIR\n' },
    { because: 'this stage is thrown away', text: 'FROM debian:13 AS a\nWORKDIR /etc\nFROM debian:13\nWORKDIR /app\n' },
  ],
  on: { WORKDIR: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const [word] = instruction.words;
  const path = folderOf(instruction);
  if (word === undefined || path === undefined) return;
  const place = instruction.words.length === 1 ? word.span : instruction.bodySpan;
  if (MOUNTED.test(path)) {
    yield {
      span: place,
      message: `${path} is in a folder that is mounted anew in every container, so what you put there is lost. Take a folder such as /app.`,
    };
  } else if (SYSTEM.test(path) && staysToTheEnd(instruction)) {
    yield {
      span: place,
      message: `${path} belongs to the system, where your own files can replace commands or settings. Take a folder such as /app.`,
    };
  }
}

/** The folder that a WORKDIR leads to. */
function folderOf(instruction: InstructionNode): string | undefined {
  const path = expandAt(instruction, instruction.body.text);
  if (path === undefined || path === '' || instruction.isTrigger) return undefined;
  if (path.startsWith('/')) return joinPath('/', path);
  const { workdir } = instruction.before;
  return workdir?.startsWith('/') === true ? joinPath(workdir, path) : undefined;
}

function staysToTheEnd({ file, stage, index }: InstructionNode): boolean {
  return stage?.ships === true && file.finalStage?.end.workdirInstruction?.index === index;
}
