import {
  type CancellationToken,
  ConfigurationTarget,
  commands,
  type Disposable,
  FileSystemError,
  ProgressLocation,
  Range,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  type WorkspaceFolder,
  window,
  workspace,
} from 'vscode';
import { type BaseLanguageClient, ErrorCodes, ResponseError } from 'vscode-languageclient';
import { applyAfterPreview, fixRule } from './fix-rule.js';
import { plain } from './plain.js';
import type { ProblemsView } from './problems-view.js';
import { type FixAllAnswer, fixAllRequest, lintWorkspaceRequest, newConfigRequest } from './protocol.js';
import { explainRule, showRules } from './rule-pages.js';

function activeDockerfile(): TextDocument | undefined {
  const document = window.activeTextEditor?.document;
  return document?.languageId === 'dockerfile' ? document : undefined;
}

function toWorkspaceEdit(
  document: TextDocument,
  { edits, applied }: FixAllAnswer,
  needsConfirmation: boolean,
): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const { range, newText } of edits) {
    const { start, end } = range;
    const place = new Range(start.line, start.character, end.line, end.character);
    const metadata = { needsConfirmation, label: 'Fixes by Dockwright', description: [...new Set(applied)].join(', ') };
    if (needsConfirmation) edit.replace(document.uri, place, newText, metadata);
    else edit.replace(document.uri, place, newText);
  }
  return edit;
}

async function fixAll(client: BaseLanguageClient, include: 'safe' | 'suggested'): Promise<void> {
  const document = activeDockerfile();
  if (document === undefined) {
    void window.showInformationMessage('Open a Dockerfile first, then fix its problems.');
    return;
  }
  const answer = await client.sendRequest(fixAllRequest, { uri: document.uri.toString(), include });
  if (answer === null || answer.edits.length === 0) {
    void window.showInformationMessage('There is nothing to fix here.');
    return;
  }
  if (answer.version !== document.version) {
    void window.showInformationMessage('The file changed while its fixes were worked out. Please try again.');
    return;
  }
  const needsConfirmation = include === 'suggested';
  const edit = toWorkspaceEdit(document, answer, needsConfirmation);
  const isApplied = await (needsConfirmation ? applyAfterPreview(edit) : workspace.applyEdit(edit));
  const count = answer.applied.length;
  if (isApplied) window.setStatusBarMessage(`Dockwright fixed ${count} ${count === 1 ? 'problem' : 'problems'}`, 5000);
}

async function lintWorkspace(client: BaseLanguageClient): Promise<void> {
  const check = async (_: unknown, token: CancellationToken) => client.sendRequest(lintWorkspaceRequest, token);
  const options = { location: ProgressLocation.Notification, title: 'Checking all Dockerfiles', cancellable: true };
  const { files, problems, cancelled } = await window.withProgress(options, check);
  if (cancelled) return;
  window.setStatusBarMessage(`Dockwright checked ${files} files: ${problems} problems`, 10_000);
  if (problems > 0) await commands.executeCommand('workbench.actions.view.problems');
}

async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length < 2) return folders[0];
  return window.showWorkspaceFolderPick({ placeHolder: 'Which folder is the configuration for?' });
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

async function createConfig(client: BaseLanguageClient): Promise<void> {
  const folder = await chooseFolder();
  if (folder === undefined) {
    if (workspace.workspaceFolders === undefined) {
      void window.showInformationMessage('Open a folder first: the configuration goes into it.');
    }
    return;
  }
  const [dotted, uri] = ['.dockwright.yaml', 'dockwright.yaml'].map((name) => Uri.joinPath(folder.uri, name));
  if (dotted === undefined || uri === undefined) return;
  const existing = (await exists(uri)) ? uri : (await exists(dotted)) ? dotted : undefined;
  if (existing === undefined) {
    const text = await client.sendRequest(newConfigRequest);
    await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }
  await window.showTextDocument(await workspace.openTextDocument(existing ?? uri));
}

async function toggle(): Promise<void> {
  const settings = workspace.getConfiguration('dockwright');
  const target = workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await settings.update('enable', settings.get('enable') === false, target);
}

type Handler = (argument: unknown) => Promise<void> | void;

export interface CommandParts {
  readonly client: BaseLanguageClient;
  readonly view: ProblemsView;
  readonly restart: () => Promise<void>;
  /** Settled when the server runs, or could not be started; a server that is being restarted is waited for. */
  readonly whenSettled: () => Promise<void>;
  readonly showOutput: () => void;
}

/** The server was gone before it answered; the language client has said why. */
function isAbandoned(error: unknown): boolean {
  return error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected;
}

/** Registers every command of the manifest. A command that fails says so, and the log has the reason. */
export function registerCommands({ client, view, restart, whenSettled, showOutput }: CommandParts): Disposable[] {
  let restarts = 0;
  const register = (name: string, handler: Handler): Disposable =>
    commands.registerCommand(`dockwright.${name}`, async (argument: unknown) => {
      try {
        await handler(argument);
      } catch (error) {
        client.error(`The command "${name}" failed`, error, false);
        void window.showErrorMessage(
          `Dockwright could not do this: ${plain(error instanceof Error ? error.message : String(error))} See the output "Dockwright".`,
        );
      }
    });
  const asking =
    (handler: Handler): Handler =>
    async (argument) => {
      const before = restarts;
      await whenSettled();
      try {
        await handler(argument);
      } catch (error) {
        // Who restarts the server wants no answer of the one before.
        if (!isAbandoned(error) && restarts === before) throw error;
      }
    };
  const handlers: Readonly<Record<string, Handler>> = {
    fixAll: asking(() => fixAll(client, 'safe')),
    fixAllSuggested: asking(() => fixAll(client, 'suggested')),
    explainRule: asking((rule) => explainRule(client, rule)),
    showRules,
    fixRule: asking((rule) => fixRule(client, view, rule)),
    showProblems: async () => void (await commands.executeCommand('dockwright.problems.focus')),
    groupByRule: () => view.groupBy('rule'),
    groupByFile: () => view.groupBy('file'),
    lintWorkspace: asking(() => lintWorkspace(client)),
    createConfig: asking(() => createConfig(client)),
    toggle,
    restart: () => {
      restarts += 1;
      return restart();
    },
    showOutput,
  };
  return Object.entries(handlers).map(([name, handler]) => register(name, handler));
}
