import { removeCommand } from '../../fixes/script-edits.js';
import { replaceByWorkdir, workInDirectory } from '../../fixes/workdir.js';
import { scriptOf } from '../../model/script.js';
import { shellText } from '../../model/shell-values.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import type { ShellCommand, ShellScript } from '../../shell/types.js';
import { documentSpan } from '../../text/mapped-text.js';
import { cover, type Span } from '../../text/span.js';

/** Where files are put for the time being: nobody wants to stay there. */
const TEMPORARY = /^\/(?:var\/)?tmp(?:\/|$)|^\/usr\/src(?:\/|$)|^\/build(?:\/|$)/;

/** A longer script has more to do than to work in one directory. */
const LONGEST = 4;

export default defineRule({
  id: 'prefer-workdir',
  title: 'Change the directory with WORKDIR',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3003', 'sonar:S6597', 'kics:f4a6bcd3'],
  fixes: ['suggested'],
  why: `
    Each RUN starts in the directory of WORKDIR. A \`cd\` holds until its own RUN ends, so a \`cd\` at the end, or alone, changes
    nothing, and steps that need the same directory repeat it. With WORKDIR the directory is said once, it is there for COPY
    and CMD, too, and it is made where it is missing.
  `,
  how: 'A `cd` amid a longer script, or to a place for temporary files, is fine: it keeps to itself.',
  references: ['https://docs.docker.com/build/building/best-practices/#workdir'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN mkdir -p /srv/app
        RUN «cd /srv/app» && touch ready
        CMD ["ls", "/srv/app"]
      `,
      good: `
        FROM debian:12-slim
        RUN mkdir -p /srv/app
        WORKDIR /srv/app
        RUN touch ready
        WORKDIR /
        CMD ["ls", "/srv/app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The next WORKDIR makes a way back needless.',
      bad: `
        FROM node:22-slim AS build
        WORKDIR /srv
        COPY web/package.json web/package-lock.json web/
        RUN «cd web» \\
            # exactly what was tested
            && npm ci
        WORKDIR /srv/api
        COPY api .
      `,
      good: `
        FROM node:22-slim AS build
        WORKDIR /srv
        COPY web/package.json web/package-lock.json web/
        WORKDIR /srv/web
        RUN npm ci
        WORKDIR /srv/api
        COPY api .
      `,
    },
    {
      title: 'These change nothing for the steps behind them.',
      bad: `
        FROM debian:12-slim
        WORKDIR /srv
        RUN «cd /etc»
        RUN <<EOF
        set -e
        mkdir -p /srv/data
        «cd /srv/data»
        EOF
        RUN touch ready
      `,
      good: `
        FROM debian:12-slim
        WORKDIR /srv
        RUN <<EOF
        set -e
        mkdir -p /srv/data
        EOF
        RUN touch ready
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'a script that works in several places',
      text: 'FROM debian:12-slim\nRUN cd /srv/a && make && cd /srv/b && make\n',
    },
    {
      because: 'a place for temporary files',
      text: 'FROM debian:12-slim\nRUN cd /tmp && wget https://example.com/a.tgz && tar -xzf a.tgz -C /opt\n',
    },
    { because: 'a subshell keeps it to itself', text: 'FROM debian:12-slim\nRUN (cd /srv/a && make) && ls\n' },
    {
      because: 'only the script knows the directory',
      text: 'FROM debian:12-slim\nRUN cd "$(mktemp -d)" && make\nRUN cd $HOME/a && make\n',
    },
    {
      because: 'it comes in the middle',
      text: 'FROM debian:12-slim\nRUN git clone https://example.com/a.git /a && cd /a && make && rm -rf /a\n',
    },
    { because: 'cd is the name of a file', text: 'FROM debian:12-slim\nRUN echo cd /x && ls cd\n' },
  ],
  mentions: ['cd'],
  on: { RUN: check },
});

function* check(run: InstructionNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  if (!/\bcd\b/.test(run.heredocs.length > 0 ? run.file.text.slice(run.span.start, run.span.end) : run.body.text))
    return;
  // hadolint looks neither into triggers nor into what is in quotes: https://github.com/hadolint/hadolint/wiki/DL3003
  if (eachCodeAlone && run.isTrigger) return;
  const script = scriptOf(run);
  if (script === undefined) {
    if (eachCodeAlone) yield* inOtherShell(run);
    return;
  }
  const all = script.commands.filter(
    ({ name, nesting }) => name?.value === 'cd' && !(eachCodeAlone && nesting.includes('script-argument')),
  );
  const [first] = all;
  if (first === undefined) return;
  const last = all.at(-1) ?? first;
  if (isWithoutEffect(script, last)) {
    yield withoutEffect(run, script, last);
    if (last === first || !eachCodeAlone) return;
  }
  if (!eachCodeAlone && !isMeantForAll(run, script, first, all.length)) return;
  const where = first.arguments[0]?.text ?? 'a directory';
  yield {
    span: spanOf(first),
    message: `This RUN works in ${where}, and the next one starts in WORKDIR again. Say it with WORKDIR.`,
    fixes: (): readonly Fix[] => {
      const edits = all.length > 1 ? undefined : workInDirectory(run, script, first);
      return edits === undefined ? [] : [{ title: 'Use WORKDIR', safety: 'suggested', edits }];
    },
  };
}

/** PowerShell and cmd: the first `cd` that begins a command. */
function* inOtherShell({ body, before }: InstructionNode): Iterable<Finding> {
  const match = before.shell.dialect === 'unknown' ? null : /(?:^|[;&|]\s*)(cd\s+[^\s;&|]+)/i.exec(body.text);
  if (match?.[1] === undefined) return;
  const end = match.index + match[0].length;
  yield {
    span: documentSpan(body, end - match[1].length, end),
    message: 'The next RUN starts in WORKDIR again. Change the directory with WORKDIR.',
  };
}

function spanOf({ name, arguments: words, span }: ShellCommand): Span {
  const last = words.at(-1) ?? name;
  return name === undefined || last === undefined ? span : cover(name.span, last.span);
}

/** The last of the outermost commands: what follows in the RUN is nothing. */
function isWithoutEffect({ commands, compounds }: ShellScript, command: ShellCommand): boolean {
  if (command.nesting.length > 0 || command.arguments.length !== 1) return false;
  const isLast = commands.at(-1) === command && !compounds.some(({ span }) => span.end > command.span.end);
  return (
    isLast && command.operatorBefore !== '||' && command.operatorBefore !== '|' && command.operatorAfter === undefined
  );
}

function withoutEffect(run: InstructionNode, { commands }: ShellScript, command: ShellCommand): Finding {
  const isAlone = commands.length === 1;
  return {
    span: spanOf(command),
    message: `${isAlone ? 'A cd alone' : 'A cd at the end'} changes nothing: the next step starts in WORKDIR again. Write WORKDIR ${command.arguments[0]?.text ?? ''} where that is meant.`,
    tags: ['unnecessary'],
    fixes: (): readonly Fix[] => {
      if (isAlone) return replaceByWorkdir(run, command);
      const edit = removeCommand(run, command);
      return edit === undefined ? [] : [{ title: 'Remove the cd without effect', safety: 'suggested', edits: [edit] }];
    },
  };
}

/** All that a RUN does, it does in one directory that lasts. */
function isMeantForAll(run: InstructionNode, script: ShellScript, first: ShellCommand, count: number): boolean {
  if (count > 1 || script.commands[0] !== first || first.nesting.length > 0 || script.compounds.length > 0)
    return false;
  if (
    script.commands.length > LONGEST ||
    (first.operatorAfter !== '&&' && first.operatorAfter !== ';' && first.operatorAfter !== '\n')
  )
    return false;
  const [word, ...others] = first.arguments;
  const path = word === undefined || others.length > 0 ? undefined : shellText(run, word);
  return path !== undefined && !/^[-~]|[*?[]/.test(path) && !TEMPORARY.test(path);
}
