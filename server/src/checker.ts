import { type Analysis, analyze, type BuildContext, type LintOptions, type Settings } from '@dockwright/shared-rules';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { SIZE_LIMIT, TOO_LARGE } from './decode.js';
import type { Log } from './log.js';
import { uriParts } from './uri.js';

/** What is known of the build context of a file; `undefined` where its files cannot be listed. */
export type BuildContextOf = (uri: string) => BuildContext | undefined;

export interface Checker {
  /** What the core wants to know beside the text. */
  optionsFor(uri: string, settings: Settings): LintOptions;
  /** Lints a document; `undefined` where it is too large. Rules that fail are named in the log. */
  lint(document: TextDocument, settings: Settings): Analysis | undefined;
  /** Lints an open document. The analyses of those in use are kept, for the requests that follow. */
  lintOpen(document: TextDocument, settings: Settings): Analysis | undefined;
  /** Lets go of a document that was closed. */
  forget(uri: string): void;
}

/** An analysis is large, and a person works on a few documents at a time; others are linted again when asked about. */
const MOST_KEPT = 8;

interface Kept {
  readonly document: TextDocument;
  readonly version: number;
  readonly settings: Settings;
  readonly analysis: Analysis | undefined;
}

/** Lints documents. */
export function createChecker(log: Log, buildContextOf: BuildContextOf): Checker {
  const kept = new Map<string, Kept>();

  const optionsFor = (uri: string, settings: Settings): LintOptions => {
    const buildContext = buildContextOf(uri);
    return buildContext === undefined ? { settings } : { settings, buildContext };
  };

  const lint = (document: TextDocument, settings: Settings): Analysis | undefined => {
    const text = document.getText();
    const { path } = uriParts(document.uri);
    if (text.length > SIZE_LIMIT) {
      log.once('warn', `${path} is not checked: ${TOO_LARGE}`);
      return undefined;
    }
    const analysis = analyze(text, optionsFor(document.uri, settings));
    for (const { rule, message } of analysis.failures) {
      log.once('error', `Rule ${rule} failed on ${path}: ${message} The other rules were asked all the same.`);
    }
    return analysis;
  };

  return {
    optionsFor,
    lint,
    lintOpen: (document, settings) => {
      const { uri, version } = document;
      const known = kept.get(uri);
      const isFresh = known?.document === document && known.version === version && known.settings === settings;
      if (isFresh) return known.analysis;
      const analysis = lint(document, settings);
      kept.delete(uri);
      kept.set(uri, { document, version, settings, analysis });
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return analysis;
    },
    forget: (uri) => kept.delete(uri),
  };
}
