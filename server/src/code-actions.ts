import {
  type Analysis,
  type CreatedFile,
  configKind,
  editConfigRule,
  type FixesResult,
  type FixSafety,
  findRule,
  fixAll,
  allFixes as fixesOf,
  type LintOptions,
  type Problem,
  suppressionEdits,
  type TextEdit,
  type VerifiedFix,
} from '@dockwright/shared-rules';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { toDiagnostic, toProtocolEdit, toSpan } from './convert.js';
import { lineEdits } from './line-edits.js';
import type { Log } from './log.js';
import { createDocument, type PositionEncoding } from './position-encoding.js';
import { nameOf, uriOfPath, uriParts } from './uri.js';
import { member, readChoice, readText } from './values.js';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.dockwright`;
export const EXPLAIN_COMMAND = 'dockwright.explainRule';

/** Fixes are worked out for so many problems of a range; who selects more than that wants fix-all. */
const MOST_PROBLEMS = 30;

/** A linted document and what the menu depends on. */
export interface ActionContext {
  readonly document: TextDocument;
  readonly analysis: Analysis;
  readonly options: LintOptions;
  /** The configuration that a rule can be turned off in: its URI, and its text where it exists. */
  readonly config: { readonly uri: string; readonly text: string | undefined } | undefined;
  readonly encoding: PositionEncoding;
  /** The editor can create files as part of an edit. */
  readonly canCreateFiles: boolean;
  readonly log: Log;
}

/** What a fix-all action needs to be worked out when it is chosen. */
interface FixAllData {
  readonly uri: string;
  readonly version: number;
  readonly include: FixSafety;
  readonly rule: string | undefined;
}

interface FixedProblem {
  readonly problem: Problem;
  readonly diagnostic: Diagnostic;
  readonly result: FixesResult;
}

/** Whether kinds of actions that an editor asks for take in a kind; without a wish all do. */
function isAsked(only: readonly string[] | undefined, kind: string): boolean {
  return only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

/** Edits of one open document, for its version as it is. */
function documentEdit(document: TextDocument, edits: readonly TextEdit[]): WorkspaceEdit {
  return { changes: { [document.uri]: edits.map((edit) => toProtocolEdit(document, edit)) } };
}

function logWithheld({ document, log }: ActionContext, withheld: FixesResult['withheld']): void {
  const counts = new Map<string, number>();
  for (const { rule, title, reason } of withheld) {
    const key = `"${title}" (${rule}): ${reason}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [what, count] of counts) {
    const fixes = count === 1 ? '1 fix was' : `${count} fixes were`;
    log.once('info', `${uriParts(document.uri).path}, version ${document.version}: ${fixes} withheld. ${what}`);
  }
}

/** Edits of a document together with a new file; nothing is overwritten. */
function creatingEdit(
  document: TextDocument,
  { edits }: VerifiedFix,
  { folder, path, text }: CreatedFile,
): WorkspaceEdit {
  const uri = uriOfPath(document.uri, `${folder}/${path}`);
  const start = { line: 0, character: 0 };
  return {
    documentChanges: [
      { kind: 'create', uri, options: { ignoreIfExists: true } },
      { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
      ...(edits.length === 0
        ? []
        : [
            {
              textDocument: { uri: document.uri, version: document.version },
              edits: edits.map((edit) => toProtocolEdit(document, edit)),
            },
          ]),
    ],
  };
}

function fixActions(
  { document, canCreateFiles }: ActionContext,
  { diagnostic, result }: FixedProblem,
): readonly CodeAction[] {
  const possible = result.fixes.filter(({ creates }) => creates === undefined || canCreateFiles);
  return possible.map((fix, index) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    isPreferred: index === 0 && fix.safety === 'safe',
    edit: fix.creates === undefined ? documentEdit(document, fix.edits) : creatingEdit(document, fix, fix.creates),
  }));
}

function fixAllOfRule(context: ActionContext, { problem, diagnostic, result }: FixedProblem): readonly CodeAction[] {
  const { document, analysis } = context;
  const alike = analysis.problems.filter(({ rule }) => rule === problem.rule).length;
  const [first] = result.fixes;
  if (first === undefined || first.creates !== undefined || alike < 2) return [];
  const data: FixAllData = { uri: document.uri, version: document.version, include: first.safety, rule: problem.rule };
  return [
    {
      title: `Fix all ${problem.rule} problems in this file`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      data,
    },
  ];
}

function suppressAction(
  { document, analysis }: ActionContext,
  { problem, diagnostic }: FixedProblem,
  scope: 'instruction' | 'file',
): readonly CodeAction[] {
  const edits = suppressionEdits(analysis, problem, scope);
  if (edits.length === 0) return [];
  const unit = analysis.internals.ignoreFile === undefined ? 'instruction' : 'pattern';
  const title = `Ignore ${problem.rule} ${scope === 'file' ? 'in this file' : `for this ${unit}`}`;
  return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], edit: documentEdit(document, edits) }];
}

function turnOffAction(context: ActionContext, { problem, diagnostic }: FixedProblem): readonly CodeAction[] {
  const { config, canCreateFiles } = context;
  if (config === undefined || (config.text === undefined && !canCreateFiles)) return [];
  const edits = editConfigRule(config.text, problem.rule, 'off');
  if (edits === undefined || edits.length === 0) return [];
  const file = createDocument(context.encoding, config.uri, 'yaml', 0, config.text ?? '');
  const protocolEdits = edits.map((edit) => toProtocolEdit(file, edit));
  const edit: WorkspaceEdit =
    config.text === undefined
      ? {
          documentChanges: [
            { kind: 'create', uri: config.uri, options: { ignoreIfExists: true } },
            { textDocument: { uri: config.uri, version: null }, edits: protocolEdits },
          ],
        }
      : { changes: { [config.uri]: protocolEdits } };
  const title = `Turn off ${problem.rule} in ${nameOf(uriParts(config.uri).path)}`;
  return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], edit }];
}

