import { accountDialect } from '../../facts/account-options.js';
import { accountCommandsOf } from '../../facts/distribution-users.js';
import { insertOption } from '../../fixes/insert-option.js';
import { type AccountCommand, accountCommand, accountOption, hasAccountOption } from '../../model/account-commands.js';
import { scriptOf } from '../../model/script.js';
import type { CommandNode, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { mayHoldOptions } from '../../shell/commands.js';
import type { TextEdit } from '../../text/edit.js';

export default defineRule({
  id: 'locked-down-user',
  title: 'Create the user of a program without a login',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: [],
  practices: ['P56'],
  fixes: ['suggested'],
  why: `
    The user that runs your program never logs in, so it needs no login shell and most often no home. A shell is one more way
    in for whoever gets hold of the account, and a home is a folder where the program, or a break-in, can leave files
    that nobody looks at.
  `,
  how: `
    \`useradd --system --no-create-home --shell /usr/sbin/nologin app\` on Debian, \`adduser -S -D -H app\` on Alpine. RUN, CMD and
    \`docker exec\` work all the same: none of them looks at the login shell. Some tools keep caches in the home: then leave it.
  `,
  references: ['https://manpages.debian.org/bookworm/passwd/useradd.8.en.html'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN useradd --create-home «app»
        USER app
        CMD ["/usr/local/bin/server"]
      `,
      good: `
        FROM debian:12-slim
        RUN useradd --create-home --shell /usr/sbin/nologin app
        USER app
        CMD ["/usr/local/bin/server"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Without a home, too.',
      bad: `
        FROM debian:12-slim
        RUN groupadd app && \\
            useradd -g app -m -s /bin/bash «app»
        USER app
        CMD ["/usr/local/bin/server"]
      `,
      good: `
        FROM debian:12-slim
        RUN groupadd app && \\
            useradd -g app --no-create-home -s /usr/sbin/nologin app
        USER app
        CMD ["/usr/local/bin/server"]
      `,
      fix: 'suggested',
      fixTitle: 'Give it neither a login shell nor a home',
    },
    {
      title: 'On Alpine, in a heredoc.',
      bad: `
        FROM alpine:3.22
        RUN <<EOF
        set -e
        addgroup app
        adduser -D -G app «app»
        EOF
        USER app
        CMD ["/usr/local/bin/server"]
      `,
      good: `
        FROM alpine:3.22
        RUN <<EOF
        set -e
        addgroup app
        adduser -D -G app -s /sbin/nologin app
        EOF
        USER app
        CMD ["/usr/local/bin/server"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it has no login shell, or no home',
      text: 'FROM debian:12-slim\nRUN useradd -m -s /usr/sbin/nologin a && useradd --create-home --shell=/bin/false b && useradd -r c && useradd -M d\nRUN adduser --system --group e\nFROM alpine:3.22\nRUN adduser -S a && adduser -D -H b\n',
    },
    {
      because: 'the program lives in its home, or somebody becomes this user',
      text: 'FROM debian:12-slim\nRUN useradd -m app\nWORKDIR /home/app\nFROM debian:12-slim\nRUN useradd -m app\nENTRYPOINT ["su", "app", "-c", "server"]\n',
    },
    {
      because: 'people work in this container',
      text: 'FROM debian:12-slim\nRUN useradd -m -s /bin/bash app\nUSER app\nCMD ["bash"]\nFROM debian:12-slim AS dev\nRUN useradd -m app\nCMD ["server"]\n',
    },
    {
      because: 'only what ships counts',
      text: 'FROM debian:12-slim AS build\nRUN useradd -m app\nFROM scratch\nUSER 1001\nCMD ["/a"]\n',
    },
    { because: 'options that nobody knows', text: 'FROM debian:12-slim\nRUN useradd -m $OPTIONS app\nCMD ["a"]\n' },
  ],
  mentions: ['useradd', 'adduser'],
  on: { command: check },
});

const NO_LOGIN = /(?:nologin|false|true|sync)["']?$/;

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const { stage } = instruction;
  if (stage?.ships !== true || stage.forDevelopment || command.nesting.includes('condition')) return;
  const account = accountCommand(command);
  const [word, ...others] = account?.operands ?? [];
  if (account === undefined || word?.value === undefined || others.length > 0) return;
  const shell = accountOption(account, '-s', '--shell')?.valueWord;
  if (!makesHome(account, stage) || (shell !== undefined && NO_LOGIN.test(shell.text))) return;
  if (mayHoldOptions(command.arguments.filter((other) => other !== shell)) || isLivedIn(stage, word.value)) return;
  yield {
    span: word.span,
    message: `The user ${word.value} gets a login shell and a home, though nobody logs in. Create it with \`--shell ${nologinOf(stage) ?? '/bin/false'}\`.`,
    fixes: () => fixes(account, instruction, stage),
  };
}

/** Whether the home is made, by an option or because the command does so by itself. */
function makesHome(account: AccountCommand, { image }: Stage): boolean {
  const dialect = image?.distribution === undefined ? undefined : accountDialect(image.distribution);
  if (hasAccountOption(account, '-M', '-H', '--no-create-home', '-D', '--defaults') && account.program === 'useradd')
    return false;
  if (account.program === 'useradd' || dialect === 'redhat') return hasAccountOption(account, '-m', '--create-home');
  return !hasAccountOption(account, '-S', '--system', '-H', '--no-create-home') && dialect !== undefined;
}

/** Alone on a command line these wait for somebody who types. */
const SHELL = /^(?:\/\S*\/)?(?:sh|bash|ash|zsh|fish|node|python3?|irb|psql)$/;

/** Whether something works in the home, becomes this user, or a shell is what the container is for. */
function isLivedIn(stage: Stage, name: string): boolean {
  const { text } = stage.from.file;
  const { entrypoint, cmd } = stage.end;
  if (
    (entrypoint ?? cmd) === undefined ||
    [entrypoint, cmd].some((process) => process !== undefined && isShell(process))
  )
    return true;
  return (
    text.includes(`/home/${name}`) ||
    text.includes('/home/$') ||
    /\b(?:su|sshd|sudo|sudoers|openssh-server|passwd)\b/.test(text)
  );
}

function isShell(process: InstructionNode): boolean {
  const [only, ...more] = scriptOf(process)?.commands ?? [];
  return only?.arguments.length === 0 && more.length === 0 && SHELL.test(only.name?.value ?? '');
}

function nologinOf({ image }: Stage): string | undefined {
  return image?.distribution === undefined ? undefined : accountCommandsOf(image.distribution)?.nologin;
}

function fixes(account: AccountCommand, instruction: InstructionNode, stage: Stage): readonly Fix[] {
  const nologin = nologinOf(stage);
  if (nologin === undefined || instruction.form.kind === 'exec') return [];
  const shell = accountOption(account, '-s', '--shell');
  if (shell !== undefined && (shell.valueWord === undefined || shell.valueWord === shell.word)) return [];
  const place = lastWordOfOptions(account);
  const isBusybox =
    account.program === 'adduser' && accountDialect(stage.image?.distribution ?? 'scratch') === 'busybox';
  const noShell: TextEdit =
    shell?.valueWord === undefined
      ? insertOption(instruction, place, `${isBusybox ? '-s' : '--shell'} ${nologin}`)
      : { span: shell.valueWord.span, text: nologin };
  const home = accountOption(account, '-m', '--create-home');
  const withoutHome: readonly TextEdit[] =
    home !== undefined && /^(?:-m|--create-home)$/.test(home.word.text)
      ? [{ span: home.word.span, text: '--no-create-home' }]
      : [];
  const both: readonly Fix[] =
    withoutHome.length === 0 || noShell.span.start === home?.word.span.end
      ? []
      : [{ title: 'Give it neither a login shell nor a home', safety: 'suggested', edits: [noShell, ...withoutHome] }];
  return [{ title: 'Give it no login shell', safety: 'suggested', edits: [noShell] }, ...both];
}

/** Behind which one more option reads best: the last option, with its value; the program where it has none. */
function lastWordOfOptions({ arguments: words, programWord, operands }: AccountCommand): AccountCommand['programWord'] {
  const [name] = operands;
  const options = words.flatMap((word) => (word.kind === 'option' ? [word.valueWord ?? word.word] : []));
  return options.filter(({ span }) => name === undefined || span.end <= name.span.start).at(-1) ?? programWord;
}
