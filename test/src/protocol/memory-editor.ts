import type { FolderEntry } from '@dockwright/shared-rules';
import { type Editor, startEditor } from './editor.js';

/** What an editor with our own client shows the server: it has all the files, and the settings of all folders. */
export interface MemoryEditorOptions {
  readonly folders: readonly string[];
  /** By URI. May change while the editor runs. */
  readonly files: ReadonlyMap<string, string>;
  readonly settings: () => unknown;
  /** Called when the server asks for a file, which it gets when the promise is resolved. */
  readonly beforeRead?: (uri: string) => Promise<void>;
}

function entriesOf(files: ReadonlyMap<string, string>, folder: string): readonly FolderEntry[] {
  const entries = new Map<string, FolderEntry>();
  for (const uri of files.keys()) {
    if (!uri.startsWith(`${folder}/`)) continue;
    const [name = '', ...below] = uri.slice(folder.length + 1).split('/');
    entries.set(name, { name, isFolder: below.length > 0 });
  }
  return [...entries.values()];
}

/** Starts a server for an editor with our own client, on a virtual file system. */
export function startMemoryEditor({ folders, files, settings, beforeRead }: MemoryEditorOptions): Promise<Editor> {
  return startEditor({
    folders,
    initializationOptions: { client: 'dockwright' },
    capabilities: {
      workspace: {
        configuration: true,
        workspaceFolders: true,
        didChangeConfiguration: { dynamicRegistration: true },
        didChangeWatchedFiles: { dynamicRegistration: true },
      },
    },
    prepare: (connection) => {
      connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
        items.map(settings),
      );
      connection.onRequest('dockwright/findFiles', ({ folder }: { folder: string }) =>
        [...files.keys()].filter((uri) => uri.startsWith(`${folder}/`)),
      );
      connection.onRequest('dockwright/listFolder', ({ uri }: { uri: string }) => entriesOf(files, uri));
      connection.onRequest('dockwright/readFile', async ({ uri }: { uri: string }): Promise<unknown> => {
        await beforeRead?.(uri);
        const text = files.get(uri);
        return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
      });
    },
  });
}
