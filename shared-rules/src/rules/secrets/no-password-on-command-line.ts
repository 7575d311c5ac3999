import { isPlaceholderValue, secretValueKind } from '../../facts/secret-values.js';
import { rememberLatest } from '../../model/memo.js';
import { secretsOf } from '../../model/secrets.js';
import { shellText } from '../../model/shell-values.js';
import { tokenWritings } from '../../model/token-files.js';
import type { CommandNode, Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import { type EffectiveCommand, effectiveCommand, readArguments } from '../../shell/commands.js';
import type { ShellCommand, ShellScript, ShellWord } from '../../shell/types.js';
import type { Span } from '../../text/span.js';

/** A word that is or holds a password. */
interface Password {
  readonly word: ShellWord;
  readonly value: string;
  readonly span: Span;
  /** It opens an account in the image, whatever the password is. */
  readonly ofAccount: boolean;
}

export default defineRule({
  id: 'no-password-on-command-line',
  title: 'Keep passwords off the command line of a RUN',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['checkov:CKV2_DOCKER_17', 'sonar:S6437'],
  practices: ['U19'],
  fixes: [],
  why: `
    The command of a RUN is stored with the image, and \`docker history --no-trunc\` prints it, password and all. A password
    that is set for an account while the image is built is also the same in every container, for good: whoever has read the
    image can log in to all of them.
  `,
  how: `
    For a password that a step needs: \`RUN --mount=type=secret,id=password,env=PASSWORD …\`. For an account: log in with
    keys, or let the start script set the password from a secret.
  `,
  references: ['https://docs.docker.com/build/building/secrets/'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN useradd --create-home ada && echo «'ada:lovelace'» | chpasswd
      `,
      good: `
        FROM debian:13-slim
        RUN useradd --create-home ada
        COPY authorized_keys /home/ada/.ssh/
      `,
    },
    {
      title: 'Options of programs that log in somewhere.',
      bad: `
        FROM debian:13-slim
        RUN curl -fsS -u «ada:s3cr3t-pw» https://files.example.com/data.tgz -o /data.tgz \\
            && mysql -h db.example.com -u root «-ps3cr3t-pw» shop < /schema.sql
      `,
      good: `
        FROM debian:13-slim
        RUN --mount=type=secret,id=netrc,target=/root/.netrc \\
            --mount=type=secret,id=mycnf,target=/root/.my.cnf \\
            curl -fsS --netrc https://files.example.com/data.tgz -o /data.tgz \\
            && mysql -h db.example.com shop < /schema.sql
      `,
    },
    {
      title: 'In SQL, and in a variable for one command.',
      bad: `
        FROM postgres:18
        RUN <<EOF
        PGPASSWORD=«s3cr3t-pw» psql -h db.example.com -c «"ALTER USER shop PASSWORD 'n3w-pw'"»
        EOF
      `,
      good: `
        FROM postgres:18
        RUN --mount=type=secret,id=pgpass,target=/root/.pgpass,mode=0600 psql -h db.example.com -f /set-up.sql
      `,
    },
  ],
  silences: [
    {
      because: 'it comes from a secret mount',
      text: 'FROM debian:13-slim\nRUN --mount=type=secret,id=pw,env=PW echo "ada:$PW" | chpasswd\nRUN --mount=type=secret,id=pw echo "ada:$(cat /run/secrets/pw)" | chpasswd\n',
    },
    {
      because: 'a declared secret is reported by its own rule',
      text: 'FROM debian:13-slim\nARG ROOT_PASSWORD=x1y2z3\nRUN echo "root:$ROOT_PASSWORD" | chpasswd\nENV DB_PASSWORD=a1b2c3\nRUN mysql --password="$DB_PASSWORD" shop\n',
    },
    { because: 'a random one', text: 'FROM debian:13-slim\nRUN echo "root:$(openssl rand -hex 16)" | chpasswd\n' },
    {
      because: 'the account is locked, or has no password',
      text: "FROM debian:13-slim\nRUN usermod -p '*' ada && useradd -p '!' bob && passwd -d ada && adduser --disabled-password --gecos '' eve\n",
    },
    {
      because: 'the word behind a switch is no password',
      text: 'FROM debian:13-slim\nRUN adduser --disabled-password ada && adduser --uid 1001 --disabled-password eve && psql --password shop\n',
    },
    {
      because: 'options of the same letters that mean something else',
      text: 'FROM debian:13-slim\nRUN mysql -p shop && mkdir -p /a && curl -u ada https://example.com && useradd -u 1000 ada && mysql -P3306 shop\n',
    },
    {
      because: 'a password that says that it is none',
      text: 'FROM debian:13-slim\nRUN ./configure --password=changeme --db-password="" && gpg --batch --passphrase "" --quick-gen-key x\n',
    },
    {
      because: 'a token in a known form is a hard-coded key',
      text: `FROM debian:13-slim\nRUN curl -u x:ghp${'_'}4kQ2mZ8vR1xT6bN3cW9yL5sD7fH0jG2pA4eU https://example.com\n`,
    },
    {
      because: 'a file that holds it',
      text: 'FROM debian:13-slim\nRUN tool --password-file=/run/secrets/pw --password=/run/secrets/pw\n',
    },
  ],
  mentions: [
    ...[
      'password',
      'passwd',
      'passphrase',
      'chpasswd',
      'vncpasswd',
      'smbpasswd',
      'htpasswd',
      'pgpassword',
      'identified',
    ],
    ...['curl', 'useradd', 'adduser', 'usermod', 'x11vnc', 'sshpass', 'mysql', 'mysqladmin', 'mysqldump', 'mariadb'],
    ...['redis', 'rediscli'],
  ],
  on: { command: check },
});

