import {
  type CancellationToken,
  ProgressLocation,
  type QuickPickItem,
  Range,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ProblemsView, RuleProblems } from './problems-view.js';
import { type FixRuleAnswer, fixRuleRequest, rulesRequest } from './protocol.js';
import { ruleOf } from './rule-pages.js';

/** The rules that have fixes, those that are not safe without a look included. */
export async function fixableRules(client: BaseLanguageClient): Promise<ReadonlySet<string>> {
  const rules = await client.sendRequest(rulesRequest);
  return new Set(rules.filter(({ fixes }) => fixes.length > 0).map(({ id }) => id));
}

async function pickRule(problems: readonly RuleProblems[]): Promise<string | undefined> {
  const items = problems.map(({ rule, count, uris }): QuickPickItem => {
    const [many, files] = [count === 1 ? 'problem' : 'problems', uris.length === 1 ? 'file' : 'files'];
    return { label: rule, description: `${count} ${many} in ${uris.length} ${files}` };
  });
  const picked = await window.showQuickPick(items, { placeHolder: 'Fix all problems of which rule?' });
  return picked?.label;
}

function isOutdated({ uri, version }: FixRuleAnswer['files'][number]): boolean {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === Uri.parse(uri).toString());
  return version !== null && open !== undefined && open.version !== version;
}

function toWorkspaceEdit(rule: string, { files }: FixRuleAnswer): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const { uri, edits, applied } of files) {
    const metadata = {
      needsConfirmation: true,
      label: `Fixes of ${rule}: tick those that you want`,
      description: [...new Set(applied)].join(', '),
    };
    for (const { range, newText } of edits) {
      const { start, end } = range;
      const place = new Range(start.line, start.character, end.line, end.character);
      edit.replace(Uri.parse(uri), place, newText, metadata);
    }
  }
  return edit;
}

/**
 * Applies edits that need confirmation. In VS Code's preview nothing is ticked at first, and who applies nothing is not told.
 * @returns whether they were applied
 */
export async function applyAfterPreview(edit: WorkspaceEdit): Promise<boolean> {
  const applied = Promise.resolve(workspace.applyEdit(edit, { isRefactoring: true }));
  window.setStatusBarMessage('$(wand) Tick the fixes that you want, then choose Apply', applied);
  return applied;
}

/** Fixes all problems of a rule in the workspace, after VS Code's preview. Asks for the rule where none is given. */
export async function fixRule(client: BaseLanguageClient, view: ProblemsView, argument: unknown): Promise<void> {
  const fixable = await fixableRules(client);
  const problems = view.rules().filter(({ rule }) => fixable.has(rule));
  if (problems.length === 0) {
    void window.showInformationMessage('No problem of the workspace has a fix.');
    return;
  }
  const rule = ruleOf(argument) ?? (await pickRule(problems));
  if (rule === undefined) return;
  const uris = problems.find((entry) => entry.rule === rule)?.uris ?? [];
  const work = (_: unknown, token: CancellationToken): Promise<FixRuleAnswer> =>
    client.sendRequest(fixRuleRequest, { rule, uris: uris.map((uri) => uri.toString()) }, token);
  const options = { location: ProgressLocation.Notification, title: `Working out fixes of ${rule}`, cancellable: true };
  const answer = await window.withProgress(options, work);
  if (answer.files.length === 0) {
    void window.showInformationMessage(`There is no fix for the problems of ${rule} here.`);
    return;
  }
  if (answer.files.some(isOutdated)) {
    void window.showInformationMessage('A file changed while its fixes were worked out. Please try again.');
    return;
  }
  await applyAfterPreview(toWorkspaceEdit(rule, answer));
}
