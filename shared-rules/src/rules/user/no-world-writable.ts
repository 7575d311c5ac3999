import { isSetuidProgram, modeFault, narrowMode } from '../../facts/file-modes.js';
import { fileOf } from '../../model/build.js';
import { isMounted } from '../../model/mounts.js';
import { dropsPrivileges } from '../../model/privileges.js';
import { commandsMentioning } from '../../model/script.js';
import { shellText } from '../../model/shell-values.js';
import { transferOf } from '../../model/transfer.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { commandName, effectiveCommand, operands, optionValues } from '../../shell/commands.js';
import type { ShellWord } from '../../shell/types.js';
import { type Span, slice, span } from '../../text/span.js';

export default defineRule({
  id: 'no-world-writable',
  title: 'Let nobody but the owner change files',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S2612'],
  practices: ['U25'],
  fixes: ['suggested'],
  why: `
    With mode 777 every user and every process of the container may replace the file, or put others into the folder. Whoever
    breaks into the least of them can then plant a program that the next one runs. A setuid program, in turn, runs as
    root for whoever starts it.
  `,
  how: `
    Give the folder to the one user that writes there: \`chown app /srv/data\` in a RUN, or \`COPY --chown=app\`. Then 755, or
    750, is enough. Where the number of the user is only known later, as on OpenShift, use the group:
    \`chgrp 0 /srv/data && chmod g=u /srv/data\`.
  `,
  references: [
    'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
    'https://www.gnu.org/software/coreutils/manual/html_node/File-permissions.html',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN mkdir -p /srv/data && chmod -R «777» /srv/data
      `,
      good: `
        FROM debian:12-slim
        RUN mkdir -p /srv/data && chmod -R 755 /srv/data
      `,
      fix: 'suggested',
    },
    {
      title: 'While files are copied.',
      bad: `
        FROM debian:12-slim
        COPY --chmod=«0777» start.sh /usr/local/bin/
        COPY --chmod=«666» settings.conf /etc/app/
      `,
      good: `
        FROM debian:12-slim
        COPY --chmod=0755 start.sh /usr/local/bin/
        COPY --chmod=644 settings.conf /etc/app/
      `,
      fix: 'suggested',
    },
    {
      title: 'In letters, in the options of other commands, and in a heredoc.',
      bad: `
        FROM debian:12-slim
        RUN <<EOF
        set -e
        mkdir -m «777» /srv/a
        install -d --mode=«777» /srv/b
        mkdir /srv/c
        chmod «a+rwx» /srv/c
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN <<EOF
        set -e
        mkdir -m 755 /srv/a
        install -d --mode=755 /srv/b
        mkdir /srv/c
        chmod u+rwx,go+rx /srv/c
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'A program that makes everybody root.',
      bad: `
        FROM debian:12-slim
        COPY gosu /usr/local/bin/
        RUN chmod «4755» /usr/local/bin/gosu
      `,
      good: `
        FROM debian:12-slim
        COPY gosu /usr/local/bin/
        RUN chmod 755 /usr/local/bin/gosu
      `,
    },
  ],
  silences: [
    {
      because: 'the owner and the group alone may write',
      text: 'FROM alpine:3.22\nRUN chmod 775 /a && chmod -R g=u,o-w /b && chmod +x /c && chmod +w /d && chmod 2775 /e && chmod g+s /f\nCOPY --chmod=755 a b\n',
    },
    {
      because: 'the sticky bit keeps people from the files of others',
      text: 'FROM alpine:3.22\nRUN chmod 1777 /a && chmod a+rwx,+t /b && mkdir -m 1777 /c\n',
    },
    {
      because: 'only a stage that ships counts',
      text: 'FROM alpine:3.22 AS build\nRUN chmod -R 777 /src\nFROM scratch\nCOPY --from=build /a /a\n',
    },
    {
      because: 'a place for the time of the step alone',
      text: 'FROM alpine:3.22\nRUN d="$(mktemp -d)" && chmod 777 "$d" && make && rm -rf "$d"\nRUN mkdir /x && chmod 777 /x && make && rm -r /x\nRUN chmod 777 /tmp/work\nRUN --mount=type=cache,target=/cache chmod 777 /cache\n',
    },
    {
      because: 'programs that need to be setuid',
      text: 'FROM debian:12-slim\nRUN chmod 4755 /opt/chrome/chrome-sandbox && chmod u+s /usr/bin/newuidmap\n',
    },
    { because: 'nobody knows the mode', text: 'FROM alpine:3.22\nRUN chmod "$MODE" /a && chmod --reference=/b /c\n' },
  ],
  on: { RUN: checkRun, COPY: checkTransfer, ADD: checkTransfer },
});

