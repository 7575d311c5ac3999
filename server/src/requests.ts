import { defaultConfigText, ruleMarkdown, ruleSummaries } from '@dockwright/shared-rules';
import {
  type CodeAction,
  type CodeActionParams,
  type Connection,
  type Diagnostic,
  DocumentDiagnosticReportKind,
  type ExecuteCommandParams,
  type Hover,
  type HoverParams,
  MessageType,
  ShowMessageNotification,
} from 'vscode-languageserver';
import { FIX_ALL_COMMAND, LINT_WORKSPACE_COMMAND } from './capabilities.js';
import {
  type ActionContext,
  allFixes,
  codeActions,
  configToEdit,
  documentOfAction,
  EXPLAIN_COMMAND,
  workOutFixAll,
} from './code-actions.js';
import { toProtocolEdit } from './convert.js';
import { fixRule } from './fix-rule.js';
import { configHover, fileHover } from './hover.js';
import { safely } from './log.js';
import {
  explainRuleRequest,
  type FixAllAnswer,
  fixAllRequest,
  fixRuleRequest,
  lintWorkspaceRequest,
  newConfigRequest,
  rulesRequest,
} from './protocol.js';
import type { Session } from './session.js';
import { member, readChoice, readText, readTexts } from './values.js';

async function actionContext(session: Session, uri: string): Promise<ActionContext | undefined> {
  const linted = await session.linted(uri);
  if (linted === undefined) return undefined;
  const { document, analysis, options, config } = linted;
  const target = configToEdit(config, session.folders.of(uri));
  const text = target === undefined ? undefined : await session.configuration.textOf(target);
  return {
    document,
    analysis,
    options,
    config: target === undefined ? undefined : { uri: target, text },
    encoding: session.client.positionEncoding,
    canCreateFiles: session.client.createsFiles,
    log: session.log,
  };
}

async function hover(session: Session, { textDocument, position }: HoverParams): Promise<Hover | null> {
  const document = session.documents.get(textDocument.uri);
  if (document === undefined) return null;
  if (session.open.kindOf(document) === 'config') return configHover(document, position);
  const linted = await session.linted(textDocument.uri);
  if (linted === undefined) return null;
  // VS Code itself shows the messages of problems above what a server says.
  return fileHover(linted.document, linted.analysis, position, !session.client.isOurs);
}

async function actions(session: Session, params: CodeActionParams): Promise<readonly CodeAction[]> {
  const context = await actionContext(session, params.textDocument.uri);
  if (context === undefined) return [];
  const found = codeActions(context, params);
  // On save an editor applies what it gets, so an action that would change nothing is left out.
  const wantsSource = params.context.only?.some((kind) => kind.startsWith('source')) === true;
  if (session.client.resolvesEdits && !wantsSource) return found;
  return found
    .map((action) => (action.data === undefined ? action : workOutFixAll(action, context)))
    .filter(
      ({ data, edit }) => data === undefined || Object.values(edit?.changes ?? {}).some(({ length }) => length > 0),
    );
}

async function resolveAction(session: Session, action: CodeAction): Promise<CodeAction> {
  const uri = documentOfAction(action);
  const context = uri === undefined ? undefined : await actionContext(session, uri);
  return context === undefined ? action : workOutFixAll(action, context);
}

async function fixEverything(session: Session, params: unknown): Promise<FixAllAnswer | null> {
  const uri = readText(member(params, 'uri'));
  const context = uri === undefined ? undefined : await actionContext(session, uri);
  if (context === undefined) return null;
  const { document, options } = context;
  const include = readChoice(member(params, 'include'), ['safe', 'suggested']) ?? 'safe';
  const { edits, applied, withheld } = allFixes(document.getText(), options, include);
  return { version: document.version, edits: edits.map((edit) => toProtocolEdit(document, edit)), applied, withheld };
}

/** Commands for editors that have no client of ours. */
async function execute(connection: Connection, session: Session, { command, arguments: given }: ExecuteCommandParams) {
  const first: unknown = given?.[0];
  const { log } = session;
  if (command === LINT_WORKSPACE_COMMAND) return session.workspace.scanNow();
  if (command === FIX_ALL_COMMAND) {
    const uri = readText(first) ?? readText(member(first, 'uri'));
    const answer = uri === undefined ? null : await fixEverything(session, { uri, include: 'safe' });
    if (uri === undefined || answer === null || answer.edits.length === 0) return null;
    const { applied } = await connection.workspace.applyEdit({
      label: 'Fix all problems',
      edit: { changes: { [uri]: [...answer.edits] } },
    });
    if (!applied) log.warn('The editor did not apply the fixes.');
    return answer.applied;
  }
  const rule = ruleSummaries.find(({ id }) => id === first);
  if (command !== EXPLAIN_COMMAND || rule === undefined) return null;
  if (session.client.showsDocuments) await connection.window.showDocument({ uri: rule.url, external: true });
  else
    await connection.sendNotification(ShowMessageNotification.type, {
      type: MessageType.Info,
      message: `${rule.title}: ${rule.url}`,
    });
  return ruleMarkdown(rule.id) ?? null;
}

/** For editors that ask for problems. Those of files that are not open are sent to all, so that no editor shows them twice. */
function answerPulls(connection: Connection, session: Session): void {
  const { log, open, documents } = session;
  const problemsOf = (uri: string): Promise<readonly Diagnostic[]> =>
    safely(log, `checking ${uri}`, [], () => open.diagnostics(uri));
  connection.languages.diagnostics.on(async ({ textDocument }) => ({
    kind: DocumentDiagnosticReportKind.Full,
    items: [...(await problemsOf(textDocument.uri))],
  }));
  connection.languages.diagnostics.onWorkspace(async () => ({
    items: await Promise.all(
      documents.all().map(async ({ uri, version }) => ({
        kind: DocumentDiagnosticReportKind.Full,
        uri,
        version,
        items: [...(await problemsOf(uri))],
      })),
    ),
  }));
}

/** Answers what the editor asks. Whatever goes wrong in here is logged, and the editor gets a harmless answer. */
export function answerRequests(connection: Connection, session: Session): void {
  const { log, workspace } = session;
  connection.onHover((params) => safely(log, 'looking for what to show here', null, () => hover(session, params)));
  connection.onCodeAction((params) =>
    safely(log, 'looking for fixes', [], async () => [...(await actions(session, params))]),
  );
  connection.onCodeActionResolve((action) =>
    safely(log, 'working out a fix', action, () => resolveAction(session, action)),
  );
  connection.onExecuteCommand((params) =>
    safely<unknown>(log, 'running a command', null, () => execute(connection, session, params)),
  );
  if (session.client.pullsDiagnostics) answerPulls(connection, session);
  connection.onRequest(fixAllRequest, (params) =>
    safely(log, 'fixing the file', null, () => fixEverything(session, params)),
  );
  connection.onRequest(fixRuleRequest, (params, token) =>
    safely(log, 'fixing the problems of a rule', { files: [], withheld: 0 }, () =>
      fixRule(session, readText(member(params, 'rule')) ?? '', readTexts(member(params, 'uris')) ?? [], token),
    ),
  );
  connection.onRequest(explainRuleRequest, (params) => ruleMarkdown(readText(member(params, 'rule')) ?? '') ?? null);
  connection.onRequest(rulesRequest, () => ruleSummaries);
  connection.onRequest(newConfigRequest, () => defaultConfigText());
  connection.onRequest(lintWorkspaceRequest, (token) => workspace.scanNow(token));
}
