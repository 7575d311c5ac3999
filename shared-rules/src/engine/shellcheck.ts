import type { ShellcheckComment, ShellcheckReplacement, ShellcheckReports } from '../context/shellcheck.js';
import { type ShellcheckScript, shellcheckScriptOf } from '../model/shellcheck-script.js';
import type { Dockerfile, InstructionNode } from '../model/types.js';
import type { Fix, Severity } from '../rule.js';
import type { TextEdit } from '../text/edit.js';
import { documentOffset, documentSpan, type MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/span.js';
import type { EngineFinding } from './analysis.js';
import type { Profile, Settings } from './types.js';
import { createSpanList } from './verify/span-list.js';

/** A script of a RUN that ShellCheck may be asked about. */
export interface ShellcheckRequest {
  /** Under which its answer belongs into `LintOptions.shellcheck`. */
  readonly key: string;
  /** For standard input. */
  readonly script: string;
  /** The command line of ShellCheck, behind its name. */
  readonly arguments: readonly string[];
}

/** Names that configurations and comments have for problems of ShellCheck: `SC2086`, `shellcheck:SC2086`. */
export const shellcheckCode = /^(?:shellcheck:)?(SC\d{4})$/i;

const profilesWithShellcheck: ReadonlySet<Profile> = new Set(['recommended', 'strict', 'hadolint']);

const severityOf: Readonly<Record<ShellcheckComment['level'], Severity>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  style: 'hint',
};

/**
 * What ShellCheck cannot know here: files that are in the image only (1090, 1091), the place of a shebang (1128), that ash
 * is taken for dash (2187).
 */
const leftOut = ['SC1090', 'SC1091', 'SC1128', 'SC2187'];

/**
 * What BusyBox's ash has although dash has it not, as long as ShellCheck is told that it is dash: `[[ ]]`, `$'…'`, `source`,
 * `echo -e`, `pipefail`, `==`, `${x:0:1}`, `${x/a/b}`, `<(…)`, `&>`, `read -s`, `$RANDOM`.
 * https://git.busybox.net/busybox/tree/shell/ash.c
 */
const knownToAsh: ReadonlySet<number> = new Set([
  3001, 3003, 3010, 3014, 3020, 3028, 3036, 3037, 3040, 3045, 3046, 3051, 3057, 3060,
]);

/** The name of a problem of ShellCheck: `SC2086`. */
export function shellcheckName(code: number): string {
  return `SC${String(code).padStart(4, '0')}`;
}

/** What to ask ShellCheck about a file; nothing where its findings are not wanted. */
export function shellcheckRequests(dockerfile: Dockerfile, settings: Settings): readonly ShellcheckRequest[] {
  if (!wantsShellcheck(settings)) return [];
  const requests = new Map<string, ShellcheckRequest>();
  for (const { key, shell, text } of scriptsOf(dockerfile)) {
    const options = [`--shell=${shell}`, '--format=json1', '--norc', `--exclude=${leftOut.join(',')}`, '-'];
    requests.set(key, { key, script: text, arguments: options });
  }
  return [...requests.values()];
}

/** Whether a profile, or a rule that is set apart from it, asks for ShellCheck. */
function wantsShellcheck({ profile, rules }: Settings): boolean {
  if (profilesWithShellcheck.has(profile)) return true;
  return [...rules].some(([name, { severity }]) => /^SC\d{4}$/.test(name) && severity !== 'off');
}

function scriptsOf(dockerfile: Dockerfile): readonly ShellcheckScript[] {
  return runsOf(dockerfile).flatMap((run) => shellcheckScriptOf(run) ?? []);
}

function runsOf({ instructions }: Dockerfile): readonly InstructionNode[] {
  return instructions.flatMap((instruction) => {
    const run = instruction.onbuildTrigger ?? instruction;
    return run.keyword === 'RUN' ? [run] : [];
  });
}

