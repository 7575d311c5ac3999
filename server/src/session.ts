import type { Analysis, LintOptions } from '@dockwright/shared-rules';
import {
  type Connection,
  type InitializeParams,
  MessageType,
  ShowMessageNotification,
  TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type ClientAbilities, clientAbilities } from './capabilities.js';
import { type Checker, createChecker } from './checker.js';
import { createClientFiles } from './client-files.js';
import { type Configuration, createConfiguration, type FileSettings } from './configuration.js';
import { confinedFiles } from './confined-files.js';
import { createFolders, type Folders } from './folders.js';
import type { FileAccess, Host } from './host.js';
import { createListings, type Listings } from './listings.js';
import { type Log, safely } from './log.js';
import { createOpenDocuments, type OpenDocuments } from './open-documents.js';
import { documentsIn } from './position-encoding.js';
import { checkedNotification, limitNotification, scanningNotification } from './protocol.js';
import { createPublisher, type Publisher } from './publisher.js';
import { type EditorSettings, readEditorSettings, settingsSection } from './settings.js';
import { createShellcheck, type Shellcheck } from './shellcheck.js';
import { type AllSurroundings, createSurroundings } from './surroundings.js';
import { createTurns } from './turns.js';
import { normalizeUri, uriParts } from './uri.js';
import { isRecord } from './values.js';
import { createWorkspace, type Workspace } from './workspace.js';

/** An open Dockerfile or `.dockerignore`, linted as it is now. */
export interface LintedDocument extends FileSettings {
  readonly document: TextDocument;
  readonly options: LintOptions;
  readonly analysis: Analysis;
}

/** Everything that lives as long as the connection to an editor. */
export interface Session {
  readonly client: ClientAbilities;
  readonly log: Log;
  readonly documents: TextDocuments<TextDocument>;
  readonly folders: Folders;
  readonly listings: Listings;
  readonly configuration: Configuration;
  readonly surroundings: AllSurroundings;
  readonly shellcheck: Shellcheck;
  readonly checker: Checker;
  readonly publisher: Publisher;
  readonly open: OpenDocuments;
  readonly workspace: Workspace;
  /** The editor's settings, for editors that send them instead of being asked. */
  setEditorSettings(settings: unknown): void;
  /** `undefined` where the document is not open, no Dockerfile, too large, or checks are off. */
  linted(uri: string): Promise<LintedDocument | undefined>;
}

/**
 * Files by way of our own client, or of the disk. Only our client knows what `files.exclude` says, and the disk is faster.
 */
function fileAccess(
  connection: Connection,
  { disk }: Host,
  client: ClientAbilities,
  folders: Folders,
): FileAccess | undefined {
  const files = client.isOurs ? faster(createClientFiles(connection), disk) : disk;
  return client.isTrusted || files === undefined ? files : confinedFiles(files, folders);
}

/** What is on the disk is read there, however it was found. */
function faster(files: FileAccess, disk: FileAccess | undefined): FileAccess {
  if (disk === undefined) return files;
  const accessTo = (uri: string): FileAccess => (uri.startsWith('file:') ? disk : files);
  return {
    list: files.list,
    entries: (folder) => accessTo(folder).entries(folder),
    read: (uri) => accessTo(uri).read(uri),
    isLink: (uri) => accessTo(uri).isLink(uri),
  };
}

