import { curlOptionsWithValue, wgetOptionsWithValue } from '../../facts/downloaders.js';
import { removeOption, removeWords } from '../../fixes/remove-words.js';
import { replacementStart } from '../../model/shell-replacement.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';
import { effectiveCommand, readArguments } from '../../shell/commands.js';
import type { ShellWord } from '../../shell/types.js';
import type { TextEdit } from '../../text/edit.js';
import { cover, type Span, slice, span } from '../../text/span.js';

/** https://curl.se/docs/manpage.html: `--tlsv1.0` asks for 1.0 or newer, and so allows the old ones. */
const CURL_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['-2', 'SSL 2'],
  ['--sslv2', 'SSL 2'],
  ['-3', 'SSL 3'],
  ['--sslv3', 'SSL 3'],
  ['-1', 'TLS 1.0'],
  ['--tlsv1', 'TLS 1.0'],
  ['--tlsv1.0', 'TLS 1.0'],
  ['--tlsv1.1', 'TLS 1.1'],
]);

/** Values of curl's `--tls-max` and of wget's `--secure-protocol`. https://www.gnu.org/software/wget/manual/wget.html */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['1.0', 'TLS 1.0'],
  ['1.1', 'TLS 1.1'],
  ['SSLv2', 'SSL 2'],
  ['SSLv3', 'SSL 3'],
  ['TLSv1', 'TLS 1.0'],
  ['TLSv1_1', 'TLS 1.1'],
]);

/** The least version that OpenSSL takes, in its configuration: https://docs.openssl.org/3.0/man3/SSL_CONF_cmd/ */
const SETTING = /(?:\b|(?<=\\n))MinProtocol\s*=\s*(?:SSLv3|TLSv1(?:\.[01])?)(?![.\w])/;
/** https://nodejs.org/api/cli.html#--tls-min-v10 */
const NODE_OPTION = /--tls-(?:min|max)-v1\.[01]\b/;

export default defineRule({
  id: 'no-weak-tls',
  title: 'Use TLS 1.2 or newer',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S4423'],
  practices: ['U21'],
  fixes: ['suggested'],
  why: `
    SSL 3, TLS 1.0 and TLS 1.1 can be broken by whoever listens in: the standards withdrew them in 2015 and 2021. Nearly
    every server has refused them for years, so the option no longer helps; it only lets an attacker talk both sides down
    to a protocol that can be read.
  `,
  how: 'Without an option curl, wget, OpenSSL and Node take the newest version that both sides know. `--tlsv1.2` is a fine minimum.',
  references: ['https://www.rfc-editor.org/rfc/rfc8996', 'https://www.rfc-editor.org/rfc/rfc7568'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN curl -fsSL «--tlsv1.0» -o /tmp/app.tar.gz https://example.com/app.tar.gz \\
            && wget -q «--secure-protocol=TLSv1» -P /srv https://example.com/app.tar.gz
      `,
      good: `
        FROM debian:12-slim
        RUN curl -fsSL -o /tmp/app.tar.gz https://example.com/app.tar.gz \\
            && wget -q -P /srv https://example.com/app.tar.gz
      `,
      fix: 'suggested',
    },
    {
      title: 'A maximum of 1.1 is worse: nothing newer is taken.',
      bad: `
        FROM debian:12-slim
        RUN <<EOF
        curl -fsSL «--tls-max 1.1» -o /tmp/app.tar.gz https://example.com/app.tar.gz
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN <<EOF
        curl -fsSL -o /tmp/app.tar.gz https://example.com/app.tar.gz
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'For every program of the image.',
      bad: `
        FROM node:22-slim
        RUN sed -i 's/MinProtocol = TLSv1.2/«MinProtocol = TLSv1»/' /etc/ssl/openssl.cnf
        ENV NODE_OPTIONS="«--tls-min-v1.0» --max-old-space-size=512"
      `,
      good: `
        FROM node:22-slim
        ENV NODE_OPTIONS="--max-old-space-size=512"
      `,
    },
  ],
  silences: [
    {
      because: 'these are new enough',
      text: 'FROM debian:13-slim\nRUN curl --proto "=https" --tlsv1.2 -sSf https://example.com/a -o a && curl --tls-max 1.2 https://example.com/ && wget --secure-protocol=TLSv1_2 https://example.com/b && wget --secure-protocol=auto https://example.com/c\n',
    },
    {
      because: 'a setting that becomes safer',
      text: 'FROM debian:13-slim\nRUN sed -i "s/MinProtocol = TLSv1.0/MinProtocol = TLSv1.2/" /etc/ssl/openssl.cnf\nENV NODE_OPTIONS=--tls-min-v1.2\n',
    },
    {
      because: 'numbers of other options',
      text: 'FROM debian:13-slim\nRUN curl -m 1 -o 2 https://example.com/3 && wget -t 3 -1 https://example.com/ && ls -1\n',
    },
    { because: 'a word of a text', text: 'FROM debian:13-slim\nRUN echo "no --sslv3 here"\n' },
  ],
  mentions: ['curl', 'secure', 'tls', 'minprotocol'],
  on: { command: checkCommand, ENV: checkVariable },
});

