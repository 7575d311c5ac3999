import { insertAt } from '../../fixes/edits.js';
import { removeCommand } from '../../fixes/script-edits.js';
import { deletionsOf } from '../../model/deletions.js';
import { rememberLatest } from '../../model/memo.js';
import {
  type MountedSecret,
  mountedSecrets,
  type SecretWords,
  secretWordsOf,
  writesToLog,
} from '../../model/mounted-secrets.js';
import { isMounted } from '../../model/mounts.js';
import { coversPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import { tokenWritings } from '../../model/token-files.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand, operands } from '../../shell/commands.js';
import type { ShellCommand, ShellWord } from '../../shell/types.js';
import { nearest } from '../../text/nearest.js';
import { slice } from '../../text/span.js';

export default defineRule({
  id: 'secret-mount-misused',
  title: 'Use a mounted secret where it is, and leave it there',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['S11'],
  fixes: ['suggested'],
  why: `
    \`--mount=type=secret\` keeps a secret out of the image, but only for as long as the step leaves it where it is. A step that
    prints it writes it into the log of the build; one that copies it writes it into a layer, for everybody who can pull the
    image. And a step that looks in the wrong place, or as a user who may not read it, fails or goes on without it.
  `,
  how: `
    The file is \`/run/secrets/<id>\`, or what \`target=\` says; with \`env=\` it is a variable. Only root can read it, unless
    \`uid=\` names another user. Mount it where the program looks for it, instead of copying it there.
  `,
  references: [
    'https://docs.docker.com/build/building/secrets/',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypesecret',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN --mount=type=secret,id=token \\
            test -n "$(cat «/run/secrets/tokens»)" && touch /done
      `,
      good: `
        FROM debian:12-slim
        RUN --mount=type=secret,id=token \\
            test -n "$(cat /run/secrets/token)" && touch /done
      `,
      fix: 'suggested',
    },
    {
      title: 'Into the log, and into a layer.',
      bad: `
        FROM debian:12-slim
        RUN --mount=type=secret,id=token «cat /run/secrets/token»
        RUN --mount=type=secret,id=token,env=TOKEN <<EOF
        «echo "the token is $TOKEN"»
        «echo "token=$TOKEN" > /etc/app.conf»
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN --mount=type=secret,id=token test -s /run/secrets/token
        RUN --mount=type=secret,id=token,env=TOKEN <<EOF
        echo "the token is \${TOKEN:+set}"
        EOF
      `,
    },
    {
      title: 'A copy where the program looks for it: mount it there.',
      bad: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN --mount=type=secret,id=npmrc «cp /run/secrets/npmrc /root/.npmrc» && npm ci
      `,
      good: `
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
      `,
      fix: 'suggested',
    },
    {
      title: 'Only root can read it.',
      bad: `
        FROM debian:12-slim
        USER 1000
        RUN «--mount=type=secret,id=token» test -r /run/secrets/token
      `,
      good: `
        FROM debian:12-slim
        USER 1000
        RUN --mount=type=secret,id=token,uid=1000 test -r /run/secrets/token
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'a value for one command',
      text: 'FROM a\nRUN --mount=type=secret,id=t curl -H "Bearer $(cat /run/secrets/t)" https://example.com\n',
    },
    {
      because: 'its value goes to a program',
      text: 'FROM a\nRUN --mount=type=secret,id=t cat /run/secrets/t | ./login --stdin && echo "$(cat /run/secrets/t)" | ./login\n',
    },
    {
      because: 'the copy goes again in the same step',
      text: 'FROM a\nRUN --mount=type=secret,id=t cp /run/secrets/t /root/.netrc && git clone x && rm /root/.netrc\n',
    },
    {
      because: 'a token for a tool is reported by its own rule',
      text: 'FROM a\nRUN --mount=type=secret,id=t,env=T echo "//r/:_authToken=$T" > /root/.npmrc\n',
    },
    {
      because: 'what the file is called is no secret',
      text: 'FROM a\nRUN --mount=type=secret,id=t echo /run/secrets/t && ls -l /run/secrets/t && wc -c < /run/secrets/t > /size\n',
    },
    {
      because: 'only whether it is there',
      text: 'FROM a\nRUN --mount=type=secret,id=t,env=T echo "${T:+set}" "${#T}" && test -n "$T"\n',
    },
    {
      because: 'memory is in no layer',
      text: 'FROM a\nRUN --mount=type=secret,id=t --mount=type=tmpfs,target=/k cp /run/secrets/t /k/t\n',
    },
    {
      because: 'what the mount is called, at its own place',
      text: 'FROM a\nRUN --mount=type=secret,id=t,dst=/k ./x < /k\n',
    },
    { because: 'the container may have another secret', text: 'FROM a\nCMD cat /run/secrets/db\n' },
    {
      because: 'a text that is for later',
      text: 'FROM a\nRUN --mount=type=secret,id=t ./x\nRUN echo "cat /run/secrets/db" > /start.sh\n',
    },
    { because: 'its user can read it', text: 'FROM a\nUSER 1000\nRUN --mount=type=secret,id=t,uid=1000 ./x\n' },
    { because: 'a variable needs no rights', text: 'FROM a\nUSER 1000\nRUN --mount=type=secret,id=t,env=T ./x\n' },
    {
      because: 'everybody can read it, which is reported elsewhere',
      text: 'FROM a\nUSER b\nRUN --mount=type=secret,id=t,mode=0444 ./x\n',
    },
    { because: 'nobody knows this user', text: 'FROM a\nARG U\nUSER $U\nRUN --mount=type=secret,id=t ./x\n' },
    {
      because: 'root reads it',
      text: 'FROM a\nUSER 1000\nRUN --mount=type=secret,id=t sudo cat /run/secrets/t | ./x\n',
    },
  ],
  mentions: ['secret'],
  on: { RUN: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const secrets = mountedSecrets(instruction);
  if (secrets.length === 0) return;
  yield* unreadable(instruction, secrets);
  const words = secretWordsOf(instruction);
  const script = scriptOf(instruction);
  if (words === undefined || script === undefined) return;
  const reported = new Set(tokenWritings(instruction).map(({ command }) => command));
  for (const command of script.commands) {
    yield* missing(instruction, secrets, command);
    if (reported.has(command)) continue;
    const finding = printed(command, words) ?? copied(instruction, command, words);
    if (finding !== undefined) yield finding;
  }
}

/** A path of a secret that this RUN does not get. */
function* missing(
  { file }: InstructionNode,
  secrets: readonly MountedSecret[],
  { arguments: words, redirects }: ShellCommand,
): Iterable<Finding> {
  if (secrets.some(({ path, env }) => path === undefined && env === undefined)) return;
  const read = redirects.flatMap(({ operator, target }) => (operator === '<' ? (target ?? []) : []));
  for (const word of [...words, ...read]) {
    const id = /^\/run\/secrets\/([\w.-]+)$/.exec(word.value ?? '')?.[1];
    if (id === undefined || secrets.some(({ path }) => path === word.value)) continue;
    const close = nearest(
      id,
      secrets.map((secret) => secret.id),
    );
    const better = secrets.find((secret) => secret.id === id || secret.id === close)?.path;
    const at = slice(file.text, word.span).indexOf(word.value ?? '');
    yield {
      span: word.span,
      message: `This step has no secret at /run/secrets/${id}${better === undefined ? '' : `; it has one at ${better}`}. The path and the mount must name the same.`,
      fixes: () =>
        better === undefined || at === -1
          ? []
          : [
              {
                title: `Read ${better}`,
                safety: 'suggested',
                edits: [
                  {
                    span: { start: word.span.start + at, end: word.span.start + at + (word.value ?? '').length },
                    text: better,
                  },
                ],
              },
            ],
    };
  }
}

const PRINTS = /^(?:echo|printf)$/;
const SHOWS = /^(?:cat|head|tail|less|more|nl|base64|xxd|hexdump|od|strings)$/;

function printed(command: ShellCommand, words: SecretWords): Finding | undefined {
  const program = effectiveCommand(command);
  if (program === undefined || !writesToLog(command)) return undefined;
  const isShown = PRINTS.test(program.name)
    ? program.arguments.some((word) => words.holdsValue(word))
    : SHOWS.test(program.name)
      ? program.arguments.some((word) => words.fileOf(word) !== undefined)
      : program.name === 'printenv' && program.arguments.some(({ value }) => words.variables.has(value ?? ''));
  if (!isShown) return undefined;
  return {
    span: command.span,
    message: 'This prints the secret into the log of the build, where everybody who builds can read it. Leave it out.',
  };
}

/** What a command writes a secret to; `undefined` where it writes none to a file whose place is known. */
function targetOf(command: ShellCommand, words: SecretWords): ShellWord | undefined {
  const program = effectiveCommand(command);
  if (program === undefined) return undefined;
  const { name, arguments: given } = program;
  if (/^(?:cp|mv|install)$/.test(name)) {
    const [first, ...more] = operands(given, ['-m', '--mode', '-o', '--owner', '-g', '--group', '-t', '-S']);
    return first !== undefined && words.fileOf(first) !== undefined ? more.at(-1) : undefined;
  }
  const isWritten = PRINTS.test(name)
    ? given.some((word) => words.holdsValue(word))
    : name === 'cat' && given.some((word) => words.fileOf(word) !== undefined);
  if (!isWritten) return undefined;
  return command.redirects.find(
    ({ operator, fileDescriptor }) => /^(?:>{1,2}|>\|)$/.test(operator) && (fileDescriptor ?? 1) === 1,
  )?.target;
}

/** What a RUN deletes, and whether it does so in a way of its own. */
const tidyingOf = rememberLatest((instruction: InstructionNode) => ({
  deletions: deletionsOf(instruction),
  isWiped: (scriptOf(instruction)?.commands ?? []).some(({ name }) => /^(?:trap|shred)$/.test(name?.value ?? '')),
}));

function copied(instruction: InstructionNode, command: ShellCommand, words: SecretWords): Finding | undefined {
  const target = targetOf(command, words);
  const path = target?.text.replace(/["']/g, '').replace(/^\$(?:HOME|\{HOME\})/, '~');
  if (target === undefined || path === undefined || /^\/(?:dev|proc)\//.test(path) || isMounted(instruction, path))
    return undefined;
  const name = path.split('/').at(-1) ?? path;
  const { deletions, isWiped } = tidyingOf(instruction);
  const isDeleted = deletions.some(
    ({ pattern, word }) => word.text.includes(name) || (pattern !== undefined && coversPath(pattern, path)),
  );
  if (isDeleted || isWiped) return undefined;
  return {
    span: command.span,
    message: `This writes the secret to ${path}, and so into a layer of the image. Mount it there, or delete the file in this same step.`,
    fixes: () => mountThere(instruction, command, path, words),
  };
}

/** Instead of `cp /run/secrets/npmrc /root/.npmrc`: the mount itself gets that target. */
function mountThere(
  instruction: InstructionNode,
  command: ShellCommand,
  path: string,
  words: SecretWords,
): readonly Fix[] {
  const program = effectiveCommand(command);
  const [source, , more] = program?.name === 'cp' ? program.arguments : [];
  const secret = source === undefined ? undefined : words.fileOf(source);
  const isRoot = instruction.before.user.isRoot === true;
  const place = isRoot ? path.replace(/^~\//, '/root/') : path;
  if (secret === undefined || more !== undefined || !/^\/[\w./-]*[\w-]$/.test(place)) return [];
  if (!/\.\w+$/.test(place) || secret.mount.target !== undefined || secret.env !== undefined) return [];
  const isReadElsewhere = (scriptOf(instruction)?.commands ?? []).some(
    (other) =>
      other !== command &&
      [...other.arguments, ...other.redirects.flatMap(({ target }) => target ?? [])].some(
        ({ text }) =>
          text.includes('/run/secrets') ||
          (/^(?:chmod|chown|sed|mv)$/.test(other.name?.value ?? '') && text.includes(path)),
      ),
  );
  const removal = isReadElsewhere ? undefined : removeCommand(instruction, command);
  if (removal === undefined) return [];
  return [
    {
      title: `Mount it at ${place}`,
      safety: 'suggested',
      edits: [insertAt(secret.flag.span.end, `,target=${place}`), removal],
    },
  ];
}

/** Mounts that the user of the step may not read: without `uid=` and `mode=` only root can. */
function* unreadable({ before, body, stage }: InstructionNode, secrets: readonly MountedSecret[]): Iterable<Finding> {
  const { name, isRoot } = before.user;
  if (isRoot !== false || name === undefined || /\b(?:sudo|doas|su)\b/.test(body.text)) return;
  const ready = [stage?.image?.nonRootUser, stage?.image?.defaultUser].find((user) => user?.name === name)?.uid;
  const uid = /^\d+$/.test(name) ? name : ready;
  for (const { mount, flag, path } of secrets) {
    if (path === undefined || ['uid', 'gid', 'mode'].some((option) => mount.options.has(option))) continue;
    yield {
      span: flag.span,
      message: `Only root can read this secret, and the step runs as ${name}. Add uid= with the number of that user.`,
      fixes: () =>
        uid === undefined
          ? []
          : [{ title: `Add uid=${uid}`, safety: 'suggested', edits: [insertAt(flag.span.end, `,uid=${uid}`)] }],
    };
  }
}
