import { scriptOf } from '../model/script.js';
import type { InstructionNode, Stage } from '../model/types.js';
import type { Fix } from '../rule.js';
import { effectiveCommand } from '../shell/commands.js';
import type { ShellCommand } from '../shell/types.js';
import type { TextEdit } from '../text/edit.js';
import { slice } from '../text/span.js';
import { insertAt, insertLineAbove } from './edits.js';
import { prependCommand } from './script-edits.js';

/** Programs that fail only where something is really wrong: not because nothing was found, or something differs. */
const FAILS_RIGHTLY: ReadonlySet<string> = new Set([
  ...[
    'curl',
    'wget',
    'cat',
    'zcat',
    'xzcat',
    'bzcat',
    'sort',
    'uniq',
    'cut',
    'tr',
    'sed',
    'awk',
    'gawk',
    'mawk',
    'tee',
  ],
  ...[
    'head',
    'tail',
    'rev',
    'tac',
    'paste',
    'fold',
    'nl',
    'wc',
    'base64',
    'xxd',
    'od',
    'jq',
    'yq',
    'envsubst',
    'openssl',
  ],
  ...[
    'gzip',
    'gunzip',
    'bzip2',
    'bunzip2',
    'xz',
    'unxz',
    'zstd',
    'lz4',
    'cpio',
    'tar',
    'md5sum',
    'sha1sum',
    'sha256sum',
  ],
  ...[
    'sha512sum',
    'echo',
    'printf',
    'true',
    ':',
    'env',
    'uname',
    'arch',
    'id',
    'date',
    'nproc',
    'seq',
    'pwd',
    'hostname',
  ],
]);

/** Programs that read to the end of what they are given, so that nobody writes to a closed pipe. */
const READS_ALL: ReadonlySet<string> = new Set([
  ...[
    'cat',
    'sort',
    'uniq',
    'cut',
    'tr',
    'tee',
    'tail',
    'rev',
    'tac',
    'paste',
    'fold',
    'nl',
    'wc',
    'base64',
    'xxd',
    'jq',
  ],
  ...[
    'gzip',
    'gunzip',
    'bzip2',
    'bunzip2',
    'xz',
    'unxz',
    'zstd',
    'lz4',
    'cpio',
    'tar',
    'md5sum',
    'sha1sum',
    'sha256sum',
  ],
  ...[
    'sha512sum',
    'gpg',
    'openssl',
    'apt-key',
    'chpasswd',
    'xargs',
    'grep',
    'egrep',
    'fgrep',
    'sed',
    'awk',
    'gawk',
    'mawk',
  ],
  ...['envsubst', 'patch', 'crontab', 'install'],
]);

/** Whether a pipe may end with a failure, once pipefail is on, although all is well. */
function mayFailWrongly(command: ShellCommand, next: ShellCommand | undefined): boolean {
  const left = effectiveCommand(command);
  const right = next === undefined ? undefined : effectiveCommand(next);
  if (left === undefined || right === undefined) return true;
  const isArchitecture = left.name === 'dpkg' && left.arguments.every(({ value }) => value === '--print-architecture');
  if (!FAILS_RIGHTLY.has(left.name) && !isArchitecture) return true;
  // What `xargs` runs reads nothing, but `xargs` itself does.
  if (!READS_ALL.has(right.name) && !right.wrappers.includes('xargs')) return true;
  const texts = right.arguments.map(({ text }) => text);
  if (/grep$/.test(right.name)) return texts.some((text) => /^-\w*[qmlL]|^--(?:quiet|silent|max|files)/.test(text));
  if (right.name === 'sed') return texts.some((text) => /q/.test(text));
  return /awk$/.test(right.name) && texts.some((text) => text.includes('exit'));
}

