import {
  CodeActionKind,
  type FileOperationRegistrationOptions,
  type InitializeParams,
  type ServerCapabilities,
  TextDocumentSyncKind,
  WatchKind,
} from 'vscode-languageserver';
import { EXPLAIN_COMMAND, FIX_ALL_KIND } from './code-actions.js';
import { type PositionEncoding, positionEncoding } from './position-encoding.js';
import { member, readTexts } from './values.js';

export const FIX_ALL_COMMAND = 'dockwright.fixAll';
export const LINT_WORKSPACE_COMMAND = 'dockwright.lintWorkspace';

/** What the editor can do, as far as it matters to us. */
export interface ClientAbilities {
  readonly pullsConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly workspaceFolders: boolean;
  readonly progress: boolean;
  readonly createsFiles: boolean;
  readonly resolvesEdits: boolean;
  readonly showsDocuments: boolean;
  readonly positionEncoding: PositionEncoding;
  /** It asks for the problems of open documents itself, and is not sent them. */
  readonly pullsDiagnostics: boolean;
  /** It can be told to ask for problems again. */
  readonly refreshesDiagnostics: boolean;
  /** Our own client: it lists and reads files, and has commands of its own. */
  readonly isOurs: boolean;
  /** Programs of the machine may be run; only editors that say otherwise are not trusted. */
  readonly isTrusted: boolean;
}

/** Reads what the editor said of itself. */
export function clientAbilities(params: InitializeParams): ClientAbilities {
  const { capabilities, initializationOptions } = params;
  const { workspace, textDocument, window } = capabilities;
  const operations = workspace?.workspaceEdit?.resourceOperations ?? [];
  const isOurs = member(initializationOptions, 'client') === 'dockwright';
  const resolved = readTexts(textDocument?.codeAction?.resolveSupport?.properties) ?? [];
  return {
    pullsConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    progress: window?.workDoneProgress === true,
    createsFiles: workspace?.workspaceEdit?.documentChanges === true && operations.includes('create'),
    resolvesEdits: resolved.includes('edit'),
    showsDocuments: window?.showDocument?.support === true,
    positionEncoding: positionEncoding(params),
    pullsDiagnostics: !isOurs && textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    isOurs,
    isTrusted: member(initializationOptions, 'trusted') !== false,
  };
}

const anyFile: FileOperationRegistrationOptions = { filters: [{ pattern: { glob: '**' } }] };

/** What the server offers to such an editor. */
export function serverCapabilities(client: ClientAbilities): ServerCapabilities {
  return {
    positionEncoding: client.positionEncoding,
    ...(client.pullsDiagnostics
      ? { diagnosticProvider: { identifier: 'dockwright', interFileDependencies: true, workspaceDiagnostics: true } }
      : {}),
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    hoverProvider: true,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND], resolveProvider: true },
    // Our own client registers the commands itself.
    ...(client.isOurs
      ? {}
      : { executeCommandProvider: { commands: [EXPLAIN_COMMAND, FIX_ALL_COMMAND, LINT_WORKSPACE_COMMAND] } }),
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      fileOperations: { didDelete: anyFile, didRename: anyFile },
    },
  };
}

/**
 * The files whose changes on disk matter: Dockerfiles, .dockerignore and .gitignore files, and configurations, which may
 * extend files of any name; of all others, which are what is copied, that they come and go.
 */
export const watchers = [
  ...[
    '**/*[dD]ockerfile*',
    '**/*[cC]ontainerfile*',
    '**/*.{dockerignore,containerignore}',
    '**/*.{yaml,yml}',
    '**/.gitignore',
  ].map((globPattern) => ({
    globPattern,
    kind: WatchKind.Create | WatchKind.Change | WatchKind.Delete,
  })),
  { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
];
