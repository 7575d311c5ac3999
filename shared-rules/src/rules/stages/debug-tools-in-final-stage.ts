import { type PackageCall, packageCalls } from '../../model/packages.js';
import { scriptOf } from '../../model/script.js';
import { stageChain } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import { wordsOf } from '../../text/words.js';

/**
 * Packages for people who look around, with the commands that they bring.
 * https://packages.debian.org/ and https://pkgs.alpinelinux.org/packages (taken 2026-11)
 */
const TOOLS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['vim', ['vim', 'vi', 'xxd']],
  ['vim-tiny', ['vim', 'vi', 'vim.tiny']],
  ['vim-nox', ['vim', 'vi', 'xxd']],
  ['vim-enhanced', ['vim', 'vi', 'xxd']],
  ['neovim', ['nvim']],
  ['nano', ['nano']],
  ['emacs-nox', ['emacs']],
  ['htop', ['htop']],
  ['strace', ['strace']],
  ['ltrace', ['ltrace']],
  ['gdb', ['gdb', 'gdbserver']],
  ['tcpdump', ['tcpdump']],
  ['nmap', ['nmap', 'ncat']],
  ['telnet', ['telnet']],
  ['net-tools', ['ifconfig', 'netstat', 'route', 'arp', 'hostname']],
  ['iputils-ping', ['ping', 'ping6']],
  ['iputils', ['ping', 'ping6', 'arping']],
  ['dnsutils', ['dig', 'nslookup', 'host']],
  ['bind-tools', ['dig', 'nslookup', 'host']],
  ['bind-utils', ['dig', 'nslookup', 'host']],
]);

export default defineRule({
  id: 'debug-tools-in-final-stage',
  title: 'Keep tools for debugging out of the shipped image',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: [],
  practices: ['P07'],
  fixes: [],
  why: `
    Editors, tracers and network tools are for the rare hour when somebody looks into a container. In the image that ships
    they are pulled by every machine every time (vim alone brings some 40 MB on Debian), scanners report their flaws, and an
    intruder finds them ready.
  `,
  how: `
    Put them into a stage of their own that is built FROM the one that ships, and build it when you need it:
    \`docker build --target debug .\`. Or look into a running container from outside with \`docker debug\`.
  `,
  references: [
    'https://docs.docker.com/build/building/multi-stage/',
    'https://docs.docker.com/reference/cli/docker/debug/',
  ],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN apt-get update \\
          && apt-get install -y --no-install-recommends \\
            ca-certificates \\
            «strace» \\
            «vim» \\
          && rm -rf /var/lib/apt/lists/*
        COPY server /server
        CMD ["/server"]
      `,
      good: `
        FROM debian:13-slim AS server
        RUN apt-get update \\
          && apt-get install -y --no-install-recommends \\
            ca-certificates \\
          && rm -rf /var/lib/apt/lists/*
        COPY server /server
        CMD ["/server"]

        FROM server AS debug
        RUN apt-get update \\
          && apt-get install -y --no-install-recommends \\
            strace \\
            vim \\
          && rm -rf /var/lib/apt/lists/*

        FROM server
      `,
    },
    {
      title: 'In a parent stage, with a version.',
      bad: `
        FROM alpine:3.22 AS base
        RUN apk add --no-cache «bind-tools=9.20.9-r0»
        FROM base
        CMD ["/server"]
      `,
      good: `
        FROM alpine:3.22 AS base
        FROM base
        CMD ["/server"]
      `,
    },
  ],
  silences: [
    {
      because: 'the health check uses it',
      text: 'FROM debian:13\nRUN apt-get update && apt-get install -y telnet dnsutils\nHEALTHCHECK CMD dig @127.0.0.1 || exit 1\nCMD exec telnet example.com\n',
    },
    {
      because: 'a RUN uses it',
      text: 'FROM debian:13\nRUN apt-get update && apt-get install -y vim gdb && vim +q && gdb --batch -ex run a\nCMD ["a"]\n',
    },
    {
      because: 'it is removed in the same RUN',
      text: 'FROM alpine:3.22\nRUN apk add --virtual .d strace && strace-test && apk del .d\nCMD ["a"]\n',
    },
    {
      because: 'a stage that does not ship',
      text: 'FROM debian:13 AS b\nRUN apt-get install -y gdb\nFROM debian:13\nCMD ["a"]\n',
    },
    {
      because: 'the file has a stage for that',
      text: 'FROM debian:13 AS debug\nRUN a\nFROM debian:13\nRUN apt-get install -y gdb\n',
    },
    {
      because: 'packages of another name',
      text: 'FROM debian:13\nRUN apt-get install -y vim-runtime-less && pip install gdb\nCMD ["a"]\n',
    },
    {
      because: 'an image that is itself a tool box',
      text: 'FROM debian:13\nRUN apt-get update && apt-get install -y vim gdb\nCMD ["bash"]\n',
    },
  ],
  mentions: wordsOf(TOOLS.keys()),
  on: { document: check },
});

function* check({ finalStage, stages }: Dockerfile): Iterable<Finding> {
  if (finalStage === undefined || stages.some(({ forDevelopment }) => forDevelopment)) return;
  const instructions = [...stageChain(finalStage)].reverse().flatMap((stage) => stage.instructions);
  if (isToolBox(finalStage, instructions)) return;
  const calls = instructions.flatMap(keptInstalls);
  const words = calls.flatMap(({ operands }) => operands.filter(({ value }) => TOOLS.has(packageName(value))));
  if (words.length === 0) return;
  const used = new Set(instructions.flatMap(programsOf));
  for (const { value, span } of words) {
    const name = packageName(value);
    if (TOOLS.get(name)?.some((program) => used.has(program)) === true) continue;
    yield {
      span,
      message: `"${name}" is for debugging, and nothing here uses it. Install it in a stage of its own, built FROM this one.`,
    };
  }
}

/** It starts a shell at most and brings no files: the tools are what it is for. */
function isToolBox({ end: { cmd, entrypoint }, image }: Stage, instructions: readonly InstructionNode[]): boolean {
  if (instructions.some(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')) return false;
  if (cmd === undefined && entrypoint === undefined) return image?.shipsProcess !== true;
  return [entrypoint, cmd].every((instruction) =>
    instruction === undefined ? true : programsOf(instruction).every((name) => /^(?:ba|da|a|z)?sh$/.test(name)),
  );
}

/** Calls that install packages of the system, where the same RUN removes none. */
function keptInstalls(instruction: InstructionNode): readonly PackageCall[] {
  const calls = packageCalls(instruction);
  if (calls.some(({ action }) => action === 'remove')) return [];
  return calls.filter(({ action, manager }) => action === 'install' && manager.kind === 'system');
}

function packageName(value: string | undefined): string {
  return value?.split(/[=<>~]/, 1)[0] ?? '';
}

function programsOf(instruction: InstructionNode): readonly string[] {
  return (scriptOf(instruction)?.commands ?? []).flatMap((command) => effectiveCommand(command)?.name ?? []);
}
