import { pipefailFixes } from '../../fixes/pipefail.js';
import { shellOptionsBefore } from '../../model/errexit.js';
import { scriptOf } from '../../model/script.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import { effectiveCommand, setOptions } from '../../shell/commands.js';
import { shellOptionsOf } from '../../shell/dialect.js';
import type { ShellCommand, ShellScript } from '../../shell/types.js';
import { contains, slice } from '../../text/span.js';

/** Commands that do not fail, or that only look around: what they do not find is missing in their output, too. */
const SURE = new RegExp(
  `^(?:${[
    'echo|printf|yes|true|:|env|printenv|set|uname|arch|id|date|nproc|seq|pwd|hostname|whoami|lsb_release',
    'find|ls|ldd|scanelf|which|ps|locale|apt-mark|dpkg-query|ldconfig',
  ].join('|')})$`,
);

/** Commands that cannot fail where they only pass on what comes through a pipe. */
const FILTERS = /^(?:awk|cat|cut|gawk|head|mawk|nl|rev|sed|sort|tac|tail|tee|tr|uniq)$/;

export default defineRule({
  id: 'use-pipefail',
  title: 'Let a pipe fail when any of its commands fails',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL4006', 'kics:efbf148a', 'semgrep:set-pipefail'],
  fixes: ['suggested'],
  why: `
    The result of a pipe is that of its last command. When the download in \`curl … | sh\` or \`curl … | jq … > list.json\` breaks
    off, the step still succeeds: the build goes on with half of it or nothing, Docker caches the layer, and the failure shows
    up far away, or in production. With \`pipefail\` the step stops there and then.
  `,
  how: `
    \`bash\` and the \`ash\` of Alpine know \`pipefail\`; the \`sh\` of Debian and Ubuntu (\`dash\`) does not, so \`set -o pipefail\`
    alone stops the build there. Beware of readers that stop early: \`yes | …\`, \`… | head -1\` and \`… | grep -q\` then fail
    although all is well.
  `,
  references: [
    'https://docs.docker.com/build/building/best-practices/#using-pipes',
    'https://www.gnu.org/software/bash/manual/html_node/Pipelines.html',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        # Whoever is there from the start.
        RUN «sort /etc/passwd» | gzip > /users.gz
      `,
      good: `
        FROM debian:12-slim
        SHELL ["/bin/bash", "-o", "pipefail", "-c"]
        # Whoever is there from the start.
        RUN sort /etc/passwd | gzip > /users.gz
      `,
      fix: 'suggested',
    },
    {
      title: 'Alpine has no bash; its own shell can do it. SHELL holds in stages that are built on this one.',
      bad: `
        FROM alpine:3.22 AS base
        RUN mkdir /lists
        RUN mkdir /data \\
            && «cut -d: -f1 /etc/passwd» | sort > /data/users
        FROM base
        RUN echo a | tee /data/a
      `,
      good: `
        FROM alpine:3.22 AS base
        RUN mkdir /lists
        SHELL ["/bin/ash", "-o", "pipefail", "-c"]
        RUN mkdir /data \\
            && cut -d: -f1 /etc/passwd | sort > /data/users
        FROM base
        RUN echo a | tee /data/a
      `,
      fix: 'suggested',
    },
    {
      title: 'A SHELL that is there already.',
      bad: `
        FROM debian:12-slim
        SHELL ["/bin/bash", "-ec"]
        RUN <<EOF
        users="$(«cut -d: -f1 /etc/passwd» | sort)"
        echo "$users" > /users
        EOF
      `,
      good: `
        FROM debian:12-slim
        SHELL ["/bin/bash", "-o", "pipefail", "-ec"]
        RUN <<EOF
        users="$(cut -d: -f1 /etc/passwd | sort)"
        echo "$users" > /users
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'For one step alone.',
      bad: `
        FROM alpine:3.22
        RUN «cat /etc/passwd» | sort > /users
      `,
      good: `
        FROM alpine:3.22
        RUN set -o pipefail && cat /etc/passwd | sort > /users
      `,
      fix: 'suggested',
      fixTitle: 'Add set -o pipefail to this step',
    },
  ],
  silences: [
    { because: 'SHELL says so', text: 'FROM debian:12\nSHELL ["/bin/bash", "-euxo", "pipefail", "-c"]\nRUN a | b\n' },
    {
      because: 'SHELL of the stage below says so',
      text: 'FROM debian:12 AS a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nFROM a\nRUN a | b\n',
    },
    { because: 'the step says so', text: 'FROM alpine:3.22\nRUN set -eo pipefail; a | b\n' },
    { because: 'the script says so', text: 'FROM debian:12\nRUN bash -euo pipefail <<EOF\na | b\nEOF\n' },
    { because: 'the shebang says so', text: 'FROM debian:12\nRUN <<EOF\n#!/bin/bash -eo pipefail\na | b\nEOF\n' },
    {
      because: 'the shell that is called says so',
      text: 'FROM debian:12\nRUN ["bash", "-o", "pipefail", "-c", "a | b"]\n',
    },
    { because: 'no pipe', text: "FROM debian:12\nRUN a || b; echo 'a | b'; case x in a|b) ls;; esac\n" },
    {
      because: 'echo does not fail',
      text: 'FROM debian:12\nRUN echo "a b" | tr a b | tee /a && printf x | sha256sum\n',
    },
    {
      because: 'the last command fails when it gets nothing',
      text: 'FROM debian:12\nRUN php -m | grep -q redis && grep app.tgz SUMS | sha256sum -c -\n',
    },
    { because: 'the last command is what is asked', text: 'FROM debian:12\nRUN if a | grep -q b; then c; fi\n' },
    { because: 'a word of another command hides failures anyway', text: 'FROM debian:12\nRUN echo "$(a | b)"\n' },
    {
      because: 'another language',
      text: 'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\nRUN a | b\n',
    },
    { because: 'a trigger runs in another image', text: 'FROM debian:12\nONBUILD RUN a | b\n' },
  ],
  on: { stage: check },
});

