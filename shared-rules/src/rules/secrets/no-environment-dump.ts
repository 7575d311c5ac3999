import { removeInstruction } from '../../fixes/edits.js';
import { removeCommand } from '../../fixes/script-edits.js';
import { rememberLatest } from '../../model/memo.js';
import { mountedSecrets, secretWordsOf, writesToLog } from '../../model/mounted-secrets.js';
import { scriptOf } from '../../model/script.js';
import { secretsOf } from '../../model/secrets.js';
import type { CommandNode, Dockerfile, InstructionNode } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { commandName, effectiveCommand, setOptions } from '../../shell/commands.js';
import type { ShellCommand } from '../../shell/types.js';
import { slice } from '../../text/span.js';

export default defineRule({
  id: 'no-environment-dump',
  title: 'Do not print the environment where secrets are in it',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['S12'],
  fixes: ['suggested'],
  why: `
    What a step prints is kept: in the log of the build server, in the terminals of everybody who builds, in the tickets into
    which people paste it. \`env\` prints every variable with its value, and \`set -x\` every command with the values already
    in it, secrets from \`--mount=type=secret\` included. Docker hides nothing there.
  `,
  how: `
    To see whether a variable is there, print its name only: \`env | cut -d= -f1\` or \`echo "\${TOKEN:+is set}"\`. To trace a
    script, switch it off around the secret: \`set +x\`.
  `,
  references: ['https://docs.docker.com/build/building/secrets/'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN --mount=type=secret,id=token,env=TOKEN «env» && test -n "$TOKEN"
      `,
      good: `
        FROM debian:12-slim
        RUN --mount=type=secret,id=token,env=TOKEN test -n "$TOKEN"
      `,
      fix: 'suggested',
    },
    {
      title: 'Traced commands are printed with the values of their variables.',
      bad: `
        FROM debian:12-slim
        RUN --mount=type=secret,id=token <<EOF
        set -«eux»
        test -n "$(cat /run/secrets/token)"
        touch /done
        EOF
        RUN --mount=type=secret,id=token,env=TOKEN «set -x»; \\
            test -n "$TOKEN"
      `,
      good: `
        FROM debian:12-slim
        RUN --mount=type=secret,id=token <<EOF
        set -eu
        test -n "$(cat /run/secrets/token)"
        touch /done
        EOF
        RUN --mount=type=secret,id=token,env=TOKEN test -n "$TOKEN"
      `,
      fix: 'suggested',
    },
    {
      title: 'When the container starts, it has the secrets of production.',
      bad: `
        FROM node:22-slim
        CMD «printenv» | sort && exec node server.js
      `,
      good: `
        FROM node:22-slim
        CMD exec node server.js
      `,
    },
    {
      title: 'A step for a look at the variables.',
      bad: `
        FROM debian:12-slim
        ARG API_TOKEN
        RUN «export -p»
        RUN ./configure
      `,
      good: `
        FROM debian:12-slim
        ARG API_TOKEN
        RUN ./configure
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'no secrets are around', text: 'FROM a\nENV PORT=80\nRUN env && set -x && make\nCMD ["env"]\n' },
    { because: 'the secret is a file', text: 'FROM a\nRUN --mount=type=secret,id=a env\n' },
    { because: 'env runs a program', text: 'FROM a\nRUN --mount=type=secret,id=a,env=A env CI=1 make\n' },
    {
      because: 'one variable',
      text: 'FROM a\nRUN --mount=type=secret,id=a,env=A printenv HOME && export A && set -e\n',
    },
    { because: 'names only', text: 'FROM a\nRUN --mount=type=secret,id=a,env=A env | cut -d= -f1\n' },
    {
      because: 'tracing ends before the secret',
      text: 'FROM a\nRUN --mount=type=secret,id=a,env=A set -x; b; set +x; c $A\n',
    },
    {
      because: 'no command names the secret',
      text: 'FROM a\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc set -x; npm ci\n',
    },
    { because: 'the variable goes to a program', text: 'FROM a\nRUN --mount=type=secret,id=a,env=A set -x; ./fetch\n' },
    { because: 'another stage has the secret', text: 'FROM a\nARG API_TOKEN\nFROM a\nRUN env\n' },
    { because: 'to print the environment is all that it does', text: 'FROM a\nCMD ["printenv"]\n' },
    { because: 'it goes into a file of the container', text: 'FROM a\nCMD env > /etc/environment && exec cron -f\n' },
  ],
  mentions: ['env', 'set', 'export', 'printenv', 'declare', 'typeset'],
  on: { document: checkStart, command: check },
});