/** What ShellCheck said of the scripts of a file, in the places of the file. */
export function shellcheckFindings(
  dockerfile: Dockerfile,
  reports: ShellcheckReports | undefined,
  settings: Settings,
): readonly EngineFinding[] {
  if (reports === undefined || reports.size === 0) return [];
  return scriptsOf(dockerfile).flatMap((script) => {
    const comments = reports.get(script.key) ?? [];
    const locate = comments.length === 0 ? undefined : createLocator(script);
    return locate === undefined ? [] : comments.flatMap((comment) => findingOf(comment, script, locate, settings));
  });
}

/** The index in the body of a line and column; `undefined` for places in front of it. */
type Locate = (line: number, column: number) => number | undefined;

function createLocator({ text, bodyStart, body }: ShellcheckScript): Locate {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (line, column) => {
    const start = starts[line - 1];
    if (start === undefined) return undefined;
    const end = starts[line] ?? text.length;
    let index = start;
    for (let left = column - 1; left > 0 && index < end; left--)
      index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
    return index < bodyStart ? undefined : Math.min(index - bodyStart, body.text.length);
  };
}

function findingOf(
  comment: ShellcheckComment,
  { body, systemShell }: ShellcheckScript,
  locate: Locate,
  { profile, rules }: Settings,
): readonly EngineFinding[] {
  const { code, level, message } = comment;
  if (systemShell === 'ash' && knownToAsh.has(code)) return [];
  const rule = shellcheckName(code);
  const fromProfile = profilesWithShellcheck.has(profile) ? severityOf[level] : 'off';
  const severity = rules.get(rule)?.severity ?? fromProfile;
  const start = locate(comment.line, comment.column);
  const end = locate(comment.endLine, comment.endColumn);
  if (severity === 'off' || start === undefined || end === undefined) return [];
  const edits = editsOf(comment.replacements, start, body, locate);
  const fix: Fix = { title: `Apply ShellCheck's fix for ${rule}`, safety: 'suggested', edits };
  return [
    {
      problem: {
        rule,
        severity,
        message: `${message} (ShellCheck)`,
        span: spanOf(body, start, end),
        codes: [`shellcheck:${rule}`],
        related: [],
        tags: [],
        url: `https://www.shellcheck.net/wiki/${rule}`,
      },
      fixes: edits.length === 0 ? undefined : () => [fix],
      suppressed: false,
      hidden: false,
    },
  ];
}

/** ShellCheck names a place without length where a whole command is meant: then it is a character. */
function spanOf(body: MappedText, start: number, end: number): Span {
  const from = Math.min(start, Math.max(0, body.text.length - 1));
  return documentSpan(body, from, Math.min(body.text.length, Math.max(end, from + 1)));
}

/** Edits of the document; none where one of them would also take what stands between two pieces of the script. */
function editsOf(
  replacements: readonly ShellcheckReplacement[],
  problemStart: number,
  body: MappedText,
  locate: Locate,
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (const { line, column, endLine, endColumn, text } of replacements) {
    const start = locate(line, column);
    const end = locate(endLine, endColumn);
    if (start === undefined || end === undefined || end < start) return [];
    const span = end > start ? documentSpan(body, start, end) : insertionAt(body, start, start <= problemStart);
    if (span.end - span.start !== end - start) return [];
    edits.push({ span, text });
  }
  return edits;
}

/** What is put in front of a word stays on its side of a continuation, and what is put behind it, too. */
function insertionAt(body: MappedText, index: number, before: boolean): Span {
  const offset = before || index === 0 ? documentOffset(body, index) : documentOffset(body, index - 1) + 1;
  return { start: offset, end: offset };
}

/** The findings of our rules without those that ShellCheck has at the same place, under the same code. */
export function withoutTwins(
  own: readonly EngineFinding[],
  foreign: readonly EngineFinding[],
): readonly EngineFinding[] {
  if (foreign.length === 0) return own;
  const spans = new Map<string, Span[]>();
  for (const { problem } of foreign) {
    for (const code of problem.codes) {
      const list = spans.get(code) ?? [];
      if (list.length === 0) spans.set(code, list);
      list.push(problem.span);
    }
  }
  const places = new Map(
    [...spans].map(([code, list]) => [code, createSpanList(list.sort((a, b) => a.start - b.start))] as const),
  );
  return own.filter(({ problem: { codes, span } }) => codes.every((code) => !places.get(code)?.countAt([span])));
}
