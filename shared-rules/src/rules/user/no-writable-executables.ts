import { removeFlag } from '../../fixes/edits.js';
import { joinPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import { stageChain } from '../../model/stages.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';

export default defineRule({
  id: 'no-writable-executables',
  title: 'Let programs belong to root',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['sonar:S6504'],
  practices: ['U26'],
  fixes: ['suggested'],
  why: `
    Whoever breaks into your program acts as the user that it runs as. If the program's own file belongs to that user, the
    file can be replaced, and the container starts the intruder's version the next time. What belongs to root the user can
    run, but not change.
  `,
  how: 'Copy programs and start scripts without `--chown`, with `--chmod=755` where the bit is missing. Give the user the folders that it writes data to, and nothing else.',
  references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN useradd --system --no-create-home app
        COPY «--chown=app:app» --chmod=755 server /usr/local/bin/server
        USER app
        CMD ["server"]
      `,
      good: `
        FROM debian:12-slim
        RUN useradd --system --no-create-home app
        COPY --chmod=755 server /usr/local/bin/server
        USER app
        CMD ["server"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A start script, by the number of its user.',
      bad: `
        FROM debian:12-slim AS base
        WORKDIR /app
        COPY --chmod=755 \\
          «--chown=1001» \\
          start.sh /usr/local/bin/

        FROM base
        USER 1001
        ENTRYPOINT ["start.sh"]
      `,
      good: `
        FROM debian:12-slim AS base
        WORKDIR /app
        COPY --chmod=755 \\
          start.sh /usr/local/bin/

        FROM base
        USER 1001
        ENTRYPOINT ["start.sh"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it belongs to root, or to a user that does not run it',
      text: 'FROM debian:12-slim\nCOPY --chmod=755 server /usr/local/bin/\nCOPY --chown=root server /usr/local/bin/\nCOPY --chown=www-data server /usr/local/bin/\nUSER app\nCMD ["server"]\n',
    },
    {
      because: 'data, which the program may have to change',
      text: 'FROM node:24-slim\nWORKDIR /app\nCOPY --chown=node:node . .\nCOPY --chown=node settings.json /app/settings.json\nUSER node\nCMD ["node", "server.js"]\n',
    },
    {
      because: 'a later step changes it as this user',
      text: 'FROM debian:12-slim\nUSER app\nCOPY --chown=app start.sh /start.sh\nRUN chmod +x /start.sh\nCMD ["/start.sh"]\n',
    },
    {
      because: 'only what ships counts, and the user that it runs as',
      text: 'FROM debian:12-slim AS build\nCOPY --chown=app a /usr/local/bin/\nUSER app\nFROM debian:12-slim\nCOPY --chown=app a /usr/local/bin/\nUSER other\nCMD ["a"]\n',
    },
    {
      because: 'root may change everything',
      text: 'FROM debian:12-slim\nCOPY --chown=root a /usr/local/bin/\nCMD ["a"]\n',
    },
  ],
  mentions: ['chown'],
  on: { document: check },
});

const BIN = /^\/(?:usr\/)?(?:local\/)?s?bin(?:\/|$)/;

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  const { finalStage } = dockerfile;
  if (finalStage === undefined || finalStage.end.user.isRoot !== false || finalStage.image?.windows === true) return;
  const started = startedPaths(finalStage);
  let mentions: ReadonlyMap<string, number> | undefined;
  for (const { instructions } of stageChain(finalStage)) {
    for (const instruction of instructions) {
      if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
      const flag = instruction.flags.find(({ name }) => name === 'chown');
      if (flag?.value === undefined || expandAt(instruction, flag.value)?.split(':')[0] !== finalStage.end.user.name)
        continue;
      const program = placesOf(instruction).find((path) => BIN.test(path) || started.has(path));
      if (program === undefined) continue;
      mentions ??= lastMentions(finalStage);
      const lastMention = mentions.get(program.slice(program.lastIndexOf('/') + 1)) ?? 0;
      // A step behind it may well change it, as this user.
      if (lastMention > instruction.index) continue;
      yield {
        span: flag.span,
        message: `${program} belongs to ${finalStage.end.user.name ?? 'the user'}, as whom it runs, so a break-in can replace it. Leave the file to root.`,
        fixes: () => fixes(dockerfile, instruction, program),
      };
    }
  }
}

/** Absolute paths among the words of ENTRYPOINT and CMD; those of an interpreter's script, too. */
function startedPaths(stage: Stage): ReadonlySet<string> {
  const { cmd, entrypoint, workdir = '/' } = stage.end;
  const words = [cmd, entrypoint].flatMap((process) =>
    (process === undefined ? [] : (scriptOf(process)?.commands ?? [])).flatMap((command) => [
      command.name,
      ...command.arguments,
    ]),
  );
  return new Set(words.flatMap((word) => (word?.value?.includes('/') === true ? [joinPath(workdir, word.value)] : [])));
}

/** Where the files of a COPY go. */
function placesOf(instruction: InstructionNode): readonly string[] {
  const { sources, destination } = transferOf(instruction);
  const target = destination?.path;
  const { workdir } = instruction.before;
  if (target === undefined || (workdir === undefined && !target.startsWith('/'))) return [];
  const place = joinPath(workdir ?? '/', target);
  return [
    place,
    ...sources.flatMap(({ path }) => (path === undefined ? [] : [joinPath(place, path.split('/').at(-1) ?? '')])),
  ];
}

/** The last RUN that names a file, by each word of its text. */
function lastMentions(stage: Stage): ReadonlyMap<string, number> {
  const mentions = new Map<string, number>();
  for (const { instructions } of stageChain(stage)) {
    for (const { keyword, logical, index } of instructions) {
      if (keyword !== 'RUN') continue;
      for (const word of logical.text.split(/[^\w.-]+/)) mentions.set(word, Math.max(index, mentions.get(word) ?? 0));
    }
  }
  return mentions;
}

/**
 * Only where everybody may read and run what is copied: a mode that is for the owner alone would lock the user out. And not
 * where the COPY makes the folder, which would come to belong to root, too.
 */
function fixes(file: Dockerfile, instruction: InstructionNode, program: string): readonly Fix[] {
  const flag = instruction.flags.find(({ name }) => name === 'chown');
  const mode = instruction.flags.find(({ name }) => name === 'chmod')?.value;
  const folder = program.slice(0, program.lastIndexOf('/'));
  if (!BIN.test(program) && folder !== instruction.before.workdir) return [];
  if (flag === undefined || (mode !== undefined && !/^0?[0-7][0-7][57]$/.test(mode))) return [];
  return [{ title: 'Leave the file to root', safety: 'suggested', edits: [removeFlag(file, flag)] }];
}
