import { isProgramUser } from '../../facts/distribution-users.js';
import { nonRootFix } from '../../fixes/non-root-user.js';
import { accountCommand } from '../../model/account-commands.js';
import { dropsPrivileges } from '../../model/privileges.js';
import { scriptOf } from '../../model/script.js';
import { stageChain } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { ShellCommand, ShellWord } from '../../shell/types.js';
import { slice } from '../../text/span.js';

export default defineRule({
  id: 'unused-user',
  title: 'Use the user that you create',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P62'],
  fixes: ['suggested'],
  why: `
    Creating a user changes nothing about who runs the program: that takes a USER. Without one the container goes on as the
    user of the base image, most often as root, while the file looks as if that had been thought of.
  `,
  how: 'Put `USER app` behind the last step that needs root. A user that nothing needs is better not created: its account is one more to think about.',
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  examples: [
    {
      bad: `
        FROM registry.example.com/debian-base:12
        RUN useradd --system --no-create-home «worker»
        CMD ["sleep", "60"]
      `,
      good: `
        FROM registry.example.com/debian-base:12
        RUN useradd --system --no-create-home worker
        USER worker
        CMD ["sleep", "60"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Another user than the one that was created.',
      bad: `
        FROM node:24-slim
        RUN groupadd --system web && \\
            useradd --system --gid web «web»
        COPY server.js /srv/
        USER node
        CMD ["node", "/srv/server.js"]
      `,
      good: `
        FROM node:24-slim
        COPY server.js /srv/
        USER node
        CMD ["node", "/srv/server.js"]
      `,
    },
  ],
  silences: [
    {
      because: 'it is used, by its name or its number',
      text: 'FROM node:24-slim\nRUN useradd app\nUSER app\nCMD ["a"]\nFROM node:24-slim\nRUN useradd -u 1001 app\nUSER 1001\nCMD ["a"]\nFROM node:24-slim\nRUN useradd app\nARG APP\nUSER $APP\nCMD ["a"]\n',
    },
    {
      because: 'a step uses it',
      text: 'FROM node:24-slim\nRUN useradd app\nRUN runuser -u app -- npm ci\nUSER node\nCMD ["a"]\n',
    },
    {
      because: 'that the program runs as root is a problem of its own',
      text: 'FROM debian:12-slim\nRUN useradd worker\nCMD ["worker"]\n',
    },
    {
      because: 'a start script may switch to it',
      text: 'FROM example.com/base:1\nRUN useradd worker\nCMD ["/start.sh"]\n',
    },
    {
      because: 'only the finished image counts',
      text: 'FROM example.com/base:1 AS build\nRUN useradd worker\nCMD ["make"]\nFROM scratch\nUSER 1001\nCMD ["/a"]\n',
    },
  ],
  mentions: ['useradd', 'adduser'],
  on: { document: check },
});

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  const { finalStage, text } = dockerfile;
  if (finalStage === undefined || finalStage.forDevelopment || !/\b(?:useradd|adduser)\b/.test(text)) return;
  const { user } = finalStage.end;
  // That the program runs as root, with or without a USER that says so, is for other rules to say.
  if (user.isRoot === true || finalStage.image?.windows === true || /^\d+$/.test(user.name ?? '')) return;
  if (user.instruction === undefined ? !surelyRunsItself(finalStage) : user.name === undefined) return;
  const accounts = createdAccounts(finalStage);
  const seen = new Set<string>();
  for (const { name, word } of accounts) {
    if (name === user.name || seen.has(name)) continue;
    seen.add(name);
    if (isMentioned(finalStage, name, user.instruction !== undefined)) continue;
    yield {
      span: word.span,
      message:
        user.name === undefined
          ? `The user ${name} is created, but no USER switches to it. Write \`USER ${name}\` behind the last step that needs root.`
          : `The user ${name} is created, but the program runs as ${user.name}. Switch to ${name}, or leave it out.`,
      fixes: () => {
        const fix = user.name === undefined && accounts.length === 1 ? nonRootFix(dockerfile, finalStage) : undefined;
        return fix === undefined ? [] : [fix];
      },
    };
  }
}

/** Whether its own command starts a program, and no script that may switch to another user. */
function surelyRunsItself(stage: Stage): boolean {
  const { cmd, entrypoint } = stage.end;
  const process = entrypoint ?? cmd;
  if (process === undefined || dropsPrivileges(stage)) return false;
  return !(scriptOf(process)?.commands ?? []).some(({ name, arguments: words }) =>
    [name, ...words].some((word) => /\.sh$|entry|start|init|run$|^\.?\//.test(word?.value ?? '/')),
  );
}

interface CreatedAccount {
  readonly name: string;
  readonly word: ShellWord;
}

function createdAccounts(stage: Stage): readonly CreatedAccount[] {
  return runsOf(stage).flatMap((run) =>
    commandsOf(run).flatMap((command): readonly CreatedAccount[] => {
      const { operands = [] } = accountCommand(command) ?? {};
      const [word] = operands;
      // `adduser app staff` puts a user into a group.
      if (word?.value === undefined || operands.length !== 1 || !isProgramUser(word.value)) return [];
      return [{ name: word.value, word }];
    }),
  );
}

function runsOf(stage: Stage): readonly InstructionNode[] {
  return [...stageChain(stage)].flatMap(({ instructions }) => instructions.filter(({ keyword }) => keyword === 'RUN'));
}

function commandsOf(run: InstructionNode): readonly ShellCommand[] {
  return /\b(?:useradd|adduser)\b/.test(run.body.text) || run.heredocs.length > 0
    ? (scriptOf(run)?.commands ?? [])
    : [];
}

const ACCOUNT_PROGRAM = /^(?:useradd|adduser|usermod|groupadd|addgroup|groupmod|passwd|chpasswd|mkdir)$/;
const OWNER_PROGRAM = /^(?:chown|chgrp|install)$/;

/** Whether anything but the account commands names the user; of what gives files to it only where `ownersCount`. */
function isMentioned(stage: Stage, name: string, ownersCount: boolean): boolean {
  const mention = new RegExp(`(?:^|[\\s"'=:,@])${name}(?![\\w./-])`);
  for (const { instructions } of stageChain(stage)) {
    for (const instruction of instructions) {
      const { keyword, body, flags } = instruction;
      if (ownersCount && flags.some(({ value }) => mention.test(value ?? ''))) return true;
      if (!mention.test(body.text) && instruction.heredocs.length === 0) continue;
      const script = keyword === 'RUN' ? scriptOf(instruction) : undefined;
      if (keyword !== 'RUN' || script === undefined || !script.complete) return true;
      const uses = script.commands.some((command) => {
        const program = effectiveCommand(command)?.name ?? '';
        if (ACCOUNT_PROGRAM.test(program) || (OWNER_PROGRAM.test(program) && !ownersCount)) return false;
        return mention.test(slice(stage.from.file.text, command.span));
      });
      if (uses) return true;
    }
  }
  return false;
}
