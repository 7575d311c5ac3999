import {
  type Analysis,
  analyze,
  type FileKind,
  type LintOptions,
  type Settings,
  type ShellcheckReports,
} from '@dockwright/shared-rules';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { SIZE_LIMIT, TOO_LARGE } from './decode.js';
import type { Log } from './log.js';
import type { Surroundings } from './surroundings.js';
import { uriParts } from './uri.js';

export interface Checker {
  /** What the core wants to know beside the text; the same object as long as it says the same. */
  optionsFor(
    uri: string,
    kind: FileKind,
    settings: Settings,
    surroundings: Surroundings,
    shellcheck: ShellcheckReports | undefined,
  ): LintOptions;
  /** Lints a document; `undefined` where it is too large. Rules that fail are named in the log. */
  lint(document: TextDocument, options: LintOptions): Analysis | undefined;
  /** Lints an open document. The analyses of those in use are kept, for the requests that follow. */
  lintOpen(document: TextDocument, options: LintOptions): Analysis | undefined;
  /** Lets go of a document that was closed. */
  forget(uri: string): void;
}

/** An analysis is large, and a person works on a few documents at a time; others are linted again when asked about. */
const MOST_KEPT = 8;
/** The UTF-16 units of all texts whose analyses are kept, which take a hundred times as many bytes. The latest is kept however long it is. */
const MOST_UNITS_KEPT = 500_000;

interface Kept {
  readonly document: TextDocument;
  readonly version: number;
  readonly options: LintOptions;
  readonly analysis: Analysis | undefined;
}

function unitsOf({ analysis }: Kept): number {
  return analysis?.text.length ?? 0;
}

/** Lints documents. */
export function createChecker(log: Log): Checker {
  const kept = new Map<string, Kept>();
  const latest = new Map<string, { readonly surroundings: Surroundings; readonly options: LintOptions }>();

  const optionsFor: Checker['optionsFor'] = (uri, kind, settings, surroundings, shellcheck) => {
    const known = latest.get(uri);
    const { options } = known ?? {};
    const isSame = options?.settings === settings && options.kind === kind && options.shellcheck === shellcheck;
    if (isSame && known?.surroundings === surroundings) return options;
    const made: LintOptions = { kind, settings, ...surroundings, ...(shellcheck === undefined ? {} : { shellcheck }) };
    latest.delete(uri);
    latest.set(uri, { surroundings, options: made });
    const [oldest] = latest.keys();
    if (latest.size > MOST_KEPT && oldest !== undefined) latest.delete(oldest);
    return made;
  };

  const lint = (document: TextDocument, options: LintOptions): Analysis | undefined => {
    const text = document.getText();
    const { path } = uriParts(document.uri);
    if (text.length > SIZE_LIMIT) {
      log.once('warn', `${path} is not checked: ${TOO_LARGE}`);
      return undefined;
    }
    const analysis = analyze(text, options);
    for (const { rule, message } of analysis.failures) {
      log.once('error', `Rule ${rule} failed on ${path}: ${message} The other rules were asked all the same.`);
    }
    return analysis;
  };

  const dropOldest = (): void => {
    let units = [...kept.values()].reduce((sum, entry) => sum + unitsOf(entry), 0);
    for (const [uri, entry] of kept) {
      if (kept.size === 1 || (kept.size <= MOST_KEPT && units <= MOST_UNITS_KEPT)) return;
      units -= unitsOf(entry);
      kept.delete(uri);
    }
  };

  return {
    optionsFor,
    lint,
    lintOpen: (document, options) => {
      const { uri, version } = document;
      const known = kept.get(uri);
      const isFresh = known?.document === document && known.version === version && known.options === options;
      if (isFresh) return known.analysis;
      const analysis = lint(document, options);
      kept.delete(uri);
      kept.set(uri, { document, version, options, analysis });
      dropOldest();
      return analysis;
    },
    forget: (uri) => {
      kept.delete(uri);
      latest.delete(uri);
    },
  };
}