function* check(node: CommandNode): Iterable<Finding> {
  const { command, instruction } = node;
  if (dumpsEnvironment(command) && reachesLog(node)) {
    const name = secretInEnvironment(instruction, command);
    if (name !== undefined) {
      yield {
        span: command.span,
        message: `This prints every variable into the log of the build, the secret ${name} with it. Leave it out, or print names only.`,
        fixes: () => removal(node),
      };
    }
    return;
  }
  if (setOptions(command)?.xtrace !== true || !tracesOfSecrets(instruction).has(command)) return;
  const options = command.arguments[0];
  const letters = options === undefined ? '' : slice(instruction.file.text, options.span);
  const isGroup = /^-[a-z]{2,}$/.test(letters) && options !== undefined;
  yield {
    span: isGroup ? { start: options.span.start + 1, end: options.span.end } : command.span,
    message:
      '`set -x` prints the commands behind it with the secret in them into the log of the build. Leave the x out in this step.',
    fixes: () =>
      isGroup
        ? [
            {
              title: 'Do not trace this step',
              safety: 'suggested',
              edits: [{ span: options.span, text: letters.replace('x', '') }],
            },
          ]
        : command.arguments.length === 1
          ? removal(node)
          : [],
  };
}

/** `env`, `printenv`, `set`, `export -p` and the like, with nothing behind it that would narrow it down. */
function dumpsEnvironment(command: ShellCommand): boolean {
  const words = command.arguments.map(({ value }) => value);
  switch (commandName(command)) {
    case 'env':
    case 'printenv':
      return effectiveCommand(command)?.name !== undefined && words.every((word) => word === '-0' || word === '--null');
    case 'set':
      return words.length === 0;
    case 'export':
    case 'declare':
    case 'typeset':
      return words.every((word) => word === '-p' || word === '-x' || word === '-xp' || word === '-px');
    default:
      return false;
  }
}

const PASSES_ON = /^(?:sort|cat|tee|less|more|nl|column|head|tail)$/;

/** Whether it is printed, at once or through programs that pass on what they get. */
function reachesLog({ command, script }: Pick<CommandNode, 'command' | 'script'>): boolean {
  let current = command;
  while (current.operatorAfter === '|') {
    const next = script.commands[script.commands.indexOf(current) + 1];
    if (next === undefined || !PASSES_ON.test(effectiveCommand(next)?.name ?? '')) return false;
    current = next;
  }
  return writesToLog(current);
}

/** A variable with a secret that is in the environment of a RUN's command. */
function secretInEnvironment(instruction: InstructionNode, command: ShellCommand): string | undefined {
  const mounted = mountedSecrets(instruction).find(({ env }) => env !== undefined)?.env;
  if (mounted !== undefined) return mounted;
  if (instruction.stage === undefined || command.nesting.includes('function')) return undefined;
  const declared = secretsOf(instruction.file).find(
    ({ declaration }) =>
      declaration.instruction.index < instruction.index &&
      resolveVariable(instruction, declaration.name).instruction === declaration.instruction,
  );
  return declared?.declaration.name;
}

/** The `set -x` of a RUN behind which a command, traced, has a mounted secret in its words. */
const tracesOfSecrets = rememberLatest((instruction: InstructionNode): ReadonlySet<ShellCommand> => {
  const secrets = secretWordsOf(instruction);
  const found = new Set<ShellCommand>();
  if (secrets === undefined) return found;
  let isSecretNext = false;
  for (const command of [...(scriptOf(instruction)?.commands ?? [])].reverse()) {
    const xtrace = setOptions(command)?.xtrace;
    if (xtrace === true && isSecretNext) found.add(command);
    if (xtrace === false) isSecretNext = false;
    const values = command.assignments.flatMap(({ value }) => value ?? []);
    isSecretNext ||= [...command.arguments, ...values].some((word) => secrets.holdsValue(word));
  }
  return found;
});

function removal({ command, script, instruction }: CommandNode): readonly Fix[] {
  const { file, isTrigger } = instruction;
  const isOnly = script.isPlainList && script.commands.length === 1 && !isTrigger;
  if (command.operatorAfter === '|' && !isOnly) return [];
  const edit = isOnly ? removeInstruction(file, instruction) : removeCommand(instruction, command);
  if (edit === undefined) return [];
  return [
    {
      title: isOnly ? 'Remove this step' : `Remove ${slice(file.text, command.span)}`,
      safety: 'suggested',
      edits: [edit],
    },
  ];
}

/** What the container prints before its program starts. */
function* checkStart({ finalStage }: Dockerfile): Iterable<Finding> {
  if (finalStage === undefined) return;
  const { cmd, entrypoint } = finalStage.end;
  for (const instruction of [entrypoint, entrypoint?.form.kind === 'shell' ? undefined : cmd]) {
    const script = instruction === undefined ? undefined : scriptOf(instruction);
    if (script === undefined || instruction === undefined) continue;
    const commands = script.commands.filter(({ name }) => name !== undefined);
    for (const command of commands) {
      if (!dumpsEnvironment(command) || commands.at(-1) === command || !reachesStart(command, script)) continue;
      yield {
        span: command.span,
        message:
          'This prints every variable into the log when the container starts, with the passwords that it was given. Leave it out.',
        fixes: () => removal({ command, script, instruction }),
      };
    }
  }
}

/** As `reachesLog`; the script of `sh -c` writes there, too. */
function reachesStart(command: ShellCommand, script: CommandNode['script']): boolean {
  const nesting = command.nesting.filter((kind) => kind !== 'script-argument');
  const outermost = { ...command, nesting };
  return reachesLog({ command: command.operatorAfter === '|' ? command : outermost, script });
}