function* check(node: CommandNode, { dockerfile }: RuleContext): Iterable<Finding> {
  const passwords = passwordsOf(node);
  if (passwords.length === 0) return;
  const { instruction, command } = node;
  if (commandsThatWriteTokens(instruction).has(command)) return;
  const declared = declaredSecrets(dockerfile);
  for (const { word, value, span, ofAccount } of passwords) {
    if (word.variables.some(({ name }) => declared.has(name)) || secretValueKind(value) !== undefined) continue;
    if (!ofAccount && (isPlaceholderValue(value) || /^[./~]/.test(value))) continue;
    yield {
      span,
      message: ofAccount
        ? 'Every container has this password, and the history of the image shows it. Use keys, or set it from a secret when the container starts.'
        : 'This password is in the history of the image, for everybody who can read it. Mount it as a secret for this step.',
    };
  }
}

const commandsThatWriteTokens = rememberLatest(
  (instruction: InstructionNode): ReadonlySet<ShellCommand> =>
    new Set(tokenWritings(instruction).map(({ command }) => command)),
);

const declaredSecrets = rememberLatest(
  (dockerfile: Dockerfile): ReadonlySet<string> =>
    new Set(secretsOf(dockerfile).map(({ declaration }) => declaration.name)),
);

function passwordsOf(node: CommandNode): readonly Password[] {
  const { command, instruction } = node;
  const program = effectiveCommand(command);
  const inAssignments = command.name === undefined ? [] : assignedPasswords(command);
  if (program === undefined) return inAssignments;
  return [
    ...inAssignments,
    ...(ACCOUNT_PROGRAMS[program.name]?.(program, node) ?? []),
    ...(LOGIN_PROGRAMS[program.name]?.(program, instruction) ?? []),
    ...longOptions(program, instruction),
    ...(SQL_PROGRAMS.test(program.name) ? inSql(program, instruction) : []),
  ];
}

type Read<Place> = (program: EffectiveCommand, place: Place) => readonly Password[];

