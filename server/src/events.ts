import { configKind } from '@dockwright/shared-rules';
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type FileEvent,
} from 'vscode-languageserver';
import { watchers } from './capabilities.js';
import { safely } from './log.js';
import { type Session, sentSettings } from './session.js';
import { uriParts } from './uri.js';

function isConfig(uri: string): boolean {
  return configKind(uriParts(uri).path) !== undefined;
}

/** A file whose content decides on the problems of others. */
function decidesOnOthers(uri: string): boolean {
  return isConfig(uri) || uri.endsWith('.dockerignore');
}

function listenToDocuments({ documents, open, workspace, configuration, client }: Session): void {
  const configChanged = (): void => {
    configuration.forget('files');
    open.checkAll();
  };
  documents.onDidOpen(({ document: { uri } }) => {
    if (isConfig(uri)) configChanged();
    else {
      if (!client.registersWatchers) configuration.forget('files');
      open.opened(uri);
    }
  });
  documents.onDidChangeContent(({ document }) => {
    if (isConfig(document.uri)) configChanged();
    else open.changed(document.uri);
  });
  documents.onDidSave(({ document: { uri } }) => {
    if (!decidesOnOthers(uri)) return open.saved(uri);
    configChanged();
    workspace.scanSoon();
  });
  documents.onDidClose(({ document: { uri } }) => {
    open.closed(uri);
    if (isConfig(uri)) configChanged();
    workspace.closed(uri);
  });
}

function filesChanged({ configuration, open, workspace }: Session, changes: readonly FileEvent[]): void {
  if (changes.some(({ uri }) => decidesOnOthers(uri) || configuration.hangsOn(uri))) {
    configuration.forget('files');
    open.checkAll();
    workspace.scanSoon();
  }
  for (const { uri, type } of changes) {
    if (type === FileChangeType.Deleted) workspace.gone(uri);
    else if (!decidesOnOthers(uri)) workspace.changed(uri);
  }
}

/** Listens to what happens in the editor and on disk. */
export function listenToEvents(connection: Connection, session: Session): void {
  const { client, configuration, folders, open, workspace, log } = session;
  listenToDocuments(session);

  const settingsChanged = (): void => {
    configuration.forget('editor');
    open.checkAll();
    workspace.scanSoon();
  };

  connection.onInitialized(() => {
    const { client: remote } = connection;
    void safely(log, 'asking to be told of changes', undefined, async () => {
      if (client.registersConfiguration) {
        await remote.register(DidChangeConfigurationNotification.type, { section: 'dockwright' });
      }
      if (client.registersWatchers) await remote.register(DidChangeWatchedFilesNotification.type, { watchers });
    });
    if (client.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders((event) => {
        folders.change(event);
        for (const { uri } of event.removed) workspace.gone(uri);
        settingsChanged();
      });
    }
    workspace.scanSoon();
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    const sent = sentSettings(settings);
    if (sent !== undefined) session.setEditorSettings(sent);
    settingsChanged();
  });

  connection.onDidChangeWatchedFiles(({ changes }) => filesChanged(session, changes));

  connection.workspace.onDidDeleteFiles(({ files }) => {
    for (const { uri } of files) workspace.gone(uri);
  });
  connection.workspace.onDidRenameFiles(({ files }) => {
    for (const { oldUri } of files) workspace.gone(oldUri);
    workspace.scanSoon();
  });

  connection.onShutdown(() => workspace.stop());
}
