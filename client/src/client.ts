import { type ExtensionContext, workspace } from 'vscode';
import {
  type BaseLanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient';
import { registerCommands } from './commands.js';
import { createDuplicates } from './duplicates.js';
import { serveFiles } from './files.js';
import { fixableRules } from './fix-rule.js';
import { showLimit } from './limit.js';
import { createLog } from './log.js';
import { createProblemsView } from './problems-view.js';
import { checkedNotification, limitNotification, rulesRequest, scanningNotification } from './protocol.js';
import { serveRulePages } from './rule-pages.js';
import { createStatus } from './status.js';

/** Makes the language client of the machine that the extension runs on. */
export type NewLanguageClient = (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient;

/** What `activate` gives to tests. */
export interface Api {
  /** Settled when the server runs and has checked the workspace for the first time. */
  readonly whenReady: Promise<void>;
  /** The lines of the output channel so far, each with its level in front: `[error] …`. */
  getLog(): readonly string[];
  /** The rows of the view of problems, those of lower levels included. */
  getProblemRows(): readonly string[];
}

const documentSelector = [
  { language: 'dockerfile' },
  { pattern: '**/*.dockerignore' },
  { pattern: '**/.containerignore' },
  { pattern: '**/{dockwright,.dockwright}.yaml' },
  { pattern: '**/.hadolint.{yaml,yml}' },
];

/** Starts the server without waiting for it, and registers everything that the manifest promises. */
export function startClient(context: ExtensionContext, newLanguageClient: NewLanguageClient): Api {
  const log = createLog();
  const status = createStatus();
  const client = newLanguageClient('dockwright', 'Dockwright', {
    documentSelector,
    diagnosticCollectionName: 'dockwright',
    outputChannel: log.channel,
    traceOutputChannel: log.channel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => ({ client: 'dockwright', trusted: workspace.isTrusted }),
    middleware: {
      handleDiagnostics: (uri, problems, next) => {
        // The client works off what a server said before it was stopped, and would show it beside what the next one says.
        if (client.state === State.Running) duplicates.handleDiagnostics(uri, problems, next);
      },
    },
    markdown: { isTrusted: false, supportHtml: false },
  });
  const duplicates = createDuplicates(context, async () => {
    const rules = await client.sendRequest(rulesRequest);
    return new Map(rules.map(({ id, codes }) => [id, codes]));
  });
  serveFiles(client);
  const view = createProblemsView(() => fixableRules(client));

  const whenScanned = new Promise<void>((resolve) => {
    client.onNotification(scanningNotification, ({ busy }) => {
      status.busy(busy);
      if (!busy) resolve();
    });
  });
  client.onNotification(checkedNotification, status.checked);
  client.onNotification(limitNotification, (notice) => void showLimit(notice));
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) return status.server('running');
    duplicates.clear();
    status.busy(false);
    status.server(newState === State.Starting ? 'starting' : 'stopped');
  });

  const start = async (): Promise<void> => {
    try {
      await client.start();
    } catch (error) {
      log.channel.error(`The server did not start: ${error instanceof Error ? error.message : error}`);
      throw error;
    }
  };
  const stopAndStart = async (): Promise<void> => {
    if (client.needsStop()) {
      // One that hangs is ended all the same.
      await client.stop().catch((error: unknown) => log.channel.warn(`The server did not stop by itself: ${error}`));
    }
    await start();
    log.channel.info('The server was restarted.');
  };
  const started = start();
  // One after the other: a server that is still starting cannot be stopped.
  let last = started;
  const restart = (): Promise<void> => {
    last = last.catch(() => undefined).then(stopAndStart);
    return last;
  };

  context.subscriptions.push(
    log.channel,
    status,
    view,
    duplicates,
    client,
    serveRulePages(client),
    // The server learns of it when it starts, and takes no orders to run programs later.
    workspace.onDidGrantWorkspaceTrust(() => void restart().catch(() => undefined)),
    ...registerCommands({
      client,
      view,
      restart,
      whenSettled: () => last.catch(() => undefined),
      showOutput: () => log.channel.show(true),
    }),
  );

  const whenReady = started.then(() => whenScanned);
  // Whoever waits for it hears of a failure; for all others it is in the log.
  whenReady.catch(() => undefined);
  return { whenReady, getLog: log.lines, getProblemRows: view.rows };
}
