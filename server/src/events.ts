import { configKind, roleOf } from '@dockwright/shared-rules';
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
import { nameOf, uriParts } from './uri.js';

function isConfig(uri: string): boolean {
  return configKind(uriParts(uri).path) !== undefined;
}

function isGitIgnoreFile(uri: string): boolean {
  return nameOf(uriParts(uri).path) === '.gitignore';
}

function isIgnoreFile(uri: string): boolean {
  return roleOf(nameOf(uriParts(uri).path)) === 'dockerignore';
}

/** A file whose content decides on the problems of others. */
function decidesOnOthers(uri: string): boolean {
  return isConfig(uri) || isIgnoreFile(uri);
}

function listenToDocuments(session: Session): void {
  const { documents, open, workspace, configuration, surroundings, client } = session;
  const configChanged = (): void => {
    configuration.forget('files');
    open.checkAll();
  };
  documents.onDidOpen(({ document: { uri } }) => {
    if (isConfig(uri)) configChanged();
    else {
      if (!client.registersWatchers) lookAgain(session, uri);
      open.opened(uri);
    }
  });
  documents.onDidChangeContent(({ document }) => {
    if (isConfig(document.uri)) return configChanged();
    if (isIgnoreFile(document.uri)) surroundings.textsChanged();
    open.changed(document.uri);
  });
  documents.onDidSave(({ document: { uri } }) => {
    if (!client.registersWatchers) lookAgain(session, uri);
    if (!isConfig(uri)) open.saved(uri);
    if (!decidesOnOthers(uri)) return;
    if (isConfig(uri)) configChanged();
    workspace.scanSoon();
  });
  documents.onDidClose(({ document: { uri } }) => {
    open.closed(uri);
    if (isConfig(uri)) configChanged();
    if (isIgnoreFile(uri)) surroundings.textsChanged();
    workspace.closed(uri);
  });
}

/** For editors that do not tell what changes on disk. */
function lookAgain(session: Session, uri: string): void {
  session.configuration.forget('files');
  foldersMoved(session, [uri]);
}

/** Files or folders came or went: what was listed of the folders around them does not count any more. */
function foldersMoved({ listings, surroundings }: Session, uris: readonly string[]): void {
  listings.forget();
  surroundings.filesChanged(uris);
}

/** Files or folders came, changed or went: what configurations say may be another. */
function configurationsMoved({ configuration, open, workspace }: Session, uris: readonly string[]): void {
  if (!uris.some((uri) => isConfig(uri) || configuration.hangsOn(uri))) return;
  configuration.forget('files');
  open.checkAll();
  workspace.scanSoon();
}

function filesChanged(session: Session, changes: readonly FileEvent[]): void {
  const { surroundings, workspace } = session;
  const moved = changes.filter(({ type }) => type !== FileChangeType.Changed).map(({ uri }) => uri);
  foldersMoved(session, moved);
  if (changes.some(({ uri }) => isIgnoreFile(uri))) {
    surroundings.textsChanged();
    workspace.scanSoon();
  }
  configurationsMoved(
    session,
    changes.map(({ uri }) => uri),
  );
  // Which files are checked hangs on it.
  if (changes.some(({ uri }) => isGitIgnoreFile(uri))) workspace.scanSoon();
  for (const { uri, type } of changes) {
    if (type === FileChangeType.Deleted) workspace.gone(uri);
    else if (isConfig(uri)) continue;
    else if (type === FileChangeType.Created) workspace.created(uri);
    else workspace.changed(uri);
  }
}

/** Listens to what happens in the editor and on disk. */
export function listenToEvents(connection: Connection, session: Session): void {
  const { client, configuration, surroundings, folders, open, workspace, log } = session;
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
        // VS Code leaves the files of files.exclude out when it is asked for files.
        const section = client.isOurs ? ['dockwright', 'files.exclude'] : 'dockwright';
        await remote.register(DidChangeConfigurationNotification.type, { section });
      }
      if (client.registersWatchers) await remote.register(DidChangeWatchedFilesNotification.type, { watchers });
    });
    if (client.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders((event) => {
        folders.change(event);
        surroundings.foldersChanged();
        for (const { uri } of event.removed) workspace.gone(uri);
        settingsChanged();
      });
    }
    workspace.scanSoon(0);
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    const sent = sentSettings(settings);
    if (sent !== undefined) session.setEditorSettings(sent);
    settingsChanged();
  });

  connection.onDidChangeWatchedFiles(({ changes }) => filesChanged(session, changes));

  connection.workspace.onDidDeleteFiles(({ files }) => {
    const uris = files.map(({ uri }) => uri);
    foldersMoved(session, uris);
    configurationsMoved(session, uris);
    for (const uri of uris) workspace.gone(uri);
  });
  connection.workspace.onDidRenameFiles(({ files }) => {
    foldersMoved(
      session,
      files.map(({ newUri }) => newUri),
    );
    configurationsMoved(
      session,
      files.flatMap(({ oldUri, newUri }) => [oldUri, newUri]),
    );
    for (const { oldUri } of files) workspace.gone(oldUri);
    workspace.scanSoon();
  });

  connection.onShutdown(() => {
    workspace.stop();
    surroundings.stop();
    open.stop();
    session.shellcheck.stop();
  });
}
