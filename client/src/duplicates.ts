import {
  ConfigurationTarget,
  type Diagnostic,
  type Disposable,
  type ExtensionContext,
  extensions,
  languages,
  type TextDocument,
  type Uri,
  window,
  workspace,
} from 'vscode';
import type { HandleDiagnosticsSignature } from 'vscode-languageclient';
import { isContinued, type Reported, sayTheSame } from './same-problems.js';

/** Extensions that report problems of Dockerfiles, too. */
const OTHERS: Readonly<Record<string, string>> = {
  'docker.docker': 'Docker DX',
  'exiasr.hadolint': 'hadolint',
  'ms-azuretools.vscode-containers': 'Container Tools',
  'ms-azuretools.vscode-docker': 'Docker',
};
const ASKED = 'duplicates.asked';
const SETTING = 'hideDuplicates';
const OWN = 'dockwright';

interface Shown {
  readonly uri: Uri;
  readonly all: readonly Diagnostic[];
  readonly next: HandleDiagnosticsSignature;
  shown: readonly Diagnostic[];
}

export interface Duplicates extends Disposable {
  /** For the language client: what the server reports of a file. */
  readonly handleDiagnostics: (uri: Uri, diagnostics: Diagnostic[], next: HandleDiagnosticsSignature) => void;
  /** The server is gone, and all that it reported. */
  clear(): void;
}

function reported({ code, message, source = '', range }: Diagnostic): Reported {
  const value = typeof code === 'object' ? code.value : code;
  return {
    code: value === undefined ? '' : String(value),
    message,
    source,
    firstLine: range.start.line,
    lastLine: range.end.line,
  };
}

function isHiding(): boolean {
  return workspace.getConfiguration(OWN).get(SETTING) === true;
}

function linesOf(document: TextDocument | undefined): (line: number) => string {
  return (line) => (document === undefined || line >= document.lineCount ? '' : document.lineAt(line).text);
}

/**
 * Hides our problems where another extension reports the same, if a person wants it so, and asks for that once. The other
 * extension and its settings are left alone.
 * @param codesOfRules asks for the codes that our rules have elsewhere, by rule
 */
export function createDuplicates(
  context: ExtensionContext,
  codesOfRules: () => Promise<ReadonlyMap<string, readonly string[]>>,
): Duplicates {
  const files = new Map<string, Shown>();
  let codes: ReadonlyMap<string, readonly string[]> | undefined;
  let isAsking = false;

  /** Our problems of a file, without those that somebody else reports, too. */
  const remaining = ({ uri, all }: Shown): Diagnostic[] => {
    const known = codes;
    const others = languages.getDiagnostics(uri).filter(({ source }) => source !== OWN);
    if (known === undefined || others.length === 0) return [...all];
    const theirs = others.map(reported);
    const document = workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const isOneInstruction = isContinued(linesOf(document));
    return all.filter((problem) => {
      const ours = reported(problem);
      return !theirs.some((other) => sayTheSame(ours, other, known.get(ours.code) ?? [], isOneInstruction));
    });
  };

  const show = (file: Shown): void => {
    const wanted = isHiding() ? remaining(file) : [...file.all];
    if (wanted.length === file.shown.length && wanted.every((problem) => file.shown.includes(problem))) return;
    file.shown = wanted;
    file.next(file.uri, wanted);
  };

  const ask = async (): Promise<void> => {
    const installed = Object.entries(OTHERS).filter(([id]) => extensions.getExtension(id) !== undefined);
    const names = installed.map(([, title]) => title).join(' and ');
    await context.globalState.update(ASKED, true);
    const choice = await window.showInformationMessage(
      `Some problems are here twice: from Dockwright and from ${names}. Hide those of Dockwright where both say the same? Their fixes stay in the menu.`,
      'Hide duplicates',
      'Keep both',
    );
    if (choice !== 'Hide duplicates') return;
    await workspace.getConfiguration(OWN).update(SETTING, true, ConfigurationTarget.Global);
  };

  const perhapsAsk = (file: Shown): void => {
    if (isAsking || isHiding() || context.globalState.get(ASKED) === true) return;
    const isInstalled = Object.keys(OTHERS).some((id) => extensions.getExtension(id) !== undefined);
    if (!isInstalled || remaining(file).length === file.all.length) return;
    isAsking = true;
    void ask();
  };

  const look = async (uris: readonly Uri[]): Promise<void> => {
    const isConcerned = ({ uri, all, shown }: Shown): boolean =>
      shown.length < all.length || languages.getDiagnostics(uri).some(({ source }) => source !== OWN);
    const concerned = uris.flatMap((uri) => files.get(uri.toString()) ?? []).filter(isConcerned);
    if (concerned.length === 0) return;
    codes ??= await codesOfRules().catch(() => undefined);
    for (const file of concerned.filter(({ uri, all }) => files.get(uri.toString())?.all === all)) {
      show(file);
      perhapsAsk(file);
    }
  };

  const listeners = [
    languages.onDidChangeDiagnostics(({ uris }) => void look(uris)),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${OWN}.${SETTING}`)) void look([...files.values()].map(({ uri }) => uri));
    }),
  ];

  return {
    handleDiagnostics: (uri, diagnostics, next) => {
      const file: Shown = { uri, all: diagnostics, next, shown: [] };
      if (diagnostics.length > 0) files.set(uri.toString(), file);
      else files.delete(uri.toString());
      file.shown = isHiding() ? remaining(file) : diagnostics;
      next(uri, [...file.shown]);
    },
    clear: () => files.clear(),
    dispose: () => {
      for (const listener of listeners) listener.dispose();
    },
  };
}