/** Whether the pipes of a RUN work as before with pipefail, and its `echo` as before in bash. */
function survives(run: InstructionNode, isOtherShell: boolean): boolean {
  const script = scriptOf(run);
  if (script === undefined) return run.before.shell.dialect === 'posix' && run.form.kind === 'exec';
  if (!script.complete) return false;
  const { commands, compounds } = script;
  const { text } = run.file;
  if (compounds.some(({ span: { end } }) => /^[ \t]*\|(?!\|)/.test(text.slice(end, end + 80)))) return false;
  return commands.every((command, index) => {
    const isPiped = command.operatorAfter === '|' || command.operatorAfter === '|&';
    if (isPiped && mayFailWrongly(command, commands[index + 1])) return false;
    // The echo of dash reads \n as a new line, that of bash does not.
    return !isOtherShell || command.name?.value !== 'echo' || !slice(run.file.text, command.span).includes('\\');
  });
}

interface Shell {
  readonly line: string;
  /** It is another program than the one that `/bin/sh` is. */
  readonly isOther: boolean;
}

/** The SHELL with pipefail for an image; `undefined` where it is not known to have a shell that can do it. */
function shellFor({ image }: Stage): Shell | undefined {
  if (image?.distribution === 'alpine') return { line: 'SHELL ["/bin/ash", "-o", "pipefail", "-c"]', isOther: false };
  if (image?.tools.bash !== true) return undefined;
  return { line: 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]', isOther: true };
}

/** RUNs from an instruction on that the same SHELL, or its absence, decides about. */
function affectedBy(from: InstructionNode, shell: InstructionNode | undefined): readonly InstructionNode[] {
  return from.file.instructions.filter(
    ({ keyword, before, index, stage }) =>
      keyword === 'RUN' &&
      index >= from.index &&
      before.shell.instruction === shell &&
      stage?.image === from.stage?.image,
  );
}

/**
 * Ways to switch pipefail on for a RUN: by SHELL for all that follow the first of them, or by `set` for this one alone.
 * None where a pipe that works today could then stop the build.
 */
export function pipefailFixes(run: InstructionNode, first: InstructionNode): readonly Fix[] {
  const { stage, before, isTrigger } = run;
  if (stage === undefined || isTrigger || run.form.kind === 'exec' || !survives(run, false)) return [];
  const fixes: Fix[] = [];
  const byShell = shellEdit(run, first, stage);
  if (byShell !== undefined) fixes.push(byShell);
  const hasOption = /^(?:bash|ash|zsh|ksh)$/.test(before.shell.program ?? '') || stage.image?.distribution === 'alpine';
  const command = scriptOf(run)?.commands[0];
  const edit = hasOption && command !== undefined ? prependCommand(run, command, 'set -o pipefail') : undefined;
  if (edit !== undefined) fixes.push({ title: 'Add set -o pipefail to this step', safety: 'suggested', edits: [edit] });
  return fixes;
}

function shellEdit(run: InstructionNode, first: InstructionNode, stage: Stage): Fix | undefined {
  const { instruction } = run.before.shell;
  if (instruction !== undefined) {
    const edit = optionEdit(instruction);
    if (edit === undefined || !affectedBy(instruction, instruction).every((other) => survives(other, false)))
      return undefined;
    return { title: 'Add -o pipefail to SHELL', safety: 'suggested', edits: [edit] };
  }
  const shell = shellFor(stage);
  if (shell === undefined || !affectedBy(first, undefined).every((other) => survives(other, shell.isOther)))
    return undefined;
  return {
    title: `Use ${shell.line}`,
    safety: 'suggested',
    edits: [insertLineAbove(run.file, first, shell.line)],
  };
}

/** `["/bin/bash", "-c"]` becomes `["/bin/bash", "-o", "pipefail", "-c"]`. */
function optionEdit({ form, before, file, stage }: InstructionNode): TextEdit | undefined {
  if (form.kind !== 'exec') return undefined;
  const [program, ...rest] = form.elements;
  const isAlpine = stage?.image?.distribution === 'alpine';
  const name = program?.value.split('/').at(-1) ?? '';
  const last = rest.at(-1);
  const hasOption = /^(?:bash|zsh|ash)$/.test(name) || (name === 'sh' && isAlpine);
  if (!hasOption || last === undefined || !/^-[a-z]*c$/.test(last.value) || before.shell.dialect !== 'posix')
    return undefined;
  return slice(file.text, last.span).startsWith('"') ? insertAt(last.span.start, '"-o", "pipefail", ') : undefined;
}