/** Programs that give an account its password. */
const ACCOUNT_PROGRAMS: Readonly<Record<string, Read<CommandNode>>> = {
  chpasswd: ({ arguments: words }, node) =>
    words.some(({ value }) => value === '-e' || value === '--encrypted') ? [] : pipedIn(node, /:([^\s:\\]+)/),
  passwd: (_, node) => pipedIn(node, /^([^\s\\]+)/),
  vncpasswd: (_, node) => pipedIn(node, /^([^\s\\]+)/),
  smbpasswd: (_, node) => pipedIn(node, /^([^\s\\]+)/),
  adduser: (_, node) => pipedIn(node, /^([^\s\\]+)(?:\\n|\n)\1/),
  useradd: (program, { instruction }) => accountOption(program, instruction),
  usermod: (program, { instruction }) => accountOption(program, instruction),
  htpasswd: ({ arguments: words }, { instruction }) => {
    const options = words.filter(({ text }) => text.startsWith('-'));
    if (!options.some(({ text }) => /^-[a-zA-Z]*b/.test(text))) return [];
    const rest = words.filter((word) => !options.includes(word));
    return wordPassword(rest[options.some(({ text }) => /^-[a-zA-Z]*n/.test(text)) ? 1 : 2], instruction);
  },
  x11vnc: ({ arguments: words }, { instruction }) => {
    const at = words.findIndex(({ value }) => value === '-storepasswd' || value === '-passwd');
    return at === -1 ? [] : wordPassword(words[at + 1], instruction);
  },
};

/** What a password that is no hash looks like behind `-p`; `*`, `!` and `x` lock the account. */
function accountOption({ arguments: words }: EffectiveCommand, instruction: InstructionNode): readonly Password[] {
  const valued = [
    '-p',
    '--password',
    '-c',
    '-d',
    '-e',
    '-f',
    '-g',
    '-G',
    '-k',
    '-K',
    '-s',
    '-u',
    '-b',
    '-l',
    '-R',
    '-Z',
  ];
  return readArguments(words, valued).flatMap((argument) => {
    if (argument.kind !== 'option' || argument.valueWord === undefined) return [];
    if (!['-p', '--password'].includes(argument.names.at(-1) ?? '')) return [];
    const value = argument.value ?? shellText(instruction, argument.valueWord);
    if (value === undefined || /^(?:$|[*!x]|\$\d)/.test(value)) return [];
    return [{ word: argument.valueWord, value, span: argument.valueWord.span, ofAccount: true }];
  });
}

function wordPassword(word: ShellWord | undefined, instruction: InstructionNode): readonly Password[] {
  const value = word && shellText(instruction, word);
  return word === undefined || value === undefined || value === ''
    ? []
    : [{ word, value, span: word.span, ofAccount: true }];
}

/** The password in what the command reads: from `echo` or `printf` through a pipe, or from `<<< text`. */
function pipedIn(node: CommandNode, pattern: RegExp): readonly Password[] {
  return wordsPipedIn(node).flatMap((word) => {
    const value = shellText(node.instruction, word);
    const password = value?.startsWith('-') === false ? pattern.exec(value)?.[1] : undefined;
    return password === undefined || password.includes('%')
      ? []
      : [{ word, value: password, span: word.span, ofAccount: true }];
  });
}

function wordsPipedIn({ command, script }: CommandNode): readonly ShellWord[] {
  const here = command.redirects.flatMap(({ operator, target }) => (operator === '<<<' ? (target ?? []) : []));
  if (command.operatorBefore !== '|') return here;
  const source = commandBefore(command, script);
  const program = source && effectiveCommand(source);
  return program?.name === 'echo' || program?.name === 'printf' ? program.arguments : here;
}

function commandBefore(command: ShellCommand, { commands }: ShellScript): ShellCommand | undefined {
  const depth = command.nesting.length;
  for (let at = commands.indexOf(command) - 1; at >= 0; at--) {
    const other = commands[at];
    if (other?.nesting.length === depth) return other;
  }
  return undefined;
}

/** Programs that log in with a password; the manual of each says with which option. */
const LOGIN_PROGRAMS: Readonly<Record<string, Read<InstructionNode>>> = {
  curl: ({ arguments: words }, instruction) =>
    optionValue(words, ['-u', '--user', '-U', '--proxy-user'], instruction, ':'),
  sshpass: ({ arguments: words }, instruction) => optionValue(words, ['-p'], instruction),
  mysql: attachedPassword,
  mysqladmin: attachedPassword,
  mysqldump: attachedPassword,
  mariadb: attachedPassword,
  'mariadb-admin': attachedPassword,
  'mariadb-dump': attachedPassword,
  'redis-cli': ({ arguments: words }, instruction) => optionValue(words, ['-a', '--pass'], instruction),
};