function* checkCommand(node: CommandNode): Iterable<Finding> {
  const program = effectiveCommand(node.command);
  if (program?.name === 'curl') yield* checkCurl(node, program.arguments);
  if (program?.name === 'wget') yield* checkWget(node, program.arguments);
  if (program?.name === 'sed' || program?.name === 'echo' || program?.name === 'printf') {
    for (const word of program.arguments) yield* checkSetting(node.instruction, program.name, word);
  }
}

function* checkCurl({ command, instruction }: CommandNode, words: readonly ShellWord[]): Iterable<Finding> {
  for (const argument of readArguments(words, curlOptionsWithValue)) {
    if (argument.kind === 'operand') continue;
    const { word, names, value, valueWord } = argument;
    const name = names.find((each) => CURL_OPTIONS.has(each));
    if (name !== undefined) {
      yield finding(word.span, CURL_OPTIONS.get(name), () => removeOption(instruction, command, word, name));
    }
    const greatest = names.includes('--tls-max') ? PROTOCOLS.get(value ?? '') : undefined;
    if (greatest === undefined || valueWord === undefined) continue;
    const option = word === valueWord ? ([word] as const) : ([word, valueWord] as const);
    yield finding(cover(word.span, valueWord.span), greatest, () => removeWords(instruction, command, option));
  }
}

function* checkWget({ command, instruction }: CommandNode, words: readonly ShellWord[]): Iterable<Finding> {
  for (const argument of readArguments(words, wgetOptionsWithValue)) {
    if (argument.kind === 'operand' || !argument.names.includes('--secure-protocol')) continue;
    const { word, value, valueWord } = argument;
    const protocol = PROTOCOLS.get(value ?? '');
    if (protocol === undefined || valueWord === undefined) continue;
    const option = word === valueWord ? ([word] as const) : ([word, valueWord] as const);
    yield finding(cover(word.span, valueWord.span), protocol, () => removeWords(instruction, command, option));
  }
}

function* checkSetting(instruction: InstructionNode, program: string, word: ShellWord): Iterable<Finding> {
  if (!SETTING.test(word.text)) return;
  const text = slice(instruction.file.text, word.span);
  const from = program === 'sed' ? replacementStart(text) : 0;
  const match = SETTING.exec(text.slice(from));
  if (match === null) return;
  const start = word.span.start + from + match.index;
  yield finding(span(start, start + match[0].length), match[0].replace(/^.*=\s*/, ''), () => undefined);
}

function* checkVariable(instruction: InstructionNode): Iterable<Finding> {
  for (const { key, value, valueSpan } of instruction.properties) {
    if (key !== 'NODE_OPTIONS' || value === undefined || valueSpan === undefined) continue;
    const match = NODE_OPTION.exec(slice(instruction.file.text, valueSpan));
    if (match === null || expandAt(instruction, value)?.includes(match[0]) !== true) continue;
    const start = valueSpan.start + match.index;
    yield finding(span(start, start + match[0].length), `TLS ${match[0].slice(-3)}`, () => undefined);
  }
}

function finding(place: Span, protocol: string | undefined, edit: () => TextEdit | undefined): Finding {
  return {
    span: place,
    message: `This allows ${protocol ?? 'an old protocol'}, which whoever listens in can break. Leave it out: the newest version that both sides know is taken then.`,
    fixes: () => {
      const removal = edit();
      return removal === undefined
        ? []
        : [{ title: 'Let both sides take the newest version', safety: 'suggested', edits: [removal] }];
    },
  };
}
