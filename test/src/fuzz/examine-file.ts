import { type ActionContext, codeActions, workOutFixAll } from '@dockwright/language-server/code-actions';
import { toDiagnostic } from '@dockwright/language-server/convert';
import { fileHover } from '@dockwright/language-server/hover';
import { lineEdits } from '@dockwright/language-server/line-edits';
import { createDocument, type PositionEncoding } from '@dockwright/language-server/position-encoding';
import {
  type Analysis,
  allFixes,
  analyze,
  applyEdits,
  type BuildContext,
  type FileKind,
  fixAll,
  hoverAt,
  isProfile,
  type LintOptions,
  type Profile,
  profiles,
  shellcheckRequests,
  suppressionEdits,
} from '@dockwright/shared-rules';
import type { Examination } from './examine.js';
import type { FuzzInput } from './inputs.js';
import type { Random } from './random.js';

const paths = ['.git/', '.env', 'package.json', 'package-lock.json', 'src/', 'src/a.js', 'node_modules/', 'a b'];
const profileNames = Object.keys(profiles).filter(isProfile);
const encodings: readonly PositionEncoding[] = ['utf-16', 'utf-16', 'utf-8', 'utf-32'];
const silent: ActionContext['log'] = { error: nothing, warn: nothing, info: nothing, once: nothing };

function nothing(): void {}

/** Examines a Dockerfile or a `.dockerignore`. */
export function examineFile(input: FuzzInput, kind: FileKind, random: Random, examination: Examination): void {
  const { text } = input;
  const { attempt, note, place } = examination;
  const options = someOptions(input, kind, random);
  const analysis = attempt('analyze', () => analyze(text, options));
  if (analysis === undefined) return;
  for (const { rule, message } of analysis.failures) note(`${rule} throws: ${message}`);
  for (const { rule, span, related } of analysis.problems) {
    place(rule, span);
    for (const other of related) place(`related to ${rule}`, other.span);
  }
  for (let count = 0; count < 4; count++) {
    const offset = random.below(text.length + 1);
    const hover = attempt(`hover at ${offset}`, () => hoverAt(analysis, offset));
    if (hover !== undefined) place('hover', hover.span);
  }
  examineFixes(analysis, examination);
  examineSuppression(analysis, random, examination);
  examineMenu(analysis, options, random, examination);
  attempt('what to ask ShellCheck', () => shellcheckRequests(analysis));
  for (const include of ['safe', 'suggested'] as const) examineFixAll(analysis, options, include, examination);
}

/** Mostly every rule is on. */
function someOptions({ neighbour }: FuzzInput, kind: FileKind, random: Random): LintOptions {
  const profile: Profile = random.below(3) > 0 ? 'strict' : (random.pick(profileNames) ?? 'strict');
  const settings = { profile, rules: new Map(), source: undefined };
  const isKnown = neighbour !== undefined || random.below(2) === 0;
  const context: BuildContext = { paths: new Set(paths), dockerignore: neighbour, folder: '/project' };
  return { kind, settings, path: 'file', ...(isKnown ? { possibleContexts: [context] } : {}) };
}

function examineFixes(analysis: Analysis, { attempt, note, place }: Examination): void {
  const { text } = analysis;
  for (const { fixes } of attempt('all fixes', () => allFixes(analysis))?.values() ?? []) {
    for (const { rule, title, edits } of fixes) {
      if (applyEdits(text, edits) === undefined) note(`the fix “${title}” of ${rule} overlaps itself`);
      for (const { span } of edits) place(`the fix “${title}” of ${rule}`, span);
    }
  }
}

function examineSuppression(analysis: Analysis, random: Random, { attempt, note, place }: Examination): void {
  const problem = random.pick(analysis.problems);
  if (problem === undefined) return;
  const scope = random.below(2) === 0 ? 'instruction' : 'file';
  const edits = attempt('suppress', () => suppressionEdits(analysis, problem, scope)) ?? [];
  if (applyEdits(analysis.text, edits) === undefined) note(`the comment that silences ${problem.rule} overlaps itself`);
  for (const { span } of edits) place(`the comment that silences ${problem.rule}`, span);
}

/** What an editor shows and asks for, in its own terms. */
function examineMenu(analysis: Analysis, options: LintOptions, random: Random, { attempt }: Examination): void {
  const { text } = analysis;
  const encoding = random.pick(encodings) ?? 'utf-16';
  const document = createDocument(encoding, 'file:///project/file', 'dockerfile', 1, text);
  attempt(`diagnostics in ${encoding}`, () => analysis.problems.map((problem) => toDiagnostic(document, problem)));
  const context: ActionContext = {
    document,
    analysis,
    options,
    config: { uri: 'file:///project/dockwright.yaml', text: random.below(2) === 0 ? undefined : 'profile: strict\n' },
    encoding,
    canCreateFiles: random.below(2) === 0,
    log: silent,
  };
  for (let count = 0; count < 2; count++) {
    const [start, end] = [random.below(text.length + 1), random.below(text.length + 1)].sort((a, b) => a - b);
    const range = { start: document.positionAt(start ?? 0), end: document.positionAt(end ?? 0) };
    attempt(`hover in ${encoding} at ${start}`, () => fileHover(document, analysis, range.start, true));
    const request = { range, context: { diagnostics: [] } };
    const actions = attempt(`code actions from ${start} to ${end}`, () => codeActions(context, request)) ?? [];
    const action = random.pick(actions.filter(({ data }) => data !== undefined));
    if (action !== undefined) attempt(`“${action.title}”`, () => workOutFixAll(action, context));
  }
}

function examineFixAll(
  { text }: Analysis,
  options: LintOptions,
  include: 'safe' | 'suggested',
  { attempt, note }: Examination,
): void {
  const what = `fix all (${include})`;
  const result = attempt(what, () => fixAll(text, options, { include }));
  if (result === undefined || result.text === text) return;
  const edits = attempt('line edits', () => lineEdits(text, result.text)) ?? [];
  if (applyEdits(text, edits) !== result.text) note(`${what}: its edits make another text`);
  const before = attempt('analyze again', () => analyze(text, options));
  const after = attempt('analyze the fixed text', () => analyze(result.text, options));
  if (before === undefined || after === undefined || syntaxErrors(after) <= syntaxErrors(before)) return;
  note(`${what} breaks the syntax: ${result.applied.map(({ rule }) => rule).join(', ')}`);
}

function syntaxErrors({ problems }: Analysis): number {
  return problems.filter(({ rule }) => rule === 'syntax-error' || rule === 'unknown-instruction').length;
}