/** Makes the parts and tells them of each other. */
export function createSession(connection: Connection, host: Host, log: Log, params: InitializeParams): Session {
  const client = clientAbilities(params);
  const folders = createFolders(params);
  const documents = new TextDocuments(documentsIn(client.positionEncoding));
  const publisher = createPublisher(connection, client.pullsDiagnostics);
  const access = fileAccess(connection, host, client, folders);
  const listings = createListings(access);
  const files = access === undefined ? undefined : { ...access, entries: listings.entries };
  const checker = createChecker(log);
  const openUris = new Map<string, string>();
  let sent: unknown = settingsSection(params.initializationOptions);

  const readEditor = async (folder: string | undefined): Promise<EditorSettings> => {
    if (!client.pullsConfiguration) return readEditorSettings(sent);
    const section = 'dockwright';
    const item = folder === undefined ? { section } : { section, scopeUri: folder };
    const pulled = await safely<unknown>(log, 'asking for the settings', undefined, () =>
      connection.workspace.getConfiguration(item),
    );
    return readEditorSettings(isRecord(pulled) && Object.keys(pulled).length > 0 ? pulled : sent);
  };

  const openText = (uri: string): string | undefined =>
    documents.get(openUris.get(normalizeUri(uri)) ?? uri)?.getText();

  const configuration = createConfiguration({
    readEditor,
    folderOf: folders.of,
    openText,
    readFile: async (uri) => (await files?.read(uri)) ?? { kind: 'missing' },
    namesIn: async (folder) => {
      if (folders.of(folder) === undefined) return undefined;
      const entries = await files?.entries(folder);
      return entries === undefined ? undefined : new Set(entries.map(({ name }) => name));
    },
    warn: (message) => log.once('warn', message),
    // Who reads the disk alone knows nothing of files elsewhere.
    isGone: async (uri) => (client.isOurs || uri.startsWith('file:')) && (await files?.read(uri))?.kind === 'missing',
  });

  const surroundings: AllSurroundings = createSurroundings({
    files,
    folderOf: folders.of,
    openText,
    log,
    changed: (what) => {
      if (what === 'open') open.surroundingsChanged();
      else workspace.scanSoon();
    },
  });

  const shellcheck: Shellcheck = createShellcheck({
    programs: client.isTrusted ? host.programs : undefined,
    log,
    changed: (uri) => open.learned(uri),
  });

  const open: OpenDocuments = createOpenDocuments({
    refresh: () => {
      if (client.pullsDiagnostics && client.refreshesDiagnostics) connection.languages.diagnostics.refresh();
    },
    get: (uri) => documents.get(uri),
    all: () => documents.all(),
    isOwn: folders.isOwn,
    configuration,
    surroundings,
    shellcheck,
    checker,
    publisher,
    log,
    checked: (checked) => {
      if (client.isOurs) void connection.sendNotification(checkedNotification, checked);
    },
  });

  const nextTurn = createTurns(host.later);
  const workspace: Workspace = createWorkspace({
    encoding: client.positionEncoding,
    files,
    listings,
    folders: folders.all,
    folderOf: folders.of,
    isOpen: (uri) => openUris.has(normalizeUri(uri)),
    nextTurn: async () => {
      await nextTurn();
      while (open.isChecking()) {
        await open.whenChecked();
        await nextTurn();
      }
    },
    configuration,
    surroundings,
    checker,
    publisher,
    log,
    scanning: (busy) => {
      if (client.isOurs) void connection.sendNotification(scanningNotification, { busy });
    },
    limitReached: (notice) => {
      if (client.isOurs) return void connection.sendNotification(limitNotification, notice);
      const message = `Dockwright checks ${notice.limit} of the ${notice.files} Dockerfiles of ${uriParts(notice.folder).path}. Raise dockwright.workspace.limit to have all of them checked.`;
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
    },
    createProgress: client.progress ? () => connection.window.createWorkDoneProgress() : undefined,
  });

  documents.onDidOpen(({ document: { uri } }) => openUris.set(normalizeUri(uri), uri));
  documents.onDidClose(({ document: { uri } }) => openUris.delete(normalizeUri(uri)));

  return {
    client,
    log,
    documents,
    folders,
    listings,
    configuration,
    surroundings,
    shellcheck,
    checker,
    publisher,
    open,
    workspace,
    setEditorSettings: (settings) => {
      sent = settings;
    },
    linted: async (uri) => {
      const document = documents.get(uri);
      const kind = document === undefined ? undefined : open.kindOf(document);
      if (document === undefined || kind === undefined || kind === 'config') return undefined;
      const fileSettings = await configuration.settingsFor(uri);
      if (documents.get(uri) !== document || !fileSettings.editor.enable) return undefined;
      const options = checker.optionsFor(
        uri,
        kind,
        fileSettings.settings,
        surroundings.now(uri, kind),
        shellcheck.reportsFor(uri),
      );
      const analysis = checker.lintOpen(document, options);
      return analysis === undefined ? undefined : { ...fileSettings, document, options, analysis };
    },
  };
}

/** Reads the settings out of what a `didChangeConfiguration` brought; `undefined` where it brought none. */
export function sentSettings(settings: unknown): unknown {
  const section = settingsSection(settings);
  return isRecord(section) && Object.keys(section).length > 0 ? section : undefined;
}
