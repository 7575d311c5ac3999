import type { Connection, Diagnostic } from 'vscode-languageserver';
import { isWithin, normalizeUri } from './uri.js';

/** What the editor shows at the moment. */
export interface Publisher {
  /** Shows the problems of a file, under the URI by which the editor knows it. */
  show(uri: string, diagnostics: readonly Diagnostic[], version?: number): void;
  /** Takes the problems of a file away, where there are any. */
  clear(uri: string): void;
  /** URIs of files with problems, normalized, of all files or of a folder. */
  shown(folder?: string): readonly string[];
  /** How many problems all files have together. */
  count(): number;
}

interface Shown {
  readonly uri: string;
  readonly count: number;
}

/**
 * Publishes diagnostics, and never publishes an empty list for a file that shows nothing, unless it is open.
 * @param openArePulled the editor asks for those of open documents, and would show them twice
 */
export function createPublisher(connection: Pick<Connection, 'sendDiagnostics'>, openArePulled = false): Publisher {
  const files = new Map<string, Shown>();
  const send = (uri: string, diagnostics: readonly Diagnostic[], version: number | undefined): void => {
    const key = normalizeUri(uri);
    const before = files.get(key);
    if (before !== undefined && before.uri !== uri) {
      // The same file by another spelling: an editor that tells them apart would keep the old problems.
      void connection.sendDiagnostics({ uri: before.uri, diagnostics: [] });
    }
    if (diagnostics.length > 0) files.set(key, { uri, count: diagnostics.length });
    else files.delete(key);
    if (diagnostics.length === 0 && before === undefined && version === undefined) return;
    void connection.sendDiagnostics({
      uri,
      diagnostics: [...diagnostics],
      ...(version === undefined ? {} : { version }),
    });
  };
  return {
    show: (uri, diagnostics, version) => {
      if (version === undefined || !openArePulled) return send(uri, diagnostics, version);
      if (files.has(normalizeUri(uri))) send(uri, [], undefined);
    },
    clear: (uri) => {
      const known = files.get(normalizeUri(uri));
      if (known !== undefined) send(known.uri, [], undefined);
    },
    shown: (folder) => [...files.keys()].filter((key) => folder === undefined || isWithin(key, folder)),
    count: () => [...files.values()].reduce((sum, { count }) => sum + count, 0),
  };
}