function explainAction({ problem, diagnostic }: FixedProblem): CodeAction {
  const title = `Explain ${problem.rule}`;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    command: { title, command: EXPLAIN_COMMAND, arguments: [problem.rule] },
  };
}

function quickFixes(context: ActionContext, range: CodeActionParams['range']): readonly CodeAction[] {
  const { document, analysis } = context;
  const wanted = toSpan(document, range);
  const touched = analysis.problems.filter(({ span }) => span.start <= wanted.end && wanted.start <= span.end);
  const shown = touched.slice(0, MOST_PROBLEMS);
  const fixed = [...fixesOf(analysis, shown)].map(([problem, result]): FixedProblem => {
    return { problem, diagnostic: toDiagnostic(document, problem), result };
  });
  logWithheld(
    context,
    fixed.flatMap(({ result }) => result.withheld),
  );
  const ofEachRule = firstOfEach(fixed, ({ problem }) => problem.rule);
  const fixable = fixed.filter(({ result }) => result.fixes.length > 0);
  const actions = [
    ...fixed.flatMap((entry) => fixActions(context, entry)),
    ...firstOfEach(fixable, ({ problem }) => problem.rule).flatMap((entry) => fixAllOfRule(context, entry)),
    ...fixed.flatMap((entry) => suppressAction(context, entry, 'instruction')),
    ...ofEachRule.flatMap((entry) => suppressAction(context, entry, 'file')),
    ...ofEachRule.flatMap((entry) => turnOffAction(context, entry)),
    ...ofEachRule.filter(({ problem }) => findRule(problem.rule) !== undefined).map(explainAction),
  ];
  // Two problems of one instruction are silenced by one and the same edit.
  return firstOfEach(actions, ({ title, edit, command }) => JSON.stringify([title, edit, command]));
}

/** The first of all items that have the same key, in their order. */
function firstOfEach<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = keyOf(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function fixAllOfFile({ document, analysis }: ActionContext): readonly CodeAction[] {
  const isFixable = analysis.problems.some(({ rule }) => findRule(rule)?.fixes.includes('safe') === true);
  if (!isFixable) return [];
  const data: FixAllData = { uri: document.uri, version: document.version, include: 'safe', rule: undefined };
  return [{ title: 'Fix all problems that are safe to fix (Dockwright)', kind: FIX_ALL_KIND, data }];
}

/**
 * The actions for a range. Those that fix all of something come without edit; `workOutFixAll` adds it.
 * @param request as the editor sent it; the diagnostics in it are not looked at
 */
export function codeActions(
  context: ActionContext,
  request: Pick<CodeActionParams, 'range' | 'context'>,
): readonly CodeAction[] {
  const { only, triggerKind } = request.context;
  const isForBulb = only === undefined && triggerKind === CodeActionTriggerKind.Automatic;
  return [
    ...(isAsked(only, CodeActionKind.QuickFix) ? quickFixes(context, request.range) : []),
    ...(isAsked(only, FIX_ALL_KIND) && !isForBulb ? fixAllOfFile(context) : []),
  ];
}

function readData(value: unknown): FixAllData | undefined {
  const uri = readText(member(value, 'uri'));
  const version = member(value, 'version');
  const include = readChoice(member(value, 'include'), ['safe', 'suggested']);
  if (uri === undefined || typeof version !== 'number' || include === undefined) return undefined;
  return { uri, version, include, rule: readText(member(value, 'rule')) };
}

/** The document that an action without edit is about; `undefined` where the action is complete. */
export function documentOfAction({ data, edit }: CodeAction): string | undefined {
  return edit === undefined ? readData(data)?.uri : undefined;
}

/** What fixing all of a document changes. */
export interface AllFixes {
  readonly edits: readonly TextEdit[];
  readonly applied: readonly string[];
  readonly withheld: number;
}

/** Fixes all of a document, or all that a rule reports. */
export function allFixes(text: string, options: LintOptions, include: FixSafety, rule?: string): AllFixes {
  const result = fixAll(text, options, { include, ...(rule === undefined ? {} : { rule }) });
  return {
    edits: lineEdits(text, result.text),
    applied: result.applied.map(({ title }) => title),
    withheld: result.withheld.length,
  };
}

/** Adds the edit to a fix-all action; leaves it alone where the document is another by now. */
export function workOutFixAll(
  action: CodeAction,
  { document, options, log }: Pick<ActionContext, 'document' | 'options' | 'log'>,
): CodeAction {
  const data = readData(action.data);
  if (data === undefined || data.version !== document.version) return action;
  const { edits, withheld } = allFixes(document.getText(), options, data.include, data.rule);
  if (withheld > 0)
    log.info(`${uriParts(document.uri).path}: ${withheld} ${withheld === 1 ? 'fix' : 'fixes'} withheld.`);
  return { ...action, edit: documentEdit(document, edits) };
}

/** The configuration file to turn rules off in: the one that is used, or a new one in the workspace folder. */
export function configToEdit(used: string | undefined, folder: string | undefined): string | undefined {
  // A new dockwright.yaml beside hadolint's configuration would put all of that out of use.
  if (used !== undefined) return configKind(uriParts(used).path) === 'dockwright' ? used : undefined;
  return folder === undefined ? undefined : `${folder.replace(/\/$/, '')}/dockwright.yaml`;
}