function* checkTransfer(instruction: InstructionNode): Iterable<Finding> {
  if (instruction.stage?.ships !== true) return;
  const flag = instruction.flags.find(({ name }) => name === 'chmod');
  if (flag?.value === undefined || flag.valueSpan === undefined) return;
  const { value, valueSpan } = flag;
  const fault = modeFault(value);
  const destination = transferOf(instruction).destination?.path ?? '';
  if (fault === undefined) return;
  yield {
    span: valueSpan,
    message: message(fault, value, 'what is copied here'),
    fixes: () => fixes(instruction, value, valueSpan, destination),
  };
}

const PROGRAMS: ReadonlySet<string> = new Set(['chmod', 'mkdir', 'install']);

function* checkRun(run: InstructionNode): Iterable<Finding> {
  const nodes = commandsMentioning(run, /\bchmod\b|\s--mode\b|\s-\w*m[\s0-7]/);
  const removed = new Set(
    nodes.flatMap(({ command }) => (commandName(command) === 'rm' ? command.arguments.map(({ text }) => text) : [])),
  );
  for (const node of nodes) yield* checkCommand(node, removed);
}

/** `removed`: what the same step deletes again, as written. */
function* checkCommand({ command, instruction }: CommandNode, removed: ReadonlySet<string>): Iterable<Finding> {
  if (instruction.stage?.ships !== true) return;
  const program = effectiveCommand(command);
  if (program === undefined || !PROGRAMS.has(program.name)) return;
  const [first, ...rest] = operands(program.arguments, ['-m', '--mode', '-o', '--owner', '-g', '--group', '-t', '-S']);
  const option = optionValues(program.arguments, { short: 'm', long: ['mode'] })[0];
  const isChmod = program.name === 'chmod';
  const word = isChmod ? first : option?.word;
  const mode = isChmod ? first?.value : option?.value;
  const fault = mode === undefined ? undefined : modeFault(mode);
  if (word === undefined || mode === undefined || fault === undefined) return;
  const targets = isChmod ? rest : first === undefined ? [] : [first, ...rest];
  const places = targets.flatMap((target) => placeOf(instruction, target) ?? []);
  const [place] = places;
  if (place === undefined || places.length < targets.length || targets.some(({ text }) => removed.has(text))) return;
  if (fault === 'setuid' && places.every(isSetuidProgram)) return;
  const text = fileOf(instruction)?.text ?? '';
  const at = slice(text, word.span).lastIndexOf(mode);
  const range = at === -1 ? word.span : span(word.span.start + at, word.span.start + at + mode.length);
  yield {
    span: range,
    message: message(fault, mode, place),
    fixes: () => (at === -1 ? [] : fixes(instruction, mode, range, place)),
  };
}

/** As a message names it; `undefined` for what is there only for the time of the step, or perhaps. */
function placeOf(instruction: InstructionNode, word: ShellWord): string | undefined {
  const path = shellText(instruction, word) ?? (word.hasSubstitution ? undefined : word.text);
  if (path === undefined || /^["']?\$|^\/(?:var\/)?tmp\/|^\/dev\//.test(path)) return undefined;
  return isMounted(instruction, path) ? undefined : path;
}

function message(fault: 'world-writable' | 'setuid', mode: string, place: string): string {
  return fault === 'setuid'
    ? `Mode ${mode} makes ${place} run as its owner, root, whoever starts it. Take the setuid bit away.`
    : `With mode ${mode} every user in the container may change ${place}. Let only the owner write, and give it to the user that needs it.`;
}

function fixes({ stage }: InstructionNode, mode: string, range: Span, place: string): readonly Fix[] {
  const narrow = narrowMode(mode);
  // Another user than root may be the one that has to write there: that takes another owner first.
  if (narrow === undefined || narrow === mode || stage === undefined || stage.end.user.isRoot === false) return [];
  if (dropsPrivileges(stage) || place.startsWith('/var/www')) return [];
  return [
    { title: `Let only the owner write: ${narrow}`, safety: 'suggested', edits: [{ span: range, text: narrow }] },
  ];
}
