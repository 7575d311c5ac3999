import { fileOf } from '../../model/build.js';
import { commandsMentioning } from '../../model/script.js';
import type { CommandNode, EffectiveUser, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { commandName, effectiveCommand, optionValues, readArguments } from '../../shell/commands.js';
import type { ShellCommand, ShellWord } from '../../shell/types.js';
import { baseName } from '../../shell/wrappers.js';
import { contains, slice, span } from '../../text/span.js';

export default defineRule({
  id: 'no-sudo',
  title: 'Do not use sudo in a RUN',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3004', 'trivy:DS-0010', 'checkov:CKV2_DOCKER_1', 'kics:8ada6e80'],
  fixes: ['suggested'],
  why: `
    The steps of a build run as root until a USER says otherwise, so \`sudo\` gives nothing that is not there already, and
    most base images do not have it: the step ends with \`sudo: not found\`. Where it is installed, whoever breaks into the
    container finds a way to root ready to use.
  `,
  how: 'For a step as another user write USER before it, and USER again behind it. In a start script use `gosu` or `su-exec`, which leave no process between Docker and your program.',
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN apt-get update && apt-get install -y --no-install-recommends sudo
        RUN «sudo» mkdir /srv/data
      `,
      good: `
        FROM debian:12-slim
        RUN apt-get update && apt-get install -y --no-install-recommends sudo
        RUN mkdir /srv/data
      `,
      fix: 'suggested',
    },
    {
      title: 'In a pipe, with options and a variable; a heredoc reads the same.',
      bad: `
        FROM debian:12-slim
        RUN apt-get update && apt-get install -y --no-install-recommends sudo
        RUN echo "Hello" | «sudo» tee /etc/motd && \\
            «sudo» -E LANG=C \\
              touch /etc/ready
        RUN <<EOF
        set -e
        if [ ! -d /srv/cache ]; then «sudo» mkdir /srv/cache; fi
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN apt-get update && apt-get install -y --no-install-recommends sudo
        RUN echo "Hello" | tee /etc/motd && \\
            LANG=C \\
              touch /etc/ready
        RUN <<EOF
        set -e
        if [ ! -d /srv/cache ]; then mkdir /srv/cache; fi
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'A step as another user.',
      bad: `
        FROM debian:12-slim
        RUN useradd --system --no-create-home app
        RUN «sudo» -u app ./set-up
      `,
      good: `
        FROM debian:12-slim
        RUN useradd --system --no-create-home app
        USER app
        RUN ./set-up
      `,
    },
    {
      title: 'After USER, root has to come back for a step.',
      bad: `
        FROM debian:12-slim
        USER 1001
        RUN «sudo» mkdir /srv/data
      `,
      good: `
        FROM debian:12-slim
        USER root
        RUN mkdir /srv/data
        USER 1001
      `,
    },
    {
      title: 'In exec form.',
      bad: `
        FROM debian:12-slim
        RUN ["apt-get", "update"]
        RUN ["apt-get", "install", "-y", "--no-install-recommends", "sudo"]
        RUN [«"sudo"», "mkdir", "/srv/data"]
      `,
      good: `
        FROM debian:12-slim
        RUN ["apt-get", "update"]
        RUN ["apt-get", "install", "-y", "--no-install-recommends", "sudo"]
        RUN ["mkdir", "/srv/data"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'sudo is only named, not called',
      text: 'FROM debian:12-slim\nRUN apt-get update && apt-get install -y sudo && usermod -aG sudo app && echo sudo make me a sandwich\nRUN command -v sudo\n',
    },
    {
      because: 'a comment',
      text: 'FROM debian:12-slim\nRUN true && \\\n    # sudo is not needed\n    mkdir /srv/data\n',
    },
    { because: 'what the container runs is not a step of the build', text: 'FROM debian:12-slim\nCMD sudo server\n' },
  ],
  mentions: ['sudo'],
  on: { RUN: checkRun },
});

/** https://www.sudo.ws/docs/man/sudo.man/ */
const OPTIONS_WITH_VALUE = [
  '-u',
  '--user',
  '-g',
  '--group',
  '-h',
  '-p',
  '--prompt',
  '-C',
  '-r',
  '-t',
  '-T',
  '-U',
] as const;
/** What they do root has anyway, or concerns the question for a password. */
const NEEDLESS_OPTION = /^(?:-[EHnSkA]|--(?:preserve-env|set-home|non-interactive|stdin|reset-timestamp|askpass))$/;

function* checkRun(run: InstructionNode): Iterable<Finding> {
  const nodes = commandsMentioning(run, /\bsudo\b/);
  const others = nodes.filter(({ command }) => startsAnotherUser(command)).map(({ command }) => command.span);
  for (const node of nodes) {
    const isOfAnotherUser =
      node.command.nesting.includes('script-argument') && others.some((outer) => contains(outer, node.command.span));
    yield* check(node, isOfAnotherUser);
  }
}

/** `isOfAnotherUser`: inside `su app -c '…'` and the like. */
function* check({ command, instruction }: CommandNode, isOfAnotherUser: boolean): Iterable<Finding> {
  const program = effectiveCommand(command);
  const word = sudoWord(command.name, command.arguments, program?.nameWord);
  if (word === undefined || (commandName(command) !== 'sudo' && program?.wrappers.includes('sudo') !== true)) return;
  const started = program?.nameWord === word ? undefined : program?.nameWord;
  const between = command.arguments.filter(
    ({ span: place }) => place.start > word.span.start && place.start < (started?.span.start ?? command.span.end),
  );
  const other = optionValues(between, { short: 'u', long: ['user'] }, OPTIONS_WITH_VALUE).find(
    ({ value }) => value !== 'root',
  );
  yield {
    span: word.span,
    message: message(isOfAnotherUser ? undefined : instruction.before.user, other),
    fixes: () =>
      other === undefined && !isOfAnotherUser
        ? fixes({ instruction, sudo: word, between, program: started, isFirst: word === command.name })
        : [],
  };
}

function startsAnotherUser(command: ShellCommand): boolean {
  const program = effectiveCommand(command);
  return [program?.name, ...(program?.wrappers ?? [])].some((name) => BECOMES_ANOTHER.test(name ?? ''));
}

const BECOMES_ANOTHER = /^(?:su|runuser|gosu|su-exec|setpriv|chpst|s6-setuidgid)$/;

/** Before the program that runs in the end; a `sudo` that is only an argument of that program does not count. */
function sudoWord(
  name: ShellWord | undefined,
  words: readonly ShellWord[],
  program: ShellWord | undefined,
): ShellWord | undefined {
  const limit = program?.span.start ?? name?.span.start ?? 0;
  return [...(name === undefined ? [] : [name]), ...words].find(
    ({ value, span: place }) => value !== undefined && baseName(value) === 'sudo' && place.start <= limit,
  );
}

function message(user: EffectiveUser | undefined, other: { readonly value: string | undefined } | undefined): string {
  if (other !== undefined) {
    return `sudo switches to ${other.value ?? 'another user'} for one command. Let USER do that: most images have no sudo.`;
  }
  if (user?.isRoot === true)
    return 'This step runs as root already, so sudo does nothing but fail where it is not installed. Leave it out.';
  return user?.isRoot === false
    ? `sudo takes back what USER gave away. Put \`USER root\` before the steps that need it, and \`USER ${user.name ?? 'app'}\` behind them.`
    : 'sudo is not needed in a build: steps run as root, and after a USER, `USER root` brings root back.';
}

interface SudoCall {
  readonly instruction: InstructionNode;
  readonly sudo: ShellWord;
  /** What stands between it and the program. */
  readonly between: readonly ShellWord[];
  readonly program: ShellWord | undefined;
  readonly isFirst: boolean;
}

function fixes({ instruction, sudo, between, program, isFirst }: SudoCall): readonly Fix[] {
  const text = fileOf(instruction)?.text;
  if (text === undefined || instruction.before.user.isRoot !== true || program === undefined) return [];
  const isNeedless = readArguments(between, OPTIONS_WITH_VALUE).every((argument) =>
    argument.kind === 'operand'
      ? /^\w+=/.test(argument.word.text)
      : argument.names.every((name) => NEEDLESS_OPTION.test(name) || /^(?:-u|--user)$/.test(name)),
  );
  const assignment = between.find(({ text: written }) => /^\w+=/.test(written));
  const range = span(sudo.span.start, (assignment ?? program).span.start);
  if (!isNeedless || slice(text, range).includes('#')) return [];
  // Only a shell reads an assignment before a command, and only at its beginning.
  if (assignment !== undefined && (!isFirst || instruction.form.kind === 'exec')) return [];
  return [{ title: 'Leave out sudo', safety: 'suggested', edits: [{ span: range, text: '' }] }];
}