/** mysql takes a password only where it is attached: `-psecret`. https://dev.mysql.com/doc/refman/8.4/en/connection-options.html */
function attachedPassword({ arguments: words }: EffectiveCommand, instruction: InstructionNode): readonly Password[] {
  return words.flatMap((word) => {
    const value = /^-p./.test(word.text) ? shellText(instruction, word)?.slice(2) : undefined;
    return value === undefined || value === '' ? [] : [{ word, value, span: word.span, ofAccount: false }];
  });
}

/** Options with a value of its own: its part behind `separator`, where one is given. */
function optionValue(
  words: readonly ShellWord[],
  names: readonly string[],
  instruction: InstructionNode,
  separator = '',
): readonly Password[] {
  return readArguments(words, names).flatMap((argument) => {
    if (argument.kind !== 'option' || !names.includes(argument.names.at(-1) ?? '')) return [];
    const word = argument.valueWord;
    const text =
      argument.value ?? (word === undefined || word === argument.word ? undefined : shellText(instruction, word));
    if (word === undefined || text === undefined) return [];
    const at = separator === '' ? 0 : text.indexOf(separator) + 1;
    const value = separator !== '' && at === 0 ? '' : text.slice(at);
    return value === '' ? [] : [{ word, value, span: word.span, ofAccount: false }];
  });
}

const LONG_OPTION = /^--(?:[a-z]+-)*(?:password|passwd|passphrase)(?:=|$)/i;

/** Options of which the next word is not the value: `adduser --disabled-password ada`, `wp user reset --skip-password`. */
const SWITCH = /^--(?:disabled?|no|without|skip|ask|prompt|random|generate|allow|require)-/i;
/** In these, a password option without `=` asks for the password: https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-OPTION-PASSWORD */
const ASKING_PROGRAMS = /^(?:psql|pg_\w+|pgbench|createdb|createuser|dropdb|dropuser|vacuumdb|mysql\w*|mariadb[\w-]*)$/;

/** `--password=value` of any program. */
function longOptions({ arguments: words, name }: EffectiveCommand, instruction: InstructionNode): readonly Password[] {
  if (/^(?:echo|printf|useradd|usermod|grep|sed)$/.test(name)) return [];
  return words.flatMap((word, index) => {
    if (!LONG_OPTION.test(word.text)) return [];
    const isSeparate = !word.text.includes('=');
    if (isSeparate && (SWITCH.test(word.text) || ASKING_PROGRAMS.test(name))) return [];
    const holder = isSeparate ? words[index + 1] : word;
    const text = holder && shellText(instruction, holder);
    const value = isSeparate ? text : text?.slice(text.indexOf('=') + 1);
    if (holder === undefined || value === undefined || value === '' || value.startsWith('-')) return [];
    return [{ word: holder, value, span: holder.span, ofAccount: false }];
  });
}

/** Variables from which clients take their password. */
const PASSWORD_VARIABLES: ReadonlySet<string> = new Set(['MYSQL_PWD', 'PGPASSWORD', 'REDISCLI_AUTH', 'SSHPASS']);

function assignedPasswords({ assignments }: ShellCommand): readonly Password[] {
  return assignments.flatMap(({ name, value: word }) =>
    PASSWORD_VARIABLES.has(name) && word?.value !== undefined && word.value !== ''
      ? [{ word, value: word.value, span: word.span, ofAccount: false }]
      : [],
  );
}

const SQL_PROGRAMS = /^(?:mysql|mariadb|psql|echo|printf)$/;
const SQL_PASSWORD =
  /\b(?:ALTER|CREATE|GRANT|SET)\b[^;]{0,200}\b(?:IDENTIFIED\s+(?:WITH\s+\S+\s+)?BY|PASSWORD)\s*(?:=\s*)?\(?'([^']+)'/i;

function inSql({ arguments: words }: EffectiveCommand, instruction: InstructionNode): readonly Password[] {
  return words.flatMap((word) => {
    const text = shellText(instruction, word);
    const value = text === undefined ? undefined : SQL_PASSWORD.exec(text)?.[1];
    return value === undefined ? [] : [{ word, value, span: word.span, ofAccount: true }];
  });
}
