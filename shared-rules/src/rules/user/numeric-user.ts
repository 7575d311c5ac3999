import { scriptOf } from '../../model/script.js';
import { stageChain } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import { effectiveCommand, optionValues } from '../../shell/commands.js';

export default defineRule({
  id: 'numeric-user',
  title: 'Write the number of the user, for Kubernetes',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3066'],
  practices: ['P58'],
  fixes: [],
  why: `
    Kubernetes with \`runAsNonRoot: true\` looks at the USER of the image before it starts, and cannot tell whose name that
    is: the container stays at \`CreateContainerConfigError\`. A number other than 0 it can check. Outside of Kubernetes a
    name is as good.
  `,
  how: 'Give the user a fixed number where you create it: `useradd --uid 1001 app`, then `USER 1001`. The name still works for COPY --chown.',
  references: [
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    'https://docs.docker.com/reference/dockerfile/#user',
  ],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        RUN adduser -S -D -H -u 1001 app
        COPY server /server
        USER «app»
        CMD ["/server"]
      `,
      good: `
        FROM alpine:3.22
        RUN adduser -S -D -H -u 1001 app
        COPY server /server
        USER 1001
        CMD ["/server"]
      `,
    },
    {
      title: 'With a group, and a user that the image has ready.',
      bad: `
        FROM node:24-slim
        COPY . /app
        USER «node:node»
        CMD ["node", "/app/main.js"]
      `,
      good: `
        FROM node:24-slim
        COPY . /app
        USER 1000:1000
        CMD ["node", "/app/main.js"]
      `,
    },
  ],
  silences: [
    { because: 'a number', text: 'FROM alpine:3.22\nUSER 1001:app\n' },
    {
      because: 'a number from a variable',
      text: 'FROM alpine:3.22\nARG APP_UID=1001\nUSER ${APP_UID}\nARG OTHER\nUSER $OTHER\n',
    },
    { because: 'root is said to be root', text: 'FROM alpine:3.22\nUSER root\n' },
    {
      because: 'only the user of the finished image counts',
      text: 'FROM alpine:3.22 AS build\nUSER app\nFROM alpine:3.22\nUSER app\nRUN ./x\nUSER 1001\n',
    },
    {
      because: 'users of Windows have no such number',
      text: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nUSER app\nFROM example.com/windows-image\nUSER ContainerUser\n',
    },
  ],
  mentions: ['user'],
  on: { document: check },
});

function* check(dockerfile: Dockerfile, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  if (eachCodeAlone) {
    for (const instruction of dockerfile.instructions) if (instruction.keyword === 'USER') yield* report(instruction);
    return;
  }
  const { finalStage } = dockerfile;
  if (finalStage === undefined || finalStage.image?.windows === true) return;
  const { instruction, isRoot } = finalStage.end.user;
  if (instruction !== undefined && isRoot !== true) yield* report(instruction);
}

function* report(instruction: InstructionNode): Iterable<Finding> {
  const [word] = instruction.words;
  const name = word && expandAt(instruction, word.text)?.split(':')[0];
  if (word === undefined || name === undefined || /^(?:\d*|Container(?:User|Administrator))$/.test(name)) return;
  const id = instruction.stage && numberOf(instruction.stage, name);
  yield {
    span: word.span,
    message: `Kubernetes cannot tell whether ${name} is root, and refuses it with \`runAsNonRoot\`. Write ${id === undefined ? 'the number of the user' : `\`USER ${id}\``}.`,
  };
}

/** The number of a user where the file or the base image says it. */
function numberOf(stage: Stage, name: string): string | undefined {
  for (const { instructions } of stageChain(stage)) {
    for (const run of instructions) {
      const commands = run.keyword === 'RUN' && run.body.text.includes(name) ? scriptOf(run)?.commands : undefined;
      for (const command of commands ?? []) {
        const program = effectiveCommand(command);
        if (program?.name !== 'useradd' && program?.name !== 'adduser') continue;
        if (!program.arguments.some(({ value }) => value === name)) continue;
        const [id] = optionValues(program.arguments, { short: 'u', long: ['uid'] });
        if (id?.value !== undefined && /^\d+$/.test(id.value)) return id.value;
      }
    }
  }
  const ready = stage.image?.nonRootUser;
  return ready?.name === name && ready.uid !== undefined ? String(ready.uid) : undefined;
}