function* check({ instructions }: Stage, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const found: { readonly run: InstructionNode; readonly command: ShellCommand }[] = [];
  for (const run of instructions) {
    if (run.keyword !== 'RUN' || !mayPipe(run)) continue;
    const command = lostFailure(run, eachCodeAlone);
    if (command !== undefined) found.push({ run, command });
  }
  for (const { run, command } of found) {
    const first =
      found.find((other) => other.run.before.shell.instruction === run.before.shell.instruction)?.run ?? run;
    const name = effectiveCommand(command)?.name;
    yield {
      span: command.span,
      message: `If ${name === undefined ? 'this command' : `\`${name}\``} fails, nobody notices: only the last command of a pipe counts. Switch \`pipefail\` on.`,
      fixes: () => pipefailFixes(run, first),
    };
  }
}

/** A quick look at the text, since most RUNs have no pipe. */
function mayPipe({ body, heredocs, file }: InstructionNode): boolean {
  return body.text.includes('|') || heredocs.some((heredoc) => slice(file.text, heredoc.body).includes('|'));
}

/** The first command of a RUN whose failure a pipe hides. */
function lostFailure(run: InstructionNode, eachCodeAlone: boolean): ShellCommand | undefined {
  const script = scriptOf(run);
  if (script === undefined) return undefined;
  const isExec = run.form.kind === 'exec';
  const options =
    run.form.kind === 'exec' ? shellOptionsOf(run.form.elements.map(({ value }) => value)) : shellOptionsBefore(run);
  if (options?.pipefail === true) return undefined;
  for (const [index, command] of script.commands.entries()) {
    if (setOptions(command)?.pipefail === true) return undefined;
    const isPiped = command.operatorAfter === '|' || command.operatorAfter === '|&';
    if (!isPiped || (!isExec && command.nesting.includes('script-argument'))) continue;
    if (eachCodeAlone || (hidesFailure(command, script) && !isNoticed(script.commands[index + 1]))) return command;
  }
  return isExec ? undefined : lostInGroup(run, script, eachCodeAlone);
}

/** The last command of `{ …; } | …`, or of a loop or subshell before a pipe. */
function lostInGroup({ file }: InstructionNode, script: ShellScript, eachCodeAlone: boolean): ShellCommand | undefined {
  for (const { span, nesting } of script.compounds) {
    const isPiped = /^[ \t]*\|(?!\|)/.test(file.text.slice(span.end, span.end + 80));
    if (!isPiped || (nesting.length > 0 && !eachCodeAlone)) continue;
    const last = script.commands.filter((command) => contains(span, command.span)).at(-1);
    if (last !== undefined && (eachCodeAlone || hidesFailure(last, script))) return last;
  }
  return undefined;
}

/** Whether the command may fail, and the step would notice if the pipe did. */
function hidesFailure(command: ShellCommand, { commands }: ShellScript): boolean {
  const program = effectiveCommand(command);
  if (command.nesting.includes('condition') || SURE.test(program?.name ?? '')) return false;
  const isFilter = command.operatorBefore === '|' || command.arguments.length === 0;
  if (isFilter && FILTERS.test(program?.name ?? '')) return false;
  if (program?.name === 'dpkg' && program.arguments[0]?.value === '--print-architecture') return false;
  if (!command.nesting.includes('substitution')) return true;
  return commands.some((outer) => outer !== command && outer.name === undefined && contains(outer.span, command.span));
}

/** Whether what is next is the last command of the pipe, and fails by itself when it gets nothing: `… | grep x`, `… | sha256sum -c`. */
function isNoticed(next: ShellCommand | undefined): boolean {
  if (next === undefined || next.operatorAfter === '|') return false;
  const program = effectiveCommand(next);
  if (program === undefined) return false;
  const texts = program.arguments.map(({ text }) => text);
  if (/^[ef]?grep$/.test(program.name)) return !texts.some((text) => /^-\w*[vc]/.test(text));
  return /^(?:md5|sha\d+)sum$/.test(program.name) && texts.some((text) => /^-\w*c|^--check/.test(text));
}
