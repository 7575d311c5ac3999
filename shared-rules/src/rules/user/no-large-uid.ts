import { insertOption } from '../../fixes/insert-option.js';
import { accountCommand, accountOption, hasAccountOption } from '../../model/account-commands.js';
import { commandsMentioning } from '../../model/script.js';
import { shellText } from '../../model/shell-values.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { mayHoldOptions } from '../../shell/commands.js';

/** Numbers that hadolint finds large, too. */
const LARGE = 100_000;
/** What `/var/log/lastlog` and `/var/log/faillog` hold for each number. https://man7.org/linux/man-pages/man8/lastlog.8.html */
const BYTES_PER_USER = 292 + 32;

export default defineRule({
  id: 'no-large-uid',
  title: 'Create users with large numbers without a login record',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3046'],
  fixes: ['safe'],
  why: `
    \`useradd\` notes each new user in \`/var/log/lastlog\` and \`/var/log/faillog\`, at a place that the user's number tells:
    324 bytes for every number below it. With a number like 1000000000 that is a file of more than 300 GB, nearly all of it
    holes. Docker does not keep holes when it packs a layer: the build takes hours or fills the disk.
  `,
  how: 'With `-l` (`--no-log-init`) `useradd` leaves both files alone. In a container nobody logs in, so nothing is lost. Or choose a smaller number.',
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN useradd --system --uid «200000» --no-create-home app
      `,
      good: `
        FROM debian:12-slim
        RUN useradd -l --system --uid 200000 --no-create-home app
      `,
      fix: 'safe',
    },
    {
      title: 'The number comes from a variable.',
      bad: `
        FROM debian:12-slim
        ARG APP_UID=150000
        RUN groupadd -g $APP_UID app && \\
            useradd -M -u «$APP_UID» -g app app
      `,
      good: `
        FROM debian:12-slim
        ARG APP_UID=150000
        RUN groupadd -g $APP_UID app && \\
            useradd -l -M -u $APP_UID -g app app
      `,
      fix: 'safe',
    },
  ],
  silences: [
    {
      because: 'no record is made',
      text: 'FROM debian:12-slim\nRUN useradd -lu 200000 a && useradd --no-log-init --uid=200000 b && useradd -l -u 200000 c\n',
    },
    {
      because: 'numbers as they are usual, and those that nobody knows',
      text: 'FROM debian:12-slim\nARG ANY\nRUN useradd -u 1001 a && useradd -u 65534 b && useradd -u $ANY c && useradd d && useradd $OPTIONS -u 200000 e\n',
    },
    { because: 'BusyBox keeps no such record', text: 'FROM alpine:3.22\nRUN adduser -D -u 200000 a\n' },
  ],
  mentions: ['useradd'],
  on: { RUN: checkRun },
});

function* checkRun(run: InstructionNode): Iterable<Finding> {
  for (const node of commandsMentioning(run, /\buseradd\b/)) yield* check(node);
}

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const account = accountCommand(command);
  if (account?.program !== 'useradd' || hasAccountOption(account, '-l', '--no-log-init', '-D', '--defaults')) return;
  const option = accountOption(account, '-u', '--uid');
  const word = option?.valueWord;
  if (option === undefined || word === undefined || mayHoldOptions(command.arguments.filter((other) => other !== word)))
    return;
  const text = option.value ?? shellText(instruction, word)?.replace(/^(?:--uid=|-\w*u)/, '');
  const uid = text !== undefined && /^\d+$/.test(text) ? Number(text) : 0;
  if (uid < LARGE) return;
  yield {
    span: word.span,
    message: `For user number ${text} useradd may make log files of ${size(uid)}, which blow up the layer. Add \`-l\`, so that it makes none.`,
    fixes: () => [
      {
        title: 'Add -l',
        safety: 'safe',
        edits: [insertOption(instruction, account.programWord, '-l')],
      },
    ],
  };
}

function size(uid: number): string {
  const megabytes = (uid * BYTES_PER_USER) / 1_000_000;
  return megabytes < 1000 ? `${Math.round(megabytes)} MB` : `${Math.round(megabytes / 1000)} GB`;
}
