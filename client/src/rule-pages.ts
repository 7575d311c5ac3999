import { commands, type Disposable, type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { explainRuleRequest, type RuleSummary, rulesRequest } from './protocol.js';

const SCHEME = 'dockwright';
const ALL_RULES = 'Rules of Dockwright';

function pageUri(name: string): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${name}.md` });
}

function tableRow({ id, title, severity, recommended, fixes, codes }: RuleSummary): string {
  const link = `[\`${id}\`](${pageUri(id)})`;
  const elsewhere = codes.map((code) => `\`${code}\``).join(', ');
  return `| ${link} | ${title} | ${recommended ? severity : `${severity}, off`} | ${fixes.join(', ')} | ${elsewhere} |`;
}

function allRulesPage(rules: readonly RuleSummary[]): string {
  const topics = [...new Set(rules.map(({ topic }) => topic))];
  const sections = topics.map((topic) => {
    const rows = rules.filter((rule) => rule.topic === topic).map(tableRow);
    const head = '| Rule | Demand | Severity | Fixes | Elsewhere |\n| --- | --- | --- | --- | --- |';
    return `## ${topic}\n\n${head}\n${rows.join('\n')}`;
  });
  const intro = `${rules.length} rules. *off*: not in the profile "recommended"; turn it on in \`dockwright.yaml\`.`;
  return [`# ${ALL_RULES}`, intro, ...sections].join('\n\n');
}

async function pickRule(rules: readonly RuleSummary[]): Promise<string | undefined> {
  const items = rules.map(({ id, title, topic, codes }): QuickPickItem => {
    return { label: id, description: topic, detail: [title, ...codes].join(' · ') };
  });
  const picked = await window.showQuickPick(items, {
    placeHolder: 'Which rule?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.label;
}

/** Shows a page rendered, or as text where no extension renders Markdown. */
async function showPage(uri: Uri): Promise<void> {
  try {
    await commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }
}

/** Serves the rules' pages as read-only documents; all that is in them comes with the extension. */
export function serveRulePages(client: BaseLanguageClient): Disposable {
  return workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async ({ path }) => {
      const name = path.slice(1).replace(/\.md$/, '');
      if (name === ALL_RULES) return allRulesPage(await client.sendRequest(rulesRequest));
      return (await client.sendRequest(explainRuleRequest, { rule: name })) ?? `There is no rule "${name}".`;
    },
  });
}

/** The rule of a command's argument: its name, or a row of the view of problems. */
export function ruleOf(argument: unknown): string | undefined {
  const isRow = typeof argument === 'object' && argument !== null && 'rule' in argument;
  const rule = isRow ? argument.rule : argument;
  return typeof rule === 'string' && rule !== '' ? rule : undefined;
}

/** Shows the page of a rule; asks which one where none is given. */
export async function explainRule(client: BaseLanguageClient, rule: unknown): Promise<void> {
  const given = ruleOf(rule);
  const name = given ?? (await pickRule(await client.sendRequest(rulesRequest)));
  if (name !== undefined) await showPage(pageUri(name));
}

/** Shows all rules in a table. */
export function showRules(): Promise<void> {
  return showPage(pageUri(ALL_RULES));
}
