import { type Analysis, findRule, hoverAt, ruleMarkdown } from '@dockwright/shared-rules';
import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { toRange } from './convert.js';

/** What there is to say of a place in a Dockerfile or a `.dockerignore`; `withMessages`: the editor does not show messages there itself. */
export function fileHover(
  document: TextDocument,
  analysis: Analysis,
  position: Position,
  withMessages: boolean,
): Hover | null {
  const hover = hoverAt(analysis, document.offsetAt(position), withMessages);
  if (hover === undefined) return null;
  return { contents: { kind: MarkupKind.Markdown, value: hover.markdown }, range: toRange(document, hover.span) };
}

/** The page of the rule whose name stands at a place in a configuration file. */
export function configHover(document: TextDocument, position: Position): Hover | null {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = /[\w:-]*$/.exec(text.slice(lineStart, offset))?.[0] ?? '';
  const after = /^[\w:-]*/.exec(text.slice(offset, offset + 100))?.[0] ?? '';
  const start = offset - before.length;
  const name = (before + after).replace(/:+$/, '');
  const markdown = findRule(name) === undefined ? undefined : ruleMarkdown(name);
  if (markdown === undefined || offset > start + name.length) return null;
  const range = toRange(document, { start, end: start + name.length });
  return { contents: { kind: MarkupKind.Markdown, value: markdown }, range };
}
